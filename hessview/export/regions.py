"""Where the panels of a page go: of all ways to cut it in two, again and again, the one that leaves them largest."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.document.page_plan import PLOTS, Panel
from hessview.export.sheet import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TABLES = (Panel.TABLE, Panel.POINT)
_ROWS = frozenset({Panel.SECTIONS, *PLOTS})
"""Panels that are rows of graphs."""

_SHARES = (0.3, 0.4, 0.5, 0.57, 0.64, 0.71)
"""Of what is cut, the first part's; a part that holds tables alone gets what it wants."""

_MANY, _FEW_SHARES = 6, (0.36, 0.5, 0.64)
"""Of so many panels there are so many ways to cut a page that fewer shares are tried."""

FLATTEST = 1.4
"""Width over height of a map's frame, at most, where it is not alone on its page and its scales are free."""

_SHAPES: Mapping[Panel, tuple[float, float]] = MappingProxyType({
    Panel.CONTOUR: (0.95, FLATTEST), Panel.SURFACE: (1.1, 1.55), Panel.SECTIONS: (0.9, 1.7),
    **dict.fromkeys(PLOTS, (1.1, 2.0)),
})  # fmt: skip
"""Width over height between which a picture, or one of the sections, makes use of its place."""

_WEIGHTS: Mapping[Panel, float] = MappingProxyType({
    Panel.CONTOUR: 1.5, Panel.SURFACE: 0.9, Panel.SECTIONS: 0.6, **dict.fromkeys(PLOTS, 0.7)
})  # fmt: skip
"""How much it counts that a picture is large: the map is what the others explain."""

_LABELS: Mapping[Panel, tuple[float, float]] = MappingProxyType({
    Panel.CONTOUR: (6.0, 4.0), Panel.SURFACE: (0.0, 1.0), Panel.SECTIONS: (2.6, 4.2), **dict.fromkeys(PLOTS, (3.4, 4.2))
})  # fmt: skip
"""What stands around a picture, or around each section, in lines of text: across and up."""

_ENOUGH, _CUT = 1e-6, 30.0
"""What a picture without room counts, and what a table that is cut costs."""

_NOWHERE = -1e3
"""What panels count between which there is no room for a gap."""

_STEP = 0.5
"""Millimetres in which lengths are tried: places of the same size are looked into once."""

_TABLE = (5.0, 3.5)
_LEAST: Mapping[Panel, tuple[float, float]] = MappingProxyType({
    Panel.CONTOUR: (12.0, 9.5), Panel.SURFACE: (8.0, 6.5), Panel.SECTIONS: (7.0, 6.4), Panel.TABLE: _TABLE,
    Panel.POINT: _TABLE, **dict.fromkeys(PLOTS, (9.0, 7.0)),
})  # fmt: skip
"""In lines of text, the least width and height of a panel on a page that has several; of sections and plots of each."""

_READ, _FLAT = 4.4, 6.0
"""In lines of text, how high the frame of a graph is at least that is read easily; and what it costs if it is flat."""

_MAP = (15.0, 12.0)
"""Of the map that is read easily; of other panels it is more of their least."""

_EASY = 1.6
"""Times the least size of a panel: what it has unless that takes too small a text."""

_GRAPH_RATIO = 1.35
"""Width over height of a graph with its labels."""


