"""The level curve of f through the probe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.figure.marks import Axes, LineMark, Mark, Role

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.document.state import State


def marks(state: State, results: Results, axes: Axes) -> tuple[Mark, ...]:  # noqa: ARG001 - every overlay gets the state
    """Return the curve; nothing where it is not known, and where it is a mere point."""
    curve = results.level_curve
    if curve is None or not len(curve.vertices):
        return ()
    return (LineMark(curve.vertices, Role.LEVEL_HERE),)
