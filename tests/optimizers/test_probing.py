"""The default step follows the steepest place on a way down: runs with it settle, wherever they begin."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.descend import Limits, chosen_for, descend
from hessview.optimizers.method import largest_parts
from hessview.optimizers.methods import METHODS
from hessview.optimizers.outcome import judged
from hessview.optimizers.probing import steepest_down
from hessview.optimizers.spectrum import Spectrum, largest_sizes
from hessview.optimizers.trajectory import Stop

NAMED = {method.name: method for method in METHODS}
GRADIENT_DESCENT = NAMED["gradient descent"]
HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
ROSENBROCK = "(1 - x)^2 + 100 (y - x^2)^2"
CAMEL = "(4 - 2.1 x^2 + x^4/3) x^2 + x y + (4 y^2 - 4) y^2"
MUELLER_BROWN = (
    "-200 exp(-(x-1)^2 - 10 y^2) - 100 exp(-x^2 - 10 (y-0.5)^2)"
    " - 170 exp(-6.5 (x+0.5)^2 + 11 (x+0.5)(y-1.5) - 6.5 (y-1.5)^2)"
    " + 15 exp(0.7 (x+1)^2 + 0.6 (x+1)(y-1) + 0.7 (y-1)^2)"
)


def steepness(text: str, *starts: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    f, points = ExpressionLandscape(parse(text)), np.array(starts)
    at_start = Spectrum.of(f.hessian(points)).largest
    return at_start, steepest_down(f, points, at_start)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (HIMMELBLAU, (1.0, 1.0)), (HIMMELBLAU, (0.0, 0.0)), (HIMMELBLAU, (-0.5, -1.0)), (HIMMELBLAU, (4.0, -4.0)),
        (CAMEL, (0.0, 0.1)), (CAMEL, (-1.5, 0.5)), (CAMEL, (1.0, 1.0)),
        (MUELLER_BROWN, (0.0, 0.0)), (MUELLER_BROWN, (-0.8, 0.6)), (MUELLER_BROWN, (-1.0, 1.0)),
    ],
)  # fmt: skip
def test_gradient_descent_as_it_is_offered_goes_down_at_every_step_and_reaches_a_minimum(
    text: str, start: tuple[float, float]
) -> None:
    f = ExpressionLandscape(parse(text))
    run = descend(GRADIENT_DESCENT, f, np.array(start))
    assert run.stop is Stop.CONVERGED
    assert np.all(np.diff(run.values) <= 1e-12 * np.abs(run.values[:-1]))
    found = judged(f, GRADIENT_DESCENT, run)
    assert found.reached
    assert str(found.kind) == "minimum"


@pytest.mark.parametrize("start", [(-1.2, 1.0), (0.0, 0.0), (2.0, 2.0)])
def test_in_the_valley_of_rosenbrock_it_never_climbs_though_it_is_not_there_in_time(
    start: tuple[float, float]
) -> None:
    f = ExpressionLandscape(parse(ROSENBROCK))
    run = descend(GRADIENT_DESCENT, f, np.array(start))
    assert run.stop is Stop.STEP_LIMIT
    assert np.all(np.diff(run.values) < 0.0)


def test_in_that_valley_it_comes_to_the_minimum_when_it_may_take_its_time() -> None:
    f = ExpressionLandscape(parse(ROSENBROCK))
    run = descend(GRADIENT_DESCENT, f, np.array([0.0, 0.0]), limits=Limits(steps=20_000))
    assert judged(f, GRADIENT_DESCENT, run).limit == pytest.approx(np.ones(2))


def test_of_a_quadratic_function_it_is_the_largest_eigenvalue_wherever_one_begins() -> None:
    at_start, met = steepness("x^2 + 20 y^2 + x y", (3.0, -2.0), (0.0, 0.0), (1e5, 1.0))
    assert met == pytest.approx(at_start, rel=1e-12)


def test_each_start_has_what_it_has_alone() -> None:
    starts = [(1.0, 1.0), (-0.5, -1.0), (4.0, -4.0), (0.0, 0.0)]
    _, together = steepness(HIMMELBLAU, *starts)
    assert together == pytest.approx([steepness(HIMMELBLAU, start)[1][0] for start in starts], rel=1e-9)


def test_it_is_met_on_the_way_and_not_invented() -> None:
    f = ExpressionLandscape(parse(HIMMELBLAU))
    _, (met,) = steepness(HIMMELBLAU, (1.0, 1.0))
    end = descend(GRADIENT_DESCENT, f, np.array([1.0, 1.0])).end
    largest = np.linalg.eigvalsh(f.hessian(end))[-1]
    assert largest == pytest.approx(82.284, abs=0.001)  # H at (3, 2) is [[74, 20], [20, 34]]
    assert largest * (1.0 - 1e-6) <= met <= 1.3 * largest


@pytest.mark.parametrize(("text", "start"), [("x^3 - 3x + y^2", (-1.5, 1.0)), ("-x^2 - y^2", (1.0, 2.0))])
def test_where_f_falls_without_end_nothing_is_to_settle_and_the_start_counts(
    text: str, start: tuple[float, float]
) -> None:
    at_start, met = steepness(text, start)
    assert met == pytest.approx(at_start)


@pytest.mark.parametrize(
    ("text", "start"), [("log(x) + y^2", (-1.0, 1.0)), ("sqrt(x)", (0.0,)), ("x + 0 y", (1.0, 1.0))]
)
def test_where_there_is_no_curvature_it_is_what_is_taken_at_the_start(text: str, start: tuple[float, ...]) -> None:
    at_start, met = steepness(text, start)
    assert met.tolist() == at_start.tolist() == [1.0]


def test_methods_whose_steps_follow_no_curvature_do_not_ask_for_a_way_down() -> None:
    f = ExpressionLandscape(parse(HIMMELBLAU))
    asked: list[int] = []
    slopes = f.slopes

    def counted(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        asked.append(len(points))
        return slopes(points)

    f.slopes = counted  # type: ignore[method-assign]
    start = np.array([[1.0, 1.0]])
    chosen_for(NAMED["adam"], f, start, {})
    chosen_for(GRADIENT_DESCENT, f, start, {"step size": 0.01})
    assert not asked
    chosen_for(GRADIENT_DESCENT, f, start, {})
    assert asked


def test_a_kink_on_the_way_down_does_not_shrink_the_default_step_to_nothing() -> None:
    f = ExpressionLandscape(parse("|x| + y^2"))
    for name in ("gradient descent", "heavy ball", "nesterov"):
        run = descend(NAMED[name], f, np.array([1.3, 1.0]))
        assert dict(run.settings)["step size"] >= 0.1
        assert run.values.min() < 0.5


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("log(x) + y^2", (1.0, 1.0)), ("log(x - 3) + y^2", (4.0, 1.0)), ("log(log(x)) + y^2", (3.0, 1.0)),
        ("sqrt(x) + y^2", (1.0, 1.0)), ("tan(x) + y^2", (1.0, 1.0)), ("tan(x) + y^2", (0.0, 1.0)),
        ("asin(x) + y^2", (0.5, 1.0)), ("-1/x + y^2", (1.0, 1.0)), ("1/x + y^2", (-1.0, 1.0)),
        ("sqrt(|x|) + y^2", (1.0, 1.0)), ("|x|^1.1 + y^2", (1.0, 1.0)), ("|x|^1.5 + y^2", (1.0, 1.0)),
    ],
)  # fmt: skip
def test_a_pole_an_edge_or_a_cusp_on_the_way_down_does_not_shrink_the_default_step_to_nothing(
    text: str, start: tuple[float, ...]
) -> None:
    at_start, met = steepness(text, start)
    assert np.all((met >= at_start) & (met <= 10.0 * at_start))
    for name in ("gradient descent", "heavy ball", "nesterov"):
        run = descend(NAMED[name], ExpressionLandscape(parse(text)), np.array(start))
        assert np.linalg.norm(run.path[1:2] - run.start) > 0.1
        assert run.stop is not Stop.STALLED


@pytest.mark.parametrize(
    ("text", "start", "largest"),
    [
        ("1/x + y^2", (1.0, 1.0), 2.0), ("-log(x) + x + y^2", (1.0, 1.0), 2.0),
        ("-log(x) + x + y^2", (0.01, 1.0), 1e4), ("x log(x) + y^2", (1.0, 1.0), np.e),
        ("exp(10x) + y^2", (2.0, 1.0), 100.0 * np.exp(20.0)), ("-exp(-x^2 - y^2)", (5.0, 0.0), 2.0),
    ],
)  # fmt: skip
def test_a_pole_that_is_not_on_the_way_and_a_bound_however_large_leave_the_largest_as_it_is(
    text: str, start: tuple[float, ...], largest: float
) -> None:
    _, (met,) = steepness(text, start)
    # Of x log(x) the way down from 1 may look as far as 1/4, where it is 4.
    assert largest * (1.0 - 1e-6) <= met <= 1.5 * largest


def test_ways_to_a_pole_and_to_a_minimum_are_told_apart_beside_each_other() -> None:
    starts = [(1.0, 1.0), (-2.0, 1.0), (0.1, 0.5)]
    _, together = steepness("-1/x + y^2 + exp(-x)", *starts)
    assert together == pytest.approx([steepness("-1/x + y^2 + exp(-x)", start)[1][0] for start in starts], rel=1e-9)


@pytest.mark.parametrize("text", [HIMMELBLAU, CAMEL, "x y z + x^4 + z^2", "x^4", "1/x + x + y^2"])
def test_each_of_many_starts_has_what_it_has_alone(text: str) -> None:
    f = ExpressionLandscape(parse(text))
    points = np.random.default_rng(3).uniform(-3.0, 3.0, (130, f.dimension))
    found = steepest_down(f, points, Spectrum.of(f.hessian(points)).largest)
    for point, largest in zip(points[::10], found[::10], strict=True):
        assert steepness(text, tuple(point))[1][0] == pytest.approx(largest, rel=1e-12)


class Watched(ExpressionLandscape):
    """Says of how many points H was asked, and whether it was not finite there."""

    asked = 0
    not_finite = 0

    def hessian(self, points: np.ndarray) -> np.ndarray:
        """H, counted."""
        found = super().hessian(points)
        self.asked += len(points)
        self.not_finite += int((~np.isfinite(found).all(axis=(1, 2))).sum())
        return found


@pytest.mark.parametrize("many", [20, 200])
def test_h_is_not_asked_where_a_way_does_not_come(many: int) -> None:
    f = Watched(parse("x^4 + y^4"))
    points = np.column_stack([np.linspace(1e-3, 2.0, many), np.full(many, 2.0)])
    steepest_down(f, points, np.full(many, 1e-9))  # so small that the first steps leap to where x^4 is beyond doubles
    assert f.asked > 0
    assert f.not_finite == 0


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_the_largest_size_is_that_of_the_eigenvalues_also_where_they_cancel(n: int) -> None:
    rng = np.random.default_rng(n)
    matrices = rng.normal(size=(50, n, n)) * 10.0 ** rng.integers(-8, 9, (50, 1, 1))
    matrices = matrices + matrices.transpose(0, 2, 1)
    expected = np.abs(np.linalg.eigvalsh(matrices)).max(axis=1)
    np.testing.assert_allclose(largest_sizes(matrices), expected, rtol=1e-12)
    for lost in (np.nan, np.inf):
        assert not np.isfinite(largest_sizes(np.full((1, n, n), lost))).any()


@pytest.mark.parametrize("n", [1, 2, 8, 9])
def test_the_largest_part_of_a_vector_is_that_of_its_components(n: int) -> None:
    vectors = np.random.default_rng(n).normal(size=(20, n))
    vectors[3, -1] = np.nan
    np.testing.assert_array_equal(largest_parts(vectors), np.abs(vectors).max(axis=1))


@pytest.mark.parametrize("start", [0.5, 1.0, 2.0])
def test_a_steep_pole_leaves_a_step_with_which_a_run_comes_there(start: float) -> None:
    at_start, (met,) = steepness("-1/x^10", (start,))
    # |f''| = 110 / x^12: at half the way it is 4096 times that of the start.
    assert at_start[0] <= met < 100.0 * at_start[0]
    run = descend(GRADIENT_DESCENT, ExpressionLandscape(parse("-1/x^10")), np.array([start]))
    assert run.path.min() < 0.5 * start
