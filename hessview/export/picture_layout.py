"""A picture in its part of a page: frame, ticks, labels and colour bar, measured with the text they hold."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import AutoMinorLocator, MaxNLocator, NullLocator, ScalarFormatter

from hessview.document.page_plan import MM_PER_INCH
from hessview.export.key_painting import settle, write_key
from hessview.export.lettering import Paper
from hessview.export.painting import paint
from hessview.export.plot_axes import set_power_ticks
from hessview.export.print_theme import INK, LEVEL, POINTS_PER_MM
from hessview.export.region_painting import paint_legend, write_legend
from hessview.export.sheet import Frame, Sheet
from hessview.figure import colour_maps
from hessview.figure.colour_bar import field_of, ticks
from hessview.figure.marks import LevelMark
from hessview.language.decimals import MINUS, SUPERSCRIPTS
from hessview.language.layout import name_box
from hessview.language.markup import latex

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes as MatplotlibAxes

    from hessview.figure.marks import FieldMark, Figure

_EXPONENT = re.compile(r"e\+?([−\d]+)")
_BAR_ROOM, _BAR_INSET = 3.5, 0.08
"""About how many lines of text the colour bar beside a surface takes, and how much of the height is left free."""

_KEY_SHARE = 0.75
"""Of the region's width, for the key of the critical points above the picture."""


def paint_picture(
    sheet: Sheet, region: Frame, figure: Figure, *, legend: bool = True, flattest: float = math.inf,
    in_words: bool = False, is_enough: Callable[[Frame], bool] | None = None,
) -> Frame:  # fmt: skip
    """Paint `figure` with all that stands around it into a region of the page; return where its frame is.

    Parameters
    ----------
    legend
        Whether it is written what regions and the like are.
    flattest
        Width over height of the frame at most, where its scales are free.
    in_words
        Whether the axes are named in words, not by variables.
    is_enough
        Whether it is enough to know where the frame is: then what stands in it is not painted.
    """
    size, line, pad = sheet.size, sheet.line, sheet.pad
    region, is_said = write_legend(sheet, region, figure) if legend else (region, True)
    axes = sheet.page.add_axes((0.2, 0.3, 0.5, 0.5))
    _prepare(axes, figure, size, in_words=in_words)
    field = field_of(figure) if figure.colour_bar else None
    bar = sheet.page.add_axes((0.8, 0.3, 0.02, 0.5)) if field is not None else None
    if bar is not None and field is not None:
        _paint_bar(bar, figure, field, size)
    # The labels' widths depend on the frame's size and the other way round: three frames settle them.
    key = write_key(axes, figure, _KEY_SHARE * region.width * POINTS_PER_MM, size)
    room = Frame(
        region.left + 2.2 * line, region.bottom + 2.2 * line,
        max(region.width - 6.0 * line, 0.2 * region.width), max(region.height - 4.0 * line, 0.2 * region.height),
    )  # fmt: skip
    written: list[tuple[float, str]] | None = None
    for is_last in (False, False, True):
        frame = _of_aspect(room, figure, flattest)
        sheet.place(axes, frame)
        _set_ticks(axes, figure, frame, size)
        if key is not None:
            settle(key, axes, frame.width * POINTS_PER_MM, size)
        if bar is not None:
            sheet.place(bar, Frame(frame.left + frame.width + pad, frame.bottom, 0.42 * line, frame.height))
            if (chosen := _bar_ticks(figure, frame.height, size)) != written:
                _set_bar_ticks(bar, chosen)
                written = chosen
        if not is_last:
            room = _room(axes, bar, sheet, region)
    if is_enough is not None and is_enough(frame):
        return frame
    paper = Paper(
        frame.width * POINTS_PER_MM, frame.height * POINTS_PER_MM, figure.axes.x_range, figure.axes.y_range, size
    )
    paint(axes, figure, paper)
    if not is_said:
        paint_legend(axes, figure, paper)
    axes.set_xlim(*figure.axes.x_range)
    axes.set_ylim(*figure.axes.y_range)
    return frame


