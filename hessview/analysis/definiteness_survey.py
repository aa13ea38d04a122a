"""The survey from which a map of definiteness is made: eigenvalues on a grid, and the borders between their signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.definiteness import definiteness_of
from hessview.analysis.definiteness_map import DefinitenessMap, Region
from hessview.analysis.fields.region_borders import borders, without_seams
from hessview.analysis.fields.touching_lines import touching_lines
from hessview.analysis.spectra import Spectra, newton_signs, spectra
from hessview.analysis.verdict import Definiteness, Inertia

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.analysis.fields.region_borders import Borders, Labels
    from hessview.analysis.fields.sampling import Rectangle
    from hessview.landscapes.landscape import Landscape
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]

_MOST_TOUCHED = 4
"""More variables than these have their eigenvalues' touching zeros left out."""

_CONTINUOUS = 0.1
"""Across a curve det H = 0 the smallest eigenvalue falls below this share of what it is at the samples beside it."""

_SECONDS_PER_POINT = 1.5e-5
"""What a point of a map may take, so that a fine one takes about two seconds."""

_SECONDS_PER_STEP, _SECONDS_PER_EIGENVALUE = 3e-8, 2e-8
"""Roughly what a step of the derivative program takes at one point, and an eigenvalue for each squared variable."""

_PROBED, _ASIDE, _FEW_ODD = 1500, (0.37, 0.61), 0.05
"""So many cells are looked into, not in their middles; so small a share may hold what is not at its corners."""

_SECONDS_PER_BLOCK = 0.03
"""What may pass until it is asked whether anybody still waits."""

_UNDEFINED = -1


def map_definiteness(
    landscape: Landscape,
    plane: Slice,
    box: Rectangle,
    shape: tuple[int, int],
    progress: Callable[[float], object] | None = None,
    *,
    regions: bool = True,
    uphill: bool = False,
) -> DefinitenessMap:
    """Sample the Hessian of `landscape` on a grid over `box`; nothing that f does there is an error.

    Parameters
    ----------
    shape
        (ny, nx), each at least 2.
    progress
        Called with the share that is done, in (0, 1]; an exception it raises stops the work.
    regions, uphill
        What else is wanted beside the eigenvalues.
    """
    survey = _Survey(landscape, plane, progress or (lambda _share: None), uphill=uphill)
    ny, nx = shape
    x, y = np.linspace(box.x0, box.x1, nx), np.linspace(box.y0, box.y1, ny)
    s, t = np.meshgrid(x, y)
    survey.share = 0.4
    found, newton = survey.at(s.ravel(), t.ravel())
    survey.share = 0.0
    values = found.settled.reshape(ny, nx, -1)
    made = DefinitenessMap(
        x, y, values[..., 0], values[..., -1], found.log_condition.reshape(ny, nx), landscape.dimension
    )
    labels = _labels(found).reshape(ny, nx)
    parts = _regions(survey, x, y, values, labels) if regions else _gaps(survey, x, y, labels)
    if uphill:
        labels = newton.astype(np.int64).reshape(ny, nx)
        labels = without_seams(labels, labels == 0)
        found_borders = borders(x, y, labels, lambda s, t: survey.at(s, t)[1].astype(np.int64))
        parts["uphill"] = found_borders.rings([-1])
        parts["is_resolved"] = bool(parts.get("is_resolved", True)) and found_borders.is_sharp
    return DefinitenessMap(**(vars(made) | parts))


def affordable_shape(landscape: Landscape, shape: tuple[int, int]) -> tuple[int, int]:
    """Return `shape`, or a coarser grid of the same form for a function whose Hessian takes long; even, at least 8."""
    share = min(1.0, (_SECONDS_PER_POINT / _seconds_per_point(landscape)) ** 0.5)
    ny, nx = (max(8, 2 * int(0.5 * share * count)) if share < 1.0 else count for count in shape)
    return ny, nx


def _seconds_per_point(landscape: Landscape) -> float:
    n = landscape.dimension
    return _SECONDS_PER_STEP * landscape.cost + (_SECONDS_PER_EIGENVALUE * n**3 if n > 2 else 0.0)


def definiteness_at(landscape: Landscape, point: Floats) -> Definiteness | None:
    """Return the definiteness of H at one point, shape (n,), as the map shows it; None where H is undefined."""
    found = landscape.jet(point)
    eigenvalues = spectra(found.hessian[np.newaxis], found.hessian_error[np.newaxis])
    return _kind(int(_labels(eigenvalues)[0]), landscape.dimension)


class _Survey:
    """Works out eigenvalues, and the sign of Newton's descent, at points of a plane."""

    def __init__(
        self, landscape: Landscape, plane: Slice, progress: Callable[[float], object], *, uphill: bool
    ) -> None:
        self._landscape = landscape
        self._origin, self._directions = np.array(plane.origin), np.array(plane.directions)
        self._progress = progress
        self._uphill = uphill
        self._step = min(max(int(_SECONDS_PER_BLOCK / _seconds_per_point(landscape)), 16), 8192)
        self._done = 0.0
        self.share = 0.0
        """What share of all the work the next points are."""

    def at(self, s: Floats, t: Floats) -> tuple[Spectra, NDArray[np.int8]]:
        """Return the eigenvalues at m points and the signs of g^T H^-1 g, 0 unless they are wanted."""
        n, m = self._landscape.dimension, len(s)
        values, signs = np.empty((m, n)), np.empty((m, n), dtype=np.int8)
        defined, newton = np.empty(m, dtype=np.bool_), np.zeros(m, dtype=np.int8)
        step = self._step
        start = self._done
        for first in range(0, m, step):
            part = slice(first, first + step)
            with np.errstate(all="ignore"):
                points = self._origin + s[part, np.newaxis] * self._directions[0]
                points += t[part, np.newaxis] * self._directions[1]
            jets = self._landscape.jets(points)
            found = spectra(jets.hessians, jets.hessian_errors)
            values[part], signs[part], defined[part] = found.values, found.signs, found.defined
            if self._uphill:
                newton[part] = newton_signs(jets, found)
            self._done = start + self.share * min(part.stop, m) / m
            self._progress(self._done)
        return Spectra(values, signs, defined), newton


