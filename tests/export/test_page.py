"""A page of several panels: nothing lies upon anything else, all of it on the paper, small text legible."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.figure import Figure as MatplotlibFigure

from hessview.compute.results import Fault
from hessview.document.limits import OVERLAYS
from hessview.document.page_plan import PLOTS, PRESETS, PagePlan, Panel, PlanProblem, panels_of, plan_from, preset_named
from hessview.document.session_file import open_bytes, to_metadata
from hessview.document.state import Box
from hessview.export import page as pages
from hessview.export.image_files import CUT, paint
from hessview.export.lettering import Paper, end_labels
from hessview.export.painting import paint as paint_marks
from hessview.export.regions import regions
from hessview.export.sheet import Frame, Sheet, caption_lines
from hessview.figure.marks import Axes, Figure, GlyphsMark, LineMark, PointMark, Role
from hessview.figure.spread import Spread, TablePart
from hessview.figure.words import LineWithEntries
from tests.export.figures import document, file_of, laid_out, pixels
from tests.pictures import is_like

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALL = tuple(panel for panel in Panel if panel not in PLOTS)
_COLUMNS = ("single", "double")


@pytest.mark.parametrize("count", range(1, 6))
@pytest.mark.parametrize("shape", [(80.0, 70.0), (170.0, 100.0), (120.0, 120.0), (60.0, 200.0)])
def test_panels_share_the_page_without_overlap(count: int, shape: tuple[float, float]) -> None:
    area = Frame(5.0, 12.0, *shape)
    for panels in combinations(ALL, count):
        tables: dict[Panel, tuple[float, float]] = {
            panel: (60.0, 30.0) for panel in (Panel.TABLE, Panel.POINT) if panel in panels
        }
        placed = regions(panels, area, tables, {Panel.SECTIONS: 3}, 3.0)
        assert set(placed) == set(panels)
        for frame in placed.values():
            assert frame.width > 5.0
            assert frame.height > 2.0
            assert frame.left >= area.left - 1e-9
            assert frame.bottom >= area.bottom - 1e-9
            assert frame.left + frame.width <= area.left + area.width + 1e-9 or panels in ((Panel.TABLE,), ALL)
            assert frame.bottom + frame.height <= area.bottom + area.height + 1e-9
        for a, b in combinations(placed.values(), 2):
            apart_x = max(a.left, b.left) - min(a.left + a.width, b.left + b.width)
            apart_y = max(a.bottom, b.bottom) - min(a.bottom + a.height, b.bottom + b.height)
            assert max(apart_x, apart_y) > -1e-9, panels


@pytest.mark.parametrize("shape", [(9.0, 4.0), (32.0, 24.0), (4.0, 60.0)])
def test_panels_have_places_where_there_is_no_room_for_them(shape: tuple[float, float]) -> None:
    tables = {Panel.TABLE: (60.0, 30.0), Panel.POINT: (60.0, 30.0)}
    assert set(regions(ALL, Frame(2.0, 2.0, *shape), tables, {Panel.SECTIONS: 3}, 6.0)) == set(ALL)


def test_panels_without_room_in_large_letters_are_refused_in_words() -> None:
    made = paint(to_metadata(document()), "pdf", 25.0, 25.0, 150.0, plan=PagePlan(ALL, text=40.0))
    assert isinstance(made, Fault)
    assert "not enough room" in made.message


@pytest.mark.parametrize(
    ("preset", "panels"),
    [*((preset.name, ("contour", "surface")) for preset in PRESETS), ("single", tuple(map(str, ALL))),
     ("double", tuple(map(str, ALL))), ("slide", ("contour",)), ("square", ("contour", "table"))],
)  # fmt: skip
def test_nothing_of_a_page_touches_its_edge(preset: str, panels: tuple[str, ...]) -> None:
    image = laid_out(panels, preset).image
    for edge in (image[0], image[-1], image[:, 0], image[:, -1]):
        assert (edge == 255).all()
    assert ((image != 255).any(axis=2)).mean() > 0.2


def test_panels_have_letters_and_one_panel_has_none() -> None:
    many = file_of(document(x=3.0, y=2.0), "svg", ("contour", "sections", "table"), "double").decode()
    one = file_of(document(x=3.0, y=2.0), "svg", ("contour",)).decode()
    # Two sections and the dial have each its own.
    letters = [f">({letter})</text>" for letter in "abcde"]
    assert all(letter in many for letter in letters)
    assert not any(letter in one for letter in letters)


def test_the_text_of_a_single_column_is_at_least_six_points_high() -> None:
    svg = file_of(document(x=3.0, y=2.0), "svg", ("contour",)).decode()
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)]
    assert sizes
    assert min(sizes) >= 6.0
    assert max(sizes) <= 10.0


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_a_page_of_panels_carries_the_whole_session(kind: str) -> None:
    from hessview.document.state import Arrangement, SurfaceLook

    look = SurfaceLook(azimuth=12.5, floor=True)
    state = replace(document(x=3.0, y=2.0), arrangement=Arrangement.BOTH, surface=look, direction=30.0)
    assert open_bytes(file_of(state, kind, ("contour", "table"))) == state


@pytest.mark.parametrize(
    ("text", "panel"),
    [("x^3 - x", "surface"), ("sqrt(-1 - x^2) + y", "sections"), ("f(a, b, c, d, u, v, w) = a b c d u v w", "table")],
)
def test_a_panel_that_cannot_be_is_refused_with_its_reason(text: str, panel: str) -> None:
    made = paint(to_metadata(document(text)), "png", 85.0, 80.0, 50.0, plan=PagePlan(panels_of([panel])))
    assert isinstance(made, Fault)
    said = ("here is no", "has no surface", "There are no sections")
    assert any(words in made.message for words in said)


def test_panels_that_could_not_be_read_are_refused() -> None:
    made = paint(to_metadata(document(x=3.0, y=2.0)), "png", 85.0, 60.0, 50.0, plan=PagePlan(ALL))
    assert isinstance(made, Fault)
    assert "not enough room" in made.message


def test_the_caption_says_what_was_chosen() -> None:
    from hessview.document.page_plan import CaptionPart

    plan = PagePlan((Panel.CONTOUR,), (CaptionPart.CLASS,), "Figure 1.")
    made = paint(to_metadata(document(x=3.0, y=2.0)), "svg", 85.0, 80.0, plan=plan)
    assert isinstance(made, bytes)
    words = made.decode()[made.decode().index("</metadata>") :]
    assert "Figure 1." in words
    assert ">Minimum<" in words
    assert "74\u00a020" not in words
    assert "f(x, y)" not in words


@pytest.mark.parametrize(
    ("name", "panels", "preset"),
    [("print-contour", ("contour",), "single"), ("print-panels", ("contour", "surface"), "double")],
)
def test_a_page_looks_as_it_did(name: str, panels: tuple[str, ...], preset: str) -> None:
    assert is_like(name, pixels(file_of(document(x=3.0, y=2.0), "png", panels, preset, 120.0)))


@pytest.mark.parametrize(
    ("panels", "text"),
    [(("contour",), "x^2 - y^2"), (("contour",), "x y"), (("contour", "surface", "sections"), "x y")],
)
def test_a_page_says_where_scales_differ(panels: tuple[str, ...], text: str) -> None:
    state = replace(document(text, x=1.0, y=2.0), view=Box(-3.0, 3.0, -20.0, 20.0))
    words = file_of(state, "svg", panels).decode()
    assert "differ in scale" in words[words.index("</metadata>") :]
    even = replace(state, appearance=replace(state.appearance, equal_aspect=True))
    words = file_of(even, "svg", panels).decode()
    assert "differ in scale" not in words[words.index("</metadata>") :]


@pytest.mark.parametrize("panels", [("contour",), ("contour", "point")])
def test_the_hessian_of_a_page_is_written_in_rows_and_columns(panels: tuple[str, ...]) -> None:
    words = file_of(document("7x^2 + 11x y - 13y^2", x=1.0, y=2.0), "svg", panels).decode()
    words = words[words.index("</metadata>") :]
    places = {}
    for entry in ("14", "−26"):
        (found,) = re.findall(rf'<text[^>]*x="([\d.]+)" y="([\d.]+)"[^>]*>{entry}</text>', words)
        places[entry] = tuple(map(float, found))
    assert places["14"][0] < places["−26"][0]
    assert places["14"][1] < places["−26"][1]  # y runs down
    assert "14\u00a011;" not in words


def test_a_matrix_without_room_for_its_rows_stays_in_its_line() -> None:
    sheet = Sheet(85.0, 60.0, 7.0)
    lines, _ = caption_lines(sheet, ["H = (2\u00a00;\u00a00\u00a0−2)", "and more"], [], ["f"], share=0.9)
    assert [text for text, _, _ in lines] == ["H = (2\u00a00;\u00a00\u00a0−2)", "", "and more"]
    cut, is_cut = caption_lines(sheet, ["H = (2\u00a00;\u00a00\u00a0−2)", "and more"], [], ["f"], share=0.05)
    assert is_cut
    assert len(cut) == 1


def test_a_matrix_leaves_a_small_page_to_its_picture() -> None:
    hessian = LineWithEntries("H = (2\u00a00;\u00a00\u00a0−2)", "H₁₁ = 2,  H₁₂ = 0,  H₂₂ = −2")
    caption = ["f(x, y) = x", "at (0, 0)", hessian, "Thin: levels", "and more"]
    for height, count in ((45.0, 5), (90.0, 6)):
        lines, _ = caption_lines(Sheet(60.0, height, 6.0), caption, [], ["f"], share=0.6)
        assert len(lines) == count


def test_a_probe_on_the_frame_of_a_section_is_whole() -> None:
    axes = Axes((0.0, 4.0), (0.0, 2.0), "t", "f", is_graph=True)
    drawn = MatplotlibFigure(figsize=(2, 1)).add_axes((0.0, 0.0, 1.0, 1.0))
    for x, is_whole in ((2.0, True), (5.0, False)):
        drawn.clear()
        paper = Paper(144.0, 72.0, axes.x_range, axes.y_range, 7.0)
        paint_marks(drawn, Figure(axes, (PointMark(x, 0.0, "probe"),)), paper)
        assert {line.get_clip_on() for line in drawn.lines} == {not is_whole}


def test_a_columns_height_follows_its_panels() -> None:
    single = preset_named("single")
    heights = [single.size_for(panels_of(names))[1] for names in (["contour"], ["contour", "table"], [*map(str, ALL)])]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3
    slide = preset_named("slide")
    assert {slide.size_for(panels_of(names)) for names in (["contour"], [*map(str, ALL)])} == {slide.size}


def test_the_field_of_a_page_is_not_drawn_with_the_screens_colours() -> None:
    image = pixels(file_of(document(x=3.0, y=2.0), "png", ("contour",)))
    assert np.median(image.min(axis=2)) > 90


def test_a_caption_that_is_longer_than_its_part_of_the_page_says_that_it_is_cut() -> None:
    for words in (("a word " * 400,), tuple(f"line {k}" for k in range(40))):
        sheet = Sheet(60.0, 40.0)
        lines, is_cut = caption_lines(sheet, words, ("undecided",))
        assert is_cut
        written = [line for line, _, _ in lines]
        assert any(line.endswith(" …") for line in written)
        assert all(sheet.length(line) <= 60.0 for line in written)
    sheet = Sheet(60.0, 40.0)
    lines, is_cut = caption_lines(sheet, ("f(x) = x",), ("undecided",))
    assert [line for line, _, _ in lines] == ["f(x) = x", "undecided"]
    assert not is_cut


def test_no_line_of_a_caption_ends_within_a_relation() -> None:
    words = "Principal axes: blue where λ > 0, dashed orange where λ < 0, and H₁₁ = 2, H₁₂ ≈ 3 here. " * 2
    for width in range(30, 90, 3):
        lines, _ = caption_lines(Sheet(float(width), 200.0, 6.0), (words,), ())
        assert not [line for line, _, _ in lines if line.rstrip().endswith(("<", ">", "=", "≈"))], width
        assert not [line for line, _, _ in lines if line.startswith(("<", ">", "=", "≈"))], width


def test_no_line_of_a_caption_ends_within_a_product_or_a_share() -> None:
    words = "Hatched: as far as the model is off by at most 10 % of its change; green: H d × 0.2, 5 × as long. " * 2
    for width in range(30, 90, 3):
        lines, _ = caption_lines(Sheet(float(width), 200.0, 6.0), (words,), ())
        assert len(lines) > 2
        assert not [line for line, _, _ in lines if line.rstrip().endswith("×") or line.startswith(("×", "%"))], width


def test_a_page_says_what_there_was_not_enough_room_for() -> None:
    few = TablePart((), (("f", "1"),))
    many = TablePart((), tuple((f"row {k}", "1") for k in range(60)))
    for part, words, cut in (
        (few, "f(x) = x", ()), (few, "a word " * 400, ("caption",)), (many, "f(x) = x", ("table",)),
        (many, "a word " * 400, ("caption", "table")),
    ):  # fmt: skip
        made = pages.lay_out(Spread(((Panel.TABLE, part),), (words,)), 60.0, 60.0, 7.0)
        assert made.cut == cut


def test_only_a_png_of_which_something_is_cut_says_so() -> None:
    session = to_metadata(document("x^2 - y^2", 2.0))
    for width, height, is_cut in ((30.0, 40.0, True), (150.0, 120.0, False)):
        made = paint(session, "png", width, height, 40.0)
        assert isinstance(made, bytes)
        assert (CUT.encode() in made) is is_cut


def emptiest(image: NDArray[np.uint8]) -> float:
    """Return the highest empty band across a page, and the widest down it, in shares of its sides: the larger one."""
    found = 0.0
    for axis in (1, 0):
        run = 0
        blank = (image.min(axis=2) > 235).all(axis=axis)
        for is_empty in blank:
            run = run + 1 if is_empty else 0
            found = max(found, run / len(blank))
    return found


@pytest.mark.parametrize("preset", [preset.name for preset in PRESETS])
@pytest.mark.parametrize("panels", [*((panel,) for panel in ALL), ("contour", "table"), ("table", "point"), ALL])
def test_no_page_has_a_gap_or_is_higher_than_paper(preset: str, panels: tuple[str, ...]) -> None:
    names = tuple(map(str, panels))
    assert preset_named(preset).size_for(panels_of(names))[1] <= 240.0
    assert emptiest(laid_out(names, preset).image) <= 0.15


@pytest.mark.parametrize(
    ("preset", "panels"),
    [*((preset.name, ("contour",)) for preset in PRESETS), *((name, tuple(map(str, ALL))) for name in _COLUMNS)],
)
def test_no_caption_is_cut_where_the_size_of_the_text_is_free(preset: str, panels: tuple[str, ...]) -> None:
    state = document("x^2 - y^2", 2.0, x=0.5, y=0.3)
    every = replace(state, appearance=replace(state.appearance, overlays=OVERLAYS))
    svg = file_of(every, "svg", panels, preset).decode()
    words = "".join(re.findall(r">([^<]*)<", svg[svg.index("</metadata>") :]))
    assert "Thin: levels of" in words
    assert "a bound on how much m changes over d" in " ".join(words.split())
    assert " …" not in words


def test_a_surface_alone_has_a_colour_bar_and_beside_its_map_one_is_enough() -> None:
    def bars(*panels: str) -> int:
        page = file_of(document(x=3.0, y=2.0), "svg", panels).decode()
        return len(re.findall(r'id="matplotlib\.axis_\d+"', page)) // 2  # an x and a y of each; a surface has its own

    assert bars("surface") == 1
    assert bars("contour") == bars("contour", "surface") == 2  # the map's frame and its bar


@pytest.mark.parametrize(("preset", "panels"), [("slide", ("contour", "surface")), ("single", ("contour", "table"))])
def test_a_legend_lies_on_no_map_however_much_is_shown(
    preset: str, panels: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    upon: list[object] = []
    monkeypatch.setattr("hessview.export.picture_layout.paint_legend", lambda *given: upon.append(given))
    state = document(x=0.5, y=0.3)
    file_of(replace(state, appearance=replace(state.appearance, overlays=OVERLAYS)), "png", panels, preset, 50.0)
    assert not upon


def test_the_word_of_a_principal_axis_stands_off_the_minimum_at_its_end() -> None:
    axis = LineMark(np.array([[-0.7, 0.0], [0.7, 0.0]]), Role.AXIS_NEGATIVE, "λ₁ = −2")
    minima = GlyphsMark(np.array([[-0.7071, 0.0], [0.7071, 0.0]]), "minimum")
    paper = Paper(200.0, 200.0, (-2.0, 2.0), (-2.0, 2.0), 8.0)
    (word,) = end_labels(Figure(Axes((-2.0, 2.0), (-2.0, 2.0), "x", "y"), (axis, minima)), paper)
    assert not word.box.covers(paper.points(minima.places), 5.0).any()


@pytest.mark.parametrize(
    ("preset", "panels"), [*((preset.name, ALL) for preset in PRESETS), ("double", ("contour", "surface")),
                           ("double", ("contour", "surface", "sections", "table"))],
)  # fmt: skip
def test_the_map_is_the_largest_picture_of_a_page_and_no_strip(preset: str, panels: tuple[str, ...]) -> None:
    names = tuple(map(str, panels))
    _, maps, others = laid_out(names, preset)
    width, _ = preset_named(preset).size_for(panels_of(names))
    for frame in maps:
        assert 0.7 < frame.width / frame.height < 1.45
        assert frame.width > 0.2 * width
        assert all(frame.width * frame.height > other.width * other.height for other in others)
    assert maps
    assert bool(others) == (Panel.SECTIONS in panels)


@pytest.mark.parametrize("panels", [("contour",), ("contour", "surface", "sections", "table")])
def test_equal_scales_can_be_chosen_for_the_page_alone(
    panels: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[tuple[Frame, Axes]] = []
    real = pages.paint_picture

    def kept(sheet: Sheet, region: Frame, figure: Figure, **given: object) -> Frame:
        frame = real(sheet, region, figure, **given)  # type: ignore[arg-type]
        frames.extend([] if figure.axes.is_graph or figure.axes.is_bare else [(frame, figure.axes)])
        return frame

    monkeypatch.setattr(pages, "paint_picture", kept)
    state, chosen = document("x^2 + x y - y^2", 2.0, x=0.5, y=0.3), panels_of(panels)
    for equal, is_said in ((True, False), (None, True)):
        frames.clear()
        plan = PagePlan(chosen, equal=equal)
        made = paint(to_metadata(state), "svg", *preset_named("double").size_for(chosen), plan=plan)
        assert isinstance(made, bytes)
        assert open_bytes(made) == state
        words = made.decode()[made.decode().index("</metadata>") :]
        assert ("differ in scale" in words) == is_said
        for frame, axes in frames:
            units = [side / (high - low) for side, (low, high) in
                     ((frame.width, axes.x_range), (frame.height, axes.y_range))]  # fmt: skip
            assert (abs(units[0] / units[1] - 1.0) < 1e-6) == bool(equal)
        assert frames


def written(svg: bytes) -> list[str]:
    """Return the texts of an SVG, each with its runs joined."""
    page = svg.decode()[svg.decode().index("</metadata>") :]
    return ["".join(re.findall(r">([^<]*)<", text)) for text in re.findall(r"<text[^>]*(>.*?<)/text>", page, re.DOTALL)]


@pytest.mark.parametrize("direction", [None, 30.0])
def test_the_dial_of_a_page_has_a_title_a_scale_and_words_for_d_also_where_one_is_chosen(
    direction: float | None,
) -> None:
    state = replace(document("x^2 + x y - y^2", 2.0, x=0.5, y=0.3), direction=direction)
    texts = written(file_of(state, "svg", ("contour", "sections"), "double"))
    assert "dᵀHd for every d" in " ".join(texts)
    assert "outer circle: 2.236" in " ".join(texts)  # the one at the greatest |dᵀHd|
    assert "2.236" not in texts, "a bare number beside the end of an axis would be taken for its eigenvalue"
    assert any("unit direction" in text for text in texts)
    maximum = replace(document("-x^2 - 3y^2", 2.0, x=0.0, y=0.0), direction=direction)
    texts = written(file_of(maximum, "svg", ("sections",), "double"))
    assert "outer circle: 6" in " ".join(texts)
    assert "0" in texts


def test_the_letter_of_a_panel_is_upright_and_bold_in_brackets_and_the_direction_d_is_slanted() -> None:
    state = replace(document("x^2 + x y - y^2", 2.0, x=0.5, y=0.3), direction=30.0)
    svg = file_of(state, "svg", ("contour", "sections"), "double").decode()
    (letter,) = re.findall(r'<text style="([^"]*)"[^>]*>\(d\)</text>', svg)
    assert "700" in letter or "bold" in letter
    assert "italic" not in letter
    slanted = re.findall(r'<tspan style="([^"]*)">d</tspan>', svg)
    assert slanted
    assert all("italic" in style and "bold" not in style for style in slanted)
    assert not re.findall(r'<tspan style="(?![^"]*italic)[^"]*">[^<]*\bHd\b', svg)


@pytest.mark.parametrize("equal", [None, True, False])
def test_equal_scales_of_a_plan_come_back_from_its_message_and_nothing_else_is_taken_for_them(
    equal: bool | None,
) -> None:
    plan = PagePlan(ALL, equal=equal)
    assert plan_from(plan.to_message()) == plan
    for wrong in (1, "yes", []):
        with pytest.raises(PlanProblem, match="scales are equal"):
            plan_from({**plan.to_message(), "equal": wrong})


@pytest.mark.parametrize(
    ("size", "panels", "count"), [((85.0, 60.0), ALL, 7), ((40.0, 40.0), ("contour", "surface"), 2)]
)
def test_what_has_no_room_is_counted_and_the_page_named(
    size: tuple[float, float], panels: tuple[str, ...], count: int
) -> None:
    made = paint(to_metadata(document(x=3.0, y=2.0)), "png", *size, 50.0, plan=PagePlan(panels_of(panels)))
    assert isinstance(made, Fault)
    assert f"not enough room for {count} panels on {size[0]:g} × {size[1]:g} mm" in made.message