class PlainFormatter(ScalarFormatter):
    """Tick labels as plain text, which can be searched, with what they have in common as ``·10⁻⁶ + 10⁶``."""

    def __init__(self) -> None:
        super().__init__(useMathText=False)
        self.set_powerlimits((-4, 5))

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return a label without the zeros that one axis needs and the other does not: −2, −1.5, −1."""
        text = str(super().__call__(x, pos))
        return text.rstrip("0").rstrip(".") if "." in text else text

    def get_offset(self) -> str:
        """Return what the labels leave out."""
        text = super().get_offset().replace("-", MINUS)
        return _EXPONENT.sub(lambda match: f"·10{match[1].translate(SUPERSCRIPTS)}", text).replace("1·10", "10")


def name_in_mathtext(name: str) -> str:
    """Return a variable's name, or f(x), as mathtext; words with spaces as they are."""
    if " " in name:
        return name.replace("$", r"\$")
    if name.endswith(")") and "(" in name:
        head, _, argument = name[:-1].partition("(")
        return f"${_math(head)}({_math(argument)})$"
    return f"${_math(name)}$"


def _math(name: str) -> str:
    return latex(name_box(name), mathtext=True)


def _prepare(axes: MatplotlibAxes, figure: Figure, size: float, *, in_words: bool) -> None:
    axes.set_xlim(*figure.axes.x_range)
    axes.set_ylim(*figure.axes.y_range)
    label = figure.axes.x_label
    scale = 0.95 if " " in label or in_words else 1.12
    axes.set_xlabel(
        label if in_words else name_in_mathtext(label), fontsize=scale * size, color=INK, labelpad=0.15 * size
    )  # fmt: skip
    if not label:
        axes.xaxis.set_visible(False)
    upright = len(figure.axes.y_label) <= 2
    # A plot's title says what goes up.
    axes.set_ylabel(
        "" if in_words else name_in_mathtext(figure.axes.y_label), fontsize=1.12 * size, color=INK, labelpad=0.3 * size,
        rotation=0 if upright else 90, ha="right" if upright else "center", va="center" if upright else "bottom",
    )  # fmt: skip
    if figure.axes.is_bare:
        axes.set_axis_off()
    for spine in axes.spines.values():
        spine.set(linewidth=0.075 * size, color=INK, zorder=900)
    axes.tick_params(
        which="both", direction="out", labelsize=0.92 * size, color=INK, labelcolor=INK,
        width=0.07 * size, length=0.38 * size, pad=0.3 * size,
    )  # fmt: skip
    axes.tick_params(which="minor", width=0.05 * size, length=0.2 * size)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PlainFormatter())
        axis.get_offset_text().set(size=0.85 * size, color=INK)


def _set_ticks(axes: MatplotlibAxes, figure: Figure, frame: Frame, size: float) -> None:
    em, shown = size / POINTS_PER_MM, figure.axes
    for axis, length, room, ends, is_log in (
        (axes.xaxis, frame.width, 4.4 * em, shown.x_range, shown.is_log_across),
        (axes.yaxis, frame.height, 2.9 * em, shown.y_range, shown.is_log),
    ):
        most = int(min(max(length / room, 2), 9))
        if is_log:
            set_power_ticks(axis, ends, int(min(max(1.5 * length / room, 2), 9)))
            continue
        axis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 5, 10]))
        axis.set_minor_locator(AutoMinorLocator())


