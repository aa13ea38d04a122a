"""Fields, maps of the Hessian and boxes that fit as plain data, for the process that works them out."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.analysis.definiteness_map import DefinitenessMap
from hessview.analysis.fields.sampling import FieldAnswer
from hessview.compute.plain_data import coder_of
from hessview.compute.requests import FieldRequest, FitRequest, MapRequest
from hessview.compute.sent import SECONDS, Sent
from hessview.document.state import Box
from hessview.landscapes.slice import Slice
from hessview.language.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.compute.requests import Request


def _is_field_of(request: FieldRequest, found: FieldAnswer) -> bool:
    ny, nx = found.values.shape if found.values.ndim == 2 else (-1, -1)
    wanted = (1, 4 * request.shape[1]) if request.formula.dimension == 1 else request.shape
    return (ny, nx) == wanted and found.x.shape == (nx,) and found.y.shape == (ny,)


def _is_map_of(request: MapRequest, found: DefinitenessMap) -> bool:
    shape = *found.y.shape, *found.x.shape
    return found.dimension == request.field.formula.dimension and all(
        each.shape == shape for each in (found.lowest, found.highest, found.log_condition)
    )


def _is_box(request: FitRequest, found: Box) -> bool:
    return found.is_valid if request.plane is not None else 0.0 < found.width < math.inf


SENT: Mapping[type[Request], Sent] = MappingProxyType({
    FieldRequest: Sent(coder_of(FieldRequest, (Formula, Box)), coder_of(FieldAnswer), _is_field_of, SECONDS),
    MapRequest: Sent(coder_of(MapRequest, (Formula, Box)), coder_of(DefinitenessMap), _is_map_of, SECONDS),
    FitRequest: Sent(coder_of(FitRequest, (Formula, Slice)), coder_of(Box), _is_box, SECONDS),
})  # fmt: skip
