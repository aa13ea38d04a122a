"""A walk through a window as somebody takes it who has no mouse, or no eyes: what it meets, and what is wrong there.

Every function returns the faults that it found, one sentence each; none means that all is well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAction, QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from PySide6.QtGui import QAccessibleInterface

SAYS_NOTHING = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.LayeredPane}
LEAST_CONTRAST = 4.5

_MOST_STEPS = 200
_SCALE = 3
_MARGIN = 5
_TEXTS = (QLabel, QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox)


# What there is


def tree(top: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield an interface and all below it."""
    yield top
    for place in range(top.childCount()):
        child = top.child(place)
        if child is not None:
            yield from tree(child)


def focusable(widget: QWidget) -> bool:
    """Whether the focus can go to the widget now."""
    takes_it = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
    return takes_it and widget.isVisible() and widget.isEnabled()


def by_tab(window: QWidget) -> list[QWidget]:
    """Return what Tab must reach in a window."""
    return [widget for widget in window.findChildren(QWidget) if widget.window() is window and focusable(widget)
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _is_inside_a_field(widget)]  # fmt: skip


def all_actions(menus: Iterable[QAction], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], QAction]]:
    """Yield what can be chosen in menus and menus below them, with the words on the way there."""
    for action in menus:
        here = (*path, _plain(action.text()))
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from all_actions(menu.actions(), here)
        elif not action.isSeparator():
            yield here, action


# Names and actions


def without_name(window: QWidget) -> list[str]:
    """Return what can take the focus and says not what it is called, or not what it is."""
    faults = []
    for entry in tree(QAccessible.queryAccessibleInterface(window)):
        widget = entry.object()
        if not isinstance(widget, QWidget) or not focusable(widget) or isinstance(widget, QMenu | QScrollBar):
            continue
        name, role = entry.text(QAccessible.Text.Name), entry.role()
        if not name.strip() or role in SAYS_NOTHING:
            faults.append(f"{_what(widget)} is called {name!r} and is a {role.name}")
    return faults


def action_faults(bar: Iterable[QAction]) -> list[str]:
    """Return actions without words, on a key that another has, or at a place in the menus that another has."""
    faults: list[str] = []
    by_key: dict[str, list[str]] = defaultdict(list)
    paths: Counter[str] = Counter()
    for path, action in all_actions(list(bar)):
        words = " > ".join(path)
        if not path[-1].strip():
            faults.append(f"an action without words: {words}")
        paths[words] += 1
        for shortcut in action.shortcuts():
            by_key[shortcut.toString()].append(words)
    faults += [f"{key} is {' and '.join(words)}" for key, words in by_key.items() if len(words) > 1]
    return faults + [f"twice in the menus: {path}" for path, count in paths.items() if count > 1]


# The way of Tab


@dataclass(frozen=True)
class Way:
    """Where a key led, from the first widget until it was there again or the way repeated itself before."""

    met: tuple[QWidget, ...]
    ended: QWidget | None
    unseen: tuple[QWidget, ...]
    """What had the focus while it was scrolled away, at least in part."""


