"""
The native module: of the builds in this package, the best one for this CPU.

``_native`` runs on every CPU that the package was built for, and says what the CPU has. A wheel for x86-64 has further
builds of the same module for CPUs with more vector instructions, ``_native_v3`` and ``_native_v4``.
"""

import sys
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path

from lanelab import _native


def best_build(folder: Path, cpu: str) -> Path | None:
    """Return the file of the build with the most instructions that this CPU has, None where that is ``_native``."""
    level = cpu.removeprefix("x86-64-v")
    if not level.isdecimal():
        return None
    files = (folder / f"_native_v{number}.abi3.so" for number in range(int(level), 2, -1))
    return next((file for file in files if file.is_file()), None)


def load_best_build() -> None:
    """Put the best build in the place of ``lanelab._native``."""
    file = best_build(Path(__file__).parent, _native.cpu())
    if file is None:
        return
    loader = ExtensionFileLoader("lanelab._native", str(file))
    module = module_from_spec(ModuleSpec("lanelab._native", loader, origin=str(file)))
    loader.exec_module(module)
    sys.modules["lanelab._native"] = module
    sys.modules["lanelab"]._native = module  # type: ignore[attr-defined]
