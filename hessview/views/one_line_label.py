"""A sentence on one line where there is room for it, wrapped where there is not."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget


class OneLineLabel(QLabel):
    """A wrapping label that asks for the width of its whole sentence, which Qt's own does not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        """As wide as the sentence, as high as a line."""
        is_rich = self.textFormat() == Qt.TextFormat.RichText
        plain = html.unescape(re.sub(r"<[^>]*>", "", self.text())) if is_rich else self.text()
        return QSize(self.fontMetrics().horizontalAdvance(plain + "m") + 8, self.fontMetrics().height())
