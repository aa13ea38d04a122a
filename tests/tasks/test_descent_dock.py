"""Let methods race downhill: choose them, move the start, step through time, read the verdict, keep the iterates."""

from __future__ import annotations

import csv
import io
import itertools
import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from hessview.document.limits import METHODS, MOST_METHODS
from hessview.document.racing import SetMethods, SetMethodSetting, SetSteps
from hessview.document.session_file import from_bytes, to_bytes
from hessview.figure.marks import RUNS, LineMark
from hessview.optimizers.stochastic import StochasticGradientDescent
from hessview.views.descent_pages import VerdictPage, ZigzagPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hessview.optimizers.outcome import Outcome
    from hessview.views.descent_view import DescentView
    from tests.tasks.conftest import Person

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
LEFT = Qt.MouseButton.LeftButton
VALLEY = "x^2 + 20 y^2"


def settled(person: Person) -> bool:
    """Whether the race that the document asks for is known."""
    desk = person.desk.descent
    formula, state = person.desk.controller.results.formula, person.desk.store.state
    if formula is None or desk.race.found is None or desk.race.is_under_way or not desk.is_shown:
        return False
    request = desk.race.found[0]
    names = tuple(name for name, _ in request.methods)
    given = tuple((name, setting, value) for name, chosen in request.methods for setting, value in chosen)
    wanted = tuple(entry for entry in state.race.settings if entry[0] in names)
    return (request.formula, request.start, names, request.steps, sorted(given)) == (
        formula, state.race_start(formula.variables), state.race.methods, state.race.steps, sorted(wanted),
    )  # fmt: skip


def wait(person: Person) -> None:
    person.bot.waitUntil(lambda: settled(person), timeout=30_000)


def open_descent(person: Person) -> DescentView:
    """Press Alt+5 in the picture, and wait for the race."""
    person.picture.setFocus()
    QTest.keyClick(person.picture, Qt.Key.Key_5, ALT)
    assert person.desk.descent.is_open
    wait(person)
    view = person.desk.descent.view
    assert view is not None
    return view


def of(person: Person, method: str) -> Outcome:
    methods = person.desk.store.state.race.methods
    outcome = person.desk.descent.outcomes[methods.index(method)]
    assert outcome is not None
    return outcome


def click_box(view: DescentView, method: str) -> None:
    """Click the box of a method."""
    item = view.table.item_of(method)
    assert item is not None
    view.table.scrollToItem(item)
    box = view.table.visualItemRect(item)
    QTest.mouseClick(view.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(10, box.center().y()))


def paths(person: Person) -> dict[str, np.ndarray[Any, Any]]:
    """The strong lines of runs on the map, by their names."""
    figure = person.desk.controller._figure
    assert figure is not None
    return {
        mark.label: mark.vertices
        for mark in figure.marks
        if isinstance(mark, LineMark) and mark.role in RUNS and mark.label
    }


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    person = sit_down(VALLEY)
    person.window.resize(1440, 900)
    person.click(4.0, 1.0, ALT)
    return person


def test_a_key_opens_the_race_from_the_probe_and_the_same_key_takes_its_paths_off_the_map(person: Person) -> None:
    assert person.desk.descent.view is None
    view = open_descent(person)
    probe = dict(person.desk.store.state.probe)
    for outcome in person.desk.descent.outcomes:
        assert outcome is not None
        assert outcome.trajectory.start.tolist() == pytest.approx([probe["x"], probe["y"]])
    assert set(paths(person)) == {"gradient descent", "heavy ball", "Newton"}
    assert view.table.topLevelItemCount() == len(METHODS)
    QTest.keyClick(person.window, Qt.Key.Key_5, ALT)
    assert not person.desk.descent.is_open
    assert not paths(person)


