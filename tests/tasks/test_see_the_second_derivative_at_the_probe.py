"""See the second derivative at the probe: switch each layer on by its key, drag, read what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit

from hessview.compute.probe_requests import LevelCurveRequest, TrustRequest
from hessview.document.session_file import from_bytes, to_bytes
from hessview.figure.marks import AreaMark, ArrowMark, LineMark, QuiverMark, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.figure.marks import Mark
    from tests.tasks.conftest import Person

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen, of dialogs

CTRL = Qt.KeyboardModifier.ControlModifier
KEYS = {
    "level-curve": Qt.Key.Key_6, "quadratic-model": Qt.Key.Key_7, "newton-step": Qt.Key.Key_8,
    "gradient-field": Qt.Key.Key_9,
}  # fmt: skip


def press(person: Person, key: Qt.Key) -> None:
    person.picture.setFocus()
    QTest.keyClick(person.picture, key, CTRL)


def switch_on_all(person: Person) -> None:
    for key in KEYS.values():
        press(person, key)
    person.choose("How the Gradient Turns")
    person.bot.waitUntil(lambda: person.desk.controller.results.trust is not None, timeout=15_000)


def marks(person: Person, *roles: Role) -> list[Mark]:
    figure = person.picture._figure
    assert figure is not None
    drawn = LineMark | ArrowMark | AreaMark | QuiverMark
    return [mark for mark in figure.marks if isinstance(mark, drawn) and mark.role in roles]


def notes(person: Person) -> str:
    return str(person.picture._axes._notes)


def words(person: Person) -> list[str]:
    return [word.words for word in person.picture._overlay.words]


def legend(person: Person) -> list[str]:
    item = person.picture._legends.legend
    return [] if item is None else [entry.words for entry in item.entries]


def test_each_layer_comes_and_goes_by_its_key_and_can_be_taken_back(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^4 + y^4 - 4x*y + 1")
    person.click(1.0, 2.0)
    shown = {
        "level-curve": Role.LEVEL_HERE, "quadratic-model": Role.MODEL, "newton-step": Role.DESCENT,
        "gradient-field": Role.GRADIENT_FIELD,
    }  # fmt: skip
    for name, key in KEYS.items():
        press(person, key)
        assert name in person.desk.store.state.appearance.overlays
        person.bot.waitUntil(lambda name=name: bool(marks(person, shown[name])), timeout=15_000)
        press(person, key)
        assert not marks(person, shown[name])
        press(person, Qt.Key.Key_Z)
        assert marks(person, shown[name])
    shown = {"level curve here", "quadratic model", "as far as |f − m| ≤ 10 % of |∇f||d| + ½‖H‖|d|²", "gradient field"}
    person.bot.waitUntil(lambda: shown <= set(legend(person)), timeout=15_000)


def test_a_drag_moves_what_belongs_to_the_probe_and_leaves_the_field(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 - y^2")
    person.click(1.0, 0.5)
    switch_on_all(person)
    (before,), (field,) = marks(person, Role.LEVEL_HERE), marks(person, Role.GRADIENT_FIELD)
    renderings = person.picture._ground.renderings
    person.drag((1.0, 0.5), (1.5, 0.5), (2.0, 1.0), alt=True)
    x, y = person.probe()
    (after,), (same,) = marks(person, Role.LEVEL_HERE), marks(person, Role.GRADIENT_FIELD)
    assert isinstance(after, LineMark)
    assert isinstance(before, LineMark)
    seen = after.vertices[np.isfinite(after.vertices).all(axis=1)]
    assert seen[:, 0] ** 2 - seen[:, 1] ** 2 == pytest.approx(x * x - y * y, abs=1e-4)
    assert same is field
    assert person.picture._ground.renderings == renderings
    assert not np.array_equal(before.vertices, after.vertices)


def test_a_newton_step_uphill_warns_in_words_and_at_a_critical_point_there_is_none(
    sit_down: Callable[..., Person]
) -> None:
    person = sit_down("x^2 - y^2")
    person.click(0.4, 2.0)
    press(person, KEYS["newton-step"])
    assert marks(person, Role.NEWTON_WARNING)
    assert any("uphill" in each for each in words(person))
    person.click(2.0, 0.4, Qt.KeyboardModifier.AltModifier)
    assert marks(person, Role.NEWTON)
    assert not any("uphill" in each for each in words(person))
    press(person, Qt.Key.Key_K)
    assert person.badge().startswith("Saddle point")
    assert not marks(person, Role.NEWTON, Role.NEWTON_WARNING, Role.DESCENT)
    assert "∇f = 0: there is no step to take" in notes(person)


def test_a_repeated_eigenvalue_is_a_circle_and_oblique_axes_are_explained(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 + y^2")
    person.click(1.0, 2.0)
    (circle,) = marks(person, Role.AXIS_POSITIVE)
    assert isinstance(circle, LineMark)
    assert len(circle.vertices) > 30
    assert "every direction is a principal axis" in notes(person)
    person.type_formula("x^2 + 2x*y - y^2")
    assert len(marks(person, Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE)) == 2
    assert "axes look oblique" in notes(person)
    press(person, Qt.Key.Key_U)
    assert "axes look oblique" not in notes(person)


def test_how_far_the_model_is_trusted_is_chosen_or_typed(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 + y^2 + x^3")
    person.click(0.5, 0.5)
    press(person, KEYS["quadratic-model"])
    person.bot.waitUntil(lambda: person.desk.controller.results.trust is not None, timeout=15_000)

    def least() -> float:
        trusted = person.desk.controller.results.trust
        return 0.0 if trusted is None else trusted.least

    usual = least()
    person.choose("Within 50 %")
    person.bot.waitUntil(lambda: least() > 2.0 * usual, timeout=15_000)
    person.choose("Other")
    dialog = next(each for each in person.window.findChildren(QInputDialog) if each.isVisible())
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, "2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.bot.waitUntil(lambda: 0.0 < least() < usual, timeout=15_000)
    assert person.desk.store.state.appearance.trust == pytest.approx(0.02)
    assert from_bytes(to_bytes(person.desk.store.state)) == person.desk.store.state
    assert person.desk.actions.action("Other").isChecked()
    person.window.activateWindow()
    person.bot.waitUntil(person.window.isActiveWindow, timeout=15_000)
    press(person, Qt.Key.Key_Z)
    assert person.desk.store.state.appearance.trust == pytest.approx(0.5)
    person.bot.waitUntil(lambda: least() > 2.0 * usual, timeout=15_000)


def test_what_needs_f_is_asked_only_while_it_is_shown(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 + y^4")
    kinds = LevelCurveRequest | TrustRequest

    def asked() -> list[str]:
        wanted = person.desk.controller.results.wanted
        return [] if wanted is None else [type(each).__name__ for each in wanted if isinstance(each, kinds)]

    assert asked() == []
    press(person, KEYS["level-curve"])
    assert asked() == ["LevelCurveRequest"]
    press(person, KEYS["quadratic-model"])
    assert asked() == ["LevelCurveRequest", "TrustRequest"]
    press(person, KEYS["level-curve"])
    assert asked() == ["TrustRequest"]


def test_the_words_of_all_layers_keep_clear_of_each_other(sit_down: Callable[..., Person]) -> None:
    person = sit_down("100(y - x^2)^2 + (1 - x)^2")
    switch_on_all(person)
    for x, y in ((-1.0, 1.0), (1.2, 0.4), (0.0, 0.0)):
        person.click(x, y, Qt.KeyboardModifier.AltModifier)
        grounds = [word.ground for word in person.picture._overlay.words]
        assert len(grounds) >= 5
        rect = person.picture.frame.rect
        for k, ground in enumerate(grounds):
            assert rect.contains(ground)
            assert not any(ground.intersects(other) for other in grounds[:k])
