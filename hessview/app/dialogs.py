"""The few dialogs: exporting a figure, the tables of keys and of the language."""

from __future__ import annotations

import contextlib
import math
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from hessview.app.original import is_there
from hessview.export.image_files import MOST_PIXELS, pixels
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.app.settings import Settings

FORMATS = (("svg", "SVG, for editing and the web"), ("pdf", "PDF, for print"), ("png", "PNG, for slides"))
SIZES = (
    ("Single column", 88.0, 70.0),
    ("One and a half columns", 120.0, 90.0),
    ("Double column", 180.0, 120.0),
    ("Slide 16:9", 254.0, 143.0),
    ("Square", 120.0, 120.0),
)


Section = tuple[str, "Sequence[tuple[str, str, str]]"]
"""A heading and its rows."""

_CONTROL_HEIGHT = 28


def _ending(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


class ExportDialog(QDialog):
    """Where to, in which format, how large."""

    def __init__(self, parent: QWidget, settings: Settings, suggestion: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export figure")
        self._settings = settings
        self.place = QLineEdit(str(suggestion))
        self.place.setMinimumWidth(320)
        self.format = QComboBox()
        for name, words in FORMATS:
            self.format.addItem(words, name)
        self.preset = QComboBox()
        for words, width, height in SIZES:
            self.preset.addItem(f"{words}, {width:.0f} × {height:.0f} mm", (width, height))
        self.preset.addItem("Own size", None)
        self.width_mm, self.height_mm = _millimetres("Width"), _millimetres("Height")
        self.resolution = QSpinBox(minimum=30, maximum=1200, singleStep=50, suffix=" dpi")
        self.resolution.setAccessibleName("Resolution")
        self.caption = QCheckBox("&Caption: the function and what is known at the probe")
        self._sharpness = QLabel()
        self._export = QPushButton("&Export")
        self._lay_out()
        self._restore(suggestion)
        self.format.currentIndexChanged.connect(self._on_format)
        self.place.textEdited.connect(self._on_ending)
        self.place.editingFinished.connect(lambda: self.place.setText(str(self.path())))
        self.preset.currentIndexChanged.connect(self._on_preset)
        self.width_mm.valueChanged.connect(self._on_size)
        self.height_mm.valueChanged.connect(self._on_size)
        self.resolution.valueChanged.connect(self._say_sharpness)
        self._on_format()

    def path(self) -> Path:
        """Where to write; the ending is the format's, after any that is no format's."""
        path = Path(self.place.text().strip() or "figure")
        with contextlib.suppress(RuntimeError):  # "~somebody" who has no home here
            path = path.expanduser()
        wanted = str(self.format.currentData())
        if not path.name or _ending(path) == wanted:
            return path
        is_other = self.format.findData(_ending(path)) >= 0
        return path.with_suffix(f".{wanted}") if is_other else path.with_name(f"{path.name}.{wanted}")

    def size_mm(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return self.width_mm.value(), self.height_mm.value()

    def dpi(self) -> int:
        """Dots per inch of a PNG."""
        return self.resolution.value()

    def has_caption(self) -> bool:
        """Whether text is to stand below the picture."""
        return self.caption.isChecked()

    def accept(self) -> None:
        """Remember the choices, and ask before a file is replaced."""
        path = self.path()
        if is_there(path) and not may_replace(self, "Export figure", path):
            return
        self._settings.update({
            "export.format": self.format.currentData(),
            "export.width": self.width_mm.value(),
            "export.height": self.height_mm.value(),
            "export.dpi": self.resolution.value(),
            "export.caption": int(self.has_caption()),
        })
        super().accept()

    def _lay_out(self) -> None:
        browse = QPushButton("&Browse…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        place = QHBoxLayout()
        place.addWidget(self.place, 1)
        place.addWidget(browse)
        place.setSpacing(GRID)
        size = _line(self.width_mm, QLabel("×"), self.height_mm)
        resolution = _line(self.resolution, self._sharpness)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows: tuple[tuple[str, QWidget | QHBoxLayout, QWidget | None], ...] = (
            ("&Format", self.format, self.format), ("Si&ze", self.preset, self.preset), ("", size, None),
            ("&Resolution", resolution, self.resolution), ("", self.caption, None), ("F&ile", place, self.place),
        )
        for words, field, buddy in rows:
            label = QLabel(words)
            label.setMinimumHeight(_CONTROL_HEIGHT)
            if buddy is not None:
                label.setBuddy(buddy)
            form.addRow(label, field)
        for control in (self.format, self.preset, self.width_mm, self.height_mm, self.resolution, self.place, browse):
            control.setMinimumHeight(_CONTROL_HEIGHT)
        for spin in (self.width_mm, self.height_mm, self.resolution):
            spin.setFixedWidth(112)
        note = QLabel("The file carries this session: open it or drop it on the window to go on from here.")
        note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._export, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(buttons)
        # Known to the dialog only now; Enter in a field would else be what had the focus last.
        self._export.setDefault(True)
        self._export.setFocus()
        for widget, name in ((self.place, "File"), (self.format, "Format"), (self.preset, "Size")):
            widget.setAccessibleName(name)

    def _restore(self, suggestion: Path) -> None:
        chosen = _ending(suggestion) or self._settings.text("export.format", "svg")
        self.format.setCurrentIndex(max(0, self.format.findData(chosen)))
        self.width_mm.setValue(self._settings.number("export.width", 120.0))
        self.height_mm.setValue(self._settings.number("export.height", 90.0))
        self.resolution.setValue(int(max(0.0, min(self._settings.number("export.dpi", 300.0), 1e6))))
        self.caption.setChecked(self._settings.number("export.caption", 1.0) != 0.0)
        self._on_size()

    def _on_ending(self, text: str) -> None:
        """Let the format be the one whose ending somebody types; the text is theirs."""
        index = self.format.findData(_ending(Path(text.strip())))
        if index >= 0:
            with QSignalBlocker(self.format):
                self.format.setCurrentIndex(index)
            self._show_format()

    def _on_format(self) -> None:
        self.place.setText(str(self.path()))
        self._show_format()

    def _show_format(self) -> None:
        self.resolution.setEnabled(self._has_pixels())
        self._say_sharpness()

    def _has_pixels(self) -> bool:
        return bool(self.format.currentData() == "png")

    def _say_sharpness(self) -> None:
        """Say how many pixels there will be; with too many nothing can be exported."""
        size = pixels(*self.size_mm(), self.dpi())
        too_many = self._has_pixels() and math.prod(size) > MOST_PIXELS
        words = "{:,} × {:,} pixels".format(*size).replace(",", "\N{NARROW NO-BREAK SPACE}")
        if too_many:
            words += f": more than {MOST_PIXELS // 1_000_000} million"
        self._sharpness.setText(words if self._has_pixels() else "SVG and PDF are sharp at every size")
        self._export.setEnabled(not too_many)

    def _on_preset(self) -> None:
        size = self.preset.currentData()
        if size is not None:
            self.width_mm.setValue(size[0])
            self.height_mm.setValue(size[1])

    def _on_size(self) -> None:
        same = [index for index, (_, *sides) in enumerate(SIZES) if tuple(sides) == self.size_mm()]
        self.preset.setCurrentIndex(same[0] if same else len(SIZES))
        self._say_sharpness()

    def _on_browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export figure", self.place.text(), "Figures (*.svg *.pdf *.png)")
        if chosen:
            index = self.format.findData(_ending(Path(chosen)))
            if index >= 0:
                self.format.setCurrentIndex(index)
            self.place.setText(chosen)


def table_dialog(parent: QWidget, title: str, sections: Sequence[Section]) -> QDialog:
    """Return a dialog with tables under headings, to be read, searched by eye and copied from.

    Parameters
    ----------
    sections
        A heading (or none) and its rows: what is pressed or typed, what it does or means, a remark.
    """
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    page = QTextBrowser()
    page.setAccessibleName(title)
    page.setFrameShape(QFrame.Shape.NoFrame)
    page.document().setDocumentMargin(2 * GRID)
    page.setHtml("".join(_section_html(*section) for section in sections))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)  # it shows when it has the focus
    buttons.rejected.connect(dialog.reject)
    foot = QHBoxLayout()
    foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
    foot.addWidget(buttons)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(page)
    column.addLayout(foot)
    dialog.resize(800, 600)
    return dialog


def _section_html(heading: str, rows: Sequence[tuple[str, str, str]]) -> str:
    title = f"<h3>{escape(heading)}</h3>" if heading else ""
    lines = "".join(
        f"<tr><td width='30%'><b>{escape(first)}</b></td><td width='26%'>{escape(second)}</td>"
        f"<td>{escape(third)}</td></tr>"
        for first, second, third in rows
    )
    return f"{title}<table width='100%' cellspacing='0' cellpadding='4'>{lines}</table>"


def _line(*widgets: QWidget) -> QHBoxLayout:
    """Return widgets side by side, with what is left of the room behind them."""
    line = QHBoxLayout()
    line.setSpacing(GRID)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return line


def _millimetres(name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox(minimum=20.0, maximum=2000.0, decimals=0, singleStep=5.0, suffix=" mm")
    box.setAccessibleName(name)
    return box


def may_replace(parent: QWidget, title: str, path: Path) -> bool:
    """Ask whether an existing file may be replaced."""
    from PySide6.QtWidgets import QMessageBox

    buttons = QMessageBox.StandardButton
    question = f"{path.name} exists. Replace it?"
    return bool(QMessageBox.question(parent, title, question, buttons.Yes | buttons.No) == buttons.Yes)
