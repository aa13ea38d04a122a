"""Plots of convergence: the values, the predicted slopes, and what is said where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from descent_runs import STIFF, run, stepping

from hessview.figure.descent_plots import Against, Quantity, convergence_plot, curve, predicted_slope
from hessview.figure.marks import DotsMark, Figure, LineMark, Role
from hessview.figure.run_looks import OWN_ROLES

MU, L = 1.0, 100.0


def _lines(figure: Figure, role: Role, *, dashed: bool = False) -> list[LineMark]:
    return [m for m in figure.marks if isinstance(m, LineMark) and m.role is role and m.is_dashed is dashed]


def _runs(figure: Figure) -> list[LineMark]:
    return [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.label]


def _known(mark: LineMark) -> np.ndarray:
    return mark.vertices[np.isfinite(mark.vertices).all(axis=1)]


@pytest.mark.parametrize(
    ("quantity", "first", "factor"),
    [
        # With step 1/L from (10, 0): x_k = 10 * 0.99^k, f = x^2 / 2, |grad f| = x, |step| = x / 100.
        (Quantity.EXCESS, 50.0, 0.99**2),
        (Quantity.GRADIENT, 10.0, 0.99),
        (Quantity.STEP, 0.1, 0.99),
        (Quantity.DISTANCE, 10.0, 0.99),
    ],
)
def test_the_logarithm_of_a_quantity_is_plotted(quantity: Quantity, first: float, factor: float) -> None:
    outcome = stepping(1.0 / L, (10.0, 0.0), 100)
    (line,) = _lines(convergence_plot([outcome], quantity, Against.ITERATIONS, None, 0), Role.RUN_1)
    k, y = _known(line).T
    begin = 1 if quantity is Quantity.STEP else 0
    assert k.tolist() == list(range(begin, 101))
    assert y == pytest.approx(np.log10(first) + (k - begin) * math.log10(factor), abs=1e-9)


@pytest.mark.parametrize("quantity", list(Quantity))
def test_the_predicted_slope_is_that_of_theory(quantity: Quantity) -> None:
    outcome = stepping(1.0 / L, (10.0, 0.0))
    slope = predicted_slope(outcome, quantity, Against.ITERATIONS)
    assert slope is not None
    power = 2.0 if quantity is Quantity.EXCESS else 1.0
    steepness = np.diff(slope[:, 1]) / np.diff(slope[:, 0])
    assert steepness == pytest.approx(power * math.log10(1.0 - MU / L))
    # On a quadratic the observed one is the same: it begins where the tail does, and lies on it.
    x, y = curve(outcome, quantity, Against.ITERATIONS)
    assert slope[:, 1] == pytest.approx(np.interp(slope[:, 0], x, y), abs=1e-5)


def test_the_predicted_slope_is_dashed_beside_the_solid_line() -> None:
    outcome = stepping(1.0 / L, (10.0, 0.0))
    figure = convergence_plot([None, outcome], Quantity.DISTANCE, Against.ITERATIONS, None, 1)
    (solid,), (dashed,) = _lines(figure, Role.RUN_1), _lines(figure, Role.RUN_1, dashed=True)
    x, y = _known(solid).T
    above = _known(dashed)[:, 1] - np.interp(_known(dashed)[:, 0], x, y)
    low, high = figure.axes.y_range
    assert above.min() > 0.0
    assert above.max() < 0.1 * (high - low)


def test_where_theory_has_no_factor_nothing_is_dashed() -> None:
    for name in ("adam", "newton"):
        outcome = run(STIFF, (10.0, 1.0), name)
        assert predicted_slope(outcome, Quantity.DISTANCE, Against.ITERATIONS) is None
        figure = convergence_plot([outcome], Quantity.DISTANCE, Against.ITERATIONS, None, 0)
        assert not _lines(figure, Role.RUN_1, dashed=True)
        assert not any("Dashed" in said for said in figure.caption)


def test_a_flow_is_predicted_over_its_time() -> None:
    outcome = run("0.5*(x^2 + 4*y^2)", (1.0, 0.0), "gradient flow")
    slope = predicted_slope(outcome, Quantity.DISTANCE, Against.ITERATIONS)
    times = outcome.trajectory.times
    assert slope is not None
    assert times is not None
    # |x| = exp(-t) exactly.
    k = slope[:, 0].astype(int)
    assert slope[:, 1] - slope[0, 1] == pytest.approx(-(times[k] - times[k[0]]) / math.log(10.0))


def test_across_go_the_evaluations_that_were_counted() -> None:
    outcome = stepping(1.0 / L, (10.0, 0.0), 30)
    x, _ = curve(outcome, Quantity.DISTANCE, Against.EVALUATIONS)
    assert x.tolist() == outcome.trajectory.counts.sum(axis=1).tolist()
    figure = convergence_plot([outcome], Quantity.DISTANCE, Against.EVALUATIONS, 3, 0)
    assert figure.axes.x_label == "evaluations of f, ∇f and H"
    assert not _lines(figure, Role.PRESENT)


def test_the_present_step_is_marked_on_every_run_and_at_the_end_of_a_shorter_one() -> None:
    long, short = stepping(1.0 / L, (10.0, 0.0), 300), run(STIFF, (10.0, 0.0), "adagrad", steps=200)
    figure = convergence_plot([long, short], Quantity.DISTANCE, Against.ITERATIONS, 250, 0)
    large = {m.role: m.places for m in figure.marks if isinstance(m, DotsMark) and m.weight > 2.0}
    assert large[Role.RUN_1].tolist() == [[250.0, pytest.approx(1.0 + 250.0 * math.log10(0.99))]]
    assert large[OWN_ROLES["adagrad"]][0, 0] == 200.0
    (present,) = _lines(figure, Role.PRESENT)
    assert (present.vertices[:, 0] == 250.0).all()


def test_the_selected_run_lies_on_top_and_is_wider() -> None:
    runs = [run(STIFF, (10.0, 1.0), name) for name in ("gradient descent", "adam", "newton")]
    figure = convergence_plot(runs, Quantity.GRADIENT, Against.ITERATIONS, None, 1)
    solid = [m for m in figure.marks if isinstance(m, LineMark) and not m.is_dashed]
    assert solid[-1].role is OWN_ROLES["adam"]
    assert solid[-1].weight > max(mark.weight for mark in solid[:-1])


@pytest.mark.parametrize("quantity", [Quantity.EXCESS, Quantity.DISTANCE])
def test_a_run_without_a_limit_has_no_line_and_the_caption_says_why(quantity: Quantity) -> None:
    lost = run("x + y^2", (0.0, 1.0), given=(("step size", 0.1),), steps=40)
    figure = convergence_plot([lost], quantity, Against.ITERATIONS, None, 0)
    assert not _lines(figure, Role.RUN_1)
    assert any("no critical point is known" in said for said in figure.caption)
    assert _lines(convergence_plot([lost], Quantity.GRADIENT, Against.ITERATIONS, None, 0), Role.RUN_1)


def test_what_is_rounding_is_not_drawn() -> None:
    outcome = run("1000000 + 0.5*(x^2 + 2*y^2)", (1.0, 1.0), given=(("step size", 0.5),))
    _, y = curve(outcome, Quantity.EXCESS, Against.ITERATIONS)
    # A last digit of a million is 1.2e-10.
    assert np.nanmin(y) > math.log10(4e-10)
    assert np.isnan(y[-1])


def test_what_is_there_at_once_falls_out_of_the_plot() -> None:
    newton, slow = run(STIFF, (10.0, 1.0), "newton"), stepping(1.0 / L)
    for quantity in (Quantity.EXCESS, Quantity.DISTANCE):
        figure = convergence_plot([newton, slow], quantity, Against.ITERATIONS, None, 0)
        (line,) = _lines(figure, OWN_ROLES["newton"])
        (_, first), (k, then) = _known(line)[:2].tolist()
        low, high = figure.axes.y_range
        assert low < first < high
        assert k == 1.0
        assert then < low


def test_a_run_that_diverges_does_not_flatten_the_others() -> None:
    away = run(STIFF, (10.0, 1.0), given=(("step size", 0.1),))
    figure = convergence_plot([stepping(1.0 / L), away], Quantity.GRADIENT, Against.ITERATIONS, None, 0)
    low, high = figure.axes.y_range
    assert high < 12.0
    assert low < 0.0
    assert all((_known(m)[:, 1] <= high + 1.0).all() for m in _lines(figure, Role.RUN_1))


def test_no_runs_make_an_empty_plot() -> None:
    figure = convergence_plot([None, None], Quantity.EXCESS, Against.ITERATIONS, None, 0)
    assert figure.marks == ()
    assert figure.axes.is_log


def test_a_run_of_no_step_is_a_dot() -> None:
    outcome = run(STIFF, (0.0, 0.0))
    assert outcome.trajectory.iterations == 0
    for quantity in Quantity:
        for against in Against:
            convergence_plot([outcome], quantity, against, None, 0)


def test_a_run_has_the_colour_of_its_method_or_the_one_that_it_borrows() -> None:
    runs = [run(STIFF, (10.0, 1.0), name) for name in ("newton", "gradient descent")]
    figure = convergence_plot([None, *runs], Quantity.GRADIENT, Against.ITERATIONS, None, 1)
    assert {line.label: line.role for line in _runs(figure)} == {"Newton": Role.RUN_3, "gradient descent": Role.RUN_1}
    lent = {"newton": Role.RUN_8, "gradient descent": Role.RUN_5}
    figure = convergence_plot(runs, Quantity.GRADIENT, Against.ITERATIONS, None, 1, roles=lent)
    assert {line.label: line.role for line in _runs(figure)} == {"Newton": Role.RUN_8, "gradient descent": Role.RUN_5}


def test_of_a_run_that_climbs_it_is_said_that_f_is_lower_and_not_that_it_is_rounding() -> None:
    climber = run("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (0.5, 0.5), "newton")
    assert climber.at_limit is not None
    assert climber.trajectory.values[0] < climber.at_limit.value
    said = convergence_plot([climber], Quantity.EXCESS, Against.ITERATIONS, None, 0).caption
    assert any("f is lower all the way than at the end" in each for each in said)
    assert not any("rounding" in each for each in said)


def test_of_a_run_that_begins_at_its_end_it_is_said_that_it_took_no_step() -> None:
    figure = convergence_plot([run(STIFF, (0.0, 0.0))], Quantity.EXCESS, Against.ITERATIONS, None, 0)
    assert any("no step, the start is the end" in each for each in figure.caption)
    assert not any("rounding" in each for each in figure.caption)
