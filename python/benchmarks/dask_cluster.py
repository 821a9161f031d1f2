"""
Measure a view larger than a worker's memory on a cluster of two processes, and write a record.

    python benchmarks/dask_cluster.py [--size 20000] [--limit 1000] [--out benchmarks/record/dask.json]
    python benchmarks/dask_readme.py      writes what follows from the record into the README

The view goes into Zarr three times: by two processes alone that share its tiles, by two workers of Dask, and by two
workers of which one is killed on the way. Each must equal what ``lanelab counts`` writes for the same view.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dask
import dask.array as da
import distributed
import numpy as np
import zarr

import lanelab
import lanelab.dask
from lanelab import _native

REGION = (-2.0, 0.5, -1.25, 1.25)
WORKERS = 2


def tiles_of(side, chunk):
    """The bounds of all tiles, row by row."""
    starts = range(0, side, chunk)
    return [(row, min(row + chunk, side), column, min(column + chunk, side)) for row in starts for column in starts]


def blank(path, side, chunk):
    """A new array of Zarr."""
    return zarr.create_array(path, shape=(side, side), chunks=(chunk, chunk), dtype="uint32")


def share(following, barrier, path, side, limit, chunk):
    """Compute tiles, each the first that no process has taken, and write them."""
    target, tiles = zarr.open_array(path, mode="r+"), tiles_of(side, chunk)
    barrier.wait()
    while True:
        with following.get_lock():
            number, following.value = following.value, following.value + 1
        if number >= len(tiles):
            return
        top, bottom, left, right = tile = tiles[number]
        steps = _native.steps(REGION, (side, side), limit, "mandelbrot", "best", "separate", 1, tile, None)
        target[top:bottom, left:right] = steps


def alone(path, side, limit, chunk):
    """Seconds of processes that share the tiles, without Dask."""
    blank(path, side, chunk)
    context = multiprocessing.get_context("spawn")
    barrier, following = context.Barrier(WORKERS + 1), context.Value("q", 0)
    jobs = [context.Process(target=share, args=(following, barrier, path, side, limit, chunk)) for _ in range(WORKERS)]
    for job in jobs:
        job.start()
    barrier.wait()
    begin = time.perf_counter()
    for job in jobs:
        job.join()
    if any(job.exitcode for job in jobs):
        sys.exit("a process alone failed")
    return time.perf_counter() - begin


def clustered(client, path, side, limit, chunk, kill=False):
    """Seconds of the workers of a cluster; with `kill` one of them is ended when a third of the tiles is written."""
    target = blank(path, side, chunk)
    tiles = lanelab.dask.steps(REGION, (side, side), limit, chunk)
    begin = time.perf_counter()
    stored = client.compute(da.store(tiles, target, lock=False, compute=False))
    if kill:
        while sum(1 for _ in Path(path).glob("c/*/*")) < tiles.npartitions // 3:
            time.sleep(0.05)
        victim = min(client.run(os.getpid).values())
        os.kill(victim, signal.SIGKILL)
        if stored.done():
            sys.exit("the view was finished before a worker was killed; choose a larger --size")
    stored.result()
    return time.perf_counter() - begin


def cost_of_a_task(client, tasks=2000):
    """Seconds of a task of one pixel, with what the scheduler and a worker do for it."""
    tiles = lanelab.dask.steps(REGION, (tasks, 1), 1, (1, 1))
    begin = time.perf_counter()
    distributed.wait(client.persist(tiles))
    return (time.perf_counter() - begin) / tasks


def counted(path, side, limit):
    """What ``lanelab counts`` writes for the view."""
    view = [f"--region={','.join(map(str, REGION))}", f"--size={side}x{side}", f"--limit={limit}"]
    subprocess.run([sys.executable, "-m", "lanelab", "counts", "--rung=best", *view, f"--out={path}"], check=True)
    return np.load(path, mmap_mode="r")


def compare(expected, path, side):
    """Exit where an array of Zarr differs from the expected one."""
    found = zarr.open_array(path, mode="r")
    for row in range(0, side, 1000):
        if not np.array_equal(found[row : row + 1000], expected[row : row + 1000]):
            sys.exit(f"{path} differs from lanelab counts in rows from {row}")
    shutil.rmtree(path)


def main():
    """Measure, compare and write the record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=20_000, help="rows and columns of the view")
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--chunk", type=int, default=lanelab.dask.CHUNK)
    parser.add_argument("--rounds", type=int, default=4, help="how often each is timed; medians count")
    parser.add_argument("--folder", type=Path, help="where the arrays are written [default: the system's]")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "record" / "dask.json")
    args = parser.parse_args()
    view = (args.size, args.limit, args.chunk)
    workers = {"n_workers": WORKERS, "threads_per_worker": 1, "memory_limit": "1GB", "dashboard_address": None}
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        expected = counted(f"{folder}/steps.npy", args.size, args.limit)
        times: dict[str, list[float]] = {"alone": [], "cluster": [], "task": []}
        for number in range(args.rounds):
            for way in sorted(times.keys() - {"task"}, reverse=number % 2 == 1):  # neither is always the first
                path = f"{folder}/{way}.zarr"
                if way == "alone":
                    times[way].append(alone(path, *view))
                else:
                    with distributed.LocalCluster(**workers) as cluster, distributed.Client(cluster) as client:
                        times[way].append(clustered(client, path, *view))
                        times["task"].append(cost_of_a_task(client))
                compare(expected, path, args.size)
        with distributed.LocalCluster(**workers) as cluster, distributed.Client(cluster) as client:
            killed = clustered(client, f"{folder}/killed.zarr", *view, kill=True)
        compare(expected, f"{folder}/killed.zarr", args.size)
    ratios = [alone_s / cluster_s for alone_s, cluster_s in zip(times["alone"], times["cluster"], strict=True)]
    task = float(np.median(times["task"]))
    record = {
        "schema": "lanelab.dask/1",
        "view": {"region": REGION, "size": args.size, "limit": args.limit, "chunk": args.chunk},
        "workers": WORKERS,
        "isa": lanelab.isa(),
        "machine": lanelab.run(size=(8, 8), rungs="best", seconds=0.01).report["machine"]["cpu"],
        "versions": {"dask": dask.__version__, "numpy": np.__version__, "zarr": zarr.__version__},
        "alone_s": times["alone"],
        "cluster_s": times["cluster"],
        "throughput_of_alone": float(np.median(ratios)),
        "a_worker_killed_s": killed,
        "task_s": task,
        "equal": True,
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(record, indent=2) + "\n")
    print(f"{args.out}: {record['throughput_of_alone']:.3f} of two processes alone; a task costs {task * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
