"""Methods that step as one take the steps that each takes alone."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS
from hessview.optimizers.together import descend_all
from hessview.optimizers.trajectory import Stop, Trajectory

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
NAMED = {method.name: method for method in METHODS}
RACERS = ("gradient descent", "newton", "heavy ball", "nesterov", "adagrad", "armijo", "rmsprop", "adam")


def runs_of(text: str, start: tuple[float, ...], steps: int, **given: float) -> list[tuple[Trajectory, Trajectory]]:
    """Return the runs together, each beside the one alone."""
    f, at, limits = ExpressionLandscape(parse(text)), np.array(start), Limits(steps=steps)
    chosen = {
        name: {key: value for key, value in given.items() if key in {each.name for each in NAMED[name].settings}}
        for name in RACERS
    }
    found = dict(descend_all([(NAMED[name], chosen[name]) for name in RACERS], f, at, limits))
    pairs = []
    for k, name in enumerate(RACERS):
        run = found[k]
        assert isinstance(run, Trajectory)
        pairs.append((run, descend(NAMED[name], f, at, chosen[name], limits)))
    return pairs


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (HIMMELBLAU, (-0.5, -1.0)),
        (HIMMELBLAU, (1.0, 1.0)),
        ("x^2 + 20 y^2", (4.0, 1.0)),
        ("log(x) + y^2", (0.5, 1.0)),
        ("x^4 - x^2 + y^2 + z^2", (0.1, 1.0, 2.0)),
        ("exp(x)", (1.0,)),
        ("sqrt(x) + y^2", (-1.0, 1.0)),
        ("abs(x) + y^2", (1.0, 1.0)),
    ],
)
def test_each_method_takes_the_steps_together_that_it_takes_alone(text: str, start: tuple[float, ...]) -> None:
    stops = set()
    for together, alone in runs_of(text, start, 200):
        stops.add(together.stop)
        assert (together.method, together.settings, together.stop) == (alone.method, alone.settings, alone.stop)
        np.testing.assert_allclose(together.path, alone.path, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(together.counts, alone.counts)
        np.testing.assert_allclose(together.values, alone.values, rtol=1e-9, atol=1e-12)
    assert len(stops) > 1 or stops == {Stop.START_UNDEFINED}, "they end at different times"


def test_of_a_method_whose_setting_cannot_be_the_reason_comes_and_the_others_run() -> None:
    f = ExpressionLandscape(parse(HIMMELBLAU))
    entrants = [(NAMED["adam"], {"step size": -1.0}), (NAMED["heavy ball"], {}), (NAMED["gradient descent"], {})]
    found = dict(descend_all(entrants, f, np.array([1.0, 1.0]), Limits(steps=20)))
    assert isinstance(found[0], ValueError)
    assert all(isinstance(found[k], Trajectory) for k in (1, 2))


def test_runs_that_are_stopped_all_end_where_they_are() -> None:
    asked = iter(range(100))
    limits = Limits(steps=50, cancelled=lambda: next(asked) >= 3)
    f = ExpressionLandscape(parse("x^2 + 20 y^2"))
    entrants = [(NAMED[name], {"step size": 0.001}) for name in ("gradient descent", "adam", "rmsprop")]
    runs = [run for _, run in descend_all(entrants, f, np.array([4.0, 1.0]), limits)]
    for run in runs:
        assert isinstance(run, Trajectory)
        assert (run.stop, run.iterations) == (Stop.CANCELLED, 3)
