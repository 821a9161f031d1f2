"""Rungs compared with the oracle on a view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lanelab import _native, _view


@dataclass(frozen=True)
class Case:
    """A rung under a rounding on a view."""

    rung: str
    precision: str
    rounding: str
    pixels: int
    """How many pixels were compared."""
    checksum: int
    """The CRC-32 of the rung's steps as little-endian 32-bit words, row by row."""
    difference: str
    """The first pixel that differs, explained; empty where all are equal."""


@dataclass(frozen=True, repr=False)
class Verification:
    """What `verify` compared; true where every case is equal."""

    cases: list[Case]

    def __bool__(self) -> bool:
        return not any(case.difference for case in self.cases)

    def __repr__(self) -> str:
        width = max((len(case.rung) for case in self.cases), default=0)
        rows = [f"{case.rung:{width}}  {case.precision} {case.rounding:10}  {_outcome(case)}" for case in self.cases]
        return "\n".join([*rows, self._sentence()])

    def _repr_html_(self) -> str:
        row = "<tr><td>{}</td><td>{}</td><td>{}</td><td style='white-space: pre-wrap'>{}</td></tr>"
        rows = (map(escape, (case.rung, case.precision, case.rounding, _outcome(case))) for case in self.cases)
        body = "".join(row.format(*cells) for cells in rows)
        heads = "<tr><th>rung</th><th>precision</th><th>rounding</th><th>steps</th></tr>"
        return f"<table><thead>{heads}</thead><tbody>{body}</tbody></table><p>{escape(self._sentence())}</p>"

    def _sentence(self) -> str:
        wrong = sum(bool(case.difference) for case in self.cases)
        pixels = sum(case.pixels for case in self.cases)
        outcome = "all agree" if self else f"{wrong} differ"
        return f"{len(self.cases)} cases, {pixels:,} pixels compared with ==: {outcome} with the oracle."


def _outcome(case: Case) -> str:
    return case.difference or "equal"


def verify(
    view: str = "lesson",
    *,
    small: bool = False,
    region: Sequence[float] | None = None,
    size: Sequence[int] | None = None,
    limit: int | None = None,
    map: str = "mandelbrot",
    rungs: str | Sequence[str] = (),
    roundings: str | Sequence[str] = (),
) -> Verification:
    """
    Compare rungs with the oracle of their precision and rounding, pixel by pixel.

    Parameters
    ----------
    view, small, region, size, limit, map
        As in `run`.
    rungs, roundings : str or sequence of str
        What to compare; everything by default. A rung is left out under a rounding that it does not support.

    Returns
    -------
    Verification
        True where every case is equal.

    Raises
    ------
    ValueError, TypeError
        An argument is out of range or of the wrong kind, or none of the rungs supports one of the roundings.
    MemoryError
        The steps of the view do not fit into memory.
    KeyboardInterrupt
        Ctrl-C ends a call.
    """
    chosen = _view.names("rungs", rungs), _view.names("roundings", roundings)
    cases = _native.verify(view, bool(small), region, size, limit, map, *chosen)
    if not cases:
        raise ValueError(f"none of rungs {rungs!r} computes with roundings {roundings!r}: see lanelab.rungs()")
    return Verification([Case(*case) for case in cases])
