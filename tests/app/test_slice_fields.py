"""The fields of small slices: the newest, one at a time where they are slow, never in a queue."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from hessview.analysis.fields.sampling import FieldAnswer, field_of
from hessview.app.inquiry import Inquiry
from hessview.app.slice_fields import SliceFields
from hessview.document.reading import read
from hessview.document.state import Box, State
from hessview.figure.small_slices import small_slices
from hessview.landscapes.from_expression import ExpressionLandscape

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from hessview.compute.requests import FieldRequest
    from hessview.language.formula import Formula

TEXT = "x1^2 + 2x2^2 - x3 x4 + x5"


class Controller:
    """Has a landscape at hand, or a thread that answers when it is told to."""

    def __init__(self, formula: Formula, *, at_hand: bool) -> None:
        self.landscape = ExpressionLandscape(formula)
        self.at_hand = at_hand
        self.asked: list[tuple[FieldRequest, Callable[[FieldAnswer], None]]] = []

    def landscape_at_hand(self) -> ExpressionLandscape | None:
        return self.landscape if self.at_hand else None

    def ask(self, request: FieldRequest, take: Callable[[FieldAnswer], None]) -> Callable[[], None]:
        self.asked.append((request, take))
        return lambda: None

    def answer(self) -> FieldRequest:
        request, take = self.asked.pop(0)
        take(field_of(np.linspace(0, 1, 3), np.linspace(0, 1, 3), np.full((3, 3), request.origin[0])))
        return request


def requests(x1: float) -> list[FieldRequest]:
    formula = read(TEXT)
    assert formula is not None
    state = State(TEXT, TEXT, (("x1", x1),), Box(-2.0, 2.0, -2.0, 2.0))
    return [each.request for each in small_slices(state, formula)]


def made(*, at_hand: bool) -> tuple[SliceFields, Controller, list[int], QObject]:
    formula = read(TEXT)
    assert formula is not None
    controller, changes, parent = Controller(formula, at_hand=at_hand), [], QObject()
    inquiry = Inquiry(SimpleNamespace(controller=controller))  # type: ignore[arg-type]
    fields = SliceFields(controller, inquiry, lambda: changes.append(1), parent)  # type: ignore[arg-type]
    return fields, controller, changes, parent


def test_slow_fields_are_asked_for_one_at_a_time_and_only_the_newest(qtbot: QtBot) -> None:
    fields, controller, changes, parent = made(at_hand=False)
    for step in range(20):
        fields.want(requests(0.1 * step))
    assert len(controller.asked) == 1
    answered = []
    while controller.asked:
        answered.append(controller.answer())
        qtbot.waitUntil(lambda: bool(controller.asked) or fields.is_settled)
        assert len(controller.asked) <= 1
    # One that was under way when the probe had long been elsewhere, then each slice once.
    assert len(answered) <= len(requests(0.0)) + 1
    assert all(request in requests(1.9000000000000001) for request in answered[1:])
    assert changes
    fields.close()
    parent.deleteLater()


def test_quick_fields_are_there_within_a_few_turns_of_the_event_loop(qtbot: QtBot) -> None:
    fields, controller, _, parent = made(at_hand=True)
    wanted = requests(0.5)
    fields.want(wanted)
    qtbot.waitUntil(lambda: fields.is_settled)
    assert not controller.asked
    for request in wanted:
        field = fields.field(request)
        assert field is not None
        assert np.array_equal(field.values, controller.landscape.on_slice(request.slice, field.x, field.y))
    fields.close()
    parent.deleteLater()


def test_of_another_function_nothing_is_shown(qtbot: QtBot) -> None:
    fields, _, _, parent = made(at_hand=True)
    wanted = requests(0.5)
    fields.want(wanted)
    qtbot.waitUntil(lambda: fields.is_settled)
    fields.want(())
    assert fields.field(wanted[0]) is None
    fields.close()
    parent.deleteLater()
