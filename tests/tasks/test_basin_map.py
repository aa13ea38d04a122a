"""See which end every start leads to, and how the minima are joined: ask, read, follow a node, change the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from hessview.document.racing import SetMethodSetting
from hessview.figure.marks import FieldMark, LineMark, RegionMark, Role
from hessview.figure.patterns import BASINS
from hessview.optimizers.basins import DIVERGED, NOT_YET, UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton

    from hessview.app.basin_ground import BasinGround
    from hessview.optimizers.basins import BasinMap
    from hessview.views.basins_page import BasinsPage
    from tests.tasks.conftest import Person

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
MINIMA = ((3.0, 2.0), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127))
ALT, CTRL, LEFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


def ground(person: Person) -> BasinGround:
    return person.desk.descent.ground


def page(person: Person) -> BasinsPage:
    person.bot.waitUntil(lambda: ground(person).page is not None)
    made = ground(person).page
    assert made is not None
    return made


def press(person: Person, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    person.picture.setFocus()
    QTest.keyClick(person.picture, key, modifier)


def click(button: QPushButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, LEFT)


def whole_map(person: Person) -> BasinMap:
    """Wait until every start has its label."""
    def is_whole() -> bool:
        found = ground(person).basins.found
        return found is not None and not ground(person).basins.is_running and not np.any(found.labels == NOT_YET)

    person.bot.waitUntil(is_whole, timeout=60_000)
    found = ground(person).basins.found
    assert found is not None
    return found


def whole_skeleton(person: Person) -> None:
    """Wait until the search for critical points is over, and every branch is followed."""
    def is_whole() -> bool:
        skeleton, results = ground(person).skeleton, person.desk.controller.results
        critical = results.critical
        is_found = critical is not None and critical.finished and skeleton.found is not None
        return is_found and not skeleton.is_running and skeleton.found.points is critical.points  # type: ignore[union-attr]

    person.bot.waitUntil(is_whole, timeout=60_000)


def shown(person: Person) -> tuple[object, ...]:
    figure = person.picture._figure
    assert figure is not None
    return figure.marks


def regions(person: Person) -> list[RegionMark]:
    return [mark for mark in shown(person) if isinstance(mark, RegionMark) and mark.kind in BASINS]


def end_of_plain_descent(x: float, y: float, step: float, steps: int) -> tuple[float, float] | None:
    """Gradient descent on Himmelblau's function, its gradient by hand; None: not at an end."""
    for _ in range(steps):
        a, b = x * x + y - 11.0, x + y * y - 7.0
        gx, gy = 4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b
        x, y = x - step * gx, y - step * gy
        if abs(x) > 1e6 or abs(y) > 1e6:
            return None
    return min(MINIMA, key=lambda m: abs(m[0] - x) + abs(m[1] - y)) if max(abs(gx), abs(gy)) < 1e-2 else None


def test_the_four_basins_of_himmelblau_are_those_of_a_plain_loop(sit_down: Callable[..., Person]) -> None:
    person = sit_down(HIMMELBLAU)
    press(person, Qt.Key.Key_F7)
    assert person.desk.descent.is_open
    assert page(person).isVisible()
    found = whole_map(person)
    assert np.sort([end.point for end in found.ends], axis=0) == pytest.approx(np.sort(MINIMA, axis=0), abs=1e-5)
    assert [str(end.kind) for end in found.ends] == ["minimum"] * 4
    settings = dict(found.settings)
    rng = np.random.default_rng(7)
    rows, columns = rng.integers(0, len(found.t), 150), rng.integers(0, len(found.s), 150)
    compared = 0
    for row, column in zip(rows, columns, strict=True):
        label = int(found.labels[row, column])
        end = end_of_plain_descent(float(found.s[column]), float(found.t[row]), settings["step size"], 500)
        if label >= 0 and end is not None:
            assert found.ends[label].point == pytest.approx(end, abs=1e-5)
            compared += 1
        else:  # so far from an end that it depends on when a gradient counts as small
            assert label in {UNFINISHED, DIVERGED} or end is None
    assert compared > 140
    # Shares by an own loop over a coarse grid of all starts.
    axis = np.linspace(person.desk.store.state.view.x0, person.desk.store.state.view.x1, 24)
    own = [end_of_plain_descent(x, y, settings["step size"], 500) for x in axis for y in axis]
    for number, end in enumerate(found.ends):
        share = found.counts[number] / found.labels.size
        near = min(MINIMA, key=lambda m: abs(m[0] - end.point[0]) + abs(m[1] - end.point[1]))
        assert share == pytest.approx(own.count(near) / len(own), abs=0.03)


