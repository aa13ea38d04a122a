"""What the list of critical points is to say: the claims for the view as it is now, or for a box that was asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from operator import is_
from typing import TYPE_CHECKING

from hessview.compute.resolving import MOST_SEARCHED_VARIABLES
from hessview.compute.results import FaultKind
from hessview.explanations.digits import listed
from hessview.figure.words import name_words
from hessview.language.decimals import decimal
from hessview.views.critical_words import ListContent
from hessview.views.number_text import editable_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.compute.requests import CriticalRequest
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.language.formula import Formula

Ranges = tuple[tuple[float, float], ...]

TOO_MANY = f"Critical points are searched for in functions of at most {MOST_SEARCHED_VARIABLES} variables."
_TOO_LONG = "This function is too long for its critical points to be looked for as one goes. A box can be searched."
_LONGEST_NUMBER = 9


@dataclass(frozen=True, eq=False)
class BoxSearch:
    """A box that somebody asked for, and what is known of it.

    Attributes
    ----------
    found
        What is known by now.
    is_running
        Whether more is to come.
    fault
        Why there is no more; empty where that is known from `found`.
    """

    request: CriticalRequest
    found: CriticalPoints | None = None
    is_running: bool = True
    fault: str = ""

    @property
    def box(self) -> Ranges:
        """The ranges of the variables."""
        return self.request.box


def view_content(state: State, results: Results) -> ListContent:
    """Return what is known of the critical points in the view."""
    formula = results.formula
    if formula is None or results.wanted is None:
        return ListContent((), "f")
    wanted = results.wanted.critical
    if wanted is None:
        return ListContent(formula.variables, formula.name, fault=_why_not(formula))
    box = view_box(state, formula, wanted)
    where = _in_view(state, formula, box)
    is_pending, fault = wanted in results.pending, results.critical_fault
    found, source = results.critical, results.critical_request
    content = ListContent(formula.variables, formula.name, None, where, is_pending)
    if found is None or source is None:
        return content if fault is None else replace(content, fault=fault.message, can_be_tried=True)
    is_old, covers = source != wanted, _covers(source.box, box)
    shown = found.within([low for low, _ in box], [high for _, high in box])
    if is_old and not covers:
        shown = replace(shown, finished=False, settled=0.0)
    # Of a part of a box that was searched to its end nothing more will become known.
    is_known = shown.finished and covers
    share = None if is_old else found.settled
    said = "" if fault is None or fault.kind is FaultKind.STOPPED or is_known else fault.message
    content = replace(content, found=shown, is_searching=is_pending and not is_known, share=share, fault=said)
    content = replace(content, can_be_tried=fault is not None and not is_known)
    if is_old or shown is found or found.winding is None or not found.complete:
        return content
    # A view is searched with some room around it; what turns around that box speaks of all the points in there.
    return replace(content, checked=found, checked_box=f"the box {_ranges(formula.variables, source.box)}")


def box_content(search: BoxSearch) -> ListContent:
    """Return what is known of the critical points in a box that was asked for."""
    formula, box = search.request.formula, search.request.box
    share = None if search.found is None else search.found.settled
    return ListContent(
        formula.variables, formula.name, search.found, f"in the box {_ranges(formula.variables, box)}",
        search.is_running, share, is_of_box=True, fault=search.fault,
        can_be_tried=bool(search.fault) and not search.is_running,
    )  # fmt: skip


def with_rows_of(content: ListContent, before: ListContent | None) -> ListContent:
    """Return `content`, with the findings of `before` themselves where they are the same: no row is made anew.

    A view that is moved a little shows the same points.
    """
    new, old = content.found, None if before is None else before.found
    if new is None or old is None or new is old:
        return content
    claims = [entry.name for entry in fields(new) if entry.name not in _NO_CLAIMS]
    same = all(_is_same(getattr(new, name), getattr(old, name)) for name in claims)
    return replace(content, found=old) if same else content


_NO_CLAIMS = ("lower", "upper", "boxes_examined", "seconds")


def _is_same(new: object, old: object) -> bool:
    if isinstance(new, tuple) and isinstance(old, tuple):
        return len(new) == len(old) and all(map(is_, new, old))
    return new == old


def view_box(state: State, formula: Formula, request: CriticalRequest | None) -> Ranges:
    """Return the ranges of the variables in the view; those that it does not show range as in `request`.

    Of a tilted picture it is the box around it; without a request all range over what both ranges of the view hold.
    """
    view, n = state.view, formula.dimension
    x, y = (view.x0, view.x1), (view.y0, view.y1)
    if n == 1:
        return (x,)
    i, j = (-1, -1) if state.plane is not None else state.axis_indices(formula.variables)
    both = min(x[0], y[0]), max(x[1], y[1])
    others = [both] * n if request is None else request.box
    return tuple(x if k == i else y if k == j else others[k] for k in range(n))


def _covers(box: Ranges, part: Ranges) -> bool:
    return all(low <= a and b <= high for (low, high), (a, b) in zip(box, part, strict=True))


def _why_not(formula: Formula) -> str:
    if formula.dimension > MOST_SEARCHED_VARIABLES:
        return TOO_MANY
    return _TOO_LONG


def _in_view(state: State, formula: Formula, box: Ranges) -> str:
    """Return ``in this view``, and how far the variables range that it does not show."""
    if formula.dimension <= 2:
        return "in this view"
    if state.plane is not None:
        return f"in the box around this picture, {_ranges(formula.variables, box)}"
    shown = state.axis_indices(formula.variables)
    others = [k for k in range(formula.dimension) if k not in shown]
    return f"in this view with {_ranges([formula.variables[k] for k in others], [box[k] for k in others])}"


def _ranges(names: Sequence[str], box: Sequence[tuple[float, float]]) -> str:
    """Return ``x from −5 to 5 and y from 0 to 1``; variables with the same range are named together."""
    together: dict[tuple[float, float], list[str]] = {}
    for name, ends in zip(names, box, strict=True):
        together.setdefault(ends, []).append(name_words(name))
    return listed([f"{listed(who)} from {_end(low)} to {_end(high)}" for (low, high), who in together.items()])


def _end(value: float) -> str:
    text = editable_text(value)
    return text if len(text) <= _LONGEST_NUMBER else decimal(value, 6, plain_below=6, tolerance=1e-15 * abs(value))
