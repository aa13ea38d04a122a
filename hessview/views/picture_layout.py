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
_BAR_GAP, _NARROW_GAP = 16.0, 8.0

_NARROW, _NARROWEST = 440, 240
"""Pixels of a view whose colour bar is as narrow as can be, as beside a surface, and of one that needs them all."""

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
        numbers = colour_bar_item.label_room(bar_places(figure, height), is_narrow=size.width() < _NARROW)
        right = _bar_gap(size.width()) + colour_bar_item.WIDTH + numbers
    return QRectF(left, top, max(size.width() - left - right, 32.0), height)


def box_of(axes: Axes) -> Box:
    """Return the box that a picture shows."""
    return Box(*axes.x_range, *axes.y_range)


def bar_strip(picture: QRectF, width: float) -> QRectF:
    """Return where the colour bar stands beside a picture in a view so many pixels wide."""
    return QRectF(picture.right() + _bar_gap(width), picture.top(), colour_bar_item.WIDTH, picture.height())


def _bar_gap(width: float) -> float:
    return _NARROW_GAP if width < _NARROW else _BAR_GAP


def bar_places(figure: Figure, height: float) -> Places:
    """Return the numbers at a colour bar of so many pixels."""
    return colour_bar.ticks(figure, max(2, int(height / colour_bar_item.APART)))


def bar_mark(figure: Figure, width: float) -> FieldMark | None:
    """Return the field whose colours the bar shows in a view so many pixels wide; None without a bar."""
    return None if figure.colour_bar is None or width < _NARROWEST else colour_bar.field_of(figure)


def same_bar(old: Figure, new: Figure) -> bool:
    """Whether the colour bars of two figures look the same."""
    before, after = colour_bar.field_of(old), colour_bar.field_of(new)
    same = before is after or (before is not None and after is not None and same_mark(before, after))
    return same and old.colour_bar == new.colour_bar and _levels(old) == _levels(new)


def _levels(figure: Figure) -> list[float]:
    return [mark.level for mark in figure.marks if isinstance(mark, LevelMark)]
