"""Paths of critical points over a parameter's range, against normal forms whose bifurcations are known by hand.

Strogatz, Nonlinear Dynamics and Chaos, chapter 3: the normal forms of the fold (saddle-node), the transcritical and the
pitchfork bifurcation; Poston and Stewart, Catastrophe Theory, chapter 5: the cusp, whose folds are 27 b^2 = -8 a^3.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from hessview.analysis.bifurcations import trace
from hessview.analysis.branches import EventKind, Trace
from hessview.language.parser import parse


def _traced(text: str, reach: float = 2.0, span: float = 2.5, **parameters: float) -> Trace:
    variables = ("x", "y", "a") if "y" in text else ("x", "a")
    formula = parse(text, variables=variables, parameters=parameters)
    n = len(variables) - 1
    return trace(formula, [-reach] * n + [-span], [reach] * n + [span])


def _on_branches(found: Trace, *point: float) -> int:
    """Return how many branches pass through a point, up to the length of their pieces."""
    return sum(bool(np.abs(branch.points - np.array(point)).max(axis=1).min() < 0.06) for branch in found.branches)


def _kinds_at(found: Trace, a: float) -> list[int]:
    """Return the numbers of negative eigenvalues of the points that the branches have at a value."""
    kinds = []
    for branch in found.branches:
        values = branch.points[:, -1] - a
        crossed = np.flatnonzero(values[:-1] * values[1:] < 0.0)
        kinds += [int(branch.index[k]) for k in crossed]
    return sorted(kinds)


def test_a_pitchfork_is_found_where_one_minimum_becomes_a_saddle_between_two() -> None:
    found = _traced("x^4 + a x^2 + y^2")
    (event,) = found.events
    assert event.kind is EventKind.PITCHFORK
    assert abs(event.parameter) <= max(event.error, 1e-9)
    assert np.abs(event.x).max() < 1e-4
    assert _kinds_at(found, -1.03) == [0, 0, 1]
    assert _kinds_at(found, 1.03) == [0]
    for a in (-2.0, -0.5):
        for side in (1.0, -1.0):
            assert _on_branches(found, side * math.sqrt(-a / 2.0), 0.0, a) == 1


def test_every_vertex_of_a_path_is_a_critical_point() -> None:
    found = _traced("x^4 + a x^2 + y^2")
    assert len(found.branches) > 1
    for branch in found.branches:
        x, y, a = branch.points.T
        assert np.abs(4.0 * x**3 + 2.0 * a * x).max() < 1e-8
        assert np.abs(y).max() < 1e-9


def test_a_fold_is_found_where_a_minimum_and_a_saddle_meet_and_vanish() -> None:
    found = _traced("x^3 + a x + y^2")
    (event,) = found.events
    assert event.kind is EventKind.FOLD
    assert abs(event.parameter) < 1e-9
    assert np.abs(event.x).max() < 1e-6
    assert len(found.branches) == 1
    assert _kinds_at(found, -1.03) == [0, 1]
    assert _kinds_at(found, 1.03) == []
    assert _on_branches(found, math.sqrt(2.0 / 3.0), 0.0, -2.0) == 1


def test_a_transcritical_crossing_exchanges_the_kinds() -> None:
    found = _traced("a x^2 + x^3 + y^2")
    (event,) = found.events
    assert event.kind is EventKind.TRANSCRITICAL
    assert abs(event.parameter) < 1e-9
    assert _kinds_at(found, -1.03) == _kinds_at(found, 1.03) == [0, 1]
    assert _on_branches(found, -2.0 / 3.0, 0.0, 1.0) == 1
    assert _on_branches(found, 0.0, 0.0, 1.0) == 1


@pytest.mark.parametrize("b", [0.05, 0.1, -0.4])
def test_beside_a_cusp_a_pitchfork_comes_apart_into_a_fold_and_a_path_that_goes_through(b: float) -> None:
    found = _traced("x^4 + a x^2 + b x + y^2", b=b)
    (event,) = found.events
    assert event.kind is EventKind.FOLD
    assert event.parameter == pytest.approx(-1.5 * abs(b) ** (2.0 / 3.0), abs=1e-8)
    assert event.x[0] == pytest.approx(math.copysign((abs(b) / 8.0) ** (1.0 / 3.0), b), abs=1e-4)
    assert len(found.branches) == 2


def test_across_a_cusp_two_folds_lie_where_27_b2_is_minus_8_a3() -> None:
    found = _traced("x^4 + c x^2 + a x + y^2", c=-1.0)
    folds = sorted(event.parameter for event in found.events)
    assert [event.kind for event in found.events] == [EventKind.FOLD] * 2
    assert folds == pytest.approx([-math.sqrt(8.0 / 27.0), math.sqrt(8.0 / 27.0)], abs=1e-9)


def test_where_a_line_of_points_is_critical_no_pitchfork_is_invented() -> None:
    found = _traced("a x^2 + y^2")
    (event,) = found.events
    assert event.kind is EventKind.LINE
    assert abs(event.parameter) < 1e-9
    lines = [branch for branch in found.branches if branch.is_line]
    assert all(np.abs(branch.points[:, -1]).max() < 1e-6 for branch in lines)
    assert all((branch.index == -1).all() for branch in lines)
    assert [branch.is_line for branch in found.branches].count(False) == 1


@pytest.mark.parametrize(
    "text", ["x^4/4 - a x + y^2", "x^4 + a x^2 + y^4 + a y^2", "x^2 + y^2 + a^2", "x y a + x^2 y^2"]
)
def test_what_is_no_fold_and_no_crossing_is_never_called_one(text: str) -> None:
    assert {event.kind for event in _traced(text).events} <= {EventKind.UNDECIDED, EventKind.LINE}


def test_a_place_where_det_h_only_touches_zero_is_said_to_be_undecided() -> None:
    (event,) = _traced("x^4/4 - a x + y^2").events
    assert event.kind is EventKind.UNDECIDED
    assert abs(event.parameter) < 1e-6
    assert event.reason


def test_one_variable_will_do() -> None:
    found = _traced("x^6 + a x^2")
    assert [event.kind for event in found.events] == [EventKind.PITCHFORK]
    assert _kinds_at(found, -1.03) == [0, 0, 1]


def test_no_path_is_followed_twice() -> None:
    found = _traced("3(1-x)^2 exp(-x^2-(y+1)^2) - 10(a x/5 - x^3 - y^5) exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3", 3.0, 1.0)
    assert len(found.branches) > 1
    for branch in found.branches:
        middle = branch.points[len(branch.points) // 2]
        assert _on_branches(found, *middle) == 1


def test_what_its_progress_raises_ends_the_work() -> None:
    class Enough(Exception):  # noqa: N818 - it is none
        pass

    def stop(_share: float) -> None:
        raise Enough

    with pytest.raises(Enough):
        trace(parse("x^3 + a x + y^2", variables=("x", "y", "a")), [-1.0] * 3, [1.0] * 3, progress=stop)


@pytest.mark.parametrize(
    "text",
    [
        "x^4/4 + a^3 x",  # x^3 + a^3: one smooth path, whose index does not change
        "x^10/10 + a x^2/2",  # a = -x^8 stands still to the eye, and is no line of critical points
        "x^3/3 - (a^2 + 1e-6) x",  # two paths that pass each other
        "x^4 + 0.00001 y^2 + a x^2",  # an eigenvalue that is only small
        "|x|^3/3 - a x",
    ],
)
def test_what_only_looks_like_a_crossing_is_undecided(text: str) -> None:
    events = _traced(text).events
    assert events
    assert {event.kind for event in events} == {EventKind.UNDECIDED}


def test_a_steep_path_across_another_is_transcritical_and_not_flat() -> None:
    (event,) = _traced("a x^2/2 - 0.001 x^3").events
    assert event.kind is EventKind.TRANSCRITICAL


@pytest.mark.parametrize("text", ["x^4 + a x^2 + y^2", "a x^2", "x^3/3 - a x", "a x^2 - x^3"])
@pytest.mark.parametrize("ends", [(0.0, 1.0), (-1.0, 0.0)])
def test_det_h_is_seen_where_it_is_zero_just_at_the_end_of_the_range(text: str, ends: tuple[float, float]) -> None:
    variables = ("x", "y", "a") if "y" in text else ("x", "a")
    n = len(variables) - 1
    found = trace(parse(text, variables=variables), [-2.0] * n + [ends[0]], [2.0] * n + [ends[1]])
    if found.branches:
        assert any(abs(event.parameter) <= max(event.error, 1e-9) for event in found.events)
    for branch in found.branches:
        assert branch.points[:, -1].min() >= ends[0] - 1e-9
        assert branch.points[:, -1].max() <= ends[1] + 1e-9


def test_a_place_with_two_zero_eigenvalues_is_no_better_known_than_it_is() -> None:
    for event in _traced("x^4 + y^4 + a (x^2 + 2y^2)").events:
        assert abs(event.parameter) <= event.error


@pytest.mark.parametrize("gap", [1e-3, 1e-4, 1e-5, 3e-7, 1e-8, 1e-9, 1e-12, 1e-15, 1e-20])
def test_paths_that_nearly_cross_are_said_to_be_close_and_not_to_cross(gap: float) -> None:
    folds = {
        f"x^4/4 + a x^2/2 + {gap} x": [-3.0 * (gap / 2.0) ** (2.0 / 3.0)],
        f"x^3/3 + a x^2/2 + {gap} x": [2.0 * math.sqrt(gap), -2.0 * math.sqrt(gap)],
        f"x^3/3 + a x^2/2 - {gap} x": [],
    }
    for text, places in folds.items():
        for event in _traced(text).events:
            if event.kind is EventKind.UNDECIDED:
                assert "so close" in event.reason or "miss each other" in event.reason
            else:
                assert event.kind is EventKind.FOLD
                assert min(abs(event.parameter - place) for place in places) < 1e-9
