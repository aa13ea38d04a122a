"""What hands do to the parameters: move a slider, type a number, drag in the plot of the paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.app.hand_step import HandStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk
    from hessview.app.tracing import Tracing
    from hessview.language.definitions import Definition
    from hessview.views.parameters_view import ParametersView


class ParameterHands:
    """Turns what hands do into commands, a gesture into one step of undo.

    Parameters
    ----------
    tracing
        Says whose paths the plot shows.
    find
        Returns the parameter of a name, or None.
    taken
        Called when a hand takes a parameter: what moves by itself is to stop.
    """

    def __init__(
        self,
        desk: Desk,
        tracing: Tracing,
        find: Callable[[str], Definition | None],
        taken: Callable[[], object],
    ) -> None:
        self._desk, self._tracing, self._find, self._taken = desk, tracing, find, taken
        self._hand = HandStep(desk.store)

    def follow_view(self, made: ParametersView) -> None:
        """Do what is done in a view."""
        made.moved.connect(self._on_moved)
        made.released.connect(self._hand.end)
        made.typed.connect(self._on_typed)
        made.plot.pressed.connect(lambda a, _y, _alt: self._on_plot(a))
        made.plot.dragged.connect(lambda a, _y, _alt: self._on_plot(a))
        made.plot.released.connect(self._hand.end)
        made.plot.cancelled.connect(self._hand.give_up)
        made.plot.stepped.connect(lambda across, _up, _fine: self._on_plot_key(across))

    def _on_moved(self, name: str, value: float, held: bool) -> None:
        from hessview.document.parameters import SetParameter

        self._taken()
        if held and not self._hand.is_held:
            self._hand.begin()
        self._desk.store.dispatch(SetParameter(name, value, None if held else self._desk.clock()))

    def _on_typed(self, name: str, value: float) -> None:
        from hessview.document.parameters import SetParameter

        self._desk.store.seal()
        self._desk.store.dispatch(SetParameter(name, value))
        self._desk.store.seal()

    # In the plot of the paths

    def _on_plot(self, value: float) -> None:
        """Move the traced parameter to where the plot is pressed."""
        from hessview.document.parameters import on_grid, slider_of

        own = self._find(self._tracing.parameter)
        if own is not None and self._tracing.paths is not None:
            slider = slider_of(self._desk.store.state.sliders, own.name, own.value)
            self._on_moved(own.name, on_grid(slider, min(max(value, slider.low), slider.high)), held=True)

    def _on_plot_key(self, steps: int) -> None:
        from hessview.document.parameters import slider_of, stepped

        own = self._find(self._tracing.parameter)
        if own is not None and steps:
            slider = slider_of(self._desk.store.state.sliders, own.name, own.value)
            self._on_moved(own.name, stepped(slider, own.value, steps), held=False)
