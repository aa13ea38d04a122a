"""More than two variables on a desk: the dock of sliders and small slices, and the choice of the picture's plane."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hessview.document.commands import MoveProbe, SetProbeCoordinates
from hessview.document.planes import ChooseAxes, ChoosePlane, range_of

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.app.desk import Desk
    from hessview.app.slice_fields import SliceFields
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.small_slices import SmallSlice
    from hessview.views.plane_chooser import PlaneChooser
    from hessview.views.slices_view import SlicesView
    from hessview.views.theme import Theme
    from hessview.views.variable_sliders import VariableRow

DOCK = "slices"
_TITLE = "Slices"
_TIP = "A slider for each variable, and small slices through the probe (Alt+3)"
_STRONGEST = 12


class SlicesDesk:
    """Renders the dock while it is unfolded; what it shows is worked out only then."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._strip = desk.window.docks
        self._theme: Theme | None = None
        self._dock = QWidget()
        self._column = QVBoxLayout(self._dock)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.view: SlicesView | None = None
        self.fields: SliceFields | None = None
        self.chooser: PlaneChooser | None = None
        self._slices: tuple[SmallSlice, ...] = ()
        self._before_click: tuple[tuple[str, float], ...] = ()
        self._is_held = False
        self._strip.add(DOCK, _TITLE, self._dock, _TIP)
        self._strip.unfolded.connect(self._on_unfolded)

    @property
    def is_open(self) -> bool:
        """Whether the dock is shown."""
        return self._strip.shown == DOCK

    def toggle(self) -> None:
        """Show the dock with the keyboard in it, or fold it away."""
        self._strip.toggle(DOCK)

    def follow(self) -> None:
        """Take in what has changed."""
        self._show_chooser()
        if self.is_open and self.view is not None:
            self._show(self.view)

    def close(self) -> None:
        """Stop what runs."""
        if self.fields is not None:
            self.fields.close()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for part in (self.view, self.chooser):
            if part is not None:
                part.set_theme(theme)

    @property
    def can_choose(self) -> bool:
        """Whether there is more than one plane to look along."""
        formula = self._desk.controller.results.formula
        return formula is not None and formula.dimension > 2

    def choose_plane(self) -> None:
        """Ask along what the picture shall look."""
        from hessview.app.plane_dialog import PlaneDialog

        state, results = self._desk.store.state, self._desk.controller.results
        if results.formula is None or not self.can_choose:
            return
        dialog = PlaneDialog(self._desk.window, state, results.formula.variables, self._known_curvature())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: None if dialog.command is None else self._desk.store.dispatch(dialog.command))
        dialog.open()

    def look_along_extremes(self) -> None:
        """Look along the eigenvectors of the greatest and of the least eigenvalue at the probe."""
        curvature = self._known_curvature()
        if curvature is None or not self.can_choose or not np.all(np.isfinite(curvature.eigenvectors)):
            self._desk.tell("The Hessian has no eigenvectors here that are known.")
            return
        n, v = len(curvature.point), curvature.eigenvectors
        self._desk.store.dispatch(ChoosePlane((tuple(v[:, n - 1].tolist()), tuple(v[:, 0].tolist())), (n, 1)))

    def look_along_variables(self) -> None:
        """Look along the two variables that were on the axes before a plane was chosen."""
        formula, state = self._desk.controller.results.formula, self._desk.store.state
        if formula is not None and state.plane is not None and formula.dimension > 2:
            i, j = state.axis_indices(formula.variables)
            self._desk.store.dispatch(ChooseAxes((formula.variables[i], formula.variables[j])))

    def _known_curvature(self) -> Curvature | None:
        """Return the curvature at the probe; None while it is that of another point."""
        state, results = self._desk.store.state, self._desk.controller.results
        formula, curvature = results.formula, results.curvature
        if formula is None or curvature is None or curvature.variables != formula.variables:
            return None
        return curvature if tuple(curvature.point.tolist()) == state.point(formula.variables) else None

    def _show_chooser(self) -> None:
        if self.chooser is None and not self.can_choose:
            return
        if self.chooser is None:
            self.chooser = self._make_chooser()
        self.chooser.setVisible(self.can_choose)
        formula, state = self._desk.controller.results.formula, self._desk.store.state
        if formula is not None and self.can_choose:
            from hessview.figure.plane_words import axis_names

            variables = formula.variables
            i, j = state.axis_indices(variables)
            axes = (variables[i], variables[j]) if state.plane is None else None
            self.chooser.render_axes(variables, axes, axis_names(state, variables))

    def _make_chooser(self) -> PlaneChooser:
        from hessview.views.plane_chooser import PlaneChooser
        from hessview.views.theme import LIGHT

        made = PlaneChooser(self._desk.window.picture.viewport(), self._theme or LIGHT)
        made.axes_chosen.connect(lambda axes: self._desk.store.dispatch(ChooseAxes(axes)))
        made.plane_wanted.connect(self.choose_plane)
        self._desk.window.pictures.add_stops(made.across, made.up, made.plane)
        return made

    # The dock

    def _on_unfolded(self, name: str) -> None:
        if name == DOCK:
            if self.view is None:
                self.view = self._make()
            self._show(self.view)
        elif self.fields is not None:
            self.fields.want(())
        self._desk.actions.refresh()

    def _make(self) -> SlicesView:
        from hessview.app.slice_fields import SliceFields
        from hessview.views.slices_view import SlicesView

        made = SlicesView() if self._theme is None else SlicesView(self._theme)
        self.fields = SliceFields(self._desk.controller, self._show_slices, self._dock)
        store = self._desk.store
        made.sliders.moved.connect(self._on_slider)
        made.sliders.released.connect(self._on_released)
        made.sliders.typed.connect(lambda given: store.dispatch(SetProbeCoordinates(given)))
        made.grid.moved.connect(self._on_moved)
        made.grid.released.connect(self._on_released)
        made.grid.cancelled.connect(self._on_cancelled)
        made.grid.opened.connect(self._on_opened)
        made.grid.removed.connect(self._remove)
        made.pair_wanted.connect(self._add)
        made.strongest_wanted.connect(self._show_strongest)
        made.usual_wanted.connect(lambda: self._set_pairs(()))
        self._column.addWidget(made)
        made.show()
        self._dock.setFocusProxy(made)
        return made

    def _show(self, view: SlicesView) -> None:
        from hessview.figure.small_slices import small_slices

        state, results = self._desk.store.state, self._desk.controller.results
        formula = results.formula
        if formula is None:
            return
        view.render_variables(variable_rows(state, results))
        self._slices = small_slices(state, formula) if formula.dimension > 2 else ()
        if self.fields is not None:
            self.fields.want([each.request for each in self._slices])
        self._show_slices()

    def _show_slices(self) -> None:
        from hessview.figure.small_slices import figure_of

        state, formula, fields = self._desk.store.state, self._desk.controller.results.formula, self.fields
        if self.view is None or formula is None or fields is None or not self.is_open:
            return
        figures = [(each.pair, figure_of(each.request, fields.field(each.request), state)) for each in self._slices]
        spanned = None
        if state.plane is None and formula.dimension > 1:
            i, j = state.axis_indices(formula.variables)
            spanned = formula.variables[i], formula.variables[j]
        self.view.render_slices(figures, spanned, is_usual=not state.pairs)

    def _on_slider(self, name: str, value: float, held: bool) -> None:
        self._note_hand(held)
        self._desk.store.dispatch(MoveProbe(((name, value),), None if held else self._desk.clock()))

    def _on_moved(self, pair: tuple[str, str], x: float, y: float, held: bool) -> None:
        self._note_hand(held)
        time = None if held else self._desk.clock()
        self._desk.store.dispatch(MoveProbe(((pair[0], x), (pair[1], y)), time))

    def _note_hand(self, held: bool) -> None:
        """Where a hand comes, remember where the probe is; what keys did just before is a step of its own."""
        if held and not self._is_held:
            self._is_held, self._before_click = True, self._desk.store.state.probe
            self._desk.store.seal()

    def _on_released(self) -> None:
        self._is_held = False
        self._desk.store.seal()

    def _on_cancelled(self) -> None:
        if self._is_held:
            self._desk.store.dispatch(MoveProbe(self._before_click))
        self._on_released()

    def _on_opened(self, pair: tuple[str, str], by_clicks: bool) -> None:
        """Open a slice; the probe, which the first click has moved, goes back."""
        self._is_held = False
        self._desk.store.seal()
        self._desk.store.dispatch(ChooseAxes(pair, self._before_click if by_clicks else ()))

    # Which pairs

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple(each.pair for each in self._slices)

    def _add(self, pair: tuple[str, str]) -> None:
        self._set_pairs((*self._pairs(), pair))

    def _remove(self, pair: tuple[str, str]) -> None:
        rest = tuple(each for each in self._pairs() if each != pair)
        if rest:
            self._set_pairs(rest)

    def _show_strongest(self) -> None:
        from hessview.figure.small_slices import strongest_pairs

        curvature = self._desk.controller.results.curvature
        pairs = () if curvature is None else strongest_pairs(curvature, _STRONGEST)
        if pairs:
            self._set_pairs(pairs)
        else:
            self._desk.tell("No mixed second derivative is known to be other than zero here.")

    def _set_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        from hessview.document.looking import SetPairs

        self._desk.store.dispatch(SetPairs(pairs))


def variable_rows(state: State, results: Results) -> tuple[VariableRow, ...]:
    """Return what the sliders show of a state."""
    from hessview.views.variable_sliders import VariableRow

    formula = results.formula
    if formula is None:
        return ()
    variables, point = formula.variables, state.point(formula.variables)
    slopes, errors = [math.nan] * len(variables), [0.0] * len(variables)
    curvature = results.curvature
    if curvature is not None and curvature.variables == variables and tuple(curvature.point.tolist()) == point:
        slopes = curvature.gradient.tolist()
        errors = np.broadcast_to(np.asarray(curvature.gradient_error), (len(slopes),)).tolist()
    axes: dict[int, str] = {}
    if state.plane is None and len(variables) > 1:
        i, j = state.axis_indices(variables)
        axes = {i: "across", j: "up"}
    rows = []
    for k, (name, value) in enumerate(zip(variables, point, strict=True)):
        low, high = range_of(state, variables, k)
        low, high = min(low, value), max(high, value)
        rows.append(VariableRow(name, value, low, high, slopes[k], errors[k], axes.get(k, "")))
    return tuple(rows)
