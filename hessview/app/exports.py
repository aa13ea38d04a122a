"""Figures written from the window: asked for, painted in the background, put on the disk."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QImage

from hessview.app.file_dialogs import ask_where_to_save
from hessview.app.original import EXPORT
from hessview.app.questions import Button, ask, when_replaceable
from hessview.app.under_way import UnderWay
from hessview.compute.file_requests import DataRequest, FigureRequest
from hessview.compute.results import Fault
from hessview.document.disk import FileFault, rehearse, write_whole
from hessview.document.page_file import Page
from hessview.document.page_plan import PLAIN, section_count
from hessview.document.session_file import SessionProblem, to_metadata
from hessview.views.notice_bar import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.app.desk import Desk
    from hessview.app.export_preview import Subject
    from hessview.document.page_plan import PagePlan, Panel


_DATA: Mapping[str, tuple[str, str, str]] = MappingProxyType({
    "script": ("Export as a Python script (the map alone)", "py", "Python scripts (*.py)"),
    "tikz": ("Export as LaTeX source (the map alone)", "tex", "LaTeX (*.tex)"),
    "field": ("Export the values", "csv", "Tables (*.csv)"),
    "contours": ("Export the level lines", "csv", "Tables (*.csv)"),
})
"""Title, ending and filter of what a document can be written as."""

_COPIED, _COPY_MM, _COPY_DPI = ("png", "svg"), (120.0, 90.0), 200.0


class Exports:
    """What exports the picture of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._path: Path | None = None
        self.under_way = UnderWay(desk.window.writing)
        self._words = ""
        self._page: tuple[str, Page] | None = None
        self._ticked: tuple[str, tuple[Panel, ...]] = "", ()

    def forget_words(self) -> None:
        """Take it that the own words of the last caption, and what stood on its page, were of another document."""
        self._words, self._page, self._ticked = "", None, ("", ())

    def take_page(self, page: Page | None) -> None:
        """Begin with what stood on the page of the figure that the document was opened from."""
        self._page = None if page is None else (self._desk.store.state.accepted, page)

    def ask(self) -> None:
        """Ask what is to be written and how, then write the figure in the background."""
        from hessview.app.export_dialog import ExportDialog  # not before the first picture

        dialog = ExportDialog(self._desk.window, self._desk.settings, self._suggestion(), self._subject(), self._words)
        dialog.is_being_written = lambda path: path in self.under_way.paths

        def on_accepted() -> None:
            asked = dialog.request("")
            self._words = asked.plan.words
            self._keep(asked)
            self.export(dialog.path(), (asked.width_mm, asked.height_mm), int(asked.dpi), plan=asked.plan)

        dialog.accepted.connect(on_accepted)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _keep(self, asked: FigureRequest) -> None:
        """Let the next export of this function begin with the panels of this one, if they were chosen."""
        accepted, plan = self._desk.store.state.accepted, asked.plan
        is_chosen = plan.panels != self._panels_of_window()[1]
        self._ticked = (accepted, plan.panels) if is_chosen else ("", ())
        if self._page is not None and self._page[0] == accepted:
            self._page = accepted, Page(plan, asked.width_mm, asked.height_mm)

    def _subject(self) -> Subject | None:
        """Return what the dialog shows beside its choices; None if the document is too long to travel in a file."""
        from hessview.app.export_preview import Subject

        state, formula = self._desk.store.state, self._desk.controller.results.formula
        try:
            session = to_metadata(state)
        except SessionProblem:
            return None
        offered, shown = self._panels_of_window()
        shown = self._ticked[1] if self._ticked[0] == state.accepted else shown
        page = self._page[1] if self._page is not None and self._page[0] == state.accepted else None
        before = PLAIN if page is None else page.plan
        # What docks draw now comes before what they drew when the figure was made.
        drawn = self._desk.docks.drawn()
        drawn = (*(each for each in before.drawn if type(each) not in set(map(type, drawn))), *drawn)
        sections = section_count(0 if formula is None else formula.dimension, state.direction)
        return Subject(
            session, shown, offered, self._desk.controller.ask, drawn, state.appearance.equal_aspect,
            self._desk.descent.plots() or before.plots, sections, page,
        )  # fmt: skip

    def _panels_of_window(self) -> tuple[tuple[Panel, ...], tuple[Panel, ...]]:
        """Return the panels that the function can have, and those that the window shows."""
        from hessview.figure.spread import offered_panels, shown_panels

        formula = self._desk.controller.results.formula
        offered = offered_panels(0 if formula is None else formula.dimension)
        return offered, tuple(panel for panel in shown_panels(self._desk.store.state) if panel in offered)

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
        self._ask(path, request, done)

    def ask_for_data(self, kind: str) -> None:
        """Ask for a file, then write the document as one of the `hessview.export.data_files.DataKind`."""
        words, ending, filters = _DATA[kind]
        suggestion = self._suggestion()
        name = f"{suggestion.stem}-{kind}" if ending == "csv" else suggestion.stem
        place = str(suggestion.with_name(f"{name}.{ending}"))

        def take(path: Path) -> None:
            if path.suffix:
                self.write_data(path, kind)
                return
            # The file dialog has asked about what it was given, not about the name with an ending.
            named = path.with_name(f"{path.name}.{ending}")
            when_replaceable(self._desk.window, words, named, lambda: self.write_data(named, kind))

        ask_where_to_save(self._desk.window, words, place, filters, take)

    def write_data(self, path: Path, kind: str, done: Callable[[], None] | None = None) -> None:
        """Write the document as a script, LaTeX source or a table; `done` is called when it is written or not."""
        session = self._prepared(path)
        if session is not None:
            self._ask(path, DataRequest(session, kind, self._desk.docks.drawn()), done)
        elif done is not None:
            done()

    def animate(self) -> None:
        """Ask what is to move, then paint and write it while the dialog says how far it is."""
        from hessview.app.animation_dialog import AnimationDialog

        formula = self._desk.controller.results.formula
        if formula is None:
            self._desk.tell("There is no function to animate.")
            return
        dialog = AnimationDialog(
            self._desk, formula.variables, self._suggestion(), self.write, self.under_way.say_stopped
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def copy(self) -> None:
        """Copy the figure of what the window shows, as a picture with the session inside, and as a drawing."""
        try:
            session = to_metadata(self._desk.store.state)
        except SessionProblem as problem:
            self._desk.tell(f"The figure was not copied: {problem}")
            return
        made: dict[str, bytes] = {}

        def take(kind: str, answer: object) -> None:
            if not isinstance(answer, bytes):
                self._desk.tell(answer.message if isinstance(answer, Fault) else "The figure was not copied.")
                return
            made[kind] = answer
            if len(made) == len(_COPIED):
                carried = QMimeData()
                carried.setData("image/png", made["png"])
                carried.setData("image/svg+xml", made["svg"])
                carried.setImageData(QImage.fromData(made["png"]))
                QGuiApplication.clipboard().setMimeData(carried)
                self._desk.tell("The figure is copied, as a picture and as SVG.")

        self._desk.tell("Copying the figure …")
        plan = replace(PLAIN, drawn=self._desk.docks.drawn())
        for kind in _COPIED:
            request = FigureRequest(session, kind, *_COPY_MM, _COPY_DPI, plan=plan)
            self._desk.controller.ask(request, partial(take, kind))

    def _ask(self, path: Path, request: FigureRequest | DataRequest, done: Callable[[], None] | None) -> None:
        job = self.under_way.begin(path, done)

        def written(answer: object) -> None:
            self.under_way.end(job)
            if isinstance(answer, Fault):
                self._desk.report(f"{path.name} was not written: {answer.message}", path)
            else:
                carries = "; it carries this session" if isinstance(request, FigureRequest) else ""
                self.write(path, answer, carries)
            if done is not None:
                done()

        job.withdraw = self._desk.controller.ask(request, written)

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
        if not self.under_way.paths:
            return True
        question = f"{self.under_way.paths[-1].name} is still being written. Close without it?"
        answer = ask(self._desk.window, question, Button.Discard | Button.Cancel, Button.Cancel)
        return bool(answer == Button.Discard) or not self.under_way.paths

    def write(self, path: Path, answer: object, carries: str = "") -> None:
        """Put what was painted on the disk, and say so or why not."""
        if not isinstance(answer, bytes):
            self._desk.report(f"{path.name} was not written: the painter answered {type(answer).__name__}.", path)
            return
        try:
            write_whole(path, answer)
        except FileFault as fault:
            self._report(fault)
            return
        self.under_way.say_saved(path, len(answer), f"{path}{carries}")

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
