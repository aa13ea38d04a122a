"""The iterates of a race as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from hessview.app.file_dialogs import ask_where_to_save
from hessview.app.questions import when_replaceable
from hessview.document.disk import FileFault, write_whole
from hessview.export.descent_table import iterates_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hessview.app.desk import Desk
    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome

_TITLE = "Save the iterates"


def save_iterates(desk: Desk, runs: Sequence[Outcome], formula: Formula) -> None:
    """Ask for a file, and write every iterate of the runs, as they are now, into it."""

    def write(path: Path) -> None:
        try:
            write_whole(path, iterates_csv(runs, formula).encode())
        except FileFault as fault:
            desk.report(fault.sentence(), fault.path)
        else:
            desk.tell(f"{path.name} is written.")

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
