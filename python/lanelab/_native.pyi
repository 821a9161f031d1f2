from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

def command(words: list[str]) -> int: ...
def isa() -> str: ...
def cpu() -> str: ...
def rungs() -> list[tuple[str, str, str, list[str], int]]: ...
def steps(
    region: Sequence[float],
    size: Sequence[int],
    limit: int,
    map: str,
    rung: str,
    rounding: str,
    threads: int | None,
    tile: tuple[int, int, int, int] | None,
    out: npt.NDArray[np.uint32] | None,
) -> npt.NDArray[np.uint32]: ...
def verify(
    scene: str,
    small: bool,
    region: Sequence[float] | None,
    size: Sequence[int] | None,
    limit: int | None,
    map: str,
    rungs: list[str],
    roundings: list[str],
) -> list[tuple[str, str, str, int, str]]: ...
