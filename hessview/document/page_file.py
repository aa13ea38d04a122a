"""What stands on the page of an exported figure, as its file carries it beside the session: for another export."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.document.carriers import NAME, PAGE_NAME, extract
from hessview.document.page_plan import PlanProblem, plan_from
from hessview.document.strict_json import SessionProblem, read_json

if TYPE_CHECKING:
    from hessview.document.page_plan import PagePlan

_LONGEST = 200_000
"""Bytes of a page."""


@dataclass(frozen=True)
class Page:
    """A page: what stands on it, and its size in millimetres."""

    plan: PagePlan
    width_mm: float
    height_mm: float


def page_text(page: Page) -> str:
    """Return a page as one line of ASCII, which is never taken for a session; empty if it would be too long."""
    message = {"format": PAGE_NAME, "size": [page.width_mm, page.height_mm], "plan": page.plan.to_message()}
    text = json.dumps(message, allow_nan=False).replace(NAME, NAME.replace("-", "\\u002d"))
    return text if len(text) <= _LONGEST else ""


def page_in(data: bytes) -> Page | None:
    """Return the page that the bytes of a figure carry; None if there is none that can be read."""
    carried = extract(data, _LONGEST, PAGE_NAME)
    if carried is None:
        return None
    try:
        message = read_json(carried)
        return _page(message)
    except (SessionProblem, PlanProblem):
        return None


def _page(message: object) -> Page | None:
    if not isinstance(message, dict) or message.get("format") != PAGE_NAME:
        return None
    size, plan = message.get("size"), message.get("plan")
    if not isinstance(plan, dict) or not isinstance(size, list) or len(size) != 2:
        return None
    sides = [float(side) for side in size if isinstance(side, int | float) and not isinstance(side, bool) and side > 0]
    return Page(plan_from(plan), *sides) if len(sides) == len(size) else None
