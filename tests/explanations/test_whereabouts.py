"""A flat point that is critical only as far as rounding tells is said to be near, not at, its place."""

from __future__ import annotations

import pytest

from hessview.analysis import curvature
from hessview.explanations.basins import end_name
from hessview.explanations.whereabouts import whereabouts
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.optimizers.basins import BasinEnd

FLAT = "(y - x^2)^2 + x^6"


@pytest.mark.parametrize(
    ("text", "point", "words"),
    [(FLAT, (0.0, 0.0), "at (0, 0)"), (FLAT, (3.0e-9, 9.0e-18), "near (3·10⁻⁹, 9·10⁻¹⁸)"),
     ("x^2 - y^2", (0.0, 0.0), "at (0, 0)"), ("x^2 + (y^2 - 2)^2", (0.0, 2.0**0.5), "at ≈ (0, 1.414)")],
)  # fmt: skip
def test_a_place_is_claimed_only_where_the_gradient_is_certainly_zero(
    text: str, point: tuple[float, ...], words: str
) -> None:
    c = curvature.at(ExpressionLandscape(parse(text)), point)
    assert c.is_critical
    assert whereabouts(c) == words


def test_the_end_of_a_basin_is_near_where_its_place_is_not_known() -> None:
    c = curvature.at(ExpressionLandscape(parse(FLAT)), (3.0e-9, 9.0e-18))
    assert end_name(BasinEnd((3.0e-9, 9.0e-18), c.kind, is_placed=False)).startswith("degenerate point near (3·")
