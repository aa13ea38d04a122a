"""Nothing is equated that is not equal, and where the model has a whole ellipse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from picture_results import document, results_of

from hessview.analysis.quadratic_model import level_curve, plane_model
from hessview.document.page_plan import PagePlan, Panel
from hessview.document.state import Appearance
from hessview.explanations.digits import equated as in_sentences
from hessview.figure.captions import curvature_lines
from hessview.figure.marks import Axes
from hessview.figure.overlays.quadratic_model import fitting_ring
from hessview.figure.probe_model import reach
from hessview.figure.spread import as_sentence, spread
from hessview.figure.words import equated, measured, named_entries

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


def test_zero_is_said_only_of_what_is_known_to_be_zero() -> None:
    assert equated(0.0) == "= 0"
    assert equated(0.0, 1e-307) == equated(1e-18, 1e-16) == "≈ 0"
    assert measured(0.0, 0.0) == "0"
    assert measured(0.0, 1e-307) == "≈ 0"


@pytest.mark.parametrize(("text", "probe", "known", "unknown"), [
    ("x^4 + y^2", (0.0, 0.0), ("f = 0", "λ₁ = 0", "H = (0"), ("≈",)),
    ("exp(-x^2) y", (30.0, 1.0), ("f ≈ 0", "∇f ≈ (0", "H ≈ (0", "λ₁ ≈ 0", "λ₂ ≈ 0"), ("f = 0", "λ₁ = 0")),
])  # fmt: skip
def test_what_underflows_is_not_said_to_be_zero(
    text: str, probe: tuple[float, float], known: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    c = results_of(document(text, dict(zip("xy", probe, strict=True)))).curvature
    assert c is not None
    said = "\n".join(curvature_lines(c))
    assert all(words in said for words in known), said
    assert not any(words in said for words in unknown), said


def test_a_rounded_value_of_f_is_not_equated() -> None:
    said = {}
    for text in ("exp(x) y", "x^2 + y^2"):
        c = results_of(document(text, {"x": 0.5, "y": 0.3})).curvature
        assert c is not None
        said[text] = "\n".join(curvature_lines(c))
    assert "f ≈ 0.494616" in said["exp(x) y"]
    assert "f = 0.34" in said["x^2 + y^2"]


def test_where_no_matrix_can_be_written_each_entry_of_the_hessian_is_named_with_its_own_sign() -> None:
    for text, said in (
        ("x^2 - y^2", "H₁₁ = 2, H₁₂ = 0, H₂₂ = −2,  λ₁ = −2,  λ₂ = 2"),
        ("x^2 + y^3/9", "H₁₁ = 2, H₁₂ = 0, H₂₂ ≈ 0.3333,  λ₁ ≈ 0.3333,  λ₂ = 2"),
        ("x^2 + y^2 + z^3/9 + x*z", "H₁₁ = 2, H₁₂ = 0, H₁₃ = 1, H₂₂ = 2, H₂₃ = 0, H₃₃ ≈ 0.3333,  "),
    ):
        c = results_of(document(text, {"x": 0.0, "y": 0.5, "z": 0.5})).curvature
        assert c is not None
        assert named_entries(curvature_lines(c)[-1]).startswith(said)
    assert named_entries("at (0, 0),  f = 0") == "at (0, 0),  f = 0"


def test_the_notes_of_a_caption_are_sentences() -> None:
    assert as_sentence("hatched: f is undefined") == "Hatched: f is undefined."
    assert as_sentence("the model’s ellipses are longest") == "The model’s ellipses are longest."
    for formula in ("f is constant", "z = 0", "mass = 2", "∇f = 0: there is no step to take", "gᵀH⁻¹g < 0: uphill"):
        assert as_sentence(formula) == f"{formula}."
    assert as_sentence("On the surface: level lines.") == "On the surface: level lines."


def test_a_page_without_a_map_says_nothing_of_steps_that_are_not_drawn() -> None:
    state = document("x^2 + 2y^2", {"x": 0.0, "y": 0.0}, look=Appearance(overlays=("newton-step",)))
    results = results_of(state)
    for panel, is_said in ((Panel.CONTOUR, True), (Panel.SURFACE, False)):
        notes = " ".join(spread(state, results, PagePlan((panel,))).notes)
        assert ("there is no step to take." in notes) == is_said
