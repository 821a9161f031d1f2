"""Computes the goldens of one arithmetic."""

import hashlib
import io
from fractions import Fraction

import numpy as np

import course
import probe

LESSON = (-1.5, 0.5, -1.0, 1.0)
SEAHORSE = (-0.743643887037151 - 0.001, -0.743643887037151 + 0.001, 0.13182590420533 - 0.001, 0.13182590420533 + 0.001)
HUGE, LARGE = 2.0**664, 2.0**256  # powers of two, so that one pixel of an uneven row is exactly 0

# name, number, map, region (x_min, x_max, y_min, y_max), width, height, limit; each is there for one reason:
STEPS = [
    ("lesson-50", "f64", "mandelbrot", LESSON, 300, 300, 50),  # the course's own picture
    ("lesson-1000", "f64", "mandelbrot", LESSON, 300, 300, 1000),  # where the two arithmetics part
    ("wide", "f64", "mandelbrot", (-2.5, 1.5, -2.0, 2.0), 251, 147, 333),  # |c| > 2, ragged tails
    ("seahorse", "f64", "mandelbrot", SEAHORSE, 200, 200, 2000),  # long orbits, dozens of differences
    ("huge", "f64", "mandelbrot", (-16 * HUGE, 21 * HUGE, -8 * HUGE, 13 * HUGE), 37, 21, 40),  # inf, NaN, and one 0
    ("huge-wide", "f64", "mandelbrot", (-16 * HUGE, 21 * HUGE, -1.5, 1.5), 37, 22, 200),  # and beside plain numbers
    ("huge-tall", "f64", "mandelbrot", (-2.25, 1.0, -8 * LARGE, 13 * LARGE), 39, 21, 200),  # norm_sqr overflows first
    ("hair", "f64", "mandelbrot", (-2.0, 0.5, -1e-200, 1e-200), 61, 7, 1500),  # underflow, then chaos
    ("lesson-50-f32", "f32", "mandelbrot", LESSON, 150, 150, 50),
    ("lesson-500-f32", "f32", "mandelbrot", LESSON, 150, 150, 500),
    ("julia-dust", "f64", "julia:-0.8,0.156", (-1.6, 1.6, -1.0, 1.0), 67, 53, 1000),
    ("julia-returns", "f64", "julia:-4.41,0", (-2.7, 2.7, -0.5, 0.5), 67, 53, 200),  # leaves the disc, comes back
    ("burning-ship", "f64", "burning-ship", (-2.2, 1.3, -2.0, 1.0), 67, 53, 200),
    ("multibrot3", "f64", "multibrot3", (-1.3, 1.3, -1.3, 1.3), 67, 53, 200),
    ("multibrot3-shore", "f64", "multibrot3", (0.41, 0.43, 0.6, 0.62), 67, 53, 1000),  # differs by arithmetic
]


def entries_of(arithmetic, folder):
    """Return the entries of one arithmetic, their arrays written to folder; raise RuntimeError if NumPy has another."""
    with np.errstate(all="ignore"):  # overflow is among the things recorded
        fault = probe.fault_of(arithmetic)
        if fault:
            raise RuntimeError(fault)
        store = Store(arithmetic, folder)
        for case in STEPS:
            store_steps(store, *case)
        store_course(store)
        store_points(store)
    return store.entries


class Store:
    """Collects entries and writes their arrays, each content once."""

    FIELDS = ("function", "arithmetic", "number", "map", "region", "width", "height", "limit", "input")

    def __init__(self, arithmetic, folder):
        self.arithmetic, self.folder, self.entries = arithmetic, folder, []

    def add(self, name, kind, array, **fields):
        """Write an array, and note it under a name that ends with the arithmetic where the result depends on it."""
        if kind != "input":
            name = f"{name}/{self.arithmetic}"
            fields |= {"arithmetic": self.arithmetic}
        array = np.ascontiguousarray(array)
        data = io.BytesIO()
        np.save(data, array.astype(array.dtype.newbyteorder("<")), allow_pickle=False)
        digest = hashlib.sha256(data.getvalue()).hexdigest()
        file = digest[:16] + ".npy"
        (self.folder / file).write_bytes(data.getvalue())
        about = {"dtype": array.dtype.str, "shape": list(array.shape), "file": file, "sha256": digest}
        case = dict.fromkeys(self.FIELDS) | {"raises": []} | fields
        self.entries.append({"name": name, "kind": kind} | case | about)