def test_the_map_is_seen_named_and_put_away(sit_down: Callable[..., Person]) -> None:
    person = sit_down(HIMMELBLAU)
    assert any(isinstance(mark, FieldMark) for mark in shown(person))
    press(person, Qt.Key.Key_F7)
    whole_map(person)
    assert len(regions(person)) == 4
    assert not any(isinstance(mark, FieldMark) for mark in shown(person))
    legend = person.picture._legends.legend
    assert legend is not None
    assert "→ minimum (3, 2)" in {entry.words for entry in legend.entries}
    said = page(person).words.text()
    assert said.startswith("Gradient descent, step size ")
    assert "→ minimum (3, 2)" in said
    assert page(person).basins.isChecked()
    assert person.desk.actions.action("Basin Map").isChecked()
    click(page(person).basins)
    assert not regions(person)
    assert any(isinstance(mark, FieldMark) for mark in shown(person))
    assert not person.desk.actions.action("Basin Map").isChecked()
    assert not person.desk.store.can_undo  # a look at the landscape is no change of the document


def test_a_map_of_another_view_says_so_until_it_is_asked_for_again(sit_down: Callable[..., Person]) -> None:
    person = sit_down(HIMMELBLAU)
    press(person, Qt.Key.Key_F7)
    first = whole_map(person)
    assert not page(person).again.isVisible()
    assert not ground(person).basins.is_stale
    person.drag((0.0, -4.0), (1.0, -4.0))
    person.wait_for_picture()
    assert ground(person).basins.is_stale
    assert "ask again" in page(person).words.text()
    assert ground(person).basins.found is first
    click(page(person).again)
    second = whole_map(person)
    assert second is not first
    assert second.s[0] == pytest.approx(person.desk.store.state.view.x0)
    assert not page(person).again.isVisible()
    person.type_formula("x^2 + y^2")
    assert not ground(person).basins.is_shown
    assert not regions(person)


