"""The edge of the event loop: what nobody has caught is written down, counted, and shown once."""

from __future__ import annotations

import sys
import threading
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QtMsgType, qFormatLogMessage, qInstallMessageHandler

from hessview.app.crash_trace import CrashTrace
from hessview.app.log_file import LogFile
from hessview.app.worker_bridge import WorkerBridge
from hessview.compute.results import FaultKind
from hessview.document.store import NotShown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext

    from hessview.compute.results import Fault

_LONGEST = 20_000
_MOST_KINDS = 500
_PACKAGE = str(Path(__file__).parents[1])
_LEVELS = {QtMsgType.QtWarningMsg: "WARNING", QtMsgType.QtCriticalMsg: "ERROR", QtMsgType.QtFatalMsg: "ERROR"}


@dataclass(frozen=True)
class Incident:
    """Something that nobody has caught.

    Attributes
    ----------
    kind, place
        The error's type, and the module in which it came up.
    detail
        The traceback.
    taken_back
        The change that was taken back because of it; empty: none was.
    kept_text
        Whether the text that was typed has stayed.
    """

    kind: str
    place: str
    detail: str
    taken_back: str = ""
    kept_text: bool = False


class FaultLog:
    """Writes down what goes wrong anywhere in the process, and says so once for each kind and place.

    What happens again and again is written at the first, second, fourth, eighth ... time. Whatever took notice of
    errors before still does: they are printed as ever.

    Parameters
    ----------
    folder
        Where the log lies.
    lately
        Returns what was done last, a line each.
    show
        Called in the window's thread, later, with each new incident.
    """

    def __init__(self, folder: Path, lately: Callable[[], list[str]], show: Callable[[Incident], object]) -> None:
        self.log = LogFile(folder)
        self.crash = CrashTrace(folder)
        self._lately = lately
        self._counts: dict[str, int] = {}
        self._lock = threading.RLock()
        self._show = show
        self._bridge = WorkerBridge(self._on_incident)
        self._ends: list[Callable[[], None]] = []

    def install(self) -> None:
        """Take notice from now on."""
        self.crash.install()
        self._ends.append(self.crash.uninstall)
        self._ends.append(self._listen(sys, "excepthook", self._on_error, _let_go))
        self._ends.append(self._listen(threading, "excepthook", self._on_thread_error))
        self._ends.append(self._listen(sys, "unraisablehook", self._on_unraisable))
        self._listen_to_qt()

    def close(self) -> None:
        """Take no notice any more."""
        while self._ends:
            self._ends.pop()()
        self._bridge.close()
        self.log.close()

    @contextmanager
    def surviving(self) -> Iterator[None]:
        """Go on after an error in the block as after one in an event handler: for the steps of the start."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the edge of the event loop: it is reported as there
            sys.excepthook(type(error), error, error.__traceback__)

    def take_fault(self, fault: Fault) -> None:
        """Write down the fault of a thread or a process; what is only refused has been said where it belongs."""
        if fault.kind is not FaultKind.FAILED or not fault.detail:
            return
        lines = fault.detail.rstrip().splitlines()
        name = lines[-1].partition(":")[0]
        places = [line.split('"')[1] for line in lines if line.lstrip().startswith('File "')]
        place = places[-1] if places else ""
        if self._count(f"{name} {place}", "ERROR", lambda: fault.detail) == 1 and not name.startswith("hessview."):
            self._bridge.deliver(Incident(name.rpartition(".")[2], Path(place).stem, fault.detail))

    def warn(self, text: str) -> None:
        """Write down what is no error, if it is the first, second, fourth ... time."""
        self._count(text, "WARNING", lambda: text)

    def _on_error(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, remark: str = ""
    ) -> None:
        """Take what nobody has caught; what ends the program on purpose is none of our business."""
        if not issubclass(kind, Exception):
            return
        first = _first_of(error)
        change = first if isinstance(first, NotShown) else None
        cause = first if change is None else change.__cause__
        if cause is not None and cause is not error:
            kind, trace = type(cause), cause.__traceback__
        path, line = _innermost(trace)
        detail = ""

        def text() -> str:
            nonlocal detail
            whole = traceback.format_exception(kind, error, trace) if error is not None else [kind.__name__]
            detail = _shortened(remark + "".join(whole))
            return detail

        if self._count(f"{kind.__name__} {path}:{line} {change is None}", "ERROR", text) == 1:
            taken_back, kept = ("", False) if change is None else (change.name, change.kept)
            self._bridge.deliver(Incident(kind.__name__, Path(path).stem, detail, taken_back, kept))

    def _on_thread_error(self, args: threading.ExceptHookArgs) -> None:
        name = "a thread that is gone" if args.thread is None else f"the thread {args.thread.name}"
        self._on_error(args.exc_type, args.exc_value, args.exc_traceback, f"in {name}\n")

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        owner = getattr(args.object, "__qualname__", type(args.object).__qualname__)
        remark = f"{args.err_msg or 'nobody could be told'}: {owner}\n"
        self._on_error(args.exc_type, args.exc_value, args.exc_traceback, remark)

    def _on_incident(self, incident: object) -> None:
        if isinstance(incident, Incident):
            self._show(incident)

    def _count(self, key: str, level: str, text: Callable[[], str]) -> int:
        """Count one more of a kind, and write it down at the first, second, fourth ... time."""
        with self._lock:
            if key not in self._counts and len(self._counts) >= _MOST_KINDS:
                key = "(other kinds)"
            count = self._counts[key] = self._counts.get(key, 0) + 1
        if count == 1:
            lately = ["done before:", *self._lately()] if level == "ERROR" else []
            self.log.write(level, "\n".join([text().rstrip(), *lately]))
        elif count & (count - 1) == 0:
            self.log.write(level, f"{count} times: {key}")
        return count

    # Who is told before us is told after us, too

    @staticmethod
    def _listen(
        owner: object, name: str, listener: Callable[..., None], finish: Callable[..., None] = lambda *_: None
    ) -> Callable[[], None]:
        before = getattr(owner, name)

        def hook(*arguments: object) -> None:
            try:
                listener(*arguments)
            finally:
                before(*arguments)
                finish(*arguments)

        def end() -> None:
            if getattr(owner, name) is hook:
                setattr(owner, name, before)

        setattr(owner, name, hook)
        return end

    def _listen_to_qt(self) -> None:
        def hook(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
            if kind in _LEVELS:
                self._count(f"Qt: {message}", _LEVELS[kind], lambda: f"Qt: {message}")
            if before is not None:
                before(kind, context, message)
            elif sys.stderr is not None:
                sys.stderr.write(qFormatLogMessage(kind, context, message) + "\n")

        def end() -> None:
            present = qInstallMessageHandler(before)
            if present is not hook:
                qInstallMessageHandler(present)

        before = qInstallMessageHandler(hook)
        self._ends.append(end)


def _first_of(error: BaseException | None) -> BaseException | None:
    """Return what went wrong: what a slot raised may arrive as the SystemError that PySide makes of it."""
    if isinstance(error, SystemError) and error.__cause__ is not None:
        return error.__cause__
    return error


def _let_go(_: type[BaseException], error: BaseException | None, __: TracebackType | None) -> None:
    """Drop what the frames of an error hold.

    Python keeps the last error that was printed, with its frames. The painter of a widget would live on in one of
    them, and Qt ends the process when a widget is destroyed that is being painted.
    """
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            traceback.clear_frames(each.__traceback__)
            waiting += [each.__cause__, each.__context__]


def _innermost(trace: TracebackType | None) -> tuple[str, int]:
    """Return file and line of the last frame that is ours, else of the last one."""
    found = ("", 0)
    ours = False
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.startswith(_PACKAGE) or not ours:
            found, ours = (path, trace.tb_lineno), path.startswith(_PACKAGE)
        trace = trace.tb_next
    return found


def _shortened(text: str) -> str:
    """Return a text that is no longer than a log can bear: its beginning and, where the error is said, its end."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST // 4]}\n  [...]\n{text[-_LONGEST // 2 :]}"
