"""What a window takes notice of ends with it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from hessview.app.desk import Desk
from hessview.app.places import Places

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_a_window_that_is_closed_with_its_first_picture_is_watched_no_more(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = Desk(qapp, Places.inside(tmp_path))
    closed: list[None] = []
    desk.controller.when_first_painted(lambda: closed.append(desk.close()))
    desk.incidents.install()  # waits for the picture, too, and is told of it next
    desk.begin("x^2 + y^2")
    desk.window.show()
    qtbot.waitUntil(lambda: bool(closed), timeout=15_000)
    qtbot.wait(50)
    assert "stall watch" not in {thread.name for thread in threading.enumerate()}
