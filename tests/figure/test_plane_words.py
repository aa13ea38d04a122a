"""What the axes of a tilted picture are called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hessview.document.planes import ChoosePlane
from hessview.document.state import State
from hessview.figure.plane_words import axis_names, direction_words, plane_note, whole

TEXT = "x y z"
STATE = State(TEXT, TEXT, (("x", 1.0), ("y", 2.0), ("z", 3.0)))
NAMES = ("x", "y", "z")


def test_a_direction_along_small_whole_numbers_is_said_by_them() -> None:
    assert whole((0.5**0.5, 0.0, -(0.5**0.5))) == (1.0, 0.0, -1.0)
    assert whole((2 / 14**0.5, 3 / 14**0.5, 1 / 14**0.5)) == (2.0, 3.0, 1.0)
    assert whole((0.1234, 0.77, 0.5)) == (0.1234, 0.77, 0.5)
    assert whole((0.0, 0.0)) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("direction", "names", "words"),
    [
        ((0.5**0.5, 0.0, -(0.5**0.5)), NAMES, "(1, 0, −1)"),
        ((0.6, 0.8, 0.0), NAMES, "(3, 4, 0)"),
        ((0.0, 1.0, 0.0, 0.0, 0.0), ("x1", "x2", "x3", "x4", "x5"), "x₂"),
        ((1.0, 0.0, 0.0, 0.0, -2.0), ("x1", "x2", "x3", "x4", "x5"), "x₁ − 2 x₅"),
        ((1.0, 1.0, 1.0, 1.0, 1.0), ("x1", "x2", "x3", "x4", "x5"), "x₁ + x₂ + x₃ + …"),
    ],
)
def test_a_direction_in_words(direction: tuple[float, ...], names: tuple[str, ...], words: str) -> None:
    assert direction_words(direction, names) == words


def test_eigenvectors_are_named_and_where_they_are_from_once_the_probe_has_left() -> None:
    chosen = ChoosePlane(((1.0, 0.0, 0.0), (0.0, 0.6, 0.8)), (3, 1)).apply(STATE)
    assert axis_names(chosen, NAMES) == ("s along v₃", "t along v₁")
    assert plane_note(chosen, NAMES) == "plane of v₃ and v₁ at the probe"
    moved = replace(chosen, probe=(("x", 0.0),))
    assert plane_note(moved, NAMES) == "plane of v₃ and v₁ as they were at (1, 2, 3), through the probe"
    other = replace(chosen, text="x y z + x", accepted="x y z + x")
    assert axis_names(other, NAMES) == ("s along (1, 0, 0)", "t along (0, 3, 4)")
