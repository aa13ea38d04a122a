"""The small plots of the docks: in every theme their lines stand out, and they change with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor

from hessview.figure.marks import RUNS, Axes, Figure, LineMark, Role
from hessview.figure.run_looks import run_colour
from hessview.views.plot_painting import Pens
from hessview.views.plot_view import PlotView
from hessview.views.theme import DARK, LIGHT, Theme, luminance

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LINES = (*RUNS, Role.CURVE, Role.LEVEL, Role.PRESENT, Role.SINGULAR, Role.TANGENT, Role.TURN_TO)
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@THEMES
@pytest.mark.parametrize("role", LINES)
def test_what_the_plots_of_a_race_draw_stands_out_from_their_ground(theme: Theme, role: Role) -> None:
    color = Pens(theme)(role).color()
    assert contrast(color, theme.color("panel")) >= 3.0
    assert contrast(color, theme.color("window")) >= 3.0


@THEMES
def test_names_in_plots_can_be_read(theme: Theme) -> None:
    assert contrast(Pens(theme)(Role.NOTE).color(), theme.color("panel")) >= 4.5


@pytest.mark.parametrize("role", RUNS[:3])
def test_a_plot_that_is_shown_takes_the_tints_of_another_theme_at_once(qtbot: QtBot, role: Role) -> None:
    view = PlotView("Pace", LIGHT)
    qtbot.addWidget(view)
    view.resize(240, 160)
    line = LineMark(np.array([[0.0, 0.5], [1.0, 0.5]]), role, weight=3.0)
    view.show_figure(Figure(Axes((0.0, 1.0), (0.0, 1.0), "steps", "f"), (line,)), ("Pace",), ())
    view.show()

    def shown(colour: str) -> bool:
        image, wanted = view.grab().toImage(), np.array(QColor(colour).getRgb()[:3])
        column = [image.pixelColor(image.width() // 2, y).getRgb()[:3] for y in range(image.height())]
        return bool((np.abs(np.array(column) - wanted).sum(axis=1) < 24).any())

    assert shown(run_colour(role, "light"))
    view.set_theme(DARK)
    assert shown(run_colour(role, "dark"))
    assert not shown(run_colour(role, "light"))
