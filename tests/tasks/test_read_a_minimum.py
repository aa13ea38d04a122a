"""Type a function, click near its minimum, read the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tasks.conftest import Person

QUARTIC = "x^4+y^4-4xy+1"


def test_a_click_near_a_minimum_snaps_and_reads_minimum(sit_down: Callable[..., Person]) -> None:
    person = sit_down()
    person.type_formula(QUARTIC)
    person.click(1.02, 0.99)
    assert person.probe() == (1.0, 1.0)
    assert person.badge() == "Minimum"
    assert "up in every direction" in person.sentence()
    assert "Snapped" in person.window.statusBar().currentMessage()
    curvature = person.desk.controller.results.curvature
    assert curvature is not None
    np.testing.assert_allclose(curvature.hessian, [[12.0, -4.0], [-4.0, 12.0]], rtol=1e-15)
    np.testing.assert_allclose(curvature.eigenvalues, [8.0, 16.0], rtol=1e-14)


def test_alt_keeps_the_probe_where_it_was_put(sit_down: Callable[..., Person]) -> None:
    from PySide6.QtCore import Qt

    person = sit_down()
    person.type_formula(QUARTIC)
    person.click(1.02, 0.98, Qt.KeyboardModifier.AltModifier)
    assert person.probe() != (1.0, 1.0)
    assert person.badge() == "Not a critical point"


def test_the_exact_hessian_follows_from_the_worker(sit_down: Callable[..., Person]) -> None:
    person = sit_down(QUARTIC)
    person.wait_for_formulas()
    formulas = person.desk.controller.results.formulas
    assert formulas is not None
    assert formulas.hessian == (("12*x^2", "-4"), ("-4", "12*y^2"))
