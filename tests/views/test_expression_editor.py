"""The editor shows the document's text and says what the user typed; its undo is the document's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAction, QKeySequence, QTextCursor, QTextDocument

from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from hessview.views.expression_editor import ExpressionEditor
from hessview.views.formula import Typesetter
from hessview.views.text_places import changed_part, characters, offset, units
from hessview.views.theme import DARK

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from hessview.language.formula import Formula


# The offscreen platform has no window manager to talk to, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def reading(text: str) -> tuple[SyntaxProblem | None, Formula | None]:
    try:
        return None, parse(text, editor=True)
    except SyntaxProblem as problem:
        return problem, None


def show(editor: ExpressionEditor, text: str) -> None:
    problem, formula = reading(text)
    editor.render(text, problem, formula)


@pytest.fixture
def editor(qtbot: QtBot) -> ExpressionEditor:
    typesetter = Typesetter()
    typesetter.load()
    made = ExpressionEditor(typesetter)
    qtbot.addWidget(made)
    made.resize(900, 100)
    made.show()
    return made


@pytest.fixture
def live(editor: ExpressionEditor) -> ExpressionEditor:
    """An editor whose document takes every text."""
    editor.text_edited.connect(lambda text: show(editor, text))
    editor.text_replaced.connect(lambda text: show(editor, text))
    return editor


def test_typing_is_told_letter_by_letter(editor: ExpressionEditor, qtbot: QtBot) -> None:
    told: list[str] = []
    editor.text_edited.connect(told.append)
    editor.text_replaced.connect(told.append)
    qtbot.keyClicks(editor.field, "x^2")
    assert told == ["x", "x^", "x^2"]


def test_rendering_is_not_typing(editor: ExpressionEditor) -> None:
    told: list[str] = []
    editor.text_edited.connect(told.append)
    editor.text_replaced.connect(told.append)
    show(editor, "x^2 + y")
    show(editor, "x^2 + y^2")
    assert told == []
    assert editor.field.toPlainText() == "x^2 + y^2"


def test_rendering_the_same_text_leaves_the_cursor_alone(editor: ExpressionEditor) -> None:
    show(editor, "x^2 + y^2")
    cursor = editor.field.textCursor()
    cursor.setPosition(3)
    editor.field.setTextCursor(cursor)
    show(editor, "x^2 + y^2")
    assert editor.field.textCursor().position() == 3


def test_after_an_undo_the_cursor_stands_where_the_text_changed(editor: ExpressionEditor) -> None:
    show(editor, "sin(x) + cos(y) + 1")
    show(editor, "sin(x) + y + 1")
    assert editor.field.textCursor().position() <= len("sin(x) + y")
    assert editor.field.toPlainText() == "sin(x) + y + 1"


def test_undo_keys_reach_the_document(editor: ExpressionEditor, qtbot: QtBot) -> None:
    asked: list[str] = []
    editor.undo_requested.connect(lambda: asked.append("undo"))
    editor.redo_requested.connect(lambda: asked.append("redo"))
    qtbot.keyClicks(editor.field, "x")
    qtbot.keyClick(editor.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert asked == ["undo", "redo"]
    assert editor.field.toPlainText() == "x"


def test_an_undo_action_of_the_window_is_asked_once(editor: ExpressionEditor, qtbot: QtBot) -> None:
    asked: list[str] = []
    action = QAction(editor)
    action.setShortcut(QKeySequence.StandardKey.Undo)
    action.triggered.connect(lambda: asked.append("action"))
    editor.addAction(action)
    editor.undo_requested.connect(lambda: asked.append("signal"))
    editor.activateWindow()
    editor.field.setFocus()
    qtbot.waitUntil(editor.field.hasFocus)
    qtbot.keyClick(editor.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["action"]


def test_the_hint_says_the_left_side_until_the_text_brings_its_own(editor: ExpressionEditor) -> None:
    show(editor, "x^2 + y^2")
    assert editor.field.hint == "f(x, y) ="
    show(editor, "g(u, v) = u v")
    assert editor.field.hint == ""
    show(editor, "a = 2\na x")
    assert editor.field.hint == "f(x) ="


def test_an_error_has_its_sentence_and_its_repairs(live: ExpressionEditor, qtbot: QtBot) -> None:
    show(live, "arcsinn(x)")
    assert live.problem is not None
    assert live.strip.isVisible()
    assert not live.echo.isVisible()
    assert "arcsinn" in live.strip.words
    assert live.strip.buttons[0].text() == "arcsin"
    qtbot.mouseClick(live.strip.buttons[0], Qt.MouseButton.LeftButton)
    assert live.field.toPlainText() == "arcsin(x)"
    assert live.echo.isVisible()
    assert live.problem is None


def test_the_sentence_waits_for_a_pause_in_the_typing(live: ExpressionEditor, qtbot: QtBot) -> None:
    show(live, "x")
    live.field.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(live.field, " +")
    assert live.problem is not None
    assert live.echo.isVisible()
    qtbot.waitUntil(live.strip.isVisible, timeout=3000)
    qtbot.keyClicks(live.field, " 1")
    assert live.echo.isVisible()


@pytest.mark.parametrize(
    ("text", "place"), [("x + arcsinn(x)", (4, 11)), ("2 (x +", (6, 6)), ("a = 1\nx + 𝛼𝛽(", None)]
)
def test_the_error_is_underlined_where_it_is(
    editor: ExpressionEditor, text: str, place: tuple[int, int] | None
) -> None:
    show(editor, text)
    assert editor.problem is not None
    assert editor.field.problem_place is not None
    if place is not None:
        assert editor.field.problem_place == place
    show(editor, "x")
    assert editor.field.problem_place is None


def test_matching_brackets_are_marked(editor: ExpressionEditor) -> None:
    show(editor, "2 (x + 1)")
    cursor = editor.field.textCursor()
    cursor.setPosition(2)
    editor.field.setTextCursor(cursor)
    marked = {selection.cursor.selectedText() for selection in editor.field.extraSelections()}
    assert marked == {"(", ")"}


def test_enter_begins_a_line_after_a_definition_and_is_done_elsewhere(live: ExpressionEditor, qtbot: QtBot) -> None:
    done: list[bool] = []
    live.accepted.connect(lambda: done.append(True))
    qtbot.keyClicks(live.field, "a = 2")
    qtbot.keyClick(live.field, Qt.Key.Key_Return)
    qtbot.keyClicks(live.field, "a x")
    qtbot.keyClick(live.field, Qt.Key.Key_Return)
    assert live.field.toPlainText() == "a = 2\na x"
    assert done == [True]
    qtbot.keyClick(live.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert live.field.toPlainText() == "a = 2\na x\n"


def test_the_field_grows_with_its_lines_up_to_five(editor: ExpressionEditor) -> None:
    show(editor, "x")
    one = editor.field.height()
    show(editor, "a = 1\nb = 2\na x + b")
    three = editor.field.height()
    show(editor, "\n".join(f"a{k} = {k}" for k in range(1, 9)) + "\nx")
    assert one < three < editor.field.height() < 7 * one
    assert editor.field.verticalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def test_a_name_is_completed_from_the_list(live: ExpressionEditor, qtbot: QtBot) -> None:
    live.activateWindow()
    live.field.setFocus()
    qtbot.keyClicks(live.field, "2 arcs")
    assert live.field.completer.is_open
    qtbot.keyClick(live.field.completer.popup(), Qt.Key.Key_Return)
    assert live.field.toPlainText() == "2 arcsin("
    assert not live.field.completer.is_open


def test_a_file_dropped_on_the_field_is_left_to_the_window(editor: ExpressionEditor) -> None:
    data = QMimeData()
    data.setUrls([QUrl("file:///pictures/bowl.svg")])
    assert not editor.field.canInsertFromMimeData(data)


def test_pasted_text_loses_its_blank_ends(live: ExpressionEditor) -> None:
    data = QMimeData()
    data.setText("\r\nx^2 + y^2\r\n")
    live.field.insertFromMimeData(data)
    assert live.field.toPlainText() == "x^2 + y^2"


def test_the_reading_is_set_and_said(editor: ExpressionEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.echo.laid_out):
        show(editor, "2sin x + y")
    assert "2*sin(x) + y" in editor.echo.accessibleName()
    assert r"\sin" in editor.echo.latex


def test_a_comparison_is_no_markup_to_the_tool_tip(editor: ExpressionEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.echo.laid_out):
        show(editor, "a = 1\nwhere(x < a > 0, x, y)")  # "<a" begins a link, to Qt
    shown = QTextDocument()
    shown.setHtml(editor.echo.toolTip())
    assert "x < a and a > 0" in shown.toPlainText()


def test_the_row_under_the_field_keeps_its_height(editor: ExpressionEditor) -> None:
    show(editor, "x^2")
    height = editor.sizeHint().height()
    show(editor, "x^2 +")
    assert editor.sizeHint().height() == height


def test_the_editor_follows_a_theme(editor: ExpressionEditor) -> None:
    show(editor, "sin(x) + 2")
    editor.set_theme(DARK)
    formats = editor.field.document().firstBlock().layout().formats()
    assert any(piece.format.foreground().color().lightness() > 128 for piece in formats)


def test_places_count_characters_and_units() -> None:
    text = "𝛼 + x"
    assert units(text, 1) == 2
    assert characters(text, 2) == 1
    assert offset("ab\ncd", 2, 2) == 4
    assert offset("ab", 9, 1) == 2
    assert changed_part("abc", "axc") == (1, 1, "x")
    assert changed_part("aa", "aaa") == (2, 0, "a")


def test_no_text_is_an_invitation_and_nothing_wrong(live: ExpressionEditor, qtbot: QtBot) -> None:
    qtbot.keyClicks(live.field, "x +")
    qtbot.waitUntil(live.strip.isVisible)
    assert live.strip._sign.isVisible()
    assert live._frame._wrong
    live.field.selectAll()
    qtbot.keyClick(live.field, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "such as" in live.strip.words)
    assert not live.strip._sign.isVisible()
    assert not live._frame._wrong


def test_a_sum_too_long_for_the_line_is_cut_short_with_dots_and_whole_again_where_there_is_room(
    editor: ExpressionEditor, qtbot: QtBot
) -> None:
    editor.resize(1600, 100)
    with qtbot.waitSignal(editor.echo.laid_out):
        show(editor, "sum(x[i]^2*i - x[i]*x[1], i, 1, 8)")
    whole = editor.echo._shown
    assert whole is not None
    with qtbot.waitSignal(editor.echo.laid_out):
        editor.resize(420, 100)
    short = editor.echo._shown
    assert short is not None
    assert short.width < whole.width
    with qtbot.waitSignal(editor.echo.laid_out):
        editor.resize(1600, 100)
    assert editor.echo._shown is not None
    assert editor.echo._shown.width == whole.width
