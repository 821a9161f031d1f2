"""Runs, profiles and verifications, and how a notebook shows them."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest

import lanelab

QUICK = {"rungs": ["textbook", "best"], "seconds": 0.02}


@pytest.fixture(scope="module")
def measured():
    return lanelab.run("overview", small=True, size=(64, 48), limit=200, **QUICK)


def test_a_run_is_a_report_of_the_schema(measured):
    report = measured.report
    assert report["schema"] == "lanelab.run/1"
    assert report["verification"]["failures"] == []
    (scene,) = report["scenes"]
    assert (scene["width"], scene["height"], scene["limit"], scene["map"]) == (64, 48, 200, "mandelbrot")
    assert [rung["name"] for rung in scene["rungs"]] == ["textbook", "best"]
    assert all(rung["median_s"] > 0 and rung["verified"] for rung in scene["rungs"])


def test_a_run_is_shown_as_table_and_page(measured):
    assert "textbook [99 %]" in repr(measured) and "best" in repr(measured)
    shown = measured._repr_html_()
    assert shown.startswith("<iframe") and "&lt;svg" in shown, "no chart in a frame"
    assert "<script" not in measured.html and "prefers-color-scheme: dark" in measured.html
    assert not re.search(r"(?:src|href)=.https?:", measured.html), "the page needs a network"


def test_a_run_is_a_table_of_pandas(measured):
    pytest.importorskip("pandas", reason="skipped: a run as a DataFrame: no pandas")
    table = measured.to_pandas()
    assert list(table["name"]) == ["textbook", "best"] and set(table["scene"]) == {"custom"}
    assert {"median_s", "giter_per_s", "occupancy", "speed_up.median", "threads"} <= set(table.columns)


def test_the_view_is_that_of_the_arguments():
    options = {"region": (-1.5, 0.1 + 0.2, -1, 1), "size": (20, 10), "limit": 60, "map": "julia:-0.4,0.6"}
    (scene,) = lanelab.run(**options, rungs="textbook", rounding="fused", seconds=0.01).report["scenes"]
    assert scene["region"] == [-1.5, 0.1 + 0.2, -1, 1] and scene["map"].startswith("julia")
    assert scene["rungs"][0]["rounding"] == "fused"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"view": "moon"}, "scene.*lesson, overview, seahorse"),
        ({"size": (0, 5)}, "width 0"),
        ({"region": (1, 0, 0, 1)}, "region"),
        ({"limit": 0}, "limit"),
        ({"rungs": "fastest"}, "rung"),
        ({"seconds": -1}, "seconds"),
        ({"threads": 0}, "threads"),
        ({"map": "tent"}, "map"),
        ({"threads": []}, "threads .* at least one"),
        ({"view": "--help"}, 'unknown scene "'),
        ({"rungs": "period", "rounding": "contracted"}, "choose separate or fused"),
    ],
)
def test_a_wrong_argument_is_named_with_the_rule(arguments, message):
    with pytest.raises(ValueError, match=f"(?s){message}") as raised:
        lanelab.run(**arguments)
    assert "--" not in str(raised.value), "the error speaks of the command line"


@pytest.mark.parametrize("argument", ["view", "size", "region", "limit", "map", "rungs", "rounding", "threads"])
def test_an_argument_of_a_wrong_kind_is_named(argument):
    with pytest.raises(TypeError, match=argument.rstrip("s")):
        lanelab.run(**{argument: 1.5})


def test_a_profile_refuses_the_arguments_that_steps_refuses():
    for arguments, message in [({"rung": "--help"}, "unknown rung"), ({"rung": "best", "threads": 0}, "threads 0")]:
        with pytest.raises(ValueError, match=message):
            lanelab.profile(**arguments)


def test_a_verification_of_nothing_is_refused():
    with pytest.raises(ValueError, match="period.*contracted"):
        lanelab.verify(rungs="period", roundings="contracted")


def test_a_profile_has_lines_and_a_flamegraph():
    profile = lanelab.profile("lanes-masked", "overview", small=True, seconds=0.3)
    assert profile.report["schema"] == "lineprof.profile/1"
    assert "crates/" in repr(profile) and "Hottest lines" in repr(profile), "no line of a kernel"
    assert "Flame graph" in profile.html and profile._repr_html_().startswith("<iframe")


def test_a_profile_without_lines_is_refused_with_the_remedy(tmp_path):
    strip = shutil.which("strip")
    if strip is None:
        pytest.skip("skipped: a profile of a stripped module: no strip; Debian has it in binutils")
    shutil.copytree(Path(lanelab.__file__).parent, tmp_path / "lanelab")
    for module in (tmp_path / "lanelab").glob("*.so"):
        subprocess.run([strip, module], check=True)
    code = "import lanelab; lanelab.profile('best', 'overview', small=True, seconds=0.1)"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 1 and "no debug information" in run.stderr and "wheel" in run.stderr, run.stderr


def test_verification_compares_every_case():
    verified = lanelab.verify("overview", size=(33, 17))
    assert verified and {case.rounding for case in verified.cases} >= {"separate", "fused", "contracted"}
    assert {case.rung for case in verified.cases} == {rung.name for rung in lanelab.rungs()}
    assert all(case.pixels == 33 * 17 for case in verified.cases)
    view = ((-2, 0.5, -1.25, 1.25), (33, 17), 1000)
    for case in verified.cases:
        steps = lanelab.steps(*view, rung=case.rung, rounding=case.rounding)
        assert case.checksum == zlib.crc32(steps.astype("<u4").tobytes()), case
    assert "all agree" in repr(verified) and "<table>" in verified._repr_html_()
    one = lanelab.verify("overview", size=(33, 17), rungs="best", roundings="separate")
    assert [(case.rung, case.rounding) for case in one.cases] == [("best", "separate")]


def test_verification_refuses_what_it_does_not_know():
    for arguments in [{"view": "moon"}, {"rungs": "fastest"}, {"roundings": "up"}, {"size": (0, 1)}]:
        with pytest.raises(ValueError):
            lanelab.verify(**arguments)


def test_a_wrong_case_is_shown_and_makes_it_false():
    case = type(lanelab.verify(size=(2, 2), rungs="best").cases[0])
    wrong = lanelab.Verification([case("best", "f64", "separate", 4, 0, "row 0: <3> and not 4")])
    assert not wrong and "1 differ" in repr(wrong) and "&lt;3&gt;" in wrong._repr_html_()


def test_ctrl_c_ends_a_verification():
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        lanelab.verify("overview", limit=50_000, rungs="textbook")


def test_ctrl_c_ends_a_run():
    code = "import lanelab; print('ready', flush=True); lanelab.run('overview', seconds=60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode != 0 and "KeyboardInterrupt" in errors
    children = subprocess.run(["ps", "-o", "args=", "--ppid", str(process.pid)], capture_output=True, text=True)
    assert "lanelab" not in children.stdout


def command(*words, **options):
    return subprocess.run([sys.executable, "-m", "lanelab", *words], capture_output=True, text=True, **options)


def test_python_m_lanelab_is_the_program(tmp_path):
    assert "textbook" in command("list").stdout
    wrong = command("run", "--size", "0x5")
    assert (wrong.returncode, wrong.stdout) == (2, "") and "--size" in wrong.stderr
    out = tmp_path / "steps.npy"
    assert command("counts", "--rung", "best", "--scene", "lesson", "--out", str(out)).returncode == 0
    import numpy as np

    np.testing.assert_array_equal(np.load(out), lanelab.steps((-1.5, 0.5, -1, 1), (300, 300), 50))
    report = json.loads(command("run", "--rung", "best", "--seconds", "0.01", "--json", "-").stdout)
    assert report["schema"] == "lanelab.run/1"


def test_ctrl_c_ends_the_program():
    words = [sys.executable, "-m", "lanelab", "run", "--scene", "overview", "--seconds", "60"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert b"overview" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGINT


def test_a_process_of_its_own_finds_this_package(tmp_path):
    (tmp_path / "lanelab.py").write_text("raise RuntimeError('another lanelab')")
    here = os.getcwd()
    os.chdir(tmp_path)
    try:
        assert lanelab.run(size=(8, 8), rungs="best", seconds=0.01)
    finally:
        os.chdir(here)
