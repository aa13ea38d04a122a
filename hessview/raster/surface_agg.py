"""A scene of the surface painted into pixels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform
from numpy.typing import NDArray

from hessview.figure.surface.colours import rgba
from hessview.figure.surface.marks import FillMark, QuadMark, SceneMark, SignMark, StrokeMark, WordMark
from hessview.figure.surface.signs import sign_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.marks import Colour
    from hessview.figure.surface.scene import SurfaceScene

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]

SUPERSAMPLING = 2
_DPI = 72.0


def paint(scene: SurfaceScene, ratio: float = 1.0, *, supersampled: bool = True) -> Pixels:
    """Return the scene as pixels, shape (h, w, 4), red, green, blue and opacity, opaque, the top row first.

    Parameters
    ----------
    ratio
        Device pixels to a unit of the scene.
    supersampled
        Whether shapes are painted twice as large and averaged: smooth edges, in three times the time.
    """
    width, height = (max(1, round(side * ratio)) for side in scene.size)
    finer = SUPERSAMPLING if supersampled else 1
    shapes = [mark for mark in scene.marks if not isinstance(mark, WordMark | SignMark)]
    canvas = Canvas(finer * width, finer * height, finer * ratio, scene.colours, scene.letter)
    canvas.fill()
    canvas.paint(shapes)
    pixels = averaged(canvas.pixels, finer)
    top = Canvas(width, height, ratio, scene.colours, scene.letter)
    top.pixels[...] = pixels
    top.paint(mark for mark in scene.marks if isinstance(mark, WordMark | SignMark))
    return top.pixels


def averaged(pixels: Pixels, finer: int) -> Pixels:
    """Return the means of squares of pixels, which are opaque."""
    if finer == 1:
        return pixels
    height, width = pixels.shape[0] // finer, pixels.shape[1] // finer
    parts = pixels.reshape(height, finer, width, finer, 4)
    total = np.zeros((height, width, 4), dtype=np.uint16)
    for j in range(finer):
        for i in range(finer):
            total += parts[:, j, :, i]
    made: Pixels = ((total + finer * finer // 2) // (finer * finer)).astype(np.uint8)
    return made


class Canvas:
    """Pixels that marks are painted on.

    Parameters
    ----------
    width, height
        In pixels.
    ratio
        Pixels to a unit of the scene.
    colours, letter
        The scene's.
    """

    def __init__(self, width: int, height: int, ratio: float, colours: SurfaceColours, letter: float) -> None:
        self._colours, self._letter = colours, letter
        self._renderer: Any = RendererAgg(width, height, _DPI)
        self._height = height
        self._ratio = ratio
        self._transform = Affine2D().scale(ratio, -ratio).translate(0.0, height)

    @property
    def pixels(self) -> Pixels:
        """What is painted, shape (h, w, 4); it can be written to."""
        made: Pixels = np.asarray(self._renderer.buffer_rgba())
        return made

    def fill(self) -> None:
        """Make every pixel the colour of the paper."""
        self.pixels[...] = np.rint(255.0 * np.array(rgba(self._colours.paper))).astype(np.uint8)

    def paint(self, marks: Iterable[SceneMark]) -> None:
        """Paint marks in their order."""
        for mark in marks:
            match mark:
                case QuadMark():
                    self._quads(mark)
                case StrokeMark():
                    self._stroke(mark)
                case FillMark():
                    self._fill(mark)
                case WordMark():
                    self._word(mark)
                case SignMark():
                    self._sign(mark)

    def _quads(self, mark: QuadMark) -> None:
        rows, columns = mark.colours.shape[:2]
        if not rows or not columns:
            return
        context = self._renderer.new_gc()
        context.set_linewidth(0.0)
        faces = mark.colours.reshape(-1, 4)
        self._renderer.draw_quad_mesh(
            context, self._transform.frozen(), columns, rows, mark.vertices, np.zeros((1, 2)), IdentityTransform(),
            faces, False, np.zeros((0, 4)),
        )  # fmt: skip
        context.restore()

    def _stroke(self, mark: StrokeMark) -> None:
        if len(mark.vertices) < 2:
            return
        context = self._renderer.new_gc()
        context.set_foreground(mark.colour, isRGBA=True)
        context.set_alpha(mark.colour[3])
        context.set_linewidth(mark.width * self._ratio)
        context.set_antialiased(True)
        context.set_joinstyle("round")
        context.set_capstyle("butt" if mark.dash else "round")
        if mark.dash:
            context.set_dashes(0.0, [length * self._ratio for length in mark.dash])
        self._renderer.draw_path(context, Path(mark.vertices), self._transform, None)
        context.restore()

    def _fill(self, mark: FillMark) -> None:
        self._polygons([mark.ring], mark.colour)

    def _sign(self, mark: SignMark) -> None:
        for rings, colour in sign_shapes(mark, self._colours, self._letter):
            self._polygons(rings, colour)

    def _polygons(self, rings: list[Floats], colour: Colour) -> None:
        context = self._renderer.new_gc()
        context.set_linewidth(0.0)
        context.set_antialiased(True)
        context.set_alpha(colour[3])
        paths = [Path(np.concatenate([ring, ring[:1]]), closed=True) for ring in rings]
        if paths:
            self._renderer.draw_path(context, Path.make_compound_path(*paths), self._transform, colour)
        context.restore()

    def _word(self, mark: WordMark) -> None:
        font = FontProperties(family="DejaVu Sans", size=mark.size * self._ratio, style="normal")
        if mark.is_name:
            font.set_style("italic")
        width, height, descent = self._renderer.get_text_width_height_descent(mark.text, font, ismath=False)
        x = mark.x * self._ratio - mark.across * width
        y = mark.y * self._ratio + (1.0 - mark.upright) * height - descent
        if not (math.isfinite(x) and math.isfinite(y)):
            return
        context = self._renderer.new_gc()
        context.set_foreground(mark.colour, isRGBA=True)
        context.set_alpha(mark.colour[3])
        self._renderer.draw_text(context, x, y, mark.text, font, 0.0, ismath=False)
        context.restore()
