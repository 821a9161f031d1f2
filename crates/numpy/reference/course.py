"""The eight functions of the course page "NumPy for Performance", as it has them.

They are the reference, so they keep the page's names, statements and quirks. One correction: mandel7 takes the shape from
its argument, where the page takes it from a global and drops an index.
"""

import numpy as np


def mandel1(position, limit=50):
    value = position
    while abs(value) < 2:
        limit -= 1
        value = value**2 + position
        if limit < 0:
            return 0
    return limit


mandel2 = np.vectorize(mandel1)


def mandel_numpy_explode(position, limit=50):
    value = position
    while limit > 0:
        limit -= 1
        value = value**2 + position
        diverging = abs(value) > 2  # noqa: F841 (the page computes it, and uses it only in the next function)
    return abs(value) < 2


def mandel_numpy(position, limit=50):
    value = position
    while limit > 0:
        limit -= 1
        value = value**2 + position
        diverging = abs(value) > 2
        value[diverging] = 2
    return abs(value) < 2


def mandel4(position, limit=50):
    value = position
    diverged_at_count = np.zeros(position.shape)
    while limit > 0:
        limit -= 1
        value = value**2 + position
        diverging = abs(value) > 2
        first_diverged_this_time = np.logical_and(diverging, diverged_at_count == 0)
        diverged_at_count[first_diverged_this_time] = limit
        value[diverging] = 2
    return diverged_at_count


def mandel5(position, limit=50):
    value = position
    diverged_at_count = np.zeros(position.shape)
    while limit > 0:
        limit -= 1
        value = value**2 + position
        diverging = value * np.conj(value) > 4
        first_diverged_this_time = np.logical_and(diverging, diverged_at_count == 0)
        diverged_at_count[first_diverged_this_time] = limit
        value[diverging] = 2
    return diverged_at_count


def mandel6(position, limit=50):
    value = np.zeros(position.shape) + position
    calculating = np.ones(position.shape, dtype="bool")
    diverged_at_count = np.zeros(position.shape)
    while limit > 0:
        limit -= 1
        value[calculating] = value[calculating] ** 2 + position[calculating]
        diverging_now = np.zeros(position.shape, dtype="bool")
        diverging_now[calculating] = value[calculating] * np.conj(value[calculating]) > 4
        calculating = np.logical_and(calculating, np.logical_not(diverging_now))
        diverged_at_count[diverging_now] = limit
    return diverged_at_count


def mandel7(position, limit=50):
    positions = np.zeros(position.shape) + position
    value = np.zeros(position.shape) + position
    indices = np.mgrid[0 : position.shape[0], 0 : position.shape[1]]
    diverged_at_count = np.zeros(position.shape)
    while limit > 0:
        limit -= 1
        value = value**2 + positions
        diverging_now = value * np.conj(value) > 4
        diverging_now_indices = indices[:, diverging_now]
        carry_on = np.logical_not(diverging_now)
        value = value[carry_on]
        indices = indices[:, carry_on]
        positions = positions[carry_on]
        diverged_at_count[diverging_now_indices[0, :], diverging_now_indices[1, :]] = limit
    return diverged_at_count


OF_ARRAYS = (mandel_numpy_explode, mandel_numpy, mandel4, mandel5, mandel6, mandel7)