@dataclass(frozen=True)
class _Wishes:
    """What the panels want: tables their size, the others as much as there is.

    Attributes
    ----------
    tables
        Width and height of each table.
    graphs
        Of panels that are rows of graphs, how many these are.
    gap
        Between panels, and the height of a line of text.
    ratio
        Width over height of the contour map's frame; 0 where it may have any.
    shares
        Of what is cut, those of the first part that are tried.
    legends
        Of pictures that have a legend below them, how high it is.
    """

    tables: tuple[tuple[Panel, float, float], ...]
    graphs: tuple[tuple[Panel, int], ...]
    gap: float
    ratio: float
    shares: tuple[float, ...] = _SHARES
    legends: tuple[tuple[Panel, float], ...] = ()

    def size(self, panel: Panel) -> tuple[float, float]:
        """Return what a table wants."""
        return self._sizes[panel]

    def legend(self, panel: Panel) -> float:
        """Return how high the legend below a picture is."""
        return self._heights.get(panel, 0.0)

    def count(self, panel: Panel) -> int:
        """Return how many graphs a row is."""
        return self._counts.get(panel, 1)

    @cached_property
    def _sizes(self) -> dict[Panel, tuple[float, float]]:
        return {panel: (width, height) for panel, width, height in self.tables}

    @cached_property
    def _heights(self) -> dict[Panel, float]:
        return dict(self.legends)

    @cached_property
    def _counts(self) -> dict[Panel, int]:
        return dict(self.graphs)


def regions(  # noqa: PLR0917 - as they are said: what, where, how large
    panels: Sequence[Panel], area: Frame, tables: Mapping[Panel, tuple[float, float]], graphs: Mapping[Panel, int],
    gap: float, ratio: float = 0.0, legends: Mapping[Panel, float] | None = None,
) -> dict[Panel, Frame]:
    """Return where each panel goes.

    Parameters
    ----------
    area
        What there is of the page, in millimetres.
    tables
        How wide and how high the tables would like to be.
    graphs
        Of panels that are rows of graphs, how many these are.
    gap
        Between panels, and the height of a line of text, in millimetres.
    ratio
        Width over height of the contour map's frame; 0: any.
    legends
        How high the legends below the pictures are that have one.
    """
    wishes = _Wishes(
        tuple((panel, *tables[panel]) for panel in _TABLES if panel in panels), tuple(graphs.items()), gap, ratio,
        _SHARES if len(panels) < _MANY else _FEW_SHARES, tuple((legends or {}).items()),
    )
    return {
        panel: Frame(area.left + left, area.bottom + bottom, width, height)
        for panel, left, bottom, width, height in _placed(tuple(panels), area.width, area.height, wishes)
    }


def has_room(panel: Panel, region: Frame, line: float, graphs: int) -> bool:
    """Whether a panel can be read in its place beside others: a picture has some lines of text beside its labels."""
    return _lack(panel, region.width, region.height, line, graphs) <= 0.0


def is_easy(
    places: Mapping[Panel, Frame], line: float, graphs: Mapping[Panel, int], legends: Mapping[Panel, float]
) -> bool:
    """Whether all panels of a page are easily read beside their legends, the map most of all."""
    sizes = {
        panel: (region.width, region.height - legends.get(panel, 0.0)) for panel, region in places.items()
    }  # fmt: skip
    if Panel.CONTOUR in sizes:
        width, height = sizes[Panel.CONTOUR]
        if width < _MAP[0] * line or height < _MAP[1] * line:
            return False
    if any(flatness(panel, *sizes[panel], line, count) for panel, count in graphs.items() if panel in sizes):
        return False
    pictures = {panel: size for panel, size in sizes.items() if panel not in graphs}
    return not any(_lack(panel, *size, _EASY * line, 1) for panel, size in pictures.items())


def flatness(panel: Panel, width: float, height: float, line: float, graphs: int) -> float:
    """Return by which share the frames of a row of graphs are lower than is easily read; 0 where they are not."""
    columns = columns_of(graphs, width, height, line)
    rows = math.ceil(graphs / columns)
    frame = (height - line * (rows - 1)) / rows - _LABELS[panel][1] * line
    return min(max(1.0 - frame / (_READ * line), 0.0), 1.0)


def columns_of(graphs: int, width: float, height: float, gap: float) -> int:
    """Return in how many columns graphs stand side by side that are as large as they can be."""
    if graphs == 1:
        return 1
    return max(range(1, graphs + 1), key=lambda columns: _scale(width, height, graphs, columns, gap))


