"""What a drag changes in a window, drawn by matplotlib as somebody with matplotlib draws it: the peer of a drag.

A figure of the window's size, cleared and filled with new artists each time, then drawn by Agg: the map with all that
is on it, its colour bar and its legends; the dial and the sections if they are shown; the numbers of the panel.

It is spared what a person would prepare once, or would be clever enough to avoid: marks, levels, ticks of the colour
bar and words are given; places are fixed, nothing is measured or laid out; all iso-lines are one collection; the signs
of a region are one line of markers; limits do not follow data; labels have no halo; the panel's typeset formulas,
which stay while a probe moves, and everything that does not follow a drag are left out.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPoint

from hessview.figure import colour_maps
from hessview.figure.colour_bar import field_of, ticks
from hessview.figure.legend import key_of, legend_of
from hessview.figure.marks import (
    NEWTON_UPHILL,
    AreaMark,
    ArrowMark,
    FieldMark,
    Figure,
    GlyphsMark,
    LevelMark,
    LineMark,
    Mark,
    PointMark,
    QuiverMark,
    RegionMark,
    Role,
    TextMark,
    screen_angle,
)
from hessview.figure.patterns import PATTERNS, TINTS, Grain, signs_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRectF
    from PySide6.QtWidgets import QWidget

    from hessview.app.desk import Desk
    from hessview.views.plot_view import PlotView

_DPI, _TEXT, _ROW = 100.0, 8.0, 26.0

Artists = list["Callable[[Any], object]"]


def redraw_of(desk: Desk) -> Callable[[], object] | None:
    """Return the work of matplotlib when the probe moves; None where it is not installed."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure as Page
    except ImportError:
        return None
    window, shown = desk.window, desk.controller._figure
    assert shown is not None
    page = Page(figsize=(window.width() / _DPI, window.height() / _DPI), dpi=_DPI)
    canvas: Any = FigureCanvasAgg(page)
    plots = [_Plot(window, window.picture, window.picture.frame.rect, shown)]
    dock = desk.sections.view
    if dock is not None and desk.sections.is_open:
        plots += [_Plot.of(window, plot) for plot in (dock.dial, *dock.plots) if plot.isVisible()]
    panel = _panel(desk)

    def redraw() -> None:
        page.clear()
        for plot in plots:
            plot.draw(page)
        for x, y, words, style in panel:
            page.text(x, y, words, **style)
        canvas.draw()

    return redraw


class _Plot:
    """One pair of axes at the place of a frame in the window."""

    def __init__(
        self, window: QWidget, widget: QWidget, rect: QRectF, figure: Figure, words: tuple[str, ...] = ()
    ) -> None:
        corner = widget.mapTo(window, rect.topLeft())
        width, height = rect.width() / window.width(), rect.height() / window.height()
        self._box = corner.x() / window.width(), 1.0 - corner.y() / window.height() - height, width, height
        self._figure, self._words = figure, words
        on_field = any(isinstance(mark, FieldMark | RegionMark) for mark in figure.marks)
        self._artists = [
            artist for order, mark in enumerate(figure.marks)
            for artist in _artists(mark, order, (rect.width(), rect.height()), figure, cased=on_field)
        ]  # fmt: skip
        levels = [mark.vertices for mark in figure.marks if isinstance(mark, LevelMark)]
        if levels:
            self._artists.append(partial(_levels, levels))
        field = field_of(figure) if figure.colour_bar else None
        self._bar = None if field is None else (field.colour_map, ticks(figure, 12))
        self._keys = (key_of(figure), legend_of(figure))

    @classmethod
    def of(cls, window: QWidget, view: PlotView) -> _Plot:
        """Return what a plot of the dock shows."""
        assert view.figure is not None
        assert view.frame is not None
        return cls(window, view, view.frame.rect, view.figure, (*view._title[:1], *view._sayings[-2:-1]))

    def draw(self, page: Any) -> None:
        """Make all artists anew."""
        left, bottom, width, height = self._box
        axes, shown = page.add_axes(self._box), self._figure.axes
        axes.set(xlim=shown.x_range, ylim=shown.y_range)
        axes.set_autoscale_on(False)
        if shown.is_bare:
            axes.set_axis_off()
        else:
            axes.tick_params(labelsize=_TEXT)
            axes.set_xlabel(shown.x_label, fontsize=_TEXT)
            axes.set_ylabel(shown.y_label, fontsize=_TEXT, rotation=0)
        for artist in self._artists:
            artist(axes)
        for k, words in enumerate((*self._words, *self._figure.notes)):
            page.text(left, bottom + height + 0.02 * (k + 0.5), words, fontsize=_TEXT, parse_math=False)
        key, legend = self._keys
        if key:
            page.legend(
                [_handle(entry.sample) for entry in key], [entry.words for entry in key], fontsize=_TEXT,
                frameon=False, ncols=len(key), loc="lower left", bbox_to_anchor=(left, bottom + height),
            )  # fmt: skip
        if legend:
            handles = [_handle(entry.sample) for entry in legend]
            axes.legend(handles, [entry.words for entry in legend], fontsize=_TEXT, loc="upper right")
        if self._bar is not None:
            name, labels = self._bar
            bar = page.add_axes((left + width + 0.01, bottom, 0.01, height))
            strip = colour_maps.table(name, "light")[:, np.newaxis, :]
            bar.imshow(strip, extent=(0.0, 1.0, 0.0, 1.0), origin="lower", aspect="auto")
            bar.set_xticks([])
            bar.set_yticks([place for place, _ in labels], labels=[word for _, word in labels], fontsize=_TEXT)
            bar.yaxis.tick_right()


