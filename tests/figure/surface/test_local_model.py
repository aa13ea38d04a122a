"""The paraboloid at the probe can be made out: seen, behind the surface, and in every look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hessview.document.state import Arrangement, Box, State, SurfaceLook
from hessview.figure.surface.colours import DARK, LIGHT, PRINT, SurfaceColours, rgba
from hessview.figure.surface.heights import height_field
from hessview.figure.surface.local_model import LEAST, MOST, SIGN_DASHES, LocalModel, _ribs, least_radius, local_model
from hessview.figure.surface.marks import StrokeMark
from hessview.figure.surface.scene import COARSE, surface_scene
from tests.figure.picture_results import document, results_of

SIZE = (480.0, 360.0)
BARE = SurfaceLook(lines=False, paraboloid=True)
SHAPES = (
    "sin(x) cos(y) + 0.1 x^2", "x^4 + y^4 - 4 x y + 1", "x^2 - y^2", "exp(-x^2 - y^2)", "x^3 - 3 x y^2",
    "(1 - x)^2 + 100 (y - x^2)^2", "x y^2 + x^2 y / 3 - y",
)  # fmt: skip


def state_of(text: str, look: SurfaceLook = BARE, **probe: float) -> State:
    made = document(text, view=Box(-3.0, 3.0, -3.0, 3.0), probe=probe or {"x": 0.6, "y": -0.4})
    return replace(made, arrangement=Arrangement.SURFACE, surface=look)


def model_of(text: str) -> tuple[LocalModel, tuple[float, float, float]]:
    results = results_of(state_of(text))
    assert results.field is not None
    field = height_field(results.field)
    assert field is not None
    model = local_model(results, field, 0.1)
    assert model is not None
    return model, field.cube.half


def strokes(state: State, colours: SurfaceColours, colour: str) -> list[StrokeMark]:
    marks = surface_scene(state, results_of(state), SIZE, colours, COARSE).marks
    wanted = rgba(colour)[:3]
    return [mark for mark in marks if isinstance(mark, StrokeMark) and mark.colour[:3] == wanted]


@pytest.mark.parametrize("text", SHAPES)
def test_lines_on_the_paraboloid_are_on_it_and_on_its_disc_on_both_sides_of_the_principal_curves(text: str) -> None:
    model, half = model_of(text)
    ribs = _ribs(model, half)
    assert len(ribs) == 8
    for rib in ribs:
        rib = rib[np.isfinite(rib).all(axis=1)]  # noqa: PLW2901 - what is beyond the box is left out
        u, v, w = rib.T
        np.testing.assert_allclose(w, model.height(u, v), atol=1e-12)
        assert (np.hypot(u - model.place[0], v - model.place[1]) <= model.radius * (1.0 + 1e-9)).all()


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINT], ids=lambda colours: colours.ground)
@pytest.mark.parametrize("text", SHAPES)
def test_every_paraboloid_has_an_outline_that_stands_out_from_the_colours_below_it(
    text: str, colours: SurfaceColours
) -> None:
    state = state_of(text)
    rim = strokes(state, colours, colours.model)
    casing = strokes(state, colours, colours.paper)
    assert rim
    assert max(mark.width for mark in casing) > max(mark.width for mark in rim), "a rim of another lightness around it"


def test_what_the_surface_hides_of_it_is_broken_and_as_dark_as_can_be_read() -> None:
    hidden = state_of("sin(x) cos(y) + 0.1 x^2", x=1.0, y=0.5)
    rim = strokes(hidden, LIGHT, LIGHT.model)
    behind = [mark for mark in rim if mark.dash]
    assert len(behind) == 1
    assert behind[0].colour[3] >= 0.7
    assert np.isfinite(behind[0].vertices).all(axis=1).sum() > 20, "most of it lies behind the hill"
    seen = state_of("x^2 + y^2", replace(BARE, elevation=60.0))
    assert not [mark for mark in strokes(seen, LIGHT, LIGHT.model) if mark.dash]


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINT], ids=lambda colours: colours.ground)
def test_the_parabola_that_bends_down_is_dashed_on_the_surface_and_in_the_key_and_the_other_one_is_not(
    colours: SurfaceColours,
) -> None:
    state = state_of("x^2 - y^2", replace(BARE, elevation=60.0))
    dashes = [
        {mark.dash for mark in strokes(state, colours, tone) if mark.colour[3] >= 0.95}
        for tone in (colours.positive, colours.negative)
    ]
    assert dashes[0] == {()}
    (dash,) = dashes[1]
    assert dash == pytest.approx([11.0 * length for length in SIGN_DASHES[-1]])
    assert sum(mark.colour[3] == 1.0 for mark in strokes(state, colours, colours.negative)) == 1, "that in the key"


def test_on_a_small_picture_the_paraboloid_can_be_made_out_however_small_its_region_is() -> None:
    assert least_radius((900.0, 700.0), 11.0) == LEAST
    small = least_radius((350.0, 470.0), 11.0)
    assert LEAST < small < MOST
    assert small * 0.28 * 350.0 == pytest.approx(22.0)


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e300])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_the_side_of_its_tangent_is_known_whatever_the_size_of_the_slope(size: float, sign: float) -> None:
    slope, bend = np.array([size, -size]), sign * size * np.array([[2.0, 0.0], [0.0, 1.0]])
    model = LocalModel(np.zeros(3), slope, bend, 1.0, False, np.eye(2), (1, 1))
    assert np.sign(model.slope_bend) == sign
    flat = LocalModel(np.zeros(3), np.zeros(2), bend, 1.0, False, np.eye(2), (1, 1))
    assert flat.slope_bend == 0.0
