"""What the soak does with the surface, the docks, a parameter and the page of steps, each to be undone again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, Qt

from hessview.document.commands import MoveProbe
from tests.reliability.hands import is_idle, rest, send_mouse, ticks, wait_until

if TYPE_CHECKING:
    import random

    from PySide6.QtWidgets import QWidget

    from hessview.app.desk import Desk

WITH_PARAMETER = "a = -1\nx^4 + a x^2 + y^2"
OF_MANY = ("x^2 y z", "x1^2 + x2 x3 - x4^2 + x5 x6 + x7^3 + x8^2")
_MIDDLE, _LEFT, _NO_KEY = Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Looks:
    """Looks at what a desk shows in every way that there is besides the map.

    Parameters
    ----------
    moves
        How many moves of the mouse a drag has.
    """

    def __init__(self, desk: Desk, chance: random.Random, moves: int = 20) -> None:
        self._desk, self._chance, self._moves = desk, chance, moves

    def turn(self) -> None:
        """Show the surface beside the map, turn it, and show the map alone again."""
        self._choose("Side by Side")
        surface = self._desk.window.pictures.surface
        self._drag(surface, QPointF(surface.rect().center()), _MIDDLE)
        self._choose("Contour Map")

    def unfold(self) -> None:
        """Unfold each dock in turn, drag in what it shows, and fold the last."""
        docks = self._desk.window.docks
        for name in [name for name, toggle in docks.toggles.items() if not toggle.isHidden()]:
            docks.unfold(name)
            rest(0.1)
            view: Any = {"sections": self._desk.sections.view, "slices": self._desk.slices.view}.get(name)
            parts = {"sections": ("dial", "plots"), "slices": ("grid",)}.get(name, ())
            for part in (getattr(view, part, None) for part in parts):
                chosen = part[0] if isinstance(part, tuple | list) else part
                if chosen is not None and chosen.isVisible():
                    self._drag(chosen, QPointF(chosen.rect().center()), _LEFT)
        docks.fold()

    def look_at_many(self) -> None:
        """Show a function of many variables with its slices, and move its probe."""
        self._desk.controller.replace_text(self._chance.choice(OF_MANY))
        self._desk.window.docks.unfold("slices")
        for _ in ticks(self._moves):
            self._desk.store.dispatch(MoveProbe((("z", self._chance.random()), ("x3", self._chance.random()))))
        self._desk.store.seal()
        self._desk.window.docks.fold()

    def parameter(self) -> None:
        """Drag a parameter, let it move by itself for a moment, and trace the critical points."""
        desk = self._desk
        desk.controller.replace_text(WITH_PARAMETER)
        desk.window.docks.unfold("parameters")
        rest(0.05)
        view = desk.parameters.view
        if view is not None and "a" in view.rows:
            slider = view.rows["a"].slider
            slider.setSliderDown(True)
            for _ in ticks(self._moves):
                slider.setValue(self._chance.randint(0, slider.maximum()))
            slider.setSliderDown(False)
            desk.parameters.trace_chosen()
            desk.parameters.animate()
            rest(0.2)
            desk.parameters.animate()
            if desk.parameters.tracing.parameter:
                wait_until(lambda: desk.parameters.tracing.paths is not None or is_idle(desk), 2.0)
                desk.parameters.trace_chosen()
        desk.window.docks.fold()

    def steps(self) -> None:
        """Show the steps of what is shown, and close them."""
        self._desk.steps.show()
        rest(0.3)
        dialog = self._desk.steps.dialog
        if dialog is not None:
            dialog.close()

    def copy(self) -> None:
        """Copy the figure."""
        self._choose("Copy Figure")

    def _choose(self, name: str) -> None:
        self._desk.actions.action(name).trigger()

    def _drag(self, widget: QWidget | None, place: QPointF, button: Qt.MouseButton) -> None:
        if widget is None:
            return
        way = QPointF(self._chance.uniform(-5, 5), self._chance.uniform(-3, 3))
        send_mouse(widget, QEvent.Type.MouseButtonPress, place, _NO_KEY, button)
        for _ in ticks(self._moves):
            place += way
            send_mouse(widget, QEvent.Type.MouseMove, place, _NO_KEY, button)
        send_mouse(widget, QEvent.Type.MouseButtonRelease, place, _NO_KEY, button)
