"""
Exact escape times of the Mandelbrot set and its relatives, on NumPy arrays.

Every result is equal, bit for bit, to LaneLab's plain reference under the same rounding.
"""

from lanelab._loading import load_best_build

load_best_build()  # before any module that uses it

from lanelab._arrays import Rung, isa, rungs, steps  # noqa: E402
from lanelab._session import Profile, Run, profile, run  # noqa: E402
from lanelab._verify import Case, Verification, verify  # noqa: E402

__all__ = [
    "Case",
    "Profile",
    "Run",
    "Rung",
    "Verification",
    "isa",
    "load_ipython_extension",
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
