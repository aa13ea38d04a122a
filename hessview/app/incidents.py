"""What a person sees of the faults of one window's process: one quiet notice each, and the report in the Help menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from hessview.app.fault_log import FaultLog, Incident
from hessview.views.notice_bar import Choice, Notice
from hessview.views.single_shot import once_after

if TYPE_CHECKING:
    from pathlib import Path

    from hessview.app.desk import Desk
    from hessview.app.heartbeat import StallWatch

FAULT, CRASH = "fault", "crash"
_REPORT_TIP = "See what a report would say, to copy or to save it"
_AFTER_THE_OFFER_MS = 3000  # what can be restored is said first


class Incidents:
    """The faults of the process that one desk stands for.

    Nothing is watched before `install`, which the start of the program calls; then `close` ends it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.faults = FaultLog(desk.places.log, self._lately, self._show)
        self._watch: StallWatch | None = None
        self._is_closing = False

    def install(self) -> None:
        """Take notice of every fault of the process from now on; of stalls once there is a picture."""
        self.faults.install()
        self._desk.controller.when_first_painted(self._begin_watch)
        if self.faults.crash.found is not None:
            once_after(_AFTER_THE_OFFER_MS, self._desk.window, self._say_crash)

    def end_watch(self) -> None:
        """Let the window be slow: it is closing."""
        self._is_closing = True
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def close(self) -> None:
        """Take no notice any more."""
        self.end_watch()
        self.faults.close()

    def show_report(self) -> None:
        """Show the report as it would be sent."""
        from hessview.app.report import report
        from hessview.app.report_dialog import ReportDialog

        dialog = ReportDialog(self._desk.window, report(self._desk), self._save)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _save(self, path: Path, text: str) -> str:
        from hessview.document.disk import FileFault, write_whole

        try:
            write_whole(path, text.encode("utf-8", "replace"))
        except FileFault as fault:
            return fault.sentence()
        return ""

    def _lately(self) -> list[str]:
        from hessview.app.report import lately

        return lately(self._desk.store.lately)

    def _begin_watch(self) -> None:
        if self._is_closing:  # the window was closed as soon as its picture was there
            return
        from hessview.app.heartbeat import StallWatch

        self._watch = StallWatch(self.faults.warn)
        self._watch.start()

    def _show(self, incident: Incident) -> None:
        copy = Choice("&Copy Details", lambda: self._copy(incident), "Copy what helps to mend it", closes=False)
        report = Choice("&Report…", self.show_report, _REPORT_TIP, closes=False)
        self._desk.notify(Notice(FAULT, sentence(incident), (copy, report)))

    def _say_crash(self) -> None:
        report = Choice("&Report…", self.show_report, _REPORT_TIP)
        self._desk.notify(Notice(CRASH, "hessview was ended by a fault the last time.", (report,)))

    def _copy(self, incident: Incident) -> None:
        from hessview.app.report import without_names

        lines = [sentence(incident), "", incident.detail.rstrip(), "", "done before:", *self._lately()]
        QGuiApplication.clipboard().setText(without_names(self._desk, "\n".join(lines)) + "\n")
        self._desk.tell("Copied.")


def sentence(incident: Incident) -> str:
    """Return what an incident means for whoever sits at the window."""
    where = f"({incident.kind} in {incident.place})" if incident.place else f"({incident.kind})"
    if incident.kept_text:
        return f"hessview could not draw what was typed {where} and kept the picture before it. The text is kept."
    if incident.taken_back:
        return f"hessview could not show “{incident.taken_back}” {where} and took it back. All else is kept."
    return f"Something went wrong inside hessview {where}. Your work is kept; what you see is the last good state."
