"""The list of critical points costs nothing while it is folded, and a box's search ends when nobody wants it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from hessview.analysis.critical_points import search
from hessview.app.critical import DOCK, CriticalDesk
from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.compute.results import Fault, FaultKind
from hessview.document.commands import PanView, SetPlane, SetProbeCoordinates, SetText, SetView
from hessview.document.state import Box
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.views.critical_list import CriticalList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.compute.requests import CriticalRequest
    from hessview.compute.results import Answer
    from hessview.views.critical_words import ListContent

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
BOX = ((-6.0, 6.0), (-6.0, 6.0))


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, Places.inside(tmp_path))
    made.begin(HIMMELBLAU)
    made.window.resize(1024, 640)
    made.window.show()
    qtbot.waitExposed(made.window)
    title = made.window.docks.toggles[DOCK].text
    qtbot.waitUntil(lambda: title() == "Critical points (9, all proved)", timeout=60_000)
    yield made
    made.close()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[ListContent]:
    """What lists are given to render, which they do."""
    contents: list[ListContent] = []
    render = CriticalList.render

    def record(made: CriticalList, content: ListContent) -> None:
        contents.append(content)
        render(made, content)

    monkeypatch.setattr(CriticalList, "render", record)
    return contents


@dataclass
class Searches:
    """Searches that were asked for; nothing is searched, and the test gives the answers."""

    requests: list[CriticalRequest] = field(default_factory=list)
    answers: list[Callable[[Answer], None]] = field(default_factory=list)
    partials: list[Callable[[CriticalPoints], None]] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)

    def ask(
        self,
        request: CriticalRequest,
        on_answer: Callable[[Answer], None],
        on_partial: Callable[[CriticalPoints], None],
    ) -> Callable[[], None]:
        self.requests.append(request)
        self.answers.append(on_answer)
        self.partials.append(on_partial)
        number = len(self.requests) - 1
        return lambda: self.withdrawn.append(number)

    def found(self, number: int = -1) -> CriticalPoints:
        request = self.requests[number]
        low, high = zip(*request.box, strict=True)
        *_, last = search(ExpressionLandscape(request.formula), low, high)
        return last


@pytest.fixture
def searches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Searches:
    made = Searches()
    monkeypatch.setattr(desk.controller, "ask", made.ask)
    return made


def said(desk: Desk) -> str:
    """What the list says, once it has caught up."""
    critical: CriticalDesk = desk.critical
    return str(critical._up_to_date().heading.spoken)


def pan(desk: Desk, dx: float) -> None:
    desk.store.dispatch(PanView(dx, 0.0))
    desk.store.seal()


def test_while_it_is_folded_the_title_alone_follows(
    desk: Desk, qtbot: QtBot, rendered: list[ListContent]
) -> None:
    toggle = desk.window.docks.toggles[DOCK]
    desk.store.dispatch(SetView(Box(2.0, 5.0, -5.0, 5.0)))
    qtbot.waitUntil(lambda: toggle.text() == "Critical points (3, all proved)", timeout=60_000)
    assert rendered == []
    desk.critical.toggle()
    assert len(rendered) >= 1
    desk.critical.toggle()
    many = len(rendered)
    desk.store.dispatch(SetView(Box(-5.0, 5.0, -5.0, 5.0)))
    qtbot.waitUntil(lambda: toggle.text() == "Critical points (9, all proved)", timeout=60_000)
    assert len(rendered) == many


def test_many_changes_in_a_row_are_rendered_once(desk: Desk, qtbot: QtBot, rendered: list[ListContent]) -> None:
    desk.critical.toggle()
    many = len(rendered)
    for _ in range(20):
        pan(desk, 0.01)
    assert len(rendered) == many
    qtbot.waitUntil(lambda: len(rendered) > many)
    assert len(rendered) == many + 1


def test_a_probe_that_moves_renders_no_list(desk: Desk, qtbot: QtBot, rendered: list[ListContent]) -> None:
    desk.critical.toggle()
    qtbot.waitUntil(lambda: not desk.controller.results.pending, timeout=60_000)
    said(desk)
    many = len(rendered)
    desk.store.dispatch(SetProbeCoordinates((("x", 1.0), ("y", 1.0))))
    assert not desk.critical._soon.isActive()
    assert len(rendered) == many


def test_a_box_shows_what_comes_and_then_its_answer(desk: Desk, searches: Searches) -> None:
    desk.critical.searching.begin(BOX, 7.0)
    assert desk.critical.is_open
    (request,) = searches.requests
    assert (request.box, request.seconds, request.near) == (BOX, 7.0, desk.store.state.point(("x", "y")))
    assert said(desk) == "Looking for critical points …"
    found = searches.found()
    searches.partials[0](replace(found, points=found.points[:4], finished=False, settled=0.5))
    assert said(desk).startswith("4 critical points in the box x and y from −6 to 6 so far")
    searches.answers[0](found)
    assert said(desk) == "9 critical points in the box x and y from −6 to 6, all proved; nothing is missing"
    pan(desk, 3.0)
    assert "in the box" in said(desk)
    desk.critical.view.view_requested.emit()  # type: ignore[union-attr]
    assert "in this view" in said(desk)


def test_what_is_found_in_a_box_is_known_at_the_probe(desk: Desk, searches: Searches) -> None:
    desk.store.dispatch(SetView(Box(100.0, 101.0, 100.0, 101.0)))
    desk.critical.searching.begin(BOX, 7.0)
    searches.answers[0](searches.found())
    desk.store.dispatch(SetProbeCoordinates((("x", 3.0), ("y", 2.0))))
    point = desk.critical.places.point_here(desk.controller.results.curvature)
    assert point is not None
    assert tuple(point.x) == (3.0, 2.0)


def test_a_stopped_box_keeps_what_it_has(desk: Desk, searches: Searches) -> None:
    desk.critical.searching.begin(BOX, 7.0)
    found = searches.found()
    searches.partials[0](replace(found, finished=False, settled=0.5))
    desk.critical.searching.cancel()
    assert searches.withdrawn == [0]
    assert said(desk).endswith("the search was cancelled")
    desk.critical.searching.begin(BOX, 7.0)
    desk.critical.searching.cancel()
    assert said(desk) == "Stopped before anything was found."


def test_a_fault_is_said_beside_what_was_found(desk: Desk, searches: Searches) -> None:
    desk.critical.searching.begin(BOX, 7.0)
    found = searches.found()
    searches.partials[0](replace(found, finished=False, settled=0.5))
    searches.answers[0](Fault("The search ran out of memory."))
    assert said(desk).endswith("The search ran out of memory.")
    assert "missing" not in said(desk)
    assert len(desk.critical.view.model.order) == 9  # type: ignore[union-attr]


@pytest.mark.parametrize("formula", ["x^2 + y^2", "x^2", "x^2 + y^2 + z^2"])
def test_another_formula_ends_the_search(desk: Desk, searches: Searches, formula: str) -> None:
    desk.critical.searching.begin(BOX, 7.0)
    found = searches.found()
    searches.partials[0](found)
    desk.store.dispatch(SetText(formula))
    assert searches.withdrawn == [0]
    searches.partials[0](found)
    searches.answers[0](found)
    assert "in the box" not in said(desk)


def test_a_second_box_ends_the_search_of_the_first(desk: Desk, searches: Searches) -> None:
    desk.critical.searching.begin(BOX, 7.0)
    late = searches.found()
    desk.critical.searching.begin(((0.0, 6.0), (0.0, 6.0)), 7.0)
    assert searches.withdrawn == [0]
    searches.partials[0](late)
    searches.answers[0](late)
    assert said(desk) == "Looking for critical points …"
    searches.answers[1](searches.found())
    assert said(desk).startswith("3 critical points in the box x and y from 0 to 6")


def test_a_text_that_cannot_be_read_ends_nothing(desk: Desk, searches: Searches) -> None:
    desk.critical.searching.begin(BOX, 7.0)
    desk.store.dispatch(SetText(HIMMELBLAU + "+"))
    assert searches.withdrawn == []
    assert desk.critical._dock.graphicsEffect() is not None
    desk.store.undo()
    assert desk.critical._dock.graphicsEffect() is None


def test_a_window_that_closes_ends_the_search(qapp: QApplication, tmp_path: Path) -> None:
    made = Desk(qapp, Places.inside(tmp_path))
    made.begin(HIMMELBLAU)
    searches = Searches()
    made.controller.ask = searches.ask  # type: ignore[method-assign, assignment]
    made.critical.searching.begin(BOX, 7.0)
    made.close()
    assert searches.withdrawn == [0]


def test_a_place_of_another_dimension_is_not_gone_to(desk: Desk) -> None:
    before = desk.store.state
    desk.critical.places.go((1.0, 2.0, 3.0))
    assert desk.store.state == before


def test_of_one_variable_the_view_follows_to_the_height_of_the_graph(desk: Desk, qtbot: QtBot) -> None:
    desk.store.dispatch(SetText("x^3 - 3x"))
    desk.store.dispatch(SetView(Box(-5.0, 5.0, 50.0, 60.0)))
    qtbot.waitUntil(lambda: not desk.controller.results.pending, timeout=60_000)
    desk.critical.places.go((1.0,))
    view = desk.store.state.view
    assert (view.x0, view.x1) == (-5.0, 5.0)
    assert view.y0 < -2.0 < view.y1
    assert view.height == pytest.approx(10.0)


def test_on_a_tilted_picture_the_view_follows_in_its_own_coordinates(desk: Desk) -> None:
    desk.store.dispatch(SetText("x^2 + y^2 + z^2"))
    desk.store.dispatch(SetPlane(((0.0, 1.0, 0.0), (0.0, 0.0, 1.0))))
    desk.store.dispatch(SetView(Box(-1.0, 1.0, -1.0, 1.0)))
    desk.critical.places.go((7.0, 0.5, 9.0))
    state, plane = desk.store.state, desk.controller.results.slice
    assert plane is not None
    s, t = plane.to_plane(state.point(("x", "y", "z")))
    assert state.view.x0 <= s <= state.view.x1
    assert state.view.y0 <= t <= state.view.y1
    assert (state.view.x0, state.view.x1) == (-1.0, 1.0)


def test_a_row_of_a_set_brings_the_probe_onto_it_and_the_panel_says_so(desk: Desk, qtbot: QtBot) -> None:
    desk.store.dispatch(SetText("(x^2 + y^2 - 1)^2"))
    desk.critical.toggle()
    made = desk.critical.view
    assert made is not None

    def rings() -> list[int]:
        rows = made._rows
        return [] if rows is None else [row for row, each in enumerate(rows.things) if hasattr(each, "shape")]

    qtbot.waitUntil(lambda: bool(rings()) and not desk.controller.results.pending, timeout=60_000)
    panel = desk.window.panel
    for near in ((1.2, 1.6), (0.3, 0.3)):
        desk.store.dispatch(SetProbeCoordinates((("x", near[0]), ("y", near[1]))))
        assert "circle" not in panel.account.spoken
        place = made.model.row_shown(rings()[0])
        assert place is not None
        made.table.clearSelection()
        made.table.selectRow(place)
        x, y = desk.store.state.point(("x", "y"))
        assert (x, y) == pytest.approx((near[0] / math.hypot(*near), near[1] / math.hypot(*near)), abs=1e-7)
        qtbot.waitUntil(lambda: panel.account.spoken.startswith("On a circle of minima, proved"), timeout=60_000)
        assert made._selected_rows() == rings()


def test_the_check_of_a_view_names_the_larger_box_that_was_searched(desk: Desk, qtbot: QtBot) -> None:
    desk.store.dispatch(SetView(Box(-5.0, 5.0, -5.0, 5.0)))
    desk.critical.toggle()
    made = desk.critical._up_to_date()
    qtbot.waitUntil(lambda: made.check.spoken != "")  # nine are known before the search is over
    assert made.check.spoken == (
        "Independent check: the gradient turns once around the border of the box x and y from −6 to 6, "
        "as 4 minima + 1 maximum − 4 saddle points must."
    )


# While the search runs, and when it fails


@dataclass
class Unanswered:
    """What the view's search says, given by the test."""

    content: ListContent

    def say(self, **changes: object) -> None:
        self.content = replace(self.content, **changes)  # type: ignore[arg-type]


