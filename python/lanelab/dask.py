"""
Escape time as a Dask array: views larger than one machine's memory, computed tile by tile.

A tile has the pixels of its view, bit for bit, whatever the chunks, the number of workers and their CPUs. A task is one
call on one thread without the GIL, so start workers with a thread for each core.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from lanelab import _native
from lanelab._arrays import check

try:
    import dask.array as da
    from dask.base import tokenize
except ImportError as error:
    raise ImportError("lanelab.dask needs dask: pip install 'lanelab[dask]'") from error

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CHUNK", "steps"]

CHUNK = 4096
"""Rows and columns of a chunk by default: 64 MiB of steps.

The kernels take tens of milliseconds or more for so many pixels, the scheduler about one; a worker of 1 GB still holds
several tiles.
"""


def steps(
    region: Sequence[float],
    size: Sequence[int],
    limit: int,
    chunks: Any = None,
    *,
    map: str = "mandelbrot",
    rung: str = "best",
    rounding: str = "separate",
) -> da.Array:
    """
    Return the steps of a view as a Dask array, equal to ``lanelab.steps`` of the same view.

    Parameters
    ----------
    region, size, limit
        As in ``lanelab.steps``.
    chunks : int, tuple or "auto", optional
        Rows and columns of the tiles, as Dask takes them. By default tiles have at most `CHUNK` rows and columns.
    map, rung, rounding : str
        As in ``lanelab.steps``.

    Returns
    -------
    dask.array.Array
        uint32, shape (height, width), row 0 at y_min. Its name is a function of the arguments.

    Raises
    ------
    ValueError, TypeError
        An argument is out of range or of the wrong kind. It is raised by this call, not in a worker.

    Examples
    --------
    >>> import lanelab.dask
    >>> tiles = lanelab.dask.steps((-2, 0.5, -1.25, 1.25), (300, 300), 100, chunks=100)
    >>> int((tiles == 0).sum())  # points of the set
    21158
    """
    check(region, size, limit, map, rung, rounding)
    width, height = (index(side) for side in size)
    # Equal views have equal names, whatever the types of their numbers.
    view = (tuple(float(bound) for bound in region), (width, height), index(limit), map, rung, rounding)
    untyped: Any = da  # dask has no types for these functions
    cut = _cut(CHUNK if chunks is None else chunks, (height, width))
    tiles: da.Array = untyped.map_blocks(
        _block,
        view,
        chunks=cut,
        dtype=np.uint32,
        meta=np.empty((0, 0), np.uint32),
        name=f"lanelab-steps-{tokenize(view, cut)}",
    )
    return tiles


def _cut(chunks: Any, shape: tuple[int, int]) -> tuple[tuple[int, ...], ...]:
    """The rows and columns of each chunk."""
    untyped: Any = da
    rule = f"chunks {chunks!r} do not divide {shape[0]} rows and {shape[1]} columns"
    remedy = "give a number of at least 1, a pair of them, or the sizes of all chunks, as dask.array takes them"
    try:
        cut: tuple[tuple[int, ...], ...] = untyped.core.normalize_chunks(chunks, shape, dtype=np.dtype(np.uint32))
    except TypeError as error:
        raise TypeError(f"{rule}: {error}; {remedy}") from error
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"{rule}: {error}; {remedy}") from error
    if not all(side >= 1 for sides in cut for side in sides):
        raise ValueError(f"{rule}: {remedy}")
    return cut


def _block(view: tuple[Any, ...], block_info: dict[Any, Any]) -> NDArray[np.uint32]:
    rows, columns = block_info[None]["array-location"]
    return _tile(view, (*rows, *columns))


def _tile(view: tuple[Any, ...], tile: tuple[int, int, int, int]) -> NDArray[np.uint32]:
    region, size, limit, map, rung, rounding = view
    return _native.steps(region, size, limit, map, rung, rounding, 1, tile, None)
