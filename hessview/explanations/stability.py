"""How near a run is to the edge of stability: eta lambda_max(H) along its path beside the limit of its method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.document.method_names import spelled
from hessview.explanations.digits import apart, count, number

if TYPE_CHECKING:
    from hessview.optimizers.sharpness import Sharpness

_FORMULAS = {"heavy ball": "2 (1 + β)", "nesterov": "2 (1 + β) / (1 + 2 β)"}

_EDGE = 0.05
"""A run that keeps this near to the limit is at the edge."""

_SETTLED = 0.2
"""The last part of a run, of all that is looked at."""


def limit_text(method: str, limit: float) -> str:
    """Return the limit of eta lambda with its formula: ``2``, ``2 (1 + β) = 3.8``."""
    formula = _FORMULAS.get(method)
    return number(limit, 0.0, 4) if formula is None else f"{formula} = {number(limit, 0.0, 4)}"


def sharpness_words(method: str, found: Sharpness | None) -> tuple[str, ...]:
    """Return what the products along a run say, the fullest first, then shorter."""
    if found is None:
        return (f"No theory gives a limit for the steps of {spelled(method)}.",)
    known = np.isfinite(found.products)
    if not known.any():
        return ("H is not finite along this run.",)
    steps, products, limit = found.steps[known], found.products[known], limit_text(method, found.limit)
    beyond, top = np.flatnonzero(products > found.limit), int(np.argmax(products))
    most = f"{apart(float(products[top]), found.limit)} at {_step(int(steps[top]))}"
    if not len(beyond):
        at_edge = products[-max(1, round(_SETTLED * len(products))) :].min() >= (1.0 - _EDGE) * found.limit
        near = "; it ends at the edge of stability" if at_edge and len(products) > 1 else ""
        return (f"Below {limit} all along, at most {most}{near}.", f"Below {limit} all along{near}.")
    last = f"last at {_step(int(steps[beyond[-1]]))}"
    share = f"{len(beyond):,} of {count(len(products), 'iterate')}"
    if len(beyond) == len(products):
        return (f"Beyond {limit} all along: the error along v_max grows.", f"Beyond {limit} all along.")
    return (
        f"Beyond {limit} at {share} that are looked at, {last}; at most {most}. Beyond it the error along v_max grows.",
        f"Beyond {limit} at {share}, {last}.",
    )


def _step(number_of: int) -> str:
    return "the start" if number_of == 0 else f"step {number_of:,}"
