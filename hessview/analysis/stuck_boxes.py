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
_FEW_PIECES = 64


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
    kept = [
        k for k in range(len(boxes)) if not is_excluded(confirmer, boxes.lower[:, k], boxes.upper[:, k], _FEW_PIECES)
    ]
    return boxes.where(np.array(kept, dtype=np.intp))


def is_excluded(confirmer: Confirmer, lower: Floats, upper: Floats, pieces: int = 256) -> bool:
    """Return whether balls prove that no critical point is in a box, of which no more than some pieces are looked at.

    Where numbers are lost below all doubles, or boxes of doubles can be halved no more, balls may still tell.
    """
    from flint import arb

    from hessview.calculus.ball import working_precision

    open_ = [[(arb(a), arb(b)) for a, b in zip(lower.tolist(), upper.tolist(), strict=True)]]
    size = [b - a for a, b in open_[0]]
    with working_precision(PRECISION):
        while open_ and pieces > 0:
            pieces -= 1
            box = open_.pop()
            slopes = confirmer.program.slope([a.union(b) for a, b in box], PRECISION)
            if any(slope.is_finite() and not slope.contains(0) for slope in slopes):
                if not all(slope.is_finite() for slope in slopes):
                    return False
                continue
            j = max(range(len(box)), key=lambda k: float((box[k][1] - box[k][0]) / size[k]) if size[k] > 0 else 0.0)
            a, b = box[j]
            middle = ((a + b) / 2).mid()
            open_ += [[*box[:j], (a, middle), *box[j + 1 :]], [*box[:j], (middle, b), *box[j + 1 :]]]
    return not open_
