"""
Measure calls on arrays, and write what the record says into the README.

    python benchmarks/arrays.py             measure, which takes a minute; writes record/arrays.json and the README
    python benchmarks/arrays.py --check     measures and writes nothing, fails where the README has other text

``mandel`` and the course's functions take turns in rounds, on one thread. A ratio is the median of the ratios of
rounds; its 99 % interval is that of the bootstrap.
"""

import json
import os
import platform
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "crates" / "numpy" / "reference"))
import course

import lanelab

README = Path(__file__).parents[1] / "README.md"
RECORD = Path(__file__).parent / "record" / "arrays.json"
BLOCK = re.compile(r"(<!-- arrays: begin; [^>]*-->\n).*?(<!-- arrays: end -->)", re.DOTALL)
ROUNDS = 25
INSIDE = (-0.1, 0.1, -0.1, 0.1)

Json = dict[str, Any]


def seconds(call: Callable[[], object]) -> float:
    """Return the time of one call."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def against_the_course() -> Json:
    """Return how many times as fast as each function of the course `mandel` is, with 99 % intervals."""
    y, x = np.mgrid[-1.0 : 1.0 : 2 / 300, -1.5 : 0.5 : 2 / 300]
    values = np.ascontiguousarray(x + 1j * y)
    functions = [course.mandel4, course.mandel5, course.mandel6, course.mandel7]
    ratios = np.empty((ROUNDS, len(functions)))
    for row in ratios:
        ours = statistics.median(seconds(lambda: lanelab.mandel(values, threads=1)) for _ in range(9))
        row[:] = [seconds(lambda f=function: f(values)) / ours for function in functions]  # type: ignore[misc]
    random = np.random.default_rng(1)
    medians = np.median(ratios[random.integers(0, ROUNDS, (4000, ROUNDS))], axis=1)
    low, high = np.quantile(medians, [0.005, 0.995], axis=0)
    return {
        function.__name__: {"ratio": float(ratio), "interval": [float(a), float(b)]}
        for function, ratio, a, b in zip(functions, np.median(ratios, axis=0), low, high, strict=True)
    }


def overhead() -> float:
    """Return the seconds of a call on a view of one point and one step, the kernel's own included."""
    calls = 5000
    return min(seconds(lambda: [lanelab.steps(INSIDE, (1, 1), 1) for _ in range(calls)]) / calls for _ in range(9))


def import_time() -> float:
    """Return the median of the seconds that ``import lanelab`` takes in a new process that has NumPy."""
    ask = "import time, numpy; t = time.perf_counter(); import lanelab; print(time.perf_counter() - t)"
    runs = [subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True) for _ in range(9)]
    return statistics.median(float(run.stdout) for run in runs)


def two_threads() -> float:
    """Return the throughput of two Python threads that call at once over that of one: the median of nine rounds."""

    def call() -> None:
        lanelab.steps(INSIDE, (500, 500), 4000, threads=1)

    def both() -> None:
        threads = [threading.Thread(target=call) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return statistics.median(2 * seconds(call) / seconds(both) for _ in range(9))


def interrupt() -> float:
    """Return the longest of nine times from a SIGINT in a long call to its KeyboardInterrupt, in seconds."""
    waits = []
    for _ in range(9):
        sent: list[float] = []
        threading.Timer(
            0.1, lambda s=sent: (s.append(time.perf_counter()), os.kill(os.getpid(), signal.SIGINT))
        ).start()
        try:
            lanelab.steps(INSIDE, (2000, 2000), 1_000_000)
        except KeyboardInterrupt:
            waits.append(time.perf_counter() - sent[0])
    return max(waits)


def measure() -> Json:
    """Return the record."""
    return {
        "machine": next(
            (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
            platform.processor(),
        ),
        "isa": lanelab.isa(),
        "numpy": np.__version__,
        "course": against_the_course(),
        "call_s": overhead(),
        "import_s": import_time(),
        "two_threads": two_threads(),
        "interrupt_s": interrupt(),
    }


def text(record: Json) -> str:
    """Return the paragraph and its table."""
    rows = [
        f"| `{name}` | {found['ratio']:.0f}× | {found['interval'][0]:.0f} to {found['interval'][1]:.0f} |"
        for name, found in record["course"].items()
    ]
    points, machine = "the course's 300 by 300 points, limit 50", f"{record['machine']}, {record['isa']}"
    return f"""\
`lanelab.mandel(values)` on one thread against the course's functions in NumPy {record["numpy"]}, on {points}
({machine}):

| function | speed-up of `lanelab.mandel` | 99 % interval |
|---|--:|--:|
{chr(10).join(rows)}

A call on a single point takes {record["call_s"] * 1e6:.1f} µs; `import lanelab` takes {record["import_s"] * 1e3:.0f} ms
beside NumPy's. Two Python threads that call at once have {record["two_threads"]:.2f} times the throughput of one.
Ctrl-C ends a call within {record["interrupt_s"] * 1e3:.0f} ms.
"""


def main() -> None:
    """Measure and write, or compare."""
    check = "--check" in sys.argv[1:]
    if not check:
        RECORD.parent.mkdir(exist_ok=True)
        RECORD.write_text(json.dumps(measure(), indent=1) + "\n", encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    wanted = BLOCK.sub(lambda block: block[1] + text(record) + block[2], readme)
    if not check:
        README.write_text(wanted, encoding="utf-8")
    elif readme != wanted:
        sys.exit(f"{README} has another text than follows from {RECORD}: run python benchmarks/arrays.py")


if __name__ == "__main__":
    main()
