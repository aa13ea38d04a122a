"""The key of the surface names all that stands on it at the probe, each once, and leaves room for the box on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.document.state import Appearance, Arrangement
from hessview.figure.compose import compose
from hessview.figure.legend import Glyph, key_of
from hessview.figure.marks import Role
from hessview.figure.surface.colours import DARK, LIGHT, PRINT, SurfaceColours, rgba
from hessview.figure.surface.heights import height_field
from hessview.figure.surface.key import Corner, KeyEntry, key_beside, key_marks, set_entries
from hessview.figure.surface.marks import Colour, FillMark, QuadMark, SceneMark, SignMark, StrokeMark, WordMark
from hessview.figure.surface.scene import COARSE, surface_scene
from tests.export.figures import SADDLE, document, file_of

SIZE = (480.0, 360.0)


def words_on(text: str, *overlays: str, **look: bool) -> list[str]:
    state = document(text, 2.0, x=0.5, y=0.3)
    state = replace(
        state, arrangement=Arrangement.SURFACE, appearance=Appearance(overlays=overlays),
        surface=replace(state.surface, paraboloid=look.get("paraboloid", False)),
    )  # fmt: skip
    results = answer_now(state, Answers(), (60, 60))
    scene = surface_scene(state, results, SIZE, LIGHT, COARSE, compose(state, results))
    words = [mark.text for mark in scene.marks if isinstance(mark, WordMark) and not mark.is_name]
    return [text for text in words if any(letter.isalpha() or letter == "∇" for letter in text)]


@pytest.mark.parametrize(
    ("text", "overlays", "paraboloid", "named"),
    [
        (SADDLE, ("gradient",), True, {"model m at the probe", "parabola, λ > 0", "parabola, λ < 0", "∇f"}),
        ("x^2 + 2y^2", ("gradient", "principal-axes"), True, {"model m at the probe", "parabola, λ > 0", "∇f"}),
        (SADDLE, ("principal-axes",), False, {"principal axis, λ > 0", "principal axis, λ < 0"}),
        (SADDLE, (), False, set()),
        (SADDLE, ("critical-points",), False, {"saddle"}),
        ("x^4 + y^4 - 4x y + 1", ("critical-points",), False, {"minimum", "saddle"}),
    ],
)
def test_what_stands_on_the_surface_at_the_probe_is_named_once(
    text: str, overlays: tuple[str, ...], paraboloid: bool, named: set[str]
) -> None:
    words = words_on(text, *overlays, paraboloid=paraboloid)
    assert sorted(words) == sorted(named)


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINT], ids=lambda colours: colours.ground)
@pytest.mark.parametrize(
    ("text", "words"),
    [("x^2*y*z", "surface of critical points"), ("f(x, y) = x^2", "line of minima"), ("x^2 + y^2", "")],
)
def test_a_set_of_critical_points_has_the_colour_and_the_words_of_the_map(
    text: str, words: str, colours: SurfaceColours
) -> None:
    probe = {"x": 1.0, "y": 1.0} | ({"z": 1.0} if "z" in text else {})
    state = replace(document(text, 2.0, **probe), appearance=Appearance(overlays=("critical-points",)))
    results = answer_now(state, Answers(), (60, 60))
    figure = compose(state, results)
    named = [entry.words for entry in key_of(figure) if entry.sample is Role.CRITICAL_SET]
    assert named == ([words] if words else [])
    scene = surface_scene(state, results, SIZE, colours, COARSE, figure)
    assert [mark.text for mark in scene.marks if isinstance(mark, WordMark)].count(words) == bool(words)
    lines = [mark for mark in scene.marks if isinstance(mark, StrokeMark)
             and mark.colour == rgba(colours.classes["degenerate"])]  # fmt: skip
    assert len(lines) == 2 * bool(words), "the set and its sample"


def test_a_set_where_there_is_no_surface_is_not_named() -> None:
    state = replace(document("x^2*y*z", 2.0, x=1.0, y=1.0, z=1.0), appearance=Appearance(overlays=("critical-points",)))
    results = answer_now(state, Answers(), (60, 60))
    assert results.field is not None
    figure, field = compose(state, results), height_field(results.field)
    assert field is not None
    assert len(set_entries(figure, field, LIGHT)) == 1
    assert not set_entries(figure, replace(field, values=np.full_like(field.values, np.nan)), LIGHT)


def test_a_map_beside_the_surface_names_the_kinds_of_points_alone() -> None:
    state = replace(document("x^2 - y^2", 2.0, x=0.5, y=0.3), appearance=Appearance(overlays=("critical-points",)))
    results = answer_now(replace(state, arrangement=Arrangement.BOTH), Answers(), (60, 60))

    def words(arrangement: Arrangement) -> set[str]:
        scene = surface_scene(replace(state, arrangement=arrangement), results, SIZE, LIGHT, COARSE)
        return {mark.text for mark in scene.marks if isinstance(mark, WordMark)}

    assert words(Arrangement.SURFACE) - words(Arrangement.BOTH) == {"saddle"}
    alone, beside = (file_of(state, "svg", panels).decode() for panels in (("surface",), ("contour", "surface")))
    assert [page.count(">saddle<") for page in (alone, beside)] == [1, 1]


@pytest.mark.parametrize("text", ["abs(x)*y", "max(x, y)", "1/(x^2 + y^2 + 0.001)"])
def test_what_has_no_sign_on_the_surface_is_not_named_there(text: str) -> None:
    state = document(text, 2.0, x=0.5, y=0.3)
    state = replace(state, arrangement=Arrangement.SURFACE, appearance=Appearance(overlays=("critical-points",)))
    results = answer_now(state, Answers(), (121, 121))
    scene = surface_scene(state, results, SIZE, LIGHT, COARSE)
    assert {mark.kind for mark in scene.marks if isinstance(mark, SignMark)} == {"probe"}
    assert not {"not smooth", "maximum"} & {mark.text for mark in scene.marks if isinstance(mark, WordMark)}


def test_a_point_that_is_not_proved_has_a_hollow_sample() -> None:
    def tones(filled: bool) -> list[Colour]:
        entry = KeyEntry("minimum", LIGHT.classes["minimum"], glyph=Glyph("minimum", filled))
        return [mark.colour for mark in key_marks((entry,), SIZE, 10.0, LIGHT)[0] if isinstance(mark, FillMark)]

    assert tones(True)[-1] == rgba(LIGHT.classes["minimum"])
    assert tones(False)[-1] == rgba(LIGHT.paper)


def test_an_arrow_has_a_head_and_a_row_ends_where_there_is_no_more_room() -> None:
    entries = (KeyEntry("a patch", "#ff0000"), KeyEntry("∇f", "#000000", True, has_head=True))
    one, low = key_marks(entries, (400.0, 300.0), 10.0, LIGHT)
    two, high = key_marks(entries, (60.0, 300.0), 10.0, LIGHT)
    assert (low, high) == pytest.approx((18.0, 32.0))
    assert [sum(isinstance(mark, FillMark) for mark in made) for made in (one, two)] == [2, 2]
    assert sum(isinstance(mark, StrokeMark) for mark in one) == 2
    assert len({mark.y for mark in one if isinstance(mark, WordMark)}) == 1
    assert len({mark.y for mark in two if isinstance(mark, WordMark)}) == 2
    left = [min(mark.vertices[:, 0].min() for mark in made if isinstance(mark, StrokeMark)) for made in (
        one, key_marks(entries, (400.0, 300.0), 10.0, LIGHT, edge=0.8)[0]
    )]  # fmt: skip
    assert left == pytest.approx([4.0, 8.0])


def test_a_key_gives_way_to_the_names_of_axes_that_stand_in_its_corner() -> None:
    entries = (KeyEntry("a patch", "#ff0000"), KeyEntry("∇f", "#000000", True, has_head=True))
    size = (400.0, 300.0)

    def corner(*others: SceneMark, first: Corner = Corner.LOWER_LEFT) -> tuple[str, str]:
        made, found = key_beside(entries, size, 10.0, LIGHT, 0.1, edge=0.5, others=others, first=first)
        there = key_marks(entries, size, 10.0, LIGHT, 0.1, edge=0.5, corner=found)[0]
        assert [mark for mark in made if isinstance(mark, WordMark)] == [m for m in there if isinstance(m, WordMark)]
        ((left, above),) = {(mark.x < 200.0, mark.y < 150.0) for mark in made if isinstance(mark, WordMark)}
        return "upper" if above else "lower", "left" if left else "right"

    name = WordMark(60.0, 288.0, "x", (0.0, 0.0, 0.0, 1.0), 12.0)
    assert corner() == corner(replace(name, x=300.0)) == corner(replace(name, y=200.0)) == ("lower", "left")
    assert corner(name) == corner(replace(name, y=276.0)) == ("upper", "left")
    assert corner(replace(name, text="−4", x=50.0, across=1.0)) == ("upper", "left")
    assert corner(name, replace(name, y=12.0)) == ("upper", "right")
    surface = QuadMark(np.stack(np.meshgrid(np.linspace(0.0, 400.0, 9), np.linspace(0.0, 60.0, 9)), axis=-1),
                       np.ones((8, 8, 4)))  # fmt: skip
    assert corner(surface) == ("lower", "left")
    assert corner(surface, name) == ("lower", "right"), "the surface is in the way above"
    everywhere = [replace(name, x=x, y=y) for x in (60.0, 380.0) for y in (12.0, 288.0)]
    assert corner(*everywhere) == ("lower", "left"), "where all corners are taken it stays"
    assert corner(first=Corner.UPPER_RIGHT) == ("upper", "right"), "where it was, it stays for as long as it can"
    assert corner(replace(name, x=380.0, y=12.0), first=Corner.UPPER_RIGHT) == ("lower", "left")


def test_on_a_page_the_key_stands_below_the_box_and_names_the_parabolas() -> None:
    svg = file_of(document(SADDLE, 2.0, x=0.5, y=0.3), "svg", ("surface",)).decode()
    for words in ("model m at the probe", "parabola, λ &gt; 0", "parabola, λ &lt; 0", "∇f"):
        assert f">{words}<" in svg
