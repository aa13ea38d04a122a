"""Whether calls between Qt and Python keep the counts of references true: the same objects, over and over.

As a program (``python -m tests.reliability.reference_counts TIMES``) it prints the drifts as one JSON object. Its
environment may be another than that of the campaign: it needs PySide6 and nothing else.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Signal,
    Slot,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SENTINEL = object()
SMALL = (1,)
NUMBER = 123456789
WATCHED: dict[str, object] = {"None": None, "True": True, "sentinel": SENTINEL, "tuple": SMALL, "int": NUMBER}
"""From Python 3.12 on None and True are immortal: their counts mean nothing, the others' still do."""

_IMMORTAL = 2**29
"""No count that means anything is as large."""

SLACK = 0.001
"""Per call: what is counted beside is a handful of references, a fault is one a call."""

_AT_ONCE = 1000
"""How many calls are left to the event loop before it runs."""


class Sender(QObject):
    """Emits whatever it is given."""

    sent = Signal(object)


class Receiver(QObject):
    """Slots that return None or True. None is declared with a result: PySide 6.8 crashes in those, and we have none."""

    @Slot(object)
    def hear(self, _what: object) -> None:
        """Return None."""

    def agree(self, _what: object) -> bool:
        """Return True."""
        return True

    def agree_alone(self) -> bool:
        """Return True to a timer."""
        return True

    def event(self, event: QEvent) -> bool:
        """Return True, from a virtual method that Qt calls."""
        return True if event.type() == QEvent.Type.User else super().event(event)


class Model(QAbstractListModel):
    """Virtual methods that Qt calls and that return shared objects."""

    def rowCount(self, _parent: object = None) -> int:
        """Return an integer."""
        return 1

    def data(self, _index: object, role: int = Qt.ItemDataRole.UserRole) -> object:
        """Return None, or a shared tuple or integer."""
        return {Qt.ItemDataRole.UserRole: SENTINEL, Qt.ItemDataRole.DisplayRole: NUMBER}.get(Qt.ItemDataRole(role))


@dataclass(frozen=True)
class Drift:
    """By how much the count of one object changed over one kind of calls, made `times` times."""

    call: str
    what: str
    times: int
    drift: int

    @property
    def holds(self) -> bool:
        """Whether that is nothing but what was counted beside."""
        return abs(self.drift) <= max(32, SLACK * self.times)


def measure(times: int, calls: dict[str, Callable[[int], None]] | None = None) -> list[Drift]:
    """Return the drift of every watched object over every kind of call."""
    _application = QCoreApplication.instance() or QCoreApplication([])
    drifts = []
    for call, repeat in (calls or kinds_of_calls()).items():
        repeat(64)  # what is made on the first call is no drift
        before = _counts()
        repeat(times)
        after = _counts()
        drifts += [Drift(call, what, times, now - then)
                   for what, then, now in zip(WATCHED, before, after, strict=True) if then < _IMMORTAL]  # fmt: skip
    return drifts


def kinds_of_calls() -> dict[str, Callable[[int], None]]:
    """Return what is tried, by its name: a function that makes so many calls."""
    sender, receiver, model = Sender(), Receiver(), Model()
    event = QEvent(QEvent.Type.User)

    def connected(slot: Callable[[Any], object], kind: Qt.ConnectionType) -> Callable[[int], None]:
        def repeat(times: int) -> None:
            sender.sent.connect(slot, kind)
            _emit(sender, times, queued=kind is Qt.ConnectionType.QueuedConnection)
            sender.sent.disconnect(slot)

        return repeat

    def one_shot() -> None:
        QTimer.singleShot(0, receiver, receiver.agree_alone)

    def read_properties() -> None:
        sender.setProperty("own", SMALL)
        sender.property("own")
        sender.property("objectName")

    def call_methods() -> None:
        sender.setObjectName("a")  # returns None
        sender.parent()  # returns None, too
        sender.isQuickItemType()  # returns False

    direct, queued = Qt.ConnectionType.DirectConnection, Qt.ConnectionType.QueuedConnection
    return {
        "emits to a slot": connected(receiver.hear, direct),
        "emits to a slot that returns True": connected(receiver.agree, direct),
        "emits to a function": connected(lambda _what: None, direct),
        "queued emits": connected(receiver.hear, queued),
        "timers": lambda times: _in_the_loop(times, one_shot),
        "virtual method that returns True": lambda times: _repeat(
            times, lambda: QCoreApplication.sendEvent(receiver, event)
        ),
        "virtual methods that return objects": lambda times: _read(model, times),
        "properties": lambda times: _repeat(times, read_properties),
        "methods that return None and False": lambda times: _repeat(times, call_methods),
    }


def _emit(sender: Sender, times: int, *, queued: bool) -> None:
    emit = sender.sent.emit
    for done in range(0, times, len(WATCHED)):
        for what in WATCHED.values():
            emit(what)
        if queued and done % _AT_ONCE == 0:
            QCoreApplication.processEvents()
    QCoreApplication.processEvents()


def _repeat(times: int, call: Callable[[], object]) -> None:
    for _ in range(times):
        call()


def _in_the_loop(times: int, call: Callable[[], object]) -> None:
    for done in range(times):
        call()
        if done % _AT_ONCE == 0:
            QCoreApplication.processEvents()
    QCoreApplication.processEvents()


def _read(model: Model, times: int) -> None:
    index = model.index(0, 0, QModelIndex())
    for _ in range(times):
        index.data(Qt.ItemDataRole.UserRole)
        index.data(Qt.ItemDataRole.DisplayRole)
        index.data(Qt.ItemDataRole.ToolTipRole)


def _counts() -> list[int]:
    return [sys.getrefcount(what) for what in WATCHED.values()]


if __name__ == "__main__":
    found = measure(int(sys.argv[1]))
    faults = [f"{each.call}: {each.what} {each.drift:+d} over {each.times}" for each in found if not each.holds]
    print(
        json.dumps(
            {"worst": max((abs(each.drift) for each in found), default=0), "calls": len(found), "faults": faults}
        )
    )
