"""Painter of the iso-lines of a picture: many at once, with one pen for all of them that only changes its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.figure.marks import LevelMark
from hessview.views import theme as looks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from hessview.document.state import Box
    from hessview.views.made_marks import MadeImage, MadePath
    from hessview.views.picture_frame import PictureFrame


def paint_levels(
    painter: QPainter, levels: Sequence[MadePath], frame: PictureFrame, theme: looks.Theme, field: MadeImage | None
) -> None:
    """Paint iso-lines of one role over a field, or on bare ground.

    To make a pen, and to bring a painter into another box and back, takes as long as to paint a short line.
    """
    marks = [made.mark for made in levels if isinstance(made.mark, LevelMark)]
    pen = looks.pen(marks[0].role, theme, on_field=field is not None)
    pen.setWidthF(1.0)  # one pixel of the screen, whatever its resolution: Qt has a quick way to draw just that
    pen.setCosmetic(True)
    tinted = field is not None and field.mark.is_height
    inks = field.inks([mark.level for mark in marks]) if field is not None and tinted else None
    if field is not None and not tinted:
        pen.setColor(looks.LEVEL_INK)
    painter.save()
    outside = painter.transform()
    box: Box | None = None
    for k, made in enumerate(levels):
        if inks is not None:
            pen.setColor(inks[k].line)
        if made.box is not box:
            box = made.box
            painter.setTransform(frame.transform_of(box) * outside)
        painter.strokePath(made.path, pen)
    painter.restore()
