"""Where f falls without end along a line a run says so, and does not say that it found nothing lower."""

from __future__ import annotations

import pytest

from hessview.explanations.run_ends import stop_words
from hessview.optimizers.trajectory import Stop
from tests.optimizers.test_outcome import outcome

CAMEL = "(4 - 2.1x^2 + x^4/3) x^2 + x y + (4y^2 - 4) y^2"


@pytest.mark.parametrize(
    ("text", "name", "start"),
    [
        ("-x", "steepest descent", (1.0,)),
        ("x^2 - y^2", "steepest descent", (1.0, 0.5)),
        ("x^2 - y^2", "bfgs", (1.0, 1e-9)),
        ("x^2 - y^2", "bfgs", (1.0, 0.5)),
        ("x^3 - 3x y^2", "bfgs", (1.0, 0.0)),
    ],
)
def test_a_search_on_a_line_without_a_lowest_point_says_that_f_falls_without_end(
    text: str, name: str, start: tuple[float, ...]
) -> None:
    found = outcome(text, name, start)
    assert (found.trajectory.stop, found.reached, found.limit) == (Stop.FALLS, False, None)
    words = stop_words(found.trajectory)
    assert words.startswith("No lowest point along −∇f: after")
    assert "no lower point" not in words


def test_a_method_that_goes_uphill_is_not_said_to_fall() -> None:
    found = outcome("x^2 - y^2", "damped newton", (0.0, 1.0))
    assert found.trajectory.stop is Stop.UPHILL


def test_a_trust_region_has_no_direction_of_a_search() -> None:
    found = outcome(CAMEL, "trust region", (0.5, 0.0))
    assert found.trajectory.stop is Stop.NO_DESCENT
    assert "in its trust region" in stop_words(found.trajectory)
    assert "direction" not in stop_words(found.trajectory)


def test_of_a_run_that_diverges_it_is_the_iterate_that_is_far() -> None:
    found = outcome("x^2", "gradient descent", (1.0,), step_size=1.1)
    assert found.trajectory.stop is Stop.DIVERGED
    assert "a coordinate is beyond 10⁸, and f and |∇f| are larger" in stop_words(found.trajectory)
