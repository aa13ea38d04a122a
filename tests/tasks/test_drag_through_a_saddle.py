"""Drag the probe through a saddle and read its index."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person


def test_a_drag_that_ends_at_the_origin_reads_saddle_with_index_1(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^4+y^4-4xy+1")
    person.click(1.5, -1.5)
    start = person.probe()
    person.drag((start[0], start[1]), (1.0, -1.0), (0.5, -0.5), (0.03, -0.02))
    assert person.probe() == (0.0, 0.0)
    assert person.badge().startswith("Saddle point")
    curvature = person.desk.controller.results.curvature
    assert curvature is not None
    assert curvature.index == 1


def test_a_drag_is_one_undo_step(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^4+y^4-4xy+1")
    person.click(1.5, -1.5)
    start = person.probe()
    person.drag((start[0], start[1]), (1.0, -1.0), (0.5, -0.6), (0.4, -0.9))
    assert person.probe() != start
    person.choose("Undo")
    assert person.probe() == start


def test_while_it_is_dragged_the_panel_never_names_a_class_away_from_critical_points(
    sit_down: Callable[..., Person],
) -> None:
    from PySide6.QtTest import QTest

    from tests.tasks.conftest import LEFT, NO_KEY

    person = sit_down("x^4+y^4-4xy+1")
    person.click(1.5, -1.5)
    x, y = person.probe()
    QTest.mousePress(person.picture.viewport(), LEFT, NO_KEY, person.pixel(x, y))
    for step in range(1, 30):
        t = 1.5 - step / 20
        QTest.mouseMove(person.picture.viewport(), person.pixel(t, -t))
        shown = person.probe()
        if shown not in ((0.0, 0.0), (1.0, 1.0), (-1.0, -1.0)):
            assert person.badge() in {"Not a critical point", "Undecided"}
    QTest.mouseRelease(person.picture.viewport(), LEFT, NO_KEY, person.pixel(0.05, -0.05))
