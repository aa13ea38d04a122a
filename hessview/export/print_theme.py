"""How a picture looks on paper: white ground, black text, lines for a grey copy too, sizes that follow the page."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from hessview.document.page_plan import MM_PER_INCH
from hessview.figure.marks import RUNS, Role
from hessview.figure.run_looks import run_colour

POINTS_PER_MM = 72.0 / MM_PER_INCH

INK = "#1a1a1a"
QUIET = "#55595f"
LEVEL = "#2d2d2d"
HATCH = "#8d9298"
PAPER = "#ffffff"
AREA_TINT = 0.18
RUN_WIDTH, DOT_SIZE = 0.14, 0.42
"""Of the path of a run, and across a dot on it, relative to the text's size."""

DASHED = (4.0, 2.4)
"""The dash, in widths, of what theory says beside a solid line of its role."""

SPARSE = "\\"
"""A hatch with few lines, which leaves what is below it."""


@dataclass(frozen=True)
class Stroke:
    """A line: its colour, its width relative to the text's size, its dash in widths (empty: solid)."""

    colour: str
    width: float
    dash: tuple[float, ...] = ()


STROKES = MappingProxyType({
    Role.LEVEL: Stroke(LEVEL, 0.055),
    Role.CURVE: Stroke(INK, 0.2),
    Role.GRADIENT: Stroke(INK, 0.15),
    Role.AXIS_POSITIVE: Stroke("#00588a", 0.21),
    Role.AXIS_NEGATIVE: Stroke("#b34a00", 0.21, (2.6, 1.5)),
    Role.AXIS_ZERO: Stroke(QUIET, 0.21, (0.9, 1.2)),
    Role.SINGULAR: Stroke(INK, 0.15, (6.0, 1.5, 1.1, 1.5, 1.1, 1.5)),
    Role.ROUGH: Stroke("#b87f00", 0.16, (1.0, 1.6)),
    Role.CRITICAL_SET: Stroke("#CC79A7", 0.3),
    Role.WITNESS_UP: Stroke("#00588a", 0.26),
    Role.WITNESS_DOWN: Stroke("#b34a00", 0.26, (2.6, 1.5)),
    Role.TANGENT: Stroke(QUIET, 0.1),
    Role.DIFFERENCE: Stroke(QUIET, 0.0),
    Role.DIRECTION: Stroke(INK, 0.14, (6.0, 2.0, 1.5, 2.0)),
    Role.PATH_MINIMUM: Stroke("#0072B2", 0.4),
    Role.PATH_SADDLE: Stroke("#007a59", 0.4, (2.0, 1.0)),
    Role.PATH_MAXIMUM: Stroke("#b34a00", 0.4, (3.0, 0.8, 0.8, 0.8)),
    Role.PATH_DEGENERATE: Stroke("#CC79A7", 0.4, (0.5, 0.8)),
    Role.PRESENT: Stroke(QUIET, 0.1),
    Role.LEVEL_HERE: Stroke(INK, 0.2),
    Role.MODEL: Stroke("#5a3e9e", 0.13, (5.0, 2.6)),
    Role.STEP_MODEL: Stroke("#5a3e9e", 0.12, (5.0, 2.6)),
    Role.WAY_DOWN: Stroke("#00695c", 0.19),
    Role.BASIN_BORDER: Stroke("#00695c", 0.17, (3.0, 1.5)),
    Role.TRUST: Stroke("#5a3e9e", 0.08),
    Role.REACH: Stroke("#00695c", 0.08),
    Role.NEWTON: Stroke("#5a3e9e", 0.18),
    Role.NEWTON_WARNING: Stroke("#b3261e", 0.18),
    Role.DESCENT: Stroke(INK, 0.15, (2.0, 1.4)),
    Role.GRADIENT_FIELD: Stroke(INK, 0.07),
    Role.TURN_FROM: Stroke(INK, 0.11),
    Role.TURN_THREAD: Stroke("#00695c", 0.07),
    Role.TURN_TO: Stroke("#00695c", 0.17),
    Role.NOTE: Stroke(QUIET, 0.1),
})

GLYPHS = MappingProxyType({
    "minimum": ("v", "#0072B2"),
    "maximum": ("^", "#D55E00"),
    "saddle": ("X", "#009E73"),
    "degenerate": ("D", "#CC79A7"),
    "not differentiable": ("s", "#E69F00"),
})


def stroke(role: Role) -> Stroke:
    """Return the line of a role."""
    if role in RUNS:
        return Stroke(run_colour(role, "light"), RUN_WIDTH)
    return STROKES.get(role, STROKES[Role.NOTE])


def settings() -> dict[str, Any]:
    """Return matplotlib's settings for stable files with real text; they stand on its own defaults, not the user's."""
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "hessview",
        "pdf.fonttype": 42,
        "font.family": ["DejaVu Sans"],
        "mathtext.fontset": "dejavuserif",
        "axes.unicode_minus": True,
        "axes.linewidth": 0.5,
        "hatch.linewidth": 0.35,
        # Hinted letters are whole pixels wide: a line would be of another length in the preview than in the file, and
        # what is written piece by piece would drift apart.
        "text.hinting": "none",
        "path.simplify_threshold": 0.05,
        "agg.path.chunksize": 20000,
        "text.usetex": False,
    }
