"""Regular critical points are confirmed where they are, and nothing else ever is."""

from __future__ import annotations

import random
import threading
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb
from numpy.typing import NDArray

from hessview.analysis.proof.ball_eigenvalues import eigenvalue_balls
from hessview.analysis.proof.ball_krawczyk import Krawczyk
from hessview.analysis.proof.confirmation import Confirmation, Confirmer, enclosing_doubles
from hessview.analysis.verdict import Kind
from hessview.calculus.ball import working_precision
from hessview.calculus.ball_jet import BallJet, BallProgram
from hessview.language.parser import parse
from tests.analysis.test_reference_points import ROWS, point_of

Floats = NDArray[np.float64]

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


@cache
def confirmer_of(expr: str, names: tuple[str, ...]) -> Confirmer:
    return Confirmer(parse(expr, variables=names))


def confirmer(text: str, *names: str) -> Confirmer:
    return confirmer_of(text, names or ("x", "y"))


def box_around(row: dict[str, Any], point: dict[str, Any], radius: float = 1e-8) -> tuple[Floats, Floats]:
    """Return the box with a radius relative to the coordinate, or to the function's box where the coordinate is 0."""
    x = np.array(point_of(row, point))
    widths = np.array([high - low for low, high in row["box"]])
    r = radius * np.where(x == 0.0, 1e-3 * widths, np.abs(x))
    return x - r, x + r


REGULAR = [pytest.param(row, id=row["id"]) for row in ROWS if any(p["kind"] != "degenerate" for p in row["points"])]


@pytest.mark.parametrize("row", REGULAR)
def test_every_regular_point_of_the_reference_is_confirmed_in_the_whole_box(row: dict[str, Any]) -> None:
    confirm = confirmer_of(row["expr"], tuple(row["vars"])).confirm
    for point in row["points"]:
        if point["kind"] == "degenerate":
            continue
        lower, upper = box_around(row, point)
        found = confirm(lower, upper)
        assert found is not None, point["x"]
        assert np.array_equal(found.box, np.stack([lower, upper], axis=1))
        assert (str(found.kind), found.index) == (point["kind"], point["morse_index"])
        assert np.allclose(found.x, point_of(row, point), rtol=1e-13, atol=1e-25)
        assert np.all(found.enclosure[:, 0] <= found.x)
        assert np.all(found.x <= found.enclosure[:, 1])
        digits = np.spacing(np.abs(found.x)) + 1e-30
        assert np.all(found.enclosure[:, 1] - found.enclosure[:, 0] <= 2 * digits)
        # Signs of the reference's own eigenvalues; their digits are compared with mpmath below.
        assert [x < 0 for x in found.eigenvalues] == [x.startswith("-") for x in point["eigenvalues"]]
        assert found.determinant[0] > 0.0 or found.determinant[1] < 0.0
        for value, (low, high) in zip(found.eigenvalues, found.eigenvalue_enclosures, strict=True):
            assert low <= value <= high
            assert high - low <= 2 * np.spacing(abs(value))


@pytest.mark.parametrize("row", [row for row in ROWS if any(p["kind"] == "degenerate" for p in row["points"])],
                         ids=lambda row: row["id"])  # fmt: skip
