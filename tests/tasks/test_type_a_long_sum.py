"""A formula whose derivatives take long to compile: the window goes on, and they come."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from hessview.language.compile import Tape

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_nothing_long_is_compiled_where_the_window_waits(
    sit_down: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = sit_down("x y")
    compiled: list[tuple[bool, int]] = []
    make = Tape.__init__

    def making(tape: Tape[Any], *given: Any) -> None:
        make(tape, *given)
        compiled.append((threading.current_thread() is threading.main_thread(), len(tape)))

    monkeypatch.setattr(Tape, "__init__", making)
    controller = person.desk.controller
    controller.replace_text("sum(sin(i x)*cos(y i^2), i, 1, 100)")
    assert controller.results.wanted is not None
    assert controller.results.get(controller.results.wanted.curvature) is None
    assert person.panel.graphicsEffect() is not None, "what it says is of the function before"
    controller.snap_anywhere()
    person.picture.cursor_moved.emit(0.5, 0.5)
    person.bot.waitUntil(lambda: controller.results.curvature is not None, timeout=60_000)
    person.wait_for_picture()
    assert max(size for _, size in compiled) > 1000
    assert max((size for waited, size in compiled if waited), default=0) < 200
    assert person.panel.graphicsEffect() is None
    controller.move_probe(0.25, 0.5)
    curvature = controller.results.curvature
    assert curvature is not None, "once compiled, the panel follows the probe at once"
    assert curvature.point.tolist() == [0.25, 0.5]
