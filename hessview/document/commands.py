"""Every change a user can make, each a frozen value that turns a state into the next."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from hessview.document.in_sight import in_sight
from hessview.document.reading import read, well_formed

if TYPE_CHECKING:
    from collections.abc import Hashable

    from hessview.document.state import Appearance, Box, Layout, State
    from hessview.language.formula import Formula

Coordinates = tuple[tuple[str, float], ...]

LEVEL_COUNTS = range(1, 201)


@dataclass(frozen=True)
class Command:
    """One change.

    Two commands that follow each other are one undo step when their merge keys are equal and not None, nothing
    sealed the step in between (the end of a gesture does), and, if both carry a time, no pause lies between them.

    Attributes
    ----------
    name
        What it does, in the words of the menu: "Undo *move probe*".
    gesture
        What kind of gesture it is a part of; None: it is a step of its own.
    only_timed
        Whether it is a part of its gesture only when it carries a time.
    begins_document
        Whether what follows is another document, which is not what the file of the present one holds.
    puts_back
        Whether it ends a gesture by making nothing of it: it leads to exactly what was there when its step began.
    """

    name: ClassVar[str]
    gesture: ClassVar[str | None] = None
    only_timed: ClassVar[bool] = False
    begins_document: ClassVar[bool] = False
    puts_back: ClassVar[bool] = False

    @property
    def merge_key(self) -> Hashable | None:
        """What kind of gesture this is a part of; None: it is a step of its own."""
        return None if self.only_timed and self.at is None else self.gesture

    @property
    def at(self) -> float | None:
        """The caller's clock in seconds; None for a gesture that is ended by sealing alone."""
        time: float | None = getattr(self, "time", None)
        return time

    def name_in(self, state: State) -> str:
        """Return what it does to `state`, if that can be said closer than by `name`."""
        del state
        return self.name

    def apply(self, state: State) -> State:
        """Return the next state; `state` itself when nothing changes or the change makes no sense."""
        raise NotImplementedError

    def kept(self, state: State) -> State:
        """Return what `state` becomes when the result of the command cannot be shown; nothing is left of most."""
        return state


@dataclass(frozen=True)
class SetText(Command):
    """Type: the editor holds `text` now; the picture follows as soon as it can be read.

    `time` is the caller's clock; typing without a pause is one step. Without it (a repair, a paste) it is a step.
    `view` is the box to show with it, if the text can be read; None keeps the present one. A probe that another box
    leaves out goes into its middle; while a hand types only if it is far out, for the box may change back.
    """

    text: str
    time: float | None = None
    view: Box | None = None
    name: ClassVar[str] = "typing"
    gesture: ClassVar[str | None] = "text"
    only_timed: ClassVar[bool] = True

    def apply(self, state: State) -> State:
        """Keep what was accepted if the new text cannot be read; drop a plane that no longer fits."""
        text = well_formed(self.text)
        formula = read(text)
        if formula is None:
            return replace(state, text=text)
        view = state.view if self.view is None or not self.view.is_valid else self.view
        after = _fitted(replace(state, text=text, accepted=text, view=view), formula)
        return after if view == state.view else in_sight(after, formula, is_typing=self.time is not None)

    def kept(self, state: State) -> State:
        """Return `state` with the text: what somebody has typed never vanishes."""
        return replace(state, text=well_formed(self.text))


@dataclass(frozen=True)
class OpenExample(Command):
    """Show a function of the catalog with its box and probe; how things look stays as it is.

    A race begins at that probe; its methods stay, and have the settings of the example, which most leave to H.
    """

    text: str
    box: Box
    probe: Coordinates = ()
    settings: tuple[tuple[str, str, float], ...] = ()
    name: ClassVar[str] = "open example"
    begins_document: ClassVar[bool] = True

    def apply(self, state: State) -> State:
        """Replace text, view and probe."""
        text = well_formed(self.text)
        accepted = state.accepted if read(text) is None else text
        view = self.box if self.box.is_valid else state.view
        return replace(
            state, text=text, accepted=accepted, view=view, probe=_moved((), self.probe), plane=None, axes=None,
            direction=None, pairs=(), sliders=(), race=replace(state.race, settings=self.settings, start=None),
        )  # fmt: skip


@dataclass(frozen=True)
class Reload(Command):
    """Show what another program has put into the document's file; undone, there is what was here."""

    state: State
    name: ClassVar[str] = "reload"

    def apply(self, state: State) -> State:
        """Replace everything."""
        del state
        return self.state


