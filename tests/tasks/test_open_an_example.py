"""Open examples: each shows a picture, a class and its formulas, whatever its number of variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
