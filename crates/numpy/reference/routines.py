"""What NumPy makes of random arguments to its array routines: the goldens of crates/numpy/goldens/routines.

Each file is JSON lines: a head with the versions, then a case a line with the arguments, and what came back or the
exception, with its message where one type has several meanings. Floats are the 16 hexadecimal digits of their bits,
most significant first; every NaN is stored as the same one, since its sign depends on the machine. An array of more than
WHOLE floats is stored as its length, the first 16 digits of the sha256 of its bytes (little-endian), its first and its
last element.
"""

import hashlib
import json
import random
import struct
import warnings

import numpy as np

SEED = 20250705
WHOLE = 6
LONGEST = 3000  # elements; longer ranges are not computed, except those that no memory holds
HOPELESS = 1e15  # elements; from here on every allocation fails
LESSON = (-1.5, 0.5, -1.0, 1.0)
RESOLUTIONS = (1, 2, 3, 7, 30, 48, 49, 50, 98, 103, 107, 196, 300)
INF, NAN = float("inf"), float("nan")
SPECIAL = (0.0, -0.0, 1.0, -1.0, 5e-324, -5e-324, 2.2e-308, 1.7e308, -1.7e308, INF, -INF, NAN)


def write(folder, versions):
    """Write every file into a folder."""
    files = {"mgrid": mgrids, "arange": aranges, "linspace": linspaces, "mask": masks, "pairs": pairs, "close": closes}
    warnings.simplefilter("ignore")
    for name, cases in files.items():
        rng = random.Random(f"{SEED}/{name}")
        lines = [json.dumps(case, separators=(",", ":")) for case in (versions, *cases(rng))]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")


# ---- numbers and results ------------------------------------------------------------------------------------


def bits(value):
    """Return a float as the hexadecimal digits of its bits."""
    return struct.pack(">d", NAN if value != value else value).hex()


def floats(array):
    """Return an array of floats, whole or by its checksum and its ends."""
    array = np.ascontiguousarray(array).ravel()
    assert array.dtype == np.float64, "NumPy gave another type"
    if array.size <= WHOLE:
        return [bits(value) for value in array]
    array = np.where(np.isnan(array), np.nan, array)
    digest = hashlib.sha256(array.astype("<f8").tobytes()).hexdigest()[:16]
    return {"length": array.size, "sha256": digest, "ends": [bits(array[0]), bits(array[-1])]}


def outcome(call):
    """Return what a call returns, or its exception."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 (whatever NumPy raises is the golden)
        said = {"message": str(error)} if isinstance(error, (ValueError, IndexError)) else {}
        return {"error": type(error).__name__} | said


def a_float(rng):
    """Return a float of one of the kinds that ranges are made of."""
    kind = rng.randrange(8)
    if kind < 2:
        return float(rng.randint(-20, 20))
    if kind < 4:
        return rng.randint(-300, 300) / rng.choice((10, 3, 7, 100, 300))
    if kind < 7:
        return rng.uniform(-1, 1) * 10.0 ** rng.randint(-3, 4)
    return rng.uniform(-1, 1) * 10.0 ** rng.randint(-300, 300)


def a_bound(rng):
    """Return a float, rarely one of the special ones."""
    return rng.choice(SPECIAL) if rng.random() < 0.06 else a_float(rng)


def a_range(rng, longest):
    """Return start, stop and step of a range that is short, of no length, or hopelessly long."""
    while True:
        start, step = a_bound(rng), a_bound(rng)
        count = rng.choice((0, 1, 2, rng.randint(-3, longest), rng.randint(0, longest), rng.uniform(0, longest)))
        stop = a_bound(rng) if rng.random() < 0.3 else start + count * step
        length = abs((stop - start) / step) if step else 0.0
        if not longest < length < HOPELESS:
            return start, stop, step


# ---- grids and ranges ---------------------------------------------------------------------------------------


def mgrids(rng):
    """Yield grids: of the course's box, then of random spans."""
    x_min, x_max, y_min, y_max = LESSON
    for n in RESOLUTIONS:
        rows, columns = (y_min, y_max, (y_max - y_min) / n), (x_min, x_max, (x_max - x_min) / n)
        yield mgrid(rows, columns)
    for _ in range(900):
        yield mgrid(a_span(rng), a_span(rng))


def a_span(rng):
    """Return a span with a step, or with a number of points as an int."""
    if rng.random() < 0.4:
        count = rng.choice((0, 1, 2, rng.randint(3, 30), 10**17 if rng.random() < 0.1 else 5))
        return a_bound(rng), a_bound(rng), count
    return a_range(rng, 30)


