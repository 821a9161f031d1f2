"""Views as words of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index


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


def several(option: str, values: str | Sequence[str]) -> list[str]:
    """An option for each value; one name may stand for itself."""
    return [f"{option}={value}" for value in ([values] if isinstance(values, str) else values)]
