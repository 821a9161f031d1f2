"""The course's countdown on arrays of complex numbers."""

import reprlib
from functools import cache

import numpy as np
import numpy.typing as npt

from lanelab import _native


@cache
def numpy_rounding() -> str:
    """
    Return the rounding of NumPy's complex arrays in this process.

    NumPy chooses it by CPU when it is imported: ``fused`` with AVX2 and FMA, ``separate`` without.
    """
    parts = np.array([(0.1 * i, 1.0 / i) for i in range(1, 9)])
    squares = (parts[:, 0] + 1j * parts[:, 1]) ** 2
    separate = parts[:, 0] * parts[:, 0] - parts[:, 1] * parts[:, 1]
    return "separate" if np.array_equal(squares.real, separate) else "fused"


def complex_array(name: str, values: npt.ArrayLike) -> npt.NDArray[np.complex128]:
    """Return numbers as a complex128 array in C order, the array itself where it is one."""
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} {reprlib.repr(values)} is not an array: {error}; give rows of equal length") from error
    if array.dtype == np.complex128 and array.dtype.isnative and array.flags.c_contiguous and array.flags.aligned:
        return array
    if not np.can_cast(array.dtype, np.complex128, "safe"):
        raise TypeError(
            f"{name} {reprlib.repr(values)} has dtype {array.dtype}, which complex128 cannot hold without loss: "
            f"give numpy.asarray({name}, numpy.complex128)"
        )
    return np.require(array, np.complex128, ["C", "A"]).reshape(array.shape)


def mandel(
    values: npt.ArrayLike,
    limit: int = 50,
    *,
    rounding: str | None = None,
    threads: int | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> npt.NDArray[np.float64]:
    """
    Return the course's countdown of each value: ``mandel7(values, limit)``, but fast and for any shape.

    The countdown is ``limit - k`` for the first step k at which ``|z_k|² > 4``. It is 0 where there is none, and where
    the value escapes in the last step. It equals the results of the course's ``mandel4`` to ``mandel7`` on
    complex128 arrays bit for bit, with these exceptions:

    * Where ``|z_k|`` is 2 but for rounding, these four differ from each other. `mandel` compares ``|z_k|²`` with 4.
    * Where ``z * conj(z)`` overflows, from about 1e154 on, ``mandel5`` to ``mandel7`` never find the escape. `mandel`
      does, as ``mandel4``.
    * complex64 values are computed in double precision, as ``mandel6`` and ``mandel7`` do; ``mandel4`` and ``mandel5``
      compute them in single precision.

    NaN counts 0.

    Parameters
    ----------
    values : array_like of complex
        Any shape, also 0-d and empty; complex128 in C order is not copied. Never changed. The mask of a masked array is
        ignored.
    limit : int
        The largest number of steps, below 2**32. At 0 or below every countdown is 0.
    rounding : str, optional
        ``separate``, ``fused`` or ``contracted``, see `steps`; None is that of NumPy in this process.
    threads : int, optional
        From 1 to 1024; None is as many as this process has CPUs.
    out : ndarray of float64, optional
        An array of the shape of values in C order to fill and return. After an exception its content is undefined.

    Returns
    -------
    ndarray of float64
        The shape of values, C order.

    Raises
    ------
    ValueError, TypeError
        An argument is out of range or of the wrong kind; the text names the rule and the remedy.
    MemoryError
        An array does not fit into memory.
    KeyboardInterrupt
        Ctrl-C ends a call within 0.2 seconds.

    Examples
    --------
    >>> import lanelab
    >>> lanelab.mandel([0, 1, 0.5 + 0.5j, 2])
    array([ 0., 48., 45., 49.])
    """
    array = complex_array("values", values)
    return _native.mandel(array, limit, numpy_rounding() if rounding is None else rounding, threads, out)
