"""Where points and sets of critical points lie, in words that are no more certain than what is known."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import hessview as hv
from hessview.explanations.places import direction, equations, place
from hessview.explanations.set_places import set_place_words

if TYPE_CHECKING:
    from hessview.analysis.critical_sets import CriticalSet


def sets(text: str, n: int = 2) -> list[CriticalSet]:
    names = ("x", "y", "z")[:n]
    return list(hv.Function(text, variables=names).critical_points([(-5.0, 5.1)] * n, 60.0).curves)


@pytest.mark.parametrize(("text", "n", "words"), [
    ("x^2", 2, "x = 0"),
    ("(y - 2.7)^2", 2, "y = 2.7"),
    ("(3x - 1)^2", 2, "x = 1/3"),
    ("x^2 + (z + 1)^2", 3, "x = 0, z = −1"),
    ("(x^2 + y^2 - 1)^2", 2, "centre (0, 0), radius 1"),
    ("((x - 1)^2 + (y + 0.5)^2 - 2)^2", 2, "about centre (1, −0.5), radius 1.41421"),
    ("(y - x)^2", 2, "y = x"),
    ("(y + 2x - 1)^2", 2, "y = −2x + 1"),
    ("(x - sqrt(2))^2", 2, "about x = 1.41421"),
    ("(x^2 - 2y^2)^2", 2, ""),
    ("(x^2 + y^2 + z^2 - 4)^2", 3, ""),
])  # fmt: skip
def test_a_set_is_placed_by_its_equation(text: str, n: int, words: str) -> None:
    found, = sets(text, n)
    assert set_place_words(found, ("x", "y", "z")[:n]) == words


def test_multiples_of_pi_are_recognised() -> None:
    places = {set_place_words(each, ("x", "y")) for each in sets("sin(x)^2")}
    assert places == {"x = 0", "x = pi/2", "x = −pi/2", "x = pi", "x = −pi", "x = 3pi/2", "x = −3pi/2"}


def test_of_a_set_that_is_not_proved_the_place_is_about_that() -> None:
    found, = sets("x^2")
    assert set_place_words(replace(found, proved=False), ("x", "y")) == "about x = 0"


def test_what_only_comes_near_a_simple_number_is_not_said_to_be_it() -> None:
    found, = sets("x^2")
    beside = replace(found, points=found.points + np.array([1.0 / 3.0 + 1e-10, 0.0]))
    assert set_place_words(beside, ("x", "y")) == "about x = 0.333333"


@pytest.mark.parametrize(
    ("point", "text"),
    [
        ([1.0, -0.5], "(1, −0.5)"), ([1 / 3, 1.0], "≈ (0.3333, 1)"), ([math.pi], "≈ 3.142"), ([0.25], "0.25"),
        ([0.5] * 7, "(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, …)"),
    ],
)  # fmt: skip
def test_a_place_whose_digits_leave_something_out_says_so(point: list[float], text: str) -> None:
    assert place(point) == text


def test_a_direction_is_a_direction_in_few_digits_and_an_equation_equates_what_is_equal() -> None:
    assert direction([math.sqrt(0.2), math.sqrt(0.8)]) == "(0.4472, 0.8944)"
    assert equations(("x", "y"), (2.0, 1 / 3)) == "x = 2, y ≈ 0.3333333333"


def test_of_a_long_direction_the_entries_that_matter_are_written() -> None:
    assert direction(np.eye(10)[9]) == "e10"
    assert direction(-np.eye(10)[9]) == "−e10"
    assert direction([0.0, 0.0, -0.6, *[0.0] * 6, 0.8]) == "−0.6 e3 + 0.8 e10"
    assert direction([0.6, 0.0, 1e-9, *[0.0] * 6, -0.8]) == "0.6 e1 − 0.8 e10"
    long = direction([math.sqrt(0.1)] * 10)
    assert long.endswith("0.3162 e6 + …")