def mgrid(rows, columns):
    """Return the case of one grid."""

    def slice_of(start, stop, step):
        return slice(start, stop, complex(0, step) if isinstance(step, int) else step)

    def call():
        first, second = np.mgrid[slice_of(*rows), slice_of(*columns)]
        return {"shape": list(first.shape), "first": floats(first), "second": floats(second)}

    def stored(start, stop, step):
        return [bits(start), bits(stop), step if isinstance(step, int) else bits(step)]

    return {"rows": stored(*rows), "columns": stored(*columns), "is": outcome(call)}


def aranges(rng):
    """Yield ranges: of the course's box, random ones, and some whose second element the formula would miss."""
    x_min, x_max, *_ = LESSON
    lesson = [(x_min, x_max, (x_max - x_min) / n) for n in RESOLUTIONS] + [(0.0, 10.0, 0.5)]
    chosen = [a_range(rng, LONGEST if rng.random() < 0.3 else 20) for _ in range(1200)]
    ulp = 2.0**-52
    ties = [((0.5 - k) * ulp, 3.5, 1 + k * ulp) for k in range(1, 40, 2)]
    for arguments in lesson + chosen + ties:
        is_now = outcome(lambda: floats(np.arange(*arguments)))
        yield {"arguments": [bits(value) for value in arguments], "is": is_now}


def linspaces(rng):
    """Yield linear spaces, the course's first."""
    for index in range(1200):
        start, stop = (0.0, 10.0) if index == 0 else (a_bound(rng), a_bound(rng))
        if rng.random() < 0.1:  # a step that underflows
            start, stop = rng.choice((0.0, 1.0, -1e-310)), rng.randint(-9, 9) * 5e-324
        if rng.random() < 0.05:
            stop = start
        num = 21 if index == 0 else rng.choice((0, 1, 2, 3, rng.randint(4, 50), rng.randint(4, LONGEST)))
        if rng.random() < 0.01:
            num = 10 ** rng.choice((15, 17, 18))
        endpoint = index == 0 or rng.random() < 0.6
        is_now = outcome(lambda: floats(np.linspace(start, stop, num, endpoint=endpoint)))
        yield {"start": bits(start), "stop": bits(stop), "num": num, "endpoint": endpoint, "is": is_now}


# ---- masks and indices --------------------------------------------------------------------------------------


def truths(array):
    """Return a boolean array as a string of 0 and 1, row by row."""
    return "".join("01"[int(value)] for value in array.ravel())


def masks(rng):
    """Yield selections and assignments by masks of arrays that hold 0, 1, 2, ... in memory."""
    for _ in range(650):
        shape = [rng.randint(0 if rng.random() < 0.1 else 1, 5) for _ in range(rng.randint(1, 3))]
        mask_shape = list(shape)
        if rng.random() < 0.15:
            mask_shape[rng.randrange(len(shape))] += rng.choice((-1, 1, 2))
            mask_shape = [max(size, 1) for size in mask_shape]  # NumPy does not check an axis of 0
        transposed = rng.random() < 0.5
        chance = rng.choice((0.0, 0.2, 0.5, 1.0))
        mask, other = a_mask(rng, mask_shape, chance), a_mask(rng, mask_shape, 0.5)
        values = list(range(100, 100 + rng.choice((int(mask.sum()), int(mask.sum()), 1, rng.randint(0, 6)))))

        def array():
            return integers(shape[::-1]).T if transposed else integers(shape)

        def assigned(new):
            target = array()
            target[mask] = new
            return target.ravel().tolist()

        yield {
            "shape": shape,
            "transposed": transposed,
            "mask_shape": mask_shape,
            "mask": truths(mask),
            "other": truths(other),
            "values": values,
            "select": outcome(lambda: array()[mask].tolist()),
            "assign": outcome(lambda: assigned(-1)),
            "assign_from": outcome(lambda: assigned(np.array(values, dtype=np.int64))),
            "not": truths(np.logical_not(mask)),
            "and": truths(np.logical_and(mask, other)),
            "or": truths(np.logical_or(mask, other)),
            "count": int(mask.sum()),
            "nonzero": [axis.tolist() for axis in np.nonzero(mask)] if len(shape) == 2 else None,
        }


