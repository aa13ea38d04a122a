"""What stands on the picture of the surface beside its marks: words where there is nothing to see, focus, probe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt

from hessview.figure.captions import caption
from hessview.figure.surface.scene import surface_notes
from hessview.figure.words import name_words, number
from hessview.views import theme as looks
from hessview.views.probe_item import paint_probe
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter

    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.views.probe_item import Grip
    from hessview.views.surface_sight import SurfaceSight
    from hessview.views.theme import Theme

_HIDDEN = 0.45
"""Opacity of a probe that the surface hides."""


def instead_of_surface(results: Results) -> tuple[str, str]:
    """Return why there is no surface, and what can be done; both empty when there is one, or may soon be."""
    formula, field = results.formula, results.field
    if formula is None:
        return "No function yet", "Type one above, or choose an example."
    if formula.dimension == 1:
        return "A curve has no surface", f"{name_words(formula.name)} has one variable: F2 shows its graph."
    if results.field_fault is not None and (field is None or field.curve is not None):
        return "No picture", results.field_fault.message
    if field is not None and field.curve is None and field.finite_fraction == 0.0:
        return (
            f"{name_words(formula.name)} is undefined everywhere in this view",
            "Ctrl+0 looks for where it is defined.",
        )
    return "", ""


def described(state: State, results: Results) -> str:
    """Return what is seen and from where, for who cannot see it."""
    said, _ = instead_of_surface(results)
    look = state.surface
    where = (
        f"Seen from {number(look.azimuth)} degrees round, {number(abs(look.elevation))} degrees"
        f" {'above' if look.elevation >= 0.0 else 'below'}, zoom {number(look.zoom, 3)}."
    )
    rest = (f"{said}.",) if said else (where, *surface_notes(state, results))
    return " ".join((*caption(results), *rest))


def paint_instead(painter: QPainter, room: QRect, words: tuple[str, str], theme: Theme) -> None:
    """Paint what `instead_of_surface` says into the middle of a place."""
    head, way_out = words
    middle = room.adjusted(2 * GRID, 0, -2 * GRID, 0)
    above, below = QRect(middle), QRect(middle)
    above.setBottom(middle.center().y() - GRID // 2)
    below.setTop(middle.center().y() + GRID // 2)
    wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    painter.setFont(looks.badge_font())
    painter.setPen(theme.color("text"))
    painter.drawText(above, wrapped | Qt.AlignmentFlag.AlignBottom, head)
    painter.setFont(looks.text_font())
    painter.setPen(theme.color("secondary"))
    painter.drawText(below, wrapped | Qt.AlignmentFlag.AlignTop, way_out)


def paint_focus(painter: QPainter, room: QRect, theme: Theme) -> None:
    """Frame a place whose keys are read, where no probe shows it."""
    painter.setOpacity(1.0)
    painter.setPen(theme.color("accent"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5))


def paint_probe_seen(painter: QPainter, sight: SurfaceSight, grip: Grip, accent: QColor | None) -> None:
    """Paint the probe where it stands on the surface, faintly where that hides it."""
    if sight.probe_pixel is not None:
        painter.setOpacity(painter.opacity() * (_HIDDEN if sight.is_probe_hidden else 1.0))
        paint_probe(painter, sight.probe_pixel, grip, accent)