def paint_bar_beside(sheet: Sheet, region: Frame, figure: Figure) -> Frame:
    """Paint the colour bar of a picture at the right of a region of the page; return what is left of it."""
    field = field_of(figure) if figure.colour_bar else None
    if field is None:
        return region
    line, inset = sheet.line, _BAR_INSET * region.height
    bar = sheet.page.add_axes((0.8, 0.3, 0.02, 0.5))
    frame = Frame(
        region.left + region.width - _BAR_ROOM * line, region.bottom + inset, 0.42 * line,
        max(region.height - 2.0 * inset - 1.3 * line, line),
    )  # fmt: skip
    sheet.place(bar, frame)
    _paint_bar(bar, figure, field, sheet.size)
    _set_bar_ticks(bar, _bar_ticks(figure, frame.height, sheet.size))
    words = bar.get_tightbbox(sheet.renderer)
    if words is not None:
        # The numbers at the bar end where the region does.
        beyond = words.x1 * MM_PER_INCH / sheet.renderer.dpi - region.left - region.width
        frame = Frame(frame.left - beyond, frame.bottom, frame.width, frame.height)
        sheet.place(bar, frame)
    return Frame(region.left, region.bottom, max(frame.left - region.left - line, 0.5 * region.width), region.height)


def _paint_bar(bar: MatplotlibAxes, figure: Figure, field: FieldMark, size: float) -> None:
    """Paint the colours from low to high, with the iso-lines upon them."""
    strip = colour_maps.table(field.colour_map, "print")[:, np.newaxis, :]
    bar.imshow(strip, extent=(0.0, 1.0, 0.0, 1.0), origin="lower", aspect="auto", interpolation="none")
    for mark in figure.marks:
        if isinstance(mark, LevelMark) and field.is_height:
            place = field.place(mark.level)
            bar.add_line(Line2D([0.0, 1.0], [place, place], color=LEVEL, linewidth=0.05 * size))
    bar.set(xlim=(0.0, 1.0), ylim=(0.0, 1.0))
    bar.xaxis.set_major_locator(NullLocator())
    bar.yaxis.tick_right()
    bar.tick_params(
        labelsize=0.86 * size, color=INK, labelcolor=INK, width=0.06 * size, length=0.3 * size, pad=0.25 * size
    )
    for spine in bar.spines.values():
        spine.set(linewidth=0.06 * size, color=INK)
    bar.set_title(name_in_mathtext(figure.colour_bar or "f"), fontsize=1.05 * size, color=INK, pad=0.45 * size)


def _bar_ticks(figure: Figure, height: float, size: float) -> list[tuple[float, str]]:
    """Return the ticks of a colour bar, as many as have room on `height` millimetres."""
    return ticks(figure, max(2, int(height / (1.9 * size / POINTS_PER_MM))))


def _set_bar_ticks(bar: MatplotlibAxes, chosen: list[tuple[float, str]]) -> None:
    bar.set_yticks([place for place, _ in chosen], labels=[label for _, label in chosen])


def _room(axes: MatplotlibAxes, bar: MatplotlibAxes | None, sheet: Sheet, region: Frame) -> Frame:
    """Return the frame for which everything around it just fits in the region, from what now stands around it."""
    scale = MM_PER_INCH / sheet.renderer.dpi
    box = axes.get_window_extent(sheet.renderer)
    around = [found for part in (axes, bar) if part is not None and (found := part.get_tightbbox(sheet.renderer))]
    left = (box.x0 - min(part.x0 for part in around)) * scale
    below = (box.y0 - min(part.y0 for part in around)) * scale
    right = (max(part.x1 for part in around) - box.x1) * scale
    above = (max(part.y1 for part in around) - box.y1) * scale
    return Frame(
        region.left + left,
        region.bottom + below,
        max(region.width - left - right, 0.2 * region.width),
        max(region.height - below - above, 0.2 * region.height),
    )


def _of_aspect(room: Frame, figure: Figure, flattest: float) -> Frame:
    """Return the largest frame in `room`, in its middle, with equal units if the picture wants them."""
    if not figure.axes.equal_aspect:
        ratio = min(room.width / room.height, flattest)
    else:
        (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
        ratio = (x1 - x0) / (y1 - y0)
    width = min(room.width, room.height * ratio)
    height = min(room.height, width / ratio)
    return Frame(
        room.left + 0.5 * (room.width - width), room.bottom + 0.5 * (room.height - height), width, height
    )
