"""What the legend of a script or of LaTeX source calls each thing that is drawn there, once for each kind."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.figure.exact_model import is_exact
from hessview.figure.in_picture import is_crossed, is_drawn_out
from hessview.figure.legend import Glyph, key_of
from hessview.figure.marks import (
    EVENT,
    PATHS,
    RUNS,
    TARGET,
    AreaMark,
    ArrowMark,
    GlyphsMark,
    LevelMark,
    LineMark,
    PointMark,
    QuiverMark,
    RegionMark,
    Role,
)
from hessview.figure.patterns import HATCHES, PATTERNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.figure.marks import Figure, Mark

_WORDS: Mapping[Role, str] = MappingProxyType({
    Role.GRADIENT: "∇f",
    Role.AXIS_POSITIVE: "principal axis, λ > 0",
    Role.AXIS_NEGATIVE: "principal axis, λ < 0",
    Role.AXIS_ZERO: "principal axis, λ = 0 or not told from it",
    Role.SINGULAR: "det H = 0",
    Role.ROUGH: "f is not smooth",
    Role.CRITICAL_SET: "line of critical points",
    Role.WITNESS_UP: "f rises from the point",
    Role.WITNESS_DOWN: "f falls from the point",
    Role.LEVEL_HERE: "level of f at the probe",
    Role.MODEL: "levels of the model m",
    Role.NEWTON: "Newton step",
    Role.NEWTON_WARNING: "Newton step, begins uphill",
    Role.DESCENT: "−∇f",
    Role.GRADIENT_FIELD: "direction of ∇f",
    Role.TURN_FROM: "displacements d",
    Role.TURN_TO: "H d",
    Role.TURN_THREAD: "from d to H d",
    Role.DIRECTION: "direction of the section",
    Role.WAY_DOWN: "way down from a saddle",
    Role.BASIN_BORDER: "border of basins",
    Role.PATH_MINIMUM: "path of a minimum",
    Role.PATH_SADDLE: "path of a saddle",
    Role.PATH_MAXIMUM: "path of a maximum",
    Role.PATH_DEGENERATE: "path of degenerate points",
})  # fmt: skip

_ON_GRAPH: Mapping[Role, str] = MappingProxyType({
    Role.TANGENT: "tangent at the probe",
    Role.AXIS_POSITIVE: "osculating parabola, f″ > 0",
    Role.AXIS_NEGATIVE: "osculating parabola, f″ < 0",
    Role.AXIS_ZERO: "osculating parabola, f″ = 0 or not told from it",
})

_POINTS: Mapping[str, str] = MappingProxyType({
    "probe": "probe", EVENT: "det H = 0 at another value", TARGET: "where the step leads",
})  # fmt: skip


class LineLegend:
    """Names what is drawn, the first of each kind."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._named: set[str] = set()
        self._glyphs = {
            (entry.sample.kind, entry.sample.nature): entry.words
            for entry in key_of(figure) if isinstance(entry.sample, Glyph)
        }  # fmt: skip

    @property
    def count(self) -> int:
        """How many kinds have been named."""
        return len(self._named)

    def name(self, mark: Mark) -> str:
        """Return what the legend calls a mark; empty where it has named one of its kind already, or has no words."""
        words = str(self._words(mark))
        if words in self._named:
            return ""
        self._named.update([words] if words else [])
        return words

    def _words(self, mark: Mark) -> str:
        is_graph = self._figure.axes.is_graph
        match mark:
            case LevelMark():
                return "levels of f"
            case LineMark(label=label, role=role) if role in RUNS:
                return label
            case LineMark(vertices=vertices, role=role) if is_graph:
                if role is Role.CURVE:
                    return self._figure.axes.y_label
                is_missing = role is Role.AXIS_ZERO and len(vertices) == 2
                return "f is undefined at the probe" if is_missing else _ON_GRAPH.get(role, _WORDS.get(role, ""))
            case LineMark(vertices=vertices, role=role):
                seen = (is_drawn_out if role in PATHS else is_crossed)(vertices, self._figure.axes)
                words = _WORDS.get(role, "") if seen else ""
                words += ", m = f" if words and is_exact(mark) else ""
                if len(self._figure.variables) > 2:
                    return words.replace("principal axis", "principal axis of the plane").replace("λ", "μ")
                return words
            case ArrowMark(role=role) | QuiverMark(role=role):
                return _WORDS.get(role, "")
            case AreaMark(label=label) | RegionMark(label=label):
                return label
            case GlyphsMark(kind=kind, nature=nature, filled=filled):
                words = self._glyphs.get((kind, nature), "")
                return words if filled or not words else f"{words}, not proved"
            case PointMark(kind=kind):
                return _POINTS.get(kind, "")
            case _:
                return ""


def left_out(figure: Figure) -> str:
    """Return what of a picture a script and LaTeX source do not draw, in a sentence; empty if they draw all of it."""
    kinds = {mark.kind for mark in figure.marks if isinstance(mark, RegionMark)}
    if not kinds & PATTERNS.keys():
        return ""
    by = "tints, some by hatches" if kinds & HATCHES.keys() else "tints alone, which are alike in greys"
    return f"Left out: the signs and numbers in the regions; they differ by their {by}."