def a_mask(rng, shape, chance):
    """Return a boolean array, each element true by a chance."""
    return np.array([rng.random() < chance for _ in range(int(np.prod(shape)))], dtype=bool).reshape(shape)


def some_indices(rng, size, reach, count):
    """Return indices of an axis or as far beyond it as reach, mostly as many as count."""
    length = rng.choice((count, count, count, 1, rng.randint(0, 6)))
    return [rng.randint(-size - reach, size - 1 + reach) for _ in range(length)]


def integers(shape):
    """Return 0, 1, 2, ... in a shape."""
    return np.arange(int(np.prod(shape))).reshape(shape)


def pairs(rng):
    """Yield elements taken and put by integer indices, in pairs and along one axis."""
    for _ in range(900):
        shape = [rng.randint(1, 7), rng.randint(1, 7)]
        reach = rng.choice((0, 0, 0, 1))
        count = rng.randint(0, 6)
        rows, columns = (some_indices(rng, size, reach, count) for size in shape)
        row_array, column_array = np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64)
        places = max(len(rows), len(columns)) if rows and columns else 0
        values = list(range(100, 100 + rng.choice((places, places, 1, rng.randint(0, 6)))))

        def put(target, index):
            target[index] = np.array(values, dtype=np.int64)
            return target.ravel().tolist()

        yield {
            "shape": shape,
            "rows": rows,
            "columns": columns,
            "values": values,
            "take": outcome(lambda: integers(shape)[row_array, column_array].tolist()),
            "put": outcome(lambda: put(integers(shape), (row_array, column_array))),
            "scatter": outcome(lambda: put(integers(shape[:1]), row_array)),
        }


# ---- closeness ----------------------------------------------------------------------------------------------


def closes(rng):
    """Yield arrays compared as numpy.testing compares them, and their residual."""
    for _ in range(560):
        shape = [rng.randint(0 if rng.random() < 0.05 else 1, 4) for _ in range(rng.randint(1, 3))]
        if rng.random() < 0.02:
            shape = [rng.choice((127, 128, 129, 300, 600))]
        rtol, atol = rng.choice((1e-7, 1e-5, 0.1, 0.0, 1 / 3)), rng.choice((0.0, 0.0, 1e-8, 0.5, 1e-20))
        desired = np.array([a_desired(rng) for _ in range(int(np.prod(shape)))], dtype=np.float64).reshape(shape)
        chance = rng.choice((0.0, 0.1, 0.9))
        actual = np.array([an_actual(rng, value, rtol, chance) for value in desired.ravel()], dtype=np.float64)
        actual = actual.reshape(shape[::-1] if rng.random() < 0.05 else shape)
        equal_nan = rng.random() < 0.6
        yield close(actual, desired, rtol, atol, equal_nan)


def a_desired(rng):
    """Return a float, rarely one of the special ones."""
    return rng.choice(SPECIAL) if rng.random() < 0.05 else a_float(rng)


def an_actual(rng, desired, rtol, chance):
    """Return a float at, about, or rarely far from the one desired."""
    if rng.random() >= chance:
        return desired
    kind = rng.randrange(12)
    if kind == 0:
        return a_desired(rng)
    if kind == 1:
        return desired + rng.choice((0.5, -0.5, 1e-8))
    if kind < 4:  # on the edge, seen from either side
        return desired * (1 + rtol) if kind == 2 else desired / (1 + rtol)
    return desired * (1 + rng.uniform(-2, 2) * max(rtol, 1e-9))


def close(actual, desired, rtol, atol, equal_nan):
    """Return the case of one comparison; where the shapes differ there is only a report."""
    same = actual.shape == desired.shape
    tolerance = {"rtol": rtol, "atol": atol, "equal_nan": equal_nan}
    try:
        np.testing.assert_allclose(actual, desired, **tolerance)
        report = None
    except AssertionError as error:
        report = str(error).partition("\n ACTUAL: ")[0].lstrip("\n")
    return {
        "shapes": [list(actual.shape), list(desired.shape)],
        "actual": "".join(bits(value) for value in actual.ravel()),
        "desired": "".join(bits(value) for value in desired.ravel()),
        "rtol": bits(rtol),
        "atol": bits(atol),
        "equal_nan": equal_nan,
        "report": report,
        "isclose": truths(np.isclose(actual, desired, **tolerance)) if same else None,
        "allclose": bool(np.allclose(actual, desired, **tolerance)) if same else None,
        "residual": bits(np.sum((actual - desired) ** 2)) if same else None,
    }
