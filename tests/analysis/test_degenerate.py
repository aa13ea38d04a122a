"""The nature of degenerate critical points, where the exact Taylor series tells it."""

from __future__ import annotations

import pytest

from hessview.analysis import curvature
from hessview.analysis.curvature import Code, Kind, Nature
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

MINIMUM, MAXIMUM, NEITHER, OPEN = Nature.MINIMUM, Nature.MAXIMUM, Nature.NOT_AN_EXTREMUM, Nature.UNDECIDED


@pytest.mark.parametrize(
    ("text", "point", "nature"),
    [
        ("x^4 + y^4", (0, 0), MINIMUM), ("-x^4 - y^4", (0, 0), MAXIMUM), ("x^4 - y^4", (0, 0), NEITHER),
        ("x^2 + y^4", (0, 0), MINIMUM), ("x^2 - y^4", (0, 0), NEITHER), ("-x^2 - y^4", (0, 0), MAXIMUM),
        ("-x^2 + y^4", (0, 0), NEITHER), ("x^4 + y^6", (0, 0), MINIMUM), ("x^4 + x^2y^2 + y^6", (0, 0), MINIMUM),
        ("x^3 - 3x y^2", (0, 0), NEITHER), ("x^3 + y^4", (0, 0), NEITHER), ("x^2y + y^4", (0, 0), NEITHER),
        # Peano's: a minimum along every straight line, and none
        ("(y - x^2)(y - 3x^2)", (0, 0), NEITHER), ("(y - x^2)^2 + y^4", (0, 0), MINIMUM),
        # x^4 + c x^3 y + y^4 is positive definite for |c| < 4/3^(3/4) = 1.7548 only
        ("x^4 + 1.75x^3y + y^4", (0, 0), MINIMUM), ("x^4 + 1.76x^3y + y^4", (0, 0), NEITHER),
        ("cos(x) + x^2/2", (0,), MINIMUM), ("exp(x) - 1 - x - x^2/2", (0,), NEITHER),
        ("sin(x) - x + y^2", (0, 0), NEITHER), ("tanh(x)^4 + sqrt(1 + y^4)", (0, 0), MINIMUM),
        ("exp(-x^4 - y^2)", (0, 0), MAXIMUM), ("x*y*z", (0, 0, 0), NEITHER), ("x y + z^4", (0, 0, 0), NEITHER),
        ("x^2 + y^4 + z^6", (0, 0, 0), MINIMUM), ("x^8", (0,), MINIMUM), ("x^11", (0,), NEITHER),
        ("(x1 + 10x2)^2 + 5(x3 - x4)^2 + (x2 - 2x3)^4 + 10(x1 - x4)^4", (0, 0, 0, 0), MINIMUM),
        # the doubles 0.1 and 0.7 stand for the decimals
        ("(x - 0.1)^4 + (y - 1/3)^2", (0.1, 1 / 3), MINIMUM),
        ("sin(x - 0.7) - (x - 0.7) + y^2", (0.7, 0), NEITHER),
        # not to be told by the first orders
        ("x^2 + 2x y^2 + y^4 + y^30", (0, 0), OPEN), ("7", (0, 0), OPEN),
    ],
)  # fmt: skip
def test_higher_derivatives_tell_what_the_hessian_leaves_open(
    text: str, point: tuple[float, ...], nature: Nature
) -> None:
    c = curvature.at(ExpressionLandscape(parse(text)), point)
    assert c.kind is Kind.DEGENERATE
    assert c.is_critical is True
    assert c.nature is nature


@pytest.mark.parametrize(
    ("text", "point", "kind"),
    [
        ("(x - 1)^3 + 1e-20(x - 1)^2", 1.0, Kind.MINIMUM), ("(x - 0.1)^3 - 1e-18(x - 0.1)^2", 0.1, Kind.MAXIMUM),
    ],
)  # fmt: skip
def test_a_curvature_below_the_point_s_last_digit_counts_where_the_point_is_exact(
    text: str, point: float, kind: Kind
) -> None:
    c = curvature.at(ExpressionLandscape(parse(text)), (point,))
    assert c.kind is kind
    assert Code.EXACT in [note.code for note in c.notes]


def test_what_would_take_too_long_is_left_undecided_and_said_to_be() -> None:
    powers = " + ".join(f"(x - {k}y)^12" for k in range(1, 30))
    c = curvature.at(ExpressionLandscape(parse(f"{powers} + x^3 y^3")), (0, 0))
    assert c.kind is Kind.DEGENERATE
    assert c.nature is OPEN
    assert Code.TOO_MUCH_EFFORT in [note.code for note in c.notes]
