"""The magic %lanelab in a shell of IPython."""

import pytest

import lanelab

testing = pytest.importorskip("IPython.testing.globalipapp", reason="skipped: the magic %lanelab: no IPython")


@pytest.fixture(scope="module")
def shell():
    shell = testing.start_ipython()
    shell.run_line_magic("load_ext", "lanelab")
    return shell


def test_the_magic_runs_profiles_and_verifies(shell):
    run = shell.run_line_magic("lanelab", "run lesson --size 20x20 --rung best --seconds 0.01")
    assert isinstance(run, lanelab.Run) and run.report["scenes"][0]["width"] == 20
    profile = shell.run_line_magic("lanelab", "profile best overview --small --seconds 0.1")
    assert isinstance(profile, lanelab.Profile) and "Hottest lines" in repr(profile)
    verified = shell.run_line_magic("lanelab", "verify lesson")
    assert isinstance(verified, lanelab.Verification) and verified


def test_the_magic_prints_what_other_commands_print(shell, capsys):
    assert shell.run_line_magic("lanelab", "list") is None
    assert "textbook" in capsys.readouterr().out
    shell.run_line_magic("lanelab", "")
    assert "Usage: lanelab" in capsys.readouterr().out


def test_a_wrong_word_is_an_error_with_the_rule(shell):
    with pytest.raises(ValueError, match="unknown scene .*overview"):
        shell.run_line_magic("lanelab", "run moon")
    with pytest.raises(ValueError, match="--threads"):
        shell.run_line_magic("lanelab", "run lesson --threads 0")


@pytest.mark.parametrize("command", ["run", "profile", "verify"])
def test_the_help_of_a_command_is_printed(shell, capsys, command):
    assert shell.run_line_magic("lanelab", f"{command} --help") is None
    assert f"lanelab {command}" in capsys.readouterr().out