@dataclass(frozen=True)
class RestoreChanges(Reload):
    """Take up the unsaved changes that were kept of another run; undone, there is what the file holds."""

    name: ClassVar[str] = "restore changes"


@dataclass(frozen=True)
class MoveProbe(Command):
    """Drag or nudge the probe: the variables named in `coordinates` take these values.

    A drag carries no time and is sealed on release. A nudge by keys carries the time, and a pause ends the step.
    """

    coordinates: Coordinates
    time: float | None = None
    name: ClassVar[str] = "move probe"
    gesture: ClassVar[str | None] = "probe"

    def apply(self, state: State) -> State:
        """Coordinates that are not finite are ignored."""
        return replace(state, probe=_moved(state.probe, self.coordinates))


@dataclass(frozen=True)
class SnapProbe(MoveProbe):
    """Put the probe on a critical point that it was released near; the end of its drag."""

    name: ClassVar[str] = "snap probe"


@dataclass(frozen=True)
class SetProbeCoordinates(Command):
    """Put the probe at coordinates that were typed or pasted: a step of its own."""

    coordinates: Coordinates
    name: ClassVar[str] = "set probe"

    def apply(self, state: State) -> State:
        """Coordinates that are not finite are ignored."""
        return replace(state, probe=_moved(state.probe, self.coordinates))


@dataclass(frozen=True)
class SetView(Command):
    """Show this box; with a gesture's `time` a part of panning and zooming."""

    box: Box
    time: float | None = None
    name: ClassVar[str] = "change view"
    gesture: ClassVar[str | None] = "view"
    only_timed: ClassVar[bool] = True

    def apply(self, state: State) -> State:
        """A box that cannot be drawn is ignored."""
        return replace(state, view=self.box) if self.box.is_valid else state


@dataclass(frozen=True)
class SetRanges(SetView):
    """Show the box whose ranges were typed."""

    name: ClassVar[str] = "set ranges"


@dataclass(frozen=True)
class FitView(SetView):
    """Show where the function is defined and varies."""

    name: ClassVar[str] = "fit view"


@dataclass(frozen=True)
class HomeView(SetView):
    """Show the function's own box."""

    name: ClassVar[str] = "home view"


@dataclass(frozen=True)
class PanView(Command):
    """Move the view by (dx, dy) in its own coordinates; a drag without time is sealed on release."""

    dx: float
    dy: float
    time: float | None = None
    name: ClassVar[str] = "pan"
    gesture: ClassVar[str | None] = "view"

    def apply(self, state: State) -> State:
        """Stop at the end of the numbers."""
        view = state.view
        return replace(state, view=view.towards(lambda share: view.moved(share * self.dx, share * self.dy)))


@dataclass(frozen=True)
class ZoomView(Command):
    """Scale the view about (x, y): a factor below 1 shows less and larger; `time` ends the step at a pause."""

    factor: float
    x: float
    y: float
    time: float | None = None
    name: ClassVar[str] = "zoom"
    gesture: ClassVar[str | None] = "view"

    def apply(self, state: State) -> State:
        """Stop where neighbouring numbers would be seen, and at the end of the numbers."""
        if not 0.0 < self.factor < math.inf:
            return state
        view = state.view

        def zoomed(share: float) -> Box:
            factor = self.factor**share
            return view.scaled(factor, factor, self.x, self.y)

        return replace(state, view=view.towards(zoomed))


@dataclass(frozen=True)
class SetPlane(Command):
    """Look along two directions of R^n (None: along two variables)."""

    directions: tuple[tuple[float, ...], tuple[float, ...]] | None
    name: ClassVar[str] = "choose plane"

    def apply(self, state: State) -> State:
        """Directions that are not finite, not independent or of another dimension than the function are ignored."""
        if self.directions is None:
            return replace(state, plane=None)
        formula = read(state.accepted)
        if formula is None or not is_plane(self.directions, formula.dimension):
            return state
        return replace(state, plane=self.directions)


@dataclass(frozen=True)
class SetAxes(Command):
    """Look along two variables (None: the first two)."""

    axes: tuple[str, str] | None
    name: ClassVar[str] = "choose axes"

    def apply(self, state: State) -> State:
        """Names that are no two different variables of the function are ignored."""
        if self.axes is None:
            return replace(state, axes=None, plane=None)
        formula = read(state.accepted)
        if formula is None or self.axes[0] == self.axes[1] or not set(self.axes) <= set(formula.variables):
            return state
        return replace(state, axes=self.axes, plane=None)


