#!/usr/bin/env python3
"""Write the goldens of crates/numpy/goldens/arrays and of crates/numpy/goldens/routines with real NumPy.

usage: numpy_reference.py [--check] [--out DIR] [--routines-out DIR]

NumPy gives one of two results, bit for bit, and selects it by CPU: complex products with fused multiply-add, or with
every operation rounded. So this script runs itself twice, once with NumPy's defaults and once with the fused loops
switched off, checks which arithmetic each run used, and refuses to write a golden under a wrong name. It needs numpy
(the version named in NUMPY below), an x86-64 CPU with AVX2 and FMA, a C library whose hypot is on the right side of 2
where a golden depends on it (checked too; glibc's on x86-64 is, on aarch64 not), and nothing else:

    python3 -m venv .venv && .venv/bin/pip install numpy==2.4.6
    .venv/bin/python crates/numpy/reference/numpy_reference.py

manifest.json lists the entries. Kinds: "steps" (step counts over a view), "lesson" (one of the
course's functions on the course's grid), "points" (one of them on an input, whose rows and columns repeat up to
height x width; the file keeps the corner of the given shape; the flat indices in "raises" make Python raise, and
hold 0), and "input" (those points). Equal arrays share one file, named after the first 16 digits of its sha256.

The goldens of the array routines are the same in both runs, and this script refuses to write them where they are not;
routines.py says how they are stored.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

NUMPY = "2.4.6"
SCHEMA = "lanelab.goldens/1"
ROUTINES_SCHEMA = "lanelab.forms/1"
GOLDENS = Path(__file__).resolve().parent.parent / "goldens" / "arrays"
ROUTINES = GOLDENS.parent / "routines"
WITHOUT_FMA = "AVX512_ICL AVX512_SPR X86_V4 X86_V3"
ARITHMETICS = {"separate": {"NPY_DISABLE_CPU_FEATURES": WITHOUT_FMA}, "fused": {}}
REMEDY = "run it on an x86-64 CPU with AVX2 and FMA, under Linux and CPython, with numpy==" + NUMPY


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        usage="%(prog)s [--check] [--out DIR]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="compute again and compare; write nothing")
    parser.add_argument("--out", type=Path, default=GOLDENS, metavar="DIR", help="folder of the goldens [%(default)s]")
    parser.add_argument(
        "--routines-out", type=Path, default=ROUTINES, metavar="DIR", help="folder of the routines' goldens [%(default)s]"
    )
    parser.add_argument("--arithmetic", choices=ARITHMETICS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.arithmetic:
        json.dump(computed(args.arithmetic, args.out), sys.stdout)
        return
    with tempfile.TemporaryDirectory() as scratch:
        manifest = computed_at_both_levels(Path(scratch))
        if args.check:
            check(manifest, Path(scratch), args.out)
            check_routines(Path(scratch), args.routines_out)
        else:
            publish(manifest, Path(scratch), args.out)
            publish_routines(Path(scratch), args.routines_out)
        relation = "equal to" if args.check else "in"
        for count, out in ((f"{len(manifest['entries'])} entries", args.out), ("the routines", args.routines_out)):
            size = sum(path.stat().st_size for path in out.iterdir())
            print(f"{count}, {size / 1e6:.2f} MB, {relation} {out}")


# ---- both levels, then one folder ---------------------------------------------------------------------------


def computed_at_both_levels(scratch):
    """Return the manifest of everything, with the arrays in the folder scratch."""
    entries = {}
    for arithmetic, switches in ARITHMETICS.items():
        env = {name: value for name, value in os.environ.items() if not name.startswith("NPY_")} | switches
        command = [sys.executable, __file__, "--arithmetic", arithmetic, "--out", str(scratch)]
        run = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)
        if run.returncode:
            sys.exit(f"numpy_reference.py: the run for {arithmetic!r} arithmetic failed; nothing was written")
        for entry in json.loads(run.stdout):
            if entries.setdefault(entry["name"], entry) != entry:
                sys.exit(f"numpy_reference.py: two results are called {entry['name']!r}; nothing was written")
    versions = {"schema": SCHEMA, "numpy": NUMPY, "python": platform.python_version()}
    return versions | {"entries": list(entries.values())}


def text_of(manifest):
    """Return the manifest as JSON text, an entry a line."""
    head = "".join(f'  "{key}": {json.dumps(manifest[key])},\n' for key in ("schema", "numpy", "python"))
    rows = ",\n".join("    " + json.dumps(entry) for entry in manifest["entries"])
    return f'{{\n{head}  "entries": [\n{rows}\n  ]\n}}\n'


def write_atomically(path, data):
    """Write data beside path, then rename it, so that no reader meets half a file."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        file.write(data)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def publish(manifest, scratch, out):
    """Put arrays, then the manifest, into the folder out, and remove arrays that no entry names any more."""
    out.mkdir(parents=True, exist_ok=True)
    files = {entry["file"] for entry in manifest["entries"]}
    for name in sorted(files):
        write_atomically(out / name, (scratch / name).read_bytes())
    write_atomically(out / "manifest.json", text_of(manifest).encode())
    for path in strays(files, out):
        path.unlink()


