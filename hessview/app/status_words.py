"""The words of the status line: what is being computed, and how f bends under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hessview.compute.results import Results
    from hessview.landscapes.from_expression import ExpressionLandscape


def bending_at(landscape: ExpressionLandscape, place: NDArray[np.float64]) -> str:
    """Return what the layer of definiteness shows at a point, in words."""
    from hessview.analysis.definiteness_survey import definiteness_at
    from hessview.explanations import bending

    kind = definiteness_at(landscape, place)
    return "no second derivatives" if kind is None else f"{kind}: {bending(kind)}"


def activity(results: Results, *, starts_slowly: bool = False) -> str:
    """Return what is being computed for what is shown, or why something cannot be; empty when all is there.

    Parameters
    ----------
    starts_slowly
        Whether the process that works out the formulas or the critical points has not started yet.
    """
    if results.field_fault is not None:
        return results.field_fault.message
    if results.map_fault is not None:
        return results.map_fault.message
    if results.formulas_fault is not None:
        return results.formulas_fault.message
    if not results.pending:
        return ""
    words = {type(request).__name__ for request in results.pending}
    if "CurvatureRequest" in words:
        return "Computing the derivatives …"
    if words & {"FieldRequest", "MapRequest"}:
        return "Drawing …"
    if "FormulaRequest" in words:
        return "Exact formulas: starting …" if starts_slowly else "Exact formulas …"
    if starts_slowly:
        return "Looking for critical points: starting …"
    is_searched = results.critical_is_current and results.critical is not None and results.critical.finished
    return "Exact forms of critical points …" if is_searched else "Looking for critical points …"
