"""``mandel`` and the course's functions against NumPy at the dispatch level of this process."""

from collections.abc import Callable
from typing import Any

import course
import definition
import numpy as np
import pytest
from views import random_view

import lanelab

pytestmark = pytest.mark.filterwarnings("ignore:(overflow|invalid value) encountered:RuntimeWarning")

FUNCTIONS = ["mandel_numpy_explode", "mandel_numpy", "mandel4", "mandel5", "mandel6", "mandel7"]

Function = Callable[..., Any]


def pair(name: str) -> tuple[Function, Function]:
    return getattr(lanelab, name), getattr(course, name)


@pytest.mark.parametrize("seed", range(200))
def test_mandel_is_the_course_in_random_views(seed: int) -> None:
    region, size, limit = random_view(np.random.default_rng(seed))
    points = definition.points(region, size)
    if seed % 2:
        points = points.astype(np.complex64)  # as mandel6 and mandel7, which compute it in double precision
    expected = course.mandel7(points, limit)
    np.testing.assert_array_equal(lanelab.mandel(points, limit, threads=1 + seed % 3), expected, strict=True)
    if points.dtype == np.complex128:
        for function in (course.mandel4, course.mandel5, course.mandel6):
            np.testing.assert_array_equal(function(points, limit), expected)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_a_function_has_the_bytes_of_the_course(name: str, seed: int) -> None:
    ours, theirs = pair(name)
    region, size, limit = random_view(np.random.default_rng(seed))
    points = definition.points(region, size)
    found, expected = ours(points, limit), theirs(points, limit)
    assert (found.dtype, found.shape, found.tobytes()) == (expected.dtype, expected.shape, expected.tobytes())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_the_bytes_of_the_course_on_ties_and_beyond_overflow(name: str) -> None:
    ours, theirs = pair(name)
    angles = np.linspace(0, 2 * np.pi, 20_000)
    circle = 2 * np.exp(1j * angles)
    edges = np.array([0, 0.25, -2, -2 + 1e-300j, 2, 2j, 1, -2.5, -3, -4, 1e200, 1e300 + 1e300j, np.inf, np.nan])
    for points in [circle, circle[:10_000], edges, np.sqrt(circle), np.sqrt(circle) - 0.5]:
        grid = points.reshape(2, -1).astype(complex)
        assert ours(grid, 12).tobytes() == theirs(grid, 12).tobytes()


def test_scalar_functions_are_the_course() -> None:
    region, _, limit = random_view(np.random.default_rng(3))
    points = definition.points(region, (30, 20))
    found, expected = lanelab.mandel2(points, limit), course.mandel2(points, limit)
    assert (found.dtype, found.tobytes()) == (expected.dtype, expected.tobytes())
    for point in [0, 1, 2, -2.5, 0.3 + 0.5j, complex("inf"), complex("nan"), np.complex128(0.4)]:
        for limit in (50, 1, 0, -5):
            found_one = lanelab.mandel1(point, limit)
            assert type(found_one) is int and found_one == course.mandel1(complex(point), limit)


def test_the_grid_of_the_course_has_its_counts() -> None:
    y, x = np.mgrid[-1.0:1.0:0.01, -1.5:0.5:0.01]
    np.testing.assert_array_equal(lanelab.mandel(x + 1j * y), course.mandel4(x + 1j * y), strict=True)


def test_an_array_of_one_element_is_a_point() -> None:
    assert lanelab.mandel1(np.array([0.3])) == course.mandel1(0.3)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["mandel", "mandel1", "mandel2", *FUNCTIONS])
def test_help_says_parameters_results_and_errors(name: str) -> None:
    text = getattr(lanelab, name).__doc__
    assert all(f"    {part}\n    ---" in text for part in ("Parameters", "Returns", "Raises"))


def inputs() -> list[tuple[str, Any]]:
    points = definition.points((-2, 1, -1.5, 1.5), (90, 70))
    fixed = points.copy()
    fixed.flags.writeable = False
    bytes_ = np.zeros(points.nbytes + 1, np.uint8)[1:].view(np.complex128).reshape(points.shape)
    bytes_[...] = points
    return [
        ("transposed", points.T),
        ("Fortran order", np.asfortranarray(points)),
        ("strided", points[::-3, 1::2]),
        ("one dimension", points.ravel()),
        ("three dimensions", points.reshape(7, 10, 90)),
        ("narrow rows", points.reshape(-1, 2)),
        ("other byte order", points.astype(">c16")),
        ("read-only", fixed),
        ("not aligned", bytes_),
        ("single precision", points.astype(np.complex64)),
        ("real", points.real),
        ("integers", np.arange(-3, 4)),
        ("nothing", points[:0]),
        ("no columns", np.zeros((3, 0), complex)),
        ("no dimension", np.array(0.4 + 0.1j)),
        ("a list", [0.1, 0.5j, 2]),
    ]


