"""The sections of one desk: f along lines through the probe, the dial that turns one, and its line on the map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hessview.compute.requests import node_count
from hessview.compute.results import Fault
from hessview.document.commands import MoveProbe
from hessview.document.looking import SetDirection
from hessview.views.staleness import dim

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from hessview.analysis.sections import Section
    from hessview.app.desk import Desk
    from hessview.app.section_content import LineKey, Lines, Shown
    from hessview.compute.results import Answer
    from hessview.figure.marks import Figure
    from hessview.language.formula import Formula
    from hessview.views.sections_view import Points, SectionsView
    from hessview.views.theme import Theme

DOCK = "sections"
_TITLE = "Sections"
_TIP = "f along the principal axes through the probe, and its second derivative in every direction (Alt+2)"
_NUDGE, _FINE_NUDGE = 1.0 / 50.0, 1.0 / 500.0
_LEAST, _MOST = 1e-7, 1e3
"""Of the view's shorter side: how small and how large a window can be made."""


@dataclass(frozen=True, eq=False)
class _Grasp:
    """A drag in a section: its line stays where it was when the hand came, and the probe moves on it."""

    plot: int
    start: np.ndarray
    direction: np.ndarray
    at: float


class SectionsDesk:
    """Shows the sections while their dock is unfolded; nothing is worked out for them while it is not."""

    name = DOCK

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._strip = desk.window.docks
        self._theme: Theme | None = None
        self._dock = QWidget()
        self._column = QVBoxLayout(self._dock)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.view: SectionsView | None = None
        self._shown: Shown | None = None
        self._shown_of: Formula | None = None
        self._key: tuple[object, ...] = ()
        self._window: float | None = None
        self._is_own = False
        self._fitted: tuple[object, ...] = ()
        self._keys: dict[int, LineKey] = {}
        self._grasp: _Grasp | None = None
        self._wanted: Lines | None = None
        self._is_asking = False
        self._quick: tuple[Formula | None, bool] = (None, True)
        self._withdraw: Callable[[], None] = _nothing
        self._turned_from: tuple[float | None] | None = None
        self._strip.add(DOCK, _TITLE, self._dock, _TIP)
        self._strip.unfolded.connect(self._on_unfolded)

    @property
    def is_open(self) -> bool:
        """Whether the sections are shown."""
        return self._strip.shown == DOCK

    def toggle(self) -> None:
        """Show the sections with the keyboard in them, or fold them away."""
        self._strip.toggle(DOCK)

    def close(self) -> None:
        """Stop what runs."""
        self._wanted = None
        self._withdraw()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.view is not None:
            self.view.set_theme(theme)

    def follow(self) -> None:
        """Show what the state says, if anybody sees it."""
        if not self.is_open or self._desk.controller.results.formula is None:
            return
        if self.view is None:
            self.view = self._make()
        key = self._state_key()
        if len(key) != len(self._key) or any(a is not b and a != b for a, b in zip(key, self._key, strict=True)):
            self._render(self.view)
            self._key = self._state_key()  # with the window, which is fitted there
        self._dim()

    def _dim(self) -> None:
        """Dim the sections while they are of another function than the one that is shown, or than the text."""
        state, formula = self._desk.store.state, self._desk.controller.results.formula
        of_another = self._shown is not None and self._shown_of != formula
        dim(self._dock, stale=state.text != state.accepted or of_another)

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with the line of the section that was chosen on the dial, while the dock shows it."""
        state, results = self._desk.store.state, self._desk.controller.results
        curvature, plane, angle = results.curvature, results.slice, state.direction
        if not self.is_open or angle is None or curvature is None or plane is None or plane.dimension == 1:
            return figure
        from hessview.analysis.plane_form import orthonormal
        from hessview.figure.sections import with_direction

        return with_direction(figure, orthonormal(plane.directions), plane, angle, self._window or 1.0)

    # What is shown

    def _on_unfolded(self, name: str) -> None:
        if name == DOCK:
            self._window, self._is_own, self._key = None, False, ()
            self.follow()
        if self._desk.store.state.direction is not None and self._desk.controller.results.wanted is not None:
            self._desk.controller.show_picture()
        self._desk.actions.refresh()

    def _state_key(self) -> tuple[object, ...]:
        state, results = self._desk.store.state, self._desk.controller.results
        return (
            results.curvature, results.curvature_fault, results.slice, self._desk.controller.landscape_at_hand(),
            state.direction, state.view, state.appearance.trust, self._window, tuple(self._keys.items()), self._grasp,
        )  # fmt: skip

    def _render(self, view: SectionsView) -> None:
        from hessview.app.section_content import fit, lines_of, sample

        controller, state = self._desk.controller, self._desk.store.state
        results, landscape = controller.results, controller.landscape_at_hand()
        curvature, plane, formula = results.curvature, results.slice, results.formula
        if formula is None or curvature is None or plane is None or landscape is None:
            if results.curvature_fault is not None:
                view.say(results.curvature_fault.message)
            elif self._shown is None:
                view.say("The derivatives are being computed.")
            return
        side = state.view.width if formula.dimension == 1 else min(state.view.width, state.view.height)
        fitted = (formula, side)
        if self._fitted[:1] != fitted[:1]:
            self._is_own, self._keys = False, {}
        if self._window is None or (fitted != self._fitted and not self._is_own):
            self._fitted = fitted
            quick = landscape if self._is_quick(formula) else None
            self._window = fit(quick, curvature, plane, side, state.appearance.trust)
        grasp = self._grasp
        held = None if grasp is None else (grasp.plot, grasp.direction, grasp.at)
        lines = lines_of(curvature, plane, state.direction, self._keys, held)
        if self._is_quick(formula):
            self._show(lines, sample(landscape, lines, self._window or 1.0, state.appearance.trust), formula)
        else:
            self._wanted = lines
            self._ask()

    def _show(self, lines: Lines, found: Sequence[Section], formula: Formula) -> None:
        from hessview.app.section_content import content_of

        if self.view is not None:
            window = found[0].window if found else 1.0
            trust = self._desk.store.state.appearance.trust
            self._shown, self._shown_of = content_of(lines, found, formula.name, window, trust), formula
            self.view.render_content(self._shown.content)

    def _is_quick(self, formula: Formula) -> bool:
        if self._quick[0] is not formula:
            from hessview.compute.section_requests import QUICK_SECTION_NODES

            self._quick = formula, node_count(formula, QUICK_SECTION_NODES + 1) <= QUICK_SECTION_NODES
        return self._quick[1]

    def _ask(self) -> None:
        """Ask for what is wanted where it takes long; one question at a time, the newest next."""
        from hessview.compute.section_requests import SectionsFound, SectionsRequest

        lines, formula = self._wanted, self._desk.controller.results.formula
        if lines is None or formula is None or self._is_asking or self._window is None:
            return
        self._wanted, self._is_asking = None, True
        request = SectionsRequest(
            formula, lines.curvature, tuple(named.line for named in lines.lines), self._window,
            tuple(named.at for named in lines.lines), self._desk.store.state.appearance.trust,
        )  # fmt: skip

        def take(answer: Answer) -> None:
            self._is_asking = False
            if isinstance(answer, SectionsFound) and self._desk.controller.results.formula == formula:
                self._show(lines, answer.sections, formula)
                self._dim()
            elif isinstance(answer, Fault) and self._shown is None and self.view is not None:
                self.view.say(answer.message)
            self._ask()

        self._withdraw = self._desk.controller.ask(request, take)

    def _make(self) -> SectionsView:
        from hessview.views.sections_view import SectionsView

        made = SectionsView() if self._theme is None else SectionsView(self._theme)
        made.read = self._read
        made.choices = self._choices
        made.turned.connect(self._on_turned)
        made.removed.connect(self._on_removed)
        made.turn_ended.connect(self._on_turn_ended)
        made.turn_cancelled.connect(self._on_turn_cancelled)
        made.grasped.connect(self._on_grasped)
        made.moved.connect(self._on_moved)
        made.move_ended.connect(self._on_move_ended)
        made.move_cancelled.connect(self._on_move_cancelled)
        made.nudged.connect(self._on_nudged)
        made.zoomed.connect(self._on_zoomed)
        made.reset.connect(self._on_reset)
        made.chosen.connect(self._on_chosen)
        self._column.addWidget(made)
        made.show()  # a layout would do so only when the events of now are over
        self._dock.setFocusProxy(made)
        return made

    # The dial

    def _on_turned(self, angle: float, by_key: bool) -> None:
        if self._turned_from is None and not by_key:
            self._turned_from = (self._desk.store.state.direction,)
            self._desk.store.seal()  # what keys did just before is a step of its own
        self._desk.store.dispatch(SetDirection(angle, self._desk.clock() if by_key else None))

    def _on_turn_ended(self) -> None:
        if self._turned_from is not None:
            self._turned_from = None
            self._desk.store.seal()

    def _on_turn_cancelled(self) -> None:
        if self._turned_from is not None:
            (before,), self._turned_from = self._turned_from, None
            self._desk.store.dispatch(SetDirection(before))
            self._desk.store.seal()

    def _on_removed(self) -> None:
        self._desk.store.seal()
        self._desk.store.dispatch(SetDirection(None))
        self._desk.store.seal()

    # The probe on a line

    def _on_grasped(self, plot: int, t: float) -> None:
        shown = self._shown
        if shown is None or plot >= len(shown.sections):
            return
        section = shown.sections[plot]
        self._desk.store.seal()
        self._grasp = _Grasp(plot, shown.point, section.line.direction, 0.0)
        self._on_moved(plot, t)

    def _on_moved(self, plot: int, t: float) -> None:
        grasp = self._grasp
        if grasp is None or grasp.plot != plot or self._window is None:
            return
        t = min(max(t, -self._window), self._window)
        self._grasp = _Grasp(plot, grasp.start, grasp.direction, t)
        self._move(grasp.start, grasp.direction, t)

    def _on_move_ended(self) -> None:
        if self._grasp is not None:
            self._grasp = None
            self._desk.store.seal()
            self.follow()

    def _on_move_cancelled(self) -> None:
        grasp, self._grasp = self._grasp, None
        if grasp is not None:
            self._move(grasp.start, grasp.direction, 0.0)
            self._desk.store.seal()
            self.follow()

    def _on_nudged(self, plot: int, way: int, fine: bool) -> None:
        shown = self._shown
        if shown is not None and plot < len(shown.sections) and self._window is not None:
            step = way * self._window * (_FINE_NUDGE if fine else _NUDGE)
            self._move(shown.point, shown.sections[plot].line.direction, step, self._desk.clock())

    def _move(self, start: np.ndarray, direction: np.ndarray, t: float, time: float | None = None) -> None:
        formula = self._desk.controller.results.formula
        if formula is not None and len(start) == formula.dimension:
            place = (start + t * direction).tolist()
            self._desk.store.dispatch(MoveProbe(tuple(zip(formula.variables, place, strict=True)), time))

    # The window and the lines

    def _on_zoomed(self, factor: float) -> None:
        if self._window is None:
            return
        view = self._desk.store.state.view
        wanted = self._window * factor
        self._window = min(max(wanted, _LEAST * view.width), _MOST * view.width)
        self._is_own = True
        self._follow_window()

    def _on_reset(self) -> None:
        self._window, self._is_own = None, False
        self._follow_window()

    def _follow_window(self) -> None:
        self.follow()
        if self._desk.store.state.direction is not None:
            self._desk.controller.show_picture()

    def _on_chosen(self, plot: int, key: object) -> None:
        self._keys = {**self._keys, plot: key}  # type: ignore[dict-item]
        self.follow()

    def _choices(self) -> Sequence[tuple[str, object]]:
        from hessview.app.section_content import choices

        results = self._desk.controller.results
        if results.curvature is None or results.slice is None:
            return ()
        return choices(results.curvature, results.slice)

    def _read(self, plot: int, t: float) -> tuple[Points, tuple[str, ...]]:
        """Return what is read at t on a section: f by asking it there, not between samples."""
        shown, landscape = self._shown, self._desk.controller.landscape_at_hand()
        if shown is None or landscape is None or plot >= len(shown.sections):
            return (), ()
        from hessview.figure.marks import Role
        from hessview.figure.sections import MODEL_ROLES, reading_words

        section = shown.sections[plot]
        if len(shown.point) != landscape.dimension:
            return (), ()
        f = float(landscape.value(shown.point + (t - section.at) * section.line.direction))
        model = section.model_at(t)
        both = ((f, Role.CURVE), (model, MODEL_ROLES[section.line.sign]))
        points = tuple((y, role) for y, role in both if math.isfinite(y))
        return points, reading_words(section, t, f, landscape.formula.name)


def _nothing() -> None:
    """Withdraw nothing."""
