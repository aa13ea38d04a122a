"""What a picture is made of: plain values that the screen and the files paint alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoint
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.rough_places import RoughPlace

Floats = NDArray[np.float64]


class Role(StrEnum):
    """What a mark stands for; a theme turns the role into a colour, a width and a dash."""

    LEVEL = "level"
    LEVEL_LABEL = "level label"
    PROBE = "probe"
    GRADIENT = "gradient"
    AXIS_POSITIVE = "positive eigendirection"
    AXIS_NEGATIVE = "negative eigendirection"
    AXIS_ZERO = "zero eigendirection"
    CURVE = "curve"
    SINGULAR = "det H = 0"
    ROUGH = "f is not smooth"
    CRITICAL_SET = "critical points that are not isolated"
    WITNESS_UP = "f rises along it"
    WITNESS_DOWN = "f falls along it"
    LEVEL_HERE = "level curve through the probe"
    MODEL = "quadratic model"
    TRUST = "where the model is within its share"
    REACH = "how far the model holds along a section"
    NEWTON = "newton step"
    NEWTON_WARNING = "newton step that goes uphill"
    DESCENT = "steepest descent"
    GRADIENT_FIELD = "gradient field"
    TURN_FROM = "displacements d"
    TURN_TO = "changes H d of the gradient"
    TURN_THREAD = "from d to H d"
    TANGENT = "tangent"
    DIFFERENCE = "difference of f and its model"
    DIRECTION = "direction of a section"
    PATH_MINIMUM = "path of a minimum"
    PATH_SADDLE = "path of a saddle"
    PATH_MAXIMUM = "path of a maximum"
    PATH_DEGENERATE = "path of degenerate points"
    PRESENT = "present value of a parameter"
    RUN_1 = "run 1"
    RUN_2 = "run 2"
    RUN_3 = "run 3"
    RUN_4 = "run 4"
    RUN_5 = "run 5"
    RUN_6 = "run 6"
    RUN_7 = "run 7"
    RUN_8 = "run 8"
    STEP_MODEL = "quadratic model at an iterate"
    WAY_DOWN = "way down from a saddle"
    BASIN_BORDER = "border of basins"
    NOTE = "note"


RUNS = (Role.RUN_1, Role.RUN_2, Role.RUN_3, Role.RUN_4, Role.RUN_5, Role.RUN_6, Role.RUN_7, Role.RUN_8)
"""The lines of methods that run downhill, in the order of a race."""

PATHS = frozenset({Role.PATH_MINIMUM, Role.PATH_SADDLE, Role.PATH_MAXIMUM, Role.PATH_DEGENERATE})
"""The lines that are drawn double: a path lies often on a principal axis, and means something else."""

CORE = 0.42
"""Of a line that is drawn double: how wide the light between its two edges is, as a share of the whole."""

_CONTINUED = 2


def _has_neighbour(padded: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where one of the eight neighbours is set; `padded` has a rim of one."""
    rows = padded[:-2] | padded[1:-1] | padded[2:]
    return rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:]


