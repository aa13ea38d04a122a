"""Answers to what overlays at the probe ask of f itself."""

from __future__ import annotations

import math
from time import thread_time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.calculus.jet_family import JetFamily
from hessview.compute.probe_requests import LevelCurveRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from hessview.analysis.fields.level_through import CoarseField, LevelCurve
    from hessview.analysis.trust_region import TrustRegion
    from hessview.compute.probe_requests import ProbeRequest, TrustRequest
    from hessview.compute.requests import FieldRequest
    from hessview.landscapes.landscape import Landscape
    from hessview.landscapes.slice import Slice

Floats = NDArray[np.float64]

_QUICK_S = 0.006
"""Seconds of processor time that an answer may take while the owner waits, a part of a frame: one that comes later has
the whole picture put together twice, which takes as long."""

_LATEST, _TOO_LONG = 3, 4.0
"""An answer may be slow by chance, on a busy machine often: so many are looked at, and the one in the middle counts,
unless the last took so many times what it may."""

_MOST_KNOWN = 64
"""Of so many functions is remembered how long an answer took."""

_BEYOND = 1.05
"""How far a region of trust is looked for, in distances from the probe to the picture's farthest corner."""


class ProbeAnswers:
    """Answers them; keeps the coarse samples of the last pictures, which do not change while the probe moves."""

    def __init__(self) -> None:
        self._fields: dict[FieldRequest, CoarseField] = {}
        self._took: dict[Hashable, tuple[float, ...]] = {}

    def answer(self, landscape: Landscape, request: ProbeRequest) -> LevelCurve | TrustRegion:
        """Return the answer, and note how long it took."""
        began = thread_time()
        try:
            if isinstance(request, LevelCurveRequest):
                return self._level_curve(landscape, request)
            return _trust(landscape, request)
        finally:
            key, known = _kind(request), self._took
            times = (*known.get(key, ())[1 - _LATEST :], thread_time() - began)
            latest = [(other, took) for other, took in tuple(known.items()) if other != key]
            self._took = dict([*latest[1 - _MOST_KNOWN :], (key, times)])

    def is_quick(self, request: ProbeRequest) -> bool:
        """Whether the owner may wait for an answer: whether the last ones of its kind, of this function, were quick.

        A thread gives the first one: how dear a function is cannot be seen from its formula.
        """
        times = self._took.get(_kind(request), (math.inf,))
        return sorted(times)[(len(times) - 1) // 2] <= _QUICK_S and times[-1] <= _TOO_LONG * _QUICK_S

    def is_known(self, field: FieldRequest) -> bool:
        """Whether the coarse samples of a picture are there."""
        return field in self._fields

    def _level_curve(self, landscape: Landscape, request: LevelCurveRequest) -> LevelCurve:
        from hessview.analysis.fields.level_through import coarse_field, level_through

        plane, box = request.field.slice, request.field.box
        grid = on_grid(landscape, plane)
        coarse = self._fields.get(request.field)
        if coarse is None:
            coarse = coarse_field((box.x0, box.x1, box.y0, box.y1), grid)
            # Two pictures: the one that is shown, and that of a file.
            self._fields = dict([*list(self._fields.items())[-1:], (request.field, coarse)])
        place = plane.to_plane(request.point)
        with np.errstate(all="ignore"):
            level = float(landscape.value(np.array(request.point)))
        return level_through(coarse, place, level, grid, on_plane(landscape, plane))


def _kind(request: ProbeRequest) -> Hashable:
    """Return what requests have in common whose answers take about as long, whatever the parameters and the probe."""
    return type(request), JetFamily.key(request.field.formula)


def _trust(landscape: Landscape, request: TrustRequest) -> TrustRegion:
    from hessview.analysis.quadratic_model import plane_model
    from hessview.analysis.trust_region import no_region, trust_region

    plane, box = request.field.slice, request.field.box
    jet = landscape.jet(np.array(request.point))
    if jet.nonsmooth is not None:
        return no_region()
    D = np.array(plane.directions, dtype=np.float64)
    model = plane_model(float(jet.value), jet.gradient, jet.hessian, D)
    if model is None:
        return no_region()
    place = plane.to_plane(request.point)
    corners = np.array([[x, y] for x in (box.x0, box.x1) for y in (box.y0, box.y1)]) - np.array(place)
    limit = _BEYOND * float(np.linalg.norm(model.along(corners), axis=1).max())
    noise = 4.0 * float(jet.value_error) if math.isfinite(jet.value_error) else 0.0
    eps = float(np.finfo(np.float64).eps)
    noise += 8.0 * eps * abs(model.value)
    # The coordinates of the samples are rounded, too: far from the origin a small displacement is another one.
    with np.errstate(all="ignore"):
        shift = 4.0 * eps * math.hypot(*(np.abs(request.point) + np.abs(np.array(place)) @ np.abs(D)))
        slopes = math.hypot(*jet.gradient) + model.bend * shift / request.trust
        noise += shift * slopes if math.isfinite(shift * slopes) else 0.0
    evaluate = on_plane(landscape, plane)
    return trust_region(model, place, evaluate, trust=request.trust, limit=limit, noise=noise)


def on_plane(landscape: Landscape, plane: Slice) -> Callable[[Floats, Floats], Floats]:
    """Return f at points of a plane, given by two arrays of shape (m,)."""
    parts = tuple(zip(plane.origin, *plane.directions, strict=True))

    def evaluate(s: Floats, t: Floats) -> Floats:
        # A row a coordinate: whoever calculates with coordinates finds each of them in one piece.
        rows = np.empty((len(parts), len(s)))
        for row, (o, a, b) in zip(rows, parts, strict=True):
            if a and b:
                row[:] = o + s * a + t * b
            elif a or b:
                row[:] = o + (s if a else t) * (a or b)
            else:
                row[:] = o
        return landscape.value(rows.T)

    return evaluate


def on_grid(landscape: Landscape, plane: Slice) -> Callable[[Floats, Floats], Floats]:
    """Return f on the grid of two axes of a plane, shape (ny, nx)."""
    return lambda s, t: landscape.on_slice(plane, s, t)
