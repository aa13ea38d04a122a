"""Painter of many small arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.views import theme as looks
from hessview.views.clipped_lines import in_pixels
from hessview.views.from_arrays import path_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPen

    from hessview.figure.marks import QuiverMark
    from hessview.views.picture_frame import PictureFrame

_BARB, _SLANT = 4.0, 0.45
"""Pixels from the head back along the arrow to the ends of its barbs, and how far aside, as a share of that."""

_TOGETHER = 16
"""Arrows in one path: an outline of hundreds takes several times as long to fill as all of them by themselves."""


def paint_quiver(painter: QPainter, mark: QuiverMark, frame: PictureFrame, pen: QPen) -> None:
    """Paint arrows with open heads, each with its middle at its place."""
    tails = in_pixels(mark.places - 0.5 * mark.vectors, frame)
    heads = in_pixels(mark.places + 0.5 * mark.vectors, frame)
    ways = heads - tails
    lengths = np.hypot(ways[:, 0], ways[:, 1])[:, np.newaxis]
    with np.errstate(all="ignore"):
        along = np.where(lengths > 0.0, ways / lengths, 0.0) * np.minimum(_BARB, 0.5 * lengths)
    aside = _SLANT * np.column_stack([-along[:, 1], along[:, 0]])
    gap = np.full_like(tails, np.nan)
    points = np.stack([tails, heads, gap, heads - along + aside, heads, heads - along - aside, gap], axis=1)
    pieces = [points[k : k + _TOGETHER].reshape(-1, 2) for k in range(0, len(points), _TOGETHER)]
    paths = [path_of(piece[:, 0], piece[:, 1]) for piece in pieces]
    # A light casing, thinner than that of what is at the probe: there are hundreds of these.
    for ink in (looks.rim(pen.widthF() - 0.4), pen):
        for path in paths:
            painter.strokePath(path, ink)
