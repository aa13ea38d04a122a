"""Why a run ended is worded by what is known: how far it went, what has no value there, what a search looked for."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.verdict import Kind
from hessview.explanations.descent import end_text, end_words
from hessview.explanations.run_ends import stop_words
from hessview.optimizers.stopping import FAR
from hessview.optimizers.trajectory import Stop
from tests.optimizers.test_outcome import outcome

BELL = "-exp(-x^2 - y^2)"


@pytest.mark.parametrize(
    ("text", "start"),
    [("|x| + y^2", (1.0, 0.0)), ("|x|", (1.0,)), ("where(x > 0, x^2, -x) + y^2", (1.0, 1.0))],
)
def test_a_run_that_lands_on_a_kink_comes_to_a_point_without_a_derivative_and_does_not_diverge(
    text: str, start: tuple[float, ...]
) -> None:
    found = outcome(text, "l-bfgs", start).trajectory
    assert (found.stop, float(found.values[-1])) == (Stop.NO_DERIVATIVE, 0.0)


@pytest.mark.parametrize(
    ("text", "start"),
    [(text, (1.0, 0.0)) for text in ("x^4 + y^4", "x^2 + y^4", "x^2 + y^3", "x^4 - y^4", "|x| + y^2")]
    + [(BELL, (0.5, 0.5))],
)
def test_a_newton_flow_has_no_velocity_where_h_is_singular(text: str, start: tuple[float, ...]) -> None:
    found = outcome(text, "newton flow", start).trajectory
    assert found.stop is Stop.SINGULAR
    assert stop_words(found).endswith("H is singular, or not finite: its velocity does not exist.")


def test_a_flow_that_comes_to_the_edge_of_the_domain_does_not_diverge() -> None:
    found = outcome("sqrt(x) + y^2", "gradient flow", (1.0, 1.0), 500).trajectory
    assert found.stop is Stop.DOMAIN_EDGE
    assert 0.0 < found.end[0] < 1e-9


@pytest.mark.parametrize("name", ["heavy ball", "gradient descent"])
def test_the_iterate_that_is_far_is_the_end_of_the_run_and_its_step_is_counted(name: str) -> None:
    found = outcome(BELL, name, (5.0, 5.0), step_size=1e40).trajectory
    assert found.stop is Stop.FAR
    assert (found.iterations, len(found.path), len(found.values)) == (1, 2, 2)
    assert np.abs(found.end).max() > FAR
    assert stop_words(found) == "Went farther than a run is followed: after 1 step a coordinate is beyond 5·10⁸."


def test_where_f_overflows_it_is_the_next_step_that_is_far() -> None:
    found = outcome("x^100", "gradient descent", (2.0,), step_size=1.0).trajectory
    assert found.stop is Stop.DIVERGED
    assert np.isfinite(found.values).all()
    words = stop_words(found)
    assert words == "Diverged: after 0 steps the next one leads beyond 2·10⁸, and f overflows there."


@pytest.mark.parametrize("name", ["steepest descent", "newton", "gradient descent"])
def test_a_minimum_that_is_far_away_is_reached_and_the_run_has_not_diverged(name: str) -> None:
    found = outcome("-x + 1e-12x^2", name, (0.0,))
    assert (found.trajectory.stop, found.kind, found.reached) == (Stop.CONVERGED, Kind.MINIMUM, True)
    assert found.trajectory.end.tolist() == pytest.approx([5e11])


def test_a_run_that_goes_down_far_away_is_not_said_to_diverge() -> None:
    found = outcome("-x + 1e-12x^2", "armijo", (0.0,)).trajectory
    assert found.stop is Stop.FAR
    assert stop_words(found) == "Went farther than a run is followed: after 26 steps a coordinate is beyond 10⁸."


def test_a_step_to_where_f_is_infinite_is_no_divergence() -> None:
    stops = outcome("log(x)", "gradient descent", (1.0,), step_size=1.0).trajectory
    assert (stops.stop, stops.iterations) == (Stop.NOT_FINITE, 0)
    assert "infinite" in stop_words(stops)


@pytest.mark.parametrize(
    ("text", "name", "start"),
    [
        ("(x - 1)^4", "conjugate gradients", (0.0,)),
        ("x^4 + y^4", "conjugate gradients", (1.0, 0.0)),
        ("x^2 + y^4", "conjugate gradients", (0.0, 1.0)),
        ("|x|", "bfgs", (1.0,)),
        ("|x|", "wolfe", (1.0,)),
        ("|x| + |y|", "bfgs", (1.0, 1.0)),
        ("|x - 0.3| + y^2", "bfgs", (1.3, 0.0)),
        ("sqrt(1 - x^2 - y^2)", "bfgs", (0.1, 0.0)),
    ],
)
def test_a_search_that_gives_up_says_what_it_looked_for_and_not_that_nothing_is_lower(
    text: str, name: str, start: tuple[float, ...]
) -> None:
    found = outcome(text, name, start).trajectory
    assert found.stop is Stop.NO_DESCENT
    more = ", and a next direction that goes down" if name == "conjugate gradients" else ""
    assert f"found no acceptable step (Wolfe’s conditions{more})" in stop_words(found)
    assert "lower" not in stop_words(found)


def test_damped_newton_says_whether_h_is_singular_or_its_direction_goes_up() -> None:
    assert outcome("x^4 + y^4", "damped newton", (1.0, 0.0)).trajectory.stop is Stop.SINGULAR
    uphill = outcome("x^2 - y^2", "damped newton", (0.0, 1.0)).trajectory
    assert uphill.stop is Stop.UPHILL
    assert "does not go downhill" in stop_words(uphill)


def test_a_step_below_rounding_on_a_slope_is_no_progress_and_no_flat_place() -> None:
    found = outcome("log(x) + y^2", "gradient descent", (1.0, 1.0), step_size=1e-20)
    assert (found.trajectory.stop, end_text(found)) == (Stop.STALLED, "no progress")
    words = stop_words(found.trajectory)
    assert words.startswith("No progress: step 1 is smaller than the last digit of x, though |∇f| is 2.2; its step")
    assert "plateau" not in end_words(found)


def test_a_run_that_stands_still_where_the_gradient_is_small_says_how_small() -> None:
    words = stop_words(outcome("1/(1+exp(x))", "rmsprop", (50.0,)).trajectory)
    assert words.startswith("Stands still: step ")
    assert words.endswith("|∇f| is 1.9·10⁻²².")