def test_degenerate_points_are_never_confirmed(row: dict[str, Any]) -> None:
    for point in row["points"]:
        if point["kind"] == "degenerate":
            for radius in (1e-2, 1e-8, 1e-14):
                lower, upper = box_around(row, point, radius)
                assert confirmer_of(row["expr"], tuple(row["vars"])).confirm(lower, upper) is None


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("(x^2 + y^2 - 1)^2", (1, 0)), ("(x^2 + y^2 - 1)^2", (0.6, 0.8)), ("x^2*y^2", (0, 1)), ("7 + 0*x", (0, 0)),
        ("(x - y)^2", (1, 1)), ("x^2 - 2*x*y + y^2 + 1e-30*x", (0, 0)), ("(x^2 - 2)^2*(y^2 + 1)", (2**0.5, 0.3)),
        ("exp(-1/x^2) + y^2", (0, 0)), ("x^2 + y^2*sin(y)", (0, 0)),
    ],
)  # fmt: skip
def test_points_of_curves_of_critical_points_and_flat_ones_are_never_confirmed(
    text: str, point: tuple[float, float]
) -> None:
    for radius in (0.1, 1e-8, 1e-13):
        assert confirmer(text).confirm_near(point, radius) is None


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("abs(x) + y^2", (0, 0)), ("1e-12*abs(x) + x^2 + y^2", (0, 0)), ("x^2 + y^2 + where(x < 0, 1, 0)", (0, 0)),
        ("max(x^2, 2*x^2) + y^2", (0, 0)), ("x^2 + y^2 + 1e-20*floor(x)", (0, 0)), ("sqrt(x^2 + y^2)", (0, 0)),
        ("x^2*sign(x) + y^2 + x^2*2", (0, 0)), ("x^2.5 + y^2", (0, 0)), ("x*log(x)*0 + x^2 + y^2", (0, 0)),
        ("1/(x^2 + y^2)", (0, 0)), ("x^2 + y^2 + 0*log(x)", (0, 0)), ("atan2(y, x)^2 + (x + 1)^2", (-1, 0)),
    ],
)  # fmt: skip
def test_where_f_may_be_not_smooth_nothing_is_confirmed(text: str, point: tuple[float, float]) -> None:
    for radius in (1e-3, 1e-9):
        assert confirmer(text).confirm_near(point, radius) is None


def test_smooth_pieces_away_from_their_borders_are_confirmed() -> None:
    found = confirmer("abs(x)^3 - 3*abs(x) + max(y, -5)^2 + floor(x + 10.2)").confirm_near((-1, 0), 1e-3)
    assert found is not None
    assert found.kind is Kind.MINIMUM
    assert found.x.tolist() == [-1.0, 0.0]
    angle = confirmer("atan2(y, x)^2 + (x - 1)^2").confirm_near((1, 0), 1e-3)
    assert angle is not None
    assert angle.kind is Kind.MINIMUM


def test_a_box_beside_the_point_is_not_confirmed_however_near() -> None:
    found = confirmer(HIMMELBLAU).confirm([3.5, -1.9], [3.6, -1.8])
    assert found is not None
    (x_low, x_high), (y_low, y_high) = found.enclosure.tolist()
    beside = np.nextafter(x_high, 9.0)
    assert confirmer(HIMMELBLAU).confirm([beside, y_low - 1e-9], [beside + 1e-8, y_high + 1e-9]) is None
    below = np.nextafter(x_low, -9.0)
    assert confirmer(HIMMELBLAU).confirm([below - 1e-8, y_low - 1e-9], [below, y_high + 1e-9]) is None
    assert confirmer(HIMMELBLAU).confirm([x_low - 1e-8, y_high + 1e-12], [x_high + 1e-8, y_high + 1e-9]) is None
    assert confirmer(HIMMELBLAU).confirm([x_low, y_low], [x_high, y_high]) is not None


def test_a_point_on_the_edge_of_the_box_is_confirmed() -> None:
    for lower, upper in (([3, 2], [3.1, 2.1]), ([2.9, 1.9], [3, 2]), ([3, 1.9], [3, 2.1]), ([3, 2], [3, 2])):
        found = confirmer(HIMMELBLAU).confirm(lower, upper)
        assert found is not None
        assert found.x.tolist() == [3.0, 2.0]
        assert np.all(found.box[:, 0] < found.x)
        assert np.all(found.x < found.box[:, 1])


def test_a_box_with_two_points_is_not_claimed_to_have_one() -> None:
    found = confirmer("x^4/4 - x^2/2000000 + y^2").confirm([-2e-3, -1e-3], [2e-3, 1e-3])
    # One of the three may be confirmed, but only in a box without the others.
    if found is not None:
        low, high = found.box[0]
        assert sum(low <= x <= high for x in (-1e-3, 0.0, 1e-3)) == 1


def test_wide_boxes_are_confirmed_in_the_part_for_which_uniqueness_was_shown() -> None:
    found = confirmer("exp(x) - 2*x + y^2 + x*y/10").confirm([-4, -4], [4, 4])
    assert found is not None
    for (low, high), x in zip(found.box.tolist(), found.x.tolist(), strict=True):
        assert low < x < high
        assert high - low > 1e-3


