"""
Exact escape times of the Mandelbrot set and its relatives, on NumPy arrays.

Every result is equal, bit for bit, to LaneLab's plain reference under the same rounding.
"""

from lanelab._loading import load_best_build

load_best_build()  # before any module that uses it

from lanelab._arrays import ROUNDINGS, Rung, isa, rungs, steps  # noqa: E402
from lanelab._course import (  # noqa: E402
    mandel1,
    mandel2,
    mandel4,
    mandel5,
    mandel6,
    mandel7,
    mandel_numpy,
    mandel_numpy_explode,
)
from lanelab._mandel import mandel  # noqa: E402
from lanelab._session import Profile, Run, profile, run  # noqa: E402
from lanelab._verify import Case, Verification, verify  # noqa: E402

__all__ = [
    "ROUNDINGS",
    "Case",
    "Profile",
    "Run",
    "Rung",
    "Verification",
    "isa",
    "load_ipython_extension",
    "mandel",
    "mandel1",
    "mandel2",
    "mandel4",
    "mandel5",
    "mandel6",
    "mandel7",
    "mandel_numpy",
    "mandel_numpy_explode",
    "profile",
    "run",
    "rungs",
    "steps",
    "verify",
]


def load_ipython_extension(shell: object) -> None:
    """Register the magic ``%lanelab``, for ``%load_ext lanelab``."""
    from lanelab import _magic  # late: only IPython calls this

    _magic.register(shell)
