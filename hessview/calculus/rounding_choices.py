"""Comparisons and choices of numbers with error bounds: 1 or 0 that may be wrong, and a piece that may be another.

A condition is the pair (1 or 0, its error): with the error 0 it is certain, with the error 1 it is not.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hessview.language.functions import FUNCTIONS

if TYPE_CHECKING:
    from hessview.calculus.rounding import Bounded, Rule


def choice_rules(widen: float) -> dict[str, Rule]:
    """Return the rules of comparisons, of what joins them, and of what chooses by them.

    Parameters
    ----------
    widen
        What bounds are multiplied with before they are believed, for the rounding of their own arithmetic.
    """
    compared = {name: _comparison(name, widen) for name in ("lt", "le", "gt", "ge", "eq", "ne")}
    joined = {"and": _logical("and"), "or": _logical("or"), "not": _not}
    return {**compared, **joined, "where": _where, "select": _select}


def _comparison(name: str, widen: float) -> Rule:
    """Return the rule of a comparison: 1 or 0 with error 0 when it is certain, else with error 1; nan of nan."""
    holds = FUNCTIONS[name].scalar

    def rule(a: Bounded, b: Bounded) -> Bounded:
        x, ex = a
        y, ey = b
        if math.isnan(x) or math.isnan(y):
            return math.nan, math.inf
        e = ex + ey
        return holds(x, y), 0.0 if e == 0.0 or abs(x - y) > e * widen else 1.0

    return rule


def _logical(name: str) -> Rule:
    holds = FUNCTIONS[name].scalar
    decisive = 0.0 if name == "and" else 1.0

    def rule(a: Bounded, b: Bounded) -> Bounded:
        x, y = float(a[0] == 1.0), float(b[0] == 1.0)
        settled = (a[1] == 0.0 and x == decisive) or (b[1] == 0.0 and y == decisive) or a[1] == b[1] == 0.0
        return holds(x, y), 0.0 if settled else 1.0

    return rule


def _not(a: Bounded) -> Bounded:
    return float(a[0] != 1.0), a[1]


def _where(condition: Bounded, a: Bounded, b: Bounded) -> Bounded:
    c, e = condition
    chosen, other = (a, b) if c == 1.0 else (b, a)
    return chosen if e == 0.0 else _either(chosen, other)


def _either(chosen: Bounded, other: Bounded) -> Bounded:
    return chosen[0], max(chosen[1], abs(chosen[0] - other[0]) + other[1]) if not math.isnan(other[0]) else math.inf


def _select(condition: Bounded, a: Bounded, b: Bounded) -> Bounded:
    """Return the piece that holds; nan where the comparison is one of nan, as for max(nan, 1)."""
    return (math.nan, math.inf) if math.isnan(condition[0]) else _where(condition, a, b)
