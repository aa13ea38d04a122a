"""A number is never cut: in less room it has fewer digits, and where even those do not fit an ellipsis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFontMetricsF

from hessview.views.fitted_numbers import fitted_coordinate, fitted_number
from hessview.views.painted_block import number_font

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def metrics(qapp: QApplication) -> QFontMetricsF:
    del qapp
    return QFontMetricsF(number_font())


@pytest.mark.parametrize(
    ("value", "room", "text"),
    [
        (0.631579, "0.631579", "0.631579"),
        (0.631579, "0.6316", "0.6316"),
        (-0.123456, "−0.12346", "−0.12346"),
        (-0.123456, "−0.12", "−0.12"),
        (12 / 19, "0.631579", "0.631579"),
        (0.99996, "1.000", "1.000"),
        (0.5, "0.50", "0.5"),
        (1.23456789e-9, "1.2·10⁻⁹", "1.2·10⁻⁹"),
        (12345678.0, "1234…", "1234…"),
    ],
)
def test_a_coordinate_has_as_many_digits_as_there_is_room_for(
    value: float, room: str, text: str, metrics: QFontMetricsF
) -> None:
    assert fitted_coordinate(value, metrics, metrics.horizontalAdvance(room) + 0.5) == text


@pytest.mark.parametrize("value", [0.0, -1.0, 0.1, 2 / 3, -2e5 / 3, 123456.0, 1e-300 / 3, -1.7976931348623157e308])
@pytest.mark.parametrize("room", [14.0, 20.0, 33.0, 47.0, 64.0, 90.0, 200.0])
def test_it_is_never_wider_than_its_room(value: float, room: float, metrics: QFontMetricsF) -> None:
    for text in (fitted_coordinate(value, metrics, room), fitted_number(value, 0.0, 4, metrics, room)):
        assert text
        assert metrics.horizontalAdvance(text) <= room


def test_a_slope_keeps_no_more_digits_than_are_certain(metrics: QFontMetricsF) -> None:
    assert fitted_number(3.14159, 0.001, 6, metrics, 200.0) == "3.14"
    assert fitted_number(-1.2345e-12, 0.0, 4, metrics, metrics.horizontalAdvance("−1.2·10⁻¹²") + 0.5) == "−1.2·10⁻¹²"
