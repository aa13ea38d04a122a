"""Every method has a colour of its own, and those that are compared do not share it."""

from __future__ import annotations

import random

import pytest

from hessview.document.limits import METHODS, MOST_METHODS
from hessview.document.method_colours import COLOURS, OWN, borrowed_in, colours_of
from hessview.document.state import Race


def test_every_method_has_one_and_a_race_has_no_more_methods_than_there_are() -> None:
    assert set(OWN) == set(METHODS)
    assert set(OWN.values()) == set(range(COLOURS))
    assert MOST_METHODS <= COLOURS


@pytest.mark.parametrize(
    "together",
    [
        Race().methods,
        METHODS[4:11], ("gradient descent", *METHODS[4:11]),
        ("gradient descent", "steepest descent", "armijo", "wolfe"),
        ("gradient descent", *METHODS[10:16]),
        ("gradient descent", "newton", "conjugate gradients", "bfgs", "l-bfgs", "nelder-mead", "trust region"),
        ("gradient descent", "gradient flow"), ("newton", "gradient flow", "newton flow"),
        ("newton", "eigenvector following", "trust region"),
    ],
)  # fmt: skip
def test_those_that_are_compared_have_their_own(together: tuple[str, ...]) -> None:
    assert borrowed_in(colours_of(together)) == ()


def test_no_two_of_a_race_share_one_and_who_came_first_has_its_own() -> None:
    draw = random.Random(6)
    for _ in range(300):
        methods = tuple(draw.sample(METHODS, draw.randint(1, MOST_METHODS)))
        colours = colours_of(methods)
        assert tuple(colours) == methods
        assert len(set(colours.values())) == len(methods)
        assert colours[methods[0]] == OWN[methods[0]]
        assert colours_of(methods, borrowed_in(colours)) == colours
