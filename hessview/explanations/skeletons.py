"""What a skeleton says of a landscape, and how far it can be trusted, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.analysis.verdict import Kind
from hessview.explanations.digits import count, number

if TYPE_CHECKING:
    from hessview.optimizers.skeleton import Skeleton

_OF_ONE_VARIABLE = "In one variable it is the maxima that divide the minima."
_PROJECTED = "The lines are those of all variables, seen along what the picture does not show."


def skeleton_words(found: Skeleton, dimension: int) -> tuple[str, ...]:
    """Return what joins the minima, what is left apart, and where branches end, each a sentence."""
    minima = sum(point.kind is Kind.MINIMUM for point in found.points)
    passes = {branch.saddle for branch in found.branches}
    between = "maximum" if dimension == 1 else "saddle of index 1"
    many = {"maximum": "maxima", "saddle of index 1": "saddles of index 1"}[between]
    if not minima:
        return (f"No minimum is known in this view{'' if passes else f', and no {between}'}: nothing is joined.",)
    known = count(minima, "minimum").replace("minimums", "minima")
    over = f"{len(passes)} {between if len(passes) == 1 else many}" if passes else f"no {between}"
    said = [f"{known} and {over} {'is' if minima + len(passes) == 1 else 'are'} known in this view."]
    if found.joins:
        heights = ", ".join(number(join.height, 0.0, 4) for join in found.joins[:4])
        more = ", …" if len(found.joins) > 4 else ""
        said.append(f"{count(len(found.joins), 'join')} at f = {heights}{more}.")
    apart = minima - len(found.joins)
    if apart > 1:
        said.append(f"{apart} groups of minima are joined by no branch that stays in the view.")
    leaving = sum(branch.descends and branch.end is None for branch in found.branches)
    if leaving:
        verbs = ("leaves", "was") if leaving == 1 else ("leave", "were")
        said.append(f"{count(leaving, 'way')} down {verbs[0]} the view or {verbs[1]} not followed to an end.")
    if dimension == 1:
        said.append(_OF_ONE_VARIABLE)
    elif dimension > 2:
        said.append(_PROJECTED)
    return tuple(said)


def trust_words(found: Skeleton, *, is_complete: bool, is_searching: bool) -> str:
    """Return how far the points and the lines can be trusted, a sentence."""
    open_ = sum(not point.proved for point in found.points)
    if is_searching:
        points = "Critical points are still being looked for"
    elif is_complete:
        points = "No critical point of the view is missing"
    else:
        points = "Critical points may be missing, and with them joins"
    unproved = f", {open_} {'is' if open_ == 1 else 'are'} not proved" if open_ else ""
    return f"{points}{unproved}; the lines are followed by numbers."
