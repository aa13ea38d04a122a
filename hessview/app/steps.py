"""The steps of a desk: a window that derives what the panel says, follows the probe, and can be copied and saved."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication

from hessview.app.deriving import Deriving
from hessview.app.file_dialogs import ask_where_to_save
from hessview.app.questions import when_replaceable
from hessview.app.under_way import UnderWay
from hessview.compute.file_requests import PageRequest
from hessview.compute.results import Fault
from hessview.document.disk import FileFault, rehearse, write_whole
from hessview.views.panel_rows import with_account

if TYPE_CHECKING:
    from pathlib import Path

    from hessview.app.deriving import Known
    from hessview.app.desk import Desk
    from hessview.explanations.derivation_steps import Derived
    from hessview.explanations.statements import Page
    from hessview.views.steps_dialog import StepsDialog
    from hessview.views.theme import Theme

_SOON_MS = 120  # sentences need not keep up with a drag
_FILTERS = MappingProxyType({
    "html": "HTML page (*.html)", "pdf": "PDF (*.pdf)", "tex": "LaTeX (*.tex)", "txt": "Text (*.txt)",
})  # fmt: skip
_WAITING = "Working the steps out …"
_FAILED = "The steps could not be worked out: Help > Report says more."


class StepsDesk:
    """Shows the steps of what the panel shows; nothing is made before somebody asks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._dialog: StepsDialog | None = None
        self._theme: Theme | None = None
        self._deriving = Deriving(self._on_derived, desk.window)
        self._derived: tuple[Known, Derived] | None = None
        self._shown: tuple[object, ...] = ()
        self._page: Page | None = None
        self._under_way: UnderWay | None = None
        self._soon = QTimer(desk.window, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._refresh)

    @property
    def is_open(self) -> bool:
        """Whether the window is shown."""
        return self._dialog is not None and self._dialog.isVisible()

    @property
    def dialog(self) -> StepsDialog | None:
        """The window, once it was asked for."""
        return self._dialog

    def toggle(self) -> None:
        """Show the window, bring it to the front, or close it when it is there already."""
        if self._dialog is not None and self._dialog.isActiveWindow():
            self._dialog.close()
        else:
            self.show()

    def show(self) -> None:
        """Show the steps of what the panel shows now."""
        dialog = self._dialog or self._make()
        self._shown = ()
        dialog.show()
        dialog.activateWindow()
        dialog.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh()
        self._desk.actions.refresh()

    def follow(self) -> None:
        """Take in what has changed, a moment later."""
        if self._dialog is None or not self.is_open or not self._dialog.follow.isChecked():
            return
        if not self._soon.isActive() and not _same(self._key(), self._shown):
            self._soon.start()

    def close(self) -> None:
        """Stop what runs."""
        self._soon.stop()
        self._deriving.close()
        if self._dialog is not None:
            self._dialog.blockSignals(True)
            self._dialog.close()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._dialog is not None:
            self._dialog.set_theme(theme)

    def _make(self) -> StepsDialog:
        from hessview.views.steps_dialog import StepsDialog

        made = self._dialog = StepsDialog(self._desk.typesetter, self._desk.window)
        made.copy_requested.connect(self.copy)
        made.save_requested.connect(self.ask_save)
        made.follow_changed.connect(lambda _: self.follow())
        made.hidden.connect(self._desk.actions.refresh)
        if self._theme is not None:
            made.set_theme(self._theme)
        return made

    def _key(self) -> tuple[object, ...]:
        results, places = self._desk.controller.results, self._desk.critical.places
        curvature = results.curvature
        return (
            results.formula, results.formulas, results.formulas_fault, curvature, places.point_here(curvature),
            places.set_here(curvature),
        )

    def _refresh(self) -> None:
        """Write the page anew, once the derivatives of this function are known."""
        dialog = self._dialog
        if dialog is None or not self.is_open:
            return
        formula, answer, _, curvature, point, critical_set = key = self._key()
        if curvature is None or formula is None:
            fault = self._desk.controller.results.curvature_fault
            dialog.say(_WAITING if fault is None else fault.message)
            return
        known = self._derived
        if known is None or known[0][0] != formula or known[0][1] is not answer:
            dialog.say(_WAITING)
            self._deriving.start((formula, answer))  # type: ignore[arg-type]
            return
        from hessview.explanations.steps import steps_at

        everything, account = with_account(curvature, point, critical_set)  # type: ignore[arg-type]
        self._page = steps_at(known[1], everything, account)
        self._shown = key
        dialog.render_page(self._page)

    def _on_derived(self, found: tuple[Known, Derived] | None) -> None:
        if found is None and self._dialog is not None:
            self._dialog.say(_FAILED)
        elif found is not None:
            self._derived = found
            self._refresh()

    # Copies and files

    def copy(self, form: str) -> None:
        """Copy the page: "txt", "tex" or "html"."""
        from hessview.export.steps_page import WRITERS

        if self._page is not None and self._dialog is not None:
            QGuiApplication.clipboard().setText(WRITERS[form](self._page))
            self._dialog.say("Copied.")

    def ask_save(self, form: str) -> None:
        """Ask for a file, and write the page there."""
        dialog, title = self._dialog, "Save the steps"
        if self._page is None or dialog is None:
            return

        def take(path: Path) -> None:
            if path.suffix.lower() == f".{form}":
                self.save(path)
                return
            # The file dialog has asked about what it was given, not about the name with an ending.
            named = path.with_name(f"{path.name}.{form}")
            when_replaceable(dialog, title, named, lambda: self.save(named))

        ask_where_to_save(dialog, title, f"steps.{form}", _FILTERS[form], take)

    def save(self, path: Path) -> None:
        """Write the page; the ending of the name says as what."""
        from hessview.export.steps_page import page_bytes, plain_page

        page, form = self._page, path.suffix.lower().lstrip(".")
        if page is None or self._dialog is None:
            return
        if form != "pdf":
            self._write(path, page_bytes(page, form))
            return
        try:
            rehearse(path)
        except FileFault as fault:
            self._desk.report(fault.sentence(), fault.path)
            return
        self._dialog.say("")
        under_way = self._under_way or UnderWay(self._dialog.writing)
        self._under_way, job = under_way, under_way.begin(path)

        def written(answer: object) -> None:
            under_way.end(job)
            if isinstance(answer, bytes):
                self._write(path, answer)
            elif isinstance(answer, Fault):
                self._desk.report(f"{path.name} was not written: {answer.message}", path)

        job.withdraw = self._desk.controller.ask(PageRequest(json.dumps(plain_page(page))), written)

    def _write(self, path: Path, data: bytes) -> None:
        try:
            write_whole(path, data)
        except FileFault as fault:
            self._desk.report(fault.sentence(), fault.path)
            return
        if self._under_way is not None and path.suffix.lower() == ".pdf":
            self._under_way.say_saved(path, len(data))
        elif self._dialog is not None:
            self._dialog.say(f"Saved {path.name}.")


def _same(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    return len(first) == len(second) and all(a is b for a, b in zip(first, second, strict=True))
