"""How hessview looks: the colours of light and dark, the pens of every role, the fonts and the grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette, QPen
from PySide6.QtWidgets import QToolTip

from hessview.figure.marks import CORE, PATHS, RUNS, Role
from hessview.views.overlay_pens import overlay_pen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QApplication

GRID = 8
"""Everything is placed on multiples of this many pixels, inside controls on half of it."""

TEXT_SIZE = 13
MATHEMATICS_SIZE = 16
BADGE_SIZE = 18
SMALL_SIZE = 11
"""Font sizes in pixels: words, formulas, the class badge, ticks and labels inside the picture."""

STALE_OPACITY, STALE_WORDS_OPACITY = 0.4, 0.7
"""How much of the last good picture, and of the words about it, stays while the text is wrong: words stand out 3:1."""


@dataclass(frozen=True)
class Theme:
    """The colours of one look, as ``#rrggbb``.

    Attributes
    ----------
    window, panel, text, secondary, rule, accent
        Grounds, words, quiet words, hairlines, focus and selection.
    on_accent
        Text on the accent colour.
    problem
        Words and underlines that name an error.
    classes
        The colour of each class of points (a shape's colour, never a word's).
    positive, negative
        The colours of eigendirections by the sign of their eigenvalue.
    curve
        The colour of the graph of a function of one variable, apart from its tangent and its parabola; in a map that of
        the quadratic model.
    turned
        The colour of what the Hessian makes of displacements.
    """

    name: str
    window: str
    panel: str
    text: str
    secondary: str
    rule: str
    accent: str
    on_accent: str
    problem: str
    classes: Mapping[str, str]
    positive: str
    negative: str
    curve: str
    turned: str

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than its ground."""
        return self.name == "dark"

    def color(self, token: str) -> QColor:
        """Colour of a token, one of the attributes' names."""
        return QColor(getattr(self, token))

    def class_color(self, kind: str) -> QColor:
        """Colour of the glyph of a class of points; the text colour for a word that is no class."""
        return QColor(self.classes.get(kind, self.text))

    def tint(self, kind: str) -> QColor:
        """Ground of a class's badge: a hint of its colour on the panel, so that text keeps its contrast."""
        return mixed(QColor(self.panel), self.class_color(kind), 0.16)


LIGHT = Theme(
    name="light",
    window="#F6F7F9",
    panel="#FFFFFF",
    text="#1C1E21",
    secondary="#5B6068",
    rule="#D9DCE1",
    accent="#2F6FDE",
    on_accent="#FFFFFF",
    problem="#B3261E",
    classes=MappingProxyType(
        {
            "minimum": "#0072B2",
            "maximum": "#D55E00",
            "saddle": "#009E73",
            "degenerate": "#CC79A7",
            "not differentiable": "#E69F00",
            "undecided": "#5B6068",
        }
    ),
    positive="#0072B2",
    negative="#D55E00",
    curve="#6B4FB8",
    turned="#00695C",
)

DARK = Theme(
    name="dark",
    window="#17191C",
    panel="#1F2226",
    text="#E8EAED",
    secondary="#A3A8B0",
    rule="#33373D",
    accent="#7AA7FF",
    on_accent="#10141C",
    problem="#FF8A80",
    classes=MappingProxyType(
        {
            "minimum": "#56B4E9",
            "maximum": "#FF9250",
            "saddle": "#2CC79A",
            "degenerate": "#E3A4C6",
            "not differentiable": "#F5C04A",
            "undecided": "#A3A8B0",
        }
    ),
    positive="#56B4E9",
    negative="#FF9250",
    curve="#B7A2F2",
    turned="#5FC9B8",
)


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Mixture of two colours, `share` (0 to 1) of it the second; opaque."""
    keep = 1.0 - share
    return QColor.fromRgbF(
        keep * first.redF() + share * second.redF(),
        keep * first.greenF() + share * second.greenF(),
        keep * first.blueF() + share * second.blueF(),
    )


def luminance(color: QColor) -> float:
    """Relative luminance, 0 (black) to 1 (white).

    Source: WCAG 2.2, "relative luminance".
    """

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def system_theme() -> Theme:
    """Light or dark as the desktop asks; light where it says nothing."""
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Put the whole application into a look: Fusion, its palette, its fonts, the few rules Fusion lacks."""
    if application.styleSheet() != STYLE_SHEET:  # once: another one takes 0.3 ms a widget
        application.setStyle("Fusion")
        application.setStyleSheet(STYLE_SHEET)
    application.setPalette(palette(theme))
    application.setFont(text_font())
    QToolTip.setPalette(palette(theme))
    for widget in application.allWidgets():
        # Under a style sheet a widget keeps the palette that it was polished with. What was never shown will be.
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            style = widget.style()
            style.unpolish(widget)
            style.polish(widget)
            widget.update()


