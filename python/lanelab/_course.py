"""
The course's eight functions with their quirks, as NumPy in this process computes them.

Each makes the passes that its NumPy form makes, to teach what they cost; `lanelab.mandel` is the fast one. Those on
arrays take any array_like of numbers and return a new array of its shape. Real numbers, integers and complex64 are
taken as complex128: on complex64 and integers NumPy's `mandel4`, `mandel5`, `mandel_numpy` and `mandel_numpy_explode`
compute other values. Ctrl-C ends a call within 0.2 seconds. A limit of 0 or below takes no step.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from lanelab import _native
from lanelab._mandel import complex_array, numpy_rounding

Counts = npt.NDArray[np.float64]
Inside = npt.NDArray[np.bool_]


def apply(name: str, position: npt.ArrayLike, limit: int) -> npt.NDArray[Any]:
    """Return what the course's function of this name has for each point, in the shape of the points."""
    points = complex_array("position", position)
    if points.ndim == 0 and name != "mandel2":
        raise TypeError(
            f"position {position!r} has no dimension, and {name} assigns to elements: give numpy.array([...])"
        )
    if points.ndim != 2 and name == "mandel7":
        raise IndexError(f"position has shape {points.shape}, and mandel7 has indices for two dimensions: reshape it")
    grid = points if points.ndim == 2 else points.reshape(1, -1)
    return _native.course_array(name, grid, limit, numpy_rounding()).reshape(points.shape)


def mandel1(position: complex, limit: int = 50) -> int:
    """
    Return ``limit - k`` for the first k from 0 on with ``|z_k| >= 2``, and 0 where there is none.

    One point, in Python's arithmetic. The point itself is tested, and 2 counts as outside; so does NaN. Where ``abs``
    rounds a tie near 2 to the farther number, as some C libraries do in one case of a hundred, Python differs.

    Raises
    ------
    ValueError
        position is an array of several points: use `mandel2`.
    OverflowError
        ``abs`` of a finite number overflows.
    """
    if isinstance(position, np.ndarray) and position.size != 1:
        raise ValueError(
            f"position has {position.size} points, and mandel1 takes one: use mandel2, or any/all of a test"
        )
    return _native.course_point(complex(position), limit)


def mandel2(position: npt.ArrayLike, limit: int = 50) -> npt.NDArray[np.int64]:
    """
    Return `mandel1` of each point, as int64; what ``np.vectorize(mandel1)`` returns.

    Raises
    ------
    ValueError
        There are no points.
    OverflowError
        As `mandel1`.
    """
    return apply("mandel2", position, limit)


def mandel_numpy_explode(position: npt.ArrayLike, limit: int = 50) -> Inside:
    """
    Return whether ``|z_limit| < 2`` for each point; no test before.

    Overflow is silent here, where NumPy warns.
    """
    return apply("mandel_numpy_explode", position, limit)


def mandel_numpy(position: npt.ArrayLike, limit: int = 50) -> Inside:
    """
    Return whether ``|z_limit| < 2`` for each point, where each value above 2 is reset to 2 after its step.

    A value goes on from 2, so some points far outside, such as -3, are called members.
    """
    return apply("mandel_numpy", position, limit)


def mandel4(position: npt.ArrayLike, limit: int = 50) -> Counts:
    """
    Return ``limit - k`` for the first step k with ``abs(z_k) > 2``, and 0 where there is none.

    A point that escapes at the last step counts 0 too.
    """
    return apply("mandel4", position, limit)


def mandel5(position: npt.ArrayLike, limit: int = 50) -> Counts:
    """
    Return the counts of `mandel4` with the test ``z * conj(z) > 4``.

    The comparison is of complex numbers: on a tie the imaginary part decides, whose sign depends on the array's size.
    """
    return apply("mandel5", position, limit)


def mandel6(position: npt.ArrayLike, limit: int = 50) -> Counts:
    """Return the counts of `mandel5`, where a mask keeps a point from further steps once it has diverged."""
    return apply("mandel6", position, limit)


def mandel7(position: npt.ArrayLike, limit: int = 50) -> Counts:
    """
    Return the counts of `mandel5`, where each step copies what has not diverged into smaller arrays.

    Raises
    ------
    IndexError
        position does not have two dimensions.
    """
    return apply("mandel7", position, limit)
