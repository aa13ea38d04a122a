"""What the list of critical points shows, and the words above it: what is claimed, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.explanations.critical_points import heading, independent_check
from hessview.explanations.digits import count

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints

TITLE = "Critical points"


@dataclass(frozen=True, eq=False)
class ListContent:
    """What the list shows.

    Attributes
    ----------
    variables, name
        Those of the function, and what it is called.
    found
        What is known by now; None: nothing.
    where
        What the claim covers, "in this view".
    is_searching
        Whether more is to come.
    share
        How much of the box is settled, from 0 to 1; None if nobody knows.
    is_of_box
        Whether this is a box that somebody asked for, and not the view.
    fault
        Why there is no answer; empty if there is one.
    can_be_tried
        Whether asking again may lead to more than this.
    checked, checked_box
        The findings to which the independent check applies where these are of a larger box, and what that is called.
    """

    variables: tuple[str, ...]
    name: str
    found: CriticalPoints | None = None
    where: str = "in this view"
    is_searching: bool = False
    share: float | None = None
    is_of_box: bool = False
    fault: str = ""
    can_be_tried: bool = False
    checked: CriticalPoints | None = None
    checked_box: str = ""


def claim(content: ListContent) -> str:
    """Return what is true, as a sentence without a stop."""
    if content.found is None:
        return content.fault or ("Looking for critical points …" if content.is_searching else "")
    words = heading(content.found, content.where, is_searching=content.is_searching)
    words = words[:1].upper() + words[1:]
    return f"{words}. {content.fault}" if content.fault else words


def check(content: ListContent) -> str:
    """Return the sentence of the independent check, empty if there is none."""
    if content.checked is not None:
        return independent_check(content.checked, content.checked_box)
    return "" if content.found is None else independent_check(content.found)


def why_empty(content: ListContent, rows: int) -> str:
    """Return what a list says where its rows would be while it shows none of so many."""
    if rows:
        return "There is none of the kinds chosen above; the other rows are hidden."
    if content.found is None:
        return "Nothing is known yet." if content.is_searching else "Nothing is known here."
    if content.is_searching:
        return "None so far."
    return "There is nothing to list. Move the view, or search a larger box."


def title(content: ListContent) -> str:
    """Return the claim in a few words, for a folded list: "Critical points (9, all proved)"."""
    found = content.found
    if found is None:
        return TITLE
    points, proved = len(found.points), sum(point.proved for point in found.points)
    if content.is_searching and not found.complete:
        return f"{TITLE} ({points:,} so far)"
    parts = []
    if points and proved < points:
        parts.append(f"{proved:,} of {points:,} proved")
    elif points:
        parts.append(f"{points:,}, all proved" if points > 1 else "1, proved")
    if found.curves:
        parts.append(count(len(found.curves), "set"))
    if found.nonsmooth:
        parts.append(f"{len(found.nonsmooth):,} not smooth")
    if found.undecided:
        parts.append(f"{count(len(found.undecided), 'region')} undecided")
    if not found.complete and not found.undecided:
        parts.append("perhaps more" if found.finished else "stopped")
    if found.complete and not points and not found.curves:
        parts.insert(0, "none")
    return f"{TITLE} ({'; '.join(parts)})"


def searching_words(content: ListContent) -> str:
    """Return what is said beside the progress of a search, on the button that ends it."""
    if content.found is not None and content.found.complete and content.share in (None, 1.0):
        return "Proving …   Cancel"
    # Rounded down: what is almost done is not done.
    share = "" if content.share is None else f" {int(100.0 * min(max(content.share, 0.0), 1.0))}%"
    return f"Searching …{share}   Cancel"
