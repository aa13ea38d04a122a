"""The contour map looks as somebody has once looked at it and found it good: light and dark."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage

from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.document.state import Box, State
from hessview.figure.compose import compose
from hessview.views import theme as looks
from hessview.views.contour_view import ContourView
from tests.pictures import are_alike, is_like

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

SADDLE = State(
    "x^2 - y^2", "x^2 - y^2", probe=(("x", 0.5), ("y", -0.25)), view=Box(-1.5, 1.5, -1.0, 1.0)
)
THEMES = (looks.LIGHT, looks.DARK)


def painted(qtbot: QtBot, state: State, theme: looks.Theme) -> NDArray[np.uint8]:
    view = ContourView(lambda _command: None, lambda: None)
    qtbot.addWidget(view)
    view.resize(540, 400)
    view.set_theme(theme)
    view.show_figure(compose(state, answer_now(state, Answers(), (96, 96))))
    view.show()
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: str(theme.name))
def test_the_saddle_looks_as_it_did(qtbot: QtBot, theme: looks.Theme) -> None:
    assert is_like(f"saddle-{theme.name}", painted(qtbot, SADDLE, theme))


def test_a_picture_without_its_axes_or_in_another_theme_is_told_apart(qtbot: QtBot) -> None:
    bare = replace(SADDLE, appearance=replace(SADDLE.appearance, overlays=()))
    whole = painted(qtbot, SADDLE, looks.LIGHT)
    assert not are_alike(whole, painted(qtbot, bare, looks.LIGHT))
    assert not are_alike(whole, painted(qtbot, SADDLE, looks.DARK))
    assert are_alike(whole, whole)
