"""Maps of basins: every start has the label of the end that its own run reaches, coarse grids are part of fine ones."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from hessview.analysis.verdict import Kind
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import coordinate_slice
from hessview.language.parser import parse
from hessview.optimizers.basins import (
    DIVERGED,
    FAR,
    INFINITE,
    NO_STEP,
    NOT_YET,
    NOWHERE,
    UNDEFINED,
    UNFINISHED,
    BasinMap,
    basin_maps,
    settings_for_all,
)
from hessview.optimizers.descend import Limits, descend
from hessview.optimizers.methods import METHODS

NAMED = {method.name: method for method in METHODS}
HIMMELBLAU = ExpressionLandscape(parse("(x^2 + y - 11)^2 + (x + y^2 - 7)^2"))
PLANE = coordinate_slice(2, 0, 1, (0.0, 0.0))
GRID = (np.linspace(-5.0, 5.0, 41), np.linspace(-5.0, 5.0, 33))


GRID_APART = np.ix_(GRID[1] != 0.0, GRID[0] != 0.0)


def label_of_all(text: str, name: str, **given: float) -> np.ndarray:
    settings = {key.replace("_", " "): value for key, value in given.items()}
    *_, last = basin_maps(NAMED[name], ExpressionLandscape(parse(text)), PLANE, GRID, given=settings)
    return last.labels


def maps(name: str, f: ExpressionLandscape = HIMMELBLAU, **limits: object) -> list[BasinMap]:
    return list(basin_maps(NAMED[name], f, PLANE, GRID, limits=Limits(**limits)))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["gradient descent", "newton", "armijo"])
def test_every_start_has_the_label_of_its_own_run(name: str) -> None:
    *_, last = maps(name)
    assert last.stride == 1
    assert not np.any(last.labels == NOT_YET)
    rng = np.random.default_rng(4)
    for row, column in zip(rng.integers(0, 33, 25), rng.integers(0, 41, 25), strict=True):
        run = descend(NAMED[name], HIMMELBLAU, np.array([GRID[0][column], GRID[1][row]]))
        label = last.labels[row, column]
        if label >= 0:
            assert run.end == pytest.approx(np.array(last.ends[label].point), abs=2e-3)
        else:
            assert label in (DIVERGED, UNFINISHED)
            assert str(run.stop) in ("diverged", "step limit")


def test_gradient_descent_ends_in_minima_and_newton_at_every_kind_of_point() -> None:
    *_, descent = maps("armijo")
    assert {end.kind for end in descent.ends} == {Kind.MINIMUM}
    assert len(descent.ends) == 4
    *_, newton = maps("newton")
    assert {end.kind for end in newton.ends} == {Kind.MINIMUM, Kind.MAXIMUM, Kind.SADDLE}
    assert len(newton.ends) == 9


def test_a_coarse_map_is_part_of_the_fine_one() -> None:
    found = maps("newton")
    assert [each.stride for each in found] == [8, 4, 2, 1]
    for coarse, fine in pairwise(found):
        known = coarse.labels != NOT_YET
        assert np.array_equal(coarse.labels[known], fine.labels[known])
        assert coarse.ends == fine.ends[: len(coarse.ends)]
        assert not np.any(coarse.filled == NOT_YET)


def test_plateaus_edges_and_falls_have_labels_of_their_own() -> None:
    *_, plateau = maps("newton", ExpressionLandscape(parse("exp(-x^2 - y^2)")))
    assert set(np.unique(plateau.labels)) >= {0, NOWHERE}
    assert [end.kind for end in plateau.ends] == [Kind.MAXIMUM]
    *_, edge = maps("gradient descent", ExpressionLandscape(parse("log(x) + y^2")), steps=50)
    assert np.all(edge.labels[:, GRID[0] <= 0.0] == UNDEFINED)
    *_, falls = maps("gradient descent", ExpressionLandscape(parse("x^2 - y^2")), steps=60)
    assert np.all(falls.labels[GRID[1] != 0.0] == FAR)
    assert np.all(falls.labels[GRID[1] == 0.0] == 0)
    assert falls.ends[0].kind is Kind.SADDLE


def test_what_climbs_what_leaves_where_f_is_infinite_and_what_finds_no_step_are_told_apart() -> None:
    """The four by their own loops: x - 2.2 x on x^2 climbs, on -x^2 it falls, on exp(x^2) it overflows."""
    climbs = label_of_all("x^2 + y^2", "gradient descent", step_size=1.1)
    assert np.all(climbs[GRID_APART] == DIVERGED)
    assert np.all(label_of_all("-x^2 - y^2", "gradient descent", step_size=1.1)[GRID_APART] == FAR)
    near = (np.abs(GRID[0]) > 2.0) & (np.abs(GRID[0]) < 3.5)
    x = GRID[0][near]
    assert np.all((x - 2.0 * x * np.exp(x * x)) ** 2 > 710.0)  # exp overflows, and x is not far
    assert np.all(label_of_all("exp(x^2) + y^2", "gradient descent", step_size=1.0)[:, near] == INFINITE)
    assert np.all(label_of_all("x + y^2", "newton") == NO_STEP)


@pytest.mark.parametrize("half", [0.1, 1.0, 2.0])
def test_newtons_slow_way_to_a_flat_point_leads_there_on_maps_of_every_size(half: float) -> None:
    """On x = -y^3 / 2 the function is -y^6 / 4 - y^8: by theory y shrinks by 4/5 a step, all the way to 0."""
    axis = np.linspace(-half, half, 24)  # y = 0, where H is singular, is not among them
    f = ExpressionLandscape(parse("x^2 + x*y^3 - y^8"))
    *_, found = basin_maps(NAMED["newton"], f, PLANE, (axis, axis))
    assert [(end.point, end.kind) for end in found.ends] == [((0.0, 0.0), Kind.DEGENERATE)]
    assert found.counts[0] > 0.99 * found.labels.size


def test_a_map_of_a_function_that_is_the_reciprocal_of_a_sum_of_squares_is_made() -> None:
    assert np.all(label_of_all("1/(x^2 + y^2)", "newton")[GRID_APART] < 0)


def test_a_cancelled_map_ends_early() -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 40

    found = maps("gradient descent", cancelled=cancelled)
    assert len(found) < 4


def test_what_is_not_given_is_the_same_for_all_starts_and_suits_most_of_them() -> None:
    given = settings_for_all(NAMED["gradient descent"], HIMMELBLAU, PLANE, GRID, {})
    grid = np.column_stack([part.ravel() for part in np.meshgrid(*GRID)])
    sizes = np.abs(np.linalg.eigvalsh(HIMMELBLAU.hessian(grid))).max(axis=1)
    assert given["step size"] == pytest.approx(1.0 / np.median(sizes), rel=0.1)
    *_, found = basin_maps(NAMED["gradient descent"], HIMMELBLAU, PLANE, GRID, given=given)
    assert found.settings == tuple(given.items())
    assert np.all(found.labels >= 0)
    shares = [found.counts[end] / found.labels.size for end in range(4)]
    assert shares == pytest.approx([0.25] * 4, abs=0.03)


def test_what_is_given_is_kept_and_where_h_is_nowhere_finite_each_run_has_its_own() -> None:
    assert settings_for_all(NAMED["heavy ball"], HIMMELBLAU, PLANE, GRID, {"momentum": 0.5})["momentum"] == 0.5
    nowhere = ExpressionLandscape(parse("sqrt(-1 - x^2 - y^2)"))
    assert settings_for_all(NAMED["gradient descent"], nowhere, PLANE, GRID, {}) == {}
    with pytest.raises(ValueError, match="no setting"):
        settings_for_all(NAMED["newton"], HIMMELBLAU, PLANE, GRID, {"momentum": 0.5})
