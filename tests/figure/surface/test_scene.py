"""What a scene shows, and what it says where it shows nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hessview.analysis.verdict import Definiteness
from hessview.compute.results import Results
from hessview.document.limits import OVERLAYS
from hessview.document.state import Appearance, Arrangement, Box, State, SurfaceLook
from hessview.figure import colour_maps
from hessview.figure.compose import colours_of, compose
from hessview.figure.glyph_shapes import fitting_sizes
from hessview.figure.marks import LineMark, Role
from hessview.figure.surface import scene as scenes
from hessview.figure.surface.colours import LIGHT, rgba
from hessview.figure.surface.draped import _risen, refined
from hessview.figure.surface.heights import height_field
from hessview.figure.surface.key import Corner
from hessview.figure.surface.local_model import MOST, _mesh, least_radius, local_model
from hessview.figure.surface.marks import FillMark, QuadMark, SignMark, StrokeMark, WordMark
from hessview.figure.surface.mesh import mesh_of
from hessview.figure.surface.regions import region_colours, region_signs, tinted_regions
from hessview.figure.surface.scene import COARSE, FINE, LETTER, SurfaceScene, surface_scene
from hessview.figure.surface.shading import _own_colours
from tests.figure.picture_results import PEAKS, document, results_of
from tests.figure.surface.fields import rough_field

SIZE = (480.0, 360.0)
BARE = SurfaceLook(lines=False, paraboloid=False)


def state_of(text: str, look: SurfaceLook | None = None, **more: object) -> State:
    made = document(text, **more)  # type: ignore[arg-type]
    return replace(made, arrangement=Arrangement.SURFACE, surface=look or SurfaceLook())


def scene_of(state: State, results: Results | None = None) -> SurfaceScene:
    return surface_scene(state, results or results_of(state), SIZE, LIGHT, COARSE)


def signs(scene: SurfaceScene, kind: str) -> list[SignMark]:
    return [mark for mark in scene.marks if isinstance(mark, SignMark) and mark.kind == kind]


@pytest.mark.parametrize(
    ("text", "words"),
    [("x^2", scenes.NO_SURFACE_OF_A_CURVE), ("log(-1-x^2-y^2)", scenes.NOWHERE_DEFINED), ("", scenes.NOTHING_YET)],
)
def test_where_there_is_no_surface_it_says_why_and_nothing_can_be_picked(text: str, words: str) -> None:
    state = state_of(text)
    made = surface_scene(state, results_of(state) if text else Results(), SIZE, LIGHT)
    assert (made.words, made.marks) == (words, ())
    assert made.pick(240.0, 180.0) is None
    assert made.place(0.0, 0.0) is None


def test_the_surface_has_the_unshaded_colours_of_the_contour_map() -> None:
    state = state_of("x^2 + 3 y^4")
    results = results_of(state)
    assert results.field is not None
    field = height_field(results.field)
    assert field is not None
    (mark,) = colours_of(results.field, None, state.appearance)
    mesh = mesh_of(field, 60)
    found = _own_colours(mesh, field, mark, "light", LIGHT.plain)  # type: ignore[arg-type]
    values = field.cube.back(mesh.middles, 2)
    table = colour_maps.table("viridis", "light")
    places = np.rint(255.0 * mark.positions(values)).astype(int)  # type: ignore[union-attr]
    np.testing.assert_allclose(found, table[places] / 255.0)


def test_an_arrow_in_a_plane_steeper_than_any_number_has_no_points() -> None:
    class Steep:
        def height(self, u: np.ndarray, _v: np.ndarray, *, order: int = 2) -> np.ndarray:
            return np.where(u > 0.0, np.inf, 0.0) * order

    arrow = np.array([[0.5, 0.5], [1.0, 1.0]])
    assert _risen(arrow, Steep(), rough_field(1)).shape == (0, 3)  # type: ignore[arg-type]


def test_a_probe_on_a_pixel_of_the_surface_is_picked_there_again() -> None:
    made = scene_of(state_of(PEAKS, view=Box(-3, 3, -3, 3)))
    place = made.place(0.3, 1.2)
    assert place is not None
    assert made.pick(*place) == pytest.approx((0.3, 1.2), abs=0.02)


def test_what_the_surface_hides_is_faint_and_what_it_does_not_hide_is_not() -> None:
    state = state_of("(x^2 - 4)^2 + y^2", replace(BARE, azimuth=0.0, elevation=15.0), view=Box(-3, 3, -3, 3))
    opacities = [mark.opacity for mark in signs(scene_of(state), "minimum")]
    assert len(opacities) == 2
    assert min(opacities) < 0.5 < max(opacities) == 1.0


def test_all_critical_points_of_a_small_surface_have_signs_of_one_size() -> None:
    made = scene_of(state_of("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", BARE, view=Box(-10, 10, -10, 10)))
    there = [mark for kind in ("minimum", "maximum", "saddle") for mark in signs(made, kind)]
    assert sum(len(mark.places) for mark in there) == 9
    assert len({mark.size for mark in there}) == 1


def test_what_the_surface_hides_takes_no_room_from_signs_that_are_seen() -> None:
    look = replace(BARE, azimuth=30.0, elevation=15.0)
    made = scene_of(state_of("x^2 - 10 cos(2 pi x) + y^2 - 10 cos(2 pi y)", look, view=Box(-2.2, 2.2, -2.2, 2.2)))
    there = [mark for kind in ("minimum", "maximum", "saddle") for mark in signs(made, kind)]
    (size,) = {mark.size for mark in there}
    assert any(mark.opacity < 1.0 for mark in there)
    (of_all,) = fitting_sizes([np.concatenate([mark.places for mark in there])], (1.0, 1.0), LETTER / 11.0)
    (of_seen,) = fitting_sizes(
        [np.concatenate([mark.places for mark in there if mark.opacity == 1.0])], (1.0, 1.0), LETTER / 11.0
    )
    assert size > 1.5 * np.quantile(of_all, 0.25, method="lower")
    assert (of_seen >= size).mean() >= 0.75


def test_the_key_of_a_small_surface_stays_in_its_corner_while_it_is_turned_for_as_long_as_it_can() -> None:
    state = state_of("x^2 - y^2")
    results, small = results_of(state), (420.0, 360.0)

    def moves(*, stays: bool) -> int:
        corner, count = Corner.LOWER_LEFT, 0
        for azimuth in range(-180, 180, 15):
            turned = replace(state, surface=replace(state.surface, azimuth=float(azimuth)))
            before, first = corner, corner if stays else Corner.LOWER_LEFT
            corner = surface_scene(turned, results, small, LIGHT, COARSE, corner=first).corner
            count += corner is not before
        return count

    assert 0 < moves(stays=True) < moves(stays=False)


def test_the_probe_stands_where_f_is_and_not_where_it_is_out_of_sight() -> None:
    state = state_of("x^2 + y^2", probe={"x": 1.0, "y": 2.0})
    results = results_of(state)
    made = scene_of(state, results)
    (probe,) = signs(made, "probe")
    assert made.field is not None
    point = made.field.cube.points(np.array(1.0), np.array(2.0), np.array(5.0))
    np.testing.assert_allclose(probe.places[0], made.camera.project(point[np.newaxis])[0])
    away = state_of("x^2 + y^2", probe={"x": 9.0})
    assert not signs(scene_of(away), "probe")


@pytest.mark.parametrize("text", ["x^2 - y^2", "x^2 + x y + 3 y^2", "-x^2 - y^2 + x"])
def test_the_model_of_a_quadratic_function_is_the_function_and_as_large_as_any(text: str) -> None:
    state = state_of(text, probe={"x": 0.5, "y": -0.25}, view=Box(-2, 2, -2, 2))
    results = results_of(state)
    assert results.field is not None
    field = height_field(results.field)
    assert field is not None
    model = local_model(results, field, 0.1)
    assert model is not None
    assert model.radius == MOST
    assert not model.is_larger
    turn = np.linspace(0.0, 6.0, 40)
    u, v = (model.place[axis] + 0.4 * part for axis, part in enumerate((np.cos(turn), np.sin(turn))))
    # The field is bilinear between its samples; a model is not.
    np.testing.assert_allclose(model.height(u, v), field.at(u, v), atol=1e-3)


@pytest.mark.parametrize("known", [True, False])
def test_the_disc_of_the_model_lies_within_the_region_of_trust_or_says_that_it_does_not(known: bool) -> None:
    state = state_of("x^4 + y^2 + x^3", probe={"x": 1.0, "y": 0.5}, view=Box(-3, 3, -3, 3))
    state = state if known else replace(state, arrangement=Arrangement.CONTOUR)
    results = results_of(state)
    assert (results.trust is not None) == known
    field = height_field(results.field)  # type: ignore[arg-type]
    model = local_model(results, field, 0.1, least_radius(SIZE, LETTER))  # type: ignore[arg-type]
    assert model is not None
    assert field is not None
    said = any("larger" in note for note in scene_of(state, results).notes)
    assert said == model.is_larger
    if not model.is_larger:
        ends = 0.98 * model.radius * np.array([-1.0, 1.0])
        x, y = (field.cube.back(model.place[axis] + ends, axis) for axis in (0, 1))
        for d in ([x[0] - 1.0, 0.0], [x[1] - 1.0, 0.0], [0.0, y[0] - 0.5], [0.0, y[1] - 0.5]):
            at = np.array([1.0, 0.5]) + d
            g, H = np.array([7.0, 1.0]), np.diag([18.0, 2.0])
            m = 2.25 + g @ d + 0.5 * np.array(d) @ H @ d
            f = at[0] ** 4 + at[1] ** 2 + at[0] ** 3
            r = np.hypot(*d)
            assert abs(f - m) <= 0.1 * (np.hypot(*g) * r + 9.0 * r * r) * 1.05


def test_parts_come_and_go_with_their_flags() -> None:
    results = results_of(state_of(PEAKS))
    counts = {}
    for part in ("lines", "floor", "tangent_plane", "paraboloid"):
        look = replace(BARE, **{part: True})
        made = scene_of(state_of(PEAKS, look, probe={"x": 0.5}), results)
        counts[part] = sum(isinstance(mark, QuadMark | StrokeMark) for mark in made.marks)
    bare = sum(isinstance(mark, QuadMark | StrokeMark) for mark in scene_of(state_of(PEAKS, BARE), results).marks)
    assert all(count > bare for count in counts.values()), (bare, counts)


def test_the_gradient_arrow_rises() -> None:
    state = state_of("x^2 + y^2", replace(BARE, azimuth=-45.0), probe={"x": -2.0, "y": -2.0})
    state = replace(state, appearance=Appearance(overlays=("gradient",)))
    ink = rgba(LIGHT.ink)
    scene = surface_scene(state, results_of(state), SIZE, LIGHT, COARSE, corner=None)
    arrows = [mark for mark in scene.marks if isinstance(mark, StrokeMark) and mark.colour[:3] == ink[:3]]
    for mark in arrows:
        seen = mark.vertices[np.isfinite(mark.vertices).all(axis=1)]
        assert seen[-1, 1] < seen[0, 1]
    assert arrows


@pytest.mark.parametrize(
    ("text", "elevation", "is_before"),
    [
        ("x^2 - 3y^2 + 2x y", 90.0, True),  # along the gradient f bends down, below the plane of the arrow
        ("-x^2 - y^2", 30.0, True), ("x^2 + y^2", 90.0, False), ("x^2 + y^2", -30.0, True),
        ("x + y", 30.0, True),
    ],
)  # fmt: skip
def test_the_gradient_is_painted_over_the_paraboloid_where_it_is_before_it(
    text: str, elevation: float, is_before: bool
) -> None:
    look = SurfaceLook(lines=False, elevation=elevation)
    state = state_of(text, look, probe={"x": 1.0, "y": 1.0}, view=Box(-5, 5, -5, 5))
    state = replace(state, appearance=Appearance(overlays=("gradient",)))
    marks = surface_scene(state, results_of(state), SIZE, LIGHT, COARSE, corner=None).marks
    model = max(k for k, mark in enumerate(marks) if isinstance(mark, QuadMark))
    heads = [k for k, mark in enumerate(marks) if isinstance(mark, FillMark) and mark.colour[:3] == rgba(LIGHT.ink)[:3]]
    assert heads
    assert all((k > model) is is_before for k in heads)


def test_the_disc_of_the_model_is_whole_however_steep_it_is_at_its_edge() -> None:
    state = state_of("x^2 - 3y^2 + 2x y", probe={"x": 1.0, "y": 1.0}, view=Box(-5, 5, -5, 5))
    results = results_of(state)
    assert results.field is not None
    field = height_field(results.field)
    assert field is not None
    model = local_model(results, field, 0.1)
    assert model is not None
    for count in (15, 20, 50, 51):
        rim = _mesh(model, 2, count, field.cube.half).rim
        rim = rim[np.isfinite(rim).all(axis=1)]
        away = np.hypot(rim[:, 0] - model.place[0], rim[:, 1] - model.place[1])
        assert away.min() > 0.97 * model.radius


def test_of_three_variables_the_slice_through_the_probe_is_shown() -> None:
    state = state_of("x^2 + y^2 + 3 z", probe={"x": 1.0, "z": 2.0})
    made = scene_of(state)
    assert made.field is not None
    assert made.words == ""
    # On [-5, 5]^2 at z = 2 from 6 to 56; no sample lies on the origin.
    assert made.field.cube.z_range == pytest.approx((6.0, 56.0), abs=0.01)
    assert {mark.text for mark in made.marks if isinstance(mark, WordMark)} >= {"x", "y", "f"}


def test_a_pole_is_said_to_go_on_beyond_the_box() -> None:
    assert any("goes on beyond" in note for note in scene_of(state_of("1/(x^2 + y^2)")).notes)
    assert not scene_of(state_of("x + y", BARE)).notes


def test_every_mark_is_finite_or_a_gap_and_within_reach_whatever_the_eye() -> None:
    results = results_of(state_of("log(x y)", probe={"x": 1.0, "y": 1.0}))
    for azimuth, elevation in ((-180.0, -90.0), (0.0, 0.0), (90.0, 90.0), (33.0, -20.0)):
        look = SurfaceLook(azimuth, elevation, 2.0, floor=True, tangent_plane=True)
        for mark in scene_of(state_of("log(x y)", look, probe={"x": 1.0, "y": 1.0}), results).marks:
            if isinstance(mark, QuadMark):
                assert np.isfinite(mark.vertices).all()
                assert np.abs(mark.vertices).max() < 1e5


def test_fine_detail_has_more_than_coarse() -> None:
    assert FINE.mesh > COARSE.mesh
    assert FINE.cells > COARSE.cells


def test_the_regions_of_definiteness_tint_the_surface_and_signs_tell_them_apart() -> None:
    state = state_of("x^3 + y^2", view=Box(-2, 2, -2, 2))
    state = replace(state, appearance=replace(state.appearance, overlays=frozenset({"definiteness"})))
    results = results_of(state)
    field = height_field(results.field)  # type: ignore[arg-type]
    assert field is not None
    regions = tinted_regions(compose(state, results).marks)
    assert {region.kind for region in regions} == {Definiteness.POSITIVE_DEFINITE, Definiteness.INDEFINITE}
    mesh = mesh_of(field, 40)
    colours = region_colours(mesh, field, regions, LIGHT.plain, LIGHT.paper)
    left, right = colours[:, :18], colours[:, -18:]
    assert len(np.unique(left.reshape(-1, 3), axis=0)) == len(np.unique(right.reshape(-1, 3), axis=0)) == 1
    assert not np.allclose(left[0, 0], right[0, 0])
    camera = scene_of(state, results).camera
    (signs_of,) = region_signs(regions, field, camera, LIGHT, 11.0, 100)
    assert np.isfinite(signs_of.vertices).all(axis=1).any()
    assert not region_signs((), field, camera, LIGHT, 11.0, 100)


@pytest.mark.parametrize("azimuth", [-60.0, -45.0, 10.0, 135.0])
def test_the_signs_of_regions_stand_upright_however_the_surface_is_turned(azimuth: float) -> None:
    state = state_of("x^2 + y^2", replace(BARE, azimuth=azimuth))
    state = replace(state, appearance=Appearance(overlays=("definiteness",)))
    results = results_of(state)
    assert results.field is not None
    field, camera = height_field(results.field), scene_of(state, results).camera
    (marks,) = region_signs(tinted_regions(compose(state, results).marks), field, camera, LIGHT, 11.0, 100)
    strokes = np.split(marks.vertices, np.flatnonzero(np.isnan(marks.vertices[:, 0])) + 1)
    ways = np.array([stroke[1] - stroke[0] for stroke in strokes if len(stroke) == 3])
    assert len(ways) > 20
    level, upright = np.abs(ways[:, 1]) < 1e-9, np.abs(ways[:, 0]) < 1e-9
    assert np.all(level ^ upright), "+ is positive definite; a cross would be a saddle"
    assert np.count_nonzero(level) == np.count_nonzero(upright)
    assert np.ptp(np.hypot(*ways.T)) < 0.6 * np.hypot(*ways.T).max()


def test_what_stays_on_the_surface_is_worked_out_once_while_the_probe_moves() -> None:
    look = Appearance(overlays=("definiteness", "critical-points", "level-curve"))
    states = [state_of(PEAKS, probe={"x": x, "y": y}) for x, y in ((0.5, 0.2), (0.9, 0.7))]
    first, second = (replace(state, appearance=look) for state in states)
    known, moved = results_of(first), results_of(second)
    kept = {name: getattr(known, name) for name in ("field", "field_request", "definiteness", "definiteness_request")}
    moved = replace(moved, **kept, critical=known.critical, critical_request=known.critical_request)
    scene, after = scene_of(first, known), scene_of(second, moved)
    stays = {id(mark.vertices): mark for mark in scene.marks if isinstance(mark, StrokeMark)}
    kept_widths = {mark.width for mark in after.marks if isinstance(mark, StrokeMark) and id(mark.vertices) in stays}
    levels, region_strokes, singular = 0.075 * 11.0, 0.1 * 11.0, 0.16 * 11.0
    assert {levels, region_strokes, singular} <= kept_widths
    assert any(id(mark.vertices) not in stays for mark in after.marks if isinstance(mark, StrokeMark))
    assert not np.array_equal(signs(scene, "probe")[0].places, signs(after, "probe")[0].places)
    assert scene_of(first, known).camera == scene.camera


@pytest.mark.parametrize("azimuth", [-60.0, -100.0, 40.0, 135.0])
def test_wide_labels_of_the_heights_stay_on_a_narrow_picture(azimuth: float) -> None:
    state = state_of("1000 (x^2 + y^2) - 60000")
    state = replace(state, surface=replace(state.surface, azimuth=azimuth))
    scene = surface_scene(state, results_of(state), (330.0, 480.0), LIGHT)
    words = [mark for mark in scene.marks if isinstance(mark, WordMark) and not mark.is_name]
    assert max(len(mark.text) for mark in words) >= 6
    for mark in words:
        width = 0.62 * mark.size * len(mark.text)
        assert mark.x - mark.across * width >= 0.0
        assert mark.x + (1.0 - mark.across) * width <= 330.0


@pytest.mark.parametrize(
    ("text", "box", "probe"),
    [
        ("sign(x) sign(y)", Box(-1.0000000005e308, -9.999999995e307, -1.0000000005e308, -9.999999995e307),
         {"x": -1e308, "y": -1e308}),
        ("5e-324 x + 0 y", Box(-0.5, 0.5, -5e-301, 5e-301), {"x": 0.1, "y": 1e-301}),
        ("1e300 x y", Box(-1e-300, 1e-300, -1e-300, 1e-300), {"x": 0.0, "y": 0.0}),
        ("x^2 y", Box(-1e-220, 1e-220, -1e220, 1e220), {"x": 0.0, "y": 1.0}),
        ("1e308 x y", Box(-0.5, 0.5, -5e-301, 5e-301), {"x": 0.1, "y": 1e-301}),
    ],
)  # fmt: skip
def test_a_surface_of_numbers_at_their_ends_is_made_without_an_overflow(
    text: str, box: Box, probe: dict[str, float]
) -> None:
    look = SurfaceLook(floor=True, tangent_plane=True)
    state = state_of(text, look, view=box, probe=probe)
    state = replace(state, appearance=replace(state.appearance, overlays=OVERLAYS))
    results = results_of(state)
    made = surface_scene(state, results, SIZE, LIGHT, COARSE, compose(state, results))
    assert made.marks
    field = height_field(results.field)
    model = None if field is None else local_model(results, field, 0.1)
    if model is not None:
        assert np.linalg.norm(model.ways, axis=1) == pytest.approx(1.0)


def test_a_line_that_goes_far_beyond_a_tiny_box_has_no_more_points_than_one_across_it() -> None:
    field = rough_field(1)
    tiny = replace(field, cube=replace(field.cube, x_range=(0.0, 1e-300)))
    assert len(refined(np.array([[0.0, 0.0], [1e300, 0.0]]), tiny, 20)) == 21


def test_a_path_of_critical_points_is_laid_on_the_surface_as_a_double_line() -> None:
    state = state_of("x^2 + y^2", BARE)
    results = results_of(state)
    path = LineMark(np.array([[-1.0, 0.0], [1.0, 0.0]]), Role.PATH_SADDLE)
    figure = compose(state, results)
    figure = replace(figure, marks=(path, *figure.marks))
    made = surface_scene(state, results, SIZE, LIGHT, COARSE, figure=figure)
    strokes = [mark for mark in made.marks if isinstance(mark, StrokeMark)]
    edges = next(k for k, mark in enumerate(strokes) if mark.colour == rgba(LIGHT.classes["saddle"]))
    inner = strokes[edges + 1]
    assert inner.colour == rgba(LIGHT.paper)
    assert inner.dash == strokes[edges].dash != ()
    assert inner.width < 0.5 * strokes[edges].width


def test_the_disc_of_the_model_and_the_tangent_plane_have_their_words_on_the_picture() -> None:
    results = results_of(state_of(PEAKS))
    for look, words in (
        (BARE, set()), (replace(BARE, paraboloid=True), {"model m at the probe"}),
        (replace(BARE, tangent_plane=True), {"tangent plane"}),
    ):  # fmt: skip
        made = scene_of(state_of(PEAKS, look, probe={"x": 0.5}), results)
        shown = {mark.text for mark in made.marks if isinstance(mark, WordMark)}
        assert shown & {"model m at the probe", "tangent plane"} == words
