"""Where picture and colour bar stand in a view, with room for the numbers around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize

from hessview.figure import colour_bar
from hessview.figure.marks import FieldMark, LevelMark
from hessview.views import colour_bar_item
from hessview.views.axes_item import label_room
from hessview.views.mark_items import same_mark
from hessview.views.picture_frame import PictureFrame

if TYPE_CHECKING:
    from hessview.document.state import Box
    from hessview.figure.marks import Figure
    from hessview.views.colour_bar_item import Places

_LEFT, _TOP, _BOTTOM, _RIGHT = 36.0, 32.0, 56.0, 24.0
_BAR_GAP = 16.0


def room(figure: Figure | None, box: Box, size: QSize) -> QRectF:
    """Return the rectangle that is left for the picture of `box` in a viewport."""
    height = max(size.height() - _TOP - _BOTTOM, 32.0)
    left = _LEFT + label_room(PictureFrame(box, 0.0, 0.0, height, height))
    right = _RIGHT
    if figure is not None and bar_mark(figure) is not None:
        right = _BAR_GAP + colour_bar_item.WIDTH + colour_bar_item.label_room(bar_places(figure, height))
    return QRectF(left, _TOP, max(size.width() - left - right, 32.0), height)


def bar_strip(picture: QRectF) -> QRectF:
    """Return where the colour bar stands beside a picture."""
    return QRectF(picture.right() + _BAR_GAP, picture.top(), colour_bar_item.WIDTH, picture.height())


def bar_places(figure: Figure, height: float) -> Places:
    """Return the numbers at a colour bar of so many pixels."""
    return colour_bar.ticks(figure, max(2, int(height / colour_bar_item.APART)))


def bar_mark(figure: Figure) -> FieldMark | None:
    """Return the field whose colours the bar shows; None without a bar."""
    return None if figure.colour_bar is None else colour_bar.field_of(figure)


def same_bar(old: Figure, new: Figure) -> bool:
    """Whether the colour bars of two figures look the same."""
    before, after = bar_mark(old), bar_mark(new)
    same = before is after or (before is not None and after is not None and same_mark(before, after))
    return same and old.colour_bar == new.colour_bar and _levels(old) == _levels(new)


def _levels(figure: Figure) -> list[float]:
    return [mark.level for mark in figure.marks if isinstance(mark, LevelMark)]
