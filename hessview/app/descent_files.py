"""The iterates of a race as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QTimer

from hessview.app.file_dialogs import ask_where_to_save
from hessview.app.questions import when_replaceable
from hessview.document.disk import FileFault, write_whole
from hessview.export.descent_table import iterates_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hessview.app.desk import Desk
    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome

_TITLE = "Save the iterates"


def save_iterates(desk: Desk, runs: Sequence[Outcome], formula: Formula) -> None:
    """Ask for a file, and write every iterate of the runs, as they are now, into it."""

    def write(path: Path) -> None:
        _Writing(desk, iterates_parts(runs, formula), path)

    def take(path: Path) -> None:
        if path.suffix:
            write(path)
            return
        # The file dialog has asked about what it was given, not about the name with an ending.
        named = path.with_name(f"{path.name}.csv")
        when_replaceable(desk.window, _TITLE, named, lambda: write(named))

    session = desk.files.path
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    suggestion = f"{folder}/descent.csv" if session is None else str(session.with_name(f"{session.stem}-descent.csv"))
    ask_where_to_save(desk.window, _TITLE, suggestion, "CSV (*.csv)", take)


class _Writing(QObject):
    """Makes a table a piece at a time, so that nobody waits for it, then writes it."""

    def __init__(self, desk: Desk, parts: Iterator[str], path: Path) -> None:
        super().__init__(desk.window)
        self._desk, self._parts, self._path = desk, parts, path
        self._made: list[str] = []
        self._job = desk.exports.under_way.begin(path)
        self._job.withdraw = self._stop
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def _go_on(self) -> None:
        part = next(self._parts, None)
        if part is not None:
            self._made.append(part)
            return
        self._stop()
        under_way, data = self._desk.exports.under_way, "".join(self._made).encode()
        under_way.end(self._job)
        try:
            write_whole(self._path, data)
        except FileFault as fault:
            self._desk.report(fault.sentence(), fault.path)
        else:
            under_way.say_saved(self._path, len(data))

    def _stop(self) -> None:
        self._timer.stop()
        self.deleteLater()
