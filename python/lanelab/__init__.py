"""
Exact escape times of the Mandelbrot set and its relatives, on NumPy arrays.

Every result is equal, bit for bit, to LaneLab's plain reference under the same rounding.
"""

from lanelab._loading import load_best_build

load_best_build()  # before any module that uses it

from lanelab._arrays import Rung, isa, rungs, steps  # noqa: E402
from lanelab._mandel import mandel  # noqa: E402

__all__ = ["Rung", "isa", "mandel", "rungs", "steps"]