def _regions(survey: _Survey, x: Floats, y: Floats, values: Floats, labels: Labels) -> dict[str, object]:
    n = values.shape[-1]
    _, zeros = _counts(labels, n)
    calm = without_seams(labels, (zeros > 0) & (labels != _UNDEFINED))
    parts = borders(x, y, calm, lambda s, t: _labels(survey.at(s, t)[0]))
    is_sharp = parts.is_sharp and not _is_aliased(survey, x, y, labels)
    kinds: dict[Definiteness, list[int]] = {}
    for label in np.unique(calm).tolist():
        kind = _kind(label, n)
        if kind is not None:
            kinds.setdefault(kind, []).append(label)
    regions = tuple(Region(kind, parts.rings(kinds[kind])) for kind in Definiteness if kind in kinds)
    return {
        "undefined": _undefined(parts),
        "regions": regions if is_sharp else (),
        "singular": _singular(survey, parts, values) if is_sharp else None,
        "is_resolved": is_sharp,
    }


def _is_aliased(survey: _Survey, x: Floats, y: Floats, labels: Labels) -> bool:
    """Whether inside cells with equal corners there is often something else: waves shorter than the grid's step."""
    equal = (labels[1:, 1:] == labels[1:, :-1]) & (labels[:-1, 1:] == labels[:-1, :-1])
    equal &= labels[1:, 1:] == labels[:-1, 1:]
    j, i = np.nonzero(equal)
    few = slice(None, None, max(1, len(j) // _PROBED))
    j, i = j[few], i[few]
    s, t = (axis[k] + share * (axis[k + 1] - axis[k]) for axis, k, share in ((x, i, _ASIDE[0]), (y, j, _ASIDE[1])))
    return bool(np.mean(_labels(survey.at(s, t)[0]) != labels[j, i]) > _FEW_ODD) if len(j) else False


def _gaps(survey: _Survey, x: Floats, y: Floats, labels: Labels) -> dict[str, object]:
    gaps = np.where(labels == _UNDEFINED, _UNDEFINED, 0)
    if gaps.all() or not gaps.any():
        return {}
    parts = borders(x, y, gaps, lambda s, t: np.where(survey.at(s, t)[0].defined, 0, _UNDEFINED))
    return {"undefined": _undefined(parts)}


def _undefined(parts: Borders) -> Floats | None:
    gaps = parts.labels == _UNDEFINED
    return parts.rings([_UNDEFINED]) if parts.is_sharp and gaps.any() and not gaps.all() else None


def _singular(survey: _Survey, parts: Borders, values: Floats) -> Floats:
    """Return the lines where an eigenvalue passes zero, and those where it touches zero."""
    n = values.shape[-1]
    negative, zeros = _counts(parts.labels, n)
    index = np.where((parts.labels == _UNDEFINED) | (zeros > 0), np.nan, negative)
    # Where H jumps, at a kink of f, the signs change and no eigenvalue is zero.
    (before, behind) = (survey.at(s, t)[0].values for s, t in parts.ends())
    least = np.maximum(np.abs(before).min(axis=1), np.abs(behind).min(axis=1))
    sizes = np.abs(values).min(axis=2)
    a, b = parts.across, parts.up
    beside = np.concatenate([
        np.maximum(sizes[a.row, a.left], sizes[a.row, a.left + 1]),
        np.maximum(sizes[b.left, b.row], sizes[b.left + 1, b.row]),
    ])  # fmt: skip
    with np.errstate(invalid="ignore"):
        keep = least <= _CONTINUOUS * beside
    lines = [parts.lines(index, level + 0.5, keep) for level in range(n)]
    if n <= _MOST_TOUCHED:
        for k in range(n):
            ask = lambda s, t, k=k: survey.at(s, t)[0].settled[:, k]  # noqa: E731 - one line for one eigenvalue
            lines += touching_lines(parts.x, parts.y, values[..., k], [0.0], ask)
    gap = np.full((1, 2), np.nan)
    seen = [part for line in lines if np.isfinite(line).any() for part in (line, gap)]
    return np.concatenate(seen or [np.empty((0, 2))])


def _labels(found: Spectra) -> Labels:
    """Return one number for each pair (how many eigenvalues are negative, how many are zero), `_UNDEFINED` for none."""
    n = found.values.shape[1]
    labels = (found.signs < 0).sum(axis=1) * (n + 1) + (found.signs == 0).sum(axis=1)
    return np.where(found.defined, labels, _UNDEFINED).astype(np.int64)


def _counts(labels: Labels, n: int) -> tuple[Labels, Labels]:
    """Return how many eigenvalues are negative, and how many are zero; for `_UNDEFINED` nothing that is used."""
    negative, zeros = np.divmod(labels, n + 1)
    return negative, zeros


def _kind(label: int, n: int) -> Definiteness | None:
    if label == _UNDEFINED:
        return None
    negative, zero = divmod(label, n + 1)
    return definiteness_of(Inertia(n - negative - zero, negative, zero), zero_certain=True)
