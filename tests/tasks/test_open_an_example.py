"""Open examples: each shows a picture, a class and its formulas, whatever its number of variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.document.commands import MoveProbe
from hessview.landscapes.catalog import CATALOG

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person


def test_every_example_shows_a_picture_and_a_verdict(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    for example in CATALOG:
        person.open_example(example.name)
        results = person.desk.controller.results
        assert results.field is not None, example.name
        assert np.isfinite(results.field.values).any(), example.name
        assert not results.faults, example.name
        assert person.badge(), example.name
        assert person.field.toPlainText() == example.text
        assert person.window.statusBar().currentMessage() == example.look_at


def test_a_formula_that_is_typed_has_its_probe_in_the_picture(sit_down: Callable[..., Person]) -> None:
    person = sit_down("x^2 + y^2")
    person.choose("Home")
    person.desk.store.dispatch(MoveProbe((("x", -3.9), ("y", 3.1))))
    person.type_formula("(1-x)^2+100(y-x^2)^2")

    def is_in_sight() -> bool:
        view, (x, y) = person.desk.store.state.view, person.probe()
        return view.x0 <= x <= view.x1 and view.y0 <= y <= view.y1

    assert not is_in_sight(), "the box may change back with the next key"
    person.bot.waitUntil(is_in_sight, timeout=15_000)
