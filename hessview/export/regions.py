"""Where the panels of a page go: pictures large, sections beside or below them, tables at the foot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hessview.document.page_plan import Panel
from hessview.export.sheet import Frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PICTURES = (Panel.CONTOUR, Panel.SURFACE)
_TABLES = (Panel.TABLE, Panel.POINT)
_WIDE = 1.35
"""Width over height from which on two things stand side by side."""

_SECTIONS_SHARE = 0.4
_TABLES_SHARE = 0.5
_NARROW = 30.0
"""Lines of text across, below which three graphs do not stand side by side."""

_BESIDE = 0.62
"""Of the width, up to which tables stand beside the pictures."""


def regions(
    panels: Sequence[Panel], area: Frame, tables: Mapping[Panel, tuple[float, float]], graphs: int, gap: float
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
    """
    placed: dict[Panel, Frame] = {}
    others = [panel for panel in panels if panel not in _TABLES]
    sizes = {panel: tables[panel] for panel in _TABLES if panel in panels}
    if sizes:
        area, placed = _tables(area, sizes, gap, alone=not others)
    pictures = [panel for panel in others if panel in _PICTURES]
    if Panel.SECTIONS in others:
        area, placed[Panel.SECTIONS] = _sections(area, len(pictures), graphs, gap)
    return placed | dict(zip(pictures, _side_by_side(area, len(pictures), gap), strict=True))


def _tables(
    area: Frame, sizes: Mapping[Panel, tuple[float, float]], gap: float, *, alone: bool
) -> tuple[Frame, dict[Panel, Frame]]:
    """Return what is left beside the tables, and their places: in a column at the right, or in a strip at the foot."""
    widest, total = max(width for width, _ in sizes.values()), sum(width for width, _ in sizes.values())
    if alone:
        return area, _stacked(area, sizes, gap)
    if area.width > _WIDE * area.height and widest <= _BESIDE * area.width:
        rest = Frame(area.left, area.bottom, area.width - widest - 2.0 * gap, area.height)
        column = Frame(area.left + area.width - widest, area.bottom, widest, area.height)
        return rest, _stacked(column, sizes, gap)
    abreast = total + 2.0 * gap * (len(sizes) - 1) <= area.width
    heights = [height for _, height in sizes.values()]
    wanted = max(heights) if abreast else sum(heights) + gap * (len(sizes) - 1)
    rest, strip = _split_off_foot(area, min(wanted, _TABLES_SHARE * area.height), gap)
    if not abreast:
        return rest, _stacked(strip, sizes, gap)
    placed, left = {}, strip.left
    for panel, (width, _) in sizes.items():
        placed[panel] = Frame(left, strip.bottom, width, strip.height)
        left += width + 2.0 * gap
    return rest, placed


def _stacked(column: Frame, sizes: Mapping[Panel, tuple[float, float]], gap: float) -> dict[Panel, Frame]:
    """Return places one below the other, each as high as wanted where there is room for all, else in proportion."""
    room = column.height - gap * (len(sizes) - 1)
    scale = min(1.0, room / max(sum(height for _, height in sizes.values()), 1e-9))
    placed, top = {}, column.bottom + column.height
    for panel, (_, height) in sizes.items():
        placed[panel] = Frame(column.left, top - scale * height, column.width, scale * height)
        top -= scale * height + gap
    return placed


def _split_off_foot(area: Frame, height: float, gap: float) -> tuple[Frame, Frame]:
    """Return what is left above, and a strip at the foot."""
    height = min(height, area.height)
    rest = Frame(area.left, area.bottom + height + gap, area.width, max(area.height - height - gap, 0.0))
    return rest, Frame(area.left, area.bottom, area.width, height)


def _sections(area: Frame, pictures: int, graphs: int, gap: float) -> tuple[Frame, Frame]:
    """Return what is left for the pictures, and the place of the sections."""
    if pictures == 0:
        return area, area
    if pictures == 1 and area.width > _WIDE * area.height:
        width = _SECTIONS_SHARE * area.width
        rest = Frame(area.left, area.bottom, area.width - width - gap, area.height)
        return rest, Frame(area.left + area.width - width, area.bottom, width, area.height)
    # A section is a little wider than high; where three abreast would be too small there are two rows.
    columns = min(graphs, 3 if area.width > _NARROW * gap else 2)
    rows = math.ceil(graphs / max(columns, 1))
    height = min((_SECTIONS_SHARE + 0.08 * (rows - 1)) * area.height, 0.85 * rows * area.width / max(columns, 1))
    return _split_off_foot(area, height, gap)


def _side_by_side(area: Frame, count: int, gap: float) -> list[Frame]:
    if count <= 1:
        return [area][:count]
    if area.width > _WIDE * area.height:
        width = (area.width - gap) / 2.0
        return [Frame(area.left + k * (width + gap), area.bottom, width, area.height) for k in (0, 1)]
    height = (area.height - gap) / 2.0
    return [Frame(area.left, area.bottom + (1 - k) * (height + gap), area.width, height) for k in (0, 1)]
