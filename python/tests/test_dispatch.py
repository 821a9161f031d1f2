"""The comparison with NumPy once more, at NumPy's other dispatch level."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lanelab._mandel import numpy_rounding

ASK = "from lanelab._mandel import numpy_rounding; print(numpy_rounding())"


def test_the_rounding_of_numpy_without_fma_is_separate_and_all_agrees(tmp_path: Path) -> None:
    if numpy_rounding() != "fused":
        pytest.skip("skipped: NumPy does not use FMA here, so it has one dispatch level")
    core = importlib.import_module("numpy._core._multiarray_umath")
    disabled = " ".join(name for name in core.__cpu_dispatch__ if core.__cpu_features__.get(name))
    environment = os.environ | {"NPY_DISABLE_CPU_FEATURES": disabled}
    asked = subprocess.run([sys.executable, "-c", ASK], env=environment, check=True, capture_output=True, text=True)
    assert asked.stdout == "separate\n", disabled
    tests = str(Path(__file__).with_name("test_numpy.py"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests]
    again = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert again.returncode == 0, again.stdout
