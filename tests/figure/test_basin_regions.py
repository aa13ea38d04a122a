"""The map of basins on the picture: a region for each end, with its words, and for starts that come to none."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from hessview.analysis.verdict import Nature
from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.document.state import Appearance, Box, State
from hessview.explanations.basins import ONE_END, basin_sentence, more_steps_words, percent, sets_words
from hessview.export.image_files import write_figure
from hessview.figure.basins import with_basins
from hessview.figure.compose import compose
from hessview.figure.legend import legend_of
from hessview.figure.marks import UNDEFINED, FieldMark, Figure, GlyphsMark, LevelMark, RegionMark
from hessview.figure.patterns import BASIN_FAR, BASIN_NO_STEP, BASIN_NOWHERE, BASINS, OTHER_BASINS, cells_in
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import coordinate_slice
from hessview.language.parser import parse
from hessview.optimizers.basins import UNFINISHED, BasinMap, basin_maps
from hessview.optimizers.descend import Limits
from hessview.optimizers.methods import METHODS

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
NAMED = {method.name: method for method in METHODS}


@cache
def shown(text: str, method: str, side: int = 33, overlays: tuple[str, ...] = ()) -> tuple[Figure, BasinMap]:
    """The picture of a function on [-5, 5]^2, or of one variable, with the basins of a method."""
    state = State(text, text, view=Box(-5.0, 5.0, -5.0, 5.0), appearance=Appearance(overlays=overlays))
    results = answer_now(state, Answers(), (32, 32))
    assert results.slice is not None
    s = np.linspace(-5.0, 5.0, side)
    t = np.zeros(1) if results.slice.dimension == 1 else s
    landscape = ExpressionLandscape(parse(text))
    given = {"step size": 0.01} if method == "gradient descent" else None
    *_, found = basin_maps(NAMED[method], landscape, results.slice, (s, t), given=given, limits=Limits(steps=400))
    return with_basins(compose(state, results), found, results.slice, 400, f"basins of {method}"), found


def regions(figure: Figure) -> dict[str, RegionMark]:
    return {mark.kind: mark for mark in figure.marks if isinstance(mark, RegionMark)}


def test_every_end_has_a_region_below_the_iso_lines_and_its_name_in_the_legend() -> None:
    figure, found = shown(HIMMELBLAU, "gradient descent")
    assert not any(isinstance(mark, FieldMark) for mark in figure.marks)
    kinds = [type(mark) for mark in figure.marks]
    assert kinds.index(RegionMark) < kinds.index(LevelMark)
    assert list(regions(figure)) == list(BASINS[:4])
    words = {entry.words for entry in legend_of(figure)}
    assert words == {
        "→ minimum (3, 2)", "→ minimum ≈ (−2.805, 3.131)", "→ minimum ≈ (3.584, −1.848)",
        "→ minimum ≈ (−3.779, −3.283)",
    }  # fmt: skip
    assert "basins of gradient descent" in figure.notes
    assert figure.colour_bar is None
    assert len(found.ends) == 4


def test_the_tip_of_an_end_has_all_its_coordinates_and_its_line_in_the_legend_the_first() -> None:
    text = "(x1-1)^2 + (x2-2)^2 + (x3-3)^2 + (x4-4)^2 + (x5-5)^2 + (x6-6)^2 + (x7-7)^2 + (x8-8)^2"
    (mark,) = (regions(shown(text, "newton", 9)[0])[kind] for kind in BASINS[:1])
    assert mark.label == "→ minimum (1, 2, 3, 4, 5, 6, …)"
    assert mark.tip == "100 % of the starts lead to minimum (1, 2, 3, 4, 5, 6, 7, 8)."


def test_a_region_lies_where_its_starts_are() -> None:
    figure, found = shown(HIMMELBLAU, "gradient descent")
    inside = {kind: cells_in(mark.rings + 5.0, (10.0, 10.0), (101, 101)) for kind, mark in regions(figure).items()}
    assert np.all(sum(cells.astype(int) for cells in inside.values()) == 1)
    for k, end in enumerate(found.ends):
        row, column = (int((coordinate + 5.0) / 10.0 * 101) for coordinate in reversed(end.point))
        assert inside[BASINS[k]][row, column]  # a minimum lies in its own basin


def test_of_more_ends_than_have_colours_the_largest_have_them() -> None:
    figure, found = shown(HIMMELBLAU, "newton")
    assert len(found.ends) == 9
    there = regions(figure)
    assert set(there) == {*BASINS, OTHER_BASINS}
    least = min(range(9), key=lambda end: found.counts[end])
    assert cells_in(there[OTHER_BASINS].rings + 5.0, (10.0, 10.0), (64, 64)).mean() == pytest.approx(
        found.counts[least] / found.labels.size, abs=0.02
    )
    assert there[OTHER_BASINS].label.startswith("→ ")
    said = basin_sentence(found, "newton", 400)
    assert there[OTHER_BASINS].label in said
    assert said.count("→") == 9


def test_of_more_than_one_end_without_a_colour_it_is_said_how_many_they_are_and_that_they_are_grey() -> None:
    figure, found = shown("sin(2x) sin(2y)", "newton")
    assert len(found.ends) > len(BASINS) + 1
    rest = len(found.ends) - len(BASINS)
    mark = regions(figure)[OTHER_BASINS]
    assert mark.label == f"… and {rest} more ends (grey)"
    assert mark.tip.count("(") >= min(rest, 12)
    assert f"→ {rest} more ends" in basin_sentence(found, "newton", 400)


def test_starts_without_an_end_have_signs_and_words_of_their_own() -> None:
    falls, found = shown("x^2 - y^4 + y", "gradient descent")
    assert BASIN_FAR in regions(falls)
    assert "leave the region |x| ≤ 10⁸·max(1, |start|)" in basin_sentence(found, "gradient descent", 400)
    plateau, found = shown("exp(-x^2 - y^2)", "newton")
    assert BASIN_NOWHERE in regions(plateau)
    assert "stop where the gradient is small and no critical point was found" in basin_sentence(found, "newton", 400)
    stuck, found = shown("x^3 + 0*y", "newton")
    assert BASIN_NO_STEP in regions(stuck)
    assert "the method finds no step" in basin_sentence(found, "newton", 400)
    undefined, found = shown("log(x) + y^2", "gradient descent")
    assert UNDEFINED in regions(undefined)
    assert "f is undefined" in basin_sentence(found, "gradient descent", 400)


def test_where_most_starts_are_still_on_their_way_it_is_said_what_helps() -> None:
    formula = parse(HIMMELBLAU)
    landscape, plane = ExpressionLandscape(formula), coordinate_slice(2, 0, 1, (0.0, 0.0))
    axis = np.linspace(-5.0, 5.0, 9)
    for steps, is_said in ((3, True), (400, False)):
        limits, given = Limits(steps=steps), {"step size": 0.01}
        *_, found = basin_maps(NAMED["gradient descent"], landscape, plane, (axis, axis), given=given, limits=limits)
        assert bool(found.counts.get(UNFINISHED, 0) > 40) is is_said
        assert ("allow more steps" in more_steps_words(found)) is is_said


def test_of_lines_of_minima_at_one_level_it_is_said_that_they_are_one_end() -> None:
    figure, found = shown("(x^2 - 1)^2 + 0*y", "gradient descent")
    (end,) = [k for k, each in enumerate(found.ends) if each.of is not None and each.nature is not Nature.MAXIMUM]
    assert found.counts[end] > 500
    assert sets_words(found) == ONE_END
    assert ONE_END in regions(figure)[BASINS[end]].tip.replace("\n", " ")
    plain, found = shown(HIMMELBLAU, "gradient descent")
    assert not sets_words(found)
    assert not any("not isolated" in mark.tip for mark in regions(plain).values())


def test_the_sentence_gives_shares_of_the_starts() -> None:
    _, found = shown(HIMMELBLAU, "gradient descent")
    said = basin_sentence(found, "gradient descent", 400)
    assert said.startswith("Gradient descent, step size 0.01, from 1,089 starts: ")
    assert "→ minimum (3, 2)" in said
    assert "so far" not in said
    shares = [int(part.split(" %")[0].split()[-1]) for part in said.split("→")[:-1]]
    assert sum(shares) == pytest.approx(100, abs=2)
    whole = coordinate_slice(2, 0, 1, (0.0, 0.0))
    axis = np.linspace(-5.0, 5.0, 33)
    coarse = next(basin_maps(NAMED["newton"], ExpressionLandscape(parse("x^2 + y^2")), whole, (axis, axis)))
    assert "from 25 of 1,089 starts so far: 100 % → minimum (0, 0)." in basin_sentence(coarse, "newton", 500)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 10, "0 %"), (10, 10, "100 %"), (1, 1000, "< 1 %"), (999, 1000, "> 99 %"), (48, 100, "48 %")],
)
def test_only_nothing_is_none_and_only_all_is_all(part: int, whole: int, words: str) -> None:
    assert percent(part, whole) == words


def test_the_colours_of_definiteness_and_of_f_give_way_but_the_glyphs_stay() -> None:
    figure, _ = shown(HIMMELBLAU, "gradient descent", 17, ("definiteness", "critical-points"))
    assert set(regions(figure)) <= set(BASINS)
    assert any(isinstance(mark, GlyphsMark) for mark in figure.marks)


def test_an_end_that_no_glyph_shows_gets_a_hollow_one() -> None:
    figure, _ = shown(HIMMELBLAU, "gradient descent", 17, ())
    glyphs = [mark for mark in figure.marks if isinstance(mark, GlyphsMark)]
    assert len(glyphs) == 4
    assert {mark.kind for mark in glyphs} == {"minimum"}
    assert not any(mark.filled for mark in glyphs)


def test_on_a_graph_basins_are_stripes_as_high_as_the_picture() -> None:
    figure, found = shown("x^4 - 8x^2", "gradient descent", 81)
    low, high = figure.axes.y_range
    there = regions(figure)
    assert len(found.ends) in (2, 3)
    for mark in there.values():
        assert (np.nanmin(mark.rings[:, 1]), np.nanmax(mark.rings[:, 1])) == pytest.approx((low, high))
    assert [round(end.point[0], 3) for end in found.ends if end.kind.value == "minimum"] == [-2.0, 2.0]


@pytest.mark.parametrize("format_", ["svg", "pdf", "png"])
def test_it_can_be_printed(format_: str) -> None:
    figure, _ = shown(HIMMELBLAU, "newton")
    assert len(write_figure(figure, format_, 90.0, 80.0)) > 10_000
