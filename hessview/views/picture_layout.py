"""Where picture and colour bar stand in a view, with room for the numbers around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize

from hessview.document.state import Box
from hessview.figure import colour_bar
from hessview.figure.marks import FieldMark, LevelMark
from hessview.views import colour_bar_item
from hessview.views.axes_item import label_room
from hessview.views.mark_items import same_mark
from hessview.views.picture_frame import PictureFrame

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from hessview.figure.marks import Axes, Figure
    from hessview.views.colour_bar_item import Places

_LEFT, _TOP, _BOTTOM, _RIGHT = 36.0, 32.0, 56.0, 24.0
_BAR_GAP = 16.0

_NARROW = 440
"""Pixels of a view that has no room for a colour bar, where the surface beside it says what the colours mean."""

_LINE, _HIGH = 14.0, 360
"""Pixels of a line of notes, and of a view that has room for three and four of them."""


def most_lines(view: QWidget) -> int:
    """Return how many lines of notes a view has room for above its picture."""
    return 2 if view.height() < _HIGH else 4


def room(figure: Figure | None, box: Box, size: QSize, lines: int = 1) -> QRectF:
    """Return the rectangle that is left for the picture of `box` in a viewport, below so many lines of notes."""
    top = _TOP + _LINE * (max(lines, 1) - 1)
    height = max(size.height() - top - _BOTTOM, 32.0)
    left = _LEFT + label_room(PictureFrame(box, 0.0, 0.0, height, height))
    right = _RIGHT
    if figure is not None and bar_mark(figure, size.width()) is not None:
        right = _BAR_GAP + colour_bar_item.WIDTH + colour_bar_item.label_room(bar_places(figure, height))
    return QRectF(left, top, max(size.width() - left - right, 32.0), height)


def box_of(axes: Axes) -> Box:
    """Return the box that a picture shows."""
    return Box(*axes.x_range, *axes.y_range)


def bar_strip(picture: QRectF) -> QRectF:
    """Return where the colour bar stands beside a picture."""
    return QRectF(picture.right() + _BAR_GAP, picture.top(), colour_bar_item.WIDTH, picture.height())


def bar_places(figure: Figure, height: float) -> Places:
    """Return the numbers at a colour bar of so many pixels."""
    return colour_bar.ticks(figure, max(2, int(height / colour_bar_item.APART)))


def bar_mark(figure: Figure, width: float) -> FieldMark | None:
    """Return the field whose colours the bar shows in a view so many pixels wide; None without a bar."""
    has_none = figure.colour_bar is None or (figure.is_read_beside and width < _NARROW)
    return None if has_none else colour_bar.field_of(figure)


def same_bar(old: Figure, new: Figure) -> bool:
    """Whether the colour bars of two figures look the same."""
    before, after = colour_bar.field_of(old), colour_bar.field_of(new)
    same = before is after or (before is not None and after is not None and same_mark(before, after))
    return same and _bar(old) == _bar(new) and _levels(old) == _levels(new)


def _bar(figure: Figure) -> tuple[object, ...]:
    return figure.colour_bar, figure.is_read_beside


def _levels(figure: Figure) -> list[float]:
    return [mark.level for mark in figure.marks if isinstance(mark, LevelMark)]
