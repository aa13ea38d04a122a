"""The pens of what overlays draw at the probe: what belongs to the model is violet, its lines dashed."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

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
    Role.TRUST: _Look("curve", 1.25),
    Role.REACH: _Look("turned", 1.25),
    Role.NEWTON: _Look("curve", 2.5),
    Role.NEWTON_WARNING: _Look("problem", 2.5),
    Role.DESCENT: _Look("text", 2.0, (2.0, 1.5)),
    Role.GRADIENT_FIELD: _Look("text", 1.0, (), 0.62),
    Role.TURN_FROM: _Look("text", 1.5),
    Role.TURN_THREAD: _Look("turned", 1.0, (), 0.75),
    Role.TURN_TO: _Look("turned", 2.0),
})  # fmt: skip

_ON_FIELD, _ON_GROUND = 0.3, 0.2


def area_color(role: Role, theme: Theme, *, on_field: bool) -> QColor:
    """Return the tint of an area: on a colour field a light veil, on bare ground a thin coat of its line's colour."""
    pen = overlay_pen(role, theme)
    color = QColor("white") if on_field or pen is None else pen.color()
    color.setAlphaF(_ON_FIELD if on_field else _ON_GROUND)
    return color


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
