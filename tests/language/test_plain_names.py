"""Names in plain text as one would print them."""

from __future__ import annotations

import pytest

from hessview.language.decimals import raised
from hessview.language.plain_names import plain_name, with_plain_names


@pytest.mark.parametrize(
    ("name", "plain"), [("x1", "x₁"), ("x_12", "x₁₂"), ("alpha", "α"), ("alpha2", "α₂"), ("width", "width"), ("x", "x")]
)
def test_a_name_is_printed_with_its_subscript_and_its_greek_letter(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [("x2^2*x3", "x₂²*x₃"), ("x1^12 + x_1", "x₁¹² + x₁"), ("atan2(x1, x2)", "atan2(x₁, x₂)"), ("1e5*x1", "1e5*x₁"),
     ("1.5e-5 + e1", "1.5e-5 + e₁"), ("∂²f/∂x1²", "∂²f/∂x₁²"), ("∂²f/∂x3∂x1", "∂²f/∂x₃∂x₁"),
     ("log10(alpha)", "log10(α)")],
)  # fmt: skip
def test_in_a_formula_a_subscript_comes_before_the_exponent_and_functions_keep_their_names(
    text: str, plain: str
) -> None:
    assert raised(with_plain_names(text)) == plain