def test_a_method_is_found_by_typing_and_ticked_by_the_space_bar_and_undo_drops_it(person: Person) -> None:
    view = open_descent(person)
    view.table.setFocus()
    QTest.keyClicks(view.table, "adam")
    assert view.table.currentItem().text(0) == "Adam"
    assert view.settings.heading.text() == "Adam", "its settings are shown before it runs"
    QTest.keyClick(view.table, Qt.Key.Key_Space)
    assert person.desk.store.state.race.methods[-1] == "adam"
    wait(person)
    assert of(person, "adam").trajectory.method == "adam"
    assert "Adam" in paths(person)
    assert person.desk.store.undo_name == "race Adam"
    QTest.keyClick(person.window, Qt.Key.Key_Z, CTRL)
    assert "adam" not in person.desk.store.state.race.methods
    assert "Adam" not in paths(person)


def test_a_box_is_ticked_by_the_mouse_and_a_ninth_is_refused_in_words(person: Person) -> None:
    view = open_descent(person)
    click_box(view, "heavy ball")
    assert person.desk.store.state.race.methods == ("gradient descent", "newton")
    person.desk.store.dispatch(SetMethods(METHODS[:MOST_METHODS]))
    wait(person)
    click_box(view, METHODS[MOST_METHODS])
    assert person.desk.store.state.race.methods == METHODS[:MOST_METHODS]
    assert "At most 8 methods" in person.window.statusBar().currentMessage()
    item = view.table.item_of(METHODS[MOST_METHODS])
    assert item is not None
    assert item.checkState(0) == Qt.CheckState.Unchecked


def test_the_race_follows_a_dragged_probe_and_the_old_paths_stay_until_the_new_ones_are_there(person: Person) -> None:
    open_descent(person)
    before = paths(person)
    viewport = person.picture.viewport()
    QTest.mousePress(viewport, LEFT, ALT, person.pixel(*person.probe()))
    for x, y in ((3.5, 1.2), (3.0, 1.5), (2.0, 2.0)):
        QTest.mouseMove(viewport, person.pixel(x, y))
        assert set(paths(person)) == set(before), "nothing blinks"
    QTest.mouseRelease(viewport, LEFT, ALT, person.pixel(2.0, 2.0))
    wait(person)
    start = person.desk.store.state.point(("x", "y"))
    assert of(person, "newton").trajectory.start.tolist() == list(start)
    assert start[1] > 1.5
    person.desk.store.undo()
    wait(person)
    assert of(person, "newton").trajectory.start[1] == pytest.approx(1.0, abs=0.1)


def test_a_held_start_stays_while_the_probe_goes_elsewhere_and_undo_lets_it_follow_again(person: Person) -> None:
    view = open_descent(person)
    start = of(person, "newton").trajectory.start.tolist()
    QTest.mouseClick(view.time.hold, LEFT)
    person.click(-3.0, -2.0, ALT)
    wait(person)
    assert of(person, "newton").trajectory.start.tolist() == start
    assert view.time.hold.isChecked()
    person.desk.store.undo()
    person.desk.store.undo()
    assert not view.time.hold.isChecked()
    assert person.desk.store.state.race.start is None


def test_time_is_scrubbed_stepped_and_dragged_in_the_plot_and_the_map_follows(person: Person) -> None:
    view = open_descent(person)
    whole = paths(person)["gradient descent"]
    most = of(person, "gradient descent").trajectory.iterations
    assert view.time.slider.maximum() == person.desk.descent.most >= most > 10
    view.time.slider.setFocus()
    QTest.keyClick(view.time.slider, Qt.Key.Key_Home)
    assert person.desk.descent.time.step == 0
    QTest.keyClick(person.window, Qt.Key.Key_F7)
    QTest.keyClick(person.window, Qt.Key.Key_F7)
    assert person.desk.descent.time.step == 2
    assert view.time.words.text() == f"2/{person.desk.descent.most}"
    assert len(paths(person)["gradient descent"]) < len(whole)
    QTest.keyClick(person.window, Qt.Key.Key_F7, SHIFT)
    assert person.desk.descent.time.step == 1
    plot = view.convergence.plot
    QTest.mouseClick(plot, LEFT, Qt.KeyboardModifier.NoModifier, plot.pixel_of(8.0, 0.0).toPoint())
    assert person.desk.descent.time.step == 8
    QTest.keyClick(view.time.slider, Qt.Key.Key_End)
    person.bot.waitUntil(lambda: person.desk.descent.time.step is None, timeout=5_000)


