"""Stretch the landscape, and see what the condition number costs: predicted, counted, and in a picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hessview.document.commands import MoveProbe, SetText, SetView
from hessview.document.racing import StretchTo
from hessview.document.session_file import from_bytes, to_bytes
from hessview.document.state import Box, Race, Stretch
from hessview.figure.lesson import lesson_roles
from hessview.figure.marks import DotsMark, LineMark, Role, TextMark
from hessview.figure.run_looks import run_roles
from hessview.figure.stability_plot import NAME
from hessview.optimizers.lesson import Tuning
from hessview.views.lesson_page import LessonContent, LessonPage

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from hessview.app.lesson import Lesson
    from hessview.figure.marks import Figure
    from tests.tasks.conftest import Person

ALT, NO_KEY = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PATIENCE = 60_000
ROLES = lesson_roles(run_roles(Race()))


def open_page(person: Person) -> LessonPage:
    """Unfold the dock by its key, and choose the tab of the lesson."""
    person.picture.setFocus()
    QTest.keyClick(person.picture, Qt.Key.Key_5, ALT)
    view = person.desk.descent.view
    assert view is not None
    place = next(k for k in range(view.pages.count()) if view.pages.tabText(k) == "Lesson")
    view.pages.setCurrentIndex(place)
    person.bot.waitUntil(lambda: person.desk.descent.lesson is not None, timeout=PATIENCE)
    page = lesson(person).page
    assert page is not None
    assert page.isVisible()
    return page


def open_lesson(person: Person) -> LessonPage:
    """Open the page, and wait for what it shows."""
    page = open_page(person)
    wait(person)
    return page


def lesson(person: Person) -> Lesson:
    found = person.desk.descent.lesson
    assert found is not None
    return found


def is_settled(person: Person) -> bool:
    """Whether what the page asks is known, and it is predicted over all condition numbers."""
    found = lesson(person)
    if found._now.is_under_way or found._asked is None or found._found is None or found._survey is None:
        return False
    asked, survey = found._asked, found._survey.of
    of_page = (asked.start, asked.along, asked.eps, asked.share)
    return (survey.start, survey.along, survey.eps, survey.share) == of_page


def wait(person: Person) -> None:
    person.bot.waitUntil(lambda: is_settled(person), timeout=PATIENCE)


def steps(person: Person) -> dict[Tuning, int | None]:
    """What is counted at the present condition number."""
    found = lesson(person)._found
    assert found is not None
    return {entry.tuning: entry.count.steps for entry in found.stretchings[-1].entries if entry.count is not None}


def figure(page: LessonPage) -> Figure:
    assert page.plot.figure is not None
    return page.plot.figure


def present(page: LessonPage) -> float:
    """The condition number that is marked in the plot."""
    line = next(mark for mark in figure(page).marks if isinstance(mark, LineMark) and mark.role is Role.PRESENT)
    return float(10.0 ** line.vertices[0, 0])


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    made = sit_down("x^2 + 10y^2")
    made.desk.store.dispatch(MoveProbe((("x", 2.0), ("y", 1.5))))
    made.desk.store.seal()
    made.wait_for_picture()
    return made


def test_the_landscape_as_it_is_needs_the_steps_that_its_condition_number_predicts(person: Person) -> None:
    page = open_lesson(person)
    assert page.kappa.text() == "κ = 10"
    assert present(page) == pytest.approx(10.0)
    counted = steps(person)
    assert counted[Tuning.NEWTON] == 1
    # ln(1/ε) = 13.8: κ ln(1/ε) = 138, κ/2 ln(1/ε) = 69, √κ/2 ln(1/ε) = 22, and a double root for heavy ball
    assert counted[Tuning.SHORT] == pytest.approx(138, rel=0.1)
    assert counted[Tuning.BEST] == pytest.approx(69, abs=1)
    assert counted[Tuning.BALL] == pytest.approx(26, abs=4)
    assert "As predicted." in page.words.accessibleDescription()
    assert page.valley.figure is not None


def test_the_slider_stretches_and_the_race_answers(person: Person) -> None:
    page = open_lesson(person)
    page.slider.setFocus()
    before = steps(person)
    for _ in range(4):
        QTest.keyClick(page.slider, Qt.Key.Key_PageUp)
    wait(person)
    kappa = lesson(person).chosen.kappa
    assert kappa is not None
    assert kappa == pytest.approx(10.0 ** (1.0 + 4.0 * 40 / 400 * 4.0), rel=0.05)
    assert present(page) == pytest.approx(kappa)
    after = steps(person)
    assert after[Tuning.NEWTON] == before[Tuning.NEWTON]
    assert (after[Tuning.BALL] or 0) > 2 * (before[Tuning.BALL] or 0)
    QTest.mouseClick(page.as_it_is, LEFT)
    wait(person)
    assert lesson(person).chosen.kappa == 0.0
    assert page.kappa.text() == "κ = 10"
    assert steps(person) == before


def test_what_is_chosen_in_the_lesson_is_undone_step_by_step_and_comes_back_with_a_session(person: Person) -> None:
    page, store = open_lesson(person), person.desk.store
    page.slider.setFocus()
    for _ in range(3):
        QTest.keyClick(page.slider, Qt.Key.Key_PageUp)
    chosen = lesson(person).chosen.kappa
    assert store.undo_name == "stretch the landscape"
    page.choices["eps"][0].trigger()
    assert lesson(person).chosen == Stretch(kappa=chosen, eps=1e-3)
    assert from_bytes(to_bytes(store.state)).race.lesson == lesson(person).chosen
    store.undo()
    assert lesson(person).chosen == Stretch(kappa=chosen)
    store.undo()
    assert lesson(person).chosen == Stretch(), "the keys were one step"
    wait(person)
    assert page.kappa.text() == "κ = 10"
    store.redo()
    wait(person)
    assert present(page) == pytest.approx(chosen)


def test_a_condition_number_from_a_session_that_is_out_of_reach_is_the_largest_there_is(person: Person) -> None:
    person.desk.store.dispatch(StretchTo(1e300))
    page = open_lesson(person)
    assert present(page) == pytest.approx(1e4)
    assert page.slider.value() == page.slider.maximum()


def test_a_press_in_the_plot_chooses_the_condition_number_and_a_drag_moves_it(person: Person) -> None:
    page = open_lesson(person)

    def mouse(kind: QEvent.Type, exponent: float) -> None:
        at = page.plot.pixel_of(exponent, 1.0)
        button = NO_BUTTON if kind is QEvent.Type.MouseMove else LEFT
        held = NO_BUTTON if kind is QEvent.Type.MouseButtonRelease else LEFT
        event = QMouseEvent(kind, at, QPointF(page.plot.mapToGlobal(at)), button, held, NO_KEY)
        QApplication.sendEvent(page.plot, event)

    mouse(QEvent.Type.MouseButtonPress, 1.5)
    for exponent in (1.7, 1.9, 2.0):
        mouse(QEvent.Type.MouseMove, exponent)
    assert lesson(person)._hand.is_held
    mouse(QEvent.Type.MouseButtonRelease, 2.0)
    wait(person)
    assert not lesson(person)._hand.is_held
    assert present(page) == pytest.approx(100.0, rel=0.05)
    assert steps(person)[Tuning.BEST] == pytest.approx(691 * present(page) / 100.0, rel=0.02)


def test_dots_appear_over_all_condition_numbers_and_lie_on_the_predicted_lines(person: Person) -> None:
    page = open_lesson(person)

    def dots(tuning: Tuning) -> np.ndarray:
        return next(
            mark.places for mark in figure(page).marks if isinstance(mark, DotsMark) and mark.role is ROLES[tuning]
        )

    person.bot.waitUntil(lambda: len(dots(Tuning.BALL)) >= 6, timeout=PATIENCE)
    line = next(mark for mark in figure(page).marks if isinstance(mark, LineMark) and mark.role is ROLES[Tuning.BALL]
                and not mark.is_dashed)  # fmt: skip
    known = {round(float(x), 6): float(y) for x, y in line.vertices[:-1]}
    for x, y in dots(Tuning.BALL):
        assert known[round(float(x), 6)] == pytest.approx(float(y), abs=0.02)


def test_the_mouse_reads_what_is_counted_and_predicted(person: Person) -> None:
    page = open_lesson(person)
    page.plot.hovered.emit(1.0, 1.0)
    assert page.plot._reading is not None
    _, points, lines = page.plot._reading
    assert len(points) == 4
    assert lines[0] == "κ = 10"
    assert "predicted 69" in lines[2]


def test_the_choices_of_the_menu_change_direction_nearness_and_start(person: Person) -> None:
    page = open_lesson(person)
    far = steps(person)
    page.choices["eps"][0].trigger()
    wait(person)
    near = steps(person)
    assert (near[Tuning.BEST] or 0) == pytest.approx((far[Tuning.BEST] or 0) / 2, abs=2)
    page.choices["along"][1].trigger()
    lesson(person)._on_moved(2.0, False)
    wait(person)
    found = lesson(person)._found
    assert found is not None
    assert found.stretchings[-1].factor == pytest.approx(math.sqrt(10.0)), "the valley is stretched, not squeezed"
    page.choices["share"][1].trigger()
    wait(person)
    assert [action.isChecked() for action in page.choices["share"]] == [False, True]
    again = lesson(person)._found
    assert again is not None
    assert again.start == pytest.approx([0.02, 0.015])


def test_while_the_probe_moves_the_lesson_follows(person: Person) -> None:
    open_lesson(person)
    person.desk.store.dispatch(MoveProbe((("x", -1.0), ("y", 0.5))))
    person.desk.store.seal()
    person.bot.waitUntil(
        lambda: is_settled(person) and lesson(person)._found is not None
        and lesson(person)._found.start.tolist() == [-1.0, 0.5],  # type: ignore[union-attr]
        timeout=PATIENCE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [("x^2", "one variable"), ("x^2 - y^2", "No isolated minimum was found"), ("x + y", "No isolated")],
)
def test_where_there_is_nothing_to_stretch_a_sentence_says_why(person: Person, text: str, words: str) -> None:
    person.desk.store.dispatch(SetText(text))
    person.wait_for_picture()
    page = open_page(person)
    person.bot.waitUntil(lambda: words in page.said.text(), timeout=PATIENCE)
    assert page.said.isVisible()
    person.desk.store.dispatch(SetText("x^2 + 3y^2"))
    person.bot.waitUntil(lambda: page.kappa.text() == "κ = 3" and page.kappa.isVisible(), timeout=PATIENCE)


def test_of_a_minimum_that_is_not_isolated_it_says_that_the_condition_number_is_not_defined(person: Person) -> None:
    person.desk.store.dispatch(SetText("(x^2 + y^2 - 1)^2"))
    person.wait_for_picture()
    page = open_page(person)
    person.bot.waitUntil(lambda: "not isolated" in page.said.text(), timeout=PATIENCE)
    view = person.desk.descent.view
    assert view is not None
    ends = [row.cells[1] for row in view.table._rows if row.cells]
    assert "minimum, not strict" in ends


def test_counts_of_another_condition_number_are_dimmed_until_the_new_ones_arrive(person: Person) -> None:
    page = open_lesson(person)
    assert page.words.graphicsEffect() is None
    page.moved.emit(3.0, False)
    assert page.kappa.text() == "κ = 1000"
    assert page.words.graphicsEffect() is not None, "the counts are those of κ = 10"
    assert page.words.text.startswith("κ = 10:")
    wait(person)
    assert page.words.graphicsEffect() is None


def test_nothing_is_counted_for_a_page_that_nobody_sees(person: Person) -> None:
    open_lesson(person)
    view = person.desk.descent.view
    assert view is not None
    view.pages.setCurrentIndex(0)
    assert not lesson(person)._now.is_under_way
    person.desk.store.dispatch(MoveProbe((("x", 1.0),)))
    person.desk.store.seal()
    assert lesson(person)._asked is None
    assert not lesson(person)._rest.is_under_way


def test_the_edge_of_stability_is_shown_beside_the_limit_of_the_method(person: Person) -> None:
    open_lesson(person)
    view = person.desk.descent.view
    assert view is not None
    view.pages.show_page("Plots")
    place = view.convergence.up.findText(NAME)
    view.convergence.up.setCurrentIndex(place)
    view.convergence.up.activated.emit(place)
    person.bot.waitUntil(lambda: view.convergence.plot.figure is not None, timeout=PATIENCE)
    shown = view.convergence.plot.figure
    assert shown is not None
    limit = next(mark for mark in shown.marks if isinstance(mark, LineMark) and mark.is_dashed)
    assert limit.vertices[:, 1].tolist() == [2.0, 2.0]
    assert shown.caption[0].startswith("Below 2 all along")


def test_another_function_never_shows_the_lesson_of_the_one_before(person: Person) -> None:
    page = open_lesson(person)
    assert page.kappa.text() == "κ = 10"
    person.desk.store.dispatch(SetText("3x^2 + 4y^2"))
    seen = set()

    def is_there() -> bool:
        if person.desk.controller.results.formula is not None and page.kappa.isVisible():
            found = lesson(person)._found
            if found is not None and lesson(person)._asked is not None:
                seen.add((lesson(person)._asked.formula.text, round(found.kappa, 3)))  # type: ignore[union-attr]
        return page.kappa.isVisible() and page.kappa.text() == "κ = 1.33"

    person.bot.waitUntil(is_there, timeout=PATIENCE)
    assert {kappa for text, kappa in seen if text.startswith("3")} == {1.333}


def test_while_the_view_moves_the_minimum_that_was_known_stays(person: Person) -> None:
    page = open_lesson(person)
    state = person.desk.store.state
    person.desk.store.dispatch(SetView(Box(5.0, 9.0, 5.0, 9.0)))
    person.wait_for_picture()
    wait(person)
    assert person.desk.store.state.view != state.view
    assert not page.said.isVisible()
    assert page.kappa.text() == "κ = 10"


def test_a_low_page_names_the_lines_beside_the_plot_and_not_on_it(person: Person) -> None:
    page = open_lesson(person)
    person.bot.waitUntil(lambda: page.plot.figure is not None, timeout=PATIENCE)
    person.window.resize(1024, 640)
    person.bot.waitUntil(page.key.isVisible, timeout=PATIENCE)
    assert not any(isinstance(mark, TextMark) for mark in figure(page).marks)
    assert [line.split(":")[0] for line in page.key.lines] == ["step 1/L", "best step", "heavy ball", "Newton"]
    assert page.plot.width() >= 180
    assert page.key.height() >= page.key.minimumSizeHint().height()


def test_a_high_page_names_the_lines_on_the_plot(person: Person) -> None:
    page = open_lesson(person)
    person.bot.waitUntil(lambda: page.plot.figure is not None, timeout=PATIENCE)
    high = LessonPage(parent=person.window)
    high.resize(600, 320)
    high.render_content(LessonContent(plot=page._figure, kappa=page.kappa.text(), seen=("Seen.",)))
    high.show()
    assert high.words.isVisible()
    assert not high.key.isVisible()
    assert any(isinstance(mark, TextMark) for mark in figure(high).marks)


def test_the_mark_is_where_the_slider_is_while_the_counts_are_on_their_way(person: Person) -> None:
    page = open_lesson(person)
    person.bot.waitUntil(lambda: page.plot.figure is not None, timeout=PATIENCE)
    page.moved.emit(2.5, True)
    marked = next(mark for mark in figure(page).marks if isinstance(mark, LineMark) and mark.role is Role.PRESENT)
    assert float(marked.vertices[0, 0]) == pytest.approx(2.5)
    page.released.emit()


def test_in_a_page_of_the_usual_height_a_key_tells_the_lines_apart(person: Person) -> None:
    page = open_lesson(person)
    person.bot.waitUntil(lambda: page.plot.figure is not None, timeout=PATIENCE)
    person.window.resize(1200, 800)
    person.bot.waitUntil(page.key.isVisible, timeout=PATIENCE)
    assert page.as_it_is.isVisible()
    assert not page.words.isVisible()
    assert not any(isinstance(mark, TextMark) for mark in figure(page).marks)
    assert page.key.columns > 1
    assert [line.split(":")[0] for line in page.key.lines] == ["step 1/L", "best step", "heavy ball", "Newton"]
    assert "…" not in "".join(page.key.lines)
    assert page.key.height() == page.key.minimumSizeHint().height() < page.plot.height()
