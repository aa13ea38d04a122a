"""What the points of a set of critical points are: by H across the set, by exact arithmetic, or by values beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis import curvature
from hessview.analysis.snapping import nearest_critical_point
from hessview.analysis.verdict import Nature

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.calculus.interval_jet import IntervalJet
    from hessview.landscapes.landscape import Landscape

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]

NATURES = (Nature.MINIMUM, Nature.MAXIMUM, Nature.NOT_AN_EXTREMUM)
OPEN = len(NATURES)
"""The code of points of which H does not tell the nature."""

_SAME, _ZERO, _ERRORS = 0.1, 1e-2, 16.0
"""As parts of the least eigenvalue across a set: what H changes beside it, and eigenvalues along it; and how many times
its error that eigenvalue is at least."""

_ASKED = 3
"""Where H does not tell what a set is, so many of its points are asked; they must agree."""

_DISTANCES = 2.0 ** np.arange(-6.0, 4.0)
"""How far from a set values are compared with that on it, in distances within which ends are one."""

_DIRECTIONS, _SEED = 16, 8
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Answer:
    """What some points of a set say.

    Attributes
    ----------
    nature
        What they are, exactly, if they agree.
    isolated
        Whether one of them is certainly the only critical point near, so that there is no set.
    """

    nature: Nature
    isolated: bool = False


def codes_across(landscape: Landscape, places: Floats, codimension: Codes, beside: float) -> Codes:
    """Return which of `NATURES` the places on sets are, by the signs of H across; `OPEN` where H is singular there.

    By the lemma of Morse and Bott that is their nature, where f is critical all along the set. H must be the same
    beside the place: where it is zero on the set, its signs beside are those of nothing.

    Parameters
    ----------
    codimension
        How many eigenvalues belong to directions across, shape (k,).
    beside
        How far from a place H is compared.
    """
    k, n = places.shape
    with np.errstate(all="ignore"):
        H = np.nan_to_num(landscape.hessian(places))
        w, V = np.linalg.eigh(H)
        order = np.argsort(-np.abs(w), axis=1)
        w = np.take_along_axis(w, order, axis=1)
        V = np.take_along_axis(V, order[:, np.newaxis, :], axis=2)
        is_across = np.arange(n) < codimension[:, np.newaxis]
        least = np.where(is_across, np.abs(w), np.inf).min(axis=1)
        along = np.where(is_across, 0.0, np.abs(w)).max(axis=1)
        is_regular = (least > 0.0) & np.isfinite(least) & (along <= _ZERO * least) & (codimension > 0)
        is_regular &= least > _ERRORS * n * _errors(landscape, places)
        for j in range(n):
            for side in (beside, -beside):
                changed = np.abs(landscape.hessian(places + side * V[:, :, j]) - H).max(axis=(1, 2), initial=0.0)
                is_regular &= n * changed <= _SAME * least
    up, down = (is_across & (w > 0.0)).any(axis=1), (is_across & (w < 0.0)).any(axis=1)
    codes = np.where(up & down, 2, np.where(down, 1, 0))
    return np.asarray(np.where(is_regular, codes, OPEN), dtype=np.intp).reshape(k)


def codes_by_sign(enclosing: IntervalJet, places: Floats, beside: float) -> Codes:
    """Return what zeros of f within `beside` of places certainly are, as f has one sign around; `OPEN` if it has not.

    So of (x y)^2 where both are zero: H vanishes there, and f is nowhere below zero. The sign is that of an enclosure,
    over boxes twice as wide.
    """
    low, high = (np.ascontiguousarray((places + side * 2.0 * beside).T) for side in (-1.0, 1.0))
    found = enclosing.first(low, high)
    least, most = -found.value[0], found.value[1]
    codes = np.where(least >= 0.0, 0, np.where(most <= 0.0, 1, OPEN))
    return np.asarray(np.where(found.marks == 0, codes, OPEN), dtype=np.intp)


def _errors(landscape: Landscape, places: Floats) -> Floats:
    """Return the largest error of an entry of H at each place, shape (k,); inf where none is known."""
    found = landscape.jets(places).hessian_errors
    return np.asarray(np.where(np.isfinite(found), found, np.inf).max(axis=(1, 2)))


def asked(landscape: Landscape, places: Floats, alike: float) -> Answer:
    """Return what exact arithmetic says of some of the places, if they are the same."""
    some = places[np.unique(np.linspace(0, len(places) - 1, _ASKED).round().astype(np.intp))]
    points = [nearest_critical_point(landscape, place.tolist(), 1.0, [alike] * len(place)) for place in some]
    found = [None if point is None else curvature.at(landscape, point) for point in points]
    if any(each is not None and _is_isolated(each) for each in found):
        return Answer(Nature.UNDECIDED, isolated=True)
    natures = {Nature.UNDECIDED if each is None or each.nature is None else each.nature for each in found}
    return Answer(natures.pop() if len(natures) == 1 else Nature.UNDECIDED)


def _is_isolated(found: Curvature) -> bool:
    return not found.inertia.zero or (found.degenerate is not None and found.degenerate.isolated is True)


def beside(landscape: Landscape, places: Floats, across: Floats, alike: float, slack: float) -> Nature:
    """Return what the values of f beside some places of a set say: no proof.

    Parameters
    ----------
    across
        Projections onto the space across the set, shape (k, n, n).
    slack
        Differences that small say nothing.
    """
    some = np.unique(np.linspace(0, len(places) - 1, _ASKED).round().astype(np.intp))
    n = places.shape[1]
    drawn = np.random.default_rng(_SEED).standard_normal((_DIRECTIONS, n))
    natures = set()
    for place, P in zip(places[some], across[some], strict=True):
        ways = drawn @ P
        ways /= np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), np.finfo(np.float64).tiny)
        ways = np.concatenate((ways, -ways))
        around = place + alike * _DISTANCES[:, np.newaxis, np.newaxis] * ways
        with np.errstate(all="ignore"):
            level = float(landscape.value(place[np.newaxis])[0])
            rises = landscape.value(around.reshape(-1, n)).reshape(len(_DISTANCES), -1) - level
        said = np.where(np.abs(rises) <= slack + _ROUNDING * abs(level), 0.0, np.sign(rises))
        natures.add(_said(said))
    return natures.pop() if len(natures) == 1 else Nature.UNDECIDED


def _said(signs: Floats) -> Nature:
    """Return the nature of a place with these signs of f beside it, a column for each direction."""
    if np.isnan(signs).any():
        return Nature.UNDECIDED
    up, down = (signs > 0.0).any(axis=0), (signs < 0.0).any(axis=0)
    if up.any() and down.any():
        return Nature.NOT_AN_EXTREMUM if not (up & down).any() else Nature.UNDECIDED
    return Nature.MINIMUM if up.all() else Nature.MAXIMUM if down.all() else Nature.UNDECIDED
