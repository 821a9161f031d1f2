from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

def command(words: list[str]) -> int: ...
def isa() -> str: ...
def cpu() -> str: ...
def rungs() -> list[tuple[str, str, str, list[str], int]]: ...
def course_array(name: str, positions: npt.NDArray[np.complex128], limit: int, rounding: str) -> npt.NDArray[Any]: ...
def course_point(position: complex, limit: int) -> int: ...
def mandel(
    values: npt.NDArray[np.complex128],
    limit: int,
    rounding: str,
    threads: int | None,
    out: npt.NDArray[np.float64] | None,
) -> npt.NDArray[np.float64]: ...
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
) -> list[tuple[str, str, str, int, int, str]]: ...
