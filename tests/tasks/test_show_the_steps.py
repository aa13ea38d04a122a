"""See how one gets from a function to what the panel says of a point, and take the page along."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from hessview.views.writing_line import PATIENCE_MS
from tests.chosen_files import choose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from hessview.views.steps_dialog import StepsDialog
    from tests.tasks.conftest import Person

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
MODEL_CASE = "x^2 y z"


def ask_for_steps(person: Person) -> StepsDialog:
    """Press the keys, and wait until the page of this point is on the screen."""
    QTest.keyClick(person.window, Qt.Key.Key_H, CTRL_SHIFT)
    person.bot.waitUntil(lambda: person.desk.steps.is_open)
    dialog = person.desk.steps.dialog
    assert dialog is not None
    wait_for_page(person, dialog)
    return dialog


def wait_for_page(person: Person, dialog: StepsDialog, words: str = "Conclusion") -> None:
    person.bot.waitUntil(lambda: dialog.sheet.is_laid_out and words in dialog.sheet.text, timeout=30_000)


def test_the_steps_of_a_saddle_are_read_followed_and_saved(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = sit_down("x^4+y^4-4xy+1")
    person.wait_for_formulas()
    person.click(0.0, 0.0)
    person.bot.waitUntil(lambda: "Saddle" in person.badge())
    dialog = ask_for_steps(person)
    wait_for_page(person, dialog, "Saddle point, index 1: ")
    lines = dialog.sheet.text.splitlines()
    for line in (
        "Sum rule: term by term. y⁴ and 1 contain no x: derivative 0.", "∂f/∂x = 4·x^3 − 4·y",
        "H = [[12·x^2, −4], [−4, 12·y^2]]", "H(p) = [[0, −4], [−4, 0]]", "det(λI − H) = λ^2 − 16", "λ₁ = −4", "λ₂ = 4",
    ):  # fmt: skip
        assert line in lines
    assert person.sentence() in lines

    person.click(1.0, 1.0)
    wait_for_page(person, dialog, "Minimum: ")
    assert "λ₂ = 16" in dialog.sheet.text.splitlines()

    dialog.follow.setChecked(False)
    person.click(0.5, -1.0)
    person.bot.waitUntil(lambda: "Not a critical" in person.badge())
    assert "\nMinimum: " in dialog.sheet.text
    dialog.follow.setChecked(True)
    wait_for_page(person, dialog, "Not a critical point: ")

    target = tmp_path / "saddle.html"
    choose(monkeypatch, target)
    dialog.save_button.menu().actions()[0].trigger()
    root = ET.fromstring(target.read_text("utf-8").removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - our own file
    said = " ".join("".join(element.itertext()) for element in root.iter() if element.tag == "h2")
    assert "7. Eigenvalues" in said
    maths = ["".join(math.itertext()) for math in root.iter("{http://www.w3.org/1998/Math/MathML}math")]
    assert any(math.startswith("λ1") for math in maths)
    assert any(math.startswith("H(p)") for math in maths)


def test_the_model_case_is_copied_and_saved_to_print(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = sit_down(MODEL_CASE)
    person.wait_for_formulas()
    for field in person.panel.coordinates.fields:
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, "1")
        QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.mouseClick(person.panel.steps_button, Qt.MouseButton.LeftButton)
    dialog = person.desk.steps.dialog
    assert dialog is not None
    wait_for_page(person, dialog, "H(p) = [[2, 2, 2], [2, 0, 1], [2, 1, 0]]")
    assert "H = [[2·y·z, 2·x·z, 2·x·y], [2·x·z, 0, x^2], [2·x·y, x^2, 0]]" in dialog.sheet.text.splitlines()
    dialog.copy_button.menu().actions()[1].trigger()
    assert r"\begin{pmatrix} 2yz & 2xz & 2xy \\" in QGuiApplication.clipboard().text()
    target = tmp_path / "book.pdf"
    choose(monkeypatch, target)
    dialog.save_button.menu().actions()[1].trigger()
    person.bot.waitUntil(target.exists, timeout=60_000)
    assert target.read_bytes().startswith(b"%PDF")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not person.desk.steps.is_open


def test_a_pdf_of_the_steps_that_takes_long_has_a_bar_and_can_be_stopped(
    sit_down: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, path = sit_down(MODEL_CASE), tmp_path / "steps.pdf"
    person.wait_for_formulas()
    dialog = ask_for_steps(person)
    path.write_bytes(b"old")
    line = dialog.writing
    withdrawn: list[bool] = []
    monkeypatch.setattr(person.desk.controller, "ask", lambda *_: lambda: withdrawn.append(True))
    person.desk.steps.save(path)
    assert line.words.text() == "Writing steps.pdf …"
    assert not line.bar.isVisible()
    person.bot.waitUntil(line.bar.isVisible, timeout=PATIENCE_MS + 3000)
    line.button.click()
    assert withdrawn == [True]
    assert line.words.text() == "steps.pdf not written: stopped"
    assert path.read_bytes() == b"old"
    monkeypatch.undo()
    person.desk.steps.save(path)
    person.bot.waitUntil(lambda: line.words.text().startswith("Saved steps.pdf, "), timeout=60_000)
    assert path.read_bytes().startswith(b"%PDF")
    assert not line.bar.isVisible()
