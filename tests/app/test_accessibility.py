"""The window without eyes and without a mouse: names, roles, keys, the way of Tab, and tables that are true."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QTextBrowser, QWidget
from shiboken6 import isValid

from hessview.app.actions import PICTURE_KEYS, SURFACE_KEYS, keyboard_table, rows
from hessview.app.critical import DOCK
from hessview.app.desk import Desk
from hessview.app.export_dialog import ExportDialog
from hessview.app.language_table import LANGUAGE
from hessview.app.places import Places
from hessview.document.commands import MoveProbe, SetText
from hessview.landscapes.catalog import CATALOG, Example
from hessview.language.parser import parse
from hessview.language.typeset import to_text
from hessview.views.first_hints import FirstHints
from tests.reliability.walk import Announcements, action_faults, all_actions, focusable, tree, without_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen, of dialogs

Part = TypeVar("Part", bound=QWidget)


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, Places.inside(tmp_path))
    made.begin(None)
    made.window.resize(1440, 1000)
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.close()


def found(parent: QWidget, kind: type[Part]) -> Part:
    """Return the one child of a kind."""
    child = parent.findChild(kind)
    assert isinstance(child, kind)
    return child


# Names and roles


def test_everything_that_takes_the_focus_has_a_name_and_a_role(desk: Desk) -> None:
    met = [entry.object() for entry in tree(QAccessible.queryAccessibleInterface(desk.window))]
    assert sum(isinstance(widget, QWidget) and focusable(widget) for widget in met) >= 8
    assert without_name(desk.window) == []


def test_it_stays_so_in_every_state_of_the_window(desk: Desk, qtbot: QtBot) -> None:
    found(desk.window.panel.tests, QAbstractButton).click()
    for text in ("x1 + x2 x3 - x4", "sin(x", "arcsinn(x)", "1,5 x", "x^3", "7"):
        desk.store.dispatch(SetText(text))
        qtbot.wait(1)
        assert without_name(desk.window) == [], text


def test_the_range_editor_and_the_dialogs_have_names_too(desk: Desk, qtbot: QtBot) -> None:
    desk.actions.action("Set Ranges").trigger()
    fields = [field for field in desk.window.picture.findChildren(QLineEdit) if field.isVisible()]
    assert len(fields) == 4
    assert without_name(desk.window) == []
    dialog = ExportDialog(desk.window, desk.settings, desk.exports._suggestion())
    dialog.show()
    qtbot.waitExposed(dialog)
    assert without_name(dialog) == []
    dialog.close()
    dialog.deleteLater()


def test_the_picture_says_what_it_shows(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "(3, 2)" in desk.window.picture.accessibleDescription() or
                    bool(desk.window.picture.accessibleDescription()), timeout=10_000)  # fmt: skip
    entry = QAccessible.queryAccessibleInterface(desk.window.picture)
    assert entry.role() == QAccessible.Role.Chart
    assert entry.text(QAccessible.Text.Name) == "Contour map"
    assert entry.text(QAccessible.Text.Description)
    desk.store.dispatch(SetText("x^3"))
    qtbot.waitUntil(lambda: "f(x) = x³" in entry.text(QAccessible.Text.Description), timeout=10_000)
    qtbot.waitUntil(lambda: desk.window.picture.accessibleName() == "Graph")


def test_the_class_of_a_new_point_is_announced(desk: Desk, qtbot: QtBot) -> None:
    desk.store.dispatch(SetText("x^2 - y^2"))
    desk.store.dispatch(MoveProbe((("x", 1.0), ("y", 1.0))))
    badge = desk.window.panel.badge
    before = badge.accessibleName()
    with Announcements() as heard:
        desk.store.dispatch(MoveProbe((("x", 0.0), ("y", 0.0))))
        assert badge.accessibleName() != before
        assert QAccessible.queryAccessibleInterface(badge).text(QAccessible.Text.Name) == badge.accessibleName()
        assert heard.said == ["Saddle point, index 1"]
        for y in (0.5, 1.0, 1.5):
            desk.store.dispatch(MoveProbe((("x", 2.0), ("y", y))))
        assert heard.said == ["Saddle point, index 1"]
        qtbot.waitUntil(lambda: len(heard.said) > 1)
    assert heard.said == ["Saddle point, index 1", badge.accessibleName()]


def test_another_point_of_the_same_class_is_announced_when_the_probe_rests(desk: Desk, qtbot: QtBot) -> None:
    desk.store.dispatch(SetText("x^2 + 0y"))
    desk.store.dispatch(MoveProbe((("x", 0.0), ("y", 0.0))))
    with Announcements() as heard:
        for step in range(1, 20):
            desk.store.dispatch(MoveProbe((("x", 0.0), ("y", 0.1 * step))))
        assert heard.said == []
        qtbot.waitUntil(lambda: bool(heard.said))
    assert heard.said == [desk.window.panel.badge.spoken]


# Keys


def test_every_action_has_words_and_a_key_of_its_own(desk: Desk) -> None:
    bar = desk.window.menuBar().actions()
    assert action_faults(bar) == []
    assert sum(bool(action.shortcuts()) for _, action in all_actions(bar)) > 20
    for row in rows():
        assert row.tip.endswith((".", ".)"))


def test_mnemonics_in_a_menu_differ(desk: Desk) -> None:
    for title, menu in desk.actions.menus.items():
        letters = [text[text.index("&") + 1].lower() for action in menu.actions() if "&" in (text := action.text())]
        assert len(set(letters)) == len(letters), (title, sorted(letters))
        assert letters or not menu.actions() or title == "Examples", title


def test_the_keyboard_table_in_help_is_what_is_wired(desk: Desk) -> None:
    desk.show_keyboard()
    dialog = found(desk.window, QDialog)
    lines = [line for line in found(dialog, QTextBrowser).toPlainText().splitlines() if line]
    beside = set(pairwise(lines))
    shown = {key: what for key, what, _ in keyboard_table() if (key, what) in beside}
    wired = {shortcut for action in desk.window.menuBar().findChildren(QAction)
             for shortcut in map(QKeySequence.toString, action.shortcuts())}  # fmt: skip
    of_the_picture = {key for key, *_ in (*PICTURE_KEYS, *SURFACE_KEYS)}
    assert len(shown) == len(keyboard_table())
    said = {key for row in rows() if (key := row.key)}
    seconds = {row.also for row in rows() if row.also}
    assert {QKeySequence(key).toString() for key in said | seconds} == wired
    assert len(shown) == len(said | of_the_picture)
    for row in rows():
        if row.key:
            assert row.text.replace("&", "").rstrip("…") in shown.values()
    dialog.close()
    dialog.deleteLater()


def test_every_key_of_the_picture_does_what_the_table_says(desk: Desk, qtbot: QtBot) -> None:
    picture, store = desk.window.picture, desk.store
    desk.window.activateWindow()
    picture.setFocus()
    none = Qt.KeyboardModifier.NoModifier
    steps = []
    curvature = desk.controller.results.curvature
    assert curvature is not None
    axes = curvature.eigenvectors.T
    for modifier in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, none):
        x, y = store.state.point(("x", "y"))
        QTest.keyClick(picture, Qt.Key.Key_Right, modifier)
        steps.append(np.array(store.state.point(("x", "y"))) - (x, y))
        store.seal()
    along, (fine, _), (usual, level) = steps
    assert along[0] > 0.0
    assert any(np.abs(along @ axis) == pytest.approx(np.linalg.norm(along)) for axis in axes)
    assert 0.0 < fine < usual
    assert level == 0.0
    assert usual == pytest.approx(0.01 * store.state.view.width, rel=0.5)
    view, probe = store.state.view, store.state.probe
    QTest.keyClick(picture, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert store.state.view.y0 == pytest.approx(view.y0 + 0.1 * view.height)
    QTest.keyClick(picture, Qt.Key.Key_Plus)
    assert store.state.view.width < view.width
    QTest.keyClick(picture, Qt.Key.Key_Minus)
    assert store.state.view.width == pytest.approx(view.width)
    assert store.state.probe == probe
    QTest.keyClick(picture, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(desk.window.focusWidget(), QLineEdit)
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Escape)
    assert desk.window.focusWidget() is picture


def test_f6_goes_round_the_parts_of_the_window(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.activateWindow()
    window.focus_editor()
    parts: list[QWidget] = [window.editor, window.picture, window.panel]
    for part in [*parts[1:], *parts]:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_F6)
        assert part is window.focusWidget() or part.isAncestorOf(window.focusWidget())


def test_tab_goes_through_formula_examples_picture_coordinates_and_buttons_and_back(desk: Desk) -> None:
    window = desk.window
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        window.focus_editor()
        met: list[QWidget] = []
        while window.focusWidget() not in met:
            met.append(window.focusWidget())
            QTest.keyClick(window.focusWidget(), key)
        assert met[0] is window.focusWidget()
        expected = [window.editor.field, window.examples_button, window.picture, *window.panel.coordinates.fields]
        assert [part for part in met if part in expected] == (expected if key == Qt.Key.Key_Tab
                                                              else [expected[0], *expected[:0:-1]])  # fmt: skip
        buttons = [part for part in met if isinstance(part, QAbstractButton)]
        assert window.panel.copy_button in buttons
        assert any(window.panel.tests.isAncestorOf(button) for button in buttons)
        assert any(window.panel.hessian.isAncestorOf(button) for button in buttons)


def test_tab_still_does_after_the_variables_changed(desk: Desk, qtbot: QtBot) -> None:
    desk.store.dispatch(SetText("x y z"))
    qtbot.waitUntil(desk.window.panel.coordinates.fields[-1].isVisible)
    desk.window.picture.setFocus()
    QTest.keyClick(desk.window.picture, Qt.Key.Key_Tab)
    chooser = desk.plane.chooser
    assert chooser is not None
    while chooser.isAncestorOf(desk.window.focusWidget()):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
    assert desk.window.focusWidget() is desk.window.docks.toggles[DOCK]
    for _ in range(sum(toggle.isVisible() for toggle in desk.window.docks.toggles.values()) + 2):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        assert desk.window.docks.isAncestorOf(desk.window.focusWidget())
    names = []
    for _ in range(4):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        names.append(desk.window.focusWidget().accessibleName())
    assert names[:3] == ["x", "y", "z"]
    assert not isinstance(desk.window.focusWidget(), QLineEdit)


def test_tab_goes_from_a_wrong_formula_to_its_repairs_and_then_to_the_examples(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    desk.store.dispatch(SetText("arcsinn(x)"))
    qtbot.waitUntil(lambda: bool(window.editor.strip.buttons) and window.editor.strip.buttons[0].isVisible())
    window.focus_editor()
    met = [window.focusWidget()]
    while met[-1] is not window.examples_button and len(met) < 10:
        QTest.keyClick(met[-1], Qt.Key.Key_Tab)
        met.append(window.focusWidget())
    assert met == [window.editor.field, *window.editor.strip.buttons, window.examples_button]


def test_every_action_outlives_the_hints_beside_which_tab_was_led_to_the_planes(desk: Desk, qtbot: QtBot) -> None:
    desk.introduction.begin()
    hints = found(desk.window, FirstHints)
    desk.store.dispatch(SetText("x y z"))
    qtbot.waitUntil(lambda: desk.plane.chooser is not None and desk.plane.chooser.isVisible())
    hints.finish()
    qtbot.waitUntil(lambda: not isValid(hints))
    assert all(isValid(desk.actions.action(row.text.replace("&", "").rstrip("…"))) for row in rows())
    assert all(isValid(menu) for menu in desk.actions.menus.values())
    desk.actions.refresh()


# Tables of Help


READ = (
    ("x^2", "x^2", "x^2"), ("2*x", "3*(x + 1)", "x*y", "x*y"), ("1/2*x",), ("sin(x)", "sin(x)^2", "sin(2*x)"),
    ("sqrt(x)", "sqrt(x)", "cbrt(x)"), ("exp(x)", "exp(x)", "log(x)", "log10(x)"), ("abs(x)", "abs(x)", "sign(x)"),
    ("factorial(x)", "gamma(x)", "erf(x)"), ("min(x, y)", "max(x, 0)", "mod(x, 2)"), ("where(x > 0, x^2, -x)",),
    ("x1^2 + x2^2 + x3^2 + x4^2 + x5^2 + x6^2 + x7^2 + x8^2 + x9^2 + x10^2",),
    ("sigmoid(x)", "softplus(x)", "relu(x)"), ("pi", "pi", "e"), ("u*v",), ("a*x^2 + y^2",), ("x/y", "sqrt(x)", "x^2"),
)  # fmt: skip
"""What every form of the language table means."""


@pytest.mark.parametrize(("row", "meant"), list(zip(LANGUAGE, READ, strict=True)), ids=[row[0] for row in LANGUAGE])
def test_every_form_of_the_language_table_is_read_as_the_table_says(
    row: tuple[str, str, str], meant: tuple[str, ...]
) -> None:
    assert tuple(parse(form, editor=True).text for form in forms(row[0])) == meant


def forms(column: str) -> list[str]:
    """Split at the commas outside of brackets."""
    made, depth = [""], 0
    for character in column:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            made.append("")
        else:
            made[-1] += character
    return [form.strip() for form in made]


@pytest.mark.parametrize("example", CATALOG, ids=lambda example: example.name)
def test_every_example_is_read_and_written_back_as_it_was_read(example: Example) -> None:
    formula = parse(example.text, editor=True)
    again = parse(to_text(formula.expression), variables=formula.variables, parameters=dict(formula.parameters))
    assert (again, to_text(again.expression)) == (formula, formula.text)
    assert formula.variables == example.variables
    assert example.look_at.endswith(".")
