"""Forms in three and four variables: positive ones are proved to be, others get a point that shows it."""

from __future__ import annotations

import random
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

import pytest

from hessview.analysis.germs.forms import face_of, form_signs, weights_of_powers
from hessview.calculus.effort import Effort, TooMuchEffort
from hessview.calculus.rational_series import rational_series
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.calculus.series import Monomial


def terms(text: str) -> dict[Monomial, Fraction]:
    formula = parse(text)
    found = rational_series(formula, [Fraction(0)] * formula.dimension, 12, Effort(10**6))
    assert found is not None
    return found


def at(form: dict[Monomial, Fraction], point: tuple[Fraction, ...]) -> Fraction:
    return sum((c * prod(map(pow, point, m), start=Fraction(1)) for m, c in form.items()), Fraction(0))


@pytest.mark.parametrize(
    "text",
    [
        "x^4 + y^4 + z^4", "x^4 + y^4 + z^4 + x^2 y z", "x^4 + y^4 + z^4 - 2.8x^2 y z",
        # 3 x^2 y^2 z^2 would be Motzkin's and Robinson's kind: zero at (1, 1, 1)
        "x^6 + y^6 + z^6 - 2.9x^2 y^2 z^2", "(x^2 + y^2 + z^2)^2 - 0.1(x^4 + y^4)",
        "x^2 + y^4 + z^6 + x y^2 - 0.1y^2 z^3",
        "x^4 + y^4 + z^4 + w^4 + x y z w",
    ],
)  # fmt: skip
@pytest.mark.parametrize("sign", [1, -1])
def test_a_definite_form_is_proved_to_be_one(text: str, sign: int) -> None:
    form = {m: sign * c for m, c in terms(text).items()}
    signs = form_signs(form, Effort(10**6))
    assert signs.definite
    assert (signs.up is None) == (sign < 0)


@pytest.mark.parametrize("text", ["x^4 + y^4 + z^4 - 3x^2 y z", "x^4 + y^4 + z^4 - 2.9x y z^2", "x^4 + y^4 - 3x y z^2"])
def test_a_negative_place_is_found_however_narrow(text: str) -> None:
    form = terms(text)
    signs = form_signs(form, Effort(10**6))
    assert not signs.definite
    assert signs.down is not None
    assert at(form, signs.down) < 0


@pytest.mark.parametrize(
    "text", ["x^6 + y^6 + z^6 - 3x^2 y^2 z^2", "x^4 + y^4 + 0z", "x^4 + (y - z)^4", "x^2 y^2 + z^4"]
)
def test_a_form_with_zeros_is_not_called_definite(text: str) -> None:
    signs = form_signs(terms(text), Effort(10**6))
    assert not signs.definite
    assert signs.down is None


def test_the_search_stops_at_the_allowance() -> None:
    with pytest.raises(TooMuchEffort):
        form_signs(terms("x^8 + y^8 + z^8 + w^8 + x^2 y^2 z^2 w^2 - x^4 y^4 - y^4 z^4"), Effort(500))


def test_faces_and_weights() -> None:
    g = terms("x^4 + x^2 y^3 + y^6 + x^5 + z^8")
    assert weights_of_powers(g) == (6, 4, 3)
    least, face = face_of(g, (6, 4, 3))
    assert least == 24
    assert face == terms("x^4 + x^2 y^3 + y^6 + z^8")
    assert weights_of_powers(terms("x^4 + y^3 z")) is None


def test_random_forms_never_contradict_points() -> None:
    rng = random.Random(5)
    decided = 0
    for _ in range(60):
        monomials = [(i, j, 4 - i - j) for i in range(5) for j in range(5 - i)]
        form = {m: Fraction(rng.randint(-2, 2)) for m in rng.sample(monomials, 4)}
        form |= {(4, 0, 0): Fraction(2), (0, 4, 0): Fraction(2), (0, 0, 4): Fraction(2)}
        form = {m: c for m, c in form.items() if c}
        signs = form_signs(form, Effort(10**6))
        decided += signs.definite or signs.down is not None
        for _ in range(40):
            point = tuple(Fraction(rng.randint(-9, 9)) for _ in range(3))
            assert not signs.definite or at(form, point) > 0 or not any(point)
    assert decided >= 55
