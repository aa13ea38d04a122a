"""Ends that are no single points: a ring of minima is one end of a map, and so is a slope without a lowest point."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.snapping import nearest_critical_point
from hessview.analysis.verdict import Kind, Nature
from hessview.calculus.interval_jet import IntervalJet
from hessview.calculus.jet import JetProgram
from hessview.explanations.basins import basin_sentence, end_name
from hessview.figure.basins import _glyphs
from hessview.figure.marks import Axes
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import coordinate_slice
from hessview.language.parser import parse
from hessview.optimizers.basins import FALLS, NOT_YET, BasinMap, basin_maps, settings_for_all
from hessview.optimizers.descend import Limits
from hessview.optimizers.methods import METHODS
from hessview.optimizers.set_natures import OPEN, codes_by_sign

NAMED = {method.name: method for method in METHODS}
PLANE = coordinate_slice(2, 0, 1, (0.0, 0.0))
GRID = (np.linspace(-2.0, 2.0, 41), np.linspace(-2.0, 2.0, 41))


def map_of(text: str, name: str = "gradient descent", half: float = 2.0, side: int = 41) -> BasinMap:
    f = ExpressionLandscape(parse(text))
    grid = (np.linspace(-half, half, side), np.linspace(-half, half, side))
    given = settings_for_all(NAMED[name], f, PLANE, grid, {})
    *_, last = basin_maps(NAMED[name], f, PLANE, grid, given=given, limits=Limits())
    return last


@pytest.mark.parametrize("text", ["(x^2 + y^2 - 1)^2", "(x*y)^2", "sin(x)^2 + 0*y", "(exp(x) - y)^2"])
def test_a_curve_of_minima_is_one_end_whose_nature_is_that_of_its_points(text: str) -> None:
    found = map_of(text)
    sets = [end for end in found.ends if end.of is not None]
    assert [end_name(end) for end in sets] == ["non-isolated minima with f = 0"]
    assert all(end.kind is not Kind.DEGENERATE for end in found.ends if end.of is None)
    assert found.counts[found.ends.index(sets[0])] > 0.5 * found.labels.size


def test_two_levels_are_two_sets() -> None:
    found = map_of("(x^2 - 1)^2 + x/8 + 0*y")
    sets = [end.of for end in found.ends if end.of is not None and end.of.nature is Nature.MINIMUM]
    assert len(sets) == len(found.ends) == 2
    assert len({each.level for each in sets}) == 2


def test_where_a_set_changes_its_nature_its_parts_are_ends_of_their_own() -> None:
    found = map_of("x^2*y")
    assert {end.of.nature for end in found.ends if end.of is not None} >= {Nature.MINIMUM, Nature.MAXIMUM}


def test_every_point_of_a_constant_is_critical_and_one_end_has_them_all() -> None:
    found = map_of("0*x + 0*y + 3")
    assert [end_name(end) for end in found.ends] == ["non-isolated critical points with f = 3"]
    assert found.counts == {0: found.labels.size}


@pytest.mark.parametrize(
    ("text", "name", "half"),
    [("x^2 - y^6", "newton", 2.0), ("x^2 - y^6", "gradient descent", 2.0), ("x^2 - y^6", "damped newton", 2.0),
     ("x^2 + x*y^3 - y^8", "newton", 1.0), ("x^2 - y^4", "newton", 0.02), ("x^2 + y^3", "newton", 2e-6)],
)  # fmt: skip
def test_a_flat_point_that_is_no_extremum_is_no_set_of_minima(text: str, name: str, half: float) -> None:
    found = map_of(text, name, half, 17)
    assert [end_name(end) for end in found.ends] == ["degenerate point, no extremum, (0, 0)"]
    assert found.ends[0].nature is Nature.NOT_AN_EXTREMUM


@pytest.mark.parametrize("text", ["x^2 + y^6", "x^4 + y^4"])
def test_a_flat_strict_minimum_is_one_point_and_most_starts_lead_there(text: str) -> None:
    found = map_of(text, "newton", side=17)
    assert [end_name(end) for end in found.ends] == ["degenerate minimum (0, 0)"]
    assert found.counts[0] > 0.8 * found.labels.size


def test_where_h_is_zero_on_a_set_its_signs_beside_tell_nothing() -> None:
    inflection = map_of("(x^2 + y^2 - 1)^3", "newton", side=17)
    assert {end.of.nature for end in inflection.ends if end.of is not None} == {Nature.NOT_AN_EXTREMUM}
    flat = map_of("(x^2 + y^2 - 1)^4", "newton", side=17)
    assert [end_name(end) for end in flat.ends if end.of is not None] == ["non-isolated minima with f = 0"]


def test_a_run_that_stops_short_of_a_flat_ring_leads_there() -> None:
    found = map_of("(x^2 + y^2 - 1)^4", "newton", side=17)
    ring = next(k for k, end in enumerate(found.ends) if end.of is not None)
    assert found.counts[ring] > 0.95 * found.labels.size


def test_a_map_of_flat_ends_asks_few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(*given: object) -> tuple[float, ...] | None:
        asked.append(1)
        return nearest_critical_point(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("hessview.optimizers.basins.nearest_critical_point", counted)
    monkeypatch.setattr("hessview.optimizers.set_natures.nearest_critical_point", counted)
    map_of("(x^2 + y^2 - 1)^4", "newton")
    assert 0 < len(asked) < 100


def test_levels_that_differ_little_are_two_and_both_are_known_to_their_digits() -> None:
    found = map_of("(x^2 - 1)^2 + 1e-10*x + 0*y")
    names = sorted(end_name(end) for end in found.ends)
    assert names == ["non-isolated minima with f ≈ 1.000·10⁻¹⁰", "non-isolated minima with f ≈ −1.000·10⁻¹⁰"]


def test_a_level_that_is_zero_only_as_far_as_rounding_tells_says_so() -> None:
    [name] = [end_name(end) for end in map_of("x^2 + 2*x*sin(y) + sin(y)^2", side=17).ends]
    assert name.startswith("non-isolated minima with f = 0 ± ")
    assert name.endswith("(not proved)")


def test_the_flats_of_a_step_function_are_told_by_their_values() -> None:
    found = map_of("floor(x) + 0*y", side=17)
    names = [end_name(end) for end in found.ends]
    assert sorted(names) == sorted(f"non-isolated critical points with f = {k}" for k in ("−2", "−1", "0", "1"))
    at_jump = np.isin(np.linspace(-2.0, 2.0, 17), [-2.0, -1.0, 0.0, 1.0, 2.0])
    assert (found.labels[:, at_jump] < 0).all()


def test_a_set_has_no_glyph_of_one_of_its_points() -> None:
    found = map_of("(x^2 + y^2 - 1)^2")
    axes = Axes((-2.0, 2.0), (-2.0, 2.0), "x", "y")
    assert {mark.kind for mark in _glyphs(found, PLANE, axes)} <= {"maximum"}


def test_isolated_minima_that_are_flat_are_no_set() -> None:
    assert all(end.of is None for end in map_of("x^4 + y^4 - x^2 - y^2").ends)
    assert all(end.of is None for end in map_of("x^4 + y^4", "newton").ends)


def test_starts_from_which_f_falls_without_end_have_a_class_of_their_own() -> None:
    found = map_of("exp(-x) + 0*y - x", "steepest descent")
    assert found.counts == {FALLS: found.labels.size}
    assert "f keeps falling as far as was looked" in basin_sentence(found, "wolfe", 500)


def test_telling_ends_apart_stops_when_the_map_is_cancelled() -> None:
    f = ExpressionLandscape(parse("sin(9*x) + sin(9*y)"))
    asked: list[int] = []

    def cancelled_after(most: int) -> list[BasinMap]:
        asked.clear()
        limits = Limits(cancelled=lambda: asked.append(1) or len(asked) > most)
        return list(basin_maps(NAMED["newton"], f, PLANE, GRID, limits=limits))

    whole = cancelled_after(10**9)
    assert not any((each.labels[:: each.stride, :: each.stride] == NOT_YET).any() for each in whole)
    calls = len(asked)
    part = cancelled_after(calls // 2)
    assert len(part) < len(whole)
    assert len(asked) < calls


@pytest.mark.parametrize("name", ["newton", "gradient descent", "heavy ball"])
@pytest.mark.parametrize("height", [0.0, 0.3])
def test_sheets_that_cross_are_one_set_also_where_they_do(name: str, height: float) -> None:
    f = ExpressionLandscape(parse("(x y z)^2"))
    axis = np.linspace(-2.0, 2.0, 41)
    plane = coordinate_slice(3, 0, 1, (0.0, 0.0, height))
    given = settings_for_all(NAMED[name], f, plane, (axis, axis), {})
    *_, found = basin_maps(NAMED[name], f, plane, (axis, axis), given=given, limits=Limits())
    (end,) = found.ends
    assert end.of is not None
    assert (end.of.nature, end.of.proved) == (Nature.MINIMUM, True)


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("(x*y)^2", (0.0, 0.0), 0), ("-(x*y)^2", (0.0, 0.0), 1), ("x^2*y", (0.0, 0.0), OPEN),
        ("(x^2 + y^2 - 1)^4", (1.0, 0.0), 0), ("(x*y)^2*(x - 1)", (1.0, 0.0), OPEN),
        ("(x*y)^3", (0.0, 1.0), OPEN), ("sqrt(x)*y^2", (0.0, 0.0), OPEN),
    ],
)  # fmt: skip
def test_a_zero_is_an_extremum_only_where_f_has_one_sign_all_around(
    text: str, place: tuple[float, float], code: int
) -> None:
    enclosing = IntervalJet(JetProgram(parse(text)))
    assert codes_by_sign(enclosing, np.array([place]), 1e-4).tolist() == [code]
