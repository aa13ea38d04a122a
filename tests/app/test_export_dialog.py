from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from hessview.app.export_dialog import ExportDialog
from hessview.app.export_preview import ExportPreview, Subject
from hessview.app.settings import Settings
from hessview.compute.file_requests import FigureRequest
from hessview.compute.results import Fault, FaultKind
from hessview.document.drawings import Paths, Runs
from hessview.document.page_file import Page
from hessview.document.page_plan import CaptionPart, PagePlan, Panel
from hessview.document.plots import Over, Plots
from hessview.document.session_file import to_metadata
from hessview.export.image_files import paint
from tests.export.figures import document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hessview.document.drawings import Drawing


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


def _with(window: QWidget, tmp_path: Path, *drawn: Drawing) -> ExportDialog:
    subject = Subject("{}", (Panel.CONTOUR,), (Panel.CONTOUR, Panel.TABLE), lambda _request, _take: lambda: None, drawn)
    return ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg", subject)


def test_what_docks_draw_is_on_the_page_unless_it_is_unticked(window: QWidget, tmp_path: Path) -> None:
    made = _with(window, tmp_path, Paths("a"), Runs())
    assert made.drawn.text() == "&Draw paths and runs"
    assert made.request("").plan.drawn == (Paths("a"), Runs())
    made.drawn.click()
    assert made.request("").plan.drawn == ()


def test_there_is_no_such_choice_where_docks_draw_nothing(window: QWidget, tmp_path: Path) -> None:
    made = _with(window, tmp_path)
    assert made.drawn.isHidden()
    assert made.request("").plan.drawn == ()


def test_on_a_page_of_tables_docks_draw_nothing(window: QWidget, tmp_path: Path) -> None:
    made = _with(window, tmp_path, Runs())
    made.panels.boxes[Panel.TABLE].setChecked(True)
    made.panels.boxes[Panel.CONTOUR].setChecked(False)
    assert not made.drawn.isEnabled()
    made.panels.boxes[Panel.CONTOUR].setChecked(True)
    assert made.drawn.isEnabled()


def test_equal_scales_are_as_on_the_screen_until_they_are_chosen(window: QWidget, tmp_path: Path) -> None:
    for is_equal in (False, True):
        subject = Subject(
            "{}", (Panel.CONTOUR,), (Panel.CONTOUR, Panel.SURFACE), lambda _request, _take: lambda: None,
            is_equal=is_equal,
        )  # fmt: skip
        made = ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg", subject)
        assert not made.equal.isHidden()
        assert made.request("").plan.equal is is_equal
        made.equal.click()
        assert made.request("").plan.equal is not is_equal
        made.panels.boxes[Panel.SURFACE].setChecked(True)
        made.panels.boxes[Panel.CONTOUR].setChecked(False)
        assert not made.equal.isEnabled()


def test_a_graph_of_one_variable_has_no_equal_scales(window: QWidget, tmp_path: Path) -> None:
    made = _with(window, tmp_path)
    assert made.equal.isHidden()
    assert made.request("").plan.equal is None


def test_a_reason_why_there_is_no_page_does_not_stand_on_the_page_before(window: QWidget, qtbot: QtBot) -> None:
    image = QImage(100, 100, QImage.Format.Format_RGB888)
    image.fill(QColor("#cc0000"))
    made, buffer = QByteArray(), QBuffer()
    buffer.setBuffer(made)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    answers: list[object] = [bytes(made.data()), Fault("There is not enough room.", kind=FaultKind.REFUSED)]

    def ask(_request: FigureRequest, take: Callable[[object], None]) -> Callable[[], None]:
        QTimer.singleShot(0, window, lambda: take(answers.pop(0)))
        return lambda: None

    preview = ExportPreview(Subject("{}", (Panel.CONTOUR,), (Panel.CONTOUR,), ask))
    qtbot.addWidget(preview)
    preview.resize(400, 400)
    request = FigureRequest("{}", "svg", 100.0, 100.0, 150.0)
    for asked, colour in ((request, "#cc0000"), (replace(request, width_mm=90.0), "#ffffff")):
        with qtbot.waitSignal(preview.painted):
            preview.show_page(asked)
        assert preview.grab().toImage().pixelColor(100, 100) == QColor(colour)
    assert preview.message == "There is not enough room."
    preview.close_down()


def test_a_page_that_only_its_process_kept_from_being_painted_can_be_tried_again(
    window: QWidget, qtbot: QtBot
) -> None:
    answers: list[object] = [
        Fault("Figures are unavailable.", kind=FaultKind.UNAVAILABLE),
        Fault("There is not enough room.", kind=FaultKind.REFUSED),
    ]

    def ask(_request: FigureRequest, take: Callable[[object], None]) -> Callable[[], None]:
        QTimer.singleShot(0, window, lambda: take(answers.pop(0)))
        return lambda: None

    preview = ExportPreview(Subject("{}", (Panel.CONTOUR,), (Panel.CONTOUR,), ask))
    qtbot.addWidget(preview)
    preview.resize(400, 400)
    with qtbot.waitSignal(preview.painted):
        preview.show_page(FigureRequest("{}", "svg", 100.0, 100.0, 150.0))
    assert not preview.retry.isHidden()
    with qtbot.waitSignal(preview.painted):
        preview.retry.click()
    assert preview.message == "There is not enough room."
    assert preview.retry.isHidden(), "asked again, it would be refused again"
    preview.close_down()


