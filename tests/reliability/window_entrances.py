"""The entrances of the window: keys, clipboard and drops, with real events."""

from __future__ import annotations

import math
import random
import sys
from typing import TYPE_CHECKING, Any, Self

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hessview.app import controller
from hessview.app.search_dialog import SearchDialog
from hessview.compute.answers import Place
from hessview.document.limits import LONGEST_TEXT
from hessview.document.reading import well_formed
from hessview.document.session_file import from_bytes, to_bytes
from hessview.views.text_places import as_shown
from tests.reliability.hands import open_desk, rest
from tests.reliability.opens import close_desk

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from hessview.compute.requests import Request
    from hessview.document.state import State

_FRESH_EVERY = 50
# The platform without a screen lacks some services, and its fonts some scripts.
_IGNORED = ("propagateSizeHints", "does not support raise", "grabbing the keyboard", "OpenType support missing")
_TYPED = 12
_BOX = ((-1.0, 1.0), (-2.0, 2.0))
NO_KEY, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class _Nowhere:
    """A lane on which nothing is ever answered."""

    def start(self) -> None: ...

    def submit(self, request: Request) -> None: ...

    def cancel(self, request: Request) -> None: ...

    def conclude(self, request: Request) -> None: ...

    def stop(self) -> None: ...

    def close(self) -> None: ...


class Window:
    """A window without background work, which notes what nobody caught."""

    def __init__(self, folder: Path) -> None:
        self.faults: list[str] = []
        self.said: list[str] = []
        self._count = 0
        lanes: Any = {place: _Nowhere() for place in Place}
        kept, controller.lanes_for = controller.lanes_for, lambda *_arguments: lanes
        try:
            self.desk = open_desk(folder, "x y", size=(640, 480))
        finally:
            controller.lanes_for = kept
        self.desk.report = lambda message, *_: self.said.append(message)  # type: ignore[method-assign]
        self.desk.notify = lambda notice: self.said.append(notice.message)  # type: ignore[method-assign]
        self._fresh = self.desk.store.state
        rest(0.3)

    def __enter__(self) -> Self:
        self._hook, sys.excepthook = sys.excepthook, self._note_exception
        qInstallMessageHandler(self._note_message)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        QGuiApplication.clipboard().clear()  # what Python put there must be gone before Python is
        close_desk(self.desk)
        sys.excepthook = self._hook
        qInstallMessageHandler(None)

    def begin(self) -> None:
        """Bring back the first document now and then, so that the history of undo stays short."""
        self._count += 1
        if self._count % _FRESH_EVERY == 0:
            self.desk.store.open(self._fresh)
            self.desk.window.statusBar().clearMessage()

    def judge(self) -> str | None:
        """Return what is wrong with the document and what is shown of it."""
        state, editor = self.desk.store.state, self.desk.window.editor
        if editor.field.toPlainText() != as_shown(state.text):
            return f"the editor shows {editor.field.toPlainText()[:60]!r}, the document holds {state.text[:60]!r}"
        if state.text != state.accepted and editor.problem is None:
            return "nothing is said against a text that is not accepted"
        if len(state.text) > LONGEST_TEXT:
            return f"the document holds {len(state.text)} characters"
        if self.faults:
            said = "; ".join(self.faults[:5])
            self.faults.clear()
            return said
        return None if self._count % 10 or _same(state, from_bytes(to_bytes(state))) else "the session differs"

    def _note_exception(self, kind: type[BaseException], error: BaseException, _trace: object) -> None:
        self.faults.append(f"nobody caught {kind.__name__}: {str(error)[:200]}")

    def _note_message(self, kind: QtMsgType, _context: object, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(known in message for known in _IGNORED):
            self.faults.append(f"Qt said: {message[:200]}")


class Editor:
    """Typed key by key where it is short, else composed by an input method."""

    name = "editor"

    def __init__(self, window: Window) -> None:
        self._window = window

    def take(self, text: str, number: int) -> str | None:
        """See `Entrance`."""
        del number
        self._window.begin()
        field, text = self._window.desk.window.editor.field, well_formed(text)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, CTRL)
        if len(text) <= _TYPED:
            for character in text:
                QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, NO_KEY, character))
        else:
            composed = QInputMethodEvent()
            composed.setCommitString(text)
            QApplication.sendEvent(field, composed)
        field.completer.close()
        return self._window.judge()


