"""The document: one frozen value of plain data from which everything on the screen follows."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from hessview.document.method_colours import colours_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# A range narrower than this, relative to its ends, has too few binary64 numbers in it to draw a picture.
_NARROWEST = 1e-12
# One narrower than this about 0 has pixels without a size: what binary64 holds below 2e-308 it holds with few digits.
_LEAST = 1e-300
_WIDEST = 1e300
# A view that is this near a limit stands at it: the next step of the wheel would go beyond.
_AT_LIMIT = 1.2
_HALVINGS = 40


class Limit(StrEnum):
    """What keeps a view from going on; the words are in `hessview.figure.words`."""

    NONE = ""
    CLOSEST = "closest"
    SMALLEST = "smallest"
    WIDEST = "widest"
    FARTHEST = "farthest"


_LIMITS = (
    (Limit.CLOSEST, 1.0 / _AT_LIMIT), (Limit.SMALLEST, 1.0 / _AT_LIMIT), (Limit.WIDEST, _AT_LIMIT),
    (Limit.FARTHEST, 1.5),
)  # fmt: skip


class Layout(StrEnum):
    """How the Hessian is written on the panel."""

    FORMULA = "formula"
    NUMBERS = "numbers"


class ColourBy(StrEnum):
    """What the colours of the map stand for."""

    VALUE = "value"
    SMALLEST = "smallest eigenvalue"
    LARGEST = "largest eigenvalue"
    CONDITION = "condition number"


class Scale(StrEnum):
    """How the values of f are spread over the colours and the level lines."""

    AUTOMATIC = "automatic"
    LINEAR = "linear"
    EQUALIZED = "equalized"
    LOGARITHMIC = "logarithmic"


class Arrangement(StrEnum):
    """Which looks at the landscape the window shows."""

    CONTOUR = "contour"
    SURFACE = "surface"
    BOTH = "side by side"


@dataclass(frozen=True)
class Box:
    """A rectangle of the slice's coordinates: finite, x0 < x1, y0 < y1."""

    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def width(self) -> float:
        """x1 - x0."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """y1 - y0."""
        return self.y1 - self.y0

    @property
    def is_valid(self) -> bool:
        """Whether a picture can be drawn on it: finite, not empty, and wider than the spacing of numbers there."""
        return self.refusal is Limit.NONE

    @property
    def refusal(self) -> Limit:
        """Why no picture can be drawn on it; a range that is empty or backwards counts as too narrow."""
        found = {_refused(self.x0, self.x1), _refused(self.y0, self.y1)} - {Limit.NONE}
        return min(found, default=Limit.NONE)

    def limits(self, *, vertically: bool = True) -> Limit:
        """Return what a valid view has come up to: it cannot be much smaller or larger, or not much farther away.

        Parameters
        ----------
        vertically
            Whether the second range counts; that of a graph follows its values.
        """
        ranges = [(self.x0, self.x1), (self.y0, self.y1)][: 2 if vertically else 1]
        for limit, factor in _LIMITS:
            for low, high in ranges:
                half = 0.5 * factor * (high - low)
                middle = 0.5 * low + 0.5 * high
                if _refused(middle - half, middle + half) is limit:
                    return limit
        return Limit.NONE

    def towards(self, wanted: Callable[[float], Box]) -> Box:
        """Return the box at the end of a way from here, or the last one on it that can be drawn.

        Parameters
        ----------
        wanted
            The box at a share of the way, from 0 (here) to 1.
        """
        end = wanted(1.0)
        if end.is_valid or not self.is_valid:
            return end if end.is_valid else self
        best, low, high = self, 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            box = wanted(middle)
            if box.is_valid:
                best, low = box, middle
            else:
                high = middle
        return best

    def moved(self, dx: float, dy: float) -> Box:
        """Return the box moved by (dx, dy)."""
        return Box(self.x0 + dx, self.x1 + dx, self.y0 + dy, self.y1 + dy)

    def scaled(self, factor_x: float, factor_y: float, x: float, y: float) -> Box:
        """Return the box scaled about (x, y), which keeps its place in it."""
        return Box(
            x + (self.x0 - x) * factor_x,
            x + (self.x1 - x) * factor_x,
            y + (self.y0 - y) * factor_y,
            y + (self.y1 - y) * factor_y,
        )


def _refused(low: float, high: float) -> Limit:
    """Return why a range cannot be an axis."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return Limit.FARTHEST
    width = high - low
    if width > _WIDEST:
        return Limit.WIDEST
    if width <= _NARROWEST * max(abs(low), abs(high)):
        return Limit.CLOSEST
    return Limit.SMALLEST if width < _LEAST else Limit.NONE


