"""Views as words of the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import index

import numpy as np

from lanelab import _arrays


def words(
    scene: str,
    small: bool,
    region: Sequence[float] | None,
    size: Sequence[int] | None,
    limit: int | None,
    map: str,
) -> list[str]:
    """The words for a scene and what replaces its defaults; the program checks their values."""
    found = [f"--scene={scene}", f"--map={map}"]
    if small:
        found.append("--small")
    if region is not None:
        found.append("--region=" + ",".join(repr(float(bound)) for bound in region))
    if size is not None:
        found.append("--size=" + "x".join(str(index(side)) for side in size))
    if limit is not None:
        found.append(f"--limit={index(limit)}")
    return found


def names(argument: str, values: str | Sequence[str]) -> list[str]:
    """The names of an argument, which may be one name or several."""
    if isinstance(values, str):
        return [values]
    try:
        return list(values)
    except TypeError:
        raise TypeError(f"{argument} {values!r} are not names: give a str or a sequence of str") from None


def whole_numbers(argument: str, values: int | Sequence[int]) -> list[int]:
    """The whole numbers of an argument, which may be one number or several."""
    try:
        several = values if isinstance(values, Iterable) and not isinstance(values, str) else [values]
        found = [index(value) for value in several]
    except TypeError:
        raise TypeError(f"{argument} {values!r} are not whole numbers: give an int or a sequence of int") from None
    if not found:
        raise ValueError(f"{argument} {values!r} has no number: give at least one")
    return found


def check(
    view: str,
    region: Sequence[float] | None,
    size: Sequence[int] | None,
    limit: int | None,
    map: str,
    rungs: Sequence[str],
    rounding: str,
    threads: Sequence[int],
    seconds: float,
) -> None:
    """Raise what `lanelab.steps` raises for these arguments, so that errors speak of Python's arguments."""
    if not isinstance(view, str):
        raise TypeError(f"view {view!r} is not a text: give the name of a scene")
    if not isinstance(seconds, (int, float, np.integer, np.floating)):
        raise TypeError(f"seconds {seconds!r} is not a real number: give a float")
    of_view = (
        (0.0, 1.0, 0.0, 1.0) if region is None else region,
        (1, 1) if size is None else size,
        1 if limit is None else limit,
        map,
    )
    for rung in rungs or ["textbook"]:
        for count in threads:
            _arrays.check(*of_view, rung, rounding, count)