@dataclass(frozen=True)
class SetAppearance(Command):
    """Draw the picture in this way; with a `time` (a level slider) without a pause one step."""

    appearance: Appearance
    time: float | None = None
    name: ClassVar[str] = "change appearance"
    gesture: ClassVar[str | None] = "appearance"
    only_timed: ClassVar[bool] = True

    def name_in(self, state: State) -> str:
        """Return what changes, if it is one thing."""
        old, new = state.appearance, self.apply(state).appearance
        names = {
            "change colours": old.colour_map != new.colour_map and old.centre == new.centre,
            "centre colours": old.centre != new.centre,
            "change colour scale": old.scale != new.scale,
            "change trust region": old.trust != new.trust,
            "more levels" if new.level_count > old.level_count else "fewer levels": new.level_count != old.level_count,
            "equal scales" if new.equal_aspect else "free scales": new.equal_aspect != old.equal_aspect,
            f"{'show' if new.show_field else 'hide'} colour field": new.show_field != old.show_field,
            f"colour by {new.colour_by}": new.colour_by != old.colour_by,
            self.name: new.overlays != old.overlays,
        }
        changed = [name for name, has_changed in names.items() if has_changed]
        return changed[0] if len(changed) == 1 else self.name

    def apply(self, state: State) -> State:
        """The number of levels is brought into its range."""
        count = min(max(self.appearance.level_count, LEVEL_COUNTS.start), LEVEL_COUNTS.stop - 1)
        return replace(state, appearance=replace(self.appearance, level_count=count))


@dataclass(frozen=True)
class ToggleOverlay(Command):
    """Show or hide one overlay."""

    overlay: str
    name: ClassVar[str] = "show or hide overlay"

    def name_in(self, state: State) -> str:
        """Return which one, and whether it comes or goes."""
        shown = self.overlay in state.appearance.overlays
        return f"{'hide' if shown else 'show'} {self.overlay.replace('-', ' ')}"

    def apply(self, state: State) -> State:
        """Overlays keep the order in which they were switched on."""
        shown = state.appearance.overlays
        overlays = (
            tuple(name for name in shown if name != self.overlay)
            if self.overlay in shown
            else (*shown, self.overlay)
        )
        return replace(state, appearance=replace(state.appearance, overlays=overlays))


@dataclass(frozen=True)
class SetHessianLayout(Command):
    """Write the Hessian as formulas or as numbers."""

    layout: Layout
    name: ClassVar[str] = "change Hessian layout"

    def apply(self, state: State) -> State:
        """Nothing is computed anew."""
        return replace(state, hessian_layout=self.layout)


def is_plane(directions: tuple[tuple[float, ...], tuple[float, ...]], dimension: int) -> bool:
    """Return whether two directions of R^`dimension` are finite and span a plane."""
    u, v = directions
    if not len(u) == len(v) == dimension or not all(map(math.isfinite, (*u, *v))):
        return False
    longest_u, longest_v = max(map(abs, u), default=0.0), max(map(abs, v), default=0.0)
    if longest_u == 0.0 or longest_v == 0.0:
        return False
    # Scaled first: products of very long or very short directions would overflow or vanish.
    u, v = tuple(a / longest_u for a in u), tuple(b / longest_v for b in v)
    uu, vv = math.fsum(a * a for a in u), math.fsum(b * b for b in v)
    along = math.fsum(a * b for a, b in zip(u, v, strict=True)) / uu
    return math.fsum((b - along * a) ** 2 for a, b in zip(u, v, strict=True)) > 1e-20 * vv


def _fitted(state: State, formula: Formula) -> State:
    """Return `state` without the plane or the axes that the formula's variables no longer have."""
    if state.plane is not None and len(state.plane[0]) != formula.dimension:
        state = replace(state, plane=None)
    if state.axes is not None and not set(state.axes) <= set(formula.variables):
        state = replace(state, axes=None)
    if not {name for pair in state.pairs for name in pair} <= set(formula.variables):
        state = replace(state, pairs=())
    return state


def _moved(probe: Coordinates, coordinates: Coordinates) -> Coordinates:
    moved = dict(probe)
    moved.update((name, float(value)) for name, value in coordinates if math.isfinite(value))
    return tuple(moved.items())
