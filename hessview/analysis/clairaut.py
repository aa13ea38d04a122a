"""Clairaut's theorem measured: the mixed derivatives of both orders from differences of the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.eigenpairs import UNIT
from hessview.analysis.verdict import Code, Reason, TestName, TestOutcome

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]

MOST_VARIABLES = 12
"""Beyond this the 4 n gradients of the measurement are not worth their time."""


def clairaut_test(landscape: Landscape | None, x: Floats, H: Floats) -> TestOutcome:
    """Compare d/dx_j of g_i with d/dx_i of g_j, each a central difference of the gradient.

    The engine differentiates every pair of variables once, so its Hessian is symmetric by construction and proves
    nothing. The differences of the gradient do not know of each other. Two step lengths give the error of the
    measurement; where it is not small compared with H, nothing is said. With one variable there is nothing to compare.
    """
    n = len(x)
    if landscape is None or n > MOST_VARIABLES:
        return TestOutcome(TestName.CLAIRAUT, None, Reason(Code.SYMMETRY_NOT_MEASURED))
    steps = 6e-6 * np.maximum(np.abs(x), np.maximum(1e-3 * np.max(np.abs(x)), 1e-3))
    with np.errstate(invalid="ignore", over="ignore"):
        coarse, fine, noise = _differences(landscape, x, steps)
        measured = 4.0 * float(np.max(np.abs(coarse - fine))) + noise
        skew = float(np.max(np.abs(fine - fine.T)))
        size = max(float(np.max(np.abs(H))), float(np.max(np.abs(fine))))
    holds = skew <= measured
    # A measurement whose error is not small compared with H says nothing, unless nothing differs at all.
    coarse_grained = measured > 1e-3 * size and skew > 0.0
    if not np.isfinite(skew + measured) or coarse_grained or (not holds and skew <= 10.0 * measured):
        return TestOutcome(TestName.CLAIRAUT, None, Reason(Code.SYMMETRY_UNCERTAIN, (skew, measured)))
    code = Code.SYMMETRIC if holds else Code.NOT_SYMMETRIC
    return TestOutcome(TestName.CLAIRAUT, holds, Reason(code, (skew, measured)))


def _differences(landscape: Landscape, x: Floats, steps: Floats) -> tuple[Floats, Floats, float]:
    """Return central differences of the gradient with `steps` and with their halves, and the rounding noise in them.

    Column j is along the axis j. One batch of 4 n gradients.
    """
    n = len(x)
    ends = [x + factor * np.diag(steps) for factor in (1.0, -1.0, 0.5, -0.5)]
    g = landscape.gradient(np.concatenate(ends)).reshape(4, n, n)
    coarse = (g[0] - g[1]) / (np.diag(ends[0]) - np.diag(ends[1]))[:, np.newaxis]
    fine = (g[2] - g[3]) / (np.diag(ends[2]) - np.diag(ends[3]))[:, np.newaxis]
    noise = 64.0 * UNIT * float(np.max(np.abs(g)) / np.min(steps))
    return coarse.T, fine.T, noise