@pytest.mark.parametrize(
    "box", [([1, 2], [0, 3]), ([float("nan"), 0], [1, 1]), ([0, 0], [float("inf"), 1]), ([0], [1])]
)
def test_nonsense_boxes_are_not_confirmed(box: tuple[list[float], list[float]]) -> None:
    assert confirmer(HIMMELBLAU).confirm(*box) is None


def test_points_that_are_doubles_have_enclosures_without_width_where_arithmetic_is_exact() -> None:
    found = confirmer(HIMMELBLAU).confirm_near((3.0, 2.0), 1e-6)
    assert found is not None
    assert found.enclosure.tolist() == [[3.0, 3.0], [2.0, 2.0]]
    assert (found.value, found.value_enclosure) == (0.0, (0.0, 0.0))
    assert found.determinant[0] <= 74 * 34 - 400 <= found.determinant[1]


def test_coordinates_and_eigenvalues_are_the_nearest_doubles_of_the_true_ones() -> None:
    mp = mpmath.mp.clone()
    mp.dps = 40
    found = confirmer(HIMMELBLAU).confirm([3.5, -1.9], [3.6, -1.8])
    assert found is not None
    x, y = mp.findroot(
        lambda x, y: (4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7), 2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7)),
        (3.58, -1.85),
    )
    assert found.x.tolist() == [float(x), float(y)]
    H = mp.matrix([[12 * x**2 + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y**2 + 4 * x - 26]])
    eigenvalues, _ = mp.eigsy(H)
    assert found.eigenvalues.tolist() == [float(k) for k in eigenvalues]
    assert found.value == float((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2) or found.value <= found.value_enclosure[1]


@pytest.mark.parametrize("seed", range(20))
def test_eigenvalue_balls_contain_the_eigenvalues_of_every_matrix_in_the_balls(seed: int) -> None:
    rng = random.Random(seed)
    n = rng.randint(1, 6)
    mp = mpmath.mp.clone()
    mp.dps = 60
    scale = [10.0 ** rng.uniform(-6, 6) if seed % 2 else 1.0 for _ in range(n)]
    middle = [[rng.choice([0.0, rng.gauss(0, 1)]) * scale[min(i, j)] for j in range(n)] for i in range(n)]
    radius = rng.choice([0.0, 1e-20, 1e-6])
    with working_precision(128):
        matrix = [[arb(middle[min(i, j)][max(i, j)], radius) for j in range(n)] for i in range(n)]
        balls = eigenvalue_balls(matrix)
    H = mp.matrix(n, n)
    for i in range(n):
        for j in range(i, n):
            H[i, j] = H[j, i] = mp.mpf(middle[i][j]) + rng.choice([-1, 0, 1]) * mp.mpf(radius)
    true = sorted(mp.eigsy(H, eigvals_only=True))
    size = max(abs(float(k)) for k in true) + 1e-300
    for ball, exact in zip(balls, true, strict=True):
        low, high = map(mp.mpf, enclosing_doubles(ball))
        assert low - size * mp.mpf(10) ** -45 <= exact <= high + size * mp.mpf(10) ** -45
        assert float(ball.rad()) <= 1e-25 * size + 100 * n * radius


def test_doubles_around_a_ball_are_the_nearest_outside() -> None:
    with working_precision(128):
        third = arb(1) / 3
        assert enclosing_doubles(third) == (1 / 3, np.nextafter(1 / 3, 1.0))
        assert enclosing_doubles(arb(3)) == (3.0, 3.0)
        low, high = enclosing_doubles(arb(2) ** -1080)
        assert low == 0.0
        assert high == 5e-324
        assert enclosing_doubles(arb(10) ** 400) == (1.7976931348623157e308, float("inf"))
        assert Fraction(low) < Fraction(1, 2**1080) < Fraction(high)


# What forged proofs do: the suite must notice a confirmation that is not based on the function.


def test_a_flipped_sign_in_the_hessian_does_not_get_past_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    true = BallProgram.jet

    def forged(self: BallProgram, box: list[arb], precision: int) -> BallJet:
        jet = true(self, box, precision)
        (a, b), (_, d) = jet.hessian
        return BallJet(jet.value, jet.gradient, ((-a, b), (b, d)))

    monkeypatch.setattr(BallProgram, "jet", forged)
    row = next(row for row in ROWS if row["id"] == "sixhump_camel")
    for point in row["points"]:
        found = Confirmer(parse(row["expr"], variables=row["vars"])).confirm(*box_around(row, point))
        assert found is None or found.index != point["morse_index"]


def test_a_gradient_that_is_shifted_moves_the_point_out_of_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    true_jet, true_slope = BallProgram.jet, BallProgram.slope

    def jet(self: BallProgram, box: list[arb], precision: int) -> BallJet:
        true = true_jet(self, box, precision)
        return BallJet(true.value, (true.gradient[0] + 1, true.gradient[1]), true.hessian)

    def slope(self: BallProgram, box: list[arb], precision: int) -> list[arb]:
        g = true_slope(self, box, precision)
        return [g[0] + 1, g[1]]

    monkeypatch.setattr(BallProgram, "jet", jet)
    monkeypatch.setattr(BallProgram, "slope", slope)
    assert Confirmer(parse(HIMMELBLAU)).confirm_near((3.0, 2.0), 1e-6) is None


def test_where_newtons_method_converges_to_a_flat_point_nothing_is_proved() -> None:
    found = Confirmer(parse("x^4 + y^4"))._prove([(-1e-9, 1e-9), (-1e-9, 1e-9)], 128)
    assert found is None


def test_an_operator_that_does_not_contract_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    true = Krawczyk.image

    def spread(self: Krawczyk, box: list[arb]) -> tuple[list[arb], BallJet] | None:
        found = true(self, box)
        assert found is not None
        return [x + arb(0, 1.01 * float(side.rad())) for x, side in zip(self.point, box, strict=True)], found[1]

    monkeypatch.setattr(Krawczyk, "image", spread)
    assert Confirmer(parse(HIMMELBLAU)).confirm_near((3.0, 2.0), 1e-6) is None


def test_two_threads_confirm_at_once_and_agree() -> None:
    shared = Confirmer(parse(HIMMELBLAU))
    alone = shared.confirm([3.5, -1.9], [3.6, -1.8])
    answers: list[Confirmation | None] = []

    def work() -> None:
        answers.extend(shared.confirm([3.5, -1.9], [3.6, -1.8]) for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert alone is not None
    assert len(answers) == 100
    for answer in answers:
        assert answer is not None
        assert np.array_equal(answer.enclosure, alone.enclosure)
        assert answer.precision == alone.precision


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_points_of_one_to_six_variables_are_confirmed(n: int) -> None:
    names = tuple(f"x{k}" for k in range(1, n + 1))
    wells = "+".join(f"({name}^2 - 1)^2" for name in names)
    chain = "+".join(f"({a} - {b})^2/10" for a, b in pairwise(names)) or "0"
    found = Confirmer(parse(f"{wells} + {chain}", variables=names)).confirm_near([1.0] * n, 1e-3)
    assert found is not None
    assert (found.kind, found.index) == (Kind.MINIMUM, 0)
    flat = Confirmer(parse(f"{wells} + {chain}", variables=names)).confirm_near([0.0] * n, 1e-4)
    assert flat is not None
    assert flat.index >= 1


def test_more_than_six_variables_are_not_tried() -> None:
    names = tuple(f"x{k}" for k in range(1, 8))
    text = "+".join(f"{name}^2" for name in names)
    assert Confirmer(parse(text, variables=names)).confirm_near([0.0] * 7, 1e-3) is None


def test_a_refined_point_has_as_many_digits_as_asked_for() -> None:
    shared = confirmer("x^4 - 4*x^2 + y^2")
    found = shared.confirm_near((2**0.5, 0.0), 1e-6)
    assert found is not None
    for precision in (128, 384, 1000):
        balls = shared.refined(found, precision)
        assert balls is not None
        with working_precision(precision + 64):
            assert balls[0].contains(arb(2).sqrt())
            assert balls[0].rad() < arb(2) ** (40 - precision)
            assert balls[1].contains(0)