def _artists(mark: Mark, order: int, size: tuple[float, float], figure: Figure, *, cased: bool) -> Artists:
    """Return what draws a mark, with all that need not be worked out again."""
    match mark:
        case FieldMark():
            return [partial(_field, mark, mark.painted_positions())]
        case RegionMark():
            return _region(mark, size, figure)
        case AreaMark():
            return [partial(_area, mark)]
        case LineMark():
            return [partial(_line, mark, order, cased=cased)]
        case ArrowMark():
            return [partial(_arrow, mark, order, cased=cased)]
        case TextMark():
            turn = screen_angle(mark.angle, *size)
            return [lambda axes: axes.text(
                mark.x, mark.y, mark.text, fontsize=_TEXT, rotation=turn, ha="center", va="center", clip_on=True,
                parse_math=False,
            )]  # fmt: skip
        case QuiverMark():
            return [lambda axes: axes.quiver(
                *mark.places.T, *mark.vectors.T, angles="xy", scale_units="xy", scale=1.0, pivot="mid", width=0.0015,
                zorder=2.5,
            )]  # fmt: skip
        case GlyphsMark():
            return [lambda axes: axes.plot(
                *mark.places.T, linestyle="", mec="white", markersize=8.0, zorder=400, **_glyph(mark.kind)
            )]  # fmt: skip
        case PointMark(kind="target"):
            return [lambda axes: axes.plot(mark.x, mark.y, "o", mfc="none", mec="purple", markersize=12.0, zorder=500)]
        case PointMark():
            return [
                lambda axes: axes.plot(mark.x, mark.y, "o", mfc="white", mec="black", markersize=9.0, zorder=500),
                lambda axes: axes.plot(mark.x, mark.y, "ko", markersize=3.0, zorder=501),
            ]
        case _:
            return []


def _field(mark: FieldMark, places: Any, axes: Any) -> None:
    from matplotlib.colors import ListedColormap

    image = ListedColormap(colour_maps.table(mark.colour_map, "light") / 255.0)
    extent = (mark.x[0], mark.x[-1], mark.y[0], mark.y[-1])
    axes.imshow(
        places, cmap=image, vmin=0.0, vmax=1.0, extent=extent, origin="lower", aspect="auto", interpolation="bilinear"
    )


def _levels(vertices: list[Any], axes: Any) -> None:
    from matplotlib.collections import LineCollection

    axes.add_collection(LineCollection(vertices, colors="#333333", linewidths=0.7, zorder=2.0), autolim=False)


def _region(mark: RegionMark, size: tuple[float, float], figure: Figure) -> Artists:
    from hessview.export.region_painting import rings_path

    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    scale = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0)])
    path, colour = rings_path(mark.rings), TINTS.get(mark.kind, "#00000030")

    def ground(axes: Any) -> None:
        from matplotlib.patches import PathPatch

        axes.add_artist(PathPatch(path, facecolor=colour, alpha=0.25, linewidth=0.0))

    made: Artists = [ground]
    if mark.kind in PATTERNS:
        found = signs_in((mark.rings - (x0, y0)) * scale, size, PATTERNS[mark.kind], Grain(28.0, 3.0))
        for sign, places in zip(PATTERNS[mark.kind].signs, found, strict=True):
            if not len(places):
                continue
            marker = "$N\\uparrow$" if mark.kind == NEWTON_UPHILL else "_" if len(sign) == 1 else "+"
            made.append(partial(_signs, places / scale + (x0, y0), marker))
    return made


def _signs(places: Any, marker: str, axes: Any) -> None:
    axes.plot(*places.T, linestyle="", marker=marker, color="#444444", markersize=4.0, zorder=1.9)


def _area(mark: AreaMark, axes: Any) -> None:
    from matplotlib.patches import PathPatch

    from hessview.export.print_theme import stroke
    from hessview.export.region_painting import rings_path

    colour, path = stroke(mark.role).colour, rings_path(mark.rings)
    look: dict[str, Any] = {"hatch": "\\", "facecolor": "none", "edgecolor": colour} if mark.role is Role.TRUST else {
        "facecolor": colour, "alpha": 0.18
    }  # fmt: skip
    axes.add_artist(PathPatch(path, linewidth=0.0, **look))


