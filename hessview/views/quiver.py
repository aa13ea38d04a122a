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
    flat = points.reshape(-1, 2)
    path = path_of(flat[:, 0], flat[:, 1])
    # A light casing, thinner than that of what is at the probe: there are hundreds of these.
    rim = looks.rim(pen.widthF() - 0.4)
    painter.strokePath(path, rim)
    painter.strokePath(path, pen)
