"""Elementary functions of intervals: monotone ones by their ends, periodic ones by the extremes inside."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from hessview.calculus.interval_number import (
    ONE,
    SIGNS,
    ULPS,
    UNDEFINED,
    ZERO,
    Floats,
    Interval,
    U,
    constant,
    marked,
    widened,
)

inf, nan = math.inf, math.nan

Rule = Callable[[Interval], Interval]

_FUNCTION = constant(2.0 * ULPS * U)
_FEW_LEAST = constant(5e-324 * 16.0)


def exponential(a: Interval) -> Interval:
    """Return exp(a)."""
    r = np.multiply(a.ends, SIGNS)
    np.exp(r, r)
    np.multiply(r, SIGNS, r)
    widened(r, _FUNCTION, _FEW_LEAST)
    np.minimum(r[0], ZERO, r[0])
    return Interval(r, a.marks, nonnegative=True)


def odd_increasing(function: Callable[..., Any], bound: float = inf) -> Rule:
    """Return the rule of an odd increasing function on the line; |values| are at most `bound`."""
    most = constant(bound)

    def rule(a: Interval) -> Interval:
        r = function(a.ends)
        widened(r, _FUNCTION, _FEW_LEAST)
        if bound < inf:
            np.minimum(r, most, r)
        if a.nonnegative:
            np.minimum(r[0], ZERO, r[0])
        return Interval(r, a.marks, a.nonnegative)

    return rule


def logarithm(function: Callable[..., Any], pole: float = 0.0) -> Rule:
    """Return the rule of an increasing function that goes to -infinity at `pole` and is undefined left of it."""

    def rule(a: Interval) -> Interval:
        x = np.multiply(a.ends, SIGNS)
        marks = a.marks
        outside = x[0] <= pole
        if outside.any():
            marks = marked(marks, outside, UNDEFINED)
            x[0, outside] = pole
            x[:, x[1] <= pole] = nan
        r = function(x)
        np.multiply(r, SIGNS, r)
        return Interval(widened(r, _FUNCTION, _FEW_LEAST), marks)

    return rule


# Where e holds (-lower, upper), an extreme at (k + s) period is inside if floor(-lower / period + s) +
# floor(upper / period - s) >= 0. Rows of the first axis: minima and maxima.
_PER_TURN = constant(0.5 / math.pi)
_TURNS = constant(8.0 * U)
_MINIMA_MAXIMA_OF_SIN = constant([[[-0.25], [0.25]], [[0.25], [-0.25]]])
_MINIMA_MAXIMA_OF_COS = constant([[[0.5], [-0.5]], [[0.0], [0.0]]])
_POLES_OF_TAN = constant([[0.5], [-0.5]])
_PER_HALF_TURN = constant(1.0 / math.pi)


def _turns(ends: Floats, per: Floats) -> Floats:
    """Return ends / period, rounded upward with room: far out the room is a whole turn and more."""
    t = np.multiply(ends, per)
    room = np.absolute(t)
    np.add(room, ONE, room)
    np.multiply(room, _TURNS, room)
    return np.add(t, room, t)


def _bounded_wave(r: Floats, ends: Floats, shifts: Floats) -> Floats:
    """Return the values at the ends, widened, with -1 and 1 where these are taken inside."""
    widened(r, _FUNCTION, _FEW_LEAST)
    np.minimum(r, ONE, r)
    count = np.floor(np.add(_turns(ends, _PER_TURN), shifts))
    inside = np.add(count[:, 0], count[:, 1]) >= ZERO
    np.copyto(r, ONE, where=inside)
    return r


def sine(a: Interval) -> Interval:
    """Return sin(a)."""
    v = np.sin(a.ends)
    r = np.negative(v[::-1])
    np.maximum(v, r, r)
    return Interval(_bounded_wave(r, a.ends, _MINIMA_MAXIMA_OF_SIN), a.marks)


def cosine(a: Interval) -> Interval:
    """Return cos(a)."""
    v = np.cos(a.ends)
    r = np.empty(v.shape)
    np.minimum(v[0], v[1], r[0])
    np.negative(r[0], r[0])
    np.maximum(v[0], v[1], r[1])
    return Interval(_bounded_wave(r, a.ends, _MINIMA_MAXIMA_OF_COS), a.marks)


def tangent(a: Interval) -> Interval:
    """Return tan(a); the line where there is a pole inside."""
    r = widened(np.tan(a.ends), _FUNCTION, _FEW_LEAST)
    count = np.floor(np.add(_turns(a.ends, _PER_HALF_TURN), _POLES_OF_TAN))
    pole = np.add(count[0], count[1]) >= ZERO
    if not pole.any():
        return Interval(r, a.marks)
    r[:, pole] = inf
    return Interval(r, marked(a.marks, pole, UNDEFINED))
