"""Places for the labels of iso-lines: few, on long straight parts, readable, apart from each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.fields.sampling import LabelPlace
from hessview.analysis.leaving import between_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]

# Lengths are shares of the box, drawn as a unit square.
_LABEL = 0.08
_MARGIN = 0.05
_APART = 0.16
_SAME_LEVEL_APART = 0.45
_STRAIGHT = 0.97
_SHORTEST_PIECE = 0.22
_MOST_ON_A_LEVEL = 2
_MOST_LABELS = 18
_MOST_TRIED = 48
"""Lines that are looked at for a place; where so many had none, more would not have one either."""


def place_labels(lines: Sequence[Floats], box: tuple[float, float, float, float]) -> list[tuple[LabelPlace, ...]]:
    """Return for each iso-line the places of its labels, possibly none.

    Parameters
    ----------
    lines
        Vertices of each level, shape (k, 2), pieces separated by rows of nan.
    box
        x0, x1, y0, y1 of the field.
    """
    x0, x1, y0, y1 = box
    origin, size = np.array([x0, y0]), np.array([x1 - x0, y1 - y0])
    placed: list[tuple[float, float]] = []
    found: list[list[LabelPlace]] = [[] for _ in lines]
    # Levels in an order that spreads the labels over the range when not all find a place.
    for index in _spread_order(len(lines))[:: max(1, len(lines) // _MOST_TRIED)]:
        if len(placed) >= _MOST_LABELS:
            break
        between_steps()
        own: list[tuple[float, float]] = []
        for x, y, angle in _candidates((lines[index] - origin) / size):
            if len(own) >= _MOST_ON_A_LEVEL:
                break
            if _is_near(own, x, y, _SAME_LEVEL_APART) or _is_near(placed, x, y, _APART):
                continue
            placed.append((x, y))
            own.append((x, y))
            found[index].append(LabelPlace(x0 + x * float(size[0]), y0 + y * float(size[1]), angle))
    return [tuple(places) for places in found]


def _spread_order(count: int) -> list[int]:
    """Return 0 .. count - 1 with neighbours far apart in time: every fourth, then those between."""
    return [index for offset in (2, 0, 1, 3) for index in range(offset, count, 4)]


def _is_near(placed: list[tuple[float, float]], x: float, y: float, reach: float) -> bool:
    squared = reach * reach
    # A loop without a generator: it runs thousands of times a picture, and the last label placed is the likeliest.
    for px, py in reversed(placed):  # noqa: SIM110
        if (x - px) * (x - px) + (y - py) * (y - py) < squared:
            return True
    return False


def _candidates(unit: Floats) -> list[tuple[float, float, float]]:
    """Return (x, y, angle) on the long straight parts of a line in the unit square, best first."""
    scored: list[tuple[float, float, float, float]] = []
    for piece in _long_pieces(unit):
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(piece, axis=0).T))])
        length = float(along[-1])
        middle = np.arange(0.5 * _LABEL, length - 0.5 * _LABEL, 0.03)
        if middle.size == 0:
            continue
        ends = [
            np.column_stack([np.interp(middle + shift, along, piece[:, k]) for k in (0, 1)])
            for shift in (-0.5 * _LABEL, 0.0, 0.5 * _LABEL)
        ]
        chord = ends[2] - ends[0]
        straight = np.hypot(chord[:, 0], chord[:, 1]) / _LABEL
        at = ends[1]
        inside = np.all((at > _MARGIN) & (at < 1.0 - _MARGIN), axis=1)
        # Flat labels read best; the middle of the picture is where the probe and its axes usually are.
        flat = np.abs(chord[:, 0]) / np.maximum(np.hypot(chord[:, 0], chord[:, 1]), 1e-12)
        score = straight + 0.15 * flat + 0.1 * np.hypot(at[:, 0] - 0.5, at[:, 1] - 0.5) + 0.05 * min(length, 2.0)
        for k in np.nonzero(inside & (straight > _STRAIGHT))[0]:
            angle = math.degrees(math.atan2(chord[k, 1], chord[k, 0]))
            scored.append((float(score[k]), float(at[k, 0]), float(at[k, 1]), _upright(angle)))
    scored.sort(reverse=True)
    return [place[1:] for place in scored]


def _upright(angle: float) -> float:
    """Return the angle of the same line in (-90, 90], so that no label stands on its head."""
    return angle - 180.0 if angle > 90.0 else angle + 180.0 if angle <= -90.0 else angle


def _long_pieces(unit: Floats) -> list[Floats]:
    """Return the two longest pieces between rows of nan that are long enough for a label."""
    breaks = np.nonzero(np.isnan(unit[:, 0]))[0]
    steps = np.hypot(*np.diff(unit, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(np.nan_to_num(steps))])
    starts = np.concatenate([[0], breaks + 1])
    stops = np.concatenate([breaks, [len(unit)]])
    lengths = reached[np.maximum(stops - 1, 0)] - reached[np.minimum(starts, len(unit) - 1)]
    longest = np.argsort(-lengths, kind="stable")[:2]
    return [unit[starts[k] : stops[k]] for k in longest if lengths[k] >= _SHORTEST_PIECE]
