"""A number in little room: with as many digits as it can have there, or with an ellipsis, but never cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from hessview.views.number_text import coordinate_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QFontMetricsF


def fitted_coordinate(value: float, metrics: QFontMetricsF, room: float) -> str:
    """Return a coordinate to look at, no wider than `room` pixels."""
    whole = coordinate_text(value)
    if metrics.horizontalAdvance(whole) <= room:
        return whole
    fewer = (number_text(value, 0.0, digits) for digits in range(5, 1, -1))
    return _fitted((whole, *fewer), metrics, room)


def fitted_number(value: float, error: float, digits: int, metrics: QFontMetricsF, room: float) -> str:
    """Return what `number_text` says with `digits` or fewer, no wider than `room` pixels."""
    return _fitted((number_text(value, error, fewer) for fewer in range(digits, 0, -1)), metrics, room)


def _fitted(texts: Iterable[str], metrics: QFontMetricsF, room: float) -> str:
    """Return the first text that fits; if none does, the first one's beginning with an ellipsis."""
    first = ""
    for text in texts:
        if metrics.horizontalAdvance(text) <= room:
            return text
        first = first or text
    return metrics.elidedText(first, Qt.TextElideMode.ElideRight, room)