@dataclass(frozen=True, eq=False)
class FieldMark:
    """Values on a regular grid, painted through a colour table.

    Attributes
    ----------
    x, y
        Grid coordinates, shapes (nx,) and (ny,), increasing.
    values
        Shape (ny, nx); nan where f is undefined (drawn hatched).
    low, high
        The values of the first and the last colour; values outside take the end colours.
    colour_map
        A name of `hessview.figure.colour_maps`.
    knots
        None: the colours are spread linearly from `low` to `high`. Otherwise increasing values from `low` to `high` at
        equally spaced places of the colour table, so that the valleys of a steep field keep their colours.
    undefined
        Rings around where f is undefined, shape (k, 2), each ended by a row of nan, to be filled even-odd; None: the
        samples alone say where.
    is_height
        Whether the values are those of f, whose iso-lines the picture has.
    """

    x: Floats
    y: Floats
    values: Floats
    low: float
    high: float
    colour_map: str
    knots: Floats | None = None
    undefined: Floats | None = None
    is_height: bool = True

    def positions(self, values: Floats) -> Floats:
        """Return where `values` lie on the colour table, 0 for `low` to 1 for `high`; the same shape, nan stays nan."""
        if self.knots is not None:
            return np.interp(values, self.knots, np.linspace(0.0, 1.0, len(self.knots)))
        # Halved, because a range as wide as double precision would overflow.
        with np.errstate(all="ignore"):
            span = 0.5 * self.high - 0.5 * self.low
            share: Floats = np.clip((0.5 * values - 0.5 * self.low) / span if span > 0.0 else values * 0.0, 0.0, 1.0)
        return share

    def painted_positions(self) -> Floats:
        """Return `positions` of the samples, continued over the nearest undefined ones when a border is to cut them."""
        places = self.positions(self.values)
        for _ in range(_CONTINUED if self.undefined is not None else 0):
            padded = np.pad(places, 1, constant_values=np.nan)
            near = np.argwhere(np.isnan(places) & _has_neighbour(~np.isnan(padded)))
            if not len(near):
                break
            j, i = near.T
            around = np.stack([padded[j + dj, i + di] for dj in range(3) for di in range(3)])
            places[j, i] = np.nanmean(around, axis=0)
        return places

    def place(self, value: float) -> float:
        """Return where one value lies on the colour table, between 0 and 1."""
        return float(self.positions(np.array([value]))[0])

    def value_at(self, position: float) -> float:
        """Return the value at a place of the colour table between 0 and 1: the inverse of `positions`."""
        if self.knots is not None:
            return float(np.interp(position, np.linspace(0.0, 1.0, len(self.knots)), self.knots))
        return self.low * (1.0 - position) + self.high * position


@dataclass(frozen=True, eq=False)
class LevelMark:
    """One iso-line, all its pieces: vertices of shape (k, 2), pieces separated by rows of nan."""

    level: float
    vertices: Floats
    role: Role = Role.LEVEL


NEWTON_UPHILL = "newton uphill"
"""The kind of region in which a step of Newton's method begins uphill."""

UNDECIDED = "undecided"
"""The kind of region in which there may be critical points: neither found nor excluded; its rings are boxes."""

FLAT = "flat"
"""The kind of region all of whose points are critical; its rings are boxes."""

ROUGH = "rough"
"""The kind of glyphs that are dots along a place where f is not smooth."""

TARGET = "target"
"""The kind of point that a step leads to: an empty ring."""

EVENT = "event"
"""The kind of point at which paths meet at one value of a parameter: no point of the present picture."""

UNDEFINED = "undefined"
"""The kind of region without a Hessian, hatched as the undefined parts of a field are."""


@dataclass(frozen=True, eq=False)
class RegionMark:
    """A part of the picture: a tint with the pattern of its kind, under the iso-lines.

    Attributes
    ----------
    rings
        Closed rings, shape (k, 2), each ended by a row of nan, to be filled even-odd.
    kind
        A key of `hessview.figure.patterns.PATTERNS`, or `UNDEFINED`.
    label, tip
        What the legend calls it, and one sentence about it.
    is_tinted
        Whether it has its colour, or its pattern alone.
    """

    rings: Floats
    kind: str
    label: str
    tip: str = ""
    is_tinted: bool = True


@dataclass(frozen=True, eq=False)
class LineMark:
    """A polyline of shape (k, 2), pieces separated by rows of nan, with an optional label at its end.

    It is `weight` times as wide as the lines of its role are, and as opaque as `opacity` says, 0 to 1. A line that is
    dashed (`is_dashed`) is what theory says, beside a solid one of its role. Of a line of critical points `subject` is
    the set that it shows.
    """

    vertices: Floats
    role: Role
    label: str = ""
    subject: CriticalSet | None = None
    weight: float = 1.0
    opacity: float = 1.0
    is_dashed: bool = False


@dataclass(frozen=True, eq=False)
class DotsMark:
    """Small dots in the colour of their role, such as the iterates of a run; those of half of the runs are rings.

    Attributes
    ----------
    places
        Shape (m, 2).
    weight
        How large they are, in usual ones.
    opacity
        0 to 1.
    is_stopped
        Whether they are rings with a slash: where a run ends without having come to a critical point.
    """

    places: Floats
    role: Role
    weight: float = 1.0
    opacity: float = 1.0
    is_stopped: bool = False


