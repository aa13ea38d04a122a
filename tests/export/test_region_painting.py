"""The layer of definiteness on paper: told apart without colour, named, and drawn wherever f can be."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.image import imread

from hessview.document.session_file import open_bytes, to_metadata
from hessview.document.state import Appearance, Box, ColourBy, State
from hessview.export.image_files import paint
from hessview.export.region_painting import _TINTS, ground
from hessview.export.tikz_areas import fill_of
from hessview.figure.marks import UNDECIDED, UNDEFINED, RegionMark
from hessview.figure.patterns import BASINS, HATCHES, PATTERNS

CAMEL = "(4-2.1x^2+x^4/3)x^2+x y+(-4+4y^2)y^2"
LAYER = Appearance(overlays=("definiteness",))
RING = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [np.nan, np.nan]])


def document(text: str, look: Appearance = LAYER, view: Box | None = None) -> State:
    return State(text, text, (("x", 0.3), ("y", -0.2)), view or Box(-2, 2, -1, 1), appearance=look)


def file_of(state: State, format_: str = "png") -> bytes:
    made = paint(to_metadata(state), format_, 100, 80, 100.0)
    assert isinstance(made, bytes), made
    return made


def words_of(svg: bytes) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg.decode())


def test_the_legend_is_real_text_that_can_be_searched() -> None:
    words = words_of(file_of(document(CAMEL), "svg"))
    for name in ("positive definite", "negative definite", "indefinite", "det H = 0"):
        assert name in words


def test_without_the_layer_there_is_no_legend() -> None:
    assert "positive definite" not in words_of(file_of(document(CAMEL, Appearance()), "svg"))


def test_the_same_document_gives_the_same_file() -> None:
    assert file_of(document(CAMEL), "svg") == file_of(document(CAMEL), "svg")


@pytest.mark.parametrize("format_", ["svg", "pdf", "png"])
def test_the_file_carries_a_session_that_shows_the_layer(format_: str) -> None:
    state = document(CAMEL, replace(LAYER, colour_by=ColourBy.SMALLEST))
    assert open_bytes(file_of(state, format_)) == state


def test_every_region_has_a_tint_of_its_own_light_enough_for_black_text() -> None:
    tints = {kind: tuple(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)) for kind, colour in _TINTS.items()}
    assert len(set(tints.values())) == len(tints)
    for r, g, b in tints.values():
        assert 0.2126 * r**2.2 + 0.7152 * g**2.2 + 0.0722 * b**2.2 > 0.6
    assert set(tints) <= set(PATTERNS)


def test_strips_of_starts_that_come_to_no_end_differ_by_lines_of_their_own() -> None:
    looks = {kind: ground(kind, is_tinted=True) for kind in _TINTS}
    hatched = {kind: look["hatch"] for kind, look in looks.items() if "hatch" in look}
    assert set(hatched) == set(HATCHES)
    assert len(set(hatched.values())) == len(hatched)
    assert all(look["hatch"] not in hatched.values() for look in (ground(UNDEFINED, True), ground(UNDECIDED, True)))
    assert {fill_of(RegionMark(RING, kind, kind)).partition("postaction")[2] for kind in BASINS} == {""}
    assert len({fill_of(RegionMark(RING, kind, kind)).partition("postaction")[2] for kind in HATCHES}) == len(HATCHES)


def test_in_grey_a_bowl_a_saddle_and_a_summit_are_told_apart_by_their_signs() -> None:
    seen = []
    for text in ("x^2 + y^2", "x^2 - y^2", "-x^2 - y^2"):
        image = imread(io.BytesIO(file_of(document(text, replace(LAYER, show_field=False, level_count=1)))))
        grey = image[..., :3].mean(axis=2)
        inside = grey[20:200, 60:330] < 0.6
        upright = inside[1:-1, 1:-1] & inside[:-2, 1:-1] & inside[2:, 1:-1]
        seen.append(np.count_nonzero(upright) / np.count_nonzero(inside))
    bowl, saddle, summit = seen
    assert bowl > 1.2 * saddle > 1.2 * 1.2 * summit


@pytest.mark.parametrize(
    ("text", "colour_by"),
    [
        ("log(x) + y^2", ColourBy.SMALLEST),
        ("|x| + y^2", ColourBy.CONDITION),
        ("1/(x - y)", ColourBy.LARGEST),
        ("exp(exp(x^2 + y^2))", ColourBy.SMALLEST),
        ("x^2 y z", ColourBy.CONDITION),
        ("1e300 x y", ColourBy.LARGEST),
        ("f(x, y) = 2x", ColourBy.CONDITION),
        ("sqrt(-1 - x^2 - y^2)", ColourBy.VALUE),
    ],
)
def test_whatever_the_hessian_does_there_is_a_file(text: str, colour_by: ColourBy) -> None:
    look = Appearance(overlays=("definiteness", "newton-uphill", "principal-axes"), colour_by=colour_by)
    assert file_of(document(text, look)).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "view", [Box(1e6, 1e6 + 1e-3, -1e-3, 1e-3), Box(-1e-9, 1e-9, -1e12, 1e12), Box(-1e100, 1e100, -1e100, 1e100)]
)
def test_any_view_can_be_drawn(view: Box) -> None:
    look = Appearance(overlays=("definiteness", "newton-uphill"))
    assert file_of(document("x^4 - y^2 + x y", look, view)).startswith(b"\x89PNG")
