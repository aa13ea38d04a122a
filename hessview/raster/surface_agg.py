"""A scene of the surface painted into pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform
from numpy.typing import NDArray

from hessview.figure.surface.colours import rgba
from hessview.figure.surface.marks import FillMark, QuadMark, SceneMark, SignMark, StrokeMark, WordMark
from hessview.figure.surface.signs import sign_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    canvas = Canvas(finer * width, finer * height, finer * ratio, scene.colours, scene.letter)
    canvas.fill()
    canvas.paint(mark for mark in scene.marks if not isinstance(mark, WordMark | SignMark))
    if supersampled:
        fine, canvas = canvas, Canvas(width, height, ratio, scene.colours, scene.letter)
        canvas.pixels[...] = averaged(fine.pixels, finer)
    canvas.paint(mark for mark in scene.marks if isinstance(mark, WordMark | SignMark))
    return canvas.pixels


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


@dataclass(frozen=True, eq=False)
class Sheet:
    """Meshes as an image that something else is painted over.

    Attributes
    ----------
    pixels
        Shape (h, w, 4), transparent where there is nothing.
    left, top, right, bottom
        What it covers, in units of the scene.
    """

    pixels: Pixels
    left: float
    top: float
    right: float
    bottom: float


def sheet_of(marks: Sequence[QuadMark], scene: SurfaceScene, ratio: float, most: int = 40_000_000) -> Sheet | None:
    """Return meshes as an image, as large as they are; None when they are out of sight.

    Parameters
    ----------
    ratio
        Pixels to a unit of the scene.
    most
        An image of more pixels is not supersampled.
    """
    corners = np.concatenate([mark.vertices.reshape(-1, 2) for mark in marks]) * ratio
    size = np.array(scene.size) * ratio
    (left, top), (right, bottom) = np.maximum(np.floor(corners.min(axis=0)), 0.0), np.minimum(
        np.ceil(corners.max(axis=0)), np.ceil(size)
    )
    width, height = int(right - left), int(bottom - top)
    if width < 1 or height < 1:
        return None
    finer = SUPERSAMPLING if width * height * SUPERSAMPLING**2 <= most else 1
    canvas = Canvas(finer * width, finer * height, finer * ratio, scene.colours, scene.letter)
    for mark in marks:
        moved = mark.vertices - np.array([left, top]) / ratio
        canvas.paint([QuadMark(moved, mark.colours)])
    pixels = canvas.pixels
    if finer > 1:
        # What is not there has a colour, too: it must not shine through at the edges.
        covered = pixels[..., 3:].astype(np.float32)
        parts = np.concatenate([pixels[..., :3] * covered, covered], axis=-1)
        total = parts.reshape(height, finer, width, finer, 4).sum(axis=(1, 3))
        share = np.maximum(total[..., 3:], 1.0)
        mixed = np.concatenate([total[..., :3] / share, total[..., 3:] / finer**2], axis=-1)
        pixels = np.rint(mixed).astype(np.uint8)
    return Sheet(pixels, left / ratio, top / ratio, right / ratio, bottom / ratio)


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
        renderer: Any = RendererAgg
        self._renderer: Any = renderer(width, height, _DPI)
        # One for all marks: that of each of them would be looked up in matplotlib's settings.
        self._context: Any = self._renderer.new_gc()
        self._context.set_antialiased(True)
        self._context.set_joinstyle("round")
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
        colour = np.rint(255.0 * np.array(rgba(self._colours.paper))).astype(np.uint8)
        # Four bytes at once: many times as fast as one by one.
        self.pixels.view(np.uint32)[...] = colour.view(np.uint32)

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
        opacity = mark.colours[..., 3]
        if not mark.colours.size or not opacity.any():
            return
        if ((opacity > 0.0) & (opacity < 1.0)).any():
            self._translucent_quads(mark)
        else:
            self._opaque_quads(mark.vertices, mark.colours)

    def _opaque_quads(self, vertices: Floats, colours: Floats) -> None:
        rows, columns = colours.shape[:2]
        context = self._renderer.new_gc()
        context.set_linewidth(0.0)
        self._renderer.draw_quad_mesh(
            context, self._transform.frozen(), columns, rows, vertices, np.zeros((1, 2)), IdentityTransform(),
            colours.reshape(-1, 4), False, np.zeros((0, 4)),
        )  # fmt: skip
        context.restore()

    def _translucent_quads(self, mark: QuadMark) -> None:
        """Lay a mesh over what is there as one sheet: neighbours that share pixels are not blended with each other."""
        there = mark.colours[..., 3] > 0.0
        used = np.zeros(mark.vertices.shape[:2], dtype=np.bool_)
        for rows in (slice(None, -1), slice(1, None)):
            for columns in (slice(None, -1), slice(1, None)):
                used[rows, columns] |= there
        (x0, y0), (x1, y1) = (way(mark.vertices[used], axis=0) * self._ratio for way in (np.min, np.max))
        height, width = self.pixels.shape[:2]
        left, top = max(0, math.floor(x0) - 1), max(0, math.floor(y0) - 1)
        right, bottom = min(width, math.ceil(x1) + 2), min(height, math.ceil(y1) + 2)
        if left >= right or top >= bottom:
            return
        sheets: list[Pixels] = []
        moved = mark.vertices - np.array([left, top]) / self._ratio
        solid = np.where(there, 1.0, 0.0)[..., np.newaxis]
        for painted in (mark.colours[..., :3], np.broadcast_to(mark.colours[..., 3:], (*there.shape, 3))):
            part = Canvas(right - left, bottom - top, self._ratio, self._colours, self._letter)
            part._opaque_quads(moved, np.concatenate([painted, solid], axis=-1))
            sheets.append(part.pixels)
        self._lay(sheets[0], np.where(sheets[1][..., 3] > 0, sheets[1][..., 0] / 255.0, 0.0), left, top)

    def _lay(self, sheet: Pixels, opacity: Floats, left: int, top: int) -> None:
        """Blend a sheet's colours over the pixels there, which may be transparent themselves."""
        under = self.pixels[top : top + sheet.shape[0], left : left + sheet.shape[1]]
        before = under[..., 3] / 255.0
        after = opacity + before * (1.0 - opacity)
        share = np.divide(opacity, after, out=np.zeros_like(after), where=after > 0.0)[..., np.newaxis]
        under[..., :3] = np.rint(under[..., :3] * (1.0 - share) + sheet[..., :3] * share)
        under[..., 3] = np.rint(255.0 * after)

    def _stroke(self, mark: StrokeMark) -> None:
        if len(mark.vertices) < 2:
            return
        context = self._context
        context.set_foreground(mark.colour, isRGBA=True)
        context.set_alpha(mark.colour[3])
        context.set_linewidth(mark.width * self._ratio)
        context.set_capstyle("butt" if mark.dash else "round")
        context.set_dashes(0.0, [length * self._ratio for length in mark.dash] if mark.dash else None)
        self._renderer.draw_path(context, Path(mark.vertices), self._transform, None)

    def _fill(self, mark: FillMark) -> None:
        self._polygons([mark.ring], mark.colour)

    def _sign(self, mark: SignMark) -> None:
        for rings, colour in sign_shapes(mark, self._colours, self._letter):
            self._polygons(rings, colour)

    def _polygons(self, rings: list[Floats], colour: Colour) -> None:
        if not rings:
            return
        context = self._context
        context.set_linewidth(0.0)
        context.set_alpha(colour[3])
        context.set_dashes(0.0, None)
        # As one path, each ring with its first corner once more, where it is closed.
        codes = np.full(sum(map(len, rings)) + len(rings), Path.LINETO, dtype=Path.code_type)
        ends = np.cumsum([len(ring) + 1 for ring in rings])
        codes[ends - 1] = Path.CLOSEPOLY
        codes[[0, *ends[:-1]]] = Path.MOVETO
        corners = np.concatenate([part for ring in rings for part in (ring, ring[:1])])
        self._renderer.draw_path(context, Path(corners, codes), self._transform, colour)

    def _word(self, mark: WordMark) -> None:
        ink, descent = _written(mark.text, round(4.0 * mark.size * self._ratio) / 4.0, is_name=mark.is_name)
        height, width = ink.shape
        if not (math.isfinite(mark.x) and math.isfinite(mark.y)):
            return
        x = round(mark.x * self._ratio - mark.across * width)
        y = round(mark.y * self._ratio - mark.upright * (height - descent))
        pixels = self.pixels
        rows, columns = (slice(max(first, 0), max(first + size, 0)) for first, size in ((y, height), (x, width)))
        under = pixels[rows, columns, :3]
        share = ink[rows.start - y :, columns.start - x :][: under.shape[0], : under.shape[1], np.newaxis]
        share = mark.colour[3] * share
        pixels[rows, columns, :3] = np.rint(under + share * (255.0 * np.array(mark.colour[:3]) - under))


def read_fonts() -> None:
    """Look for the fonts of words and names and read them: from a disk that is busy that takes half a second."""
    for is_name in (False, True):
        _written("0", 1.0, is_name=is_name)


@lru_cache(maxsize=256)
def _written(text: str, size: float, *, is_name: bool) -> tuple[Floats, int]:
    """Return how much of each pixel a line of text covers, shape (h, w), and how many rows are below its base line."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", style="italic" if is_name else "normal")))
    font.set_size(size, _DPI)
    # At the size of the screen the pixels of ∇ and of the letter after it would touch: a thin space parts them.
    font.set_text(text.replace("∇", "∇\u2009"), 0.0)
    font.draw_glyphs_to_bitmap(antialiased=True)
    made: Floats = np.asarray(font.get_image(), dtype=np.float64) / 255.0
    made.setflags(write=False)
    return made, round(font.get_descent() / 64.0)
