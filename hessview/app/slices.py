"""The dock of slices: a slider for each variable, and small slices through the probe."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hessview.app.dock_desk import DockDesk, DockTitle
from hessview.app.hand_step import HandStep
from hessview.document.commands import MoveProbe, SetProbeCoordinates
from hessview.document.planes import ChooseAxes, range_of

if TYPE_CHECKING:
    from hessview.app.desk import Desk
    from hessview.app.slice_fields import SliceFields
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.small_slices import SmallSlice
    from hessview.views.slices_view import SlicesView
    from hessview.views.theme import Theme
    from hessview.views.variable_sliders import VariableRow

_STRONGEST = 12


class SlicesDesk(DockDesk["SlicesView"]):
    """Renders sliders and small slices while their dock is unfolded; what they show is worked out only then."""

    title = DockTitle(
        "slices", "Slices", "Slic&es", "Alt+3", "A slider for each variable, and small slices through the probe."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.fields: SliceFields | None = None
        self._slices: tuple[SmallSlice, ...] = ()
        self._hand = HandStep(desk.store)

    def close(self) -> None:
        """Stop what runs."""
        super().close()
        if self.fields is not None:
            self.fields.close()

    def _folded(self) -> None:
        if self.fields is not None:
            self.fields.want(())

    def _make(self, theme: Theme) -> SlicesView:
        from hessview.app.slice_fields import SliceFields
        from hessview.views.slices_view import SlicesView

        made = SlicesView(theme)
        self.fields = SliceFields(self._desk.controller, self._inquiry, self._show_slices, self._dock)
        store = self._desk.store
        made.sliders.moved.connect(self._on_slider)
        made.sliders.released.connect(self._hand.end)
        made.sliders.typed.connect(lambda given: store.dispatch(SetProbeCoordinates(given)))
        made.grid.moved.connect(self._on_moved)
        made.grid.released.connect(self._hand.end)
        made.grid.cancelled.connect(self._hand.give_up)
        made.grid.opened.connect(self._on_opened)
        made.grid.removed.connect(self._remove)
        made.pair_wanted.connect(self._add)
        made.strongest_wanted.connect(self._show_strongest)
        made.usual_wanted.connect(lambda: self._set_pairs(()))
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

    # What hands do

    def _on_slider(self, name: str, value: float, held: bool) -> None:
        self._note_hand(held)
        self._desk.store.dispatch(MoveProbe(((name, value),), None if held else self._desk.clock()))

    def _on_moved(self, pair: tuple[str, str], x: float, y: float, held: bool) -> None:
        self._note_hand(held)
        time = None if held else self._desk.clock()
        self._desk.store.dispatch(MoveProbe(((pair[0], x), (pair[1], y)), time))

    def _note_hand(self, held: bool) -> None:
        if held and not self._hand.is_held:
            self._hand.begin()

    def _on_opened(self, pair: tuple[str, str], by_clicks: bool) -> None:
        """Open a slice; the probe, which the first of two clicks has moved, goes back."""
        if by_clicks:
            self._hand.double_clicked()
        self._desk.store.seal()
        self._desk.store.dispatch(ChooseAxes(pair))

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
