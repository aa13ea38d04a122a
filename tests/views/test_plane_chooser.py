"""The chooser below the axes names the plane, however little room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from hessview.views.plane_chooser import PlaneChooser

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def chooser(qtbot: QtBot, width: int) -> PlaneChooser:
    picture = QWidget()
    picture.resize(width, 300)
    qtbot.addWidget(picture)
    made = PlaneChooser(picture)
    picture.show()
    return made


@pytest.mark.parametrize("width", [300, 350, 600])
def test_in_a_narrow_picture_the_way_to_the_planes_names_this_one(qtbot: QtBot, width: int) -> None:
    made = chooser(qtbot, width)
    made.render_axes(("x1", "x2", "x10"), ("x2", "x10"), ("s", "t"))
    assert made.plane.text() == "x₂, x₁₀…"
    assert made.plane.accessibleName() == "Plane of x₂ and x₁₀"
    assert not made.across.isVisible()
    made.render_axes(("x1", "x2", "x10"), None, ("s along v₃", "t along v₁"))
    assert made.plane.text() == "v₃, v₁…"


def test_names_that_would_cover_the_axis_are_left_out(qtbot: QtBot) -> None:
    made = chooser(qtbot, 260)
    made.render_axes(("x", "y", "z"), None, ("s along (0.4472, 0, −0.8944)", "t along (0, 1, 0)"))
    assert made.plane.text() == "Plane…"


def test_in_a_wide_picture_both_axes_are_chosen_directly(qtbot: QtBot) -> None:
    made = chooser(qtbot, 800)
    made.render_axes(("x", "y", "z"), ("x", "z"), ("s", "t"))
    assert (made.across.currentText(), made.up.currentText(), made.plane.text()) == ("x", "z", "Plane…")
    made.render_axes(("x", "y", "z"), None, ("s along (0, 1, −1)", "t along (1, 0, 0)"))
    assert made.across.placeholderText() == "(0, 1, −1)"
