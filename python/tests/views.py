"""Random views whose points have steps of every kind."""

import numpy as np

Region = tuple[float, float, float, float]

MAPS = ["mandelbrot", "julia:-0.8,0.156", "burning-ship", "multibrot3"]


def random_view(random: np.random.Generator) -> tuple[Region, tuple[int, int], int]:
    """Return a region, a size of up to 80 points a side and a limit of up to 500."""
    x, y = random.uniform(-2, 1), random.uniform(-1.5, 1.5)
    sides = 10.0 ** random.uniform(-4, 0.5, 2)
    size = random.integers(1, 80, 2)
    return (x, x + sides[0], y, y + sides[1]), (int(size[0]), int(size[1])), int(10 ** random.uniform(0, 2.7))
