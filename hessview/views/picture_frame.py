"""Where the picture is: the box of coordinates that is shown, its rectangle of pixels, and the ticks along it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from hessview.document.state import Box
from hessview.figure.power_ticks import power_ticks
from hessview.figure.words import number
from hessview.language.decimals import MINUS, SUPERSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Sequence



_ROOM_ACROSS, _ROOM_DOWN = 64.0, 48.0
"""Pixels from one tick to the next at least."""

_FINER = 8
_LEAST_SPAN, _MOST_SPAN = 1e-300, 1e308


@dataclass(frozen=True)
class PictureFrame:
    """The map between coordinates and pixels.

    Kept in double precision and applied before Qt sees a number, so that boxes of any size and anywhere can be shown.

    Attributes
    ----------
    box
        The coordinates that are shown.
    left, top, width, height
        The rectangle of pixels they fill; the y axis points up.
    """

    box: Box
    left: float
    top: float
    width: float
    height: float

    @property
    def rect(self) -> QRectF:
        """The rectangle of pixels."""
        return QRectF(self.left, self.top, self.width, self.height)

    @property
    def pixel_size(self) -> tuple[float, float]:
        """How much of x and of y one pixel is."""
        box = self.box
        return (box.x1 / self.width - box.x0 / self.width, box.y1 / self.height - box.y0 / self.height)

    @property
    def x_ticks(self) -> Ticks:
        """Ticks below the picture, as many as have room."""
        return ticks(self.box.x0, self.box.x1, min(max(2, int(self.width / _ROOM_ACROSS)), 10))

    @property
    def y_ticks(self) -> Ticks:
        """Ticks at its left, as many as have room."""
        return ticks(self.box.y0, self.box.y1, min(max(2, int(self.height / _ROOM_DOWN)), 8))

    def to_pixels(self, x: float, y: float) -> QPointF:
        """Pixel of a point, clamped to where Qt can still draw."""
        px, py = self.pixel_size
        across = self.left + (x - self.box.x0) / px
        down = self.top + self.height - (y - self.box.y0) / py
        return QPointF(_clamped(across), _clamped(down))

    def to_point(self, across: float, down: float) -> tuple[float, float]:
        """Coordinates of a pixel."""
        px, py = self.pixel_size
        return (self.box.x0 + (across - self.left) * px, self.box.y0 + (self.top + self.height - down) * py)

    def transform_of(self, box: Box) -> QTransform:
        """Map of the unit square, standing for `box` with y up, to pixels."""
        a, b = self.to_pixels(box.x0, box.y0), self.to_pixels(box.x1, box.y1)
        return QTransform(b.x() - a.x(), 0.0, 0.0, b.y() - a.y(), a.x(), a.y())


def _clamped(pixel: float) -> float:
    return -1e7 if math.isnan(pixel) else min(max(pixel, -1e7), 1e7)


def equal_aspect_rect(box: Box, room: QRectF) -> QRectF:
    """The largest rectangle in the middle of `room` on which a unit of x is as long as a unit of y."""
    # A ratio that no double holds makes the same strip as one that no screen shows.
    ratio = min(max((box.x1 / 2 - box.x0 / 2) / (box.y1 / 2 - box.y0 / 2), 1e-9), 1e9)
    width = min(room.width(), room.height() * ratio)
    height = min(room.height(), room.width() / ratio)
    width, height = max(round(width), 16.0), max(round(height), 16.0)
    return QRectF(
        round(room.left() + (room.width() - width) / 2), round(room.top() + (room.height() - height) / 2), width, height
    )


def box_of_shape(box: Box, width: float, height: float) -> Box:
    """The smallest box around `box`, about its middle, that has equal units on `width` by `height` pixels."""
    unit = max((box.x1 - box.x0) / width, (box.y1 - box.y0) / height)
    x, y = box.x0 / 2 + box.x1 / 2, box.y0 / 2 + box.y1 / 2
    return Box(x - unit * width / 2, x + unit * width / 2, y - unit * height / 2, y + unit * height / 2)


@dataclass(frozen=True)
class Ticks:
    """Ticks of one axis: their places, their labels, and what the labels leave out ("×10⁶", "+1.25")."""

    values: tuple[float, ...]
    labels: tuple[str, ...]
    remainder: str = ""


@lru_cache(maxsize=64)
def ticks(low: float, high: float, count: int) -> Ticks:
    """Places for about `count` ticks at multiples of 1, 2 or 5 times a power of ten, with the shortest labels.

    Parameters
    ----------
    low, high
        The ends of the axis, finite, low < high.
    count
        How many ticks there is room for, at least 1.
    """
    # The whole range of numbers is no number, and the half of the least one is 0.
    span = min(max((high / 2 - low / 2) * 2, _LEAST_SPAN), _MOST_SPAN)
    # A short axis may lie between two round numbers: then it takes finer ones.
    for more in range(_FINER):
        step = nice_step(span, count + more)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last >= first:
            break
    places = tuple(k * step for k in range(first, last + 1)) if last - first < 1000 else ()
    if not places:
        return Ticks((), ())
    size = max(abs(places[0]), abs(places[-1]))
    offset = 0.0
    if size >= 1e6 * step:
        # Far from zero the leading digits are the same on every tick: say them once, as roundly as the ticks allow.
        unit = 10.0 ** math.ceil(math.log10(step * len(places)) + 1)
        above = math.ceil(places[0] / unit) * unit
        offset = above if above <= places[-1] else math.floor(places[0] / unit) * unit
        size = max(abs(p - offset) for p in places)
    exponent = math.floor(math.log10(size)) if size > 0 else 0
    exponent = exponent if exponent >= 6 or exponent <= -4 else 0
    decimals = max(0, exponent - math.floor(math.log10(step) + 1e-9)) if size > 0 else 0
    labels = tuple(_shortest((p - offset) / 10.0**exponent, decimals) for p in places)
    remainder = f"×10{str(exponent).translate(SUPERSCRIPTS)}" if exponent else ""
    if offset:
        remainder = f"{remainder} {'+' if offset > 0 else MINUS} {number(abs(offset), 12)}".strip()
    return Ticks(places, labels, remainder)


def powers_of_ten(low: float, high: float, count: int) -> Ticks:
    """Places for at most `count` ticks at powers of ten: of an axis whose coordinates are the exponents.

    Where less than two whole powers lie between its ends, the numbers between them are ticks, too.
    """
    return Ticks(*power_ticks(low, high, count))


def nice_step(span: float, count: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that divides `span` into at most `count` parts."""
    rough = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next((m * power for m in (1.0, 2.0, 5.0) if m * power >= rough * (1 - 1e-9)), 10.0 * power)


def _shortest(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", MINUS)


def without_collisions(centres: Sequence[float], widths: Sequence[float], gap: float) -> list[int]:
    """Indices of the labels, in order, that can be written without touching the one before."""
    kept: list[int] = []
    end = -math.inf
    for index, (centre, width) in enumerate(zip(centres, widths, strict=True)):
        if centre - width / 2 >= end + gap:
            kept.append(index)
            end = centre + width / 2
    return kept