def _orders(panels: Sequence[Panel]) -> Iterator[tuple[Panel, ...]]:
    """Yield the panels with pictures and tables each in their order, the usual order of all first.

    The first panel, in the upper left corner, is a picture if there is one.
    """
    usual = tuple(panel for panel in Panel if panel in panels)
    groups = [tuple(panel for panel in usual if (panel in _TABLES) == is_table) for is_table in (False, True)]
    yield usual
    for places in itertools.combinations(range(len(usual)), len(groups[1])):
        rest = [iter(group) for group in groups]
        order = tuple(next(rest[k in places]) for k in range(len(usual)))
        if order != usual and order[0] is usual[0]:
            yield order


_Place = tuple["Panel", float, float, float, float]
"""A panel with left, bottom, width and height of its place."""

_Found = tuple[float, tuple[_Place, ...]]


@lru_cache(maxsize=256)
def _placed(panels: tuple[Panel, ...], width: float, height: float, wishes: _Wishes) -> tuple[_Place, ...]:
    """Return the best places; a page that is seen first and then written, or in two formats, is laid out once."""
    search = _Search(wishes)
    return max((search.best(order, width, height) for order in _orders(panels)), key=lambda found: found[0])[1]


class _Search:
    """Looks for the best way to put panels into an area, and remembers what it has found for areas of a size."""

    def __init__(self, wishes: _Wishes) -> None:
        self._wishes = wishes
        self._found: dict[tuple[tuple[Panel, ...], float, float], _Found] = {}
        self._wanted: dict[tuple[tuple[Panel, ...], int], float] = {}
        self._lengths: dict[tuple[float, float, float], tuple[float, ...]] = {}

    def best(self, panels: tuple[Panel, ...], width: float, height: float) -> _Found:
        """Return how good the best way is, the sum of what the panels count, and the places from the lower left."""
        key = panels, round(width, 3), round(height, 3)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._searched(panels, width, height)
        return found

    def _searched(self, panels: tuple[Panel, ...], width: float, height: float) -> _Found:
        if len(panels) == 1:
            return _worth(panels[0], width, height, self._wishes), ((panels[0], 0.0, 0.0, width, height),)
        most = -math.inf
        best: tuple[_Found, _Found, float, float] | None = None
        for k in range(1, len(panels)):
            first, second = panels[:k], panels[k:]
            for is_below, length, rest in self._cuts(first, second, width, height):
                if is_below:
                    a, b = self.best(first, width, length), self.best(second, width, rest)
                else:
                    a, b = self.best(first, length, height), self.best(second, rest, height)
                if a[0] + b[0] > most:
                    most = a[0] + b[0]
                    best = (a, b, 0.0, height - length) if is_below else (a, b, width - rest, 0.0)
        if best is None:
            return _NOWHERE, tuple((panel, 0.0, 0.0, 0.0, 0.0) for panel in panels)
        a, b, right, up = best
        above = tuple((panel, left, bottom + up, across, high) for panel, left, bottom, across, high in a[1])
        return most, above + tuple((panel, left + right, low, across, high) for panel, left, low, across, high in b[1])

    def _cuts(
        self, first: tuple[Panel, ...], second: tuple[Panel, ...], width: float, height: float
    ) -> Iterator[tuple[bool, float, float]]:
        """Yield ways to cut an area for two groups of panels: one below the other, then side by side."""
        gap = self._wishes.gap
        for is_below, room in ((True, height - gap), (False, width - 2.0 * gap)):
            wanted = self._want(first, int(is_below)), self._want(second, int(is_below))
            key = (*wanted, room)
            lengths = self._lengths.get(key)
            if lengths is None:
                lengths = self._lengths[key] = tuple(_lengths(*wanted, room, self._wishes.shares))
            for length in lengths:
                yield is_below, length, room - length

    def _want(self, panels: tuple[Panel, ...], axis: int) -> float:
        key = panels, axis
        if key not in self._wanted:
            self._wanted[key] = _wanted(panels, self._wishes, axis)
        return self._wanted[key]


