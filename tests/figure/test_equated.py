"""Nothing is equated that is not equal, and where the model has a whole ellipse."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hessview.analysis.quadratic_model import level_curve, plane_model
from hessview.explanations.digits import equated as in_sentences
from hessview.figure.marks import Axes
from hessview.figure.overlays.quadratic_model import fitting_ring
from hessview.figure.probe_model import reach
from hessview.figure.words import equated

AXES = Axes((-2.0, 2.0), (-2.0, 2.0), "x", "y")


@pytest.mark.parametrize(("value", "words"), [
    (2.0, "= 2"), (1001.6006, "≈ 1002"), (math.sqrt(6.0), "≈ 2.449"), (-0.125, "= −0.125"), (0.0, "= 0"),
    (0.1 + 0.2, "= 0.3"),
])  # fmt: skip
def test_a_number_is_equated_only_with_all_its_digits(value: float, words: str) -> None:
    assert equated(value) == words
    assert in_sentences(value) == words


def test_the_ellipse_that_fits_lies_whole_in_the_picture_about_the_models_centre() -> None:
    model = plane_model(0.5, np.array([1.0, -4.0]), np.array([[2.0, 1.0], [1.0, 8.0]]), np.eye(2))
    assert model is not None
    found = fitting_ring(model, (0.0, 0.0), AXES)
    assert found is not None
    height, _, most = found
    curve = level_curve(model, height + most, reach(model, (0.0, 0.0), AXES))
    places = model.in_plane(curve)
    assert np.all(np.abs(places) <= 2.0 + 1e-9)
    assert np.max(np.abs(places)) == pytest.approx(2.0, abs=1e-3)
    assert np.allclose(curve[0], curve[-1])


@pytest.mark.parametrize("place", [(0.0, 9.0), (-9.0, 0.0)])
def test_about_a_centre_beyond_the_picture_no_ellipse_is_whole(place: tuple[float, float]) -> None:
    model = plane_model(0.0, np.zeros(2), np.eye(2), np.eye(2))
    assert model is not None
    assert fitting_ring(model, place, AXES) is None


def test_a_saddle_has_no_ellipses() -> None:
    model = plane_model(0.0, np.zeros(2), np.diag([1.0, -1.0]), np.eye(2))
    assert model is not None
    assert fitting_ring(model, (0.0, 0.0), AXES) is None
