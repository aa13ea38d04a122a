"""What is being written to the disk, with a way to stop it, and what was written last; it stands in the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from hessview.views.plain_words import plain_tip
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE_MS, STAYS_MS = 300, 20_000
"""Milliseconds before a file that is being written has a bar and a button, and how long it is said what was saved."""

_TICK_MS, _BAR_WIDTH, _LONGEST = 250, 64, 36
_ROUND = 12
"""Ticks in which the bar of a file of which nobody knows how much is done fills once."""


class WritingLine(QWidget):
    """Says "Writing figure.pdf … 2 s" with a bar and a button, then "Saved figure.pdf"; not there while neither is so.

    Nothing else that is said in the status line takes its place.
    """

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(minimum=0, maximum=_ROUND)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(_BAR_WIDTH, GRID)
        self.bar.setAccessibleName("Progress")
        self.button = QToolButton()
        self.button.setText("Stop Writing")
        self.button.setToolTip("What is being written is not written; a file of this name stays as it was")
        self.button.clicked.connect(self.stopped)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GRID)
        for part in (self.words, self.bar, self.button):
            line.addWidget(part)
        # What is said first may be that something is there already, which others have watched.
        self.bar.hide()
        self.button.hide()
        self._names: tuple[str, ...] = ()
        self._clock = QElapsedTimer()
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._show)
        self._gone = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._gone.timeout.connect(self.hide)
        self.hide()

    def show_writing(self, names: Sequence[str]) -> None:
        """Say which files are being written, the first of them now; none: nothing is."""
        before, self._names = self._names, tuple(names)
        if not self._names:
            self._tick.stop()
            self.bar.hide()
            self.button.hide()
            self.hide()
            return
        if before[:1] != self._names[:1] or not self._tick.isActive():
            self._clock.start()
        self._gone.stop()
        self._tick.start()
        self._show()
        self.show()

    def say(self, words: str, tip: str = "") -> None:
        """Say what has become of a file, for a while; what is still being written is said again afterwards."""
        if self._names:
            return
        self.words.setText(words)
        self.words.setToolTip(plain_tip(tip))
        self.show()
        self._gone.start()

    def _show(self) -> None:
        passed = self._clock.elapsed()
        is_long = passed >= PATIENCE_MS
        more = f" and {len(self._names) - 1} more" if len(self._names) > 1 else ""
        since = f" {passed // 1000} s" if passed >= 1000 else ""
        self.words.setText(f"Writing {shortened(self._names[0])}{more} …{since}")
        self.words.setToolTip("")
        self.bar.setValue(passed // _TICK_MS % (_ROUND + 1))
        self.bar.setVisible(is_long)
        self.button.setVisible(is_long)


def shortened(name: str) -> str:
    """Return a name that leaves room for the rest of the status line: its beginning and its ending."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 12]}…{name[-11:]}"


def size_words(size: int) -> str:
    """Return how large a file is: 214 kB."""
    for unit, bytes_of_it in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= bytes_of_it:
            return f"{size / bytes_of_it:.3g} {unit}" if size < 1000 * bytes_of_it else f"{size // bytes_of_it} {unit}"
    return f"{size} bytes"
