"""The document on disk: new, open, save, export, recent files, drops, and the question before something is lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QIODevice, QSaveFile, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from hessview.app.dialogs import ExportDialog, may_replace
from hessview.compute.requests import FigureRequest
from hessview.compute.results import Fault
from hessview.document.session_file import SessionProblem, open_bytes, to_bytes, to_metadata
from hessview.document.state import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk

ENDING = ".hessview"
SESSION_FILTER = f"Sessions (*{ENDING})"
OPEN_FILTER = "Sessions and figures (*.hessview *.svg *.pdf *.png);;All files (*)"
FIGURE_ENDINGS = frozenset({".svg", ".pdf", ".png"})
RECENT = 8
LARGEST_FILE = 64 << 20


class FileFault(Exception):  # noqa: N818 - it is a fault of a file, worded for the user
    """A file that cannot be read or written; the message says why, in one sentence."""


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that may hold a session.

    Raises
    ------
    FileFault
        If it cannot be read, or is larger than any figure of ours.
    """
    try:
        if not path.is_file():
            raise FileFault(f"{path.name}: there is no such file.")
        if path.stat().st_size > LARGEST_FILE:
            raise FileFault(f"{path.name} is larger than {LARGEST_FILE >> 20} MiB; no session or figure is.")
        return path.read_bytes()
    except (OSError, ValueError) as problem:
        raise FileFault(f"{path.name} cannot be read: {getattr(problem, 'strerror', None) or problem}.") from problem


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: the old one stays until the new one is on the disk.

    Raises
    ------
    FileFault
        If it cannot be written; the old file is untouched.
    """
    file = QSaveFile(os.path.realpath(path))  # a symbolic link stays one
    written = file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(data) == len(data)
    if not (written and file.commit()):
        reason = file.errorString().rstrip(".")
        file.cancelWriting()
        raise FileFault(f"{path.name} was not written: {reason}. The old file, if any, is untouched.")


def read_session(path: Path) -> State:
    """Return the state that a session or an exported figure holds.

    Raises
    ------
    FileFault
        With one sentence that names the file, and inside it the place.
    """
    try:
        return open_bytes(read_file(path))
    except SessionProblem as problem:
        raise FileFault(f"{path.name}: {problem}") from problem


class Files:
    """What the File menu does with the document of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.path: Path | None = None
        self._export_path: Path | None = None
        self._under_way: list[Path] = []

    @property
    def name(self) -> str:
        """What the title says."""
        return "Untitled" if self.path is None else self.path.name

    @property
    def recent(self) -> list[str]:
        """Paths of the files that were opened or saved last, the newest first."""
        return [path for path in self._desk.settings.texts("recent") if path][:RECENT]

    def new(self) -> None:
        """Begin with an empty function."""
        if self.may_lose():
            self.show(State(text="", accepted="0"), None)
            self._desk.window.focus_editor()

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        start = str(self.path.parent) if self.path else ""
        chosen, _ = QFileDialog.getOpenFileName(self._desk.window, "Open", start, OPEN_FILTER)
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> bool:
        """Open a session or a figure; the open document stays when that fails. Returns whether it was opened."""
        try:
            read_session(path)
            if not self.may_lose():
                return False
            # Once more: what was just saved may be this very file.
            state = read_session(path)
        except FileFault as fault:
            self._forget(path)
            self._desk.report(str(fault))
            return False
        self.adopt(state, path)
        return True

    def adopt(self, state: State, path: Path) -> None:
        """Show what was read from a file; only a session's file is where Save writes, never a figure's."""
        self.show(state, None if path.suffix.lower() in FIGURE_ENDINGS else path)
        self._remember(path)

    def drop(self, path: Path | None, text: str) -> None:
        """Take what was dropped on the window: a file to open, or a text that becomes the formula."""
        if path is not None:
            self.open(path)
        elif text:
            self._desk.controller.replace_text(text.strip())

    def save(self) -> bool:
        """Save where it was saved last, else ask. Returns whether it was saved."""
        return self.save_as() if self.path is None else self._write(self.path)

    def save_as(self) -> bool:
        """Ask for a file and save there. Returns whether it was saved."""
        start = str(self.path) if self.path else "landscape.hessview"
        chosen, _ = QFileDialog.getSaveFileName(self._desk.window, "Save", start, SESSION_FILTER)
        if not chosen:
            return False
        path = Path(chosen)
        if path.suffix.lower() != ENDING:
            # The dialog asked about the name that was typed, not about this one.
            path = path.with_name(f"{path.name}{ENDING}")
            if path.exists() and not may_replace(self._desk.window, "Save", path):
                return False
        return self._write(path)

    def may_lose(self) -> bool:
        """Ask what to do with unsaved changes. Returns whether to go on."""
        if not self._desk.store.modified:
            return True
        buttons = QMessageBox.StandardButton
        choices = buttons.Save | buttons.Discard | buttons.Cancel
        answer = self._ask(f"Save the changes to {self.name}?", choices, buttons.Save, "Without saving they are lost.")
        if answer == buttons.Save:
            return self.save()
        return bool(answer == buttons.Discard)

    def may_interrupt(self) -> bool:
        """Ask whether to go on while a figure is being written. Returns whether to."""
        if not self._under_way:
            return True
        buttons = QMessageBox.StandardButton
        question = f"{self._under_way[-1].name} is still being written. Close without it?"
        answer = self._ask(question, buttons.Discard | buttons.Cancel, buttons.Cancel)
        return bool(answer == buttons.Discard) or not self._under_way

    def _ask(
        self, question: str, choices: QMessageBox.StandardButton, default: QMessageBox.StandardButton, more: str = ""
    ) -> int:
        """Ask before something is lost, and return the button that was pressed."""
        box = QMessageBox(self._desk.window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("hessview")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(question)
        box.setInformativeText(more)
        box.setStandardButtons(choices)
        box.setDefaultButton(default)
        answer = box.exec()
        box.deleteLater()
        return answer

    def ask_export(self) -> None:
        """Ask for format and size, then write the figure in the background."""
        dialog = ExportDialog(self._desk.window, self._desk.settings, self._suggested_figure())
        if dialog.exec():
            self.export(dialog.path(), dialog.size_mm(), dialog.dpi(), caption=dialog.has_caption())
        dialog.deleteLater()

    def export(
        self,
        path: Path,
        size_mm: tuple[float, float],
        dpi: int,
        done: Callable[[], None] | None = None,
        *,
        caption: bool = True,
    ) -> None:
        """Paint the picture into a file; `done` is called when it is written or has failed."""
        self._export_path = path
        try:
            session = to_metadata(self._desk.store.state)
        except SessionProblem as problem:
            self._desk.report(f"{path.name} was not written: {problem}")
            return
        request = FigureRequest(session, path.suffix.lower().lstrip("."), *size_mm, float(dpi), caption)

        def written(answer: object) -> None:
            self._under_way.remove(path)
            if isinstance(answer, Fault):
                self._desk.report(f"{path.name} was not written: {answer.message}")
            else:
                self._write_figure(path, answer)
            if done is not None:
                done()

        self._desk.tell(f"Writing {path.name} …")
        self._under_way.append(path)
        self._desk.controller.ask(request, written)

    def _write_figure(self, path: Path, answer: object) -> None:
        if not isinstance(answer, bytes):
            self._desk.report(f"{path.name} was not written: the painter answered {type(answer).__name__}.")
            return
        try:
            write_file(path, answer)
        except FileFault as fault:
            self._desk.report(str(fault))
            return
        self._desk.tell(f"{path.name} is written; it carries this session.")

    def _write(self, path: Path) -> bool:
        state = self._desk.store.state
        try:
            write_file(path, to_bytes(state))
        except SessionProblem as problem:
            self._desk.report(f"{path.name} was not written: {problem}")
            return False
        except FileFault as fault:
            self._desk.report(str(fault))
            return False
        self.path = path
        self._desk.store.mark_saved(state)
        self._remember(path)
        self._desk.tell(f"{path.name} is saved.")
        self._desk.refresh()
        return True

    def show(self, state: State, path: Path | None) -> None:
        """Show another document; it counts as saved."""
        self.path = path
        self._desk.store.open(state)
        self._desk.refresh()

    def _suggested_figure(self) -> Path:
        if self._export_path is not None:
            return self._export_path
        if self.path is not None:
            return self.path.absolute().with_suffix(".svg")
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        folder = Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
        return folder / "figure.svg"

    def _remember(self, path: Path) -> None:
        entry = str(path.absolute())
        others = [other for other in self.recent if other != entry]
        self._desk.settings.set("recent", [entry, *others][:RECENT])

    def _forget(self, path: Path) -> None:
        entry = str(path.absolute())
        if entry in self.recent:
            self._desk.settings.set("recent", [other for other in self.recent if other != entry])