def strays(files, out):
    """Return the arrays in out that are not among files."""
    arrays = (path for path in out.glob("*.npy") if re.fullmatch(r"[0-9a-f]{16}\.npy", path.name))
    return [path for path in arrays if path.name not in files]


def check(manifest, scratch, out):
    """Exit with a list of what differs between the computed goldens and the folder out."""
    if not (out / "manifest.json").is_file():
        sys.exit(f"numpy_reference.py: no manifest.json in {out}; run without --check to write one")
    stored = json.loads((out / "manifest.json").read_text())
    versions = [key for key in ("schema", "numpy") if stored[key] != manifest[key]]
    faults = [f"{key}: stored {stored[key]}, here {manifest[key]}" for key in versions]
    if stored["python"] != manifest["python"]:
        print(f"note: stored with Python {stored['python']}, checked with {manifest['python']}", file=sys.stderr)
    old, new = ({entry["name"]: entry for entry in each["entries"]} for each in (stored, manifest))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            faults.append(f"{name}: the entry differs, or is on one side only")
    files = {entry["file"] for entry in manifest["entries"]}
    for name in sorted(files):
        if not (out / name).is_file() or (out / name).read_bytes() != (scratch / name).read_bytes():
            faults.append(f"{name}: missing, or other bytes")
    faults += [f"{path.name}: no entry names it" for path in strays(files, out)]
    if faults:
        sys.exit("\n".join(["numpy_reference.py: the goldens differ from what NumPy gives here:", *faults]))


# ---- the array routines ----------------------------------------------------------------------------------------


def computed_routines(scratch):
    """Return the text of each file of the routines by its name, equal under both arithmetics."""
    separate, fused = (
        {path.name: path.read_text() for path in routines_folder(scratch, arithmetic).iterdir()}
        for arithmetic in ARITHMETICS
    )
    if separate != fused:
        sys.exit("numpy_reference.py: the array routines differ between NumPy's arithmetics; nothing of them was written")
    return fused


def routines_folder(scratch, arithmetic):
    """Return the folder of one run's routines."""
    return scratch / f"routines-{arithmetic}"


def publish_routines(scratch, out):
    """Put the routines' goldens into the folder out."""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in computed_routines(scratch).items():
        write_atomically(out / name, text.encode())


def check_routines(scratch, out):
    """Exit with a list of the routines' goldens that differ from the folder out."""
    computed = computed_routines(scratch)
    stored = {path.name: path.read_text() for path in out.glob("*.jsonl")}
    faults = [name for name in sorted(computed.keys() | stored.keys()) if computed.get(name) != stored.get(name)]
    if faults:
        sys.exit(f"numpy_reference.py: not what NumPy gives here, in {out}: {', '.join(faults)}")


# ---- one run at one level -----------------------------------------------------------------------------------


def computed(arithmetic, folder):
    """Return the entries of one arithmetic, with their arrays written to folder; exit if NumPy does not have it."""
    try:
        import numpy
    except ImportError:
        sys.exit(f"numpy_reference.py: this Python has no numpy; pip install numpy=={NUMPY}")
    if numpy.__version__ != NUMPY:
        sys.exit(f"numpy_reference.py: numpy is {numpy.__version__}, must be {NUMPY}; pip install numpy=={NUMPY}")
    import compute, routines  # only here: the switches must be set before numpy is first imported

    routines_folder(folder, arithmetic).mkdir()
    routines.write(routines_folder(folder, arithmetic), {"schema": ROUTINES_SCHEMA, "numpy": NUMPY})
    try:
        return compute.entries_of(arithmetic, folder)
    except RuntimeError as fault:
        sys.exit(f"numpy_reference.py: {fault}; {REMEDY}")


if __name__ == "__main__":
    main()
