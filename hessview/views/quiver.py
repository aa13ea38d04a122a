"""Painter of many small arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPen

from hessview.views import theme as looks
from hessview.views.clipped_lines import in_pixels

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from hessview.figure.marks import QuiverMark
    from hessview.views.picture_frame import PictureFrame

_BARB, _SLANT = 4.0, 0.45
"""Pixels from the head back along the arrow to the ends of its barbs, and how far aside, as a share of that."""


def paint_quiver(painter: QPainter, mark: QuiverMark, frame: PictureFrame, pen: QPen) -> None:
    """Paint arrows with open heads, each with its middle at its place."""
    tails = in_pixels(mark.places - 0.5 * mark.vectors, frame)
    heads = in_pixels(mark.places + 0.5 * mark.vectors, frame)
    ways = heads - tails
    lengths = np.hypot(ways[:, 0], ways[:, 1])[:, np.newaxis]
    with np.errstate(all="ignore"):
        along = np.where(lengths > 0.0, ways / lengths, 0.0) * np.minimum(_BARB, 0.5 * lengths)
    aside = _SLANT * np.column_stack([-along[:, 1], along[:, 0]])
    strokes = [(tails, heads), (heads - along + aside, heads), (heads - along - aside, heads)]
    ends = np.concatenate([np.column_stack(stroke) for stroke in strokes])
    lines = [QLineF(*end) for end in ends[np.isfinite(ends).all(axis=1)].tolist()]
    # A light casing, thinner than that of what is at the probe: there are hundreds of these. Single lines whose ends
    # are not round take a tenth of the time of one outline, and nobody sees the difference at this width.
    for ink in (looks.rim(pen.widthF() - 0.4), QPen(pen)):
        ink.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(ink)
        painter.drawLines(lines)
