"""Opening and closing, hundreds of times: what was closed must be gone."""

from __future__ import annotations

import gc
import time
import weakref
from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from hessview.app.desk import Desk, state_of_text
from tests.reliability.hands import Answering, is_drawn, is_idle, is_writing, open_desk, rest, settle, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Opens:
    """Opens and closes, and keeps weak references to what ought to be gone."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._say = say
        self.opened: Counter[str] = Counter()
        self.alive: Counter[str] = Counter()

    def documents(self, desk: Desk, times: int, end: float) -> None:
        """Open one document after the other in a window."""
        left: list[tuple[str, weakref.ref[object]]] = []
        for k in range(times):
            desk.files.show(state_of_text(f"x^2 + {k + 2} y^2 + sin({k} x)"), None)
            desk.controller.move_probe(0.1 * (k % 7), 0.2)
            left += _references(
                state=desk.store.state, history=desk.store._history, figure=desk.window.picture._figure,
                results=desk.controller.results,
            )
            rest(0.01)
            self.opened["documents"] += 1
            if time.monotonic() > end:
                break
        desk.files.show(state_of_text("x^2 + y^2"), None)
        wait_until(lambda: is_idle(desk), 60.0)
        self._judge("documents", left)

    def dialogs(self, desk: Desk, answering: Answering, times: int, end: float) -> None:
        """Open one dialog after the other in a window."""
        left: list[tuple[str, weakref.ref[object]]] = []
        answering.seen = lambda dialog: left.extend(_references(**{type(dialog).__name__: dialog}))
        names = ("Keyboard", "What Can Be Typed", "About hessview", "Export Figure", "Open", "Save As")
        for k in range(times):
            desk.actions.action(names[k % len(names)]).trigger()
            wait_until(lambda: QApplication.activeModalWidget() is None, 60.0)
            self.opened["dialogs"] += 1
            if time.monotonic() > end:
                break
        wait_until(lambda: not is_writing(desk), 60.0)
        answering.seen = lambda _dialog: None
        self._judge("dialogs", left)

    def desks(self, times: int, end: float) -> None:
        """Open one window after the other, wait for its picture, and close it."""
        left: list[tuple[str, weakref.ref[object]]] = []
        for k in range(times):
            desk = open_desk(self._folder, f"x^2 + {k + 2} y^2")
            wait_until(lambda desk=desk: is_drawn(desk), 60.0)  # type: ignore[misc]
            left += _references(
                desk=desk, window=desk.window, store=desk.store, controller=desk.controller,
                picture=desk.window.picture, panel=desk.window.panel, editor=desk.window.editor, actions=desk.actions,
            )
            close_desk(desk)
            del desk
            self.opened["windows"] += 1
            if time.monotonic() > end:
                break
        self._judge("windows", left)

    def _judge(self, what: str, references: list[tuple[str, weakref.ref[object]]]) -> None:
        settle()
        gc.collect()
        for name, reference in references:
            if reference() is not None:
                self.alive[f"{name} of {what}"] += 1
        alive = sum(count for name, count in self.alive.items() if name.endswith(what))
        self._say(f"soak: {self.opened[what]} {what} opened and closed, {alive} of {len(references)} things alive")


def _references(**things: object) -> list[tuple[str, weakref.ref[object]]]:
    return [(name, weakref.ref(thing)) for name, thing in things.items() if thing is not None]


def close_desk(desk: Desk) -> None:
    desk.store.mark_saved()
    desk.window.close()
    desk.close()
    settle()
