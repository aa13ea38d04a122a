"""What the legend of a picture says of its regions, and what the key above it says of its critical points."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hessview.document.limits import METHODS
from hessview.document.method_names import spelled
from hessview.figure.exact_model import is_exact
from hessview.figure.in_picture import are_seen, is_covered, is_crossed, is_drawn_out
from hessview.figure.marks import (
    FLAT,
    PATHS,
    ROUGH,
    RUNS,
    UNDECIDED,
    AreaMark,
    ArrowMark,
    DotsMark,
    GlyphsMark,
    LineMark,
    PointMark,
    QuiverMark,
    RegionMark,
    Role,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.figure.marks import Axes, Figure, Floats, Mark

Place = tuple[float, float]


@dataclass(frozen=True)
class Glyph:
    """What a glyph looks like: see `hessview.figure.marks.GlyphsMark`; a saddle that `is_upright` is a +, not an X."""

    kind: str
    filled: bool = True
    nature: str = ""
    is_upright: bool = False


@dataclass(frozen=True)
class Entry:
    """One line of a legend.

    Attributes
    ----------
    sample
        What stands for it: a kind of region, the role of a line, or a glyph.
    words, tip
        What it is called, and one sentence about it; may be empty.
    is_tinted
        Whether the region has its colour, or its pattern alone.
    """

    sample: str | Role | Glyph
    words: str
    tip: str = ""
    is_tinted: bool = True


def legend_of(figure: Figure) -> tuple[Entry, ...]:
    """Return the lines in the order of the marks, of what is in the picture; empty when nothing there needs one."""
    made: dict[str, Entry] = {}
    for mark in figure.marks:
        if not _is_there(mark, figure.axes):
            continue
        if isinstance(mark, RegionMark):
            if mark.kind not in _OF_THE_KEY:
                made.setdefault(mark.label, Entry(mark.kind, mark.label, mark.tip, mark.is_tinted))
        elif isinstance(mark, LineMark) and mark.role is Role.SINGULAR:
            made.setdefault(mark.label, Entry(mark.role, mark.label, "one of the eigenvalues is zero"))
        elif isinstance(mark, LineMark) and mark.role in PATHS:
            made.setdefault(mark.role, Entry(mark.role, str(mark.role), _PATH_TIP))
        elif isinstance(mark, LineMark) and mark.role in RUNS and mark.label:
            made.setdefault(mark.role, Entry(mark.role, mark.label, _RUN_TIP))
        elif isinstance(mark, LineMark | AreaMark | QuiverMark) and mark.role in _AT_PROBE:
            words, tip = _AT_PROBE[mark.role]
            label = mark.label if isinstance(mark, AreaMark) or is_exact(mark) else ""
            tip = _EXACT_TIP if is_exact(mark) else tip
            made.setdefault(mark.role, Entry(mark.role, label or words, tip))
    # Of runs the chosen one lies on top, but they are named in the order in which methods are offered.
    runs = [entry for entry in made.values() if entry.sample in RUNS]
    runs.sort(key=lambda entry: _OFFERED.get(entry.words, 0))
    return (*(entry for entry in made.values() if entry.sample not in RUNS), *runs)


def _is_there(mark: Mark, axes: Axes) -> bool:
    if isinstance(mark, LineMark):
        return (is_drawn_out if mark.role in PATHS else is_crossed)(mark.vertices, axes)
    return not isinstance(mark, AreaMark) or is_covered(mark.rings, axes)


def key_of(figure: Figure) -> tuple[Entry, ...]:
    """Return what stands for which critical points, of those that are seen; empty when there are none."""
    there: dict[str, Entry] = {}
    hollow: Entry | None = None
    for mark in figure.marks:
        if isinstance(mark, GlyphsMark) and are_seen(mark.places, figure.axes):
            words, tip = _NAMES.get(f"{mark.kind} {mark.nature}".strip(), (mark.kind, ""))
            named = _name_of_set(mark.subjects[0]) if mark.subjects and mark.kind == "degenerate" else ""
            words, tip = (named, _NAMES["set"][1]) if named else (words, tip)
            if mark.kind == ROUGH:
                there.setdefault(words, Entry(Glyph("not differentiable"), words, tip))
            else:
                upright = mark.kind == "saddle" and _are_upright(figure)
                there.setdefault(words, Entry(Glyph(mark.kind, True, mark.nature, upright), words, tip))
                sample = Glyph(mark.kind, False, is_upright=upright)
                hollow = hollow if mark.filled else Entry(sample, "not proved", _HOLLOW)
        elif isinstance(mark, LineMark) and mark.role in _LINES and is_crossed(mark.vertices, figure.axes):
            words, entry = _LINES[mark.role]
            words = _name_of_set(mark.subject) or words
            there.setdefault(words, replace(entry, words=words))
        elif isinstance(mark, RegionMark) and mark.kind in _OF_THE_KEY:
            there.setdefault(mark.label, Entry(mark.kind, mark.label, mark.tip))
    order = [words for words, _ in _NAMES.values()]
    places = {**{words: k for k, words in enumerate(order)}, Role.CRITICAL_SET: order.index(_NAMES["set"][0])}
    last = len(order)
    made = sorted(there.values(), key=lambda entry: places.get(entry.words, places.get(str(entry.sample), last)))
    return (*made, *(() if hollow is None else (hollow,)))


def curve_key(figure: Figure) -> tuple[Entry, ...]:
    """Return what the lines at the probe of a curve are, those that are there; empty for any other picture."""
    if not figure.axes.is_graph:
        return ()
    made: dict[Role, Entry] = {}
    for mark in figure.marks:
        if isinstance(mark, LineMark) and mark.role in ON_CURVE and is_crossed(mark.vertices, figure.axes):
            words, tip = ON_CURVE[mark.role] if mark.role is Role.TANGENT or len(mark.vertices) > 2 else _NO_VALUE
            made[mark.role] = Entry(mark.role, words, tip)
    return tuple(made.values())


def _name_of_set(subject: object) -> str:
    """Return what the list calls a set of critical points, which the picture calls so, too; empty for others."""
    if subject is None:
        return ""
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.explanations.critical_points import set_name

    return set_name(subject) if isinstance(subject, CriticalSet) else ""


def _are_upright(figure: Figure) -> bool:
    """Whether every saddle has its arms nearer to the picture's axes than to its diagonals: then it is no X there."""
    marks = [mark for mark in figure.marks if isinstance(mark, GlyphsMark) and mark.kind == "saddle"]
    if not all(mark.directions is not None for mark in marks):
        return False
    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    with np.errstate(all="ignore"):
        ways = np.abs(np.concatenate([mark.directions for mark in marks if mark.directions is not None]))
        ways = ways / (x1 - x0, y1 - y0)
        return bool((ways.min(axis=2) <= _ALONG * ways.max(axis=2)).all())


