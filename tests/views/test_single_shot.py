"""What is done once, a while from now."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

import hessview
from hessview.views.single_shot import once_after
from tests.reliability.live_window import linger

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_it_is_done_once_and_not_when_its_owner_is_gone(qtbot: QtBot) -> None:
    done: list[str] = []
    owner, gone = QObject(), QObject()
    once_after(1, owner, lambda: done.append("owner"))
    once_after(1, gone, lambda: done.append("gone"))
    del gone
    qtbot.waitUntil(lambda: bool(done))
    linger(20)
    assert done == ["owner"]


def test_no_timer_of_the_program_deletes_itself() -> None:
    for path in Path(hessview.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "singleShot":
                assert isinstance(call.args[0], ast.Constant), path
                assert call.args[0].value == 0, f"{path}: once_after"
