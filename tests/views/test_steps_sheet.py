"""The page of steps on the screen, and the equations on the panel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from hessview.analysis.curvature import at
from hessview.compute.outline_requests import Outlines
from hessview.explanations.quadratic_model import model_lines
from hessview.explanations.steps import show_steps
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.raster.outlines import Outliner
from hessview.views.formula import Typesetter
from hessview.views.formula_lines import FormulaFold
from hessview.views.steps_dialog import StepsDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from hessview.compute.outline_requests import Outline
    from hessview.explanations.statements import Page

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen

SIX = "+".join(f"x{k}^2 x{k % 6 + 1}" for k in range(1, 7))
LONG = "exp(-(x^2 + y^2)) sin(3 x y) cos(x - y)"


def page_of(text: str, point: tuple[float, ...]) -> Page:
    formula = parse(text)
    return show_steps(formula, at(ExpressionLandscape(formula), point))


@pytest.fixture(scope="module")
def loaded() -> Typesetter:
    made = Typesetter()
    made.load()
    return made


@pytest.fixture
def dialog(qtbot: QtBot, loaded: Typesetter) -> StepsDialog:
    made = StepsDialog(loaded)
    qtbot.addWidget(made)
    made.show()
    return made


def show(dialog: StepsDialog, qtbot: QtBot, page: Page) -> None:
    dialog.render_page(page)
    qtbot.waitUntil(lambda: dialog.sheet.is_laid_out, timeout=30_000)


@pytest.mark.parametrize("text", ["x^2 y z", SIX, LONG], ids=["three", "six", "long"])
def test_what_is_too_wide_is_broken_or_scrolled_and_never_hidden(dialog: StepsDialog, qtbot: QtBot, text: str) -> None:
    formula = parse(text)
    dialog.resize(420, 500)
    show(dialog, qtbot, page_of(text, (0.5,) * formula.dimension))
    sheet = dialog.sheet
    assert len(sheet._placed) > 3
    for placed in sheet._placed:
        assert placed.right <= sheet.width()
        assert placed.bottom <= sheet.height()
    tops = [placed.top for placed in sheet._placed]
    bottoms = [placed.bottom for placed in sheet._placed]
    assert all(bottom <= top + 1.0 for bottom, top in zip(bottoms, tops[1:], strict=False))


def test_a_wider_window_lays_the_page_out_again(dialog: StepsDialog, qtbot: QtBot) -> None:
    dialog.resize(420, 500)
    show(dialog, qtbot, page_of("exp(-x^2) y^2", (0.5, 0.25)))
    before = dialog.sheet.height()
    dialog.resize(1200, 500)
    qtbot.waitUntil(lambda: dialog.sheet.is_laid_out and dialog.sheet.height() < before, timeout=30_000)


def test_a_screen_reader_is_told_the_page(dialog: StepsDialog, qtbot: QtBot) -> None:
    show(dialog, qtbot, page_of("x^2 y z", (1.0, 1.0, 1.0)))
    assert "∂f/∂x = 2·x·y·z" in dialog.sheet.accessibleDescription()
    assert dialog.sheet.accessibleName() == "Steps"


def test_the_page_is_scrolled_by_keys(dialog: StepsDialog, qtbot: QtBot) -> None:
    dialog.resize(500, 400)
    show(dialog, qtbot, page_of("x^2 y z", (1.0, 1.0, 1.0)))
    dialog.sheet.setFocus()
    QTest.keyClick(dialog.sheet, Qt.Key.Key_PageDown)
    assert dialog.view.verticalScrollBar().value() > 0


def test_every_equation_is_copied_where_it_stands(dialog: StepsDialog, qtbot: QtBot) -> None:
    show(dialog, qtbot, page_of("x^2 y z", (1.0, 1.0, 1.0)))
    lines = [each for each in dialog.sheet._placed if each.block.line is not None]
    placed = next(each for each in lines if each.block.line and each.block.line.text == "∂f/∂x = 2*x*y*z")
    place = QPoint(60, round(0.5 * (placed.top + placed.bottom)))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, dialog.sheet.mapToGlobal(place))
    dialog.sheet.contextMenuEvent(event)
    (menu,) = dialog.sheet.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == [
        "Copy as LaTeX", "Copy as MathML", "Copy as Python", "Copy as text",
    ]  # fmt: skip
    menu.close()


def test_a_fold_makes_nothing_before_it_is_opened(qtbot: QtBot, loaded: Typesetter) -> None:
    formula = parse("x^4 + y^4 - 4 x y + 1")
    made: list[int] = []
    fold = FormulaFold("Quadratic model", "tip", loaded, dict)
    qtbot.addWidget(fold)
    fold.resize(320, 400)
    fold.show()

    def lines() -> tuple[object, ...]:
        made.append(1)
        return model_lines(formula, at(ExpressionLandscape(formula), (1.0, -1.0)))

    fold.render_lines(lines)  # type: ignore[arg-type]
    assert not made
    fold.button.click()
    qtbot.waitUntil(lambda: fold.formulas.is_laid_out, timeout=30_000)
    assert made == [1]
    assert "12*(x - 1)^2" in fold.formulas.spoken
    fold.button.click()
    fold.render_lines(lines)  # type: ignore[arg-type]
    assert made == [1]


def test_no_formula_that_takes_long_is_set_while_the_window_waits(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    typesetter = Typesetter()
    typesetter.load()
    kept, another = Outliner.outline, Outliner()
    here: list[str] = []

    def outline(outliner: Outliner, latex: str) -> Outline | None:
        here.append(latex)
        return kept(outliner, latex)

    monkeypatch.setattr(Outliner, "outline", outline)
    questions: list[tuple[str, ...]] = []

    def answer(take: Callable[[object], None]) -> None:
        take(Outlines(tuple(kept(another, latex) for latex in questions[-1])))

    def ask(sources: tuple[str, ...], take: Callable[[object], None]) -> None:
        questions.append(sources)
        QTimer.singleShot(0, typesetter, partial(answer, take))

    typesetter.elsewhere = ask
    dialog = StepsDialog(typesetter)
    qtbot.addWidget(dialog)
    dialog.show()
    show(dialog, qtbot, page_of("exp(-x^2) y^2", (0.5, 0.25)))
    asked = [latex for sources in questions for latex in sources]
    assert asked
    assert max(map(len, here)) < min(map(len, asked))
    assert len(set(asked)) == len(asked)  # and nothing is set twice
