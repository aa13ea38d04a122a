"""How long the soak drags, when it begins to count, how often, and how much it opens and closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reliability.campaign import Scale

OPENS = 500


@dataclass(frozen=True)
class Plan:
    """How long what lasts; times in seconds."""

    drag: float
    warm_up: float
    every: float
    documents: int
    desks: int
    dialogs: int
    growth_is_judged: bool


def plan_of(scale: Scale) -> Plan:
    """Return what is done in the time given; opening and closing comes after the drag, in a seventh of it."""
    if scale.short:
        return Plan(0.35 * scale.seconds, 0.1 * scale.seconds, 0.12 * scale.seconds, 4, 2, 2, growth_is_judged=False)
    drag = scale.seconds * 6 / 7
    return Plan(drag, min(900.0, 0.15 * drag), min(30.0, drag / 20), OPENS, OPENS, OPENS, growth_is_judged=True)