# ---- steps --------------------------------------------------------------------------------------------------


def store_steps(store, name, number, map_name, region, width, height, limit):
    """Store the step counts of a view: n points an axis, each at i * step + start with step = (max - min) / n."""
    x_min, x_max, y_min, y_max = region
    x = np.arange(width) * ((x_max - x_min) / width) + x_min
    y = np.arange(height) * ((y_max - y_min) / height) + y_min
    pixel = np.empty((height, width), dtype=np.complex128)
    pixel.real, pixel.imag = x[np.newaxis, :], y[:, np.newaxis]
    if number == "f32":
        pixel = pixel.astype(np.complex64)
    case = {"number": number, "map": map_name, "region": region, "width": width, "height": height, "limit": limit}
    store.add(f"steps/{name}", "steps", steps_of(map_name, pixel, limit), **case)


def steps_of(map_name, pixel, limit):
    """Return the first k in 1..=limit at which z_k is not bounded, 0 where there is none; z is never reset."""
    z = c = pixel
    if map_name.startswith("julia:"):
        c = complex(*map(float, map_name.removeprefix("julia:").split(",")))
    steps = np.zeros(pixel.shape, dtype=np.uint32)
    for k in range(1, limit + 1):
        z = next_of(map_name, z, c)
        out = ~((z * np.conj(z)).real <= 4)
        steps[(steps == 0) & out] = k
    assert z.dtype == pixel.dtype, "NumPy widened the numbers"
    return steps


def next_of(map_name, z, c):
    """Return z after one step of the map."""
    if map_name == "multibrot3":
        return (z * z) * z + c
    if map_name == "burning-ship":
        folded = np.empty_like(z)
        folded.real, folded.imag = np.abs(z.real), np.abs(z.imag)
        z = folded
    return z**2 + c


# ---- the course's functions ---------------------------------------------------------------------------------


def store_course(store):
    """Store what each function makes of the course's own grid."""
    (x_min, x_max, y_min, y_max), n, limit = LESSON, 300, 50
    y_grid, x_grid = np.mgrid[y_min : y_max : (y_max - y_min) / n, x_min : x_max : (x_max - x_min) / n]
    view = {"map": "mandelbrot", "region": LESSON, "width": n, "height": n, "limit": limit}
    for function, array, raises in results_on(x_grid + 1j * y_grid, limit):
        store.add(f"lesson/{function}", "lesson", array, function=function, number="f64", raises=raises, **view)


def results_on(values, limit):
    """Yield name, result and the flat indices at which Python raises, for each of the course's functions."""
    one_by_one, raises = np.zeros(values.shape, dtype=np.int64), []
    for index, point in enumerate(values.ravel()):
        try:
            one_by_one.flat[index] = course.mandel1(complex(point), limit)
        except OverflowError:
            raises.append(index)
    yield "mandel1", one_by_one, raises
    try:
        vectorized = course.mandel2(values, limit)
        assert not raises, "mandel2 must raise where mandel1 does"
    except OverflowError:
        assert raises, "mandel2 must not raise where mandel1 does not"
        vectorized = one_by_one
    yield "mandel2", vectorized, raises
    for function in course.OF_ARRAYS:
        before = values.tobytes()
        yield function.__name__, function(values, limit), []
        assert values.tobytes() == before, "a function of the course changed its input"


# ---- points -------------------------------------------------------------------------------------------------