def _painter(answers: list[object]) -> Callable[[FigureRequest, Callable[[object], None]], Callable[[], None]]:
    """Return a painter that answers at once, with the next of `answers`."""

    def ask(_request: FigureRequest, take: Callable[[object], None]) -> Callable[[], None]:
        take(answers.pop(0))
        return lambda: None

    return ask


def test_plots_are_offered_with_a_race_and_stand_behind_the_other_panels(window: QWidget, tmp_path: Path) -> None:
    for plots in (None, Plots(Runs(step=4))):
        subject = Subject(
            "{}", (Panel.CONTOUR,), (Panel.CONTOUR, Panel.TABLE), lambda _request, _take: lambda: None, plots=plots
        )
        made = ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg", subject)
        assert made.plots.isHidden() is (plots is None)
        assert made.request("").plan.plots is None
    before = made.size_choice.size_mm()[1]
    made.plots.boxes[Panel.ZIGZAG].click()
    made.plots.over.setCurrentIndex(1)
    plan = made.request("").plan
    assert plan.panels == (Panel.CONTOUR, Panel.ZIGZAG)
    assert plan.plots == Plots(Runs(step=4), Over.EVALUATIONS)
    assert made.size_choice.size_mm()[1] > before


@pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)  # offscreen
def test_no_tick_of_a_panel_or_a_plot_is_cut(window: QWidget, tmp_path: Path, qtbot: QtBot) -> None:
    offered = Panel.CONTOUR, Panel.TABLE, Panel.POINT
    subject = Subject("{}", (Panel.CONTOUR,), offered, lambda _request, _take: lambda: None, plots=Plots())
    made = ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg", subject)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    for box in (*made.panels.boxes.values(), *made.plots.boxes.values()):
        assert box.isHidden() or box.width() >= box.sizeHint().width(), box.text()


def test_nothing_can_be_exported_while_the_preview_refuses_and_again_when_it_does_not(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImage(8, 8, QImage.Format.Format_RGB32).save(buffer, "PNG")  # type: ignore[call-overload]
    page = bytes(data.data())
    answers: list[object] = [Fault("There is no room.", kind=FaultKind.REFUSED), page]
    subject = Subject("{}", (Panel.CONTOUR,), (Panel.CONTOUR, Panel.TABLE), _painter(answers))
    made = ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg", subject)
    assert made.preview is not None
    with qtbot.waitSignal(made.preview.painted):
        made.preview.show_page(made.request(""))
    assert made.preview.message == "There is no room."
    assert not made._export.isEnabled()
    assert made._export.toolTip() == "There is no room."
    with qtbot.waitSignal(made.preview.painted):
        made.panels.boxes[Panel.TABLE].click()
    assert made._export.isEnabled()
    assert made._export.toolTip() == ""
    made.panels.boxes[Panel.TABLE].click()
    made.panels.boxes[Panel.CONTOUR].click()
    assert made.preview.message == "Choose a panel."
    assert made._export.toolTip() == "Choose a panel."
    made.preview.close_down()


def test_a_caption_for_which_the_page_is_too_narrow_is_said_beside_it(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    session = to_metadata(document("x^2 - y^2", 2.0))

    def ask(request: FigureRequest, take: Callable[[object], None]) -> Callable[[], None]:
        take(paint(session, "png", request.width_mm, request.height_mm, 40.0, plan=request.plan))
        return lambda: None

    made = ExportDialog(
        window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg",
        Subject(session, (Panel.CONTOUR,), (Panel.CONTOUR,), ask),
    )  # fmt: skip
    assert made.preview is not None
    for width, is_cut in ((30.0, True), (150.0, False), (30.0, True)):
        with qtbot.waitSignal(made.preview.painted, timeout=60_000):
            made.size_choice.set_size(width, 40.0 if is_cut else 120.0)
            made.preview.show_page(made.request(session))
        assert made.cut.isHidden() is not is_cut
        assert made._export.isEnabled()
        assert ("The caption is cut" in made.cut.text()) is is_cut
    made.preview.close_down()


def test_the_dialog_begins_with_the_page_of_the_figure_that_was_opened(window: QWidget, tmp_path: Path) -> None:
    plan = PagePlan(
        (Panel.TABLE, Panel.EXCESS), (CaptionPart.NOTES,), "Figure 7.", 9.0, (Paths("a"),), equal=None, plots=Plots()
    )  # fmt: skip
    subject = Subject(
        "{}", (Panel.CONTOUR,), (Panel.CONTOUR, Panel.TABLE), lambda _request, _take: lambda: None, plan.drawn,
        plots=plan.plots, page=Page(plan, 111.0, 99.0),
    )  # fmt: skip
    made = ExportDialog(window, Settings(tmp_path / "settings.json"), tmp_path / "figure.svg", subject)
    asked = made.request("")
    assert asked.plan == plan
    assert (asked.width_mm, asked.height_mm) == (111.0, 99.0)
