"""The dialog of File > Export Animation: what moves, for how long, where to; it stays until the file is there."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from hessview.app.file_dialogs import ask_where_to_save
from hessview.app.questions import when_replaceable
from hessview.compute.file_requests import AnimationRequest
from hessview.compute.results import Fault
from hessview.document.carried import carried
from hessview.document.disk import FileFault, rehearse
from hessview.document.motions import LEAST_PICTURES, MOST_PICTURES, MotionKind, motions, pictures
from hessview.document.page_plan import MM_PER_INCH, CaptionPart, PagePlan, Panel
from hessview.document.session_file import SessionProblem, to_metadata
from hessview.export.animation import NO_FFMPEG, ffmpeg
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.app.desk import Desk
    from hessview.document.drawings import Drawing
    from hessview.document.motions import Motion
    from hessview.document.state import State

_CONTROL_HEIGHT = 28
_WIDTH_MM, _HEIGHT_MM = 120.0, 100.0


class AnimationDialog(QDialog):
    """What moves, and where to.

    Parameters
    ----------
    variables
        Of the function that is shown.
    suggestion
        A file in the folder to begin with.
    write
        Puts what was painted on the disk.
    say_stopped
        Says of a file that it was not written, because somebody has stopped it.
    """

    def __init__(
        self,
        desk: Desk,
        variables: Sequence[str],
        suggestion: Path,
        write: Callable[[Path, object], None],
        say_stopped: Callable[[Path], None],
    ) -> None:
        super().__init__(desk.window)
        self.setWindowTitle("Export animation")
        self._desk = desk
        self._write, self._say_stopped = write, say_stopped
        self._painted = Path()
        self._withdraw: Callable[[], None] | None = None
        self._variables = tuple(variables)
        self._drawn = desk.docks.drawn()
        self._motions = motions(desk.store.state, variables, desk.store.before())
        self._has_mp4 = ffmpeg() is not None
        self.motion = QComboBox()
        for motion in self._motions:
            self.motion.addItem(motion.words)
        self.format = QComboBox()
        self.format.addItem("GIF, shown everywhere", "gif")
        self.format.addItem("MP4, small and smooth", "mp4")
        self.count = QSpinBox(minimum=LEAST_PICTURES, maximum=MOST_PICTURES, value=36, suffix=" pictures")
        self.seconds = QSpinBox(minimum=1, maximum=60, value=4, suffix=" s")
        self.pixels = QSpinBox(minimum=200, maximum=1600, singleStep=100, value=800, suffix=" pixels wide")
        self.notes = QCheckBox("N&otes on what each line is")
        self.notes.setToolTip("They take room from every picture.")
        self.notes.setChecked(bool(self._drawn))  # whose notes say what is proved of it, and what was stopped
        self.place = QLineEdit(str(suggestion.with_suffix(".gif")))
        self.progress = QProgressBar(minimum=0, maximum=100)
        self.progress.setAccessibleName("Progress")
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.carried = QLabel()
        self.carried.setWordWrap(True)
        self.carried.setTextFormat(Qt.TextFormat.PlainText)
        self._start = QPushButton("&Export")
        self._cancel = QPushButton("Cancel")
        self._controls: tuple[QWidget, ...] = (
            self.motion, self.format, self.count, self.seconds, self.pixels, self.place, self.notes
        )  # fmt: skip
        self._lay_out()
        self._offer_mp4()
        self._say_carried()
        self.motion.currentIndexChanged.connect(self._say_carried)
        self.format.currentIndexChanged.connect(lambda: self.place.setText(str(self.path())))
        self.place.textEdited.connect(self._on_ending)
        self.place.editingFinished.connect(lambda: self.place.setText(str(self.path())))

    def path(self) -> Path:
        """Where to write; the ending is the format's."""
        path = Path(self.place.text().strip() or "animation")
        with contextlib.suppress(RuntimeError):  # "~somebody" who has no home here
            path = path.expanduser()
        return path.with_suffix(f".{self.format.currentData()}") if path.name else path

    def accept(self) -> None:
        """Begin to paint; the dialog closes when the file is there."""
        path = self.path()
        if self._withdraw is None:
            when_replaceable(self, "Export animation", path, lambda: self._begin(path))

    def _begin(self, path: Path) -> None:
        try:
            rehearse(path)
            state, drawn, _ = self._carried()
            states = pictures(state, self._chosen, self.count.value())
            documents = tuple(map(to_metadata, states))
        except FileFault as fault:
            self.message.setText(fault.sentence())
            return
        except SessionProblem as problem:
            self.message.setText(str(problem))
            return
        request = AnimationRequest(
            documents, str(self.format.currentData()), _WIDTH_MM, _HEIGHT_MM,
            self.pixels.value() / _WIDTH_MM * MM_PER_INCH, float(self.seconds.value()),
            PagePlan(self._panels(), self._caption(), drawn=drawn),
        )  # fmt: skip
        self._show_running(running=True)
        self.message.setText(f"Painting {len(documents)} pictures …")
        self._painted, ask = path, self._desk.controller.ask
        self._withdraw = ask(request, lambda answer: self._on_answer(path, answer), self._on_share)

    def done(self, result: int) -> None:
        """Close, and stop what is being painted."""
        if self._withdraw is not None:
            self._withdraw()
            self._withdraw = None
            self._say_stopped(self._painted)
        super().done(result)

    @property
    def _chosen(self) -> Motion:
        return self._motions[self.motion.currentIndex()]

    def _carried(self) -> tuple[State, tuple[Drawing, ...], str]:
        """Return the document to move, what docks draw in each picture, and what is said of that."""
        return carried(self._drawn, self._chosen, self._desk.store.state, self._variables)

    def _say_carried(self) -> None:
        words = self._carried()[2] if self._motions else ""
        self.carried.setText(words)
        self.carried.setVisible(bool(words))

    def _panels(self) -> tuple[Panel, ...]:
        """Return what moves: the surface turns, of anything else what the window shows is painted."""
        return (Panel.SURFACE,) if self._chosen.kind is MotionKind.ROTATION else ()

    def _caption(self) -> tuple[CaptionPart, ...]:
        return tuple(part for part in CaptionPart if part is not CaptionPart.NOTES or self.notes.isChecked())

    def _on_share(self, share: object) -> None:
        if isinstance(share, float):
            self.progress.setValue(round(100.0 * share))

    def _on_answer(self, path: Path, answer: object) -> None:
        self._withdraw = None
        if isinstance(answer, Fault):
            self._show_running(running=False)
            self.message.setText(f"Nothing was written: {answer.message}")
            return
        self._write(path, answer)
        super().done(QDialog.DialogCode.Accepted)

    def _show_running(self, *, running: bool) -> None:
        for control in (*self._controls, self._start):
            control.setEnabled(not running)
        self._cancel.setText("Stop" if running else "Cancel")
        self.progress.setVisible(running)
        self.progress.setValue(0)

    def _on_ending(self, text: str) -> None:
        """Let the format be the one whose ending somebody types, if it can be had; the text is theirs."""
        index = self.format.findData(Path(text.strip()).suffix.lower().lstrip("."))
        if index >= 0 and (index == 0 or self._has_mp4):
            with QSignalBlocker(self.format):
                self.format.setCurrentIndex(index)

    def _offer_mp4(self) -> None:
        if self._has_mp4:
            return
        model = self.format.model()
        if isinstance(model, QStandardItemModel):
            item = model.item(1)
            item.setEnabled(False)
            item.setToolTip(NO_FFMPEG)
        self.message.setText(NO_FFMPEG)

    def _lay_out(self) -> None:
        browse = QPushButton("&Browse…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        place, numbers = QHBoxLayout(), QHBoxLayout()
        for line in (place, numbers):
            line.setSpacing(GRID)
        place.addWidget(self.place, 1)
        place.addWidget(browse)
        for spin in (self.count, self.seconds, self.pixels):
            numbers.addWidget(spin)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        for words, field, buddy in (
            ("&What moves", self.motion, self.motion), ("&Format", self.format, self.format),
            ("&Length", numbers, self.count), ("Caption", self.notes, self.notes), ("Sa&ve to", place, self.place),
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(buddy)
            form.addRow(label, field)
        names = ("What moves", "Format", "Number of pictures", "Seconds", "Width in pixels", "File", "Notes")
        for control, name in zip(self._controls, names, strict=True):
            control.setAccessibleName(name)
            control.setMinimumHeight(_CONTROL_HEIGHT)
        browse.setMinimumHeight(_CONTROL_HEIGHT)
        self.place.setMinimumWidth(320)
        buttons = QDialogButtonBox()
        buttons.addButton(self._start, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self._cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(self.carried)
        column.addWidget(self.message)
        column.addWidget(self.progress)
        column.addWidget(buttons)
        self._start.setDefault(True)
        self.progress.hide()

    def _on_browse(self) -> None:
        ask_where_to_save(
            self, "Export animation", self.place.text(), "Animations (*.gif *.mp4)", self._on_chosen
        )  # fmt: skip

    def _on_chosen(self, path: Path) -> None:
        self._on_ending(str(path))
        self.place.setText(str(path))
        self.place.setText(str(self.path()))
