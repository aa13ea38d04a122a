"""One monkey in a process of its own: does the events of one seed, checks every hundred, and writes all down.

``python -m tests.reliability.one_monkey --seed 7 --seconds 30 --folder DIR`` replays exactly the events of seed 7, in
their order. What is not replayed is when, between two events, the answers of threads and worker processes come.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import re
import sys
import threading
import time
import traceback
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler

from hessview.app.garbage import take_down
from hessview.document.session_file import SessionProblem, from_bytes, to_bytes
from hessview.views.hessian_block import MOST_NUMBERS
from tests.reliability.hands import application
from tests.reliability.independent import disagreements
from tests.reliability.live_window import Heartbeat, quantile
from tests.reliability.monkey_events import Event, events
from tests.reliability.monkey_window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHECK_EVERY = 100
HUNG_AFTER = 240.0
"""Seconds that one event may take before every thread's stack is written down and the process ends."""

_MOST_FAULTS = 5
_REMEMBERED = 20
_BUSIEST = 5

QUIET = re.compile(
    r"This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)"  # offscreen, for popups and sizes
)
"""Qt's messages that are no fault."""


@dataclass
class Report:
    """What one monkey found; written as JSON.

    Attributes
    ----------
    busiest
        The events that kept this thread's processor longest, in seconds; within dialogs with what was done there.
    longest_stall, stall_p999
        Seconds that a heartbeat of the window's thread was late, also when it waited for a processor.
    """

    seed: int
    events: int = 0
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)
    busiest: list[tuple[float, str]] = field(default_factory=list)
    longest_stall: float = 0.0
    stall_p999: float = 0.0


class Monkey:
    """Does the events of a seed one after the other, also within the event loops of dialogs.

    Parameters
    ----------
    sabotage
        Called with the window and the number of every event; a test breaks something here.
    """

    def __init__(
        self, seed: int, seconds: float, folder: Path, sabotage: Callable[[Window, int], object] = lambda *_: None
    ) -> None:
        self.report = Report(seed)
        self._log = (folder / "events.log").open("w", encoding="utf-8", errors="backslashreplace")
        self._stacks = (folder / "stacks.log").open("w", encoding="utf-8")
        self._recent: deque[str] = deque(maxlen=_REMEMBERED)
        self._events = events(seed)
        self._sabotage = sabotage
        self._listen()
        work = folder / "work"
        work.mkdir()
        os.chdir(work)
        self._began = time.monotonic()
        self._end = self._began + seconds
        self._heartbeat = Heartbeat()
        self._window = Window(work, self._fault)

    def run(self) -> Report:
        """Go on until the time is over or too much is wrong."""
        app = application()
        app.setQuitOnLastWindowClosed(False)
        self._heartbeat.start()
        QTimer.singleShot(0, self._step)
        app.exec()
        self._check()
        self._heartbeat.stop()
        gaps = self._heartbeat.gaps
        self.report.longest_stall, self.report.stall_p999 = quantile(gaps, 1.0), quantile(gaps, 0.999)
        self.report.seconds = time.monotonic() - self._began
        self._window.close()
        take_down()  # as the program does; what cannot be raised is said when it is collected
        faulthandler.cancel_dump_traceback_later()
        return self.report

    def _step(self) -> None:
        if time.monotonic() > self._end or len(self.report.faults) >= _MOST_FAULTS:
            application().exit()
            return
        faulthandler.dump_traceback_later(HUNG_AFTER, exit=True, file=self._stacks)
        self._window.prepare()
        event = next(self._events)
        pause = event.values[0] if event.kind == "wait" else 0
        # Before it is done: the event may open a dialog, whose own loop then goes on with the next.
        QTimer.singleShot(int(str(pause)), self._step)
        self._do(event)
        if event.number % CHECK_EVERY == 0:
            self._check()

    def _do(self, event: Event) -> None:
        line = f"{event.number} {event.kind} {event.values!r}"
        self._log.write(f"{line}\n")
        self._log.flush()
        self._recent.append(line if len(line) < 200 else f"{line[:200]} ...")
        self.report.events = event.number
        self.report.kinds[event.kind] += 1
        began = time.thread_time()
        try:
            self._sabotage(self._window, event.number)
            getattr(self._window, event.kind)(*event.values)
        except Exception as error:  # noqa: BLE001 - the edge of the event loop; it is what the monkey looks for
            self._fault("".join(traceback.format_exception(error)))
        busy = (round(time.thread_time() - began, 3), self._recent[-1])
        self.report.busiest = sorted([*self.report.busiest, busy], reverse=True)[:_BUSIEST]

    # Every hundred events

    def _check(self) -> None:
        desk = self._window.desk
        self._check_session(desk.store.state)
        results, state = desk.controller.results, desk.store.state
        formula, curvature = results.formula, results.curvature
        if formula is None or curvature is None:
            self.report.checks["no function shown"] += 1
            return
        if tuple(curvature.point.tolist()) != state.point(formula.variables):
            self._fault(f"the panel speaks of {curvature.point.tolist()}, the probe is at {state.probe}")
        table = desk.window.panel.hessian.numbers.copies()["Copy numbers"]
        is_written = 1 < formula.dimension <= MOST_NUMBERS  # of more variables it is a picture
        shown = [row.split("\t") for row in table.split("\n")] if is_written else None
        wrong = disagreements(curvature, formula, shown)
        if wrong is None:
            self.report.checks["not smooth, not finite or too large"] += 1
            return
        self.report.checks["Hessians compared"] += 1
        self.report.checks[f"class {curvature.kind}"] += 1
        if wrong:
            where = f"{formula.text[:300]} with {formula.parameters} at {curvature.point.tolist()}"
            self._fault(f"{where}: {'; '.join(wrong)}")

    def _check_session(self, state: Any) -> None:
        try:
            data = to_bytes(state)
        except SessionProblem:
            self.report.checks["states that no session can hold"] += 1
            return
        # What is known of a plane is saved only while it is the plane that is shown.
        if from_bytes(data) != replace(state, eigenplane=state.plane_source):
            self._fault(f"does not come back from a session: {state!r:.2000}")
        self.report.checks["sessions read back"] += 1

    # What goes wrong

    def _listen(self) -> None:
        sys.excepthook = lambda kind, error, trace: self._fault("".join(traceback.format_exception(kind, error, trace)))
        threading.excepthook = lambda args: self._fault(
            f"in a thread: {''.join(traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback))}"
        )
        sys.unraisablehook = lambda args: self._fault(
            f"not raised, in {args.object!r}: "
            f"{''.join(traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback))}"
        )
        qInstallMessageHandler(self._on_message)

    def _on_message(self, kind: QtMsgType, _context: object, message: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not QUIET.match(message):
            self._fault(f"Qt says: {message}")

    def _fault(self, words: str) -> None:
        recent = "\n    ".join(self._recent)
        self.report.faults.append(f"event {self.report.events}: {words}\n  after\n    {recent}")
        self._log.write(f"FAULT {words}\n")
        self._log.flush()


def main(arguments: Sequence[str] | None = None, sabotage: Callable[[Window, int], object] | None = None) -> int:
    """Run one monkey; its report is written to ``report.json`` in its folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--folder", type=Path, required=True, help="for its log, its report and its files; empty")
    asked = parser.parse_args(arguments)
    folder = asked.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    faulthandler.enable((folder / "crash.log").open("w"))
    report = Monkey(asked.seed, asked.seconds, folder, sabotage or (lambda *_: None)).run()
    (folder / "report.json").write_text(json.dumps(vars(report), indent=1), encoding="utf-8")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
