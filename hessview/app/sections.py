"""The sections of one desk: f along lines through the probe, the dial that turns one, and its line on the map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hessview.app.dock_desk import DockDesk, DockTitle
from hessview.app.section_hands import SectionHands
from hessview.compute.requests import node_count
from hessview.compute.results import Fault
from hessview.views.staleness import dim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.sections import Section
    from hessview.app.desk import Desk
    from hessview.app.section_content import LineKey, Lines, Shown
    from hessview.compute.results import Answer
    from hessview.figure.marks import Figure
    from hessview.language.formula import Formula
    from hessview.views.sections_view import Points, SectionsView
    from hessview.views.theme import Theme

DOCK = "sections"
_LEAST, _MOST = 1e-7, 1e3
"""Of the view's shorter side: how small and how large a window can be made."""


class SectionsDesk(DockDesk["SectionsView"]):
    """Shows the sections while their dock is unfolded; nothing is worked out for them while it is not."""

    title = DockTitle(
        DOCK, "Sections", "&Sections", "Alt+2",
        "f along lines through the probe, and its second derivative in every direction.",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._hands = SectionHands(desk, lambda: (self._shown, self._window), self.follow)
        self._shown: Shown | None = None
        self._shown_of: Formula | None = None
        self._key: tuple[object, ...] = ()
        self._window: float | None = None
        self._is_own = False
        self._fitted: tuple[object, ...] = ()
        self._keys: dict[int, LineKey] = {}
        self._quick: tuple[Formula | None, bool] = (None, True)

    def follow(self) -> None:
        """Take in what has changed, if anybody sees it and there is a function."""
        if self._desk.controller.results.formula is not None:
            super().follow()

    def _show(self, view: SectionsView) -> None:
        key = self._state_key()
        if len(key) != len(self._key) or any(a is not b and a != b for a, b in zip(key, self._key, strict=True)):
            self._render(view)
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

    def _opened(self) -> None:
        self._window, self._is_own, self._key = None, False, ()
        super()._opened()
        self._show_line()

    def _folded(self) -> None:
        self._inquiry.withdraw()
        self._show_line()

    def _show_line(self) -> None:
        """Show the line on the map, or no more."""
        if self._desk.store.state.direction is not None and self._desk.controller.results.wanted is not None:
            self._desk.controller.show_picture()

    def _state_key(self) -> tuple[object, ...]:
        state, results = self._desk.store.state, self._desk.controller.results
        return (
            results.curvature, results.curvature_fault, results.slice, self._desk.controller.landscape_at_hand(),
            state.direction, state.view, state.appearance.trust, self._window, tuple(self._keys.items()),
            self._hands.grasp,
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
        grasp = self._hands.grasp
        held = None if grasp is None else (grasp.plot, grasp.direction, grasp.at)
        lines = lines_of(curvature, plane, state.direction, self._keys, held)
        if self._is_quick(formula):
            self._render_sections(lines, sample(landscape, lines, self._window or 1.0, state.appearance.trust), formula)
        else:
            self._ask(lines, formula, self._window or 1.0)

    def _render_sections(self, lines: Lines, found: Sequence[Section], formula: Formula) -> None:
        from hessview.app.section_content import content_of

        if self.view is not None:
            window = found[0].window if found else 1.0
            trust = self._desk.store.state.appearance.trust
            self._shown, self._shown_of = content_of(lines, found, formula, window, trust), formula
            self.view.render_content(self._shown.content)

    def _is_quick(self, formula: Formula) -> bool:
        if self._quick[0] is not formula:
            from hessview.compute.section_requests import QUICK_SECTION_NODES

            self._quick = formula, node_count(formula, QUICK_SECTION_NODES + 1) <= QUICK_SECTION_NODES
        return self._quick[1]

    def _ask(self, lines: Lines, formula: Formula, window: float) -> None:
        """Ask for the sections where it takes long; meanwhile those before stay."""
        from hessview.compute.section_requests import SectionsFound, SectionsRequest

        request = SectionsRequest(
            formula, lines.curvature, tuple(named.line for named in lines.lines), window,
            tuple(named.at for named in lines.lines), self._desk.store.state.appearance.trust,
        )  # fmt: skip

        def take(answer: Answer) -> None:
            if isinstance(answer, SectionsFound) and self._desk.controller.results.formula == formula:
                self._render_sections(lines, answer.sections, formula)
                self._dim()
            elif isinstance(answer, Fault) and self._shown is None and self.view is not None:
                self.view.say(answer.message)

        self._inquiry.ask_next(request, take)

    def _make(self, theme: Theme) -> SectionsView:
        from hessview.views.sections_view import SectionsView

        made = SectionsView(theme)
        made.read = self._read
        made.choices = self._choices
        self._hands.follow_view(made)
        made.zoomed.connect(self._on_zoomed)
        made.reset.connect(self._on_reset)
        made.chosen.connect(self._on_chosen)
        return made

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
        self._hands.double_clicked()
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
        from hessview.figure.sections import reading_words

        section = shown.sections[plot]
        if len(shown.point) != landscape.dimension:
            return (), ()
        f = float(landscape.value(shown.point + (t - section.at) * section.line.direction))
        model = section.model_at(t)
        both = ((f, Role.CURVE), (model, Role.MODEL))
        points = tuple((y, role) for y, role in both if math.isfinite(y))
        return points, reading_words(section, t, f, landscape.formula.name)
