"""Lines on paper: what is dashed on the screen is dashed there, and what black lines are is seen without colour."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PySide6.QtCore import Qt

from hessview.document.state import Appearance
from hessview.export.lettering import Paper
from hessview.export.painting import paint
from hessview.export.print_theme import STROKES, stroke
from hessview.figure.marks import ArrowMark, Axes, Figure, LineMark, Role
from hessview.figure.surface.draped import _LOOKS as DRAPED
from hessview.views.theme import LIGHT, pen
from tests.export.figures import document, file_of

ON_SCREEN = [role for role in STROKES if role is not Role.NOTE]


@pytest.mark.parametrize("role", ON_SCREEN)
def test_what_is_dashed_on_the_screen_is_dashed_on_paper_and_nothing_else(role: Role) -> None:
    is_dashed = pen(role, LIGHT).style() is Qt.PenStyle.CustomDashLine
    assert bool(stroke(role).dash) == is_dashed
    assert len(stroke(role).dash) == (len(pen(role, LIGHT).dashPattern()) if is_dashed else 0)


@pytest.mark.parametrize("role", [Role(name) for name in DRAPED if Role(name) in STROKES])
def test_what_is_dashed_on_the_map_is_dashed_on_the_surface(role: Role) -> None:
    assert len(DRAPED[role][2]) == len(stroke(role).dash)


def test_where_h_is_singular_the_line_is_thinner_than_the_level_at_the_probe_and_dashed_like_no_other() -> None:
    singular, level = stroke(Role.SINGULAR), stroke(Role.LEVEL_HERE)
    assert singular.width < 0.8 * level.width
    assert not level.dash
    assert all(len(look.dash) != len(singular.dash) for role, look in STROKES.items() if role is not Role.SINGULAR)
    assert pen(Role.SINGULAR, LIGHT).widthF() < 0.8 * pen(Role.LEVEL_HERE, LIGHT).widthF()
    assert DRAPED[Role.SINGULAR][1] <= 0.8 * DRAPED[Role.LEVEL_HERE][1]
    assert {DRAPED[role][0] for role in (Role.SINGULAR, Role.LEVEL_HERE)} == {"ink"}


def test_of_an_arrow_that_is_dashed_the_head_is_whole() -> None:
    arrows = [ArrowMark((0.0, 0.0), (0.8, 0.6 * way), role) for way, role in ((1, Role.GRADIENT), (-1, Role.DESCENT))]
    figure = Figure(Axes((-1.0, 1.0), (-1.0, 1.0), "x", "y"), tuple(arrows), variables=("x", "y"))
    page, axes = plt.subplots()
    try:
        paint(axes, figure, Paper(200.0, 200.0, (-1.0, 1.0), (-1.0, 1.0), 8.0))
        (shaft,) = [line for line in axes.lines if line.is_dashed()]
        assert float(shaft.get_ydata()[-1]) < 0.0  # type: ignore[index,arg-type]
        assert {patch.get_linestyle() for patch in axes.patches} == {"solid"}
        assert len(axes.patches) == 2
    finally:
        plt.close(page)


def test_a_short_arrow_has_its_head_though_there_is_no_room_for_a_dash() -> None:
    mark = ArrowMark((0.0, 0.0), (1e-3, 0.0), Role.DESCENT)
    page, axes = plt.subplots()
    try:
        paint(axes, Figure(Axes((-1.0, 1.0), (-1.0, 1.0), "x", "y"), (mark,)),
              Paper(200.0, 200.0, (-1.0, 1.0), (-1.0, 1.0), 8.0))  # fmt: skip
        assert len(axes.patches) == 1
        assert not [line for line in axes.lines if line.is_dashed()]
    finally:
        plt.close(page)


def test_in_an_svg_of_the_map_steepest_descent_and_the_border_of_definiteness_have_dashes_of_their_own() -> None:
    def dashes(*overlays: str) -> int:
        state = document("x^3 - 3x + y^3 - 3y + x y/2", 5.0, x=0.5, y=-0.6)
        return file_of(replace(state, appearance=Appearance(overlays=overlays)), "svg").decode().count("dasharray")

    assert dashes("level-curve", "gradient") == 0
    assert dashes("newton-step") == 1
    assert dashes("definiteness") >= 2, "on the map and in the legend"


def test_a_line_of_its_role_is_dashed_wherever_it_lies() -> None:
    here = np.array([[-1.0, 0.0], [1.0, 0.2], [np.nan, np.nan], [-1.0, 0.5], [1.0, 0.5]])
    marks = (LineMark(here, Role.SINGULAR, "det H = 0"), LineMark(here + 0.1, Role.LEVEL_HERE))
    page, axes = plt.subplots()
    try:
        paint(axes, Figure(Axes((-1.0, 1.0), (-1.0, 1.0), "x", "y"), marks),
              Paper(200.0, 200.0, (-1.0, 1.0), (-1.0, 1.0), 8.0))  # fmt: skip
        assert [line.is_dashed() for line in axes.lines] == [True, False]
    finally:
        plt.close(page)
