"""Runs on paper: their paths, dots and legend."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_hex

from hessview.export.page import page
from hessview.export.print_theme import PAPER, settings
from hessview.figure.compose import compose
from hessview.figure.marks import DotsMark, Figure, LineMark, Role
from hessview.figure.run_looks import run_colour
from tests.figure.picture_results import document, results_of

if TYPE_CHECKING:
    from matplotlib.lines import Line2D

PATH = np.array([[3.0, 2.0], [-1.0, 1.0], [1.0, 0.5], [np.nan, np.nan]])


@pytest.fixture(scope="module")
def figure() -> Figure:
    state = document("x^2+4y^2", probe={"x": 3.0, "y": 2.0})
    made = compose(state, results_of(state))
    runs = (
        LineMark(PATH, Role.RUN_1, "gradient descent"), LineMark(PATH, Role.RUN_2, "newton", opacity=0.35),
        DotsMark(PATH[1:2], Role.RUN_1), DotsMark(PATH[1:2], Role.RUN_2),
        DotsMark(PATH[2:3], Role.RUN_2, 2.2, is_stopped=True),
    )  # fmt: skip
    return replace(made, marks=(*made.marks[:-1], *runs, *made.marks[-1:]))


def _lines(figure: Figure) -> tuple[list[Line2D], list[str]]:
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings())  # type: ignore[arg-type]
        sheet = page(figure, 120.0, 110.0)
        legends = [*sheet.legends, *(axes.get_legend() for axes in sheet.axes)]
        words = [text.get_text() for legend in legends if legend is not None for text in legend.get_texts()]
        return [line for axes in sheet.axes for line in axes.get_lines()], words


def test_a_path_is_a_line_in_the_colour_of_its_run_as_opaque_as_it_says(figure: Figure) -> None:
    lines, _ = _lines(figure)
    for role, opacity in ((Role.RUN_1, 1.0), (Role.RUN_2, 0.35)):
        found = [line for line in lines if len(line.get_xdata()) == 4
                 and to_hex(str(line.get_color())).upper() == run_colour(role, "print")]  # fmt: skip
        assert [line.get_alpha() for line in found] == [opacity]


def test_dots_and_rings_are_painted_above_the_paths(figure: Figure) -> None:
    lines, _ = _lines(figure)
    dots = {to_hex(str(line.get_markeredgecolor())).upper(): line for line in lines
            if line.get_marker() == "o" and len(line.get_xdata()) == 1 and line.get_markersize() < 6.0}  # fmt: skip
    dot, ring = dots[run_colour(Role.RUN_1, "print")], dots[run_colour(Role.RUN_2, "print")]
    assert to_hex(str(dot.get_markerfacecolor())).upper() == run_colour(Role.RUN_1, "print")
    assert to_hex(str(ring.get_markerfacecolor())) == PAPER
    assert min(dot.get_zorder(), ring.get_zorder()) > max(
        line.get_zorder() for line in lines if len(line.get_xdata()) == 4
    )


def test_a_run_that_stopped_short_has_a_slash(figure: Figure) -> None:
    lines, _ = _lines(figure)
    assert [line.get_xdata()[0] for line in lines if line.get_marker() == (2, 2, -45)] == [1.0]


def test_the_legend_names_the_methods(figure: Figure) -> None:
    _, words = _lines(figure)
    assert [name for name in words if name in {"gradient descent", "newton"}] == ["gradient descent", "newton"]
