"""The campaign of absurdities sees what it looks for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from hessview.document.state import Box
from hessview.views import picture_frame
from hessview.views.contour_view import ContourView
from hessview.views.picture_frame import PictureFrame, Ticks
from tests.reliability import extremes
from tests.reliability.campaign import Scale

if TYPE_CHECKING:
    from hessview.figure.marks import Figure

pytestmark = pytest.mark.usefixtures("warm_processes")


def tried(seconds: float = 2.0) -> Any:
    return extremes.run(Scale(short=True, seconds=seconds, seed=5), lambda _line: None)


def test_an_exception_on_the_way_to_the_screen_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = PictureFrame.to_point

    def failing(frame: PictureFrame, across: float, down: float) -> tuple[float, float]:
        if not 0.1 < frame.box.width < 100.0:  # nearly all, so that a slow machine comes upon one
            raise ZeroDivisionError("planted")
        return real(frame, across, down)

    monkeypatch.setattr(PictureFrame, "to_point", failing)
    outcome = tried(6.0)
    assert not outcome.passed
    assert any("planted" in line for line in outcome.details)


def test_ticks_that_cannot_be_told_apart_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_frame, "ticks", lambda low, high, _count: Ticks((low, high), ("1", "1")))
    outcome = tried()
    assert not outcome.passed
    assert any("ticks that look the same" in line for line in outcome.details)


def test_a_window_that_stands_still_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real, boxes = ContourView.show_figure, set()

    def slow(view: ContourView, figure: Figure, *more: Any) -> None:
        boxes.add(figure.axes)
        if len(boxes) == 3:
            boxes.add(None)
            time.sleep(6.0)  # far more than a busy machine is allowed
        real(view, figure, *more)

    monkeypatch.setattr(ContourView, "show_figure", slow)
    outcome = tried(4.0)
    assert not outcome.passed
    assert any(" slow <" in line for line in outcome.details)


@pytest.mark.parametrize("box", [Box(0.0, 5e-324, 0.0, 1.0), Box(0.0, float("inf"), 0.0, 1.0)])
def test_the_boxes_it_tries_include_such_as_no_picture_can_have(box: Box) -> None:
    assert not box.is_valid
    chance = extremes.random.Random(1)
    assert not all(extremes._box(chance).is_valid for _ in range(100))
