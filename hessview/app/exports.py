"""Figures written from the window: asked for, painted in the background, put on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from hessview.app.original import EXPORT
from hessview.app.questions import Button, ask
from hessview.compute.requests import FigureRequest
from hessview.compute.results import Fault
from hessview.document.disk import FileFault, rehearse, write_whole
from hessview.document.page_plan import PLAIN
from hessview.document.session_file import SessionProblem, to_metadata
from hessview.views.notice_bar import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk
    from hessview.app.export_preview import Subject
    from hessview.document.page_plan import PagePlan


class Exports:
    """What exports the picture of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._path: Path | None = None
        self._under_way: list[Path] = []

    def ask(self) -> None:
        """Ask what is to be written and how, then write the figure in the background."""
        from hessview.app.export_dialog import ExportDialog  # not before the first picture

        dialog = ExportDialog(self._desk.window, self._desk.settings, self._suggestion(), self._subject())
        if dialog.exec():
            asked = dialog.request("")
            self.export(dialog.path(), (asked.width_mm, asked.height_mm), int(asked.dpi), plan=asked.plan)
        dialog.deleteLater()

    def _subject(self) -> Subject | None:
        """Return what the dialog shows beside its choices; None if the document is too long to travel in a file."""
        from hessview.app.export_preview import Subject
        from hessview.figure.spread import offered_panels, shown_panels

        state, formula = self._desk.store.state, self._desk.controller.results.formula
        try:
            session = to_metadata(state)
        except SessionProblem:
            return None
        offered = offered_panels(0 if formula is None else formula.dimension)
        shown = tuple(panel for panel in shown_panels(state) if panel in offered)
        return Subject(session, shown, offered, self._desk.controller.ask)

    def export(
        self,
        path: Path,
        size_mm: tuple[float, float],
        dpi: int,
        done: Callable[[], None] | None = None,
        *,
        caption: bool = True,
        plan: PagePlan = PLAIN,
    ) -> None:
        """Paint the picture into a file; `done` is called when it is written or has failed."""
        self._path = path
        session = self._prepared(path)
        if session is None:
            if done is not None:
                done()
            return
        request = FigureRequest(session, path.suffix.lower().lstrip("."), *size_mm, float(dpi), caption, plan)

        def written(answer: object) -> None:
            self._under_way.remove(path)
            if isinstance(answer, Fault):
                self._desk.report(f"{path.name} was not written: {answer.message}", path)
            else:
                self._write(path, answer)
            if done is not None:
                done()

        self._desk.tell(f"Writing {path.name} …")
        self._under_way.append(path)
        self._desk.controller.ask(request, written)

    def _prepared(self, path: Path) -> str | None:
        """Return the session for a figure that there is a place for, or None; then it is said why."""
        try:
            session = to_metadata(self._desk.store.state)
            rehearse(path)  # what cannot be written is said before it is painted
        except SessionProblem as problem:
            self._desk.report(f"{path.name} was not written: {problem}", path)
            return None
        except FileFault as fault:
            self._report(fault)
            return None
        return session

    def may_interrupt(self) -> bool:
        """Ask whether to go on while a figure is being written. Returns whether to."""
        if not self._under_way:
            return True
        question = f"{self._under_way[-1].name} is still being written. Close without it?"
        answer = ask(self._desk.window, question, Button.Discard | Button.Cancel, Button.Cancel)
        return bool(answer == Button.Discard) or not self._under_way

    def _write(self, path: Path, answer: object) -> None:
        if not isinstance(answer, bytes):
            self._desk.report(f"{path.name} was not written: the painter answered {type(answer).__name__}.", path)
            return
        try:
            write_whole(path, answer)
        except FileFault as fault:
            self._report(fault)
            return
        self._desk.tell(f"{path.name} is written; it carries this session.")

    def _report(self, fault: FileFault) -> None:
        choices = (Choice("&Export Elsewhere…", self.ask),) if fault.words.instead else ()
        self._desk.report(fault.sentence(write=EXPORT), fault.path, choices)

    def _suggestion(self) -> Path:
        if self._path is not None:
            return self._path
        session = self._desk.files.path
        if session is not None:
            return session.with_suffix(".svg")
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        folder = Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()
        return folder / "figure.svg"
