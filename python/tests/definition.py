"""The definition of steps, evaluated by NumPy alone: what the package is compared with."""

import numpy as np
import numpy.typing as npt

Complex = npt.NDArray[np.complex128]
Steps = npt.NDArray[np.uint32]


def points(region: tuple[float, float, float, float], size: tuple[int, int]) -> Complex:
    """Return the points of a view, shape (height, width)."""
    x_min, x_max, y_min, y_max = region
    width, height = size
    x = np.arange(width) * ((x_max - x_min) / width) + x_min
    y = np.arange(height) * ((y_max - y_min) / height) + y_min
    return x[np.newaxis, :] + 1j * y[:, np.newaxis]


def square(z: Complex) -> Complex:
    """Return z² with every operation rounded, whatever NumPy does with complex numbers on this CPU."""
    product = z.real * z.imag
    return z.real * z.real - z.imag * z.imag + 1j * (product + product)


def steps(map: str, pixels: Complex, limit: int) -> Steps:
    """Return the steps of points under a map, rounding each operation."""
    z, c = pixels.copy(), pixels
    if map.startswith("julia:"):
        c = np.full(pixels.shape, complex(*(float(part) for part in map.removeprefix("julia:").split(","))))
    found = np.zeros(pixels.shape, np.uint32)
    with np.errstate(all="ignore"):
        for k in range(1, limit + 1):
            if map == "burning-ship":
                z = np.abs(z.real) + 1j * np.abs(z.imag)
            z = (cube(z) if map == "multibrot3" else square(z)) + c
            escaped = ~(z.real * z.real + z.imag * z.imag <= 4)
            found[escaped & (found == 0)] = k
            z[escaped] = np.nan
    return found


def cube(z: Complex) -> Complex:
    """Return z² · z with every operation rounded."""
    s = square(z)
    return s.real * z.real - s.imag * z.imag + 1j * (s.real * z.imag + s.imag * z.real)
