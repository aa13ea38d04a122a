"""The surface on paper: its meshes as images as fine as the file, every line a line, every word a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from hessview.export.print_theme import POINTS_PER_MM
from hessview.export.surface_key import LETTER
from hessview.figure.surface.colours import PRINT
from hessview.figure.surface.marks import FillMark, QuadMark, SignMark, StrokeMark, WordMark
from hessview.figure.surface.scene import Detail, key_below, surface_scene
from hessview.figure.surface.signs import sign_shapes
from hessview.raster.surface_agg import sheet_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes as MatplotlibAxes

    from hessview.export.sheet import Frame, Sheet
    from hessview.figure.spread import SurfacePart
    from hessview.figure.surface.marks import Colour, SceneMark
    from hessview.figure.surface.scene import SurfaceScene

Floats = NDArray[np.float64]

FINEST = Detail(320, 240)
"""Of what is printed."""

_CAPITAL = 0.73
"""Of a letter's size, the height of a capital."""


def paint_surface(sheet: Sheet, region: Frame, part: SurfacePart, dpi: float) -> None:
    """Paint the surface into a part of the page.

    Parameters
    ----------
    dpi
        Dots per inch of the meshes.
    """
    size = region.width * POINTS_PER_MM, region.height * POINTS_PER_MM
    letter = LETTER * sheet.size
    key, below = key_below(part.state, part.results, size, PRINT, part.figure, letter)
    room = size[0], max(size[1] - below, 0.5 * size[1])
    scene = surface_scene(part.state, part.results, room, PRINT, FINEST, part.figure, letter, corner=None)
    axes = sheet.page.add_axes((0.0, 0.0, 1.0, 1.0))
    sheet.place(axes, region)
    axes.set_axis_off()
    axes.set(xlim=(0.0, size[0]), ylim=(size[1], 0.0))
    if scene.words:
        axes.text(0.5 * room[0], 0.5 * room[1], scene.words, fontsize=sheet.size, ha="center", va="center",
                  color=PRINT.quiet, parse_math=False)  # fmt: skip
    meshes: list[QuadMark] = []
    for order, mark in enumerate(scene.marks):
        if isinstance(mark, QuadMark):
            meshes.append(mark)
            continue
        _paint_meshes(axes, meshes, scene, dpi, order)
        meshes = []
        _paint(axes, mark, scene, 10 + order)
    _paint_meshes(axes, meshes, scene, dpi, len(scene.marks))
    for mark in key if scene.field is not None else ():
        _paint(axes, mark, scene, 20 + len(scene.marks))
    axes.set(xlim=(0.0, size[0]), ylim=(size[1], 0.0))


def _paint_meshes(
    axes: MatplotlibAxes, meshes: Sequence[QuadMark], scene: SurfaceScene, dpi: float, order: int
) -> None:
    if not meshes:
        return
    image = sheet_of(meshes, scene, dpi / 72.0)
    if image is None:
        return
    axes.imshow(
        image.pixels, extent=(image.left, image.right, image.bottom, image.top), aspect="auto", interpolation="none",
        zorder=10 + order - 0.5,
    )  # fmt: skip


def _paint(axes: MatplotlibAxes, mark: SceneMark, scene: SurfaceScene, order: float) -> None:
    match mark:
        case StrokeMark():
            dashes = (0, [length / mark.width for length in mark.dash]) if mark.dash else "solid"
            axes.plot(
                mark.vertices[:, 0], mark.vertices[:, 1], color=mark.colour, linewidth=mark.width, linestyle=dashes,
                solid_capstyle="round", dash_capstyle="butt", solid_joinstyle="round", zorder=order,
            )  # fmt: skip
        case FillMark():
            _polygons(axes, [mark.ring], mark.colour, order)
        case SignMark():
            for k, (rings, colour) in enumerate(sign_shapes(mark, scene.colours, scene.letter)):
                _polygons(axes, rings, colour, order + 0.05 * k)
        case WordMark():
            _word(axes, mark, order)
        case _:
            pass


def _polygons(axes: MatplotlibAxes, rings: Sequence[Floats], colour: Colour, order: float) -> None:
    paths = [Path(np.concatenate([ring, ring[:1]]), closed=True) for ring in rings]
    if paths:
        path = Path.make_compound_path(*paths)
        axes.add_patch(PathPatch(path, facecolor=colour, edgecolor="none", linewidth=0.0, zorder=order))


def _word(axes: MatplotlibAxes, mark: WordMark, order: float) -> None:
    """Write a word where the screen has it: beside its anchor by the word's own length."""
    side = "left" if mark.across < 0.25 else "right" if mark.across > 0.75 else "center"
    shift = {"left": 0.0, "right": 1.0, "center": 0.5}[side] - mark.across
    width = 0.6 * mark.size * len(mark.text)
    axes.text(
        mark.x + shift * width, mark.y + (1.0 - mark.upright) * _CAPITAL * mark.size, mark.text, fontsize=mark.size,
        color=mark.colour, ha=side, va="baseline", style="italic" if mark.is_name else "normal", zorder=order,
        parse_math=False,
    )  # fmt: skip