def test_play_runs_to_the_end_and_escape_stops_it_where_it_is(person: Person) -> None:
    view = open_descent(person)
    view.time.speed.setCurrentIndex(2)
    QTest.mouseClick(view.time.play, LEFT)
    person.bot.waitUntil(lambda: (person.desk.descent.time.step or 0) > 2, timeout=20_000)
    assert view.time.play.accessibleName() == "Stop"
    QTest.keyClick(person.picture, Qt.Key.Key_Escape)
    assert not person.desk.descent.time.is_playing
    stopped = person.desk.descent.time.step
    assert person.desk.descent.is_open
    QTest.keyClick(person.window, Qt.Key.Key_F8, SHIFT)
    person.bot.waitUntil(lambda: not person.desk.descent.time.is_playing, timeout=60_000)
    assert person.desk.descent.time.step is None
    assert stopped is not None
    assert view.time.play.accessibleName() == "Play"


def test_a_setting_is_typed_marked_beyond_its_limit_and_reset(person: Person) -> None:
    view = open_descent(person)
    field = view.settings.fields["step size"]
    assert not field.text()
    assert float(field.placeholderText()) == pytest.approx(1.0 / 40.0)
    field.setFocus()
    QTest.keyClicks(field, "0.06")
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait(person)
    assert of(person, "gradient descent").trajectory.settings == (("step size", 0.06),)
    assert str(of(person, "gradient descent").trajectory.stop) == "diverged"
    assert "too long, stable below 0.05" in view.settings._limits["step size"].text()
    assert person.desk.store.undo_name == "change step size of gradient descent"
    QTest.mouseClick(view.settings.reset_all, LEFT)
    wait(person)
    assert of(person, "gradient descent").trajectory.settings == (("step size", pytest.approx(0.025)),)
    assert not field.text()
    person.desk.store.undo()
    assert field.text() == "0.06"
    field.setFocus()
    field.clear()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    field.setModified(True)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not person.desk.store.state.race.settings


@pytest.mark.parametrize(
    ("typed", "said"), [("-1", "at least 0"), ("a", "no number"), ("nan", "no number"), ("1 2", "no number")]
)
def test_a_number_that_cannot_be_is_explained_and_changes_nothing(person: Person, typed: str, said: str) -> None:
    view = open_descent(person)
    before = person.desk.store.state
    field = view.settings.fields["step size"]
    field.setFocus()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert person.desk.store.state == before
    assert said in view.settings.said.text()
    assert view.settings.said.isVisible()


def test_undo_after_a_word_that_is_no_number_shows_the_value_in_use_again(person: Person) -> None:
    view = open_descent(person)
    field = view.settings.fields["step size"]
    field.setFocus()
    QTest.keyClicks(field, "0.06")
    QTest.keyClick(field, Qt.Key.Key_Return)
    field.selectAll()
    QTest.keyClicks(field, "abc")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "abc"
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert field.text() == "0.06"
    assert not view.settings.said.isVisible()
    assert person.desk.store.state.race.settings


