from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from hessview.app.export_dialog import ExportDialog
from hessview.app.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_picture_of_too_many_pixels_cannot_be_asked_for(window: QWidget, tmp_path: Path) -> None:
    made = ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.png")
    made.size_choice.page_width.setValue(254.0)
    made.size_choice.page_height.setValue(127.0)
    made.resolution.setValue(300)
    assert made._sharpness.text() == "3\u202f000 × 1\u202f500 pixels"
    assert made._export.isEnabled()
    made.size_choice.page_width.setValue(1388.0)
    made.size_choice.page_height.setValue(1370.0)
    assert "more than 120 million" in made._sharpness.text()
    assert not made._export.isEnabled()
    made.resolution.setValue(150)
    assert made._export.isEnabled()


def test_a_drawing_has_no_pixels_to_count(window: QWidget, tmp_path: Path) -> None:
    made = ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg")
    made.size_choice.page_width.setValue(1388.0)
    made.size_choice.page_height.setValue(1370.0)
    assert made._sharpness.text() == "sharp at every size"
    assert made._export.isEnabled()
    assert not made.resolution.isEnabled()


def test_a_typed_ending_decides_the_format_and_none_is_replaced(window: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    made = ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg")

    def write(text: str) -> None:
        made.place.clear()
        qtbot.keyClicks(made.place, text)

    write(str(tmp_path / "other.pdf"))
    assert made.format.currentData() == "pdf"
    assert made.path() == tmp_path / "other.pdf"
    write(str(tmp_path / "other.PNG"))
    assert (made.format.currentData(), made.path()) == ("png", tmp_path / "other.PNG")
    assert made.resolution.isEnabled()
    write(str(tmp_path / "plot.v2"))
    assert made.path() == tmp_path / "plot.v2.png"
    made.place.editingFinished.emit()
    assert made.place.text() == str(tmp_path / "plot.v2.png")
    made.format.setCurrentIndex(made.format.findData("svg"))
    assert made.place.text() == str(tmp_path / "plot.v2.svg")


def test_the_size_of_page_and_text_come_back_and_own_words_are_taken(window: QWidget, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    first = ExportDialog(window, settings, tmp_path / "figure.svg")
    first.size_choice.page_width.setValue(97.0)
    first.size_choice.page_height.setValue(83.0)
    first.size_choice.text.setValue(9.5)
    first.accept()
    again = ExportDialog(window, settings, tmp_path / "figure.svg", words="Figure 1.")
    assert again.size_choice.size_mm() == pytest.approx((97.0, 83.0))
    assert again.size_choice.text_points() == pytest.approx(9.5)
    assert again.request("").plan.words == "Figure 1."


def test_a_page_that_is_too_high_to_be_printed_says_so(window: QWidget, tmp_path: Path) -> None:
    made = ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg")
    made.size_choice.page_height.setValue(240.0)
    assert made._too_high.isHidden()
    made.size_choice.page_height.setValue(241.0)
    assert not made._too_high.isHidden()