@dataclass(frozen=True, eq=False)
class AreaMark:
    """Areas in a thin tint of their role's colour: closed rings, shape (k, 2), each ended by a row of nan.

    Where a legend has one line for them, `label` is what it says, if not what the role is usually called.
    """

    rings: Floats
    role: Role
    label: str = ""


@dataclass(frozen=True)
class ArrowMark:
    """An arrow from tail to head in the picture's coordinates."""

    tail: tuple[float, float]
    head: tuple[float, float]
    role: Role
    label: str = ""


@dataclass(frozen=True, eq=False)
class QuiverMark:
    """Many small arrows that stay while the probe moves, each with its middle at its place.

    Attributes
    ----------
    places, vectors
        Shape (m, 2), from tail to head in the picture's coordinates.
    """

    places: Floats
    vectors: Floats
    role: Role


@dataclass(frozen=True)
class PointMark:
    """A glyph at a point; `kind` is one of the classes of points, ``"probe"`` is the ring with a dot.

    What is said of it under the cursor is its `tip`; may be empty.
    """

    x: float
    y: float
    kind: str
    filled: bool = True
    label: str = ""
    tip: str = ""


@dataclass(frozen=True, eq=False)
class GlyphsMark:
    """Many glyphs of one class of points, that stay while the probe moves.

    Attributes
    ----------
    places
        Shape (m, 2).
    kind
        One of the classes of points, or `ROUGH`.
    filled
        Whether they are proved.
    directions
        Of saddles the two principal axes in the picture's coordinates, shape (m, 2, 2): for each point two rows, the
        direction in which f bends up and the one in which it bends down; nan where they are not known, None where
        none are.
    nature
        Of degenerate points: what they are, a word of `hessview.analysis.verdict.Nature`.
    subjects
        For each glyph what it stands for; may be empty.
    """

    places: Floats
    kind: str
    filled: bool = True
    directions: Floats | None = None
    nature: str = ""
    subjects: tuple[CriticalPoint | CriticalSet | RoughPlace, ...] = ()


@dataclass(frozen=True)
class TextMark:
    """A piece of text centred at a point; `role` says what it labels.

    `angle` is in degrees, measured in the field's box drawn as a unit square: a line's direction that does not
    depend on the shape of the screen. `screen_angle` turns it into the screen's.
    """

    x: float
    y: float
    text: str
    role: Role = Role.NOTE
    angle: float = 0.0


def screen_angle(angle: float, width: float, height: float) -> float:
    """Return a mark's `angle` as it is on a picture `width` wide and `height` high, counterclockwise in degrees."""
    turn = math.radians(angle)
    return math.degrees(math.atan2(math.sin(turn) * height, math.cos(turn) * width))


Mark = (
    FieldMark | RegionMark | AreaMark | LevelMark | LineMark | ArrowMark | PointMark | GlyphsMark | TextMark
    | QuiverMark | DotsMark
)  # fmt: skip


@dataclass(frozen=True)
class Axes:
    """The frame of a picture: ranges and labels.

    On a graph (`is_graph`) the second axis shows the values of f, whatever the view's second range is. A bare picture
    (`is_bare`) has neither outline nor ticks nor names: what it shows is labelled inside. Of a logarithmic second axis
    (`is_log`) the coordinates are the exponents of ten, so are those of a logarithmic first one (`is_log_across`).
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_label: str
    y_label: str
    equal_aspect: bool = False
    is_graph: bool = False
    is_bare: bool = False
    is_log: bool = False
    is_log_across: bool = False


@dataclass(frozen=True, eq=False)
class Figure:
    """One picture: its frame, its marks from back to front, its colour bar's title, its caption in plain text.

    Attributes
    ----------
    variables
        The names of all coordinates, also of those that the picture does not span.
    principal
        The principal axes at the probe within the plane, each a unit vector of R^n in the picture's coordinates;
        empty where they are not known and on graphs.
    """

    axes: Axes
    marks: tuple[Mark, ...]
    colour_bar: str | None = None
    caption: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    principal: tuple[tuple[float, float], ...] = ()
