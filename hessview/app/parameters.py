"""The parameters of a desk: their sliders below the picture, their movement, the paths of the critical points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from hessview.app.dock_desk import DockDesk, DockTitle
from hessview.app.parameter_hands import ParameterHands
from hessview.app.tracing import Tracing
from hessview.document.reading import read_or_refuse
from hessview.language.problem import SyntaxProblem
from hessview.views.staleness import dim

if TYPE_CHECKING:
    from hessview.app.animation import Animation
    from hessview.app.desk import Desk
    from hessview.document.drawings import Drawing
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.language.definitions import Definition
    from hessview.language.problem import Repair
    from hessview.views.parameter_rows import RowContent
    from hessview.views.parameters_view import ParametersView
    from hessview.views.theme import Theme

DOCK = "parameters"
_NONE = "The function has no parameter: a line such as a = 1 above it makes one."
_NO_NUMBER = "This parameter is given by an expression: only a plain number can be moved."


class ParametersDesk(DockDesk["ParametersView"]):
    """Renders the dock of parameters; its toggle is there when there is a parameter, or one can be made."""

    title = DockTitle(
        DOCK, "Parameters", "&Parameters", "Alt+4",
        "A slider for each parameter, and the paths of the critical points as it moves.",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tracing: Tracing = Tracing(desk, self._inquiry)
        self._hands = ParameterHands(desk, self.tracing, self._named, self._stop_moving)
        self._animation: Animation | None = None
        self._read: tuple[str, tuple[Definition, ...]] = ("", ())
        self._offers: tuple[str, Repair | None] = ("", None)
        self._up = 0
        self._soon = QTimer(self._dock, singleShot=True, interval=0)
        self._soon.timeout.connect(self.follow)
        self._strip.toggles[DOCK].hide()

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
            super().toggle()
        else:
            self._desk.tell(_NONE)

    def close(self) -> None:
        """Stop what runs."""
        if self._animation is not None:
            self._animation.stop()
        super().close()

    def follow(self) -> None:
        """Take in what has changed."""
        found, offer = self._definitions(), self._offer()
        toggle = self._strip.toggles[DOCK]
        is_wanted = bool(found) or offer is not None
        if toggle.isHidden() == is_wanted:
            toggle.setVisible(is_wanted)
        if self._animation is not None:
            self._animation.look()
        self.tracing.follow(found)
        if self.is_open and not is_wanted:
            self._strip.fold()
        else:
            super().follow()

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with the paths of the critical points, while they are traced."""
        return self.tracing.on_map(figure)

    def drawn(self) -> tuple[Drawing, ...]:
        """Return what a file draws to show the paths, while they are traced."""
        return self.tracing.drawn()

    # What the keys do

    def animate(self) -> None:
        """Move the parameter whose row has the focus, or stop it."""
        if self.is_moving:
            self._stop_moving()
            return
        name = self._chosen()
        if name:
            self._strip.unfold(DOCK)
            self._animate(name)

    def trace_chosen(self) -> None:
        """Trace the parameter whose row has the focus, or forget its paths."""
        name = self.tracing.parameter or self._chosen()
        if name:
            self._strip.unfold(DOCK)
            self.tracing.toggle(name)

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

    def _named(self, name: str) -> Definition | None:
        return next((each for each in self._definitions() if each.name == name), None)

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

    def _make(self, theme: Theme) -> ParametersView:
        from hessview.document.parameters import SetSlider
        from hessview.views.parameters_view import ParametersView

        made = ParametersView(theme)
        store = self._desk.store
        self._hands.follow_view(made)
        made.ranged.connect(lambda slider: store.dispatch(SetSlider(slider)))
        made.animate.connect(self._animate)
        made.trace.connect(self.tracing.toggle)
        made.offered.connect(self._take_offer)
        made.coordinate_chosen.connect(self._on_coordinate)
        made.plot.resized.connect(self._on_resized)
        return made

    def _show(self, view: ParametersView) -> None:
        state, found, offer = self._desk.store.state, self._definitions(), self._offer()
        view.render_rows([self._row(each, state) for each in found], "" if offer is None else _capital(offer.label))
        for row in view.rows.values():
            row.setEnabled(state.text == state.accepted)
        dim(self._dock, stale=bool(found) and offer is None and state.text != state.accepted)
        self._show_plot(view)

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
        return RowContent(found, slider, why, moving == found.name, self.tracing.parameter == found.name)

    def _take_offer(self) -> None:
        offer = self._offer()
        if offer is not None:
            self._desk.controller.replace_text(offer.text)

    # Moving

    def _stop_moving(self) -> None:
        if self.is_moving:
            self._animated().stop()

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

    # The plot of the paths

    def _show_plot(self, view: ParametersView) -> None:
        tracing = self.tracing
        if not tracing.parameter:
            view.render_plot(None)
            return
        if tracing.paths is None:
            view.render_plot(None, (tracing.fault or "Tracing the critical points …",))
            return
        from hessview.figure.paths import path_plot, said_of

        own = self._named(tracing.parameter)
        value = 0.0 if own is None else own.value
        variables = tracing.paths.formula.variables[:-1]
        self._up = min(self._up, len(variables) - 1)
        frame = view.plot.frame
        size = () if frame is None else ((frame.width, frame.height),)
        figure = path_plot(tracing.paths, self._up, value, *size)
        view.render_plot(figure, said_of(tracing.paths), variables, self._up)

    def _on_resized(self) -> None:
        """Place the words in the plot anew; not at once, for while it is being laid out nothing new is given to it."""
        if self.view is not None and self.tracing.paths is not None:
            self._soon.start()

    def _on_coordinate(self, coordinate: int) -> None:
        self._up = max(coordinate, 0)
        self.follow()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
