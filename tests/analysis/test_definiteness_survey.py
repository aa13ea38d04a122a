"""The map of definiteness says what the eigenvalues say, draws det H = 0 where it is, and shows no noise."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from hessview.analysis.definiteness_survey import affordable_shape, definiteness_at, map_definiteness
from hessview.analysis.verdict import Definiteness
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import Slice, coordinate_slice
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.analysis.definiteness_map import DefinitenessMap

Floats = NDArray[np.float64]
PD, ND, ID = Definiteness.POSITIVE_DEFINITE, Definiteness.NEGATIVE_DEFINITE, Definiteness.INDEFINITE
PSD, NSD = Definiteness.POSITIVE_SEMIDEFINITE, Definiteness.NEGATIVE_SEMIDEFINITE

CAMEL = "(4-2.1x^2+x^4/3)x^2+x y+(-4+4y^2)y^2"
HIMMELBLAU = "(x^2+y-11)^2+(x+y^2-7)^2"
ROSENBROCK = "(1-x)^2+100(y-x^2)^2"
PEAKS = "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5) exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3"


def landscape(text: str) -> ExpressionLandscape:
    return ExpressionLandscape(parse(text, editor=True))


def mapped(
    text: str, box: tuple[float, float, float, float] = (-2.0, 2.0, -2.0, 2.0), shape: tuple[int, int] = (64, 64),
    *, uphill: bool = False, regions: bool = True, plane: Slice | None = None,
) -> DefinitenessMap:
    f = landscape(text)
    x0, x1, y0, y1 = box
    return map_definiteness(
        f, plane or coordinate_slice(f.dimension, 0, 1, [0.5] * f.dimension),
        SimpleNamespace(x0=x0, x1=x1, y0=y0, y1=y1), shape, regions=regions, uphill=uphill,
    )  # fmt: skip


def kinds(found: DefinitenessMap) -> set[Definiteness]:
    return {region.kind for region in found.regions}


def is_inside(rings: Floats, x: float, y: float) -> bool:
    """Even-odd, by the crossings of a ray to the right."""
    a, b = rings[:-1], rings[1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        crosses = (a[:, 1] > y) != (b[:, 1] > y)
        crosses &= np.isfinite(a[:, 1]) & np.isfinite(b[:, 1])
        at = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return int(np.count_nonzero(crosses & (at > x))) % 2 == 1


def area(rings: Floats) -> float:
    total, first = 0.0, 0
    for end in np.flatnonzero(np.isnan(rings[:, 0])):
        x, y = rings[first:end].T
        total += 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
        first = end + 1
    return abs(total)


@pytest.mark.parametrize(
    ("text", "box", "expected"),
    [
        (CAMEL, (-2.0, 2.0, -1.0, 1.0), {PD, ND, ID}),
        (HIMMELBLAU, (-5.0, 5.0, -5.0, 5.0), {PD, ND, ID}),
        (ROSENBROCK, (-2.0, 2.0, -1.0, 3.0), {PD, ID}),
        (PEAKS, (-3.0, 3.0, -3.0, 3.0), {PD, ND, ID}),
        ("x^3 - 3x y^2", (-2.0, 2.0, -2.0, 2.0), {ID}),
        ("f(x, y) = x^2", (-2.0, 2.0, -2.0, 2.0), {PSD}),
        ("f(x, y) = 0x + 3y", (-2.0, 2.0, -2.0, 2.0), {Definiteness.ZERO}),
        ("|x| + y^2", (-2.0, 2.0, -2.0, 2.0), {PSD}),
        ("log(x) + y^2", (-1.0, 3.0, -2.0, 2.0), {ID}),
        ("sqrt(x^2 + y^2)", (-2.0, 2.0, -2.0, 2.0), {PSD}),
        ("max(0, x)^2 + y^2", (-2.0, 2.0, -2.0, 2.0), {PD, PSD}),
    ],
)
def test_the_regions_are_those_that_there_are(
    text: str, box: tuple[float, float, float, float], expected: set[Definiteness]
) -> None:
    found = mapped(text, box)
    assert kinds(found) == expected
    x0, x1, y0, y1 = box
    whole = (x1 - x0) * (y1 - y0)
    undefined = 0.0 if found.undefined is None else area(found.undefined)
    assert abs(sum(area(region.rings) for region in found.regions) + undefined - whole) < 0.003 * whole


@pytest.mark.parametrize("text", [CAMEL, HIMMELBLAU, PEAKS, "x^3 + y^3", "x y + sin(x) y^2"])
def test_at_any_point_the_region_is_that_of_the_eigenvalues_there(text: str) -> None:
    found, f = mapped(text, shape=(96, 96)), landscape(text)
    points = np.random.default_rng(3).uniform(-2.0, 2.0, (150, 2))
    eigenvalues = np.linalg.eigvalsh(f.hessian(points))
    for point, (low, high) in zip(points, eigenvalues, strict=True):
        if min(abs(low), abs(high)) < 0.02 * max(abs(low), abs(high)):
            continue  # too near a border for a polygon
        kind = PD if low > 0 else ND if high < 0 else ID
        here = [region.kind for region in found.regions if is_inside(region.rings, *point)]
        assert here == [kind]
        assert definiteness_at(f, point) is kind


@pytest.mark.parametrize("text", [CAMEL, HIMMELBLAU, ROSENBROCK, PEAKS])
def test_along_its_curve_the_determinant_is_zero(text: str) -> None:
    found, f = mapped(text), landscape(text)
    assert found.singular is not None
    line = found.singular[np.isfinite(found.singular[:, 0])]
    assert len(line) > 60
    H = f.hessian(line)
    grid = np.abs(np.linalg.det(f.hessian(np.stack(np.meshgrid(found.x, found.y), axis=-1).reshape(-1, 2))))
    assert np.abs(np.linalg.det(H)).max() < 3e-3 * np.quantile(grid, 0.9)


def test_the_curve_of_rosenbrock_is_where_a_formula_says() -> None:
    found = mapped(ROSENBROCK, (-2.0, 2.0, -1.0, 3.0))
    assert found.singular is not None
    x, y = found.singular[np.isfinite(found.singular[:, 0])].T
    assert np.abs(y - x * x - 1.0 / 200.0).max() < 4.0 / 63.0 / 100.0  # det H = 80000 (x^2 - y) + 400
    assert np.ptp(x) > 3.4


def test_a_curve_that_the_determinant_only_touches_is_drawn_too() -> None:
    found = mapped("x^4 + y^4")
    assert kinds(found) == {PD}
    assert found.singular is not None
    line = found.singular[np.isfinite(found.singular[:, 0])]
    assert np.abs(line).min(axis=1).max() < 1e-6
    assert np.ptp(line, axis=0).min() > 3.9


def test_a_border_on_a_line_of_samples_is_one_border() -> None:
    found = mapped("x^3 + y^2", shape=(65, 65))
    assert kinds(found) == {PD, ID}
    assert [round(area(region.rings), 2) for region in found.regions] == [8.0, 8.0]
    assert found.singular is not None
    line = found.singular[np.isfinite(found.singular[:, 0])]
    assert np.abs(line[:, 0]).max() < 4.0 / 64.0 / 200.0
    assert np.ptp(line[:, 1]) == 4.0


def test_two_borders_on_samples_that_cross_leave_no_patch() -> None:
    found = mapped("x^4/12 - x^2 y^2/2 + y^4/12", shape=(64, 64))  # det H = -(x^2 - y^2)^2 - 4 x^2 y^2
    assert kinds(found) == {ID}
    diagonal = mapped("sum(sin(x/i) cos(y/i), i, 1, 5)", (-1.0, 1.0, -1.0, 1.0))  # det H = 0 where |x| = |y|
    assert kinds(diagonal) == {PD, ND, ID}


def test_where_the_hessian_jumps_regions_change_but_no_eigenvalue_is_zero() -> None:
    found = mapped("x |x| + y^2")
    assert kinds(found) == {PD, ID}
    assert found.singular is not None
    assert not np.isfinite(found.singular).any()


@pytest.mark.parametrize("text", ["sin(x + 0.1y)", "(x + 0.1y)^2 + exp(-(x + 0.1y)^2)", "log(1 + (x - 2y)^2)"])
def test_a_zero_eigenvalue_is_not_speckled_by_rounding(text: str) -> None:
    found = mapped(text, (-3.0, 3.0, -3.0, 3.0), (120, 120))
    pieces = sum(int(np.isnan(region.rings[:, 0]).sum()) for region in found.regions)
    assert pieces <= 16
    assert found.is_resolved


def test_a_stripe_that_is_flat_one_way_is_semidefinite() -> None:
    assert kinds(mapped("sin(x + 0.1y)")) == {PSD, NSD}


def test_cancellation_is_called_zero_and_not_a_pattern() -> None:
    found = mapped("f(x, y) = (x + 1)^7 - x^7 - 7x^6 - 21x^5 - 35x^4 - 35x^3 - 21x^2 - 7x + y", (999.9, 1000.1, -1, 1))
    assert kinds(found) == {Definiteness.ZERO}
    assert not found.lowest.any()
    assert found.only is Definiteness.ZERO
    assert not found.has_shapes


def test_in_more_variables_the_whole_hessian_counts() -> None:
    # On the slice z = 1/2 the function of x and y alone is a bowl.
    assert kinds(mapped("x^2 + y^2 - z^2")) == {ID}
    assert kinds(mapped("x^2 + y^2 + z^4")) == {PD}
    found = mapped("x^2 y + y^2 z + z^4 + x z")
    assert found.dimension == 3
    assert found.singular is not None
    H = landscape("x^2 y + y^2 z + z^4 + x z").hessian(
        np.column_stack([found.singular, np.full(len(found.singular), 0.5)])[np.isfinite(found.singular[:, 0])]
    )
    assert np.abs(np.linalg.eigvalsh(H)).min(axis=1).max() < 0.01


def test_a_slanted_slice_shows_the_points_of_the_slice() -> None:
    tilted = Slice((0.0, 0.0, 1.0), ((1.0, 0.0, 1.0), (0.0, 1.0, 0.0)))
    found = mapped("x^2 + y^2 + z^3", plane=tilted)  # z = 1 + s
    assert kinds(found) == {PD, ID}
    assert found.singular is not None
    line = found.singular[np.isfinite(found.singular[:, 0])]
    assert np.abs(line[:, 0] + 1.0).max() < 4.0 / 63.0 / 200.0


def test_newton_goes_uphill_in_half_of_a_saddle_and_all_of_a_summit() -> None:
    saddle = mapped("x^2 - y^2", uphill=True)
    assert saddle.uphill is not None
    assert abs(area(saddle.uphill) - 8.0) < 0.05
    assert is_inside(saddle.uphill, 0.1, 1.0)
    assert not is_inside(saddle.uphill, 1.0, 0.1)
    summit, bowl = mapped("-x^2 - 3y^2", uphill=True), mapped("x^2 + 3y^2", uphill=True)
    assert summit.uphill is not None
    assert bowl.uphill is not None
    assert abs(area(summit.uphill) - 16.0) < 0.05
    assert not len(bowl.uphill)


def test_where_f_is_undefined_the_hessian_is_with_its_edge_in_place() -> None:
    for regions in (True, False):
        found = mapped("log(x) + y^2", (-1.0, 3.0, -2.0, 2.0), regions=regions)
        assert found.undefined is not None
        assert abs(area(found.undefined) - 4.0) < 0.01
        assert np.isnan(found.lowest[:, found.x < 0.0]).all()


def test_the_condition_number_and_both_eigenvalues_are_sampled() -> None:
    found = mapped("x^2 + 50 y^2", regions=False)
    assert np.allclose(found.lowest, 2.0)
    assert np.allclose(found.highest, 100.0)
    assert np.allclose(found.log_condition, np.log10(50.0))
    assert found.regions == ()
    assert np.isinf(mapped("f(x, y) = x^2").log_condition).all()


def test_regions_finer_than_the_samples_are_not_drawn() -> None:
    found = mapped("sin(300x) sin(300y)", shape=(96, 96))
    assert not found.is_resolved
    assert found.regions == ()


def test_it_stops_when_nobody_waits() -> None:
    shares: list[float] = []

    def progress(share: float) -> None:
        shares.append(share)
        if share > 0.3:
            raise TimeoutError

    f = landscape(CAMEL)
    with pytest.raises(TimeoutError):
        map_definiteness(
            f, coordinate_slice(2, 0, 1, [0.0, 0.0]), SimpleNamespace(x0=-2.0, x1=2.0, y0=-1.0, y1=1.0), (300, 300),
            progress,
        )  # fmt: skip
    assert 0.0 < shares[0] < 0.3


def test_a_function_of_many_variables_gets_a_coarser_grid() -> None:
    few, many = landscape("x^2 + y^4"), landscape("sum(x[i]^4 + x[i] x[i+1], i, 1, 40)")
    assert affordable_shape(few, (256, 200)) == (256, 200)
    ny, nx = affordable_shape(many, (256, 200))
    assert 8 <= nx < ny < 128
    assert nx % 2 == ny % 2 == 0


def test_at_a_kink_there_is_no_definiteness() -> None:
    assert definiteness_at(landscape("|x| + y^2"), np.array([0.0, 1.0])) is None
