"""The bar above the methods: run, step, play and scrub through the iterates, and where the race starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QWidget

from hessview.views.input_batch import InputBatch
from hessview.views.painted_block import number_font
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Callable

SPEEDS = (("slow", 4.0), ("normal", 15.0), ("fast", 60.0))
"""Words, and steps in a second."""

_MODEL_TIP = "Show the quadratic model at the step that is shown, and the step in its parts along the eigenvectors."
_MENU = ("Save as &CSV…", "C&opy Table", "C&lear")


class TimeBar(QWidget):
    """Buttons and the slider of the iterates.

    Signals
    -------
    run, played, saved, copied, cleared
        The button, or the entry of the menu, was pressed.
    stepped
        One step on (1) or back (-1).
    scrubbed
        The iterate that is to be shown.
    held
        Whether the start is to stay where it is.
    modelled
        Whether the quadratic model at the step is to be shown.
    """

    run = Signal()
    played = Signal()
    saved = Signal()
    copied = Signal()
    cleared = Signal()
    stepped = Signal(int)
    scrubbed = Signal(int)
    held = Signal(bool)
    modelled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run_button = _button("Run", "Run", "Let the chosen methods run (F8); they run anyway when anything moves.",
                                  self.run.emit)  # fmt: skip
        self.back = _button("◂", "One step back", "One step back (Shift+F7).", lambda: self.stepped.emit(-1))
        self.on = _button("▸", "One step on", "One step on (F7).", lambda: self.stepped.emit(1))
        self.play = _button("▶", "Play", "Let the step number run; Escape stops it (Shift+F8).", self.played.emit)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.setAccessibleName("Step")
        self.slider.setToolTip("Which step of the runs is shown; at the right end all of them.")
        self.slider.setMinimumWidth(64)
        self._batch = InputBatch(self)
        self.slider.valueChanged.connect(self._on_slider)
        self.words = QLabel()
        self.words.setFont(number_font())
        self.words.setFixedWidth(QFontMetrics(self.words.font()).horizontalAdvance("100000/100000") + 4)
        self.speed = QComboBox()
        self.speed.setAccessibleName("Speed of the play")
        self.speed.setToolTip("How fast the steps are played.")
        self.speed.addItems([words for words, _ in SPEEDS])
        self.speed.setCurrentIndex(1)
        self.model = _button("Model", "Model at the step", _MODEL_TIP, None)
        self.model.setCheckable(True)
        self.model.clicked.connect(self.modelled)
        self.hold = _button("Hold start", "Hold start", "Let the race start here while the probe goes elsewhere.", None)
        self.hold.setCheckable(True)
        self.hold.clicked.connect(self.held)
        self.more = _button("⋯", "Save, copy, clear", "Save the iterates as CSV, copy the table, clear.", None)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        for words, signal in zip(_MENU, (self.saved, self.copied, self.cleared), strict=True):
            menu.addAction(words, signal.emit)
        self.more.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID // 2)
        for button in (self.run_button, self.back, self.on, self.play):
            row.addWidget(button)
        row.addWidget(self.slider, 1)
        for beside in (self.words, self.speed, self.model, self.hold, self.more):
            row.addWidget(beside)

    @property
    def pace(self) -> float:
        """Steps in a second."""
        return SPEEDS[self.speed.currentIndex()][1]

    def render_marks(self, *, is_held: bool, has_model: bool) -> None:
        """Show whether the start is held, and the model shown."""
        self.hold.setChecked(is_held)
        self.model.setChecked(has_model)

    def render_time(self, step: int | None, most: int, *, is_playing: bool, is_running: bool) -> None:
        """Show which of `most` steps is shown (None: the last), and what is going on."""
        at = most if step is None else min(step, most)
        if not self.slider.isSliderDown() or self.slider.maximum() != most:
            with QSignalBlocker(self.slider):
                self.slider.setRange(0, most)
                self.slider.setPageStep(max(most // 20, 1))
                self.slider.setValue(at)
        words = "running …" if is_running else f"{at}/{most}" if most else ""
        if words != self.words.text():
            self.words.setText(words)
            self.slider.setAccessibleName(f"Step, now {at} of {most}")
        for part in (self.back, self.on, self.play, self.slider):
            part.setEnabled(most > 0)
        self.play.setText("■" if is_playing else "▶")
        self.play.setAccessibleName("Stop" if is_playing else "Play")
        self.run_button.setText("Stop" if is_running else "Run")
        self.run_button.setAccessibleName(self.run_button.text())

    def _on_slider(self, at: int) -> None:
        self._batch.add("slider", lambda steps: self.scrubbed.emit(steps[-1]), at)


def _button(words: str, name: str, tip: str, pressed: Callable[[], object] | None) -> QToolButton:
    button = QToolButton()
    button.setText(words)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if pressed is not None:
        button.clicked.connect(lambda _checked=False: pressed())
    return button
