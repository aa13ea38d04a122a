"""Where in a picture the Hessian is definite: regions by the signs of its eigenvalues, and the curve det H = 0.

What is mapped is the Hessian of the whole function: on a slice of R^n all n eigenvalues count, those across it too.
The map is made by `hessview.analysis.definiteness_survey`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.verdict import Definiteness

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Region:
    """Where H has one definiteness.

    Attributes
    ----------
    kind
        Which.
    rings
        Closed rings, shape (k, 2), each ended by a row of nan, to be filled even-odd.
    """

    kind: Definiteness
    rings: Floats


@dataclass(frozen=True, eq=False)
class DefinitenessMap:
    """The eigenvalues of the Hessian over a box of a slice, and the regions that their signs make.

    Attributes
    ----------
    x, y
        Shapes (nx,) and (ny,), increasing, from edge to edge of the box.
    lowest, highest
        The smallest and the largest eigenvalue, shape (ny, nx): nan where H is undefined, 0 where the eigenvalue is
        zero within its error.
    log_condition
        log10 of the condition number, shape (ny, nx); inf where H is singular within its error.
    dimension
        n: the Hessian is n x n.
    regions
        In the order of `Definiteness`; empty unless asked for, and where H changes faster than the samples can show.
    singular
        The lines det H = 0 where an eigenvalue passes or touches zero, shape (k, 2), pieces separated by rows of nan.
    uphill
        Rings around where a Newton step goes uphill; None unless asked for.
    undefined
        Rings around where H is undefined; None when that is nowhere or everywhere.
    is_resolved
        Whether the samples show the regions' shapes.
    """

    x: Floats
    y: Floats
    lowest: Floats
    highest: Floats
    log_condition: Floats
    dimension: int
    regions: tuple[Region, ...] = ()
    singular: Floats | None = None
    uphill: Floats | None = None
    undefined: Floats | None = None
    is_resolved: bool = True

    @property
    def has_shapes(self) -> bool:
        """Whether there are regions worth drawing: some are known, and H is not zero all over the picture."""
        return bool(self.regions) and self.only is not Definiteness.ZERO

    @property
    def only(self) -> Definiteness | None:
        """The definiteness of all of the picture, None where there are several or H is somewhere undefined."""
        return self.regions[0].kind if len(self.regions) == 1 and not np.isnan(self.lowest).any() else None