@pytest.fixture
def unanswered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Unanswered:
    made = Unanswered(desk.critical._content())
    made.say(found=None, is_searching=True, share=0.0)
    monkeypatch.setattr(desk.critical, "_content", lambda: made.content)
    return made


def message(desk: Desk) -> str:
    return str(desk.window.statusBar().currentMessage())


def test_who_wants_the_next_point_before_one_is_known_hears_that_the_search_runs_and_goes_to_the_first(
    desk: Desk, unanswered: Unanswered
) -> None:
    found, before = desk.controller.results.critical, desk.store.state.probe
    assert found is not None
    desk.critical.step(1)
    assert "is running, none is known so far" in message(desk)
    assert desk.store.state.probe == before
    unanswered.say(found=found, is_searching=True, share=0.5)
    desk.critical._refresh()
    assert desk.store.state.point(("x", "y")) in {tuple(map(float, point.x)) for point in found}
    assert message(desk) == "Still searching: 9 critical points known so far."


def test_who_has_moved_meanwhile_is_not_taken_anywhere(desk: Desk, unanswered: Unanswered) -> None:
    found = desk.controller.results.critical
    desk.critical.step(1)
    desk.store.dispatch(SetProbeCoordinates((("x", 0.25), ("y", 0.5))))
    unanswered.say(found=found, is_searching=True, share=0.5)
    desk.critical._refresh()
    assert desk.store.state.point(("x", "y")) == (0.25, 0.5)


