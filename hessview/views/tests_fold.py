"""The tests of definiteness, folded away until somebody asks: which holds, which does not, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from hessview.analysis.curvature import TestName
from hessview.explanations import explain
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.curvature import TestOutcome
    from hessview.views.theme import Theme

_PAUSE_MS = 60  # sentences need not keep up with a drag; the numbers above do


class TestsFold(QWidget):
    """A button that unfolds the tests with their reasons.

    Signals
    -------
    toggled
        Whether the tests are shown now.
    """

    __test__ = False  # not a test of ours, whatever pytest thinks of the name
    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tests: tuple[TestOutcome, ...] = ()
        self.button = QToolButton(self)
        self.button.setCheckable(True)
        self.button.setObjectName("fold")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.button.setIconSize(QSize(12, 12))  # the arrow stands where the lines above begin
        self.button.setText("Tests")
        self.button.setToolTip("Every test of definiteness with its reason: each is a theorem, some do not decide.")
        self.button.toggled.connect(self._on_toggled)
        self._content = QWidget(self)
        self._content.hide()
        self._grid = QGridLayout(self._content)
        self._grid.setContentsMargins(GRID, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[_Mark, QLabel]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.button)
        column.addWidget(self._content)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._write)

    def render_tests(self, tests: Sequence[TestOutcome]) -> None:
        """Show `tests`: their count at once, their sentences when the probe rests."""
        new = tuple(tests)
        if new == self._tests:
            return
        self._tests = new
        self.button.setText(_summary(new))
        if self.button.isChecked() and not self._pause.isActive():
            self._pause.start()

    @property
    def sentences(self) -> list[str]:
        """What is shown of each test, in order."""
        return [label.text() for mark, label in self._rows if not mark.isHidden()]

    def _on_toggled(self, shown: bool) -> None:
        self.button.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        if shown:
            self._write()
        self._content.setVisible(shown)
        self.toggled.emit(shown)

    def _write(self) -> None:
        self._pause.stop()
        while len(self._rows) < len(self._tests):
            self._add_row()
        for place, (mark, label) in enumerate(self._rows):
            used = place < len(self._tests)
            mark.setVisible(used)
            label.setVisible(used)
            if used:
                test = self._tests[place]
                mark.show_outcome(test)
                name = str(test.name)
                text = f"{name[:1].upper()}{name[1:]}: {explain(test.reason)}"
                if text != label.text():
                    label.setText(text)

    def _add_row(self) -> None:
        mark, label = _Mark(self._content), QLabel(self._content)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._rows)
        self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, row, 1)
        self._rows.append((mark, label))


class _Mark(QLabel):
    """A tick: the test decides (H is symmetric); a dash: it does not; a question mark: rounding hides which."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._holds: bool | None = False
        self.setFixedSize(QSize(16, 18))

    def show_outcome(self, test: TestOutcome) -> None:
        self._holds = test.holds
        words = outcome_words(test)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.WindowText if self._holds else QPalette.ColorRole.PlaceholderText
        painter.setPen(QPen(self.palette().color(role), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        path = QPainterPath()
        if self._holds:
            path.moveTo(3.0, 9.5)
            path.lineTo(6.5, 13.0)
            path.lineTo(13.0, 5.0)
            painter.drawPath(path)
        elif self._holds is None:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "?")
        else:
            painter.drawLine(4, 9, 12, 9)
        painter.end()


def outcome_words(test: TestOutcome) -> str:
    """Return what a test's mark means; Clairaut's decides nothing, it holds."""
    if test.holds is None:
        return "cannot be told"
    if test.name is TestName.CLAIRAUT:
        return "holds" if test.holds else "does not hold"
    return "decides" if test.holds else "does not decide"


def _summary(tests: Sequence[TestOutcome]) -> str:
    of_definiteness = [test for test in tests if test.name is not TestName.CLAIRAUT]
    if len(of_definiteness) == 1:
        return f"Test: {outcome_words(of_definiteness[0])}"
    deciding = sum(1 for test in of_definiteness if test.holds)
    many = len(of_definiteness)
    if many and not deciding:
        return f"Tests: none of {many} decides"
    return f"Tests: {deciding} of {many} {'decides' if deciding == 1 else 'decide'}" if many else "Tests"


def fold_style(theme: Theme) -> str:
    """Return the rules of the button: words with an arrow, no box."""
    return (
        f"QToolButton#fold {{ border: 1px solid transparent; border-radius: {GRID // 2}px;"
        f" padding: 3px {GRID // 2}px 3px 0;"
        f" background: transparent; color: {theme.text}; }}"
        f"QToolButton#fold:hover {{ background: {theme.window}; }}"
        f"QToolButton#fold:focus {{ border-color: {theme.accent}; }}"
    )
