"""The pixels of the surface: at once and coarse while something moves, in short steps and fine when all is at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from hessview.figure.surface.marks import QuadMark, SignMark, WordMark
from hessview.figure.surface.scene import FINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hessview.figure.surface.marks import SceneMark
    from hessview.figure.surface.scene import Detail, SurfaceScene
    from hessview.views.surface_sight import SurfaceSight

_CELLS = 2500
"""Quadrilaterals of a step: a few milliseconds' worth."""

_LINES = 96
"""Lines of the picture that are averaged in a step."""


class SurfaceImage:
    """Pixels that Qt paints as they are; they live as long as this does.

    Attributes
    ----------
    image
        In device pixels, with their ratio.
    """

    def __init__(self, pixels: NDArray[np.uint8], ratio: float) -> None:
        self._pixels = np.ascontiguousarray(pixels)
        height, width = self._pixels.shape[:2]
        # Opaque: then Qt copies the pixels and blends none.
        self.image = QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGBX8888)
        self.image.setDevicePixelRatio(ratio)


def coarse_image(scene: SurfaceScene, ratio: float) -> SurfaceImage:
    """Paint a scene at once; on a screen of small pixels, with larger ones."""
    from hessview.raster.surface_agg import paint

    ratio = max(1.0, 0.5 * ratio)
    return SurfaceImage(paint(scene, ratio, supersampled=False), ratio)


def coarse_steps(sight: SurfaceSight | None, detail: Detail, ratio: float) -> Iterator[SurfaceImage | None]:
    """Yield None when the scene is made, then its coarse picture."""
    if sight is None:
        return
    scene = sight.scene(detail)
    yield None
    yield coarse_image(scene, ratio)


def fine_image(sight: SurfaceSight, ratio: float) -> Iterator[SurfaceImage | None]:
    """Paint what is seen as `raster.surface_agg.paint` does, a few milliseconds at a time, so that others get theirs.

    Yields
    ------
    SurfaceImage or None
        None after every step, at last the picture.
    """
    from hessview.raster.surface_agg import SUPERSAMPLING, Canvas, averaged

    scene = sight.scene(FINE)
    yield None
    width, height = (max(1, round(side * ratio)) for side in scene.size)
    finer, look = SUPERSAMPLING, (scene.colours, scene.letter)
    canvas = Canvas(finer * width, finer * height, finer * ratio, *look)
    canvas.fill()
    for mark in scene.marks:
        if not isinstance(mark, WordMark | SignMark):
            for part in _parts(mark):
                canvas.paint((part,))
                yield None
    top = Canvas(width, height, ratio, *look)
    for first in range(0, height, _LINES):
        last = min(first + _LINES, height)
        top.pixels[first:last] = averaged(canvas.pixels[finer * first : finer * last], finer)
        yield None
    top.paint(mark for mark in scene.marks if isinstance(mark, WordMark | SignMark))
    yield SurfaceImage(top.pixels, ratio)


def _parts(mark: SceneMark) -> Iterator[SceneMark]:
    """Cut a large grid into bands of rows: painted one after the other they are the grid."""
    if not isinstance(mark, QuadMark) or mark.colours.shape[0] * mark.colours.shape[1] <= _CELLS:
        yield mark
        return
    rows, columns = mark.colours.shape[:2]
    band = max(1, _CELLS // columns)
    for first in range(0, rows, band):
        last = min(first + band, rows)
        yield QuadMark(mark.vertices[first : last + 1], mark.colours[first:last])