def test_who_waits_for_a_point_of_a_search_that_fails_hears_why(desk: Desk, unanswered: Unanswered) -> None:
    desk.critical.step(1)
    unanswered.say(found=None, is_searching=False, fault="The critical points are unavailable.")
    desk.critical._refresh()
    assert message(desk).endswith("The critical points are unavailable.")


def test_a_search_that_failed_can_be_tried_again_from_the_list(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.window.docks.unfold(DOCK)
    scheduler = desk.controller._scheduler
    desk.store.dispatch(SetText("x^2 + y^4", view=Box(-3.0, 3.0, -3.0, 3.0)))
    (request,) = [asked for asked in desk.controller.results.wanted or () if type(asked).__name__ == "CriticalRequest"]
    scheduler._take(request, Fault("The critical points are unavailable.", kind=FaultKind.UNAVAILABLE))
    scheduler._collect()
    desk.controller.render()
    made: CriticalList = desk.critical._up_to_date()
    assert said(desk) == "The critical points are unavailable."
    assert made.retry_button.isVisible()
    made.retry_button.click()
    qtbot.waitUntil(lambda: "nothing is missing" in said(desk), timeout=60_000)
    assert not made.retry_button.isVisible()


def test_a_box_that_failed_is_searched_again(desk: Desk, searches: Searches) -> None:
    desk.critical.searching.begin(BOX, 20.0)
    made: CriticalList = desk.critical._up_to_date()
    assert not made.retry_button.isVisible()
    searches.answers[0](Fault("The critical points are unavailable.", kind=FaultKind.UNAVAILABLE))
    desk.critical._up_to_date()
    assert made.retry_button.isVisible()
    made.retry_button.click()
    assert [(asked.box, asked.seconds) for asked in searches.requests] == [(BOX, 20.0)] * 2
