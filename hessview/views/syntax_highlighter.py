"""Syntax colours of the editor, from the tokens of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat

from hessview.language import tokens
from hessview.views.text_places import unit_places

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from hessview.views.theme import Theme

# At least 4.5:1 on the panel's ground of their theme.
_LIGHT = {"function": "#2459B8", "number": "#0A6B5C", "constant": "#7A3E9D"}
_DARK = {"function": "#8DB4FF", "number": "#7FD1C0", "constant": "#D3A6F0"}
_LONGEST = 20_000  # longer text is refused by the parser; colouring it would only be slow


class SyntaxHighlighter(QSyntaxHighlighter):
    """Colours each line by `tokens.highlight`; a style without a colour keeps the text's own."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._formats = _formats(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme; the document's own changes follow by themselves."""
        self._formats = _formats(theme)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line (called by Qt)."""
        if len(text) > _LONGEST:
            return
        places = unit_places(text)
        for span in tokens.highlight(text):
            style = self._formats.get(span.style)
            if style is not None:
                start = places[span.start]
                self.setFormat(start, places[span.start + span.length] - start, style)


def _formats(theme: Theme) -> dict[str, QTextCharFormat]:
    colours = _DARK if theme.is_dark else _LIGHT
    quiet = dict.fromkeys(("operator", "bracket", "comment"), theme.secondary)
    by_style = {"variable": theme.text, "error": theme.problem, **quiet, **colours}
    return {style: _format(style, QColor(colour)) for style, colour in by_style.items()}


def _format(style: str, colour: QColor) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(colour)
    if style == "variable":
        made.setFontItalic(True)
    if style == "function":
        made.setFontWeight(QFont.Weight.Medium)
    return made
