"""Ticks of the colour bar: even where the levels are, with the centre of centred colours among them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from hessview.figure.colour_bar import ticks
from hessview.figure.colour_maps import DEFAULT, DIVERGING
from hessview.figure.marks import Axes, FieldMark, Figure, LevelMark


def picture(levels: list[float], low: float, high: float, colours: str = DEFAULT) -> Figure:
    grid = np.linspace(0.0, 1.0, 3)
    field = FieldMark(grid, grid, np.full((3, 3), low), low, high, colours)
    line = np.array([[0.0, 0.0], [1.0, 1.0]])
    return Figure(Axes((0.0, 1.0), (0.0, 1.0), "x", "y"), (field, *(LevelMark(level, line) for level in levels)))


@pytest.mark.parametrize("most", [2, 3, 4, 5, 7])
def test_of_even_levels_the_ticks_are_even_and_zero_is_one(most: int) -> None:
    levels = [round(-0.8 + 0.2 * k, 1) for k in range(9)]
    places = [place for place, _ in ticks(picture(levels, -0.9, 0.9), most)]
    assert len(places) <= most
    assert np.allclose(np.diff(places), np.diff(places)[:1])
    assert any(word == "0" for _, word in ticks(picture(levels, -0.9, 0.9), most))


def test_the_centre_of_centred_colours_has_a_tick_though_no_line_lies_there() -> None:
    made = ticks(picture([0.0, 1.0, 2.0, 3.0], -0.5, 3.1, DIVERGING), 4)
    assert (0.5, "1.3") in [(round(place, 9), word) for place, word in made]
    assert all(b - a >= 0.25 - 1e-9 for (a, _), (b, _) in pairwise(made))
