"""What overlays at the probe ask of f itself: its level curve there, and where its quadratic model can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.document.state import Arrangement

if TYPE_CHECKING:
    from hessview.compute.requests import FieldRequest, Point
    from hessview.document.state import State

LEVEL_OVERLAY, MODEL_OVERLAY = "level-curve", "quadratic-model"


@dataclass(frozen=True)
class LevelCurveRequest:
    """The level curve of f through `point`, n coordinates, in the picture of `field`."""

    field: FieldRequest
    point: Point


@dataclass(frozen=True)
class TrustRequest:
    """Where in the picture of `field` the quadratic model at `point` errs by no more than the share `trust`."""

    field: FieldRequest
    point: Point
    trust: float


ProbeRequest = LevelCurveRequest | TrustRequest


def probe_requests(state: State, field: FieldRequest, point: Point) -> tuple[ProbeRequest, ...]:
    """Return what is asked at the probe; nothing while nothing that needs it is shown, and for n = 1."""
    if field.formula.dimension == 1:
        return ()
    shown, made = state.appearance.overlays, []
    if LEVEL_OVERLAY in shown:
        made.append(LevelCurveRequest(field, point))
    on_surface = state.arrangement is not Arrangement.CONTOUR and state.surface.paraboloid
    trust = TrustRequest(field, point, state.appearance.trust)
    return (*made, trust) if MODEL_OVERLAY in shown or on_surface else tuple(made)