def palette(theme: Theme) -> QPalette:
    """Fusion's palette in a look's colours."""
    colors = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.panel,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.window,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.problem,
        QPalette.ColorRole.ToolTipBase: theme.panel,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.secondary,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: outline(theme).name(),
        QPalette.ColorRole.Light: theme.panel,
        QPalette.ColorRole.Midlight: theme.panel,
        QPalette.ColorRole.Mid: theme.rule,
        QPalette.ColorRole.Dark: theme.rule,
        QPalette.ColorRole.Shadow: theme.rule,
    }
    answer = QPalette()
    for role, color in colors.items():
        answer.setColor(role, QColor(color))
    faint = mixed(QColor(theme.window), QColor(theme.secondary), 0.6)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        answer.setColor(QPalette.ColorGroup.Disabled, role, faint)
    answer.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(theme.rule))
    return answer


STYLE_SHEET = f"""
QToolTip {{ color: palette(text); background: palette(base); border: 1px solid palette(mid); padding: {GRID // 2}px; }}
QMainWindow::separator {{ background: palette(mid); width: 1px; height: 1px; }}
QSplitter::handle {{ background: palette(mid); }}
QStatusBar::item {{ border: none; }}
QLineEdit {{ border: 1px solid palette(link-visited); border-radius: 3px; background: palette(base);
    padding: 2px {GRID // 2}px; selection-background-color: palette(highlight);
    selection-color: palette(highlighted-text); }}
QLineEdit:focus {{ border-color: palette(highlight); }}
QLineEdit:disabled {{ border-color: palette(mid); }}
QTextBrowser {{ border: 1px solid transparent; }}
QTextBrowser:focus {{ border-color: palette(highlight); }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: palette(mid); }}
QSlider::sub-page:horizontal {{ border-radius: 2px; background: palette(highlight); }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -5px 0px; border-radius: 7px;
    border: 1px solid palette(placeholder-text); background: palette(base); }}
QSlider::handle:horizontal:hover {{ border-color: palette(text); }}
QSlider::handle:horizontal:focus {{ border: 2px solid palette(highlight); width: 10px; height: 10px; }}
QSlider::sub-page:horizontal:disabled {{ background: palette(mid); }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ border: none; padding: 0px; background: transparent; }}
"""
"""The few rules that a palette cannot say, the same for every theme: their colours are those of the palette.

Fusion frames a field by a darker line, which a dark window swallows; here that of a picture frames it, in the role of
visited links, which nothing shows. Fusion's handle of a slider is as dark as a dark window, and shows no focus.
"""


def _font(size: int, *, bold: bool = False, italic: bool = False) -> QFont:
    # A copy: whoever asks may change it. A frame of a drag asks dozens of times.
    return QFont(_made_font(QGuiApplication.font(), size, bold, italic))


@lru_cache(maxsize=16)
def _made_font(of: QFont, size: int, bold: bool, italic: bool) -> QFont:
    """Return a font like the application's, `of`."""
    font = QFont(of)
    font.setPixelSize(size)
    font.setBold(bold)
    font.setItalic(italic)
    # Figures of one width, so that a number does not dance while it changes.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def text_font() -> QFont:
    """Font of words."""
    return _font(TEXT_SIZE)


def small_font() -> QFont:
    """Font of ticks and of labels inside the picture."""
    return _font(SMALL_SIZE)


def variable_font() -> QFont:
    """Font of a variable's name on its axis."""
    return _font(TEXT_SIZE, italic=True)


def badge_font() -> QFont:
    """Font of the class badge."""
    return _font(BADGE_SIZE, bold=True)


_WIDTHS: Mapping[Role, float] = MappingProxyType(
    dict.fromkeys((Role.LEVEL, Role.LEVEL_LABEL, Role.TANGENT, Role.DIFFERENCE, Role.NOTE), 1.0)
    | {Role.DIRECTION: 1.5, Role.WITNESS_UP: 2.5, Role.WITNESS_DOWN: 2.5, Role.CRITICAL_SET: 3.0}
    | dict.fromkeys(PATHS, 4.5)
)
_WIDTH = 2.0
"""In pixels, of the lines that are not among those."""

