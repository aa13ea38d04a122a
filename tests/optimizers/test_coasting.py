"""A run with momentum has converged only where it rests, not where it passes a place without a gradient."""

from __future__ import annotations

import pytest

from hessview.analysis.convergence import Pace
from hessview.explanations.descent import comparison_words
from hessview.optimizers.trajectory import Stop
from tests.optimizers.test_outcome import outcome


def test_a_ball_that_passes_a_saddle_has_not_converged_to_it_in_one_step() -> None:
    found = outcome("x^2 - y^2", "heavy ball", (1.0, 0.0), step_size=0.5, momentum=0.9)
    assert found.trajectory.iterations > 1
    assert found.observation.pace is not Pace.EXACT


@pytest.mark.parametrize(
    ("text", "start", "step_size"),
    [("x^2/2", (1.0,), 1.0), ("x^2/2 + y^2/4", (1.0, 0.0), 0.99999999999), ("x^2/2", (1.0,), 0.99999999999)],
)
def test_a_ball_that_passes_a_minimum_converges_to_it_at_the_predicted_pace(
    text: str, start: tuple[float, ...], step_size: float
) -> None:
    found = outcome(text, "heavy ball", start, 2000, step_size=step_size, momentum=0.9)
    run = found.trajectory
    assert (run.stop, found.reached) == (Stop.CONVERGED, True)
    assert run.step_lengths[-1] <= 1e-7
    assert found.observation.pace is Pace.LINEAR
    assert found.observation.rate == pytest.approx(found.prediction.rate, rel=1e-3)
    assert comparison_words(found) == "Observed and predicted agree."


def test_without_friction_a_ball_never_rests() -> None:
    found = outcome("x^2/2", "heavy ball", (1.0,), 100, step_size=1.0, momentum=1.0)
    assert found.trajectory.stop is Stop.STEP_LIMIT
