"""The first picture of a window: what need not be done before it waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from hessview.compute.requests import FieldRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk


class FirstPicture:
    """Keeps what is to be done after the first final picture is on the screen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: list[Callable[[], object]] = []
        self._is_asked = False

    def begin(self) -> None:
        """Say that the picture is asked for by now."""
        self._is_asked = True
        if self._desk.controller.results.wanted is None:  # a text that cannot be read: the empty picture is the first
            self.look()

    def then(self, run: Callable[[], object]) -> None:
        """Run something once, after it."""
        self._waiting.append(run)
        self.look()

    def look(self) -> None:
        """If it is there, paint it at once, and do what waits when the event loop is free."""
        if not self._is_asked or not self._waiting or self._is_pending():
            return
        waiting, self._waiting = self._waiting, []
        self._desk.window.picture.viewport().repaint()
        for run in waiting:
            QTimer.singleShot(0, self._desk.window, run)

    def _is_pending(self) -> bool:
        return any(isinstance(request, FieldRequest) for request in self._desk.controller.results.pending)
