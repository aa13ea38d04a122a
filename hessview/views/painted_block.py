"""A piece of the panel that paints itself, yet is text to a screen reader and to the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QScrollArea, QWidget

from hessview.views.formula_copies import offer
from hessview.views.theme import GRID, TEXT_SIZE, text_font

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QContextMenuEvent, QFont, QResizeEvent

    from hessview.views.theme import Theme


class PaintedBlock(QLabel):
    """A label whose words are painted by a subclass.

    A block has a fixed height and takes what width there is, so that a new number is a repaint and never a new layout.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spoken = ""

    @property
    def spoken(self) -> str:
        """What the block says, as text."""
        return self._spoken

    def speak(self, text: str) -> None:
        """Tell screen readers and the clipboard what is painted now."""
        if text != self._spoken:
            self._spoken = text
            self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """The fixed height; QLabel's own hint would remember an earlier one."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """What `setFixedHeight` and `setMinimumWidth` asked for."""
        return self.minimumSize()

    def copies(self) -> Mapping[str, str]:
        """What the context menu offers: words of the menu to text for the clipboard."""
        return {"Copy": self._spoken}

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what is shown here for copying where it stands."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        offer(menu, self.copies())
        menu.popup(event.globalPos())
        event.accept()


class SideScroll(QScrollArea):
    """Shows a block as high as it is, up to a limit, and scrolls what is wider or higher inside."""

    def __init__(self, content: QWidget, most_height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_height = most_height
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        content.installEventFilter(self)
        self.fit()

    def fit(self) -> None:
        """Take the content's height, and a scroll bar's where it is needed."""
        content = self._content.minimumSizeHint().expandedTo(self._content.minimumSize())
        bar = self.horizontalScrollBar().sizeHint().height() if content.width() > self.width() else 0
        height = min(content.height() + bar, self._most_height)
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """Follow the content when it asks for another size."""
        answer = super().eventFilter(watched, event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.fit()
        return answer

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower panel may need the scroll bar."""
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:
        """The height that `fit` found."""
        return QSize(100, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """Any width."""
        return QSize(40, self.minimumHeight())


def bring_into_sight(widget: QWidget) -> None:
    """Scroll whatever a widget that takes the focus stands in, from the inside, until it is seen."""
    around = widget.parentWidget()
    while around is not None and not around.isWindow():
        if isinstance(around, QScrollArea) and (page := around.widget()) is not None:
            # Of a field Qt's own would show the cursor alone, and cut its edge off.
            middle = widget.mapTo(page, widget.rect().center())
            around.ensureVisible(middle.x(), middle.y(), 0, widget.height() // 2 + GRID)
        around = around.parentWidget()


def scroll_bar_style(theme: Theme) -> str:
    """Return the rules of narrow scroll bars without arrows, for places that are no wider than they must be."""
    return (
        f"QScrollBar:vertical {{ width: {GRID}px; background: transparent; margin: 0; }}"
        f"QScrollBar:horizontal {{ height: {GRID}px; background: transparent; margin: 0; }}"
        f"QScrollBar::handle {{ background: {theme.rule}; border-radius: {GRID // 2 - 1}px; min-width: 24px;"
        f" min-height: 24px; margin: 1px; }}"
        f"QScrollBar::handle:hover {{ background: {theme.secondary}; }}"
        "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
        "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
    )


def number_font() -> QFont:
    """Font of the panel's numbers: between words and mathematics."""
    font = text_font()
    font.setPixelSize(TEXT_SIZE + 1)
    return font
