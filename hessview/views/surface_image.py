"""The pixels of the surface: at once and coarse while something moves, in short steps and fine when all is at rest."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from hessview.figure.surface.marks import QuadMark, SignMark, WordMark
from hessview.figure.surface.scene import COARSE, Detail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from hessview.figure.surface.marks import SceneMark
    from hessview.figure.surface.scene import SurfaceScene

REST_MS = 150
"""Without a change, before the surface is painted finely."""

_STEP_S = 0.006
"""What of a frame a step of the fine picture may take."""

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


_FRAME_S = 0.022
"""What painting may take while something moves, so that it moves evenly."""

_LATE, _EARLY = 3, 12
"""Pictures in a row after which the next is coarser, or finer again."""

_DETAILS = (COARSE, Detail(56, 40), Detail(40, 28))


class Pace:
    """How coarse the surface is while something moves: coarser where painting it takes longer than a frame."""

    def __init__(self) -> None:
        self._step = 0
        self._late = 0

    @contextmanager
    def taken(self) -> Iterator[Detail]:
        """Say how coarse the next picture is to be, and measure what is painted meanwhile.

        One late picture tells nothing, several do.
        """
        began = time.perf_counter()
        yield _DETAILS[self._step]
        spent = time.perf_counter() - began
        is_late, is_early = spent > _FRAME_S, spent < 0.4 * _FRAME_S
        self._late = max(self._late + 1, 1) if is_late else min(self._late - 1, -1) if is_early else 0
        if self._late == _LATE and self._step + 1 < len(_DETAILS):
            self._step, self._late = self._step + 1, 0
        elif self._late == -_EARLY and self._step > 0:
            self._step, self._late = self._step - 1, 0


class Refining(QObject):
    """Has a picture painted finely once nothing has changed for a while, without holding up what the hand does.

    Parameters
    ----------
    fine
        Returns the scene to be painted then, and the ratio of device pixels; None when there is none.

    Signals
    -------
    painted
        The fine picture, a `SurfaceImage`.
    """

    painted = Signal(object)

    def __init__(self, fine: Callable[[], tuple[SurfaceScene, float] | None], parent: QObject) -> None:
        super().__init__(parent)
        self._fine = fine
        self._steps: Iterator[SurfaceImage | None] = iter(())
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._begin)
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)

    @property
    def is_due(self) -> bool:
        """Whether a fine picture is still to come."""
        return self._rest.isActive() or self._turn.isActive()

    def begin_anew(self) -> None:
        """Something has changed: what was begun is of no use."""
        self.stop()
        self._rest.start()

    def stop(self) -> None:
        """Paint nothing any more."""
        self._rest.stop()
        self._turn.stop()
        self._steps = iter(())

    def _begin(self) -> None:
        asked = self._fine()
        if asked is not None:
            self._steps = fine_image(*asked)
            self._turn.start()

    def _go_on(self) -> None:
        end = time.perf_counter() + _STEP_S
        while time.perf_counter() < end:
            made = next(self._steps, None)
            if made is not None:
                self.stop()
                self.painted.emit(made)
                return


def coarse_image(scene: SurfaceScene, ratio: float) -> SurfaceImage:
    """Paint a scene at once; on a screen of small pixels, with larger ones."""
    from hessview.raster.surface_agg import paint

    ratio = max(1.0, 0.5 * ratio)
    return SurfaceImage(paint(scene, ratio, supersampled=False), ratio)


def fine_image(scene: SurfaceScene, ratio: float) -> Iterator[SurfaceImage | None]:
    """Paint a scene as `raster.surface_agg.paint` does, a few milliseconds at a time.

    Yields
    ------
    SurfaceImage or None
        None after every step, at last the picture.
    """
    from hessview.raster.surface_agg import SUPERSAMPLING, Canvas, averaged

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