@pytest.mark.parametrize(("kind", "values"), inputs(), ids=lambda value: value if isinstance(value, str) else "")
def test_mandel_takes_every_kind_of_input_and_leaves_it(kind: str, values: Any) -> None:
    before = np.array(values, copy=True)
    found = lanelab.mandel(values, 60)
    assert found.shape == np.shape(values) and found.dtype == np.float64 and found.flags.c_contiguous
    flat = np.ascontiguousarray(np.asarray(values).ravel(), complex)
    np.testing.assert_array_equal(found.ravel(), course.mandel4(flat, 60), err_msg=kind)
    np.testing.assert_array_equal(values, before)


def test_a_step_at_the_limit_and_no_step_count_zero() -> None:
    for limit in (-3, 0, 1):
        np.testing.assert_array_equal(lanelab.mandel([0, 3, 1e300], limit), np.zeros(3))


def test_exceptions_of_mandel_are_those_of_its_documentation() -> None:
    values = np.array([[1e200, 1e300 + 1e300j, complex("inf"), complex("nan"), complex(np.nan, np.inf)]])
    np.testing.assert_array_equal(lanelab.mandel(values), course.mandel4(values))
    assert (course.mandel7(values) == 0).all()


@pytest.mark.parametrize("limit", [3, 400, 300_000])
@pytest.mark.parametrize("threads", [1, 3])
def test_every_way_of_sharing_work_has_the_same_counts(threads: int, limit: int) -> None:
    points = definition.points((-0.75, -0.73, 0.1, 0.12), (700, 300) if limit < 1000 else (30, 20))
    steps = lanelab.steps((-0.75, -0.73, 0.1, 0.12), points.shape[::-1], limit, rounding="contracted", threads=1)
    expected = np.where(steps > 0, limit - steps.astype(float), 0)
    np.testing.assert_array_equal(lanelab.mandel(points, limit, rounding="contracted", threads=threads), expected)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: lanelab.mandel(["a"]), TypeError, "values .* has dtype <U1.*give numpy.asarray"),
        (lambda: lanelab.mandel(None), TypeError, "values None has dtype object"),  # type: ignore[arg-type]
        (lambda: lanelab.mandel([[1], [1, 2]]), ValueError, "values .* rows of equal length"),  # type: ignore[list-item]
        (lambda: lanelab.mandel([1], rounding=""), ValueError, "choose separate"),
        (lambda: lanelab.mandel1("1"), TypeError, "position '1' is not a number"),  # type: ignore[arg-type]
        (lambda: lanelab.mandel1([1]), TypeError, r"position \[1\] .* mandel2"),  # type: ignore[arg-type]
        (lambda: lanelab.mandel1(10**400), OverflowError, "position 1000.* too large"),
        (lambda: lanelab.mandel(np.array([None])), TypeError, "dtype object"),
        (lambda: lanelab.mandel([1], 1.5), TypeError, "limit 1.5"),  # type: ignore[arg-type]
        (lambda: lanelab.mandel([1], 1 << 32), ValueError, "limit 4294967296"),
        (lambda: lanelab.mandel([1], rounding="up"), ValueError, "choose separate"),
        (lambda: lanelab.mandel([1], out=np.zeros(2)), ValueError, r"shape \(2,\)"),
        (lambda: lanelab.mandel1(np.zeros(2)), ValueError, "mandel2"),  # type: ignore[arg-type]
        (lambda: lanelab.mandel1(1.7e308 + 1.7e308j), OverflowError, "absolute value"),
        (lambda: lanelab.mandel2(np.zeros((3, 0))), ValueError, "at least one"),
        (lambda: lanelab.mandel4(1j), TypeError, "no dimension"),
        (lambda: lanelab.mandel7(np.zeros(3)), IndexError, "reshape"),
    ],
)
def test_a_wrong_argument_is_named_with_the_rule(call: Callable[[], Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()
