"""The words of a search for critical points: what is claimed, for what, and what is not."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from hessview.analysis.critical_point import MOST_WAITING, Stop
from hessview.analysis.set_shapes import Shape
from hessview.analysis.verdict import Kind, Nature
from hessview.explanations.digits import count, number
from hessview.language.decimals import real_minus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
    from hessview.analysis.critical_sets import CriticalSet

_NATURES = {Nature.MINIMUM: "minima", Nature.MAXIMUM: "maxima", Nature.NOT_AN_EXTREMUM: "saddle points"}
_ARTICLES = {Shape.LINE: "a line", Shape.CIRCLE: "a circle", Shape.CURVE: "a curve"}
_SURFACE = 2
"""The dimension of one."""

_OUR_FAULT = "So a point is missing or wrong here, which is a fault of hessview."
_DOUBTFUL = f"The independent check fails for the larger box that was searched. {_OUR_FAULT}"


def heading(found: CriticalPoints, where: str = "in this box", *, is_searching: bool = False) -> str:
    """Return what is true of a search: "9 critical points in this box, all proved; nothing is missing".

    Parameters
    ----------
    where
        What the claim covers.
    is_searching
        Whether the search goes on, so that this is only what is true so far.
    """
    points, proved = len(found.points), sum(point.proved for point in found.points)
    # Where there is no point, an extremum at a corner of f would be denied.
    is_all = found.complete and bool(points or not found.nonsmooth)
    is_proving = is_all and is_searching and proved < points
    so_far = " so far" if is_searching and not found.complete else ""
    none = "" if points else _no_point(found, where, is_searching=is_searching)
    first = none or f"{count(points, 'critical point')} {where}"
    parts = [f"{first}{so_far}{', nothing is missing' if is_proving else _how_many_proved(points, proved)}"]
    if found.curves:
        parts.append(_sets(found.curves))
    if found.nonsmooth:
        words = count(len(found.nonsmooth), "place") + " where f is not smooth"
        parts.append(words if points else f"{words}, and may have an extremum")
    if found.undecided:
        parts.append(f"{count(len(found.undecided), 'region')} undecided")
    if any(place.may_hide for place in found.nonsmooth):
        parts.append("right beside where f is not smooth there may be more")
    if any(each.may_hide for each in found.curves):
        parts.append("a curve of them may go out of a surface of them unseen")
    if found.isolation_is_open:
        parts.append("right beside a degenerate point there may be more")
    if found.contradicted:
        parts.append("the independent check fails")
    if not found.finished and not found.complete:
        parts.append("the search goes on" if is_searching else _stop_words(found))
    if is_proving:
        parts.append(f"{proved:,} proved so far" if proved else "the proofs are under way")
    elif is_all:
        parts.append("nothing is missing")
    return "; ".join(parts)


def _how_many_proved(points: int, proved: int) -> str:
    if not points:
        return ""
    return ", proved" if proved == points == 1 else ", all proved" if proved == points else f", {proved:,} proved"


def _stop_words(found: CriticalPoints) -> str:
    """Return that a search ended before its end, and why."""
    match found.stopped:
        case Stop.TIME:
            seconds = f"{found.seconds:.{0 if found.seconds >= 9.95 else 1}f}"
            return f"the search was stopped after {seconds} s, when its time was up"
        case Stop.WAITING:
            return (
                f"the search was stopped: more than {MOST_WAITING:,} boxes were waiting, which happens where f waves "
                "too often for the box: take a smaller one"
            )
        case Stop.BOXES:
            return f"the search was stopped after {found.boxes_examined:,} boxes: take a smaller one"
        case Stop.POINTS:
            return f"the search was stopped after {len(found.points):,} points: take a smaller box"
        case Stop.CANCELLED:
            return "the search was cancelled"
    return "the search was stopped before its end"


def _no_point(found: CriticalPoints, where: str, *, is_searching: bool) -> str:
    """Return what there is none of: neither sets nor places where f is not smooth are denied."""
    what = "no isolated critical point" if found.curves else "no critical point"
    if not (found.complete or is_searching):
        what += " was found"
    return f"{what} where f is smooth {where}" if found.nonsmooth else f"{what} {where}"


def _sets(curves: Sequence[CriticalSet]) -> str:
    words = count(len(curves), "set") + " of critical points that are not isolated"
    recognised = sum(not each.proved for each in curves)
    if not recognised:
        return words
    which = "" if recognised == len(curves) else f"{recognised} of them "
    return f"{words}, {which}recognised, not proved"


def independent_check(found: CriticalPoints, box: str = "the box") -> str:
    """Return what the turns of the gradient along the border of the box say of the points in it; empty if nothing.

    Of a smooth f of two variables whose gradient is not zero on the border, they are the sum of the indices inside:
    +1 for a minimum or a maximum, -1 for a saddle, the degree of the gradient for a degenerate point.

    Parameters
    ----------
    box
        What the box is called, "the box x and y from −6 to 6".
    """
    if found.winding is None:
        return _DOUBTFUL if found.doubtful else ""
    turns = f"the gradient {_turns(found.winding)} around the border of {box}"
    if found.contradicted:
        return f"The independent check fails: {turns}, {_sum(found)} would make it {found.index_sum}. {_OUR_FAULT}"
    if not found.complete or found.index_sum is None:
        return ""
    if not found.points:
        return f"Independent check: {turns}, as it must with no critical point inside."
    return f"Independent check: {turns}, as {_sum(found)} must."


def _turns(turns: int) -> str:
    if turns == 0:
        return "turns 0 times"
    many = {1: "once", 2: "twice"}.get(abs(turns), f"{abs(turns)} times")
    return f"turns {many}" if turns > 0 else f"turns {many} backwards"


def _sum(found: CriticalPoints) -> str:
    """Return the points as the sum of their indices: "4 minima + 1 maximum − 4 saddle points"."""
    kinds = Counter(_summand(point) for point in found.points)
    parts = []
    for (sign, one, several), many in sorted(kinds.items(), key=_rank):
        parts += [sign, f"{many} {one if many == 1 else several}"]
    # A sign before the first is said only if there is more, and it is a minus.
    words = " ".join(parts[1:]) if parts else "no point"
    return f"−{words}" if len(parts) > 2 and parts[0] == "−" else words


def _summand(point: CriticalPoint) -> tuple[str, str, str]:
    """Return how a point counts, and its name for one and for several."""
    match point.kind:
        case Kind.MINIMUM:
            return "+", "minimum", "minima"
        case Kind.MAXIMUM:
            return "+", "maximum", "maxima"
        case Kind.SADDLE:
            return "−", "saddle point", "saddle points"
    degree = real_minus(str(point.degree))
    return "+", f"degenerate point of index {degree}", f"degenerate points of index {degree}"


def _rank(counted: tuple[tuple[str, str, str], int]) -> tuple[int, str]:
    (_, one, _), _ = counted
    order = ("minimum", "maximum", "saddle point")
    return (order.index(one) if one in order else len(order), one)


def point_words(point: CriticalPoint) -> str:
    """Return what a point is, in a word or two."""
    if point.kind is Kind.SADDLE:
        return f"saddle, index {point.index}"
    if point.kind is not Kind.DEGENERATE:
        return str(point.kind)
    if point.nature is Nature.UNDECIDED:
        return "degenerate"
    return "degenerate, no extremum" if point.nature is Nature.NOT_AN_EXTREMUM else f"degenerate {point.nature}"


def proof_words(point: CriticalPoint) -> str:
    """Return what is proved of a point."""
    if not point.proved:
        return "not proved"
    if point.unique is None:
        return "exists, by exact arithmetic"
    alone = min(min(x - low, high - x) for x, (low, high) in zip(point.x, point.unique, strict=True))
    hidden = max(max(x - low, high - x) for x, (low, high) in zip(point.x, point.enclosure, strict=True))
    # Within so much of the point itself, wherever in its enclosure it is.
    radius = _rounded_down(float(alone - hidden))
    if radius > float(hidden):
        each = "" if len(point.x) == 1 else " in every coordinate"
        return f"exists, and is the only critical point within {number(radius, digits=2)} of it{each}"
    # A box is as wide as its narrowest side along all of them, and of a part of it the same is true.
    width = float((point.unique[:, 1] - point.unique[:, 0]).min())
    size = number(_rounded_down(width), digits=2)
    return f"exists, and exactly one critical point lies in a box about it with sides of at least {size}"


def _rounded_down(width: float) -> float:
    """Return a width of two digits that is not larger: what holds in a box holds in a smaller one."""
    if not 1e-300 < width < math.inf:
        return width
    power = math.floor(math.log10(width)) - 1
    return float(f"{math.floor(width / 10.0**power)}e{power}")


def set_words(found: CriticalSet) -> str:
    """Return what a set is: "a circle of minima"."""
    return f"{_form(found)} of {_NATURES.get(found.nature, 'critical points')}"


def set_name(found: CriticalSet) -> str:
    """Return what a set is called in lists and keys: "circle of minima"."""
    return set_words(found).removeprefix("a ")


def _form(found: CriticalSet) -> str:
    """Return the word for a set: as large as its space it is a region, of two dimensions a surface."""
    if found.shape is not Shape.REGION:
        return _ARTICLES[found.shape]
    if found.dimension == len(found.lower):
        return "a region"
    return "a surface" if found.dimension == _SURFACE else f"a set of dimension {found.dimension}"


def set_proof_words(found: CriticalSet) -> str:
    """Return what is proved of a set."""
    return f"proved near each of {len(found.points)} points along it" if found.proved else "recognised, not proved"
