"""Marks that stay, turned into what Qt paints when they are painted: what is replaced before that costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainterPath

from hessview.analysis.fields.sampling import is_restless
from hessview.document.state import Box
from hessview.figure import colour_maps
from hessview.figure.marks import FieldMark, LevelMark, LineMark, RegionMark
from hessview.views.from_arrays import path_of, pieces_of
from hessview.views.mark_items import field_extent, field_image

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QPolygonF

    from hessview.views.theme import Theme

_FARTHEST = 1e307
"""Places farther out cannot be scaled into a box without overflow."""


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
    def undefined(self) -> tuple[Box, QPainterPath] | None:
        """Where it is known not to be, in the unit square that stands for a box."""
        return None if self.mark.undefined is None else _path_in_box(self.mark.undefined)


@dataclass(frozen=True, eq=False)
class MadePath:
    """A line, and the path that it is turned into, in the unit square that stands for a box."""

    mark: LevelMark | LineMark | RegionMark

    @cached_property
    def _placed(self) -> tuple[Box, QPainterPath]:
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
    places = v[(np.abs(v) < _FARTHEST).all(axis=1)]
    if not len(places):
        return Box(0.0, 1.0, 0.0, 1.0), QPainterPath()
    (x0, y0), (x1, y1) = places.min(axis=0), places.max(axis=0)
    # A line along an axis has a box without area; any other extent serves as well.
    box = Box(float(x0), float(_beyond(x0, x1)), float(y0), float(_beyond(y0, y1)))
    near = np.where(np.abs(v) < _FARTHEST, v, np.nan)
    return box, path_of((near[:, 0] - box.x0) / box.width, (near[:, 1] - box.y0) / box.height)


def _beyond(low: float, high: float) -> float:
    """Return an end of the range that makes its width a number other than 0, whatever the spacing of numbers there."""
    return high if high > low else low + max(1.0, 1e-6 * abs(low))