def edge_points():
    """Return 4 x 8 points at which the course's tests disagree with each other, or meet inf, NaN and underflow."""
    inf, nan = float("inf"), float("nan")
    below = float(np.nextafter(-2.0, -3.0))
    return np.array(
        [
            [0, 0.25, -0.75, -1, 1j, -2, complex(-2, 1e-300), 2],
            [2j, 1, -2.5, -3, -4, below, -6, 3],
            [1e200, complex(1e300, 1e300), inf, nan, complex(inf, nan), complex(nan, inf), complex(0, -inf), -2j],
            [
                5e-324,
                1e-170j,
                complex(-0.0, -0.0),
                complex(-1.75, 3e-310),
                1e77,
                1e77 + 1e77j,
                1.3e154j,
                complex(0, nan),
            ],
        ],
        dtype=np.complex128,
    )


def raising_points():
    """Return a row of points, some of which have a modulus too large for Python's abs."""
    row = [0.5, complex(1.7e308, 1.7e308), float("inf"), complex(-1.4e308, 1.3e308), 1.79e308]
    return np.array([row], dtype=np.complex128)


def tie_points():
    """Return 16 x 16 points whose z_1 (upper half) or z_2 (lower half) is on the circle |z| = 2, but for rounding."""
    points = []
    for j in range(256):
        t = (2 * j - 255) / 97  # the circle by rational numbers: no sine that differs between libraries
        target = complex(2 * (1 - t * t) / (1 + t * t), 4 * t / (1 + t * t))
        c = complex(0.9, 0.6 if t > 0 else -0.6)
        for _ in range(60):  # Newton's method, until rounding alone moves it
            z1 = c * c + c
            z2, slope = z1 * z1 + c, 2 * z1 * (2 * c + 1) + 1
            c -= (z1 - target) / (2 * c + 1) if j < 128 else (z2 - target) / slope
        points.append(c)
    return np.array(points, dtype=np.complex128).reshape(16, 16)


def check_abs(points):
    """Raise an error where Python's abs, the C library's hypot, is not on the side of 2 of the number nearest to it."""
    for point in points.ravel():
        z = c = complex(point)
        for _ in range(3):
            exact = Fraction(z.real) ** 2 + Fraction(z.imag) ** 2
            if (abs(z) < 2) != (exact < (2 - Fraction(1, 2**53)) ** 2):
                raise RuntimeError(f"abs({z}) is rounded to the wrong side of 2 by this C library")
            z = z**2 + c


def store_points(store):
    """Store the inputs, and what each function makes of them at limits on both sides of 0 and at two sizes."""
    inputs = {"edge": edge_points(), "raising": raising_points(), "tie": tie_points()}
    check_abs(inputs["tie"])
    for name, points in inputs.items():
        store.add(f"input/{name}", "input", points)
    for name, limits in (("edge", (50, 1, 0, -5)), ("raising", (50,)), ("tie", (1, 3))):
        for limit in limits:
            store_results(store, name, inputs[name], inputs[name].shape, limit)
    for shape in ((127, 129), (128, 128)):  # 16383 and 16384 elements: the second fills 256 KiB
        store_results(store, "tie", inputs["tie"], shape, 3)


def store_results(store, name, points, shape, limit):
    """Store the corner of each function's result on points repeated to shape, once all of it is seen to repeat."""
    size = {"number": "f64", "map": "mandelbrot", "width": shape[1], "height": shape[0], "limit": limit}
    for function, array, raises in results_on(repeated(points, shape), limit):
        corner = array[: points.shape[0], : points.shape[1]]
        assert (array == repeated(corner, shape)).all(), f"{function} gives one point two results in one array"
        label = f"points/{name}-{shape[0]}x{shape[1]}/{function}/limit{limit:+d}"
        store.add(label, "points", corner, function=function, input=f"input/{name}", raises=raises, **size)


def repeated(array, shape):
    """Return rows and columns of an array repeated to a shape, cut where it does not divide."""
    return np.tile(array, [-(-want // have) for want, have in zip(shape, array.shape)])[: shape[0], : shape[1]].copy()
