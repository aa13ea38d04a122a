"""What is drawn and said at the probe, tried with inputs that are made to show it wrong."""

from __future__ import annotations

import math
import random
import re

import numpy as np
import pytest
from numpy.typing import NDArray

from hessview.analysis.curvature import at
from hessview.analysis.fields.level_through import coarse_field, level_through
from hessview.analysis.plane_form import plane_form
from hessview.analysis.quadratic_model import QuadraticModel, level_curve
from hessview.analysis.sections import line_along, sections
from hessview.calculus.jet import JetProgram
from hessview.calculus.jet_family import JetFamily
from hessview.landscapes.catalog import CATALOG
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.language.problem import HessviewError

Floats = NDArray[np.float64]


def _landscape(text: str) -> ExpressionLandscape:
    return ExpressionLandscape(parse(text))


@pytest.mark.parametrize("scale", [1e-150, 1e-20, 1.0, 1e20, 1e140])
def test_the_models_level_curves_have_their_level_at_every_scale(scale: float) -> None:
    draw = random.Random(4)
    seen = 0
    for _ in range(150):
        lam = np.sort([draw.choice([0.0, 1.0, -1.0, draw.gauss(0, 1)]) for _ in range(2)]) * scale
        g = np.array([draw.choice([0.0, draw.gauss(0, 1)]) for _ in range(2)]) * scale
        model = QuadraticModel(draw.choice([0.0, 3.0]) * scale, g, lam, np.eye(2))
        level = model.value + draw.choice([0.0, 1.0, -0.3, 5.0]) * scale
        y = level_curve(model, level, np.array([[-1.0, 2.0], [-2.0, 1.0]]))
        y = y[np.isfinite(y).all(axis=1)]
        seen += len(y)
        assert np.all(np.abs(model.values(y) - level) <= 1e-7 * scale)
    assert seen > 1000


def test_a_level_curve_does_not_run_along_a_jump() -> None:
    def f(x: Floats, y: Floats) -> Floats:
        made: Floats = np.sign(x) * (1.0 + y * y)
        return made

    def grid(x: Floats, y: Floats) -> Floats:
        return f(*np.meshgrid(x, y))

    curve = level_through(coarse_field((-2.0, 2.0, -2.0, 2.0), grid), (1.0, 0.5), 1.25, grid, f).vertices
    curve = curve[np.isfinite(curve).all(axis=1)]
    assert len(curve) > 50
    assert np.abs(np.abs(curve[:, 1]) - 0.5).max() < 0.03
    assert curve[:, 0].min() > -0.03


@pytest.mark.parametrize("length", [1e-9, 1.0, 1e9])
def test_second_derivatives_of_a_plane_are_per_unit_of_length_whatever_its_directions_are(length: float) -> None:
    curvature = at(_landscape("x^2 + 2y^2 - 3z^2 + x y"), (0.3, -0.2, 0.1))
    first, second = np.array([1.0, 1.0, 0.0]) * length, np.array([1.0, 2.0, 2.0]) * length
    form = plane_form(curvature, [first, second])
    assert form is not None
    H = np.array([[2.0, 1.0, 0.0], [1.0, 4.0, 0.0], [0.0, 0.0, -6.0]])
    for angle in (0.0, 17.0, 90.0, 135.0):
        v = form.direction(angle)
        assert math.hypot(*v) == pytest.approx(1.0)
        assert form.at(np.array([angle]))[0] == pytest.approx(v @ H @ v)
        assert line_along(curvature, length * v).second == pytest.approx(v @ H @ v)
    for angle in form.zeros:
        v = form.direction(angle)
        assert v @ H @ v == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("n", [3, 8, 50])
def test_no_sign_of_a_plane_is_claimed_that_the_errors_of_h_could_turn(n: int) -> None:
    # (sum x)^2 - (sum x)^2 cancels: what is left of H is rounding.
    total = " + ".join(f"x{k}" for k in range(1, n + 1))
    curvature = at(_landscape(f"sin({total})^2 + cos({total})^2"), [0.1 * k for k in range(n)])
    draw = np.random.default_rng(n)
    for _ in range(5):
        form = plane_form(curvature, draw.normal(size=(2, n)))
        assert form is not None
        assert form.signs == (0, 0)
        assert form.zeros == ()


