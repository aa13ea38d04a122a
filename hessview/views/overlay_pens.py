"""The pens of what overlays draw at the probe: what belongs to the model is violet, its lines dashed."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QTransform

from hessview.figure.marks import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.views.theme import Theme


@dataclass(frozen=True)
class _Look:
    """A token of the theme, a width in pixels, a dash in widths, and how opaque it is."""

    token: str
    width: float
    dash: tuple[float, ...] = ()
    opacity: float = 1.0


_LOOKS: Mapping[Role, _Look] = MappingProxyType({
    Role.LEVEL_HERE: _Look("text", 2.75),
    Role.MODEL: _Look("curve", 1.75, (5.0, 2.5)),
    Role.STEP_MODEL: _Look("curve", 1.5, (5.0, 2.5)),
    Role.WAY_DOWN: _Look("turned", 2.25),
    Role.BASIN_BORDER: _Look("turned", 2.0, (3.0, 1.5)),
    Role.TRUST: _Look("curve", 1.25),
    Role.REACH: _Look("turned", 1.25),
    Role.NEWTON: _Look("curve", 2.5),
    Role.NEWTON_WARNING: _Look("problem", 2.5),
    Role.DESCENT: _Look("text", 2.0, (2.0, 1.5)),
    Role.GRADIENT_FIELD: _Look("text", 1.3, (), 0.9),
    Role.TURN_FROM: _Look("text", 1.5),
    Role.TURN_THREAD: _Look("turned", 1.0, (), 0.75),
    Role.TURN_TO: _Look("turned", 2.0),
})  # fmt: skip

_HATCH = 12.0
"""Pixels from line to line: so near that they read as a region, so far that the colours between them are seen."""

_VEIL_ON_FIELD, _VEIL = 34, 26
"""How opaque, of 255, what lies between the lines is: white over colours, else in the colour of the lines."""


def area_hatch(role: Role, theme: Theme, ratio: float, *, on_field: bool) -> QBrush:
    """Return what fills an area: lines that fall to the right, and a veil that leaves the colours below readable.

    Parameters
    ----------
    ratio
        Pixels of the screen to a pixel.
    on_field
        Whether colours lie below: there each line has a light casing.
    """
    side = round(_HATCH * ratio)
    tile = QPixmap(side, side)
    known = overlay_pen(role, theme)
    color = QColor(theme.color("text")) if known is None else known.color()
    veil = QColor(255, 255, 255, _VEIL_ON_FIELD) if on_field else QColor(color)
    veil.setAlpha(_VEIL_ON_FIELD if on_field else _VEIL)
    tile.fill(veil)
    color.setAlphaF(0.8)
    casing = [(QColor(255, 255, 255, 100), 2.0)] if on_field else []
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for ink, width in (*casing, (color, 0.9)):
        painter.setPen(QPen(ink, width * ratio))
        for shift in (-side, 0, side):
            painter.drawLine(QPointF(shift - side, -side), QPointF(shift + 2 * side, 2 * side))
    painter.end()
    brush = QBrush(tile)
    brush.setTransform(QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
    return brush


def overlay_pen(role: Role, theme: Theme) -> QPen | None:
    """Return the pen of a role in the colours of `theme`; None for a role that is none of these."""
    look = _LOOKS.get(role)
    if look is None:
        return None
    color = QColor(theme.color(look.token))
    color.setAlphaF(look.opacity)
    pen = QPen(color, look.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)
    if look.dash:
        pen.setDashPattern(list(look.dash))
    return pen
