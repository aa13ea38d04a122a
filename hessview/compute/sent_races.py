"""Races, maps of basins and lessons as plain data, for the processes that work them out."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.analysis.curvature import Curvature
from hessview.analysis.degenerate import Degenerate
from hessview.analysis.germs.witness import Witness
from hessview.analysis.verdict import Kind
from hessview.compute.descent_requests import BasinRequest, RaceFound, RaceRequest, RaceRun, Ran
from hessview.compute.lesson_requests import LessonFound, LessonRequest
from hessview.compute.plain_data import coder_of
from hessview.compute.sent import BASIN_SECONDS, SECONDS, Sent
from hessview.document.state import Box
from hessview.landscapes.slice import Slice
from hessview.language.formula import Formula
from hessview.optimizers.basins import NO_STEP, BasinMap
from hessview.optimizers.leaps import Leap
from hessview.optimizers.lesson import Stretching, Tuning
from hessview.optimizers.lesson_picture import LessonPicture
from hessview.optimizers.outcome import Outcome
from hessview.optimizers.saddle_passage import SaddlePassage
from hessview.optimizers.sharpness import Sharpness
from hessview.optimizers.spectrum import Spectrum
from hessview.optimizers.stability import Instability
from hessview.optimizers.trajectory import Trajectory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.compute.requests import Request

_NAMED = (
    Formula, Box, Slice, Outcome, Sharpness, Spectrum, Trajectory, Curvature, Instability, SaddlePassage, Leap, Kind,
    Degenerate, Witness, Stretching, Tuning, LessonPicture, Ran,
)  # fmt: skip


def _is_race_of(request: RaceRequest, found: RaceFound | RaceRun) -> bool:
    n, count = request.formula.dimension, len(request.methods)
    if isinstance(found, RaceRun):
        sizes, paths = {len(found.runs)}, [run.trajectory.path for run in found.runs if run is not None]
    else:
        sizes = {len(found.outcomes), len(found.sharpness)}
        paths = [outcome.trajectory.path for outcome in found.outcomes if not isinstance(outcome, str)]
    return sizes == {count} and all(path.ndim == 2 and path.shape[1] == n and len(path) for path in paths)


def _is_map_of(request: BasinRequest, found: BasinMap) -> bool:
    ny, nx = request.shape
    ends = len(found.ends)
    return (
        found.s.shape == (nx,) and found.t.shape == (ny,) and found.labels.shape == found.steps.shape == (ny, nx)
        and found.stride > 0 and bool(((found.labels >= NO_STEP) & (found.labels < ends)).all())
    )  # fmt: skip


def _is_lesson_of(request: LessonRequest, found: LessonFound) -> bool:
    n, kappas = request.formula.dimension, len(request.kappas)
    return found.curvature.point.shape == found.start.shape == (n,) and len(found.stretchings) in (0, kappas)


SENT: Mapping[type[Request], Sent] = MappingProxyType({
    RaceRequest: Sent(
        coder_of(RaceRequest, _NAMED), coder_of(RaceFound, _NAMED), _is_race_of, SECONDS, coder_of(RaceRun, _NAMED)
    ),
    BasinRequest: Sent(coder_of(BasinRequest, _NAMED), coder_of(BasinMap, _NAMED), _is_map_of, BASIN_SECONDS),
    LessonRequest: Sent(coder_of(LessonRequest, _NAMED), coder_of(LessonFound, _NAMED), _is_lesson_of, SECONDS),
})  # fmt: skip
