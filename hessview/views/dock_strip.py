"""The strip below the picture: one quiet line of toggles, each of which unfolds a dock above it."""

from __future__ import annotations

import re
from functools import cmp_to_key
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from hessview.views.theme import GRID, LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.views.theme import Theme

HEIGHT = 240
"""Of an unfolded dock, until somebody drags it."""
LEAST_HEIGHT = 104
_SHARE, _PICTURE = 0.4, 480
"""A dock takes at most this share of the window, more only where so many pixels are left to the picture."""
_USUAL_PICTURE = 380
"""Pixels of the window that an unfolded dock leaves to the picture and what is said above it, until somebody drags."""
_GRIP, _STEP = 5, 2 * GRID
_WITH_ARROW, _WORDS_ALONE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonTextOnly
_TERSER = ((False, False, False), (False, True, False), (True, True, False), (True, True, True))
"""What is left out of the line of toggles, step by step: the buttons, which the menus have too, brackets, arrows."""
_BY_TAB = Qt.FocusPolicy.TabFocus
_HEIGHT = re.compile(r"\d{1,5}", re.ASCII)


class DockStrip(QWidget):
    """Toggles in a line, and above them the dock that is unfolded; at most one is.

    The owner gives it the whole width below the picture; its height is its own affair.

    Signals
    -------
    unfolded
        The name of the dock that is shown now, empty when none is.
    left
        The focus is to go back to the picture.
    """

    unfolded = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._height = self._held_height = HEIGHT
        self._docks: dict[str, QWidget] = {}
        self.toggles: dict[str, QToolButton] = {}
        self._words: dict[str, str] = {}
        self._buttons: list[QToolButton] = []
        self.body = QWidget(self)
        self.grip = _Grip(self.body, theme)
        self._pages = QStackedWidget(self.body)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grip)
        column.addWidget(self._pages, 1)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(GRID, 1, GRID, 1)
        self._row.setSpacing(GRID)
        self._row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 1, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.body)
        whole.addLayout(self._row)
        # No word of a toggle may take width from what stands beside the picture.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.grip.grasped.connect(self._on_grasped)
        self.grip.pulled.connect(lambda by: self.set_height(self._held_height + by))
        self.grip.stepped.connect(lambda by: self.set_height(self.body.height() + by))
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.body)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        self.body.hide()
        self.set_theme(theme)

    def add(self, name: str, words: str, dock: QWidget, tip: str = "") -> None:
        """Add a dock behind the others; `words` are those of its toggle until others are rendered."""
        toggle = QToolButton(self)
        toggle.setObjectName("dock-toggle")
        toggle.setCheckable(True)
        toggle.setToolButtonStyle(_WITH_ARROW)
        toggle.setArrowType(Qt.ArrowType.RightArrow)
        toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        toggle.setToolTip(tip)
        toggle.clicked.connect(lambda checked=False: self.unfold(name) if checked else self.fold())
        self._row.insertWidget(len(self.toggles), toggle)
        self.toggles[name] = toggle
        self._docks[name] = dock
        self._pages.addWidget(dock)
        self._order_tabs()
        self.render_words(name, words)

    def _order_tabs(self) -> None:
        """Let Tab go through the docks, then the line of toggles: what is added late would come behind the window."""
        stops: list[QWidget] = [self.grip]
        for dock in self._docks.values():
            if (layout := dock.layout()) is not None:
                layout.activate()
            inside = (dock, *dock.findChildren(QWidget))
            # The list of a combo box is a window of its own.
            parts = [part for part in inside if part.focusPolicy() & _BY_TAB and part.window() is self.window()]
            stops += sorted(parts, key=cmp_to_key(reading_order))
        for first, second in pairwise((*stops, *self.toggles.values(), *self._buttons)):
            QWidget.setTabOrder(first, second)

    def add_button(self, action: QAction, words: str = "", arrow: Qt.ArrowType = Qt.ArrowType.NoArrow) -> None:
        """Add a button at the right end that does what an action does, with these words or an arrow of its own."""
        button = QToolButton(self)
        button.setObjectName("dock-toggle")
        button.setArrowType(arrow)
        button.setText(words)
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text().replace("&", ""))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        self._row.addWidget(button)
        self._buttons.append(button)
        self._order_tabs()
        self._say()

    def render_words(self, name: str, words: str) -> None:
        """Say on a toggle what is in its dock.

        Where there is no room, the buttons are left out, then what is in brackets, then the arrows.
        """
        if self._words.get(name) != words:
            self._words[name] = words
            self._say()

    def _say(self) -> None:
        for is_brief, is_bare, is_tight in _TERSER:
            self._row.setSpacing(GRID // 4 if is_tight else GRID)
            for name, words in self._words.items():
                said = words.partition(" (")[0] if is_brief else words
                if self.toggles[name].text() != said:
                    self.toggles[name].setText(said)
                self.toggles[name].setToolButtonStyle(_WORDS_ALONE if is_tight else _WITH_ARROW)
            for button in self._buttons:
                button.setVisible(not is_bare)
            if self._row.minimumSize().width() <= self.width():
                return

    @property
    def shown(self) -> str:
        """The name of the dock that is unfolded, empty if none is."""
        return next((name for name, toggle in self.toggles.items() if toggle.isChecked()), "")

    def unfold(self, name: str, *, focus: bool = False) -> None:
        """Show a dock, and with `focus` put the keyboard into it."""
        if self.shown != name or self.body.isHidden():
            self._check(name)
            self._pages.setCurrentWidget(self._docks[name])
            self._fit()
            self.body.show()
            self.unfolded.emit(name)
            self._order_tabs()
        if focus:
            self._docks[name].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def fold(self) -> None:
        """Show none; where the focus was in it, it is to go back to the picture."""
        if self.body.isHidden():
            return
        focused = self.focusWidget()
        had_focus = focused is not None and focused.hasFocus() and self.body.isAncestorOf(focused)
        self._check("")
        self.body.hide()
        self.unfolded.emit("")
        if had_focus:
            self.left.emit()

    def toggle(self, name: str) -> None:
        """Do what the key of a dock does: unfold it with the focus in it, or fold it."""
        if self.shown == name:
            self.fold()
        else:
            self.unfold(name, focus=True)

    def set_height(self, height: int) -> None:
        """Give the unfolded dock a height in pixels, within what leaves enough of the picture."""
        self._height = min(max(height, LEAST_HEIGHT), self._most())
        self._fit()

    def sizes(self) -> list[int]:
        """Return the height of an unfolded dock, to be remembered."""
        return [self._height]

    def restore_sizes(self, heights: Sequence[str]) -> None:
        """Take the height that was remembered; what cannot be a height is ignored."""
        if len(heights) == 1 and _HEIGHT.fullmatch(heights[0]):
            self._height = max(int(heights[0]), LEAST_HEIGHT)
            self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.grip.set_theme(theme)
        self.setStyleSheet(
            f"QToolButton#dock-toggle {{ border: 1px solid transparent; border-radius: {GRID // 2}px;"
            f" padding: 2px {GRID // 2}px; background: transparent; color: {theme.secondary}; }}"
            f"QToolButton#dock-toggle:hover {{ color: {theme.text}; }}"
            f"QToolButton#dock-toggle:checked {{ color: {theme.text}; }}"
            f"QToolButton#dock-toggle:focus {{ border-color: {theme.accent}; }}"
        )
        self.update()

    def event(self, event: QEvent) -> bool:
        """Follow the window that it is put into."""
        around = self.parentWidget()
        if around is not None and event.type() == QEvent.Type.ParentAboutToChange:
            around.removeEventFilter(self)
        elif around is not None and event.type() == QEvent.Type.ParentChange:
            around.installEventFilter(self)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take less where the window has become lower, and again more where it has grown."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say more or less, as there is room."""
        super().resizeEvent(event)
        self._say()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline above the toggles."""
        del event
        painter = QPainter(self)
        top = self.body.height() + 1 if self.body.isVisible() else 0
        painter.fillRect(0, top, self.width(), 1, self._theme.color("rule"))
        painter.end()

    def _on_grasped(self) -> None:
        self._held_height = self.body.height()

    def _check(self, name: str) -> None:
        for each, toggle in self.toggles.items():
            toggle.setChecked(each == name)
            toggle.setArrowType(Qt.ArrowType.DownArrow if each == name else Qt.ArrowType.RightArrow)

    def _most(self) -> int:
        around = self.parentWidget()
        room = 0 if around is None else around.height()
        return max(LEAST_HEIGHT, round(_SHARE * room), room - _PICTURE) if room else 1 << 14

    def _fit(self) -> None:
        height = min(self._height, self._most())
        around = self.parentWidget()
        if self._height == HEIGHT and around is not None and around.height():
            height = min(height, max(around.height() - _USUAL_PICTURE, LEAST_HEIGHT))
        if height != self.body.minimumHeight() or height != self.body.maximumHeight():
            self.body.setFixedHeight(height)


def reading_order(one: QWidget, other: QWidget) -> int:
    """Return less than 0 where `one` is read first: what it stands in ends above, or is at the left."""
    ways = [_way_up(one), _way_up(other)]
    shared = next((widget for widget in ways[0] if widget in ways[1]), None)
    if shared is None or one is other:
        return 0
    first, second = (way[max(way.index(shared) - 1, 0)].geometry() for way in ways)
    if first.bottom() <= second.top():
        return -1
    if second.bottom() <= first.top():
        return 1
    return first.x() - second.x() or first.y() - second.y()


def _way_up(widget: QWidget) -> list[QWidget]:
    way = [widget]
    while (parent := way[-1].parentWidget()) is not None:
        way.append(parent)
    return way


class _Grip(QWidget):
    """The upper edge of a dock: dragged, or moved with the arrow keys, it makes the dock higher.

    Signals
    -------
    grasped
        A drag begins.
    pulled
        How many pixels higher the dock is to be than when the drag began.
    stepped
        How many pixels higher it is to be than it is.
    """

    grasped = Signal()
    pulled = Signal(int)
    stepped = Signal(int)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self._held: float | None = None
        self.setFixedHeight(_GRIP)
        self.setCursor(Qt.CursorShape.SplitVCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Height of the dock")
        self.setToolTip("Drag, or press up and down, to make the dock higher or lower.")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(64, _GRIP)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.globalPosition().y()
            self.grasped.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self.pulled.emit(round(self._held - event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: _STEP, Qt.Key.Key_Down: -_STEP}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        painter.fillRect(0, 0, self.width(), 1, self._theme.color("accent" if self.hasFocus() else "rule"))
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(self._theme.color("secondary"), 1.0))
            middle = self.width() // 2
            painter.drawLine(middle - 12, 2, middle + 12, 2)
        painter.end()
