"""SciPy's methods, recorded: the path ends where SciPy ends."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.optimize import OptimizeResult, minimize

from hessview.analysis.verdict import Kind
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, descend, ends_of
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import judged
from hessview.optimizers.recorded import Recorded
from hessview.optimizers.trajectory import Stop

NAMED = {method.name: method for method in METHODS}
BANANA = ExpressionLandscape(parse("(1 - x)^2 + 100(y - x^2)^2"))
START = np.array([-1.2, 1.0])
RECORDED = [method for method in METHODS if isinstance(method, Recorded)]


@pytest.mark.parametrize(
    ("name", "scipy_name", "options"),
    [
        ("bfgs", "BFGS", {"gtol": 1e-13, "norm": 2}),
        ("conjugate gradients", "CG", {"gtol": 1e-13, "norm": 2}),
        ("l-bfgs", "L-BFGS-B", {"gtol": 1e-13, "ftol": 0.0, "maxfun": 1_000_000}),
        ("trust region", "trust-exact", {"gtol": 1e-13}),
        ("dogleg", "dogleg", {"gtol": 1e-13}),
    ],
)
def test_the_recorded_path_is_scipys_to_the_last_iterate(
    name: str, scipy_name: str, options: dict[str, float]
) -> None:
    found = descend(NAMED[name], BANANA, START)
    path = [START]
    largest = float(np.linalg.norm(BANANA.gradient(START)))

    def note(intermediate_result: OptimizeResult) -> None:
        path.append(intermediate_result.x.copy())
        g, H = BANANA.gradient(path[-1]), BANANA.hessian(path[-1])
        way = np.linalg.norm(path[-1] - START)
        if np.linalg.norm(g) <= 1e-10 * largest and np.linalg.norm(np.linalg.solve(H, g)) <= 1e-8 * way:
            raise StopIteration

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = minimize(
            lambda x: float(BANANA.value(x)), START, method=scipy_name, jac=BANANA.gradient,
            hess=BANANA.hessian if scipy_name in ("trust-exact", "dogleg") else None,
            callback=note, options={"maxiter": 500, **options},
        )  # fmt: skip
    assert found.stop is Stop.CONVERGED
    assert np.array_equal(found.path, np.array(path))
    assert np.array_equal(found.end, peer.x)
    assert found.iterations == peer.nit
    function, gradient, hessian = found.counts[-1]
    assert function == peer.nfev
    assert 0 <= gradient - peer.njev <= 1  # stopped at once, SciPy's trust regions have not asked for the last one
    assert abs(hessian - getattr(peer, "nhev", 0)) <= 1  # of the dogleg SciPy does not count the first


FOLLOWS_GRADIENTS = ("bfgs", "conjugate gradients", "l-bfgs", "trust region", "wolfe", "damped newton")


@pytest.mark.parametrize("name", FOLLOWS_GRADIENTS)
@pytest.mark.parametrize("start", [(1e4, 1e4), (3e3, -2e3)])
def test_from_afar_convergence_means_the_same_for_every_method(name: str, start: tuple[float, float]) -> None:
    f = ExpressionLandscape(parse("(x^2 + y - 11)^2 + (x + y^2 - 7)^2"))
    found = descend(NAMED[name], f, np.array(start), limits=Limits(steps=3000))
    assert found.stop is Stop.CONVERGED
    left = np.linalg.norm(np.linalg.solve(f.hessian(found.end), f.gradient(found.end)))
    assert left <= 1e-8 * np.linalg.norm(found.end - start)
    assert judged(f, NAMED[name], found).kind is Kind.MINIMUM


def test_newtons_iterates_on_rosenbrocks_banana_are_the_published_ones() -> None:
    # Dennis, Schnabel, Numerical Methods for Unconstrained Optimization, 1983, from (-1.2, 1): f of the pure method.
    found = descend(NAMED["newton"], BANANA, START)
    assert found.values[:4] == pytest.approx([24.2, 4.731884, 1411.845, 0.05596552], rel=1e-5)


@pytest.mark.parametrize("method", RECORDED, ids=lambda m: m.name)
def test_what_is_recorded_can_be_cancelled_and_ends_at_its_limit(method: Recorded) -> None:
    asked: list[int] = []

    def is_cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    cancelled = descend(method, BANANA, START, limits=Limits(cancelled=is_cancelled))
    assert cancelled.stop is Stop.CANCELLED
    assert 1 <= cancelled.iterations <= 4
    limited = descend(method, BANANA, START, limits=Limits(steps=3))
    assert limited.stop in (Stop.STEP_LIMIT, Stop.TIME_LIMIT)
    assert limited.iterations <= 4


@pytest.mark.parametrize("method", RECORDED, ids=lambda m: m.name)
def test_what_is_undefined_or_has_no_slope_ends_with_a_reason(method: Recorded) -> None:
    logarithm = ExpressionLandscape(parse("log(x) + y^2"))
    assert descend(method, logarithm, np.array([-1.0, 1.0])).stop is Stop.START_UNDEFINED
    corner = ExpressionLandscape(parse("|x| + y^2"))
    assert descend(method, corner, np.array([0.0, 1.0])).stop is Stop.NO_DERIVATIVE
    assert descend(method, BANANA, np.array([1.0, 1.0])).stop is Stop.CONVERGED
    falling = descend(method, logarithm, np.array([1.0, 1.0]), limits=Limits(steps=40))
    assert np.all(np.isfinite(falling.values))
    assert falling.stop is not Stop.CONVERGED or falling.gradient_norms[-1] < 1e-6


def test_runs_one_by_one_end_where_single_runs_end() -> None:
    starts = np.array([[-1.2, 1.0], [0.5, 0.5]])
    together = ends_of(NAMED["bfgs"], BANANA, starts)
    for k, start in enumerate(starts):
        assert together.points[k].tolist() == descend(NAMED["bfgs"], BANANA, start).end.tolist()


@pytest.mark.parametrize("method", RECORDED, ids=lambda m: m.name)
@pytest.mark.parametrize("text", ["1/x + y^2", "x^2 y - y^3/3", "-exp(x) + y^2"])
def test_a_run_that_leaves_ends_where_it_passes_what_is_followed(method: Recorded, text: str) -> None:
    found = descend(method, ExpressionLandscape(parse(text)), np.array([1.0, 0.5]))
    far = np.abs(found.path).max(axis=1) > 1e8
    assert not far[:-1].any()
    if far[-1]:
        assert found.stop in {Stop.FAR, Stop.DIVERGED}


def test_a_simplex_that_leaves_is_told_to_when_it_does() -> None:
    found = descend(NAMED["nelder-mead"], ExpressionLandscape(parse("1/x")), np.array([1.0]))
    assert found.stop is Stop.FAR
    assert 10 < found.iterations < 60  # its edge doubles at every step
