"""Boxes as narrow as doubles let them become, settled in ball arithmetic: they hold nothing, or one regular point.

A point at the common corner of many boxes, or with a badly scaled Hessian, may leave boxes so narrow that intervals of
doubles show only rounding errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.boxes.box_clusters import clusters
from hessview.analysis.boxes.box_search import Boxes, Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.boxes.box_clusters import Cluster
    from hessview.analysis.boxes.box_search import Leftovers
    from hessview.analysis.proof.confirmation import Confirmer

Floats = NDArray[np.float64]

PRECISION = 256
_MOST_PARTS, _MOST_BOXES = 100, 2000
_MARGIN = 2.0**-48


def settle_stuck(
    left: Leftovers, confirmer: Confirmer, size: Floats, pause: Callable[[], None] = lambda: None
) -> list[Found]:
    """Take out of the stuck boxes what balls settle, and return the regular points found.

    Parameters
    ----------
    left
        What a search left over; `stuck` is replaced.
    confirmer
        Of the function that was searched.
    size
        Of the box that was searched, shape (n,).
    pause
        Called every few milliseconds; what it raises ends the search.
    """
    n = len(size)
    stuck = Boxes.joined(left.stuck, n)
    if not 0 < len(stuck) <= _MOST_BOXES:
        return []
    found: list[Found] = []
    rest: list[Boxes] = []
    for count, part in enumerate(clusters(stuck, size, pause=pause)):
        pause()
        point = _regular(part, confirmer) if count < _MOST_PARTS else None
        if point is not None:
            found.append(point)
        elif count < _MOST_PARTS:
            rest.append(_not_empty(part.boxes, confirmer))
        else:
            rest.append(part.boxes)
    left.stuck = [boxes for boxes in rest if len(boxes)]
    return found


def _regular(part: Cluster, confirmer: Confirmer) -> Found | None:
    """Return the one critical point of all the boxes of a part, if it is proved to be regular."""
    lower, upper = part.lower, part.upper
    # The point may lie on a face of the boxes.
    margin = (upper - lower) + _MARGIN * np.maximum(np.abs(lower), np.abs(upper))
    confirmation = confirmer.confirm(lower - margin, upper + margin)
    if confirmation is None or (confirmation.box[:, 0] > lower).any() or (confirmation.box[:, 1] < upper).any():
        return None
    box, image = (Boxes(each[:, :1], each[:, 1:]) for each in (confirmation.box, confirmation.enclosure))
    return Found(box, image)


def _not_empty(boxes: Boxes, confirmer: Confirmer) -> Boxes:
    """Return those of the boxes in which balls do not exclude that the gradient vanishes."""
    from flint import arb

    from hessview.calculus.ball import working_precision

    kept = []
    with working_precision(PRECISION):
        for k in range(len(boxes)):
            ends = zip(boxes.lower[:, k].tolist(), boxes.upper[:, k].tolist(), strict=True)
            slopes = confirmer.program.slope([arb(a).union(arb(b)) for a, b in ends], PRECISION)
            if all(slope.contains(0) or not slope.is_finite() for slope in slopes):
                kept.append(k)
    return boxes.where(np.array(kept, dtype=np.intp))
