"""Tiles are those of their view, whatever the chunks and workers."""

import os
import pickle
import signal
import subprocess
import sys

import numpy as np
import pytest

import lanelab

da = pytest.importorskip("dask.array", reason="skipped: lanelab.dask: no dask; pip install 'lanelab[dask]'")

import lanelab.dask as tiled  # noqa: E402 - after the skip

# So deep that the last bit of a coordinate decides about steps.
REGION = (-0.743643887047151, -0.743643887027151, 0.13182590419533, 0.13182590421533)
SIZE, LIMIT = (157, 203), 3000


def test_a_view_of_a_tile_s_own_has_other_pixels():
    """What the other tests rely on: a tile computed from its own bounds would be noticed."""
    whole = lanelab.steps(REGION, SIZE, LIMIT)
    x, y = (REGION[1] - REGION[0]) / SIZE[0], (REGION[3] - REGION[2]) / SIZE[1]
    own = (REGION[0] + 50 * x, REGION[0] + 100 * x, REGION[2] + 50 * y, REGION[2] + 100 * y)
    assert not np.array_equal(lanelab.steps(own, (50, 50), LIMIT), whole[50:100, 50:100])


@pytest.mark.parametrize("chunks", [None, "auto", 1_000, 64, (203, 1), (7, 157), ((100, 103), (57, 50, 50))])
def test_chunks_do_not_change_the_answer(chunks):
    whole = lanelab.steps(REGION, SIZE, LIMIT)
    tiles = tiled.steps(REGION, SIZE, LIMIT, chunks)
    assert (tiles.shape, tiles.dtype) == ((203, 157), np.uint32)
    np.testing.assert_array_equal(tiles.compute(scheduler="threads"), whole)


@pytest.mark.parametrize("option", [{"map": "burning-ship"}, {"rung": "lanes-f32"}, {"rounding": "fused"}])
def test_map_rung_and_rounding_reach_the_kernel(option):
    whole = lanelab.steps(REGION, SIZE, LIMIT, **option)
    assert not np.array_equal(whole, lanelab.steps(REGION, SIZE, LIMIT))
    np.testing.assert_array_equal(tiled.steps(REGION, SIZE, LIMIT, 50, **option).compute(), whole)


def test_names_are_those_of_the_arguments():
    name = tiled.steps(REGION, SIZE, LIMIT, 50).name
    assert name == tiled.steps(list(REGION), np.array(SIZE), np.int64(LIMIT), 50).name
    assert len({name, tiled.steps(REGION, SIZE, LIMIT, 51).name, tiled.steps(REGION, SIZE, LIMIT + 1, 50).name}) == 3


def test_the_graph_is_small():
    tiles = tiled.steps((-2, 1, -1, 1), (1_000_000, 1_000_000), 1000)
    assert tiles.npartitions == 245**2
    assert len(pickle.dumps(tiles.__dask_graph__())) < 300 * tiles.npartitions


def test_wrong_arguments_are_refused_before_a_worker_has_them():
    for arguments in [((0, 0, 0, 1), (5, 5), 10), ((0, 1, 0, 1), (0, 5), 10), ((0, 1, 0, 1), (5, 5), 0)]:
        with pytest.raises(ValueError):
            tiled.steps(*arguments)
    with pytest.raises(ValueError, match="unknown rung"):
        tiled.steps(REGION, SIZE, LIMIT, rung="fastest")


@pytest.mark.parametrize("chunks", [0, -3, (0, 4), (3,), 1.5, "many"])
def test_wrong_chunks_are_named_with_the_rule(chunks):
    with pytest.raises(ValueError, match=r"^chunks .* do not divide 203 rows and 157 columns: (?s:.*)at least 1"):
        tiled.steps(REGION, SIZE, LIMIT, chunks)


def test_without_dask_the_error_names_the_remedy():
    code = "import sys; sys.modules['dask'] = None; import lanelab.dask"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 1 and "pip install 'lanelab[dask]'" in run.stderr


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="skipped: lanelab.dask on a cluster: no distributed")
    workers = {"n_workers": 2, "threads_per_worker": 1, "memory_limit": "1GB", "dashboard_address": None}
    with distributed.LocalCluster(**workers) as local, distributed.Client(local) as client:
        yield client


def test_two_worker_processes_give_the_answer_of_one(cluster):
    pids = cluster.run(os.getpid)
    assert len(set(pids.values()) - {os.getpid()}) == 2
    tiles = tiled.steps(REGION, SIZE, LIMIT, 50)
    np.testing.assert_array_equal(cluster.compute(tiles).result(), lanelab.steps(REGION, SIZE, LIMIT))


def test_zarr_has_the_answer_though_a_worker_is_lost(cluster, tmp_path):
    zarr = pytest.importorskip("zarr", reason="skipped: steps into Zarr: no zarr; pip install 'lanelab[dask]'")
    region, size, limit = (-2.0, 0.5, -1.25, 1.25), (1500, 1500), 10_000
    tiles = tiled.steps(region, size, limit, 100, rung="lanes-masked")
    target = tmp_path / "steps.zarr"
    stored = cluster.compute(tiles.to_zarr(str(target), compute=False))
    victim = min(cluster.run(os.getpid).values())
    while sum(1 for _ in target.rglob("c/*/*")) < 20:
        assert not stored.done()
    os.kill(victim, signal.SIGKILL)
    assert not stored.done(), "the worker was lost too late to matter"
    stored.result(timeout=120)
    assert victim not in cluster.run(os.getpid).values()
    np.testing.assert_array_equal(zarr.open_array(target, mode="r")[:], lanelab.steps(region, size, limit))
