"""The dial of a page has a scale, whose number keeps clear of what else is written."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from hessview.analysis.plane_form import PlaneForm, plane_form
from hessview.api.functions import Function
from hessview.figure.dial import REACH, dial
from hessview.figure.marks import TextMark
from hessview.figure.page_sections import _LETTER, _LINE, _with_scale

PLANE = np.eye(2)


def form_of(one: float, other: float, turned: float) -> PlaneForm:
    """Return the form with these eigenvalues, its first axis turned by so many degrees."""
    c, s = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    f = f"{one / 2} ({c} x + {s} y)^2 + {other / 2} ({-s} x + {c} y)^2".replace("+ -", "- ").replace("(-", "(0 - ")
    made = plane_form(Function(f, variables=("x", "y")).curvature([0.3, 0.2]), PLANE)
    assert made is not None
    return made


def boxes(form: PlaneForm) -> list[tuple[TextMark, float, float]]:
    """Return every word of the dial with half its width and half its height as they are on a small one."""
    figure = _with_scale(dial(form, ("x", "y"), None, is_critical=False).figure, form, None)
    words = [mark for mark in figure.marks if isinstance(mark, TextMark)]
    return [(word, 0.5 * _LETTER * len(word.text), 0.5 * _LINE) for word in words]


@pytest.mark.parametrize("turned", range(0, 180, 15))
@pytest.mark.parametrize("eigenvalues", [(-0.8198, 1.22), (-40.0, 2.002), (1.0, 3.25), (-1234.0, -2.0)])
def test_the_number_of_the_scale_is_clear_of_every_other_word(eigenvalues: tuple[float, float], turned: int) -> None:
    form = form_of(*eigenvalues, turned)
    named = boxes(form)
    scale = next(each for each in named if math.hypot(each[0].x, each[0].y) > 1.0 + REACH and "λ" not in each[0].text
                 and each[0].text not in "xy")  # fmt: skip
    for one, other in combinations(named, 2):
        if scale in (one, other):
            across, up = abs(one[0].x - other[0].x), abs(one[0].y - other[0].y)
            assert across >= one[1] + other[1] or up >= one[2] + other[2], (one[0].text, other[0].text)
    word, half_width, half_height = scale
    nearest = math.hypot(max(abs(word.x) - half_width, 0.0), max(abs(word.y) - half_height, 0.0))
    assert nearest > 1.0 + REACH, "beside its circle, not across it"


def test_the_number_of_the_scale_is_the_greatest_second_derivative_beside_its_circle() -> None:
    (word,) = [mark for mark, *_ in boxes(form_of(-40.0, 2.0, 10.0)) if mark.text == "40"]
    assert 1.0 + REACH < math.hypot(word.x, word.y) < 1.0 + REACH + 0.6
