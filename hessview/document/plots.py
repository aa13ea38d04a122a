"""What the plots of docks are of that a page can show: plain values from which a file makes the same again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from hessview.document.drawings import Runs, Skeleton, drawing_message, drawings_from
from hessview.document.limits import MOST_ALONG
from hessview.document.state import Stretch

if TYPE_CHECKING:
    from collections.abc import Mapping

D = TypeVar("D", Runs, Skeleton)


class Over(StrEnum):
    """What goes across in plots of how fast runs converge."""

    STEPS = "steps"
    EVALUATIONS = "evaluations"


_WHOLE, _AS_IT_IS = Runs(), Stretch()


@dataclass(frozen=True)
class Plots:
    """What the plots about the runs of a document show.

    Attributes
    ----------
    runs
        The race, as the map shows it.
    over
        What goes across.
    lesson
        What was chosen in the lesson.
    skeleton
        Of which the barrier tree is; None: that of the view.
    """

    runs: Runs = _WHOLE
    over: Over = Over.STEPS
    lesson: Stretch = _AS_IT_IS
    skeleton: Skeleton | None = None


def plots_message(plots: Plots) -> dict[str, object]:
    """Return the plots as JSON values."""
    lesson = plots.lesson
    return {
        "runs": drawing_message(plots.runs), "over": str(plots.over),
        "lesson": {"along": lesson.along, "kappa": lesson.kappa, "eps": lesson.eps, "share": lesson.share},
        "skeleton": None if plots.skeleton is None else drawing_message(plots.skeleton),
    }  # fmt: skip


def plots_from(message: object) -> Plots | None:
    """Return the plots in JSON values, read strictly; None for null.

    Raises
    ------
    ValueError
        If they are none; it says what is wrong.
    """
    if message is None:
        return None
    if not isinstance(message, dict):
        raise ValueError("what plots show is an object")
    over = message.get("over", Over.STEPS)
    if over not in tuple(Over):
        raise ValueError(f"{over!r} is nothing that goes across; there are {', '.join(Over)}")
    runs, skeleton = message.get("runs"), message.get("skeleton")
    return Plots(
        Runs() if runs is None else _of_kind(runs, Runs), Over(over), _stretch(message.get("lesson", {})),
        None if skeleton is None else _of_kind(skeleton, Skeleton),
    )  # fmt: skip


def _of_kind(message: object, kind: type[D]) -> D:
    (found,) = drawings_from([message])
    if not isinstance(found, kind):
        raise ValueError(f"{kind.__name__.lower()} were expected for what plots show")
    return found


def _stretch(message: object) -> Stretch:
    if not isinstance(message, dict):
        raise ValueError("what was chosen in the lesson is an object")
    along = message.get("along", -1)
    if isinstance(along, bool) or not isinstance(along, int) or not -1 <= along <= MOST_ALONG:
        raise ValueError(f"{along!r} is no eigenvector to stretch along")
    return Stretch(
        along, _number(message, "kappa", 0.0, 0.0), _number(message, "eps", 1e-6, 1e-300, 1.0),
        _number(message, "share", 1.0, 1e-12),
    )  # fmt: skip


def _number(message: Mapping[str, object], name: str, usual: float, low: float, high: float = math.inf) -> float:
    value = message.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no finite number")
    if not low <= value <= high:
        raise ValueError(f"{name} of the lesson cannot be {value!r}")
    return float(value)
