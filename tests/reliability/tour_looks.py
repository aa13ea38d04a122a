"""What the walk of who has no mouse or no eyes sees besides the map: parameters, many variables, steps, hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.document.commands import SetText
from tests.reliability.hands import rest, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog

    from hessview.app.desk import Desk
    from hessview.app.main_window import MainWindow

_PATIENCE = 60.0
_WITH_PARAMETERS = "a = -1\nb = a/2\nx^4 + a x^2 + b y^2 + y^4"
_OF_EIGHT = "x1^2 + x2 x3 - x4^2 + x5 x6 + x7^3 + x8^2"


class Looks:
    """The part of a tour that has to do with what stands around the map."""

    desk: Desk
    window: MainWindow

    def wait(self) -> None:
        """Wait until everything is shown."""
        raise NotImplementedError

    def look_round(self, where: str) -> None:
        """Look at the whole window."""
        raise NotImplementedError

    def look_at(self, where: str, dialog: QDialog) -> None:
        """Look at a dialog, and close it."""
        raise NotImplementedError

    def see_dialog(self, name: str, open_it: Callable[[], object]) -> None:
        """Look at the dialog that something opens, and close it."""
        raise NotImplementedError

    def note(self, where: str, faults: list[str]) -> None:
        """Keep what is wrong somewhere."""
        raise NotImplementedError

    def see_parameters(self) -> None:
        """Look at sliders of parameters, while their paths are traced and when they are there."""
        self.desk.store.dispatch(SetText(_WITH_PARAMETERS))
        self.window.docks.unfold("parameters")
        self.wait()
        self.look_round(f"parameters, {self.desk.theme_name}")
        self.desk.parameters.trace_chosen()
        wait_until(lambda: self.desk.parameters.tracing.paths is not None, _PATIENCE)
        rest(0.1)
        self.look_round(f"traced, {self.desk.theme_name}")
        self.desk.parameters.trace_chosen()
        self.window.docks.fold()

    def see_many_variables(self) -> None:
        """Look at the map of the Hessian with the slices, at the choice of their plane, and along the chosen one."""
        self.desk.store.dispatch(SetText(_OF_EIGHT))
        self.window.docks.unfold("slices")
        self.wait()
        rest(0.2)
        self.look_round(f"slices of eight, {self.desk.theme_name}")
        self.see_dialog("plane", self.desk.plane.ask)
        self.desk.plane.look_along_extremes()
        self.wait()
        self.look_round(f"plane of eigenvectors, {self.desk.theme_name}")
        self.window.docks.fold()

    def see_steps(self) -> None:
        """Look at the page of steps in its own window."""
        self.desk.steps.show()
        dialog = self.desk.steps.dialog
        if dialog is None or not wait_until(lambda: dialog.sheet.is_laid_out and bool(dialog.sheet.text), _PATIENCE):
            self.note("steps", ["no page came"])
            return
        self.look_at(f"steps, {self.desk.theme_name}", dialog)
        self.window.activateWindow()

    def see_first_hints(self) -> None:
        """Look at the hints of a first start."""
        self.desk.introduction.begin()
        rest(0.1)
        self.look_round(f"first hints, {self.desk.theme_name}")
