"""Room for picture and colour bar in views of every width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize

from hessview.document.state import Box
from hessview.views import colour_bar_item
from hessview.views.picture_layout import bar_mark, bar_places, bar_strip, room
from tests.views.conftest import Document

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BOX = Box(-3.0, 3.0, -3.0, 3.0)


@pytest.mark.parametrize(("width", "height"), [(840, 600), (440, 600), (420, 630), (350, 470), (350, 300), (300, 300)])
def test_a_view_of_half_a_window_has_its_colour_bar_and_room_for_its_numbers(
    qtbot: QtBot, width: int, height: int
) -> None:
    figure = Document().figure()
    picture = room(figure, BOX, QSize(width, height))
    strip = bar_strip(picture, width)
    assert bar_mark(figure, width) is not None
    assert strip.left() > picture.right()
    places = bar_places(figure, picture.height())
    assert places, "numbers stand beside it"
    assert strip.right() + colour_bar_item.label_room(places, is_narrow=True) <= width
    assert picture.width() > 0.55 * width


def test_beside_a_surface_the_bar_takes_less_than_in_a_view_of_its_own(qtbot: QtBot) -> None:
    figure = Document().figure()
    taken = [width - room(figure, BOX, QSize(width, 600)).right() for width in (420, 840)]
    assert taken[0] < 0.75 * taken[1]


def test_a_view_that_is_hardly_there_needs_all_its_pixels(qtbot: QtBot) -> None:
    figure = Document().figure()
    assert bar_mark(figure, 200) is None
    assert room(figure, BOX, QSize(200, 300)).right() == 200 - 24