def way_of_tab(first: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> Way:
    """Return where the key leads from a widget."""
    window = first.window()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    met: list[QWidget] = []
    unseen: list[QWidget] = []
    while (here := window.focusWidget()) is not None and here not in met and len(met) < _MOST_STEPS:
        met.append(here)
        QApplication.processEvents()
        if place_of(here).size() != here.size() and not _is_page(here):
            unseen.append(here)
        QTest.keyClick(here, key)
    return Way(tuple(met), window.focusWidget(), tuple(unseen))


def _is_page(widget: QWidget) -> bool:
    """Whether it is what a scroll area scrolls: a page that is longer than its room, of which a part is seen."""
    viewport = widget.parentWidget()
    area = None if viewport is None else viewport.parentWidget()
    return isinstance(area, QScrollArea) and area.widget() is widget and not place_of(widget).isEmpty()


def tab_faults(window: QWidget, first: QWidget, regions: Sequence[QWidget]) -> list[str]:
    """Return what Tab does not reach, what holds it or is out of sight, and where its way is not that of reading.

    Parameters
    ----------
    first
        Where the way begins.
    regions
        The parts of the window in the order of reading; inside of a part it goes down, and to the right within a row.
    """
    there, back = way_of_tab(first), way_of_tab(first, Qt.Key.Key_Backtab)
    faults = [f"Tab does not come to {_what(widget)}" for widget in by_tab(window) if widget not in there.met]
    if there.met and there.ended is not first:
        faults.append(f"Tab ends at {_what(there.ended)}")
    if back.met != (*there.met[:1], *there.met[:0:-1]):
        faults.append(f"Shift+Tab goes another way: {', '.join(map(_what, back.met))}")
    faults += [f"{_what(widget)} has the focus out of sight" for widget in {*there.unseen, *back.unseen}]
    return faults + _reading_faults(there.met, regions)


def _reading_faults(met: Sequence[QWidget], regions: Sequence[QWidget]) -> list[str]:
    faults = []
    for one, other in pairwise(met):
        first, second = _region(one, regions), _region(other, regions)
        if second < first or (first == second and _comes_before(other, one)):
            faults.append(f"Tab goes back from {_what(one)} to {_what(other)}")
    return faults


def _region(widget: QWidget, regions: Sequence[QWidget]) -> int:
    found = (place for place, region in enumerate(regions) if region is widget or region.isAncestorOf(widget))
    return next(found, len(regions))


def _comes_before(one: QWidget, other: QWidget) -> bool:
    """Whether `one` is read before `other`: what it stands in ends above, or is in the same row and to the left.

    Both are looked at where their ways up meet, so that it does not matter how far a part has been scrolled.
    """
    ways = [_way_up(widget) for widget in (one, other)]
    shared = next(widget for widget in ways[0] if widget in ways[1])
    first, second = (_below(way, shared).geometry() for way in ways)
    if first.bottom() <= second.top():
        return True
    return first.right() <= second.left() and second.bottom() > first.top()


def _way_up(widget: QWidget) -> list[QWidget]:
    way = [widget]
    while (parent := way[-1].parentWidget()) is not None:
        way.append(parent)
    return way


def _below(way: Sequence[QWidget], shared: QWidget) -> QWidget:
    return way[max(way.index(shared) - 1, 0)]


def place_of(widget: QWidget) -> QRect:
    """Return the part of a widget that is not scrolled away, in coordinates of its window."""
    place = widget.rect()
    for inner, outer in pairwise(_way_up(widget)):
        if inner.isWindow():
            break
        place = place.translated(inner.pos()) & outer.rect()
    return place


# What can be seen


def focus_faults(window: QWidget, widgets: Sequence[QWidget]) -> list[str]:
    """Return the widgets that look the same whether they have the focus or another of them has it.

    Not the default button of a dialog: it looks like that whenever no other button has the focus, and whatever else
    has it is looked at here.
    """
    faults = []
    for place, widget in enumerate(widgets):
        pictures = []
        other = widgets[(place + max(1, len(widgets) // 2)) % len(widgets)]  # far away: its own look shall not count
        for focused in (widget, other):
            focused.setFocus(Qt.FocusReason.TabFocusReason)
            window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as the key of Tab itself does
            _bring_into_sight(widget)
            QApplication.processEvents()
            if not focused.hasFocus():
                faults.append(f"{_what(focused)} does not take the focus")
            room = place_of(widget).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
            pictures.append(window.grab(room).toImage())
        is_default = isinstance(widget, QPushButton) and widget.isDefault()
        if other is not widget and not is_default and pictures[0] == pictures[1]:
            faults.append(f"{_what(widget)} does not show that it has the focus")
    return faults


def _bring_into_sight(widget: QWidget) -> None:
    """Scroll as the key of Tab would have done."""
    for outer in _way_up(widget):
        if isinstance(outer, QScrollArea) and outer.isAncestorOf(widget):
            outer.ensureWidgetVisible(widget)


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def contrast_faults(window: QWidget, least: Callable[[QWidget], float] = lambda _: LEAST_CONTRAST) -> list[str]:
    """Return the words in a window that stand out too little from their ground, as they are painted.

    Parameters
    ----------
    least
        What the words of a widget must reach.
    """
    faults = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, _TEXTS) or not widget.isVisible() or not widget.isEnabled() or not _words(widget):
            continue
        if place_of(widget).size() != widget.size():
            continue  # scrolled away, as a whole or in part
        ratio = painted_contrast(widget)
        if ratio < least(widget):
            faults.append(f"{_what(widget)}: its words stand out by {ratio:.2f} only")
    return faults


def painted_contrast(widget: QWidget) -> float:
    """Return by how much what is painted in a widget stands out from the colour that most of it has."""
    image = _enlarged(widget)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32) & 0xFFFFFF
    colours, counts = np.unique(pixels, return_counts=True)
    ground = QColor(int(colours[counts.argmax()]))
    return max(contrast(QColor(int(colour)), ground) for colour in colours)


def _enlarged(widget: QWidget) -> QImage:
    """Return the widget as its window shows it, thrice as large: thin strokes reach their full colour."""
    window, place = widget.window(), place_of(widget)
    image = QImage(_SCALE * place.size().expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    image.fill(window.palette().window().color())
    painter = QPainter(image)
    window.render(painter, QPoint(0, 0), place)
    painter.end()
    return image


def _luminance(color: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


# What is said


class Announcements:
    """Hears what screen readers are told to say, between ``with announcements:`` and its end."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self._update: Callable[..., None] = QAccessible.updateAccessibility

    def __enter__(self) -> Announcements:
        QAccessible.updateAccessibility = self._hear  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        QAccessible.updateAccessibility = self._update  # type: ignore[method-assign]

    def _hear(self, event: object) -> None:
        if event.type() == QAccessible.Event.Announcement:  # type: ignore[attr-defined]
            self.said.append(event.message())  # type: ignore[attr-defined]


def _is_inside_a_field(widget: QWidget) -> bool:
    """Whether it is the inner part of a widget that stands in the way of Tab itself."""
    parent = widget.parentWidget()
    inner = isinstance(parent, QAbstractSpinBox | QComboBox) or isinstance(widget, QScrollBar)
    return inner or (isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget)


def _words(widget: QWidget) -> str:
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QLabel):
        return widget.text() or widget.accessibleName()  # some paint their words themselves
    return _of_button(widget)


def _of_button(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""


def _plain(words: str) -> str:
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _what(widget: QWidget | None) -> str:
    if widget is None:
        return "nothing"
    name = widget.accessibleName() or _words(widget) or widget.objectName()
    return f"{type(widget).__name__} {name[:40]!r}"