def _lengths(first: float, second: float, room: float, shares: tuple[float, ...]) -> Iterator[float]:
    """Yield how long the first of two groups can be: tables are as long as they want to be, if there is room."""
    if room <= 2.0 * _STEP:
        return
    if first and second:
        yield room * first / (first + second)
    elif first:
        yield min(first, 0.85 * room)
    elif second:
        yield room - min(second, 0.85 * room)
    else:
        yield from (max(round(share * room / _STEP), 1) * _STEP for share in shares)


def _wanted(panels: tuple[Panel, ...], wishes: _Wishes, axis: int) -> float:
    """Return how wide (axis 0) or high (1) tables want to be, one below the other; 0 where there is a picture."""
    if any(panel not in _TABLES for panel in panels):
        return 0.0
    sizes = [wishes.size(panel)[axis] for panel in panels]
    wanted = max(sizes) if axis == 0 else sum(sizes) + wishes.gap * (len(sizes) - 1)
    return math.ceil(wanted / _STEP) * _STEP


def _worth(panel: Panel, width: float, height: float, wishes: _Wishes) -> float:
    """Return the logarithm of how much of its place a picture makes use of; of a table how much of it is cut, times.

    What cannot be read in its place costs as much as what is cut.
    """
    count = wishes.count(panel)
    lack = _CUT * _lack(panel, width, height, wishes.gap, count)
    if panel in _TABLES:
        wanted = wishes.size(panel)
        cut = sum(max(1.0 - has / wants, 0.0) for has, wants in zip((width, height), wanted, strict=True))
        return -lack - (_CUT * cut if cut > 1e-9 else 0.0)
    if panel not in _ROWS:
        return _WEIGHTS[panel] * math.log(_used(panel, width, height, wishes)) - lack
    lack += _FLAT * flatness(panel, width, height, wishes.gap, count)
    cells = ((math.ceil(count / columns), columns) for columns in range(1, count + 1))
    return _WEIGHTS[panel] * math.log(max(
        count * _used(
            panel, (width - wishes.gap * (columns - 1)) / columns, (height - wishes.gap * (rows - 1)) / rows, wishes
        )
        for rows, columns in cells
    )) - lack  # fmt: skip


def _lack(panel: Panel, width: float, height: float, line: float, graphs: int) -> float:
    """Return which shares of the least width and height a panel lacks; 0 where it has room."""
    wide, high = _LEAST[panel]
    wide, high = wide * line, high * line
    if panel in _TABLES:
        wide, high = 0.6 * wide, 0.6 * high
    elif panel in _ROWS and graphs > 1:
        columns = columns_of(graphs, width, height, line)
        rows = math.ceil(graphs / columns)
        width, height = (width - line * (columns - 1)) / columns, (height - line * (rows - 1)) / rows
    return max(1.0 - width / wide, 0.0) + max(1.0 - height / high, 0.0)


def _scale(width: float, height: float, count: int, columns: int, gap: float) -> float:
    """Return how high a graph of the usual shape can be in one of as many cells."""
    rows = math.ceil(count / columns)
    return min((width - gap * (columns - 1)) / columns / _GRAPH_RATIO, (height - gap * (rows - 1)) / rows)


def _used(panel: Panel, width: float, height: float, wishes: _Wishes) -> float:
    """Return the area of a picture of a good shape inside its labels."""
    across, up = _LABELS[panel]
    width, height = width - across * wishes.gap, height - up * wishes.gap - wishes.legend(panel)
    if min(width, height) <= wishes.gap:
        return _ENOUGH * max(1.0 + min(width, height), 1e-3) if min(width, height) > 0.0 else _ENOUGH * 1e-3
    low, high = (wishes.ratio, wishes.ratio) if panel is Panel.CONTOUR and wishes.ratio else _SHAPES[panel]
    return min(width, high * height) * min(height, width / low)
