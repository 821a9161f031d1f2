"""
Write what the record of ``dask_cluster.py`` says of larger views into the README.

    python benchmarks/dask_readme.py [--check]     --check writes nothing, and fails where the README has other text
"""

import json
import re
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
RECORD = Path(__file__).parent / "record" / "dask.json"
BLOCK = re.compile(r"(<!-- dask: begin; [^>]*-->\n).*?(<!-- dask: end -->)", re.DOTALL)


def duration(seconds):
    """A time in the unit that suits it."""
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.2g} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.2g} s"


def text(record):
    """The paragraph and its table."""
    view, workers, task = record["view"], record["workers"], record["task_s"]
    median = sorted(record["cluster_s"])[len(record["cluster_s"]) // 2]
    tile = median * workers * view["chunk"] ** 2 / view["size"] ** 2
    most = int(tile / task)
    rows = []
    for power in (10, 12):
        tasks = 10**power / view["chunk"] ** 2
        times = (tasks * tile / 2, tasks * tile / 64, tasks * task)
        rows.append(f"| 10^{power} | {tasks:,.0f} | {' | '.join(map(duration, times))} |")
    size = f"{view['size']} by {view['size']}"
    return f"""\
Two workers of one thread and 1 GB each ({record["machine"]}, {record["isa"]}) write {size} points of the whole set, \
limit {view["limit"]}, into Zarr in {median:.1f} s: {record["throughput_of_alone"]:.2f} of the throughput of two \
processes without Dask. With a worker killed on the way it takes {record["a_worker_killed_s"]:.1f} s, and the array \
is the same. A tile of {view["chunk"]} by {view["chunk"]} takes a worker {tile:.2g} s, and a task costs \
{task * 1e3:.2g} ms of scheduling. So, at these rates:

| pixels | tasks | 2 workers | 64 workers | scheduler alone |
|---|---|---|---|---|
{chr(10).join(rows)}

With more than about {most} such workers the scheduler is the limit, not the kernels: choose larger `chunks` there, \
and for views that need less work a pixel.
"""


def main():
    """Write the block, or compare it."""
    readme = README.read_text(encoding="utf-8")
    wanted = BLOCK.sub(lambda block: block[1] + text(json.loads(RECORD.read_text())) + block[2], readme)
    if "--check" not in sys.argv[1:]:
        README.write_text(wanted, encoding="utf-8")
    elif readme != wanted:
        sys.exit(f"{README} has another text than follows from {RECORD}: run python benchmarks/dask_readme.py")


if __name__ == "__main__":
    main()
