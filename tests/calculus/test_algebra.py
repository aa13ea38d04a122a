"""Expressions are simplified without ever folding a number out of the range of binary64."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.calculus.jet import JetProgram
from hessview.language.parser import parse


@pytest.mark.parametrize(
    ("text", "at", "second"),
    [
        ("(1e-200x)^2", 1.0, 0.0),
        ("1e308x^2", 0.5, np.inf),
        ("1e-300*(1e-300*x^2)", 1.0, 0.0),
        ("1e200*(1e-200*x^2)", 1.0, 2.0),
        ("3*(0.25*x^2)", 1.0, 1.5),
        ("1e-320x^2", 1.0, 2e-320),
        ("x^1e-300", 1.0, -1e-300),
    ],
)
def test_numbers_of_any_size_are_differentiated_without_an_exception(text: str, at: float, second: float) -> None:
    jet = JetProgram(parse(text)).at([at])
    if np.isinf(second):
        assert not jet.hessian[0, 0] < 1e308
    else:
        np.testing.assert_allclose(jet.hessian[0, 0], second, rtol=1e-15, atol=5e-324)
        assert abs(jet.hessian[0, 0] - second) <= jet.hessian_error[0, 0]
