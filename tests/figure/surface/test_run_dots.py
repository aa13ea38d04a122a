"""Runs on the surface: their paths and dots lie on it, and what it hides is faint or left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hessview.document.state import Arrangement, State, SurfaceLook
from hessview.figure.compose import compose
from hessview.figure.marks import DotsMark, LineMark, Role
from hessview.figure.run_looks import run_colour
from hessview.figure.surface.colours import DARK, LIGHT, SurfaceColours, rgba
from hessview.figure.surface.marks import SignMark, StrokeMark
from hessview.figure.surface.scene import COARSE, SurfaceScene, surface_scene
from hessview.figure.surface.signs import DOT, STOPPED, sign_shapes
from hessview.views.surface_sight import depends_on
from tests.figure.picture_results import document, results_of

PLACES = np.array([[1.0, 0.5], [-2.0, 1.0], [2.0, -1.0]])
LINE = LineMark(np.vstack([PLACES, [[np.nan, np.nan]]]), Role.RUN_2, "newton")
BOWL = replace(
    document("x^2+y^2"), arrangement=Arrangement.SURFACE, surface=SurfaceLook(elevation=80.0, paraboloid=False)
)
"""From nearly above: nothing is hidden."""

HILL = replace(
    document("-8*exp(-x^2-y^2)*(0-1)"), arrangement=Arrangement.SURFACE,
    surface=SurfaceLook(azimuth=0.0, elevation=15.0, paraboloid=False),
)  # fmt: skip


def _scene(state: State, *marks: LineMark | DotsMark, colours: SurfaceColours = LIGHT) -> SurfaceScene:
    results = results_of(state)
    figure = compose(state, results)
    shown = replace(figure, marks=(*figure.marks, *marks))
    return surface_scene(state, results, (480.0, 360.0), colours, COARSE, shown)


def _of_run(scene: SurfaceScene, role: Role) -> list[StrokeMark]:
    wanted = rgba(run_colour(role, scene.colours.ground))[:3]
    return [mark for mark in scene.marks if isinstance(mark, StrokeMark) and mark.colour[:3] == wanted]


def _dots(scene: SurfaceScene) -> list[SignMark]:
    return [mark for mark in scene.marks if isinstance(mark, SignMark) and mark.kind in {DOT, STOPPED}]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_iterates_stand_where_the_surface_is(colours: SurfaceColours) -> None:
    scene = _scene(BOWL, DotsMark(PLACES, Role.RUN_1), colours=colours)
    (dots,) = _dots(scene)
    expected = np.array([scene.place(float(x), float(y)) for x, y in PLACES])
    assert np.abs(dots.places - expected).max() < 1.5
    assert dots.colour == rgba(run_colour(Role.RUN_1, colours.ground))


def test_a_path_is_laid_on_the_surface() -> None:
    scene = _scene(BOWL, LINE)
    drawn = np.concatenate([mark.vertices for mark in _of_run(scene, Role.RUN_2)])
    known = drawn[np.isfinite(drawn).all(axis=1)]
    for share in (0.25, 0.5, 0.75):
        x, y = PLACES[0] + share * (PLACES[1] - PLACES[0])
        place = np.array(scene.place(float(x), float(y)))
        assert np.hypot(*(known - place).T).min() < 6.0


def test_what_the_surface_hides_of_a_path_is_faint_and_its_dots_are_left_out() -> None:
    # Seen along x from far out, the place behind the hill is hidden.
    behind = np.array([[-2.0, 0.0], [-1.5, 0.0]])
    line = LineMark(np.vstack([behind, [[np.nan, np.nan]]]), Role.RUN_1)
    scenes = [_scene(replace(HILL, surface=replace(HILL.surface, azimuth=a)), line, DotsMark(behind, Role.RUN_1))
              for a in (0.0, 180.0)]  # fmt: skip
    found = [(sum(len(dots.places) for dots in _dots(scene)), scene) for scene in scenes]
    assert sorted(count for count, _ in found) == [0, 2]
    hidden, shown = (scene for _, scene in sorted(found, key=lambda pair: pair[0]))
    opaque = [mark for mark in _of_run(hidden, Role.RUN_1) if mark.colour[3] == 1.0]
    assert all(not np.isfinite(mark.vertices).all(axis=1).any() for mark in opaque)
    assert any(mark.colour[3] < 0.5 for mark in _of_run(hidden, Role.RUN_1))
    assert any(mark.colour[3] == 1.0 for mark in _of_run(shown, Role.RUN_1))


def test_rings_are_hollow_and_one_with_a_slash_ends_a_run_that_stopped_short() -> None:
    scene = _scene(BOWL, DotsMark(PLACES, Role.RUN_2), DotsMark(PLACES[:1], Role.RUN_1, 2.0, is_stopped=True))
    ring, stopped = _dots(scene)
    assert (ring.kind, ring.filled, stopped.kind) == (DOT, False, STOPPED)
    shapes = [len(rings) for rings, _ in sign_shapes(stopped, LIGHT, scene.letter)]
    assert shapes == [1, 1, 1, 1]
    ((bar, _),) = [pair for pair in sign_shapes(stopped, LIGHT, scene.letter) if len(pair[0][0]) == 4]
    across, down = bar[0][1] + bar[0][2] - bar[0][0] - bar[0][3]
    # From lower left to upper right; down is y.
    assert across == pytest.approx(-down)


def test_the_picture_depends_on_the_runs_that_lie_on_it() -> None:
    results = results_of(BOWL)
    figure = compose(BOWL, results)
    keys = [depends_on(BOWL, results, replace(figure, marks=(*figure.marks, *more)))
            for more in ((), (LINE,), (LINE, DotsMark(PLACES, Role.RUN_1)))]  # fmt: skip
    assert keys[0] != keys[1] != keys[2]
    assert keys[1] == depends_on(BOWL, results, replace(figure, marks=(*figure.marks, LINE)))
