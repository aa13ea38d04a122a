"""What a picture says about what lies under the cursor."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.figure.marks import GlyphsMark, LineMark
from hessview.views.gestures import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QPointF

    from hessview.figure.marks import Figure
    from hessview.views.picture_frame import PictureFrame
    from hessview.views.surface_sight import SurfaceSight

HINT = "The probe lies outside the picture, this way. Ctrl+M brings it back to the middle."

_RANGES = "Click to type the ranges (Ctrl+R); turn the wheel to zoom along this axis alone."
_OF_TARGETS: Mapping[Target, str] = MappingProxyType({
    Target.PROBE: "Probe: the point whose derivatives the panel shows. Drag it, or use the arrow keys"
    " (Shift finer, Ctrl coarser).",
    Target.X_AXIS: _RANGES,
    Target.Y_AXIS: _RANGES,
    Target.LEGEND: "Click to keep the legend open, or to fold it (L).",
})  # fmt: skip


_ON_SURFACE = "Drag to turn, turn the wheel to come nearer, double click to see it as it was."


def surface_tip_at(place: QPointF, sight: SurfaceSight | None) -> str:
    """Return what is said about a pixel of the surface; empty when there is nothing."""
    target = Target.NOTHING if sight is None else sight.target_at(place)
    if target is not Target.PICTURE or sight is None:
        return _OF_TARGETS.get(target, "")
    point = sight.picked(place)
    if point is None:
        return _ON_SURFACE
    from hessview.figure.point_tips import point_tip

    return point_tip(sight.figure, point, sight.pixel_size(point))


def tip_at(place: QPointF, target: Target, figure: Figure | None, frame: PictureFrame) -> str:
    """Return what is said about a pixel where `target` lies; empty when there is nothing."""
    if target is not Target.PICTURE or figure is None:
        return _OF_TARGETS.get(target, "")
    if not any(isinstance(mark, GlyphsMark | LineMark) for mark in figure.marks):
        return ""
    from hessview.figure.point_tips import point_tip

    return point_tip(figure, frame.to_point(place.x(), place.y()), frame.pixel_size)