class Clipboard:
    """Pasted over the formula, or into a coordinate; as text, bytes, HTML, files or a picture."""

    name = "clipboard"

    def __init__(self, window: Window) -> None:
        self._window = window

    def take(self, text: str, number: int) -> str | None:
        """See `Entrance`."""
        self._window.begin()
        QGuiApplication.clipboard().setMimeData(carried(text, random.Random(number)))
        desk = self._window.desk
        before = desk.store.state
        if number % 4 == 0 and desk.window.panel.coordinates.fields:
            field: Any = desk.window.panel.coordinates.fields[0]
            field.setFocus()
            field.selectAll()
            QTest.keyClick(field, Qt.Key.Key_V, CTRL)
            QTest.keyClick(field, Qt.Key.Key_Return)
            if desk.store.state.text != before.text:
                return "a coordinate changed the formula"
        else:
            field = desk.window.editor.field
            field.setFocus()
            QTest.keyClick(field, Qt.Key.Key_A, CTRL)
            QTest.keyClick(field, Qt.Key.Key_V, CTRL)
        return self._window.judge()


class SearchBox:
    """Pasted or composed into a field of the dialog that asks for a box to be searched, which is then accepted."""

    name = "search dialog"

    def __init__(self, window: Window) -> None:
        self._window = window

    def take(self, text: str, number: int) -> str | None:
        """See `Entrance`."""
        self._window.begin()
        dialog = SearchDialog(self._window.desk.window, ("x", "y"), _BOX)
        dialog.show()
        try:
            field = dialog.fields[number % 2][number // 2 % 2]
            field.setFocus()
            field.selectAll()
            if number % 3:
                QGuiApplication.clipboard().setMimeData(carried(text, random.Random(number)))
                QTest.keyClick(field, Qt.Key.Key_V, CTRL)
            else:
                composed = QInputMethodEvent()
                composed.setCommitString(well_formed(text))
                QApplication.sendEvent(field, composed)
            QTest.keyClick(field, Qt.Key.Key_Return)
            return _wrong_with_box(dialog) or self._window.judge()
        finally:
            dialog.close()
            dialog.deleteLater()
            QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)


def _wrong_with_box(dialog: SearchDialog) -> str | None:
    """Return what is wrong with the box that was taken, or with what is said against it."""
    if dialog.isVisible():
        said = dialog.message.text()
        fine = said.isprintable() and 0 < len(said) < 300 and dialog.box == _BOX
        return None if fine else f"the dialog says {said[:100]!r} and holds {dialog.box}"
    fine = all(math.isfinite(low) and math.isfinite(high) and low < high for low, high in dialog.box)
    return None if fine and len(dialog.box) == 2 else f"the box {dialog.box} was taken"


class Drop:
    """Dropped on the window; as text, bytes, HTML, files or a picture."""

    name = "drop"

    def __init__(self, window: Window) -> None:
        self._window = window

    def take(self, text: str, number: int) -> str | None:
        """See `Entrance`."""
        self._window.begin()
        self._window.said.clear()
        window, data = self._window.desk.window, carried(text, random.Random(number))
        place, copy, left = QPointF(300, 300), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        QApplication.sendEvent(window, QDragEnterEvent(place.toPoint(), copy, data, left, NO_KEY))
        QApplication.sendEvent(window, QDropEvent(place, copy, data, left, NO_KEY))
        if not all(line.isprintable() and len(line) < 500 for line in self._window.said):
            return f"the window said {self._window.said}"
        return self._window.judge()


def carried(text: str, rng: random.Random) -> QMimeData:
    """Return what another program might hand over."""
    data, text = QMimeData(), well_formed(text)
    way = rng.randrange(16)
    if way in {2, 3} and QUrl(text).isLocalFile():
        way = 4  # a file that is there would be opened, and rightly
    if way == 0:
        data.setHtml(text)
    elif way == 1:
        data.setData("text/plain", text.encode("utf-8")[:-1] + b"\xff\x00\xfe")
    elif way == 2:
        data.setUrls([QUrl.fromLocalFile(f"/nowhere/{text[:300]}"), QUrl(text[:300])])
    elif way == 3:
        data.setUrls([QUrl(text[:300], QUrl.ParsingMode.TolerantMode)] * rng.randint(1, 30))
    elif way == 4:
        data.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
        data.setText(text)
    elif way == 5:
        data.setData("application/x-qt-windows-mime;value=\"x\"", text.encode("utf-8"))
    elif way == 6:
        data.setHtml(f"<img src='file:///etc/passwd'>{text}")
        data.setText(text)
    else:
        data.setText(text)
    return data


def _same(state: State, read: State) -> bool:
    return state == read
