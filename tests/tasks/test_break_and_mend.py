"""Break the expression and mend it: the picture stays, the place is marked, one click repairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.tasks.conftest import LEFT, Person

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_broken_expression_keeps_the_last_picture_and_says_what_is_wrong(sit_down: Callable[..., Person]) -> None:
    person = sit_down("sin(x) + y^2")
    shown = person.desk.controller.results.field
    person.field.setFocus()
    QTest.keyClick(person.field, Qt.Key.Key_End)
    QTest.keyClicks(person.field, " + (")
    person.wait_for_picture()
    problem = person.window.editor.problem
    assert problem is not None
    assert person.desk.controller.results.field is shown
    assert person.desk.store.state.accepted.strip() == "sin(x) + y^2"
    for _ in range(4):
        QTest.keyClick(person.field, Qt.Key.Key_Backspace)
    assert person.window.editor.problem is None
    assert person.desk.store.state.accepted.strip() == "sin(x) + y^2"


def test_a_misspelt_function_is_mended_with_one_click(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    person.type_formula("arcsinn(x) + y")
    person.bot.waitUntil(person.window.editor.strip.isVisible, timeout=3000)
    button = person.window.editor.strip.buttons[0]
    assert "arcsin" in button.text()
    QTest.mouseClick(button, LEFT)
    assert person.desk.store.state.accepted == "arcsin(x) + y"
    assert person.window.editor.problem is None


@pytest.mark.parametrize("text", ["1,5", "x +", "foo(x)", "x y)", "|x||y|", "3!!", "x^2 + a"])
def test_every_mistake_has_a_sentence_and_keeps_the_probe_alive(sit_down: Callable[..., Person], text: str) -> None:
    person = sit_down("x^2 + y^2")
    person.paste_formula(text)
    assert person.window.editor.problem is not None
    assert person.window.editor.problem.message
    person.click(0.02, 0.02)
    assert person.badge() == "Minimum"
