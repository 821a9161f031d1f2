"""``steps`` against the definition, and its arguments."""

from typing import Any

import definition
import numpy as np
import numpy.typing as npt
import pytest
from views import MAPS, random_view

import lanelab
from lanelab import _native

LESSON = (-1.5, 0.5, -1.0, 1.0)


@pytest.mark.parametrize("seed", range(200))
def test_steps_are_those_of_the_definition(seed: int) -> None:
    region, size, limit = random_view(np.random.default_rng(seed))
    map = MAPS[seed % len(MAPS)]
    rungs = [rung.name for rung in lanelab.rungs() if rung.precision == "f64"]
    found = lanelab.steps(region, size, limit, map=map, rung=rungs[seed % len(rungs)], threads=1 + seed % 3)
    expected = definition.steps(map, definition.points(region, size), limit)
    np.testing.assert_array_equal(found, expected, strict=True)
    assert found.flags.c_contiguous and found.flags.writeable


@pytest.mark.parametrize("limit", [50, 20_000])
@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("rung", ["best", "array-compacted", "textbook"])
def test_every_way_of_sharing_work_has_the_same_steps(rung: str, threads: int, limit: int) -> None:
    size = (300, 700) if limit == 50 else (40, 30)
    one = lanelab.steps(LESSON, size, limit, rung="components", threads=1)
    np.testing.assert_array_equal(lanelab.steps(LESSON, size, limit, rung=rung, threads=threads), one)


def test_a_tile_has_the_pixels_of_its_view() -> None:
    arguments = (LESSON, (90, 70), 100, "mandelbrot", "best", "separate", 1)
    whole = _native.steps(*arguments, None, None)
    for top, bottom, left, right in [(0, 70, 0, 90), (3, 50, 41, 90), (69, 70, 0, 1), (5, 5, 0, 9)]:
        tile = _native.steps(*arguments, (top, bottom, left, right), None)
        np.testing.assert_array_equal(tile, whole[top:bottom, left:right], strict=True)


def test_every_rounding_has_its_own_steps() -> None:
    seahorse = (-0.744643887037151, -0.742643887037151, 0.13082590420533, 0.13282590420533)
    sums = {name: int(lanelab.steps(seahorse, (200, 200), 2000, rounding=name).sum()) for name in lanelab.ROUNDINGS}
    assert len(set(sums.values())) == 3, sums


def test_out_is_filled_and_returned() -> None:
    out = np.full((30, 40), 9, np.uint32)
    assert lanelab.steps(LESSON, (40, 30), 50, out=out) is out
    np.testing.assert_array_equal(out, lanelab.steps(LESSON, (40, 30), 50))


def read_only() -> npt.NDArray[np.uint32]:
    array = np.zeros((30, 40), np.uint32)
    array.flags.writeable = False
    return array


@pytest.mark.parametrize(
    ("argument", "error", "text"),
    [
        ({"region": (1, 2, 3)}, ValueError, "region .* give 4 numbers"),
        ({"region": 5}, TypeError, "region 5"),
        ({"region": (0, 0, 0, 1)}, ValueError, "region is empty: xmax 0"),
        ({"region": (0, float("nan"), 0, 1)}, ValueError, "XMAX is NaN"),
        ({"region": (0, "1", 0, 1)}, TypeError, "region bound '1'"),
        ({"size": (0, 30)}, ValueError, "width 0 .* from 1"),
        ({"size": (-1, 30)}, ValueError, "width -1"),
        ({"size": (40.5, 30)}, TypeError, "width 40.5"),
        ({"size": (1 << 40, 1 << 40)}, ValueError, "overflows"),
        ({"size": (1 << 24, 1 << 24)}, MemoryError, "Unable to allocate"),
        ({"limit": 0}, ValueError, "limit 0"),
        ({"limit": 1 << 32}, ValueError, "limit 4294967296"),
        ({"limit": 1 << 80}, ValueError, "limit 1208925819614629174706176"),
        ({"limit": "50"}, TypeError, "limit '50'"),
        ({"map": "julia:1"}, ValueError, "julia:-0.8,0.156"),
        ({"rung": "fastest"}, ValueError, 'unknown rung "fastest": choose one of textbook'),
        ({"rung": "period", "rounding": "contracted"}, ValueError, "choose separate or fused"),
        ({"rounding": "up"}, ValueError, 'unknown rounding "up": choose separate'),
        ({"threads": 0}, ValueError, "threads 0"),
        ({"threads": 5000}, ValueError, "threads 5000"),
        ({"region": (0, 10**400, 0, 1)}, ValueError, "region bound 1000.*… is too large"),
        ({"region": {0, 1, 2, 3}}, TypeError, "region {0, 1, 2, 3} does not have the form"),
        ({"region": iter(LESSON)}, TypeError, "region .* give 4 numbers"),
        ({"limit": -1}, ValueError, "limit -1 .* from 1 to 4294967295"),
        ({"threads": -1}, ValueError, "threads -1 .* from 1 to 1024"),
        ({"map": None}, TypeError, "map None is not a text: give a str"),
        ({"rung": 3}, TypeError, "rung 3 is not a text"),
        ({"rounding": b"separate"}, TypeError, "rounding b'separate' is not a text"),
        ({"map": "\ud800"}, ValueError, "map .* is not valid Unicode"),
        ({"out": [1]}, TypeError, r"out \[1\] is not an array: give numpy.empty"),
        ({"out": np.zeros((30, 40))}, TypeError, "out has dtype float64 and 2 dimensions: .*numpy.uint32"),
        ({"out": np.zeros((30, 40), ">u4")}, TypeError, "dtype"),
        ({"out": np.zeros((40, 30), np.uint32)}, ValueError, r"shape \(40, 30\)"),
        ({"out": np.zeros((40, 30), np.uint32).T}, ValueError, "C order"),
        ({"out": read_only()}, ValueError, "read-only"),
    ],
)
def test_a_wrong_argument_is_named_with_the_rule(argument: dict[str, Any], error: type[Exception], text: str) -> None:
    arguments: dict[str, Any] = {"region": LESSON, "size": (40, 30), "limit": 50} | argument
    with pytest.raises(error, match=text):
        lanelab.steps(**arguments)


def test_numbers_of_numpy_are_numbers() -> None:
    region = np.array(LESSON, np.float32)
    found = lanelab.steps(region, np.array([40, 30]), np.int64(50), threads=np.int8(1))  # type: ignore[arg-type]
    np.testing.assert_array_equal(found, lanelab.steps(LESSON, (40, 30), 50))


def test_rungs_are_those_of_the_ladder() -> None:
    rungs = {rung.name: rung for rung in lanelab.rungs()}
    assert rungs["textbook"].lanes == 1 and rungs["best"].lanes > 1
    assert rungs["lanes-f32"].precision == "f32" and rungs["best"].roundings == lanelab.ROUNDINGS