_AT_PROBE: Mapping[Role, tuple[str, str]] = MappingProxyType({
    Role.LEVEL_HERE: ("level curve here", "Where f has the probe’s value; ∇f is perpendicular to it."),
    Role.MODEL: (
        "quadratic model",
        "Where the second-order Taylor model at the probe has the values of the level lines nearby.",
    ),
    Role.TRUST: (
        "|f − m| small beside |∇f||d| + ½‖H‖|d|²",
        (
            "In each direction from the probe as far as |f − m| stays within this share of |∇f||d| + ½‖H‖|d|² (the"
            " steepest slope and bend): what lies behind may agree by accident and is not hatched. Along a flat valley"
            " m may be off by more than its own change. It is sampled, not proved: a narrow failure may go unseen."
            " The View menu takes another share."
        ),
    ),
    Role.STEP_MODEL: (
        "quadratic model at the iterate",
        "Where the second-order Taylor model at the iterate has f’s value there, and its own where the step leads.",
    ),
    Role.GRADIENT_FIELD: ("gradient field", "The direction of ∇f, longer where f is steeper."),
    Role.WAY_DOWN: ("way down from a saddle", "The steepest way down from each saddle of index 1, to both sides."),
    Role.BASIN_BORDER: (
        "border of basins", "What comes down into a saddle: the border between two basins of the steepest descent."
    ),
    Role.TURN_TO: ("d ↦ H d", "By how much ∇f changes over d. Along a principal axis H d is a multiple of d."),
})  # fmt: skip

_PARABOLA = ("osculating parabola", "The second-order Taylor model: value, slope and bend are those of f at the probe.")
ON_CURVE: Mapping[Role, tuple[str, str]] = MappingProxyType({
    Role.TANGENT: ("tangent", "The line through the probe with the slope of f there."),
    Role.AXIS_POSITIVE: _PARABOLA, Role.AXIS_NEGATIVE: _PARABOLA, Role.AXIS_ZERO: _PARABOLA,
})  # fmt: skip
"""What the lines at the probe of a curve are called, and a sentence about each."""

_NO_VALUE = ("f is undefined at the probe", "")

