"""Witnesses read like equations and are drawn as the curves that they name."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from hessview.analysis.germs.witness import Witness, constant_text, polynomial_text, witness
from hessview.calculus.series import Named

F = Fraction


def made(
    place: tuple[Fraction | float, ...],
    curve: list[dict[int, Fraction | float]],
    along: dict[int, Fraction | float] | None = None,
) -> Witness:
    return witness(("x", "y", "z")[: len(place)], place, curve, along or {4: F(-1)})


@pytest.mark.parametrize(
    ("place", "curve", "along", "text", "term"),
    [
        ((F(0), F(0)), [{1: F(1)}, {2: F(2)}], {4: F(-1)}, "y = 2x^2", "-x^4"),
        ((F(0), F(0)), [{}, {1: F(1)}], {2: F(3)}, "x = 0", "3y^2"),
        ((F(0), F(0)), [{1: F(-1)}, {}], {3: F(-2)}, "y = 0, x < 0", "2x^3"),
        ((F(1), F(-2)), [{1: F(1)}, {2: F(3, 2)}], {4: F(1)}, "y = 3(x - 1)^2/2 - 2", "(x - 1)^4"),
        ((F(3, 5), F(4, 5)), [{1: F(1)}, {1: F(4, 3)}], {2: F(1)}, "y = 4x/3", "(x - 0.6)^2"),
        ((F(1, 3), F(0)), [{1: F(1)}, {}], {3: F(27)}, "y = 0, x > 1/3", "27(x - 1/3)^3"),
        ((F(0), F(0)), [{2: F(-1)}, {3: F(1)}], {6: F(1)}, "x = -t^2, y = t^3", "t^6"),
        ((F(0), F(0)), [{3: F(1)}, {2: F(-1, 2)}], {7: F(1)}, "x = t^3, y = -t^2/2, t > 0", "t^7"),
        ((F(0),), [{1: F(1)}], {4: F(1)}, "on both sides of x = 0", "x^4"),
        ((F(7, 10),), [{1: F(-1)}], {3: F(1)}, "x < 0.7", "-(x - 0.7)^3"),
        ((F(0), F(0), F(1)), [{1: F(1)}, {1: F(-1)}, {2: F(1), 3: F(-1)}], {4: F(1)}, "y = -x, z = -x^3 + x^2 + 1",
         "x^4"),
        ((Named(math.pi, "pi"), F(0)), [{1: F(1)}, {}], {3: F(1)}, "y = 0, x > pi", "(x - pi)^3"),
        ((Named(-math.pi, "-pi"), F(0)), [{1: F(1)}, {}], {4: Named(2.0, "2")}, "y = 0", "2 (x + pi)^4"),
        ((0.123456789, F(0)), [{}, {1: F(1)}], {2: 0.5}, "x = 0.123457", "0.5 y^2"),
    ],
)  # fmt: skip
def test_the_text_is_what_one_would_write(
    place: tuple[Fraction | float, ...],
    curve: list[dict[int, Fraction | float]],
    along: dict[int, Fraction | float],
    text: str,
    term: str,
) -> None:
    found = made(place, curve, along)
    assert (found.text, found.term) == (text, term)
    assert found.text.startswith(found.equation)


def test_a_curve_is_drawn_on_both_sides_where_it_holds_on_both() -> None:
    points = made((F(1), F(0)), [{1: F(1)}, {2: F(2)}]).points(0.5)
    assert points.shape == (65, 2)
    assert np.allclose(points[:, 1], 2 * (points[:, 0] - 1) ** 2)
    assert np.allclose(points[0], (0.5, 0.5))
    assert np.allclose(points[-1], (1.5, 0.5))


def test_a_half_line_starts_at_the_point_and_stays_within_its_lengths() -> None:
    points = made((F(0), F(0)), [{1: F(-1)}, {1: F(1)}], {3: F(-1)}).points((2.0, 0.25), count=9)
    assert points.shape == (9, 2)
    assert np.allclose(points[0], (0, 0))
    assert np.allclose(points[-1], (-0.25, 0.25))


def test_no_further_than_the_change_keeps_its_sign() -> None:
    found = made((F(0), F(0)), [{1: F(1)}, {}], {4: F(-1), 6: F(4)})
    assert found.reach == pytest.approx(0.5)
    assert np.max(np.abs(found.points(10.0))) == pytest.approx(0.5)
    assert made((F(0), F(0)), [{1: F(1)}, {}], {4: F(-1), 6: F(-4)}).reach == math.inf
    one_sided = made((F(0), F(0)), [{1: F(1)}, {}], {3: F(-1), 4: F(-2)})
    assert one_sided.reach == math.inf


@pytest.mark.parametrize(
    ("value", "text"),
    [(F(3), "3"), (F(1, 10), "0.1"), (F(1, 3), "1/3"), (F(-7, 2), "-3.5"), (0.1, "0.1"), (1 / 3, "0.333333"),
     (F(1, 3) ** 40, "8.22526e-20"), (F(12345678901234567), "1.23457e+16"),
     (Named(1.5, "three halves"), "three halves")],
)  # fmt: skip
def test_numbers_are_short(value: Fraction | float, text: str) -> None:
    assert constant_text(value) == text


def test_a_polynomial_is_written_in_the_steps_from_the_place() -> None:
    terms = {(3, 0): F(1), (1, 2): F(-3), (0, 4): F(1, 2)}
    assert polynomial_text(("x", "y"), (F(1), F(-2)), terms) == "(x - 1)^3 - 3(x - 1) (y + 2)^2 + (y + 2)^4/2"
