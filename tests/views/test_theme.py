"""The looks: contrast, tokens, pens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from hessview.figure.marks import Role
from hessview.views import theme as looks
from hessview.views.theme import DARK, LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of WCAG 2.2 from the 8-bit channels, worked out apart from the program's own luminance."""

    def shade(color: QColor) -> float:
        linear = [
            c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4
            for c in (color.red(), color.green(), color.blue())
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((shade(one), shade(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@BOTH
@pytest.mark.parametrize("token", ["text", "secondary", "problem"])
@pytest.mark.parametrize("ground", ["window", "panel"])
def test_words_can_be_read_on_every_ground(theme: Theme, token: str, ground: str) -> None:
    assert contrast(theme.color(token), theme.color(ground)) >= 4.5


@BOTH
def test_selected_words_can_be_read(theme: Theme) -> None:
    assert contrast(theme.color("on_accent"), theme.color("accent")) >= 4.5


@BOTH
def test_words_on_a_badge_can_be_read(theme: Theme) -> None:
    for kind in theme.classes:
        assert contrast(theme.color("text"), theme.tint(kind)) >= 4.5


@BOTH
def test_every_class_has_a_colour_of_its_own(theme: Theme) -> None:
    assert set(theme.classes) == {
        "minimum", "maximum", "saddle", "degenerate", "not differentiable", "undecided",
    }  # fmt: skip
    assert len(set(theme.classes.values())) == len(theme.classes)


@BOTH
def test_the_palette_is_the_theme_s(theme: Theme) -> None:
    palette = looks.palette(theme)
    assert palette.color(QPalette.ColorRole.Window) == theme.color("window")
    assert palette.color(QPalette.ColorRole.Base) == theme.color("panel")
    assert palette.color(QPalette.ColorRole.Text) == theme.color("text")
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled != palette.color(QPalette.ColorRole.Text)


def test_luminance_is_that_of_wcag(qapp: QApplication) -> None:
    assert looks.luminance(QColor("white")) == pytest.approx(1.0)
    assert looks.luminance(QColor("black")) == 0.0
    assert looks.luminance(QColor("#777777")) == pytest.approx(0.1845, abs=1e-3)


def test_directions_differ_by_more_than_colour(qapp: QApplication) -> None:
    styles = [looks.pen(role, LIGHT).dashPattern() for role in (Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE, Role.AXIS_ZERO)]
    assert not styles[0]
    assert styles[1]
    assert styles[2]
    assert styles[1] != styles[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_f_has_another_colour_than_its_model(qapp: QApplication, theme: Theme) -> None:
    assert qapp is not None
    f, model, d = (looks.pen(role, theme, on_field=False).color() for role in (Role.CURVE, Role.MODEL, Role.DIRECTION))
    assert model != f
    assert model != d


def test_every_role_has_a_pen(qapp: QApplication) -> None:
    for role in Role:
        pen = looks.pen(role, DARK)
        assert pen.color().isValid()
        assert pen.style() is not Qt.PenStyle.NoPen


def test_sizes_are_those_of_the_grid(qapp: QApplication) -> None:
    assert looks.text_font().pixelSize() == 13
    assert looks.badge_font().pixelSize() == 18
    assert looks.badge_font().bold()


@BOTH
def test_an_application_can_change_its_look(qapp: QApplication, theme: Theme) -> None:
    before, sheet, font = qapp.palette(), qapp.styleSheet(), qapp.font()
    try:
        looks.apply_theme(qapp, theme)
        assert qapp.style().objectName().lower() == "fusion" or qapp.styleSheet()
        assert qapp.palette().color(QPalette.ColorRole.Window) == theme.color("window")
    finally:
        qapp.setStyleSheet(sheet)
        qapp.setPalette(before)
        qapp.setFont(font)


@BOTH
def test_the_knob_of_a_slider_stands_out_and_its_focus_too(theme: Theme) -> None:
    assert contrast(theme.color("secondary"), theme.color("panel")) >= 3.0
    for ground in ("window", "panel"):
        assert contrast(theme.color("accent"), theme.color(ground)) >= 3.0
    assert "QSlider::handle:horizontal:focus { border: 2px solid palette(highlight);" in looks.STYLE_SHEET
    assert looks.palette(theme).color(QPalette.ColorRole.Highlight) == theme.color("accent")


def test_another_theme_reaches_every_widget_and_leaves_the_style_sheet(qtbot: QtBot, qapp: QApplication) -> None:
    before, sheet, font = qapp.palette(), qapp.styleSheet(), qapp.font()
    looks.apply_theme(qapp, LIGHT)
    window = QWidget()
    qtbot.addWidget(window)
    field, words, inner = QLineEdit(window), QLabel("words", window), QLineEdit(QWidget(window))
    window.show()
    made: list[str] = []
    window.installEventFilter(watching := _StyleChanges(made))
    try:
        for theme in (DARK, LIGHT, DARK):
            looks.apply_theme(qapp, theme)
            for each in (field, inner):
                shown = each.grab().toImage()
                assert shown.pixelColor(shown.width() - 4, shown.height() // 2).name() == theme.panel.lower()
                assert shown.pixelColor(shown.width() // 2, 0).name() == looks.outline(theme).name()
            assert words.palette().color(QPalette.ColorRole.WindowText) == theme.color("text")
        assert not made, "no sheet is put on anew"
    finally:
        window.removeEventFilter(watching)
        qapp.setStyleSheet(sheet)
        qapp.setPalette(before)
        qapp.setFont(font)


class _StyleChanges(QObject):
    """Notes each style sheet that reaches a widget."""

    def __init__(self, made: list[str]) -> None:
        super().__init__()
        self._made = made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self._made.append(watched.objectName())
        return False