_EXACT_TIP = (
    "f has no term beyond the second order: its second-order Taylor model is f itself, its dashes lie on level lines."
)
_PATH_TIP = "Where such a point goes as the parameter moves; followed by numbers, not proved."
_RUN_TIP = "Dots are iterates, where they are apart; a ring with a slash ends a run that reached no critical point."
_OFFERED = MappingProxyType({spelled(method): place for place, method in enumerate(METHODS)})
_ALONG = math.tan(math.radians(22.5))
_WITNESSES = frozenset({Role.WITNESS_UP, Role.WITNESS_DOWN})
_OF_THE_KEY = frozenset({UNDECIDED, FLAT})

_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "minimum": ("minimum", "The gradient is zero and every eigenvalue of H positive."),
    "maximum": ("maximum", "The gradient is zero and every eigenvalue of H negative."),
    "saddle": ("saddle", "The gradient is zero, eigenvalues of H have both signs; the arms are its principal axes."),
    "degenerate": ("degenerate", "The gradient is zero and an eigenvalue of H, too: the Hessian does not decide."),
    "degenerate minimum": ("degenerate minimum", "A minimum, though an eigenvalue of H is zero."),
    "degenerate maximum": ("degenerate maximum", "A maximum, though an eigenvalue of H is zero."),
    "degenerate not an extremum": ("degenerate, no extremum", "f rises and falls from here; H does not show it."),
    "set": ("line of critical points", "Every point of it is critical: none is isolated."),
    FLAT: ("all critical", "f is constant here: every point is critical."),
    "not differentiable": ("not smooth", "f has no derivative here, or is not defined."),
    ROUGH: ("not smooth", "f has no derivative here, or is not defined."),
})  # fmt: skip
"""By kind and nature, in the order of the key."""

_HOLLOW = "Found, but not proved: it may not exist, or be of another kind."
_LINES: Mapping[Role, tuple[str, Entry]] = MappingProxyType({
    Role.CRITICAL_SET: ("line of critical points", Entry(Role.CRITICAL_SET, *_NAMES["set"])),
    Role.ROUGH: ("not smooth", Entry(Role.ROUGH, *_NAMES[ROUGH])),
})  # fmt: skip


def busy_places(figure: Figure) -> list[Place]:
    """Return the points that a legend must not cover, in the picture's coordinates: the probe, ends of its overlays.

    And where runs end, whether at a critical point or elsewhere, and at which iterate they are shown.
    """
    places: list[Place] = []
    for mark in figure.marks:
        if isinstance(mark, PointMark) and mark.kind == "probe":
            places.append((mark.x, mark.y))
        elif isinstance(mark, ArrowMark):
            places.append(mark.head)
        elif isinstance(mark, LineMark) and (len(mark.vertices) == 2 or mark.role in _WITNESSES):
            places += [(float(x), float(y)) for x, y in mark.vertices[[0, -1]]]
        elif isinstance(mark, LineMark) and mark.role in RUNS:
            known = mark.vertices[np.isfinite(mark.vertices).all(axis=1)]
            places += [(float(x), float(y)) for x, y in known[-1:]]
        elif isinstance(mark, DotsMark) and len(mark.places) == 1:
            places.append((float(mark.places[0, 0]), float(mark.places[0, 1])))
    return places


def passed_places(figure: Figure) -> list[Floats]:
    """Return points along each run in the picture, evenly spaced, shapes (m, 2): a legend had better not cover them."""
    from hessview.figure.legend_corner import along

    (x0, x1), (y0, y1) = figure.axes.x_range, figure.axes.y_range
    runs = [mark.vertices for mark in figure.marks if isinstance(mark, LineMark) and mark.role in RUNS]
    made = (along(run[np.isfinite(run).all(axis=1)], (x0, x1, y0, y1)) for run in runs)
    return [places for places in made if len(places)]


CORNERS = ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0))
"""Where a legend can stand, as shares of the picture across and up, the first preferred."""


def corner_away_from(places: list[Place], width: float, height: float, present: Place = CORNERS[0]) -> Place:
    """Return a corner where a legend keeps clear of all `places`, the present one if it does; that, too, if none does.

    Parameters
    ----------
    places
        In shares of the picture across and up.
    width, height
        Of the legend with its margins, in shares of the picture.
    """

    def is_clear(corner: Place) -> bool:
        return not any(abs(across - corner[0]) < width and abs(up - corner[1]) < height for across, up in places)

    return next((corner for corner in (present, *CORNERS) if is_clear(corner)), present)
