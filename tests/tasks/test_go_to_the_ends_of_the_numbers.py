"""Go to the ends of double precision, with real events: the picture stops there and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from hessview.document.commands import SetView
from hessview.document.state import Box, Limit
from hessview.views.picture_layout import bar_places
from tests.tasks.conftest import NO_KEY, Person

if TYPE_CHECKING:
    from collections.abc import Callable


def turn(person: Person, notches: int, place: QPoint) -> None:
    """Turn the wheel at a place of the picture; positive looks closer."""
    viewport = person.picture.viewport()
    event = QWheelEvent(
        QPointF(place), QPointF(viewport.mapToGlobal(place)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, NO_KEY, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def notes(person: Person) -> tuple[str, ...]:
    figure = person.picture._figure
    return figure.notes if figure is not None else ()


def test_the_wheel_turned_five_hundred_times_stops_at_the_ends_and_comes_back(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x y")
    for centre in (0.0, 1e308):
        there_and_back(person, centre)


def there_and_back(person: Person, centre: float) -> None:
    half = max(1.0, min(1e-3 * centre, 1e299))
    person.desk.store.dispatch(SetView(Box(centre - half, centre + half, centre - half, centre + half)))
    place = person.picture.frame.rect.center().toPoint()
    for notches, words in ((90, "doubles cannot tell points apart any closer"), (-90, "doubles reach no wider")):
        for _ in range(500):
            turn(person, notches, place)
        person.bot.waitUntil(lambda words=words: words in notes(person))
        assert person.desk.store.state.view.is_valid
        person.wait_for_picture()
    turn(person, 30, place)
    person.bot.waitUntil(lambda: person.desk.store.state.view.limits() is Limit.NONE)


REFUSED = (
    (("1e400", "1"), "This is not a number."),
    (("nan", "1"), "This is not a number."),
    (("2", "1"), "A range goes from a smaller number to a larger one."),
    (("1", "1.0000000000000000001"), "Both ends are the same double-precision number."),
    (("1", "1.0000000000000002"), "This range is too narrow: doubles cannot tell its points apart."),
    (("0", "5e-324"), "This range is too narrow: no view is narrower than 10⁻³⁰⁰."),
    (("-1e308", "1e308"), "This range is too wide: no view is wider than 10³⁰⁰."),
)


def test_a_range_that_no_picture_can_have_is_refused_in_words(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 + y^2")
    view = person.desk.store.state.view
    editor = person.picture._ranges
    for ends, sentence in REFUSED:
        person.picture.edit_ranges()
        fields = editor.findChildren(QLineEdit)
        for field, text in zip(fields[:2], ends, strict=True):
            field.setText(text)
        QTest.keyClick(fields[0], Qt.Key.Key_Return)
        assert editor.isVisible()
        label = next(label for label in editor.findChildren(QLabel) if label.text() == sentence)
        assert label.height() >= label.heightForWidth(label.width()), "cut off"
        assert person.picture.viewport().rect().contains(editor.geometry())
        assert person.desk.store.state.view == view


SAID = (
    ("sqrt(-1 - x^2 - y^2)", Box(-5.0, 5.0, -5.0, 5.0), "f is undefined everywhere in this view"),
    ("x^2 + y^2", Box(1e200, 2e200, -1.0, 1.0), "f is too large for a number everywhere in this view"),
    ("1e308 + 0 x y", Box(-5.0, 5.0, -5.0, 5.0), "f is constant in this view: 10³⁰⁸"),
    ("1 + 1e-16 sin(x) + 0 y", Box(-5.0, 5.0, -5.0, 5.0), "f is constant in this view up to rounding: 1"),
    ("1e-310 (x + y)", Box(-5.0, 5.0, -5.0, 5.0), "f varies in this view by less than 10⁻³⁰³"),
    ("x^2 - y^2", Box(0.0, 1e-300, 0.0, 1e-300), "f underflows in this view: doubles cannot tell its values from 0"),
    ("sin(1e9 x y)", Box(-5.0, 5.0, -5.0, 5.0), "no level lines: f varies faster than the picture can show"),
    ("f(t) = mod(1e6 sin(1e6 t), 1)", Box(-5.0, 5.0, -5.0, 5.0), "f varies faster than the picture can show"),
    ("f(t) = 7", Box(-5.0, 5.0, -5.0, 5.0), "f is constant in this view: 7"),
)


def test_a_picture_without_lines_says_why(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x y")
    for text, box, words in SAID:
        person.desk.controller.replace_text(text)
        person.desk.store.dispatch(SetView(box))
        person.wait_for_picture()
        assert words in notes(person), text


def test_the_numbers_at_lines_that_agree_in_many_digits_are_told_apart(sit_down: Callable[..., Person]) -> None:
    person = sit_down("1e300 x y")
    person.desk.store.dispatch(SetView(Box(1.0 - 1e-11, 1.0 + 1e-11, 1.0 - 1e-11, 1.0 + 1e-11)))
    person.wait_for_picture()
    assert any(note.startswith("numbers are f − ") for note in notes(person))
    words = [text for _, text in bar_places(person.picture._figure, 400.0)]
    assert len(set(words)) == len(words) >= 4
