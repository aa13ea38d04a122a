"""How the monkey does what its events say, with real events to a real window."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHelpEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)

from hessview.app.animation_dialog import AnimationDialog
from hessview.app.export_dialog import ExportDialog
from hessview.compute.results import Fault, FaultKind
from tests.reliability.hands import open_desk, workers
from tests.reliability.monkey_dialogs import answer, picked, press, type_text
from tests.reliability.monkey_files import Files
from tests.reliability.monkey_looks import Looks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction

    from hessview.app.desk import Desk

_PATIENCE = 10
"""Events that one dialog may take before it is dismissed."""

_NEVER = {"Escape", "Return", "Tab", "Backtab"}
"""The only keys for a dialog with a path in it: the monkey writes nowhere but in its own folder."""


class Window(Looks):
    """One window after the other, in a folder that is the working directory, too.

    Parameters
    ----------
    fault
        Told of a thread or a process that failed, which the program itself survives with a notice.
    """

    def __init__(self, folder: Path, fault: Callable[[str], object] = lambda _words: None) -> None:
        self._fault = fault
        self._folder = folder
        self._files = Files(folder)
        for deed in ("write a session", "write a figure"):
            self._files.change(deed, 0.5)
        self._desk = self._open(None)
        self._modal: QWidget | None = None
        self._asked = 0
        self._next: tuple[str | None, bool] = (None, False)

    @property
    def desk(self) -> Any:
        """The present one."""
        return self._desk

    def prepare(self) -> None:
        """Before every event: dismiss a dialog that has stood for long, and open a window when there is none."""
        modal = QApplication.activeModalWidget()
        self._asked = self._asked + 1 if modal is not None and modal is self._modal else 0
        self._modal = modal
        if modal is not None and self._asked > _PATIENCE:
            self._asked = 0
            QTest.keyClick(modal, Qt.Key.Key_Escape)
        if modal is None and not self._desk.window.isVisible():
            self._reopen()

    def close(self) -> None:
        """Close without questions."""
        self._desk.store.mark_saved()
        self._desk.window.may_close = lambda: True
        self._desk.window.close()
        self._desk.close()

    def _reopen(self) -> None:
        self._desk.close()
        argument, _ = self._next
        self._desk = self._open(argument)

    def _open(self, argument: str | None) -> Desk:
        desk = open_desk(self._folder / "own", argument)
        take = desk.incidents.faults.take_fault

        def take_fault(fault: Fault) -> None:
            if fault.kind is FaultKind.FAILED and fault.detail:
                self._fault(f"{fault.message}\n{fault.detail}")
            take(fault)

        desk.incidents.faults.take_fault = take_fault  # type: ignore[method-assign]
        return desk

    # Where events go

    def _target(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._desk.window

    def _focus(self) -> QWidget:
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            return popup
        focused = QApplication.focusWidget()
        if modal is not None:
            return focused if focused is not None and modal.isAncestorOf(focused) else modal
        return focused or self._desk.window

    def _is_free(self) -> bool:
        """Whether the main window can be used; with a menu open, it is closed first, as a click elsewhere would."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        return QApplication.activeModalWidget() is None and self._desk.window.isVisible()

    def _has_path(self) -> bool:
        return isinstance(QApplication.activeModalWidget(), QFileDialog | ExportDialog | AnimationDialog)

    def _pixel(self, widget: QWidget, u: float, v: float) -> QPoint:
        return QPoint(round(u * (widget.width() - 1)), round(v * (widget.height() - 1)))

    # In the pictures

    def _picture(self, u: float) -> QWidget:
        """The map or the surface: what of them is shown, chosen by a number."""
        window = self._desk.window
        chosen: QWidget = window.pictures.shown[round(1e6 * u) % len(window.pictures.shown)]
        return window.picture.viewport() if chosen is window.picture else chosen

    def click_picture(self, u: float, v: float, button: str, modifiers: str) -> None:
        if self._is_free():
            viewport = self._picture(u)
            QTest.mouseClick(viewport, _button(button), _modifiers(modifiers), self._pixel(viewport, u, v))

    def double_click_picture(self, u: float, v: float) -> None:
        if self._is_free():
            viewport = self._picture(u)
            place = self._pixel(viewport, u, v)
            QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
            QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    def drag(
        self, start: Any, stations: Sequence[tuple[float, float]], button: str, modifiers: str, is_given_up: bool
    ) -> None:
        if not self._is_free():
            return
        window = self._desk.window
        viewport = self._picture(stations[0][0] if stations else 0.0)
        is_map = viewport is window.picture.viewport()
        picture: Any = window.picture if is_map else viewport
        held, key = _button(button), _modifiers(modifiers)
        probe = window.picture._probe.pos() if is_map else picture.probe_place()
        place = probe.toPoint() if start == "probe" else self._pixel(viewport, *start)
        QTest.mousePress(viewport, held, key, place)
        for station in stations:
            place = self._pixel(viewport, *station)
            _move(viewport, place, held, key)
        if is_given_up:
            QTest.keyClick(picture, Qt.Key.Key_Escape)
        QTest.mouseRelease(viewport, held, key, place)

    def wheel(self, u: float, v: float, turn: int, modifiers: str) -> None:
        if self._is_free():
            viewport = self._picture(u)
            place = QPointF(self._pixel(viewport, u, v))
            wheel = QWheelEvent(
                place, viewport.mapToGlobal(place), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
                _modifiers(modifiers), Qt.ScrollPhase.NoScrollPhase, False,
            )
            QApplication.sendEvent(viewport, wheel)

    def hover(self, u: float, v: float) -> None:
        target = self._target()
        place = self._pixel(target, u, v)
        below = target.childAt(place) or target
        inside = below.mapFrom(target, place) if below is not target else place
        _move(below, inside, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(below, QHelpEvent(QEvent.Type.ToolTip, inside, below.mapToGlobal(inside)))

    def menu_at(self, u: float, v: float, by_key: bool) -> None:
        if self._is_free():
            viewport = self._picture(u)
            place = self._pixel(viewport, u, v)
            reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
            QApplication.sendEvent(viewport, QContextMenuEvent(reason, place, viewport.mapToGlobal(place)))

    # Anywhere

    def click_widget(self, pick: float, u: float, v: float, button: str) -> None:
        target = self._target()
        if isinstance(target, QFileDialog):
            return
        shown = [child for child in target.findChildren(QWidget) if child.isVisible() and child.isEnabled()]
        chosen = picked(shown, pick) or target
        if not isinstance(chosen, QMenu) or chosen is target:
            place = self._pixel(chosen, u, v)
            QTest.mouseClick(chosen, _button(button), Qt.KeyboardModifier.NoModifier, place)
            if button == "Right" and shiboken6.isValid(chosen):
                reason = QContextMenuEvent.Reason.Mouse
                QApplication.sendEvent(chosen, QContextMenuEvent(reason, place, chosen.mapToGlobal(place)))

    def press_key(self, key: str, modifiers: str) -> None:
        if not self._has_path() or key in _NEVER:
            QTest.keyClick(self._focus(), getattr(Qt.Key, f"Key_{key}"), _modifiers(modifiers))

    def press_shortcut(self, text: str) -> None:
        if not self._has_path():
            keys = QKeySequence(text, QKeySequence.SequenceFormat.NativeText)
            if keys.count():
                QTest.keyClick(self._focus(), keys[0].key(), keys[0].keyboardModifiers())

    def type_formula(self, text: str, replace: bool) -> None:
        if self._is_free():
            field = self._desk.window.editor.field
            field.setFocus()
            if replace:
                QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            type_text(field, text)

    def type_here(self, text: str) -> None:
        if not self._has_path():
            type_text(self._focus(), text)

    def type_coordinate(self, pick: float, text: str, end: str) -> None:
        if self._is_free():
            field = picked(self._desk.window.panel.coordinates.fields, pick)
            if field is not None and field.isVisible():
                field.setFocus()
                field.selectAll()
                type_text(field, text)
                QTest.keyClick(field, getattr(Qt.Key, f"Key_{end}"))

    def type_ranges(self, texts: Sequence[str], end: str) -> None:
        if self._is_free():
            self._desk.actions.action("Set Ranges").trigger()
            for text in texts:
                focused = self._focus()
                if isinstance(focused, QLineEdit):
                    focused.selectAll()
                    type_text(focused, text)
                    QTest.keyClick(focused, Qt.Key.Key_Tab)
            if end:
                QTest.keyClick(self._focus(), getattr(Qt.Key, f"Key_{end}"))

    def paste(self, text: str, in_editor: bool) -> None:
        with contextlib.suppress(UnicodeEncodeError):  # half a character is no text that Qt could be given
            QGuiApplication.clipboard().setText(text)
        if self._has_path():
            return
        if in_editor and self._is_free():
            self._desk.window.editor.field.setFocus()
            QTest.keyClick(self._desk.window.editor.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(self._focus(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def drop(self, what: str, text: str, pick: float) -> None:
        if not self._is_free():
            return
        data = QMimeData()
        if what == "text":
            with contextlib.suppress(UnicodeEncodeError):
                data.setText(text)
        else:
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in self._files.to_drop(what, pick)])
        window, place = self._desk.window, QPoint(300, 300)
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(place, copy, data, left, none)
        QApplication.sendEvent(window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(window, QDropEvent(QPointF(place), copy, data, left, none))

    # Menus and actions

    def choose_notice(self, pick: float) -> None:
        """Press a button of the notice that stands between editor and picture."""
        if self._is_free():
            press(self._desk.window.notices.findChildren(QAbstractButton), pick)

    def _menus(self) -> list[QMenu]:
        menus = list(self._desk.actions.menus.values())
        return list(dict.fromkeys([*menus, *(child for menu in menus for child in menu.findChildren(QMenu))]))

    def choose_action(self, pick: float) -> None:
        if self._is_free():
            leaves = [action for menu in self._menus() for action in _leaves(menu)]
            chosen = picked(leaves, pick)
            if chosen is not None and chosen.isEnabled():
                chosen.trigger()

    def open_menu(self, pick: float, keys: Sequence[str]) -> None:
        if not self._is_free():
            return
        bar = self._desk.window.menuBar()
        title = picked(bar.actions(), pick)
        if title is None:
            return
        QTest.mouseClick(
            bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bar.actionGeometry(title).center()
        )
        for key in keys:
            popup = QApplication.activePopupWidget()
            if popup is not None:
                QTest.keyClick(popup, getattr(Qt.Key, f"Key_{key}"))

    def undo(self, times: int, back: bool) -> None:
        if self._is_free():
            for _ in range(times):
                key = Qt.KeyboardModifier.ControlModifier
                more = Qt.KeyboardModifier.NoModifier if back else Qt.KeyboardModifier.ShiftModifier
                QTest.keyClick(self._focus(), Qt.Key.Key_Z, key | more)

    # The window

    def resize(self, width: int, height: int, maximised: bool) -> None:
        window = self._desk.window
        if maximised:
            window.showMaximized()
        elif window.isVisible():
            window.showNormal()
            window.resize(width, height)

    def focus(self, pick: float) -> None:
        """Another window comes and takes the keyboard, or another widget does."""
        if pick < 0.3:
            other = QWidget()
            other.show()
            other.activateWindow()
            other.close()
            other.deleteLater()
            self._desk.window.activateWindow()
        else:
            chosen = picked(
                [child for child in self._target().findChildren(QWidget) if child.isVisible()], (pick - 0.3) / 0.7
            )
            if chosen is not None:
                chosen.setFocus()

    def close_window(self, at_once: bool, text: str, pick: float) -> None:
        """Close it as a person would; what is opened next is a formula, a file or nothing."""
        file = picked([str(path) for path in self._files.own()], 2 * pick) if pick < 0.5 else None
        self._next = (file or (text if pick < 0.8 else None), at_once)
        if self._is_free():
            if at_once:
                self._desk.store.mark_saved()
            self._desk.window.close()

    # Around the window

    def change_file(self, deed: str, pick: float) -> None:
        """What other programs do to the files meanwhile."""
        self._files.change(deed, pick)

    def kill_worker(self, pick: float) -> None:
        chosen = picked(workers(), pick)
        if chosen is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chosen, signal.SIGKILL)

    def wait(self, _milliseconds: int) -> None:
        """Nothing; the pause before the next event is longer."""

    # Dialogs

    def answer(self, pick: float, name: str, accept: bool) -> None:
        """Answer the dialog or the menu that is open."""
        answer(self._folder / name, pick, accept)


def _button(name: str) -> Qt.MouseButton:
    return getattr(Qt.MouseButton, f"{name}Button")  # type: ignore[no-any-return]


def _modifiers(names: str) -> Qt.KeyboardModifier:
    held = Qt.KeyboardModifier.NoModifier
    for name in filter(None, names.split("+")):
        held |= getattr(Qt.KeyboardModifier, f"{name}Modifier")
    return held


def _leaves(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if action.menu() is None and not action.isSeparator()]


def _move(widget: QWidget, place: QPoint, held: Qt.MouseButton, key: Qt.KeyboardModifier) -> None:
    at = QPointF(place)
    move = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), Qt.MouseButton.NoButton, held, key)
    QApplication.sendEvent(widget, move)