def _line(mark: LineMark, order: int, axes: Any, *, cased: bool) -> None:
    from hessview.export.print_theme import stroke

    look = stroke(mark.role)
    width = mark.weight * look.width * _TEXT
    x, y = mark.vertices.T
    if cased:
        axes.plot(x, y, color="white", linewidth=2.0 * width, zorder=3.0 + order)
    axes.plot(x, y, color=look.colour, linewidth=width, linestyle=(0, look.dash or ()), zorder=3.5 + order)
    if mark.label:
        _label(axes, (float(x[-1]), float(y[-1])), mark.label)


def _arrow(mark: ArrowMark, order: int, axes: Any, *, cased: bool) -> None:
    from hessview.export.print_theme import stroke

    look = stroke(mark.role)
    width = look.width * _TEXT
    for colour, wide in ((("white", 2.0 * width),) if cased else ()) + ((look.colour, width),):
        arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": wide, "shrinkA": 0.0, "shrinkB": 0.0}
        axes.annotate("", mark.head, mark.tail, arrowprops=arrow, zorder=3.5 + order)
    if mark.label:
        _label(axes, mark.head, mark.label)


def _label(axes: Any, place: tuple[float, float], words: str) -> None:
    plate = {"boxstyle": "round,pad=0.2", "facecolor": "white", "alpha": 0.9, "edgecolor": "none"}
    axes.text(*place, words, fontsize=_TEXT, bbox=plate, clip_on=True, parse_math=False, zorder=450)


def _glyph(kind: str) -> dict[str, Any]:
    from hessview.export.print_theme import GLYPHS

    shape, colour = GLYPHS.get(kind, ("o", "white"))
    return {"marker": shape, "mfc": colour}


def _handle(sample: Any) -> Any:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    from hessview.export.print_theme import stroke

    if isinstance(sample, Role):
        look = stroke(sample)
        return Line2D([], [], color=look.colour, linewidth=look.width * _TEXT, linestyle=(0, look.dash or ()))
    if isinstance(sample, str):
        return Patch(facecolor=TINTS.get(sample, "#cccccc"), edgecolor="#444444")
    return Line2D([], [], linestyle="", **_glyph(sample.kind))


def _panel(desk: Desk) -> list[tuple[float, float, str, dict[str, Any]]]:
    """Return the words and numbers of the panel that follow the probe, with their places on the page."""
    from hessview.explanations import condition, headline, sentence
    from hessview.views.panel_rows import eigenvalue_rows, gradient_rows, summary_rows, trust, value_rows

    panel, window, curvature = desk.window.panel, desk.window, desk.controller.results.curvature
    assert curvature is not None
    names, made = curvature.variables, []
    width, height = float(window.width()), float(window.height())

    def write(widget: QWidget, across: float, down: float, words: str, size: float = 10.0) -> None:
        if not widget.visibleRegion().contains(QPoint(0, int(down))):
            return  # scrolled out of sight
        corner = widget.mapTo(window, widget.rect().topLeft())
        style = {"fontsize": size, "va": "center", "parse_math": words.startswith("$")}
        made.append(((corner.x() + across) / width, 1.0 - (corner.y() + down) / height, words, style))

    write(panel.badge, 50.0, 22.0, headline(curvature), 14.0)
    for part, words in (
        (panel.sentence, sentence(curvature)), (panel.condition, condition(curvature)), (panel.trust, trust(curvature)),
    ):  # fmt: skip
        for k, line in enumerate(_in_lines(words)):
            write(part, 0.0, 10.0 + 16.0 * k, line, _TEXT)
    for field in panel.coordinates.fields:
        write(field, 8.0, 14.0, field.text())
    for block, rows in (
        (panel.value, value_rows(curvature, names)), (panel.gradient, gradient_rows(curvature, names)),
        (panel.eigenvalues, eigenvalue_rows(curvature, names)), (panel.summary, summary_rows(curvature)),
    ):  # fmt: skip
        for k, row in enumerate(rows):
            middle = _ROW * (k + 0.5)
            write(block, 0.0, middle, f"${row.label}$".replace("″", "''").replace("′", "'"))
            write(block, 90.0, middle, row.text)
            if row.note:
                write(block, 220.0, middle, row.note, _TEXT)
    matrix = panel.hessian.numbers
    write(matrix, 0.0, 24.0, "$H =$")
    for i, texts in enumerate(matrix._texts):
        for j, text in enumerate(texts):
            write(matrix, 46.0 + 100.0 * j, 24.0 * (i + 0.5), text)
    return made


def _in_lines(words: str, most: int = 48) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
