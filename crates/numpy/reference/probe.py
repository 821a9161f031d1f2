"""Finds out which arithmetic NumPy really uses, whatever its CPU switches say."""

from fractions import Fraction

import numpy as np

LENGTHS = (1, 2, 3, 5, 7, 8, 13, 64, 1001, 20_000, 40_000)  # vectors, their tails, and reused temporaries


def fault_of(arithmetic):
    """Return what is not done in the arithmetic named, as text, or None where all of it is."""
    for real, whole in ((np.float64, np.complex128), (np.float32, np.complex64)):
        pairs = telling_pairs(real)
        for n in LENGTHS:
            for operation, found in arithmetics_of(real, whole, pairs, n).items():
                if found != arithmetic:
                    return f"wanted {arithmetic}, {operation} over {n} x {np.dtype(whole).name} is {found}"
    if reuses_large_temporaries() != (arithmetic == "fused"):
        return "large temporaries are treated in another way than under CPython on Linux"
    return None


def arithmetics_of(real, whole, pairs, n):
    """Return what each operation over n numbers turns out to be: "separate", "fused" or "neither"."""
    z = np.empty(n, dtype=whole)
    z.real, z.imag = (np.resize([pair[part] for pair in pairs], n) for part in (0, 1))
    square, product, left, right = z**2, z * z, z * np.conj(z), np.conj(z) * z
    results = {
        "the square": {"re": square.real, "im": square.imag},
        "the product": {"re": product.real, "im": product.imag},
        "a number times its conjugate": {"norm": left.real},
        "a conjugate times its number": {"norm": right.real},
        "abs": {"abs": abs(z)},
    }
    models = {name: [modelled(r, m, real, name == "fused") for r, m in pairs] for name in ("separate", "fused")}

    def verdict(result):
        for name, rows in models.items():
            if all((got == np.resize([row[part] for row in rows], n)).all() for part, got in result.items()):
                return name
        return "neither"

    return {operation: verdict(result) for operation, result in results.items()}


def telling_pairs(real):
    """Return 8 pairs of integers of full width on which the arithmetics differ in all but im, where none do."""
    top, state, pairs = 2 ** (np.finfo(real).nmant + 1), 1, []
    while len(pairs) < 8:
        mixed = []
        for _ in ("r", "m"):
            state = state * 6364136223846793005 % 2**89  # any source of mixed digits would do
            mixed.append(top // 2 + (state >> 20) % (top // 2))
        r, m = max(mixed), min(mixed)
        separate, fused = (modelled(r, m, real, choice) for choice in (False, True))
        if all(separate[part] != fused[part] for part in ("re", "norm", "abs")):
            pairs.append((r, m))
    return pairs


def modelled(r, m, real, fused):
    """Return what one arithmetic makes of r + im for integers r >= m > 0, by exact fractions rounded by hand."""
    digits = np.finfo(real).nmant + 1
    first = Fraction if fused else lambda exact: rounded(exact, digits)  # a fused product goes on unrounded
    rr, mm, rm = r * r, rounded(m * m, digits), r * m
    exact = {"re": first(rr) - mm, "im": first(rm) + rounded(rm, digits), "norm": first(rr) + mm}
    ratio = rounded(Fraction(m, r), digits)
    under = rounded(first(ratio * ratio) + 1, digits)
    parts = {part: real(rounded(value, digits)) for part, value in exact.items()}
    return parts | {"abs": real(r) * np.sqrt(real(under))}


def rounded(exact, digits):
    """Return the number of so many binary digits that is nearest to a fraction other than 0; ties go to even."""
    exact = Fraction(exact)
    size = abs(exact.numerator).bit_length() - exact.denominator.bit_length()
    unit = Fraction(2) ** (size - digits)
    if abs(exact) >= unit * 2**digits:
        unit *= 2
    return round(exact / unit) * unit


def reuses_large_temporaries():
    """Say whether a product with np.conj(z) swaps its operands from 256 KiB on, seen by the sign of a residue."""
    small = np.full(8, 0.1 + 0.3j)
    large = np.full(16384, 0.1 + 0.3j)
    return bool((small * np.conj(small)).imag[0] != (large * np.conj(large)).imag[0])
