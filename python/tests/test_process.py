"""How calls behave in a process: signals, threads, forks, memory."""

import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lanelab

INSIDE = (-0.1, 0.1, -0.1, 0.1)
POINTS = np.zeros((300, 300), complex)

LONG_CALLS: dict[str, Callable[[], Any]] = {
    "one thread, short parts": lambda: lanelab.steps(INSIDE, (30_000, 3000), 5000, threads=1),
    "threads, short parts": lambda: lanelab.steps(INSIDE, (30_000, 3000), 5000, threads=2),
    "parts that take hours": lambda: lanelab.steps(INSIDE, (500, 500), 2**32 - 1, threads=1),
    "the slowest rung": lambda: lanelab.steps(INSIDE, (500, 500), 10**7, rung="array-masked", threads=2),
    "mandel, short parts": lambda: lanelab.mandel(np.zeros((3000, 3000), complex), 20_000, threads=1),
    "mandel, threads": lambda: lanelab.mandel(np.zeros((3000, 3000), complex), 20_000, threads=2),
    "mandel, long parts": lambda: lanelab.mandel(POINTS, 2**32 - 1),
    "mandel1": lambda: lanelab.mandel1(0, 10**15),
    "mandel5": lambda: lanelab.mandel5(POINTS, 10**9),
}


@pytest.mark.parametrize("call", LONG_CALLS.values(), ids=LONG_CALLS.keys())
def test_a_signal_ends_a_call(call: Callable[[], Any]) -> None:
    sent: list[float] = []

    def send() -> None:
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.2, send)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        call()
    waited = time.monotonic() - sent[0]
    assert waited < 2, f"{waited} s: the promise is 0.2 s on an idle machine, which benchmarks/arrays.py measures"


def test_other_python_threads_run_during_a_call() -> None:
    stop, ticks = threading.Event(), [0]

    def tick() -> None:
        while not stop.wait(0.001):
            ticks[0] += 1

    other = threading.Thread(target=tick)
    other.start()
    before = ticks[0]
    lanelab.steps(INSIDE, (300, 300), 20_000, threads=1)
    during = ticks[0] - before
    stop.set()
    other.join()
    assert during > 10, f"{during} ticks: the GIL was held"


def in_child(queue: "multiprocessing.Queue[int]") -> None:
    queue.put(int(lanelab.steps(INSIDE, (500, 500), 5000, threads=2).sum()))


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_computes() -> None:
    lanelab.steps(INSIDE, (500, 500), 5000, threads=2)
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[int] = context.Queue()
    child = context.Process(target=in_child, args=(queue,))
    child.start()
    assert queue.get(timeout=60) == 0
    child.join(60)
    assert child.exitcode == 0


def resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_ten_thousand_calls_leak_nothing() -> None:
    values = np.zeros(4, complex)

    def calls(count: int) -> None:
        for _ in range(count):
            lanelab.steps(INSIDE, (64, 64), 3)
            lanelab.mandel(values, 3)
            lanelab.mandel6(values, 3)
            with pytest.raises(ValueError, match="limit 0"):
                lanelab.steps(INSIDE, (64, 64), 0)

    calls(500)
    before = resident()
    calls(10_000)
    grown = resident() - before
    assert grown < 4000, f"{grown} KiB for 10,000 calls, each of which makes arrays of 16 KiB"


def test_an_array_in_use_is_refused() -> None:
    out = np.empty((600, 600), np.uint32)
    failed: list[BaseException] = []

    def fill() -> None:
        try:
            lanelab.steps(INSIDE, (600, 600), 3000, threads=1, out=out)
        except ValueError as error:
            failed.append(error)

    threads = [threading.Thread(target=fill) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 1 and "in use by another call" in str(failed[0])