@dataclass(frozen=True)
class Appearance:
    """How the picture is drawn; every choice is saved with the document.

    Attributes
    ----------
    scale
        How values are spread over colours and levels.
    centre
        The value in the middle of the colours, for a diverging map; None: the middle of what there is.
    trust
        The quadratic model is trusted where |f - m| <= trust (|g||d| + |H||d|^2 / 2); positive, at most 1.
    """

    colour_map: str = "viridis"
    level_count: int = 20
    equal_aspect: bool = False
    show_field: bool = True
    overlays: tuple[str, ...] = ("critical-points", "gradient", "principal-axes")
    colour_by: ColourBy = ColourBy.VALUE
    scale: Scale = Scale.AUTOMATIC
    centre: float | None = None
    trust: float = 0.1


@dataclass(frozen=True)
class SurfaceLook:
    """From where the surface is seen, and what stands on it.

    Attributes
    ----------
    azimuth, elevation
        Of the eye about the middle of the surface, in degrees: azimuth -180 to 180 counterclockwise from the first
        axis, elevation -90 to 90 above the floor.
    zoom
        How much larger than fitted, 0.2 to 20.
    lines, floor
        Whether level lines are drawn on the surface, and on the floor below it.
    tangent_plane, paraboloid
        Whether they are drawn at the probe.
    """

    azimuth: float = -60.0
    elevation: float = 30.0
    zoom: float = 1.0
    lines: bool = True
    floor: bool = False
    tangent_plane: bool = False
    paraboloid: bool = True

    @property
    def is_seen_anew(self) -> bool:
        """Whether it is seen as a new document shows it."""
        default = SurfaceLook
        return (self.azimuth, self.elevation, self.zoom) == (default.azimuth, default.elevation, default.zoom)


