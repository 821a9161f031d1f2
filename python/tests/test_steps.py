"""``steps`` against the definition, and its errors."""

import definition
import numpy as np
import pytest

import lanelab

MAPS = ["mandelbrot", "julia:-0.8,0.156", "burning-ship", "multibrot3"]


def random_view(random: np.random.Generator) -> tuple[tuple[float, float, float, float], tuple[int, int], int]:
    """Return a region that holds points of several steps, a size of up to 80 and a limit."""
    x, y = random.uniform(-2, 1), random.uniform(-1.5, 1.5)
    sides = 10.0 ** random.uniform(-4, 0.5, 2)
    size = random.integers(1, 80, 2)
    return (x, x + sides[0], y, y + sides[1]), (int(size[0]), int(size[1])), int(10 ** random.uniform(0, 2.7))


@pytest.mark.parametrize("seed", range(200))
def test_steps_are_those_of_the_definition(seed: int) -> None:
    random = np.random.default_rng(seed)
    region, size, limit = random_view(random)
    map = MAPS[seed % len(MAPS)]
    rungs = [rung.name for rung in lanelab.rungs() if rung.precision == "f64"]
    found = lanelab.steps(region, size, limit, map=map, rung=rungs[seed % len(rungs)], threads=1 + seed % 3)
    expected = definition.steps(map, definition.points(region, size), limit)
    np.testing.assert_array_equal(found, expected, strict=True)
    assert found.flags.c_contiguous and found.flags.writeable
