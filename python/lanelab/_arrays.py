"""Steps of views on NumPy arrays."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lanelab import _native

ROUNDINGS = ("separate", "fused", "contracted")
"""The values of ``rounding=``."""


class Rung(NamedTuple):
    """One way to compute steps."""

    name: str
    """The name that ``rung=`` takes."""
    idea: str
    """The idea in a few words."""
    precision: str
    """``f64`` or ``f32``, the numbers in which orbits are computed."""
    roundings: tuple[str, ...]
    """The values of ``rounding=`` that it takes."""
    lanes: int
    """How many points one vector holds in this build; 1 without vectors."""


def rungs() -> list[Rung]:
    """
    Return every rung, in the order in which LaneLab's book teaches them.

    Examples
    --------
    >>> import lanelab
    >>> [rung.name for rung in lanelab.rungs()][:2]
    ['textbook', 'components']
    """
    return [Rung(name, idea, precision, tuple(given), lanes) for name, idea, precision, given, lanes in _native.rungs()]


def isa() -> str:
    """
    Return the instruction set that the kernels in use were compiled for.

    Returns
    -------
    str
        ``x86-64-v2``, ``x86-64-v3`` (AVX2 and FMA) or ``x86-64-v4`` (AVX-512) on x86-64, otherwise the architecture.
    """
    return _native.isa()


def steps(
    region: Sequence[float],
    size: Sequence[int],
    limit: int,
    *,
    map: str = "mandelbrot",
    rung: str = "best",
    rounding: str = "separate",
    threads: int | None = None,
    out: npt.NDArray[np.uint32] | None = None,
) -> npt.NDArray[np.uint32]:
    """
    Return the steps of a view: for each pixel the first step at which its point escapes.

    A point escapes at step k if ``|z_k|² > 4``, or if a part of z_k is NaN. z_0 is not tested.

    Parameters
    ----------
    region : (x_min, x_max, y_min, y_max)
        The rectangle of the complex plane: four finite numbers.
    size : (width, height)
        Points in a row, and rows. Column i is at ``i * ((x_max - x_min) / width) + x_min``, rows likewise.
    limit : int
        The largest number of steps, from 1 to 2**32 - 1.
    map : str
        ``mandelbrot``, ``julia:RE,IM``, ``burning-ship`` or ``multibrot3``.
    rung : str
        The name of one of `rungs`.
    rounding : str
        ``separate`` rounds each operation as Python does, ``fused`` as NumPy on a CPU with AVX2 and FMA does, and
        ``contracted`` is the fastest.
    threads : int, optional
        From 1 to 1024; None is as many as this process has CPUs.
    out : ndarray of uint32, optional
        An array of shape (height, width) in C order to fill and return. After an exception its content is undefined.

    Returns
    -------
    ndarray of uint32
        Shape (height, width), C order, row 0 at y_min. 0 where a point does not escape within the limit.

    Raises
    ------
    ValueError, TypeError
        An argument is out of range or of the wrong kind; the text names the rule and the remedy.
    MemoryError
        The array does not fit into memory.
    KeyboardInterrupt
        Ctrl-C ends a call within 0.2 seconds.

    Examples
    --------
    >>> import lanelab
    >>> lanelab.steps((-2, 1, -1, 1), (6, 2), 50)
    array([[1, 1, 2, 3, 0, 1],
           [0, 0, 0, 0, 0, 4]], dtype=uint32)
    """
    return _native.steps(region, size, limit, map, rung, rounding, threads, None, out)


def check(
    region: Sequence[float],
    size: Sequence[int],
    limit: int,
    map: str,
    rung: str,
    rounding: str,
    threads: int | None = 1,
) -> None:
    """Raise what `steps` raises for these arguments, and compute nothing."""
    _native.steps(region, size, limit, map, rung, rounding, threads, (0, 0, 0, 0), None)