@pytest.mark.parametrize(("text", "point", "bend"), [
    ("x^4 + y^2", (0.0, 0.0), 0.0), ("exp(3x) + y", (1.0, 0.0), 9.0 * math.exp(3.0)),
    ("log(x) + y^2", (1.0, 2.0), -1.0),
    ("1e150 x^2 + y", (1.0, 0.0), 2e150), ("1e-150 x^2 + y^2", (1.0, 0.0), 2e-150),
])  # fmt: skip
def test_a_section_is_f_and_its_model_the_taylor_polynomial(
    text: str, point: tuple[float, ...], bend: float
) -> None:
    landscape = _landscape(text)
    curvature = at(landscape, point)
    (made,) = sections(landscape, curvature, [line_along(curvature, (1.0, 0.0))], 1.5)
    assert made.line.second == pytest.approx(bend, rel=1e-12)
    expected = curvature.value + curvature.gradient[0] * made.t + 0.5 * bend * made.t**2
    np.testing.assert_allclose(made.model, expected, rtol=1e-9, atol=1e-12 * abs(curvature.value))
    inside = np.isfinite(made.f)
    points = np.column_stack([point[0] + made.t[inside], np.full(inside.sum(), point[1])])
    np.testing.assert_array_equal(made.f[inside], landscape.value(points))


def _with_parameters(text: str, draw: random.Random) -> tuple[str, dict[str, float]]:
    """Return a text with letters for at most two of its literals, and their values."""
    found = [m for m in re.finditer(r"(?<![\w.^_\[])(\d+(?:\.\d+)?)(?![\w.])", text) if m.group() != "0"]
    values: dict[str, float] = {}
    chosen = sorted(draw.sample(found, min(2, len(found))), key=lambda match: -match.start())
    for name, match in zip(("p_1", "p_2"), chosen, strict=False):
        text = f"{text[: match.start()]} {name} {text[match.end() :]}"
        values[name] = float(match.group())
    return text, values


def _agrees(text: str, values: dict[str, float], draw: random.Random) -> bool:
    """Hold a shared program against a fresh one; return whether there is a shared one."""
    try:
        formula = parse(text, parameters=values)
        family = JetFamily(parse(text, parameters={name: 2.5 + k for k, name in enumerate(values)}))
    except HessviewError:
        return False
    if formula.dimension > 4 or family.program_for(tuple(values.values())) is None:
        return False
    shared, own = JetProgram(formula, family), JetProgram(formula)
    for _ in range(2):
        point = [draw.choice([0.0, 1.0, -0.3, 0.5, 2.0, 1e-3, 1e8, 1e-160]) for _ in range(formula.dimension)]
        a, b = shared.at(point), own.at(point)
        assert (a.nonsmooth, a.uncertain_kink) == (b.nonsmooth, b.uncertain_kink)
        for ours, theirs, e, d in (
            (a.value, b.value, a.value_error, b.value_error),
            (a.gradient, b.gradient, a.gradient_error, b.gradient_error),
            (a.hessian, b.hessian, a.hessian_error, b.hessian_error),
        ):
            known = np.isfinite(ours)
            assert np.array_equal(known, np.isfinite(theirs)), (text, values, point)
            apart = np.abs(np.where(known, ours, 0.0) - np.where(known, theirs, 0.0))
            assert np.all(np.where(known, apart <= np.asarray(e) + np.asarray(d), True)), (text, values, point)
    return True


@pytest.mark.parametrize("rounds", [150, pytest.param(6000, marks=pytest.mark.nightly)])
def test_a_program_that_parameters_share_says_what_a_fresh_one_says(rounds: int) -> None:
    texts = [example.text for example in CATALOG] + [
        "x^2 + (2-3)*log(x)", "(2*x)^-1 + y", "sin(2x)/(2x)", "x*(3*2)*(2*3)", "e^(2x)*e^(-2x)", "2/x", "exp(1/(2x))",
        "(x-2)^2/(x-2)", "(3x-2x)y", "2 x^3/(3 x)", "x/(2*0.5)", "(x^2+y^2-2)^(3/2)", "tanh(2x)/tanh(3y)",
    ]  # fmt: skip
    draw = random.Random(rounds)
    held = 0
    for _ in range(rounds):
        text, values = _with_parameters(draw.choice(texts), draw)
        for name in values:
            if draw.random() < 0.7:
                values[name] = draw.choice([2.0, -2.0, 0.5, 0.1, 1e-3, -0.25, 1e200, 1e-200, 5e-324, 1e22, 0.0, 1.0])
        held += bool(values) and _agrees(text, values, draw)
    assert held > rounds / 10
