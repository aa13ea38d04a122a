"""The dial of a page has a scale, which its title names: a number beside an axis would be read as its eigenvalue."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hessview.analysis.plane_form import PlaneForm, plane_form
from hessview.api.functions import Function
from hessview.figure.dial import dial
from hessview.figure.marks import TextMark
from hessview.figure.page_sections import _with_scale, dial_title

PLANE = np.eye(2)


def form_of(one: float, other: float, turned: float) -> PlaneForm:
    """Return the form with these eigenvalues, its first axis turned by so many degrees."""
    c, s = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    f = f"{one / 2} ({c} x + {s} y)^2 + {other / 2} ({-s} x + {c} y)^2".replace("+ -", "- ").replace("(-", "(0 - ")
    made = plane_form(Function(f, variables=("x", "y")).curvature([0.3, 0.2]), PLANE)
    assert made is not None
    return made


def words_on(form: PlaneForm) -> list[TextMark]:
    figure = _with_scale(dial(form, ("x", "y"), None, is_critical=False).figure, form, None)
    return [mark for mark in figure.marks if isinstance(mark, TextMark)]


@pytest.mark.parametrize("turned", range(0, 180, 15))
@pytest.mark.parametrize(
    ("eigenvalues", "said"), [((-3.638, 3.038), "3.638"), ((-40.0, 2.0), "40"), ((1.0, 3.25), "3.25")]
)
def test_the_scale_is_named_in_the_title_and_beside_no_axis(
    eigenvalues: tuple[float, float], said: str, turned: int
) -> None:
    form = form_of(*eigenvalues, turned)
    assert dial_title(form) == f"dᵀHd for every d   outer circle: {said}"
    assert {word.text for word in words_on(form)} == {"x", "y", "λ₁", "λ₂", "0"}


@pytest.mark.parametrize("turned", range(0, 180, 15))
def test_where_nothing_is_zero_the_circle_of_zero_is_named_inside_away_from_the_axes(turned: int) -> None:
    (zero,) = [word for word in words_on(form_of(1.0, 3.25, turned)) if word.text == "0"]
    assert math.hypot(zero.x, zero.y) < 1.0
    angle = math.degrees(math.atan2(zero.y, zero.x))
    assert all(abs(math.remainder(angle - turned - axis, 180.0)) >= 30.0 for axis in (0.0, 90.0))


def test_where_all_is_zero_there_is_no_scale() -> None:
    form = form_of(0.0, 0.0, 0.0)
    assert dial_title(form) == "dᵀHd for every d"
    assert not {"0"} & {word.text for word in words_on(form)}
