"""
The course's eight functions with their quirks, as NumPy in this process computes them.

Each makes the passes that its NumPy form makes, to teach what they cost; `lanelab.mandel` is the fast one. Those on
arrays take any array_like of numbers and return a new array of its shape. Real numbers, integers and complex64 are
converted to complex128: on complex64 and integers NumPy's `mandel4`, `mandel5`, `mandel_numpy` and
`mandel_numpy_explode` compute other values.
"""

import reprlib
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from lanelab import _native
from lanelab._mandel import complex_array, numpy_rounding

Counts = npt.NDArray[np.float64]
Inside = npt.NDArray[np.bool_]
Function = TypeVar("Function", bound=Callable[..., Any])

_PARAMETERS = """
    Parameters
    ----------
    position : array_like of complex
        {shape}; converted to complex128 and never changed.
    limit : int
        The largest number of steps. A limit of 0 or below takes no step.

    Returns
    -------
    ndarray of {dtype}
        The shape of position, C order.

    Raises
    ------
    TypeError, ValueError{errors}
        An argument is out of range or of the wrong kind; the text names the rule and the remedy.
    KeyboardInterrupt
        Ctrl-C ends a call within 0.2 seconds.
    """


def documented(dtype: str, shape: str = "Any shape but 0-d", errors: str = "") -> Callable[[Function], Function]:
    """Add what the functions on arrays have in common to the docstring of one."""

    def add(function: Function) -> Function:
        if function.__doc__ is not None:  # None under python -OO
            text = _PARAMETERS.format(dtype=dtype, shape=shape, errors=errors)
            function.__doc__ = f"{function.__doc__.rstrip()}\n{text}"
        return function

    return add


def apply(name: str, position: npt.ArrayLike, limit: int) -> npt.NDArray[Any]:
    """Return what the course's function of this name has for each point, in the shape of the points."""
    points = complex_array("position", position)
    if points.ndim == 0 and name != "mandel2":
        raise TypeError(
            f"position {position!r} has no dimension, and {name} needs at least one: give numpy.array([...])"
        )
    if points.ndim != 2 and name == "mandel7":
        raise IndexError(f"position has shape {points.shape}, and mandel7 needs two dimensions: reshape it")
    grid = points if points.ndim == 2 else points.reshape(1, -1)
    return _native.course_array(name, grid, limit, numpy_rounding()).reshape(points.shape)


def mandel1(position: complex, limit: int = 50) -> int:
    """
    Return ``limit - k`` for the first k from 0 on with ``|z_k| >= 2``, and 0 where there is none.

    One point, in Python's arithmetic. The point itself is tested, and 2 counts as outside; so does NaN. Where ``abs``
    rounds a tie near 2 to the farther number, as some C libraries do in one case of a hundred, Python differs.

    Parameters
    ----------
    position : complex
        One point; an array of one element is one too.
    limit : int
        The largest number of steps. The count may be negative where it is.

    Returns
    -------
    int
        The count.

    Raises
    ------
    TypeError
        position is not a number, or limit is not a whole one.
    ValueError
        position is an array of several points: use `mandel2`.
    OverflowError
        ``abs`` of a finite number overflows, or position is too large for a float.
    KeyboardInterrupt
        Ctrl-C ends a call within 0.2 seconds.
    """
    if isinstance(position, np.ndarray) and position.size != 1:
        raise ValueError(f"position has {position.size} points, and mandel1 takes one: use mandel2")
    point = position.item() if isinstance(position, np.ndarray) else position
    try:
        if isinstance(point, (str, bytes)):
            raise TypeError
        number = complex(point)
    except TypeError:
        raise TypeError(f"position {reprlib.repr(position)} is not a number: give a complex, or use mandel2") from None
    except OverflowError:
        raise OverflowError(
            f"position {reprlib.repr(position)} is too large for a float: keep both parts below 1.2e308"
        ) from None
    return _native.course_point(number, limit)


@documented("int64", "Any shape, also 0-d, of at least one point", ", OverflowError")
def mandel2(position: npt.ArrayLike, limit: int = 50) -> npt.NDArray[np.int64]:
    """
    Return `mandel1` of each point, as int64; what ``np.vectorize(mandel1)`` returns.

    No points are a ValueError; ``abs`` overflows as in `mandel1`.
    """
    return apply("mandel2", position, limit)


@documented("bool")
def mandel_numpy_explode(position: npt.ArrayLike, limit: int = 50) -> Inside:
    """
    Return whether ``|z_limit| < 2`` for each point; no test before.

    Overflow is silent here, where NumPy warns.
    """
    return apply("mandel_numpy_explode", position, limit)


@documented("bool")
def mandel_numpy(position: npt.ArrayLike, limit: int = 50) -> Inside:
    """
    Return whether ``|z_limit| < 2`` for each point, where each value above 2 is reset to 2 after its step.

    A value goes on from 2, so some points far outside, such as -3, are called members.
    """
    return apply("mandel_numpy", position, limit)


@documented("float64")
def mandel4(position: npt.ArrayLike, limit: int = 50) -> Counts:
    """
    Return ``limit - k`` for the first step k with ``abs(z_k) > 2``, and 0 where there is none.

    A point that escapes at the last step counts 0 too.
    """
    return apply("mandel4", position, limit)


@documented("float64")
def mandel5(position: npt.ArrayLike, limit: int = 50) -> Counts:
    """
    Return the counts of `mandel4` with the test ``z * conj(z) > 4``.

    The comparison is of complex numbers: on a tie the imaginary part decides, whose sign depends on the array's size.
    """
    return apply("mandel5", position, limit)


@documented("float64")
def mandel6(position: npt.ArrayLike, limit: int = 50) -> Counts:
    """Return the counts of `mandel5`; a mask keeps points that have diverged from further steps."""
    return apply("mandel6", position, limit)


@documented("float64", "Two dimensions", ", IndexError")
def mandel7(position: npt.ArrayLike, limit: int = 50) -> Counts:
    """
    Return the counts of `mandel5`; each step copies the points that have not diverged into smaller arrays.

    Other than two dimensions are an IndexError.
    """
    return apply("mandel7", position, limit)
