"""What scripts and notebooks use: a function, its curvature, its picture, and the window opened on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.api.descent import Descent, Run, descend
from hessview.api.functions import Function, PointCurvature
from hessview.api.pictures import DEFAULT_RANGE, DEFAULT_SIZE, FigureFault, Picture, figure, figure_of_file, typed
from hessview.api.reports import PointReport, StepsReport, analyze, steps

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "DEFAULT_RANGE", "DEFAULT_SIZE", "Descent", "FigureFault", "Function", "Picture", "PointCurvature",
    "PointReport", "Run", "StepsReport", "analyze", "descend", "explore", "figure", "figure_of_file", "open_window",
    "steps",
]  # fmt: skip


def explore(function: Function | str | None = None) -> int:
    """Open the window on a function and stay until it is closed; return the exit code."""
    text = typed(function.formula) if isinstance(function, Function) else function
    return open_window(text, report=_say)


def open_window(argument: str | None, *, report: Callable[[int, str], int]) -> int:
    """Open the window on an expression or a file; see `hessview.app.startup.run`."""
    from hessview.app.startup import run

    return run(argument, report)


def _say(code: int, message: str) -> int:
    import sys

    sys.stderr.write(f"hessview: {message}\n")
    return code
