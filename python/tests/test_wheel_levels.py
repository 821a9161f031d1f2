"""The builds of a wheel: which is chosen, and that an older CPU has the same steps."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import lanelab
from lanelab._loading import best_build

STEPS = "lanelab.steps((-2, 0.5, -1.25, 1.25), (80, 60), 300, threads=1)"
COUNTS = "lanelab.mandel(np.linspace(-2, 0.5, 3000) + 0.3j, 300, rounding='fused')"
ASK = f"""
import hashlib, lanelab, numpy as np
print(lanelab.isa(), hashlib.sha256({STEPS}.tobytes() + {COUNTS}.tobytes()).hexdigest())
"""


def test_the_best_build_is_the_highest_that_the_cpu_has(tmp_path: Path) -> None:
    v3, v4 = (tmp_path / f"_native_v{level}.abi3.so" for level in (3, 4))
    assert best_build(tmp_path, "x86-64-v4") is None
    v3.touch()
    assert best_build(tmp_path, "x86-64-v4") == v3
    v4.touch()
    found = [best_build(tmp_path, f"x86-64{level}") for level in ("", "-v2", "-v3", "-v4")]
    assert found == [None, None, v3, v4]
    assert best_build(tmp_path, "aarch64") is None


@pytest.mark.parametrize(("cpu", "level"), [("Nehalem", "x86-64-v2"), ("Haswell", "x86-64-v3")])
def test_an_older_cpu_takes_its_build_and_has_the_same_steps(cpu: str, level: str) -> None:
    if not (Path(lanelab.__file__).parent / "_native_v3.abi3.so").is_file():
        pytest.skip("skipped: the builds of a wheel: this is a build for one CPU, scripts/wheel makes a wheel")
    qemu = shutil.which("qemu-x86_64")
    if qemu is None:
        pytest.skip("skipped: the wheel on older CPUs: no qemu-x86_64; Debian has it in qemu-user")
    import numpy as np

    counts = lanelab.mandel(np.linspace(-2, 0.5, 3000) + 0.3j, 300, rounding="fused")
    steps = lanelab.steps((-2, 0.5, -1.25, 1.25), (80, 60), 300, threads=1)
    # Without this OpenBLAS, which NumPy loads, takes the emulator for another CPU and fails.
    environment = os.environ | {"OPENBLAS_CORETYPE": cpu}
    command = [qemu, "-cpu", cpu, sys.executable, "-c", ASK]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert found == [level, hashlib.sha256(steps.tobytes() + counts.tobytes()).hexdigest()]
