"""Marks that stay, turned into what Qt paints when they are painted: what is replaced before that costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from hessview.analysis.fields.sampling import is_restless
from hessview.document.state import Box
from hessview.figure import colour_maps
from hessview.figure.marks import FieldMark, LevelMark, LineMark, RegionMark
from hessview.views.from_arrays import path_of, pieces_of
from hessview.views.glyphs import ink_on
from hessview.views.mark_items import field_extent, field_image
from hessview.views.seen_vertices import seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QPainterPath, QPolygonF

    from hessview.views.glyphs import Ink
    from hessview.views.theme import Theme

_FARTHEST = 1e307
"""Places farther out cannot be scaled into a box without overflow."""

_NO_ENTRY = -1
"""Instead of a place in the table of colours, for a value that is none."""


@dataclass(frozen=True, eq=False)
class MadeImage:
    """A field, and the pixels that it is turned into."""

    mark: FieldMark
    theme: Theme

    @cached_property
    def table(self) -> NDArray[np.uint8]:
        """The colours."""
        return colour_maps.table(self.mark.colour_map, self.theme.name)

    @cached_property
    def image(self) -> QImage:
        """The pixels."""
        return field_image(self.mark, self.table)

    @cached_property
    def extent(self) -> Box:
        """The box that they cover."""
        return field_extent(self.mark)

    @cached_property
    def has_gaps(self) -> bool:
        """Whether the field is not defined everywhere."""
        return bool(np.isnan(self.mark.values).any())

    @cached_property
    def _inks(self) -> dict[int, Ink]:
        return {}

    def inks(self, values: Sequence[float]) -> list[Ink]:
        """Return what writes on the colours of values; there are no more of them than colours in the table."""
        places = 255.0 * self.mark.positions(np.asarray(values, dtype=np.float64))
        entries = np.rint(np.where(np.isnan(places), _NO_ENTRY, places)).astype(np.intp).tolist()
        for entry in set(entries) - set(self._inks):
            shown = entry != _NO_ENTRY
            self._inks[entry] = ink_on(QColor(*self.table[entry, :3].tolist()) if shown else self.theme.color("panel"))
        return [self._inks[entry] for entry in entries]

    @cached_property
    def undefined(self) -> tuple[Box, QPainterPath] | None:
        """Where it is known not to be, in the unit square that stands for a box."""
        return None if self.mark.undefined is None else _path_in_box(self.mark.undefined)


class Together:
    """Iso-lines that have come together, in the unit square that stands for the box around all of them.

    A hundred of them one by one take three times as long as all at once.
    """

    def __init__(self, marks: Sequence[LevelMark]) -> None:
        self._vertices: dict[int, NDArray[np.float64]] = {id(mark): mark.vertices for mark in marks}
        self._paths: dict[int, QPainterPath] = {}
        self._box = Box(0.0, 1.0, 0.0, 1.0)

    def placed(self, mark: LevelMark) -> tuple[Box, QPainterPath]:
        """Return the box, and the path of one of them."""
        if self._vertices:
            gap = np.full((1, 2), np.nan)
            self._box, x, y = _in_box(np.concatenate([part for v in self._vertices.values() for part in (v, gap)]))
            wanted = seen(x, y)
            ends = np.cumsum([len(v) + 1 for v in self._vertices.values()])
            x, y = x[wanted], y[wanted]
            ends = np.cumsum(wanted)[ends - 1].tolist()
            starts = [0, *ends[:-1]]
            self._paths = {
                name: path_of(x[start:end], y[start:end])
                for name, start, end in zip(self._vertices, starts, ends, strict=True)
            }
            self._vertices = {}
        return self._box, self._paths[id(mark)]


@dataclass(frozen=True, eq=False)
class MadePath:
    """A line, and the path that it is turned into, in the unit square that stands for a box.

    Attributes
    ----------
    mark
        The line.
    together
        The lines that it has come with, if it is one of many.
    """

    mark: LevelMark | LineMark | RegionMark
    together: Together | None = None

    @cached_property
    def _placed(self) -> tuple[Box, QPainterPath]:
        if self.together is not None and isinstance(self.mark, LevelMark):
            return self.together.placed(self.mark)
        return _path_in_box(self.mark.rings if isinstance(self.mark, RegionMark) else self.mark.vertices)

    @property
    def box(self) -> Box:
        """The box."""
        return self._placed[0]

    @property
    def path(self) -> QPainterPath:
        """The lines."""
        return self._placed[1]

    @cached_property
    def is_restless(self) -> bool:
        """Whether it is a line that goes up and down more often than is seen."""
        return isinstance(self.mark, LineMark) and is_restless(self.mark.vertices)

    @cached_property
    def pieces(self) -> list[QPolygonF]:
        """The lines one by one."""
        return pieces_of(self.path)


def _path_in_box(v: NDArray[np.float64]) -> tuple[Box, QPainterPath]:
    """Return the lines through vertices, shape (k, 2), in the unit square that stands for their box."""
    box, x, y = _in_box(v)
    return box, path_of(x, y)


def _in_box(v: NDArray[np.float64]) -> tuple[Box, NDArray[np.float64], NDArray[np.float64]]:
    """Return the box around vertices, shape (k, 2), and where they are in the unit square that stands for it."""
    x, y = np.ascontiguousarray(v.T)
    near = (np.abs(x) < _FARTHEST) & (np.abs(y) < _FARTHEST)
    if not near.any():
        return Box(0.0, 1.0, 0.0, 1.0), np.full_like(x, np.nan), np.full_like(y, np.nan)
    x[~near] = y[~near] = np.nan
    x0, x1, y0, y1 = (float(end.reduce(along)) for along in (x, y) for end in (np.fmin, np.fmax))
    # A line along an axis has a box without area; any other extent serves as well.
    box = Box(x0, _beyond(x0, x1), y0, _beyond(y0, y1))
    return box, (x - box.x0) / box.width, (y - box.y0) / box.height


def _beyond(low: float, high: float) -> float:
    """Return an end of the range that makes its width a number other than 0, whatever the spacing of numbers there."""
    return high if high > low else low + max(1.0, 1e-6 * abs(low))
