"""Which share of the starts of a map leads to which end, in a sentence; what each end is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.analysis.verdict import Kind, Nature
from hessview.document.method_names import heading
from hessview.explanations.digits import equated, number
from hessview.explanations.places import MOST_COORDINATES, place
from hessview.explanations.whereabouts import near
from hessview.optimizers.basins import (
    DIVERGED,
    FALLS,
    FAR,
    INFINITE,
    LEFT,
    NO_STEP,
    NOT_YET,
    NOWHERE,
    UNDEFINED,
    UNFINISHED,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.optimizers.basins import BasinEnd, BasinMap

_KINDS = {
    Kind.DEGENERATE: "degenerate point",
    Kind.UNDECIDED: "undecided point",
    Kind.NOT_CRITICAL: "point with no zero gradient",
    Kind.UNDEFINED: "point without a Hessian",
}
_MOST_NAMED = 8


_SETS = {
    Nature.MINIMUM: "minima",
    Nature.MAXIMUM: "maxima",
    Nature.NOT_AN_EXTREMUM: "critical points, no extrema,",
    Nature.UNDECIDED: "critical points",
}
_FLAT: Mapping[Nature | None, str] = {
    Nature.MINIMUM: "degenerate minimum",
    Nature.MAXIMUM: "degenerate maximum",
    Nature.NOT_AN_EXTREMUM: "degenerate point, no extremum,",
}
_OPEN = " (not proved)"
ONE_END = "Critical points that are not isolated are one end for each value of f: those of one curve, or of several."


def end_name(end: BasinEnd, most: int | None = MOST_COORDINATES) -> str:
    """Return ``minimum (3, 2)``, ``minimum ≈ (3.584, −1.848)``, and of a set ``non-isolated minima with f = 0``.

    So many coordinates are written at most; None: all.
    """
    if end.of is not None:
        level = equated(end.of.level, end.of.slack)
        return f"non-isolated {_SETS[end.of.nature]} with f {level}{'' if end.of.proved else _OPEN}"
    where = place(end.point, most=most)
    if end.kind is Kind.DEGENERATE and end.nature in _FLAT:
        return f"{_FLAT[end.nature]} {where}"
    return f"{_KINDS.get(end.kind, end.kind.value)} {where if end.is_placed else near(end.point, most)}"


def ranked_ends(found: BasinMap) -> tuple[int, ...]:
    """Return the indices of the ends in the order of their numbers: as they were found, of many the largest first."""
    known = range(len(found.ends))
    if len(found.ends) <= _MOST_NAMED:
        return tuple(known)
    return tuple(sorted(known, key=lambda end: -found.counts.get(end, 0)))


def percent(part: int, whole: int) -> str:
    """Return a share as ``48 %``; 0 % and 100 % only of nothing and of all."""
    share = 100.0 * part / whole
    if part and share < 0.5:
        return "< 1 %"
    if part < whole and share > 99.5:
        return "> 99 %"
    return f"{share:.0f} %"


def no_end_words(label: int, steps: int) -> str:
    """Return what is said of starts that lead to no end, such as "diverge"."""
    return {
        DIVERGED: "diverge",
        FAR: "leave the region |x| ≤ 10⁸·max(1, |start|)",
        INFINITE: "come to where f is not finite",
        FALLS: "find no lowest point along −∇f, f keeps falling as far as was looked",
        LEFT: "leave where f and its derivatives are defined",
        UNFINISHED: f"are not at an end after {steps:,} steps",
        NO_STEP: "stop where the method finds no step, at no critical point that was found",
        NOWHERE: "stop where the gradient is small and no critical point was found",
    }[label]


def sets_words(found: BasinMap) -> str:
    """Return what an end is that is no single point, where there is one; else nothing."""
    return ONE_END if any(end.of is not None and found.counts.get(k, 0) for k, end in enumerate(found.ends)) else ""


def more_steps_words(found: BasinMap) -> str:
    """Return what helps where most of the starts are still on their way at the step limit; else nothing."""
    if 2 * found.counts.get(UNFINISHED, 0) <= sum(found.counts.values()) - found.counts.get(UNDEFINED, 0):
        return ""
    return "Most are still on their way: allow more steps (Settings: “At most … steps each”), or choose another method."


def basin_sentence(found: BasinMap, method: str, steps: int) -> str:
    """Return ``Gradient descent, step size 0.01, from 14,641 starts: 48 % → minimum (3, 2), …; 2 % diverge``."""
    method = heading(method)
    if found.settings:
        method += f", {', '.join(f'{name} {number(value)}' for name, value in found.settings)},"
    whole = found.labels.size
    undefined = found.counts.get(UNDEFINED, 0)
    looked_at = sum(found.counts.values()) - undefined
    missing = found.counts.get(NOT_YET, 0) + whole - looked_at - undefined
    if not looked_at:
        return f"{method.removesuffix(',')}: f is undefined at every start{' so far' if missing else ''}."
    of = f"{looked_at:,} of {whole:,} starts so far" if missing else f"{looked_at:,} starts"
    ranked = [end for end in ranked_ends(found) if found.counts.get(end, 0)]
    ranked.sort(key=lambda end: -found.counts[end])
    said = [f"{percent(found.counts[end], looked_at)} → {end_name(found.ends[end])}" for end in ranked[:_MOST_NAMED]]
    if len(rest := ranked[_MOST_NAMED:]) == 1:
        said.append(f"{percent(found.counts[rest[0]], looked_at)} → {end_name(found.ends[rest[0]])}")
    elif rest:
        many = sum(found.counts[end] for end in rest)
        said.append(f"{percent(many, looked_at)} → {len(rest)} more ends")
    lost = [
        f"{percent(found.counts[label], looked_at)} {no_end_words(label, steps)}"
        for label in (DIVERGED, FAR, INFINITE, FALLS, LEFT, UNFINISHED, NO_STEP, NOWHERE)
        if found.counts.get(label, 0)
    ]
    where = f" At {undefined:,} places f is undefined." if undefined else ""
    return f"{method} from {of}: {'; '.join(part for part in (', '.join(said), ', '.join(lost)) if part)}.{where}"
