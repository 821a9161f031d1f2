"""The course's functions in its own NumPy: what `lanelab` is compared with."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def mandel1(position: complex, limit: int = 50) -> int:
    """Count down while a single point stays inside."""
    value = position
    while abs(value) < 2:
        limit -= 1
        value = value**2 + position
        if limit < 0:
            return 0
    return limit


mandel2 = np.vectorize(mandel1)


def mandel_numpy_explode(position: Array, limit: int = 50) -> Array:
    """Test at the end alone."""
    value = position
    for _ in range(limit):
        value = value**2 + position
    return np.asarray(abs(value) < 2)


def mandel_numpy(position: Array, limit: int = 50) -> Array:
    """Reset what diverges to 2."""
    value = position
    for _ in range(limit):
        value = value**2 + position
        value[abs(value) > 2] = 2
    return np.asarray(abs(value) < 2)


def mandel4(position: Array, limit: int = 50) -> Array:
    """Note the first step at which a point diverges."""
    value, first = position, np.zeros(position.shape)
    for left in reversed(range(limit)):
        value = value**2 + position
        diverging = abs(value) > 2
        first[np.logical_and(diverging, first == 0)] = left
        value[diverging] = 2
    return first


def mandel5(position: Array, limit: int = 50) -> Array:
    """Avoid the square root."""
    value, first = position, np.zeros(position.shape)
    for left in reversed(range(limit)):
        value = value**2 + position
        diverging = value * np.conj(value) > 4
        first[np.logical_and(diverging, first == 0)] = left
        value[diverging] = 2
    return first


def mandel6(position: Array, limit: int = 50) -> Array:
    """Step only what has not diverged, by a mask."""
    value = np.zeros(position.shape) + position
    calculating, first = np.ones(position.shape, dtype="bool"), np.zeros(position.shape)
    for left in reversed(range(limit)):
        value[calculating] = value[calculating] ** 2 + position[calculating]
        now = np.zeros(position.shape, dtype="bool")
        now[calculating] = value[calculating] * np.conj(value[calculating]) > 4
        calculating = np.logical_and(calculating, np.logical_not(now))
        first[now] = left
    return first


def mandel7(position: Array, limit: int = 50) -> Array:
    """Step only what has not diverged, in smaller arrays."""
    positions = np.zeros(position.shape) + position
    value = np.zeros(position.shape) + position
    indices = np.mgrid[0 : position.shape[0], 0 : position.shape[1]]
    first = np.zeros(position.shape)
    for left in reversed(range(limit)):
        value = value**2 + positions
        now = value * np.conj(value) > 4
        now_indices = indices[:, now]
        carry_on = np.logical_not(now)
        value, indices, positions = value[carry_on], indices[:, carry_on], positions[carry_on]
        first[now_indices[0, :], now_indices[1, :]] = left
    return first
