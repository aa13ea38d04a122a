"""Outlines of formulas in messages between processes: written by one, read by the other as if they were anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.compute.columns import Reader, listed, packed
from hessview.compute.formula_reply import SenselessReply
from hessview.compute.outline_requests import Outline, Outlines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hessview.compute.frames import Message
    from hessview.compute.outline_requests import OutlineRequest

_CODES = (1, 2, 3, 4, 79)
"""Move, line, a point of a quadratic and of a cubic curve, close: matplotlib's numbers for them."""

_MOST_POINTS, _FARTHEST = 100_000, 1e6


def written(entries: Sequence[Outline | None]) -> Message:
    """Return outlines as a message."""
    return {"outlines": listed(map(_written, entries))}


def read_outlines(request: OutlineRequest, reply: Mapping[str, object]) -> Outlines:
    """Return the outlines in what a process replied.

    Raises
    ------
    SenselessReply
        If they are not as many as were asked for, or one of them is no path of finite points within reason.
    """
    parts = Reader(reply).parts("outlines")
    if len(parts) != len(request.sources):
        raise SenselessReply(f"{len(parts)} outlines instead of {len(request.sources)}.")
    return Outlines(tuple(map(_read, parts)))


def _written(outline: Outline | None) -> Message:
    if outline is None:
        return {}
    return {
        "extent": packed([outline.width, outline.ascent, outline.descent]), "vertices": packed(outline.vertices),
        "codes": np.ascontiguousarray(outline.codes, dtype=np.uint8).tobytes(),
    }  # fmt: skip


def _read(part: Reader) -> Outline | None:
    if not len(part):
        return None
    vertices = part.numbers("vertices", -1, 2)
    if len(vertices) > _MOST_POINTS:
        raise SenselessReply(f"{len(vertices)} points are too many.")
    codes = np.array(part.small_numbers("codes", len(vertices)), dtype=np.uint8)
    extent = part.numbers("extent", 3)
    if not np.isin(codes, _CODES).all() or not _is_path(codes):
        raise SenselessReply("The points are no path.")
    if max(np.abs(vertices).max(initial=0.0), np.abs(extent).max()) > _FARTHEST or extent[0] < 0.0:
        raise SenselessReply("The outline is out of reach.")
    return Outline(vertices, codes, *map(float, extent))


def _is_path(codes: NDArray[np.uint8]) -> bool:
    """Whether a path begins with a move, and its curves have all their points."""
    if len(codes) and codes[0] != _CODES[0]:
        return False
    # Curves of one kind may follow one another: each run of their points is so many times as long as one takes.
    ends = np.flatnonzero(np.diff(codes)) + 1
    runs = np.split(codes, ends)
    return all(len(run) % {3: 2, 4: 3}.get(int(run[0]), 1) == 0 for run in runs if len(run))
