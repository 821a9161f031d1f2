"""Measured and profiled ladders, as results that a notebook shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lanelab import _child, _view
from lanelab._shown import frame

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Run:
    """What `run` measured. In a notebook it is a table and charts, elsewhere a table."""

    report: dict[str, Any]
    """The report, of the schema ``lanelab.run/1``: machine, verification, and for each scene its rungs."""
    text: str
    """The table, with what its columns mean."""
    html: str = field(compare=False)
    """A page: charts and table, without scripts or other files."""

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return frame(self.html, self.report["ladder"])

    def to_pandas(self) -> pd.DataFrame:
        """
        A row for each rung and number of threads; times in seconds, rates in 1e9 iterations per second.

        Raises
        ------
        ImportError
            Where pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise ImportError("to_pandas needs pandas: pip install 'lanelab[pandas]'") from error
        rows = [{"scene": scene["name"], **rung} for scene in self.report["scenes"] for rung in scene["rungs"]]
        return pandas.json_normalize(rows)


@dataclass(frozen=True, repr=False)
class Profile:
    """Where the time of a rung went. In a notebook it is a flamegraph and a table of lines, elsewhere the table."""

    report: dict[str, Any]
    """The profile, of lineprof's schema: samples, stacks, lines."""
    text: str
    """How well it was sampled, the hottest lines, and the lines of the hottest functions."""
    html: str = field(compare=False)
    """A page: flamegraph and lines."""

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return frame(self.html, "Profile")


def run(
    view: str = "lesson",
    *,
    small: bool = False,
    region: Sequence[float] | None = None,
    size: Sequence[int] | None = None,
    limit: int | None = None,
    map: str = "mandelbrot",
    rungs: str | Sequence[str] = (),
    rounding: str = "separate",
    threads: int | Sequence[int] = 1,
    seconds: float = 2.0,
) -> Run:
    """
    Verify rungs on a view, time them in rounds, and compare each with ``textbook``.

    Parameters
    ----------
    view : str
        The scene that gives the defaults: ``lesson``, ``overview`` or ``seahorse``.
    small : bool
        Whether to take its smaller form.
    region, size, limit, map
        What replaces the scene's, as in `steps`.
    rungs : str or sequence of str
        Rungs to measure; all by default.
    rounding : str
        ``separate``, ``fused`` or ``contracted``.
    threads : int or sequence of int
        Numbers of threads, 1 to 1024 each.
    seconds : float
        Seconds of timed work per rung.

    Returns
    -------
    Run
        The report, which a notebook shows as table and charts. A rung that computes a wrong result is not timed but
        listed in ``report["verification"]["failures"]``.

    Raises
    ------
    ValueError, TypeError
        An argument is out of range or of the wrong kind, or a rung needs more memory than there is.
    KeyboardInterrupt
        Ctrl-C ends the measuring process too.
    """
    chosen, numbers = _view.names("rungs", rungs), _view.whole_numbers("threads", threads)
    _view.check(view, region, size, limit, map, chosen, rounding, numbers, seconds)
    words = [
        *_view.words(view, small, region, size, limit, map),
        *(f"--rung={rung}" for rung in chosen),
        f"--rounding={rounding}",
        f"--threads={','.join(str(number) for number in numbers)}",
        f"--seconds={seconds}",
    ]
    with _child.errors_of_arguments():
        return run_words(words)


def run_words(words: Sequence[str]) -> Run:
    """As `run`, on words of the command line."""
    with _child.folder() as folder:
        report, page = Path(folder, "report.json"), Path(folder, "page.html")
        files = [f"--json={report}", f"--html={page}", "--profile-seconds=0"]
        text = _child.command(["run", *words, *files], may_disagree=True)
        return Run(json.loads(report.read_text("utf-8")), text, page.read_text("utf-8"))


def profile(
    rung: str,
    view: str = "lesson",
    *,
    small: bool = False,
    region: Sequence[float] | None = None,
    size: Sequence[int] | None = None,
    limit: int | None = None,
    map: str = "mandelbrot",
    rounding: str = "separate",
    threads: int = 1,
    seconds: float = 2.0,
    hz: int = 997,
) -> Profile:
    """
    Sample a rung on a view, by function and by source line of the native module.

    Parameters
    ----------
    rung : str
        A rung, as `rungs` lists them.
    view, small, region, size, limit, map, rounding
        As in `run`.
    threads : int
        Threads, 1 to 1024.
    seconds : float
        Seconds of work.
    hz : int
        Samples per second of CPU time, 1 to 20000.

    Returns
    -------
    Profile
        Flamegraph and table of lines.

    Raises
    ------
    ValueError, TypeError
        An argument is out of range or of the wrong kind.
    RuntimeError
        The rung computes a wrong result, the system allows no sampling, or the native module has no table of lines.
    KeyboardInterrupt
        Ctrl-C ends the sampled process too.
    """
    (number,) = _view.whole_numbers("threads", [threads])
    _view.check(view, region, size, limit, map, [rung], rounding, [number], seconds)
    words = [
        f"{rung}:{rounding}",
        *_view.words(view, small, region, size, limit, map),
        f"--threads={number}",
        f"--seconds={seconds}",
        f"--hz={hz}",
    ]
    with _child.errors_of_arguments():
        return profile_words(words)


def profile_words(words: Sequence[str]) -> Profile:
    """As `profile`, on words of the command line."""
    with _child.folder() as folder:
        page = Path(folder, "page.html")
        text = _child.command(["profile", *words, f"--out={folder}", f"--html={page}"])
        text = text.rpartition("\nIn ")[0]
        report = json.loads(Path(folder, "lineprof.json").read_text("utf-8"))
        if not any(file["path"].endswith(".rs") for file in report["profile"]["symbols"]["files"]):
            raise RuntimeError(
                "the native module has no debug information, so samples have no lines: install the package's wheel, or "
                "build it with scripts/wheel, and do not strip it"
            )
        return Profile(report, text, page.read_text("utf-8"))
