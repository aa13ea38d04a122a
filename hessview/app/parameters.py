"""The parameters of a desk: their sliders below the picture, their movement, the paths of the critical points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hessview.compute.requests import critical_request
from hessview.compute.results import Fault
from hessview.document.commands import read_or_refuse
from hessview.language.problem import SyntaxProblem
from hessview.views.staleness import dim

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.analysis.branches import Trace
    from hessview.app.animation import Animation
    from hessview.app.desk import Desk
    from hessview.compute.results import Answer
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.language.definitions import Definition
    from hessview.language.problem import Repair
    from hessview.views.parameter_rows import RowContent
    from hessview.views.parameters_view import ParametersView
    from hessview.views.theme import Theme

DOCK = "parameters"
_TITLE = "Parameters"
_TIP = "A slider for each parameter, and the paths of the critical points as it moves (Alt+4)"
_NONE = "The function has no parameter: a line such as a = 1 above it makes one."
_NO_NUMBER = "This parameter is given by an expression: only a plain number can be moved."
_TOO_MANY = "Paths are traced for functions of at most six variables, on the axes of the picture."


class ParametersDesk:
    """Renders the dock of parameters; its toggle is there when there is a parameter, or one can be made."""

    name = DOCK

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._strip = desk.window.docks
        self._theme: Theme | None = None
        self._dock = QWidget()
        self._column = QVBoxLayout(self._dock)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.view: ParametersView | None = None
        self._animation: Animation | None = None
        self._read: tuple[str, tuple[Definition, ...]] = ("", ())
        self._offers: tuple[str, Repair | None] = ("", None)
        self.traced: str = ""
        self.trace: Trace | None = None
        self._asked: tuple[object, ...] = ()
        self._known: tuple[tuple[float, ...], ...] = ()
        self._fault = ""
        self._up = 0
        self._is_held = False
        self._before_plot: float | None = None
        self._withdraw: Callable[[], None] = _nothing
        self._strip.add(DOCK, _TITLE, self._dock, _TIP)
        self._strip.toggles[DOCK].hide()
        self._strip.unfolded.connect(self._on_unfolded)

    @property
    def is_open(self) -> bool:
        """Whether the dock is shown."""
        return self._strip.shown == DOCK

    @property
    def has_any(self) -> bool:
        """Whether the function that is shown has a parameter."""
        return bool(self._definitions())

    @property
    def is_moving(self) -> bool:
        """Whether a parameter moves by itself."""
        return self._animation is not None and self._animation.is_running

    def toggle(self) -> None:
        """Show the dock with the keyboard in it, or fold it away."""
        if self.is_open or self._definitions() or self._offer() is not None:
            self._strip.toggle(DOCK)
        else:
            self._desk.tell(_NONE)

    def close(self) -> None:
        """Stop what runs."""
        if self._animation is not None:
            self._animation.stop()
        self._withdraw()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.view is not None:
            self.view.set_theme(theme)

    def follow(self) -> None:
        """Take in what has changed."""
        found, offer = self._definitions(), self._offer()
        toggle = self._strip.toggles[DOCK]
        is_wanted = bool(found) or offer is not None
        if toggle.isHidden() == is_wanted:
            toggle.setVisible(is_wanted)
        if self._animation is not None:
            self._animation.look()
        if self.traced and self.traced not in {each.name for each in found}:
            self._forget_trace()
        if self.is_open and not is_wanted:
            self._strip.fold()
        elif self.is_open:
            self._show(found, offer)
        if self.traced:
            self._ask()

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with the paths of the critical points, while they are traced."""
        state, results = self._desk.store.state, self._desk.controller.results
        formula, trace = results.formula, self.trace
        if trace is None or formula is None or formula.dimension < 2 or state.plane is not None:
            return figure
        if trace.formula.variables[:-1] != formula.variables:
            return figure
        from hessview.figure.paths import with_paths

        return with_paths(figure, trace, *state.axis_indices(formula.variables))

    # What the keys do

    def animate(self) -> None:
        """Move the parameter whose row has the focus, or stop it."""
        if self.is_moving:
            self._animated().stop()
            return
        name = self._chosen()
        if name:
            self._strip.unfold(DOCK)
            self._animate(name)

    def trace_chosen(self) -> None:
        """Trace the parameter whose row has the focus, or forget its paths."""
        name = self.traced or self._chosen()
        if name:
            self._strip.unfold(DOCK)
            self._toggle_trace(name)

    def _chosen(self) -> str:
        """Return the parameter that is meant; empty, with a word about it, if none can be moved."""
        movable = [each.name for each in self._definitions() if each.is_number]
        if not movable:
            self._desk.tell(_NO_NUMBER if self._definitions() else _NONE)
            return ""
        chosen = "" if self.view is None else self.view.chosen
        return chosen if chosen in movable else movable[0]

    # The dock

    def _definitions(self) -> tuple[Definition, ...]:
        """Return the parameters of the function that is shown, read once a text."""
        state = self._desk.store.state
        if "=" not in state.accepted:
            return ()  # so that nothing is imported before the first picture
        if self._read[0] != state.accepted:
            from hessview.document.parameters import parameters_of

            self._read = state.accepted, parameters_of(state)
        return self._read[1]

    def _offer(self) -> Repair | None:
        """Return the repair that makes an unknown name a parameter, if the text needs one."""
        state = self._desk.store.state
        if state.text == state.accepted:
            return None
        if self._offers[0] != state.text:
            problem = read_or_refuse(state.text)
            repairs = problem.repairs if isinstance(problem, SyntaxProblem) else ()
            ends = (" a parameter", " parameters")
            self._offers = state.text, next((each for each in repairs if each.label.endswith(ends)), None)
        return self._offers[1]

    def _on_unfolded(self, name: str) -> None:
        if name == DOCK:
            self._show(self._definitions(), self._offer())
        self._desk.actions.refresh()

    def _made(self) -> ParametersView:
        if self.view is None:
            self.view = self._make()
        return self.view

    def _make(self) -> ParametersView:
        from hessview.document.parameters import SetSlider
        from hessview.views.parameters_view import ParametersView

        made = ParametersView() if self._theme is None else ParametersView(self._theme)
        store = self._desk.store
        made.moved.connect(self._on_moved)
        made.released.connect(self._on_released)
        made.typed.connect(self._on_typed)
        made.ranged.connect(lambda slider: store.dispatch(SetSlider(slider)))
        made.animate.connect(self._animate)
        made.trace.connect(self._toggle_trace)
        made.offered.connect(self._take_offer)
        made.coordinate_chosen.connect(self._on_coordinate)
        made.plot.pressed.connect(self._on_plot_pressed)
        made.plot.dragged.connect(lambda a, _y, _alt: self._on_plot(a))
        made.plot.released.connect(self._on_released)
        made.plot.cancelled.connect(self._on_plot_cancelled)
        made.plot.stepped.connect(lambda across, _up, _fine: self._on_plot_key(across))
        self._column.addWidget(made)
        made.show()  # a layout would do so only when the events of now are over
        self._dock.setFocusProxy(made)
        return made

    def _show(self, found: Sequence[Definition], offer: Repair | None) -> None:
        view, state = self._made(), self._desk.store.state
        view.render_rows([self._row(each, state) for each in found], "" if offer is None else _capital(offer.label))
        for row in view.rows.values():
            row.setEnabled(state.text == state.accepted)
        dim(self._dock, stale=bool(found) and offer is None and state.text != state.accepted)
        self._show_plot(view, found)

    def _row(self, found: Definition, state: State) -> RowContent:
        from hessview.document.parameters import slider_of
        from hessview.figure.words import formula_words, name_words
        from hessview.views.parameter_rows import RowContent

        why = ""
        if not found.is_number:
            needs = " and ".join(map(name_words, found.needs))
            what = f"follows {needs}" if needs else "is an expression"
            why = f"= {formula_words(found.source)}: it {what}, so there is no slider. A plain number has one."
        moving = self._animation.parameter if self._animation is not None else ""
        slider = slider_of(state.sliders, found.name, found.value)
        return RowContent(found, slider, why, moving == found.name, self.traced == found.name)

    def _take_offer(self) -> None:
        offer = self._offer()
        if offer is not None:
            self._desk.controller.replace_text(offer.text)

    # Moving

    def _on_moved(self, name: str, value: float, held: bool) -> None:
        from hessview.document.parameters import SetParameter

        if self.is_moving:
            self._animated().stop()
        if held and not self._is_held:
            self._is_held = True
            self._desk.store.seal()  # what keys did just before is a step of its own
        self._desk.store.dispatch(SetParameter(name, value, None if held else self._desk.clock()))

    def _on_released(self) -> None:
        self._is_held = False
        self._desk.store.seal()

    def _on_typed(self, name: str, value: float) -> None:
        from hessview.document.parameters import SetParameter

        self._desk.store.seal()
        self._desk.store.dispatch(SetParameter(name, value))
        self._desk.store.seal()

    def _animate(self, name: str) -> None:
        animation = self._animated()
        was = animation.parameter
        animation.stop()
        if was != name:
            animation.start(name)
            self.follow()

    def _animated(self) -> Animation:
        if self._animation is None:
            from hessview.app.animation import Animation

            self._animation = Animation(self._desk, lambda: self._made().pace, self._on_animation_end)
        return self._animation

    def _on_animation_end(self) -> None:
        self.follow()

    # Tracing

    def _toggle_trace(self, name: str) -> None:
        if self.traced == name:
            self._forget_trace()
        else:
            self._forget_trace()
            self.traced = name
        self._desk.controller.render()

    def _forget_trace(self) -> None:
        self._withdraw()
        self._withdraw, self.traced, self.trace, self._asked, self._fault = _nothing, "", None, (), ""
        self._known = ()

    def _ask(self) -> None:
        """Ask for the paths, unless they have been asked for: they are the same for every value of the parameter."""
        from hessview.app.tracing import missed_points, request_for
        from hessview.document.parameters import slider_of

        state, formula = self._desk.store.state, self._desk.controller.results.formula
        found = self._definitions()
        own = next((each for each in found if each.name == self.traced), None)
        if formula is None or own is None:
            return
        box = critical_request(state, formula)
        slider = slider_of(state.sliders, own.name, own.value)
        others = tuple((each.name, each.source, None if each.needs else each.value) for each in found if each != own)
        shape = (formula.text, formula.variables, others)
        key = (self.traced, shape, None if box is None else box.box, slider.low, slider.high)
        missed = missed_points(self._desk.controller.results, self.trace, own.value, self._known)
        if key == self._asked and not missed:
            return
        if self._asked[:2] != key[:2]:
            self.trace, self._known = None, ()
        self._asked, self._known = key, (*self._known, *missed)
        self._withdraw()
        self._withdraw = _nothing
        if box is None:
            self.trace, self._fault = None, _TOO_MANY
            return
        request = request_for(formula, found, self.traced, (*box.box, (slider.low, slider.high)), self._known)
        if isinstance(request, str):
            self.trace, self._fault = None, request
        else:
            self._withdraw = self._desk.controller.ask(request, lambda answer: self._take(key, answer))

    def _take(self, key: tuple[object, ...], answer: Answer) -> None:
        from hessview.analysis.branches import Trace

        if key != self._asked:
            return
        self._withdraw = _nothing
        if isinstance(answer, Trace):
            self.trace, self._fault = answer, ""
        elif isinstance(answer, Fault):
            self.trace, self._fault = None, answer.message
        self._desk.controller.render()

    def _show_plot(self, view: ParametersView, found: Sequence[Definition]) -> None:
        if not self.traced:
            view.render_plot(None)
            return
        if self.trace is None:
            view.render_plot(None, (self._fault or "Tracing the critical points …",))
            return
        from hessview.figure.paths import path_plot, said_of

        value = next((each.value for each in found if each.name == self.traced), 0.0)
        variables = self.trace.formula.variables[:-1]
        self._up = min(self._up, len(variables) - 1)
        view.render_plot(path_plot(self.trace, self._up, value), said_of(self.trace), variables, self._up)

    def _on_coordinate(self, coordinate: int) -> None:
        self._up = max(coordinate, 0)
        self.follow()

    def _on_plot_pressed(self, value: float, _y: float, _alt: bool) -> None:
        self._before_plot = next((each.value for each in self._definitions() if each.name == self.traced), None)
        self._on_plot(value)

    def _on_plot_cancelled(self) -> None:
        """Put the parameter back to where it was when the plot was pressed."""
        if self._before_plot is not None:
            self._on_moved(self.traced, self._before_plot, held=True)
        self._on_released()

    def _on_plot(self, value: float) -> None:
        """Move the traced parameter to where the plot is pressed."""
        from hessview.document.parameters import on_grid, slider_of

        own = next((each for each in self._definitions() if each.name == self.traced), None)
        if own is not None and self.trace is not None:
            slider = slider_of(self._desk.store.state.sliders, own.name, own.value)
            self._on_moved(own.name, on_grid(slider, min(max(value, slider.low), slider.high)), held=True)

    def _on_plot_key(self, steps: int) -> None:
        from hessview.document.parameters import slider_of, stepped

        own = next((each for each in self._definitions() if each.name == self.traced), None)
        if own is not None and steps:
            slider = slider_of(self._desk.store.state.sliders, own.name, own.value)
            self._on_moved(own.name, stepped(slider, own.value, steps), held=False)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _nothing() -> None:
    """Withdraw nothing."""
