"""The magic ``%lanelab`` of IPython."""

from __future__ import annotations

import shlex
from typing import Any

from lanelab import _child
from lanelab._session import Profile, Run, profile_words, run_words
from lanelab._verify import Verification, verify


def lanelab(line: str) -> Run | Profile | Verification | None:
    """
    Run a command of the program, as ``python -m lanelab`` does, in a notebook.

    ``%lanelab run SCENE``, ``%lanelab profile RUNG SCENE`` and ``%lanelab verify SCENE`` show results as the functions
    of these names do; options of the command line follow them, as in ``%lanelab run overview --small --seconds 0.5``.
    What other commands print is printed.
    """
    command, *words = shlex.split(line) or ["--help"]
    if command == "verify" and len(words) == 1 and not words[0].startswith("-"):
        return verify(words[0])
    if command == "run":
        words = _scene(words, 0)
    if command == "profile":
        words = _scene(words, 1)
    if not {"-h", "--help"}.intersection(words):
        if command == "run":
            return run_words(words)
        if command == "profile":
            return profile_words(words)
    print(_child.command([command, *words]), end="")
    return None


def _scene(words: list[str], at: int) -> list[str]:
    """The words, where the one at this place, if it is no option, is the scene."""
    if at < len(words) and not words[at].startswith("-"):
        return [*words[:at], f"--scene={words[at]}", *words[at + 1 :]]
    return words


def register(shell: Any) -> None:
    """Register the magic in a shell of IPython."""
    shell.register_magic_function(lanelab, "line")