def test_a_map_has_the_very_settings_of_the_race_and_says_so_when_these_are_others(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down(HIMMELBLAU)
    person.desk.descent.choose("heavy ball")
    press(person, Qt.Key.Key_F7)
    first = whole_map(person)
    outcome = person.desk.descent.outcome
    assert outcome is not None
    used = dict(outcome.trajectory.settings)
    assert used["momentum"] > 0.0
    assert dict(first.settings) == used
    assert "These are the settings of its run in the race." in page(person).words.text()
    assert not ground(person).basins.is_stale
    person.desk.store.dispatch(SetMethodSetting("heavy ball", "momentum", 0.25))
    person.bot.waitUntil(lambda: ground(person).basins.is_stale, timeout=30_000)
    person.bot.waitUntil(lambda: "momentum 0.25: ask again" in page(person).words.text(), timeout=30_000)
    click(page(person).again)
    assert dict(whole_map(person).settings) == used | {"momentum": 0.25}


def test_a_map_of_a_method_that_does_not_race_says_where_its_settings_come_from(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down(HIMMELBLAU)
    person.desk.descent.choose("nesterov")
    press(person, Qt.Key.Key_F7)
    assert whole_map(person).settings
    assert "It does not race: settings that are not chosen follow H" in page(person).words.text()


def test_the_skeleton_is_drawn_and_its_nodes_lead_the_probe(sit_down: Callable[..., Person]) -> None:
    person = sit_down(HIMMELBLAU)
    press(person, Qt.Key.Key_F8)
    whole_skeleton(person)
    roles = {mark.role for mark in shown(person) if isinstance(mark, LineMark)}
    assert {Role.WAY_DOWN, Role.BASIN_BORDER} <= roles
    assert "No critical point of the view is missing" in page(person).words.text()
    person.click(1.0, 1.0, ALT)
    before = person.probe()
    tree = page(person).tree
    assert tree is not None
    assert len(tree.nodes) == 7
    node = tree.nodes[3]
    place = page(person).plot.pixel_of(node.x, node.y).toPoint()
    QTest.mouseClick(page(person).plot, LEFT, pos=place)
    found = ground(person).skeleton.found
    assert found is not None
    assert person.probe() == pytest.approx(tuple(found.points[node.number].x), abs=1e-3)
    moved = page(person).tree
    assert moved is not None
    assert moved.selected == node.number
    page(person).plot.setFocus()
    QTest.keyClick(page(person).plot, Qt.Key.Key_Right)
    following = tree.nodes[4].number
    assert person.probe() == pytest.approx(tuple(found.points[following].x), abs=1e-3)
    press(person, Qt.Key.Key_Z)
    assert person.probe() == pytest.approx(tuple(found.points[node.number].x), abs=1e-3)
    press(person, Qt.Key.Key_Z)
    assert person.probe() == before
    QTest.mouseClick(page(person).plot, LEFT, pos=QPoint(2, 2))  # beside all nodes
    assert person.probe() == before


def test_a_map_can_be_stopped_and_what_is_known_stays(sit_down: Callable[..., Person]) -> None:
    person = sit_down(HIMMELBLAU)
    person.desk.descent.choose("trust region")  # its runs go one by one
    press(person, Qt.Key.Key_F7)
    person.bot.waitUntil(lambda: ground(person).basins.found is not None, timeout=60_000)
    if ground(person).basins.is_running:
        click(page(person).stop)
        assert not ground(person).basins.is_running
        assert "Stopped" in page(person).words.text()
        assert "so far" in page(person).words.text()
    assert regions(person)
    assert not page(person).stop.isVisible()


def test_of_one_variable_the_graph_has_stripes_and_maxima_join_the_minima(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^4 - 2x^2 + x/4")
    press(person, Qt.Key.Key_F7)
    whole_map(person)
    assert len(regions(person)) >= 2
    press(person, Qt.Key.Key_F8)
    whole_skeleton(person)
    tree = page(person).tree
    assert tree is not None
    assert len(tree.nodes) == 3


def test_of_three_variables_the_starts_lie_in_the_plane_of_the_picture(sit_down: Callable[..., Person]) -> None:
    person = sit_down("(x^2-1)^2 + y^2 + (z-x)^2 + x/5")
    person.desk.descent.choose("newton")
    press(person, Qt.Key.Key_F7)
    found = whole_map(person)
    assert all(len(end.point) == 3 for end in found.ends)
    assert any(str(end.kind) == "minimum" for end in found.ends)
    press(person, Qt.Key.Key_F8)
    whole_skeleton(person)
    assert "seen along what the picture does not show" in page(person).words.text()


def test_where_no_critical_points_are_looked_for_it_is_said_why(sit_down: Callable[..., Person]) -> None:
    person = sit_down("sum(x[i]^2, i, 1, 8)")
    press(person, Qt.Key.Key_F8)
    assert not ground(person).skeleton.is_shown
    assert "six variables" in person.window.statusBar().currentMessage()
    press(person, Qt.Key.Key_F7)
    assert len(whole_map(person).ends) == 1


def test_without_a_function_nothing_is_worked_out(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    for _ in range(2):
        press(person, Qt.Key.Key_F7)
        press(person, Qt.Key.Key_F8)
    assert not ground(person).is_shown
