"""
Runs a command of the program in a process of its own.

What is measured or sampled there has neither the caller's threads nor its memory, and Ctrl-C ends it at once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

_MAIN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from lanelab.__main__ import main; main()"
_WRONG_COMMAND_LINE = 2


def folder() -> TemporaryDirectory[str]:
    """Return a folder for the files of a command, removed at the end of ``with``."""
    from tempfile import TemporaryDirectory  # late, as subprocess below

    return TemporaryDirectory(prefix="lanelab-")


def command(words: Sequence[str], *, may_disagree: bool = False) -> str:
    """
    Return what a command prints to standard output.

    Raises
    ------
    ValueError
        A word is wrong.
    RuntimeError
        The command fails, unless it is because a rung computes a wrong result and `may_disagree`.
    """
    import subprocess  # late, as most programs that import lanelab need no other process

    if not sys.executable:
        raise RuntimeError("sys.executable is empty: lanelab measures in a process of its own, so run it from python")
    package = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", _MAIN, package, *words], capture_output=True, encoding="utf-8", errors="replace"
    )
    notes, error, message = done.stderr.partition("error: ")
    if done.returncode == 0 or (may_disagree and done.returncode == 1 and not error):
        return done.stdout
    if done.returncode < 0:
        message = f"the measuring process was ended by signal {-done.returncode}; is there enough memory?"
    message = (message or notes).partition("\n\nUsage:")[0].partition("\n\nFor more information")[0].strip()
    raise (ValueError if done.returncode == _WRONG_COMMAND_LINE else RuntimeError)(message)


@contextmanager
def errors_of_arguments() -> Iterator[None]:
    """Raise a ValueError about an option of the command line as one about the argument of that name."""
    try:
        yield
    except ValueError as error:
        raise ValueError(re.sub(r"'?--([a-z]+)(?: <[^>]*>)?'?", r"\1", str(error))) from None
