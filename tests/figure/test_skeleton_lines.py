"""The skeleton on the map: lines from saddles to minima, borders of basins, and heads of arrows where they leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hessview import Function
from hessview.figure.legend import legend_of
from hessview.figure.marks import Axes, Figure, GlyphsMark, LineMark, Role
from hessview.figure.skeleton import with_skeleton
from hessview.landscapes.slice import Slice, coordinate_slice
from hessview.optimizers.skeleton import Skeleton, skeletons

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
PLANE = coordinate_slice(2, 0, 1, (0.0, 0.0))
BARE = Figure(Axes((-5.0, 5.0), (-5.0, 5.0), "x", "y"), (GlyphsMark(np.zeros((1, 2)), "minimum"),))


def skeleton(text: str, half: float, n: int = 2) -> Skeleton:
    f = Function(text)
    box = ((-half, half),) * n
    *_, whole = skeletons(f.landscape, f.critical_points(box).points, tuple(np.array(box).T))
    return whole


def lines(figure: Figure) -> dict[Role, LineMark]:
    return {mark.role: mark for mark in figure.marks if isinstance(mark, LineMark)}


def pieces(mark: LineMark) -> list[np.ndarray]:
    cuts = np.flatnonzero(np.isnan(mark.vertices[:, 0]))
    return [piece[~np.isnan(piece[:, 0])] for piece in np.split(mark.vertices, cuts) if np.isfinite(piece[:, 0]).any()]


def test_every_way_down_begins_at_a_saddle_and_ends_at_a_minimum() -> None:
    found = skeleton(HIMMELBLAU, 5.0)
    down = pieces(lines(with_skeleton(BARE, found, PLANE))[Role.WAY_DOWN])
    assert len(down) == 8
    places = {str(point.kind): [] for point in found.points}  # type: ignore[var-annotated]
    for point in found.points:
        places[str(point.kind)].append(point.x)
    for piece in down:
        assert min(np.abs(piece[0] - x).max() for x in places["saddle"]) == 0.0
        assert min(np.abs(piece[-1] - x).max() for x in places["minimum"]) == 0.0


def test_what_leaves_the_picture_ends_there_with_the_head_of_an_arrow() -> None:
    found = skeleton("x^2 - y^2", 5.0)
    figure = with_skeleton(BARE, found, PLANE)
    down = pieces(lines(figure)[Role.WAY_DOWN])
    heads = [piece for piece in down if len(piece) == 3]
    assert len(heads) == 2
    tips = sorted(tuple(head[1].round(1).tolist()) for head in heads)
    assert tips == [(0.0, -5.0), (0.0, 5.0)]
    for head in heads:  # its wings lie further inside
        assert np.all(np.abs(head[[0, 2], 1]) < abs(head[1, 1]))
    nearer = with_skeleton(replace(BARE, axes=Axes((-1.0, 1.0), (-1.0, 1.0), "x", "y")), found, PLANE)
    heads = [piece for piece in pieces(lines(nearer)[Role.WAY_DOWN]) if len(piece) == 3]
    assert sorted(round(float(head[1, 1]), 1) for head in heads) == [-1.0, 1.0]


def test_lines_lie_below_the_glyphs_and_stand_in_the_legend() -> None:
    found = skeleton(HIMMELBLAU, 5.0)
    figure = with_skeleton(BARE, found, PLANE, "as it was")
    assert isinstance(figure.marks[-1], GlyphsMark)
    assert {entry.words for entry in legend_of(figure)} == {"way down from a saddle", "border of basins"}
    assert figure.notes == ("as it was",)


def test_the_same_picture_gets_the_same_lines() -> None:
    found = skeleton("x^2 - y^2", 5.0)
    first, again = (lines(with_skeleton(BARE, found, PLANE)) for _ in range(2))
    assert all(first[role] is again[role] for role in first)


@pytest.mark.parametrize(
    "plane", [coordinate_slice(3, 0, 1, (0.0, 0.0, 0.3)), Slice((0.0, 0.0, 0.3), ((0.6, 0.8, 0.0), (-0.8, 0.6, 0.0)))]
)
def test_of_more_variables_it_is_seen_along_those_that_the_picture_does_not_show(plane: Slice) -> None:
    found = skeleton("(x^2 - 1)^2 + y^2 + z^2 + x y / 4", 2.0, 3)
    drawn = lines(with_skeleton(BARE, found, plane))
    assert set(drawn) == {Role.WAY_DOWN}
    ends = [plane.to_plane(point.x.tolist()) for point in found.points if str(point.kind) == "minimum"]
    for piece in pieces(drawn[Role.WAY_DOWN]):
        assert min(np.abs(piece[-1] - end).max() for end in ends) < 1e-12


def test_on_a_graph_there_are_no_lines() -> None:
    graph = replace(BARE, axes=Axes((-2.0, 2.0), (-2.0, 2.0), "x", "f(x)", is_graph=True))
    line = coordinate_slice(1, 0, None, (0.0,))
    assert with_skeleton(graph, skeleton("x^4 - 2x^2", 2.0, 1), line) == graph