_DASHES: Mapping[Role, tuple[float, ...]] = MappingProxyType({
    Role.AXIS_NEGATIVE: (3.0, 2.0), Role.WITNESS_DOWN: (3.0, 2.0), Role.AXIS_ZERO: (1.0, 2.0), Role.ROUGH: (1.0, 2.0),
    Role.DIRECTION: (6.0, 2.0, 1.5, 2.0), Role.SINGULAR: (6.0, 1.5, 1.1, 1.5, 1.1, 1.5), Role.PATH_SADDLE: (2.0, 1.0),
    Role.PATH_MAXIMUM: (3.0, 0.8, 0.8, 0.8), Role.PATH_DEGENERATE: (0.5, 0.8),
})  # fmt: skip
"""Of what is not solid: negative directions are dashed, so that colour never speaks alone."""


def pen(role: Role, theme: Theme, *, on_field: bool = True) -> QPen:
    """Pen of a role: colour, width in pixels and dash; negative directions are dashed, so colour never speaks alone.

    On a field, overlays are dark in a light casing (`rim`) whatever the theme; on bare ground they take its colours.
    """
    on = LIGHT if on_field else theme
    if role in RUNS:
        return _run_pen(role, on)
    at_probe = overlay_pen(role, on)
    if at_probe is not None:
        return at_probe
    colors = {
        Role.LEVEL: theme.secondary,
        Role.LEVEL_LABEL: theme.text,
        Role.PROBE: theme.text,
        Role.GRADIENT: on.text,
        Role.AXIS_POSITIVE: on.positive,
        Role.AXIS_NEGATIVE: on.negative,
        Role.AXIS_ZERO: on.secondary,
        Role.CURVE: theme.text,
        Role.SINGULAR: on.text,
        Role.ROUGH: on.classes["not differentiable"],
        Role.CRITICAL_SET: on.classes["degenerate"],
        Role.WITNESS_UP: on.positive,
        Role.WITNESS_DOWN: on.negative,
        Role.TANGENT: theme.secondary,
        Role.DIFFERENCE: theme.secondary,
        Role.DIRECTION: on.text,
        Role.PATH_MINIMUM: on.classes["minimum"],
        Role.PATH_SADDLE: on.classes["saddle"],
        Role.PATH_MAXIMUM: on.classes["maximum"],
        Role.PATH_DEGENERATE: on.classes["degenerate"],
        Role.PRESENT: theme.accent,
        Role.NOTE: theme.text,
    }
    answer = QPen(QColor(colors[role]), _WIDTHS.get(role, _WIDTH))
    answer.setCapStyle(Qt.PenCapStyle.RoundCap if role is Role.CRITICAL_SET else Qt.PenCapStyle.FlatCap)
    # The corners of det H = 0 are too flat to be seen, and there are a thousand of them.
    answer.setJoinStyle(Qt.PenJoinStyle.BevelJoin if role is Role.SINGULAR else Qt.PenJoinStyle.RoundJoin)
    if role in _DASHES:
        answer.setDashPattern(list(_DASHES[role]))
    return answer


def _run_pen(role: Role, theme: Theme) -> QPen:
    from hessview.figure.run_looks import run_colour

    # Flat ends and sharp corners: a path of steps is to be seen as such.
    color = QColor(run_colour(role, theme.name))
    return QPen(color, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)


def core(pen: QPen, ground: QColor) -> QPen:
    """Return what is painted along the middle of a line that is drawn double, in the colour of its ground."""
    answer = QPen(pen)
    answer.setColor(ground)
    answer.setWidthF(CORE * pen.widthF())
    if pen.style() == Qt.PenStyle.CustomDashLine:
        answer.setDashPattern([length / CORE for length in pen.dashPattern()])
    return answer


def outline(theme: Theme) -> QColor:
    """Colour of the lines that frame a picture: quieter than words, firmer than a rule."""
    return mixed(theme.color("rule"), theme.color("secondary"), 0.5)


LABEL_GROUND = QColor(255, 255, 255, 240)
"""Under the words of an overlay: light on every colour of the map, as the casing of its lines."""


LEVEL_INK = QColor(28, 30, 33, 120)
"""Iso-lines of f on colours that do not stand for f, all of them light."""


def rim(width: float, ground: Theme | None = None) -> QPen:
    """The light casing under a dark line of `width` pixels, so that it is seen on every colour of the map.

    On bare ground, of a theme that is given, it has the ground's colour: lines that pass below keep a distance.
    """
    color = QColor(255, 255, 255, 190) if ground is None else ground.color("panel")
    return QPen(color, width + 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