def test_without_a_known_limit_the_plot_says_what_to_choose(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x + 2 y")
    view = open_descent(person)
    view.pages.show_page("Plots")
    assert view.convergence.plot.figure is None
    assert view.convergence.plot.accessibleDescription() == "No limit is known, so there is no f*: choose |∇f|."


def test_nobody_is_sent_to_a_critical_point_at_which_a_run_did_not_end(person: Person) -> None:
    person.desk.store.dispatch(SetMethods(("gradient descent",)))
    person.desk.store.dispatch(SetSteps(20))
    view = open_descent(person)
    view.pages.show_page("Verdict")
    words = view.verdict.words.label.text()
    assert "it did not end there" in words
    assert "olished" not in words
    assert not view.verdict.button.isVisible()


def test_the_slider_of_a_setting_is_one_step_of_undo_however_far_it_is_dragged(person: Person) -> None:
    view = open_descent(person)
    slider = view.settings.sliders["step size"]
    before = person.desk.store.state
    slider.setSliderDown(True)
    for position in (150, 200, 250, 120):
        slider.setSliderPosition(position)
    slider.setSliderDown(False)
    (entry,) = person.desk.store.state.race.settings
    assert entry[2] == slider._value_at(120)
    person.desk.store.undo()
    assert person.desk.store.state == before


def test_how_many_steps_each_takes_is_typed(person: Person) -> None:
    view = open_descent(person)
    view.settings.steps.setFocus()
    view.settings.steps.selectAll()
    QTest.keyClicks(view.settings.steps, "7")
    QTest.keyClick(view.settings.steps, Qt.Key.Key_Return)
    wait(person)
    assert of(person, "gradient descent").trajectory.iterations == 7
    assert str(of(person, "gradient descent").trajectory.stop) == "step limit"


def test_the_verdict_calls_a_saddle_one_and_goes_to_the_polished_point_with_consent(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down("x^2 - y^2 + y^4")
    person.desk.store.dispatch(SetMethods(("gradient descent",)))
    person.window.panel.coordinates.fields[0].setFocus()
    QTest.keyClick(person.window.panel.coordinates.fields[0], Qt.Key.Key_A, CTRL)
    QTest.keyClicks(person.window.panel.coordinates.fields[0], "2")
    QTest.keyClick(person.window.panel.coordinates.fields[0], Qt.Key.Key_Return)
    view = open_descent(person)
    view.pages.show_page("Verdict")
    words = view.verdict.words.label.text()
    assert "saddle" in words
    assert "one negative eigenvalue" in words or "1 negative eigenvalue" in words
    assert "goes down" in words
    start = person.desk.store.state.race_start(("x", "y"))
    assert start == (2.0, 0.0)
    assert person.desk.store.state.race.start is None
    QTest.mouseClick(view.verdict.button, LEFT)
    state = person.desk.store.state
    assert state.race_start(("x", "y")) == start, "the race still starts where it did"
    assert np.hypot(*state.point(("x", "y"))) < 1e-9


def test_no_run_of_a_function_without_minimum_is_said_to_have_reached_one(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x + 2 y")
    view = open_descent(person)
    view.pages.show_page("Verdict")
    assert "Not a critical point" in view.verdict.words.label.text()
    assert not view.verdict.button.isVisible()
    for row in range(view.table.topLevelItemCount()):
        item = view.table.topLevelItem(row)
        assert item is not None
        assert "minimum" not in item.text(2)


@pytest.mark.parametrize(
    "text", ["log(x) - y", "x^4 - x", "7", "abs(x) + y^2", " + ".join(f"{k} x{k}^2" for k in range(1, 51))]
)
def test_every_kind_of_function_has_a_race_or_a_sentence_on_every_page(
    sit_down: Callable[..., Person], text: str
) -> None:
    person = sit_down(text)
    view = open_descent(person)
    for page in range(view.pages.count()):
        view.pages.setCurrentIndex(page)
    view.pages.show_page("Verdict")
    assert len(view.verdict.words.label.text()) > 20
    QTest.keyClick(person.window, Qt.Key.Key_F7, SHIFT)
    QTest.keyClick(person.window, Qt.Key.Key_F6, SHIFT)
    assert person.desk.descent.has_model


def test_without_a_method_a_sentence_says_what_to_do(person: Person) -> None:
    view = open_descent(person)
    person.desk.store.dispatch(SetMethods(()))
    assert "tick a method" in view.said.text()
    assert view.said.isVisible()
    assert not view.time.play.isEnabled()


def test_clear_takes_the_runs_away_until_run_brings_them_back(person: Person) -> None:
    view = open_descent(person)
    person.choose("Clear")
    assert not paths(person)
    assert "Run" in view.said.text()
    person.click(1.0, 1.0, ALT)
    assert not paths(person)
    QTest.mouseClick(view.time.run_button, LEFT)
    wait(person)
    assert paths(person)
    assert not view.said.isVisible()


def test_a_long_race_is_stopped_by_a_button_and_what_was_known_stays(person: Person) -> None:
    view = open_descent(person)
    known = set(paths(person))
    assert view.time.run_button.text() == "Run"
    person.desk.store.dispatch(SetMethods((*person.desk.store.state.race.methods, "stochastic gradient descent")))
    person.desk.store.dispatch(SetSteps(100_000))
    person.bot.waitUntil(lambda: view.time.run_button.text() == "Stop", timeout=20_000)
    QTest.mouseClick(view.time.run_button, LEFT)
    assert "Stopped" in view.said.text()
    assert view.time.run_button.text() == "Run"
    person.bot.waitUntil(lambda: not person.desk.descent.race.is_under_way, timeout=20_000)
    assert "Stopped" in view.said.text()
    assert set(paths(person)) >= known


def test_a_run_that_is_stopped_under_way_says_so_and_keeps_its_path_so_far(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = StochasticGradientDescent.step

    def slow(*arguments: Any) -> Any:
        time.sleep(0.002)  # all of its steps take minutes: it is under way when it is stopped
        return step(*arguments)

    monkeypatch.setattr(StochasticGradientDescent, "step", slow)
    view = open_descent(person)
    person.desk.store.dispatch(SetMethods(("stochastic gradient descent", "newton")))
    person.desk.store.dispatch(SetSteps(100_000))
    person.bot.waitUntil(lambda: view.time.run_button.text() == "Stop", timeout=20_000)
    QTest.mouseClick(view.time.run_button, LEFT)
    person.bot.waitUntil(lambda: not person.desk.descent.race.is_under_way, timeout=20_000)
    run = of(person, "stochastic gradient descent").trajectory
    assert str(run.stop) == "cancelled"
    assert 0 < run.iterations < 100_000
    assert "stochastic gradient descent" in paths(person)
    assert of(person, "newton").trajectory.iterations, "it was known, and stays"
    person.desk.store.dispatch(SetSteps(50))
    wait(person)
    assert of(person, "newton").trajectory.iterations
    assert not view.said.isVisible()


def test_the_methods_are_listed_before_anything_is_known_of_them(person: Person) -> None:
    person.desk.descent.toggle()
    view = person.desk.descent.view
    assert view is not None
    assert not person.desk.descent.race.is_loaded
    assert view.table.topLevelItemCount() == len(METHODS)
    ticked = [item.text(0) for k in range(len(METHODS))
              if (item := view.table.topLevelItem(k)) is not None and item.checkState(0) == Qt.CheckState.Checked]
    assert ticked == ["gradient descent", "heavy ball", "Newton"]
    wait(person)


def test_the_race_is_a_part_of_the_session(person: Person) -> None:
    open_descent(person)
    store = person.desk.store
    for command in (SetMethods(("bfgs", "adam")), SetMethodSetting("adam", "step size", 0.25), SetSteps(33)):
        store.dispatch(command)
    person.choose("Hold Start")
    kept = store.state
    again = from_bytes(to_bytes(kept))
    assert again.race == kept.race
    store.open(again)
    wait(person)
    assert of(person, "adam").trajectory.iterations <= 33
    assert dict(of(person, "adam").trajectory.settings)["step size"] == 0.25


def test_a_table_of_iterates_that_takes_long_has_a_bar_and_can_be_stopped(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_descent(person)
    path, line = tmp_path / "race.csv", person.window.writing
    path.write_bytes(b"old")
    monkeypatch.setattr("hessview.app.descent_files.iterates_parts", lambda *_: itertools.repeat(""))
    monkeypatch.setattr("hessview.app.descent_files.ask_where_to_save", lambda *asked: asked[-1](path))
    person.choose("Save as CSV")
    person.bot.waitUntil(line.bar.isVisible, timeout=10_000)
    assert line.words.text().startswith("Writing race.csv …")
    assert line.button.isVisible()
    line.button.click()
    assert line.words.text() == "race.csv not written: stopped"
    person.bot.wait(100)
    assert path.read_bytes() == b"old"
    assert person.desk.exports.may_interrupt()


def test_every_iterate_is_saved_as_csv_and_the_table_is_copied(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_descent(person)
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: _choose(dialog, tmp_path / "race.csv"))
    person.choose("Save as CSV")
    person.bot.waitUntil((tmp_path / "race.csv").exists, timeout=10_000)
    line = person.window.writing
    person.bot.waitUntil(lambda: line.words.text().startswith("Saved race.csv, "), timeout=10_000)
    assert not line.bar.isVisible()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "race.csv").read_text())))
    newton = [row for row in rows if row["method"] == "newton"]
    run = of(person, "newton").trajectory
    assert [[float(row["x"]), float(row["y"])] for row in newton] == run.path.tolist()
    assert [float(row["f"]) for row in newton] == run.values.tolist()
    assert int(newton[-1]["evaluations"]) == run.evaluations
    assert all(math.isfinite(float(row["|grad f|"])) for row in rows)
    person.choose("Copy Table")
    assert QGuiApplication.clipboard().text().startswith("method")
    assert "newton" in QGuiApplication.clipboard().text()


def _choose(dialog: QFileDialog, path: Path) -> None:
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    dialog.fileSelected.emit(str(path))
    dialog.done(1)


def test_a_fault_of_the_race_is_a_sentence_in_the_dock(person: Person) -> None:
    from hessview.compute.results import Fault

    view = open_descent(person)
    found = person.desk.descent.race.found
    assert found is not None
    person.desk.descent.race.take(found[0], Fault("The race took too long."))
    person.bot.waitUntil(lambda: view.said.text() == "The race took too long.", timeout=5_000)
    assert not paths(person)


def test_in_a_narrow_dock_the_settings_are_a_page_and_come_back_when_there_is_room(person: Person) -> None:
    view = open_descent(person)
    person.window.resize(1024, 640)
    person.bot.waitUntil(lambda: view.pages.indexOf(view.settings_place) == 0, timeout=5_000)
    assert person.window.width() == 1024
    view.pages.setCurrentIndex(0)
    assert view.settings.fields["step size"].isVisible()
    person.window.resize(1440, 900)
    person.bot.waitUntil(lambda: view.pages.indexOf(view.settings_place) == -1, timeout=5_000)
    assert view.settings.isVisible()


def test_what_nobody_has_looked_at_yet_is_not_made(person: Person) -> None:
    view = open_descent(person)
    person.bot.waitUntil(lambda: view.has_settings and view.page is not None, timeout=5_000)
    assert not view.findChildren(ZigzagPage)
    assert not view.findChildren(VerdictPage)
    view.pages.show_page("Verdict")
    person.bot.waitUntil(lambda: view.page is view.verdict, timeout=5_000)
    assert view.verdict.heading.text() == "Gradient descent"
    assert not view.findChildren(ZigzagPage)


def test_of_a_race_the_paths_are_shown_before_the_dock_says_what_it_came_to(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = open_descent(person)
    desk = person.desk.descent
    seen: list[tuple[int, str]] = []
    show_picture = person.desk.controller.show_picture

    def watched() -> None:
        show_picture()
        seen.append((paths(person)["gradient descent"].shape[0] - 1, view.table.topLevelItem(0).text(1)))

    monkeypatch.setattr(person.desk.controller, "show_picture", watched)
    before = view.table.topLevelItem(0).text(1)
    person.desk.store.dispatch(SetSteps(7))
    person.bot.waitUntil(lambda: settled(person) and desk.is_shown, timeout=30_000)
    person.bot.waitUntil(lambda: view.table.topLevelItem(0).text(1) == "7", timeout=5_000)
    assert any(many < 10 and told == before for many, told in seen), "the map has them, the table does not yet"


def test_more_steps_than_there_may_be_are_said_to_be_too_many(person: Person) -> None:
    view = open_descent(person)
    person.bot.waitUntil(lambda: view.has_settings, timeout=5_000)
    view.settings.steps.setFocus()
    view.settings.steps.selectAll()
    QTest.keyClicks(view.settings.steps, "1000000")
    QTest.keyClick(view.settings.steps, Qt.Key.Key_Return)
    assert person.desk.store.state.race.steps == 500
    assert "at most 100,000." in view.settings.said.text()


def test_a_folded_dock_asks_for_no_race(person: Person) -> None:
    open_descent(person)
    QTest.keyClick(person.window, Qt.Key.Key_5, ALT)
    before = person.desk.descent.race.found
    person.click(-2.0, 1.0, ALT)
    assert not person.desk.descent.race.is_under_way
    assert person.desk.descent.race.found is before


def test_a_dock_that_was_folded_in_a_narrow_window_is_unfolded_in_a_wide_one(person: Person) -> None:
    person.window.resize(1440, 900)
    view = open_descent(person)
    for _ in range(3):
        for width, place in ((1024, 0), (1440, -1)):
            person.desk.window.docks.unfold("slices")
            person.window.resize(width, 700)
            person.bot.wait(20)
            person.desk.window.docks.unfold("descent")
            person.bot.waitUntil(lambda place=place: view.pages.indexOf(view.settings_place) == place, timeout=5_000)
    assert view.settings.isVisible()


def test_in_the_smallest_plot_too_is_painted_what_there_is_instead(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x + 2 y")
    view = open_descent(person)
    view.pages.show_page("Plots")
    plot = view.convergence.plot
    plot.setMinimumSize(240, 60)
    plot.setMaximumSize(240, 60)
    with_words = plot.grab().toImage()
    plot.show_figure(None)
    assert plot.grab().toImage() != with_words


def test_a_step_that_was_too_long_is_said_beside_the_picture_with_one_that_is_not(person: Person) -> None:
    view = open_descent(person)
    assert not view.said.isVisible()
    person.desk.store.dispatch(SetMethodSetting("gradient descent", "step size", 0.06))
    wait(person)
    person.bot.waitUntil(view.said.isVisible)
    said = view.said.text()
    assert said.startswith("Gradient descent: steps too long here: step · λmax comes to 2.4 > 2 along the path;"), said
    assert "0.025 is short enough" in said, "1/L, and L is 40"
    person.desk.store.dispatch(SetMethodSetting("gradient descent", "step size", 0.025))
    wait(person)
    person.bot.waitUntil(lambda: not view.said.isVisible())


def test_what_is_said_above_the_table_is_one_line_in_a_narrow_dock_and_whole_in_its_tip(person: Person) -> None:
    view = open_descent(person)
    person.window.resize(1024, 640)
    words = "gradient descent takes steps that are too long here " * 4
    view.say(words)
    person.bot.waitUntil(lambda: view.width() < 800 and view.said.width() <= view.width(), timeout=5_000)
    assert view.said.height() < 2 * view.said.fontMetrics().height()
    assert view.said.shown.endswith("…")
    assert words.startswith(view.said.shown[:-1])
    assert view.said.toolTip() == words


def test_in_a_small_window_the_pace_stands_in_the_verdict_without_scrolling(person: Person) -> None:
    view = open_descent(person)
    person.window.resize(1024, 640)
    view.pages.show_page("Verdict")
    page = view.verdict
    label, viewport = page.words.label, page.words.viewport()
    person.bot.waitUntil(lambda: page.isVisible() and "Observed:" in label.text() and page.height() < 150)
    before, _, pace = label.text().partition("Observed:")
    seen = f"{before}Observed:{pace.partition('(')[0]}"
    margins = label.contentsMargins()
    room = QRect(0, 0, viewport.width() - margins.left() - margins.right(), 10_000)
    needed = label.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), seen).height()
    assert needed + margins.top() <= viewport.height()
    assert "Here v1" in label.text(), "the eigenvectors come after it"


def test_along_the_stability_of_a_run_only_steps_go_across(person: Person) -> None:
    view = open_descent(person)
    view.pages.show_page("Plots")
    person.bot.waitUntil(view.convergence.up.isVisible)
    QTest.keyClick(view.convergence.up, Qt.Key.Key_End)
    person.bot.waitUntil(lambda: not view.convergence.across.isEnabled())
    QTest.keyClick(view.convergence.up, Qt.Key.Key_Home)
    person.bot.waitUntil(view.convergence.across.isEnabled)
