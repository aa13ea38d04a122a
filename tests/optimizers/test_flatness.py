"""Where a function is flat as it is written: everywhere, between its jumps, or nowhere that can be read off."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.flatness import Flatness, flatness


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3 + 0*x + 0*y", Flatness.EVERYWHERE),
        ("floor(x) + 0*y", Flatness.BETWEEN_JUMPS),
        ("floor(x) * sign(y)", Flatness.BETWEEN_JUMPS),
        ("floor(2.5) + 0*x", Flatness.EVERYWHERE),  # a jump of no variable is none
        ("floor(x) + y", Flatness.NOWHERE),
        ("x^2 + y^2", Flatness.NOWHERE),
        ("exp(-1000*(x^2 + y^2))", Flatness.NOWHERE),  # it vanishes in rounding, but not as it is written
    ],
)
def test_flatness_is_read_off_the_formula(text: str, said: Flatness) -> None:
    assert flatness(ExpressionLandscape(parse(text))) is said


@pytest.mark.parametrize("text", ["3 + 0*x + 0*y", "floor(x) + 0*y", "floor(x) * sign(y)"])
def test_what_is_flat_has_the_same_value_a_little_farther_on_nearly_everywhere(text: str) -> None:
    f = ExpressionLandscape(parse(text))
    points = np.random.default_rng(2).uniform(-3.0, 3.0, (400, f.dimension))
    assert np.mean(f.value(points) == f.value(points + 1e-9)) > 0.99
    assert np.all(np.nan_to_num(f.gradient(points)) == 0.0)
