"""Where the panels of a page go: of all ways to cut it in two, again and again, the one that leaves them largest."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.document.page_plan import Panel
from hessview.export.sheet import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TABLES = (Panel.TABLE, Panel.POINT)
_SHARES = (0.36, 0.5, 0.64)
"""Of what is cut, the first part's; a part that holds tables alone gets what it wants."""

_SHAPES: Mapping[Panel, tuple[float, float]] = MappingProxyType({
    Panel.CONTOUR: (0.95, 1.75), Panel.SURFACE: (1.1, 1.55), Panel.SECTIONS: (0.9, 1.7)
})  # fmt: skip
"""Width over height between which a picture, or one of the sections, makes use of its place."""

_LABELS = {Panel.CONTOUR: (6.0, 4.0), Panel.SURFACE: (0.0, 1.0), Panel.SECTIONS: (2.6, 4.2)}
"""What stands around a picture, or around each section, in lines of text: across and up."""

_ENOUGH, _CUT = 1e-6, 30.0
"""What a picture without room counts, and what a table that is cut costs."""

_NOWHERE = -1e3
"""What panels count between which there is no room for a gap."""


@dataclass(frozen=True)
class _Wishes:
    """What the panels want: tables their size, the others as much as there is.

    Attributes
    ----------
    tables
        Width and height of each table.
    graphs
        How many sections there are.
    gap
        Between panels, and the height of a line of text.
    ratio
        Width over height of the contour map's frame; 0 where it may have any.
    """

    tables: tuple[tuple[Panel, float, float], ...]
    graphs: int
    gap: float
    ratio: float

    def size(self, panel: Panel) -> tuple[float, float]:
        """Return what a table wants."""
        return next((width, height) for name, width, height in self.tables if name is panel)


_Found = tuple[float, tuple[tuple[Panel, Frame], ...]]


def regions(  # noqa: PLR0917 - as they are said: what, where, how large
    panels: Sequence[Panel], area: Frame, tables: Mapping[Panel, tuple[float, float]], graphs: int, gap: float,
    ratio: float = 0.0,
) -> dict[Panel, Frame]:
    """Return where each panel goes.

    Parameters
    ----------
    area
        What there is of the page, in millimetres.
    tables
        How wide and how high the tables would like to be.
    graphs
        How many sections there are.
    gap
        Between panels, in millimetres.
    ratio
        Width over height of the contour map's frame; 0: any.
    """
    wishes = _Wishes(
        tuple((panel, *tables[panel]) for panel in _TABLES if panel in panels), max(graphs, 1), gap, ratio
    )
    best: _Found = max((_best(order, area, wishes) for order in _orders(panels)), key=lambda found: found[0])
    return dict(best[1])


def _orders(panels: Sequence[Panel]) -> Iterator[tuple[Panel, ...]]:
    """Yield the panels with the pictures in their order and the tables anywhere, the usual order first."""
    usual = tuple(panel for panel in Panel if panel in panels)
    pictures = tuple(panel for panel in usual if panel not in _TABLES)
    yield usual
    for order in itertools.permutations(usual):
        kept = tuple(panel for panel in order if panel not in _TABLES)
        if order != usual and kept == pictures:
            yield order


@lru_cache(maxsize=4096)
def _best(panels: tuple[Panel, ...], area: Frame, wishes: _Wishes) -> _Found:
    """Return the best way to put panels into an area, with how good it is: the logarithms of what they make use of."""
    if len(panels) == 1:
        return _worth(panels[0], area, wishes), ((panels[0], area),)
    found: list[_Found] = []
    for k in range(1, len(panels)):
        for first, second in _cuts(panels[:k], panels[k:], area, wishes):
            (a, left), (b, right) = _best(panels[:k], first, wishes), _best(panels[k:], second, wishes)
            found.append((a + b, left + right))
    if not found:
        return _NOWHERE, tuple((panel, Frame(area.left, area.bottom, 0.0, 0.0)) for panel in panels)
    return max(found, key=lambda each: each[0])


def _cuts(
    first: tuple[Panel, ...], second: tuple[Panel, ...], area: Frame, wishes: _Wishes
) -> Iterator[tuple[Frame, Frame]]:
    """Yield ways to cut an area for two groups of panels: one below the other, then side by side."""
    gap = wishes.gap
    for above in _lengths(first, second, area.height - gap, wishes, axis=1):
        below = area.height - gap - above
        yield (
            Frame(area.left, area.bottom + below + gap, area.width, above),
            Frame(area.left, area.bottom, area.width, below),
        )
    between = 2.0 * gap
    for left in _lengths(first, second, area.width - between, wishes, axis=0):
        yield (
            Frame(area.left, area.bottom, left, area.height),
            Frame(area.left + left + between, area.bottom, area.width - between - left, area.height),
        )


def _lengths(
    first: tuple[Panel, ...], second: tuple[Panel, ...], room: float, wishes: _Wishes, *, axis: int
) -> Iterator[float]:
    wanted = [_wanted(group, wishes, axis) for group in (first, second)]
    if room <= 0.0:
        return
    if wanted[0] and wanted[1]:
        yield room * wanted[0] / (wanted[0] + wanted[1])
    elif wanted[0]:
        yield min(wanted[0], 0.85 * room)
    elif wanted[1]:
        yield room - min(wanted[1], 0.85 * room)
    else:
        yield from (share * room for share in _SHARES)


def _wanted(panels: tuple[Panel, ...], wishes: _Wishes, axis: int) -> float:
    """Return how wide (axis 0) or high (1) tables want to be, one below the other; 0 where there is a picture."""
    if any(panel not in _TABLES for panel in panels):
        return 0.0
    sizes = [wishes.size(panel)[axis] for panel in panels]
    return max(sizes) if axis == 0 else sum(sizes) + wishes.gap * (len(sizes) - 1)


def _worth(panel: Panel, area: Frame, wishes: _Wishes) -> float:
    """Return the logarithm of how much of its place a picture makes use of; of a table how much of it is cut, times."""
    if panel in _TABLES:
        wanted = wishes.size(panel)
        cut = sum(max(1.0 - has / wants, 0.0) for has, wants in zip((area.width, area.height), wanted, strict=True))
        return -_CUT * cut if cut > 1e-9 else 0.0
    if panel is not Panel.SECTIONS:
        return math.log(_used(panel, area.width, area.height, wishes))
    cells = (
        (math.ceil(wishes.graphs / columns), columns) for columns in range(1, wishes.graphs + 1)
    )
    return 0.8 * math.log(max(
        wishes.graphs * _used(
            panel, (area.width - wishes.gap * (columns - 1)) / columns,
            (area.height - wishes.gap * (rows - 1)) / rows, wishes,
        )
        for rows, columns in cells
    ))  # fmt: skip


def _used(panel: Panel, width: float, height: float, wishes: _Wishes) -> float:
    """Return the area of a picture of a good shape inside its labels."""
    across, up = _LABELS[panel]
    width, height = width - across * wishes.gap, height - up * wishes.gap
    if min(width, height) <= wishes.gap:
        return _ENOUGH * max(1.0 + min(width, height), 1e-3) if min(width, height) > 0.0 else _ENOUGH * 1e-3
    low, high = (wishes.ratio, wishes.ratio) if panel is Panel.CONTOUR and wishes.ratio else _SHAPES[panel]
    return min(width, high * height) * min(height, width / low)