@dataclass(frozen=True)
class Slider:
    """The range of a parameter's slider.

    Attributes
    ----------
    name
        The parameter; its value stands in the text.
    low, high, step
        Finite, low < high, 0 < step <= high - low.
    """

    name: str
    low: float
    high: float
    step: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is chosen in the lesson on the condition number.

    Attributes
    ----------
    along
        Along which eigenvector of H the landscape is stretched: 0 the flattest, -1 the steepest.
    kappa
        The condition number that is marked; 0: that of the landscape as it is.
    eps
        The part of the distance to the minimum that may be left.
    share
        The runs begin at this part of the way from the minimum to the start.
    """

    along: int = -1
    kappa: float = 0.0
    eps: float = 1e-6
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Race:
    """Which methods run downhill, from where, and how.

    Attributes
    ----------
    methods
        Their names, each once, in the order in which they were chosen.
    settings
        What was chosen of them: method, setting, number. Everything else follows the Hessian at the start.
    steps
        How many each takes at most.
    start
        Pairs (variable, coordinate) of a start that is held; None: they start at the probe.
    lesson
        How the landscape is stretched on the page about the condition number, and what is counted there.
    borrowed
        Of methods whose own colour was taken when they came: the one that they have since.
    """

    methods: tuple[str, ...] = ("gradient descent", "heavy ball", "newton")
    settings: tuple[tuple[str, str, float], ...] = ()
    steps: int = 500
    start: tuple[tuple[str, float], ...] | None = None
    lesson: Stretch = Stretch()
    borrowed: tuple[tuple[str, int], ...] = ()

    @property
    def colours(self) -> Mapping[str, int]:
        """The colour of each method, a number from 0."""
        return colours_of(self.methods, self.borrowed)


@dataclass(frozen=True, slots=True)
class Eigenplane:
    """Of which eigenvectors of the Hessian a plane is, as they were where it was chosen.

    Attributes
    ----------
    first, second
        Which ones, by ascending eigenvalue, counted from 1; they are different.
    point
        Where they were taken, n coordinates.
    directions, text
        The plane and the function that this is said of; of any other it says nothing.
    """

    first: int
    second: int
    point: tuple[float, ...]
    directions: tuple[tuple[float, ...], tuple[float, ...]]
    text: str


@dataclass(frozen=True, slots=True, weakref_slot=True)
class State:
    """What the user edits.

    Attributes
    ----------
    text
        What stands in the editor.
    accepted
        The last text that parsed; the picture shows it.
    probe
        Pairs (variable, coordinate); a missing variable is 0.
    view
        The box that is shown; for n = 1 the vertical range is that of f.
    plane
        None: the slice spans two of the variables through the probe. Otherwise two directions, n numbers each.
    axes
        Which two variables the slice spans when there is no plane; None: the first two.
    arrangement, surface
        Which looks at the landscape are shown, and how the surface is seen.
    direction
        Of the third section through the probe: degrees, -180 to 180, in the plane of the picture from its first
        direction towards the second, both orthonormalised; None: only the sections along the principal axes.
    pairs
        The pairs of variables whose small slices are shown; empty: those that are shown by default.
    sliders
        Ranges of the parameters' sliders, where they are not the default.
    eigenplane
        Of which eigenvectors the plane was made; see `plane_source`.
    race
        Which methods run downhill.
    """

    text: str
    accepted: str
    probe: tuple[tuple[str, float], ...] = ()
    view: Box = field(default_factory=lambda: Box(-5.0, 5.0, -5.0, 5.0))
    plane: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    appearance: Appearance = field(default_factory=Appearance)
    hessian_layout: Layout = Layout.FORMULA
    axes: tuple[str, str] | None = None
    arrangement: Arrangement = Arrangement.CONTOUR
    surface: SurfaceLook = field(default_factory=SurfaceLook)
    direction: float | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    sliders: tuple[Slider, ...] = ()
    eigenplane: Eigenplane | None = None
    race: Race = Race()

    @property
    def plane_source(self) -> Eigenplane | None:
        """Of which eigenvectors the plane is that is shown; None when it is another, or of another function."""
        known = self.eigenplane
        if known is None or (known.directions, known.text) != (self.plane, self.accepted):
            return None
        return known

    def coordinate(self, name: str) -> float:
        """Return the probe's coordinate in the variable `name`."""
        return dict(self.probe).get(name, 0.0)

    def point(self, variables: tuple[str, ...]) -> tuple[float, ...]:
        """Return the probe as coordinates in the order of `variables`."""
        coordinates = dict(self.probe)
        return tuple(coordinates.get(name, 0.0) for name in variables)

    def race_start(self, variables: tuple[str, ...]) -> tuple[float, ...]:
        """Return where the methods of the race start, in the order of `variables`: the probe, unless it is held."""
        if self.race.start is None:
            return self.point(variables)
        held = dict(self.race.start)
        return tuple(held.get(name, 0.0) for name in variables)

    def axis_indices(self, variables: tuple[str, ...]) -> tuple[int, int]:
        """Return which two of `variables` (at least two of them) the picture spans when there is no plane."""
        if self.axes is None or not set(self.axes) <= set(variables):
            return 0, 1
        return variables.index(self.axes[0]), variables.index(self.axes[1])
