"""Ticks at powers of ten, of an axis whose coordinates are the exponents."""

from __future__ import annotations

import math

from hessview.language.decimals import SUPERSCRIPTS


def power_ticks(low: float, high: float, count: int) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return places and labels of at most `count` ticks: at powers of ten, where few lie there also between.

    Parameters
    ----------
    low, high
        The ends of the axis, exponents of ten.
    """
    every = 1
    while math.floor(high / every) - math.ceil(low / every) + 1 > count:
        every = next(step for step in (k * 10**d for d in range(8) for k in (1, 2, 3, 5)) if step > every)
    places = [every * k for k in range(math.ceil(low / every), math.floor(high / every) + 1)]
    if len(places) > 1:
        return tuple(map(float, places)), tuple(_power(k) for k in places)
    near = [(k, d) for d in range(math.floor(low), math.floor(high) + 1) for k in (1, 2, 5)]
    shown = [(k, d) for k, d in near if low <= d + math.log10(k) <= high][:count]
    return tuple(d + math.log10(k) for k, d in shown), tuple(_power(d, k) for k, d in shown)


def _power(exponent: int, times: int = 1) -> str:
    power = f"10{str(exponent).translate(SUPERSCRIPTS)}"
    return str(times) if exponent == 0 else power if times == 1 else f"{times}·{power}"
