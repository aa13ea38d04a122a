"""The few dialogs: exporting a figure, the tables of keys and of the language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QSettings

FORMATS = (("svg", "SVG, for editing and the web"), ("pdf", "PDF, for print"), ("png", "PNG, for slides"))
SIZES = (
    ("Single column", 88.0, 70.0),
    ("One and a half columns", 120.0, 90.0),
    ("Double column", 180.0, 120.0),
    ("Slide 16:9", 254.0, 143.0),
    ("Square", 120.0, 120.0),
)


class ExportDialog(QDialog):
    """Where to, in which format, how large."""

    def __init__(self, parent: QWidget, settings: QSettings, suggestion: Path) -> None:
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
        self._lay_out()
        self._restore(suggestion)
        self.format.currentIndexChanged.connect(self._on_format)
        self.preset.currentIndexChanged.connect(self._on_preset)
        self.width_mm.valueChanged.connect(self._on_size)
        self.height_mm.valueChanged.connect(self._on_size)
        self._on_format()

    def path(self) -> Path:
        """Where to write; the ending is the format's."""
        path = Path(self.place.text().strip() or "figure").expanduser()
        return path.with_suffix(f".{self.format.currentData()}") if path.name else path

    def size_mm(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return self.width_mm.value(), self.height_mm.value()

    def dpi(self) -> int:
        """Dots per inch of a PNG."""
        return self.resolution.value()

    def accept(self) -> None:
        """Remember the choices, and ask before a file is replaced."""
        path = self.path()
        if path.exists() and not _may_replace(self, path):
            return
        self._settings.setValue("export/format", self.format.currentData())
        self._settings.setValue("export/width", self.width_mm.value())
        self._settings.setValue("export/height", self.height_mm.value())
        self._settings.setValue("export/dpi", self.resolution.value())
        super().accept()

    def _lay_out(self) -> None:
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._on_browse)
        place = QHBoxLayout()
        place.addWidget(self.place, 1)
        place.addWidget(browse)
        size = QHBoxLayout()
        size.addWidget(self.width_mm)
        size.addWidget(QLabel("×"))
        size.addWidget(self.height_mm)
        size.addStretch(1)
        form = QFormLayout()
        form.addRow("&Format", self.format)
        form.addRow("Si&ze", self.preset)
        form.addRow("", size)
        form.addRow("&Resolution", self.resolution)
        form.addRow("F&ile", place)
        note = QLabel("The file carries this session: open it or drop it on the window to go on from here.")
        note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        export = buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        export.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(buttons)
        for widget, name in ((self.place, "File"), (self.format, "Format"), (self.preset, "Size")):
            widget.setAccessibleName(name)

    def _restore(self, suggestion: Path) -> None:
        chosen = suggestion.suffix.lstrip(".").lower() or str(self._settings.value("export/format", "svg"))
        self.format.setCurrentIndex(max(0, self.format.findData(chosen)))
        self.width_mm.setValue(_stored(self._settings, "export/width", 120.0))
        self.height_mm.setValue(_stored(self._settings, "export/height", 90.0))
        self.resolution.setValue(int(_stored(self._settings, "export/dpi", 300.0)))
        self._on_size()

    def _on_format(self) -> None:
        self.place.setText(str(self.path()))
        self.resolution.setEnabled(self.format.currentData() == "png")

    def _on_preset(self) -> None:
        size = self.preset.currentData()
        if size is not None:
            self.width_mm.setValue(size[0])
            self.height_mm.setValue(size[1])

    def _on_size(self) -> None:
        same = [index for index, (_, *sides) in enumerate(SIZES) if tuple(sides) == self.size_mm()]
        self.preset.setCurrentIndex(same[0] if same else len(SIZES))

    def _on_browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export figure", self.place.text(), "Figures (*.svg *.pdf *.png)")
        if chosen:
            index = self.format.findData(Path(chosen).suffix.lstrip(".").lower())
            if index >= 0:
                self.format.setCurrentIndex(index)
            self.place.setText(chosen)


def table_dialog(parent: QWidget, title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> QDialog:
    """Return a dialog with a table that can be read and copied from."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    table = QTableWidget(len(rows), len(header))
    table.setAccessibleName(title)
    table.setHorizontalHeaderLabels(list(header))
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(True)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    for i, row in enumerate(rows):
        for j, words in enumerate(row):
            table.setItem(i, j, QTableWidgetItem(words))
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    for j in range(len(header) - 1):
        table.horizontalHeader().setSectionResizeMode(j, QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(len(header) - 1, QHeaderView.ResizeMode.Stretch)
    table.resizeRowsToContents()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(16, 16, 16, 16)
    column.addWidget(table)
    column.addWidget(buttons)
    dialog.resize(760, 560)
    return dialog


def _millimetres(name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox(minimum=20.0, maximum=2000.0, decimals=0, singleStep=5.0, suffix=" mm")
    box.setAccessibleName(name)
    return box


def _stored(settings: QSettings, key: str, default: float) -> float:
    try:
        return float(str(settings.value(key, default)))
    except ValueError:
        return default


def _may_replace(parent: QWidget, path: Path) -> bool:
    from PySide6.QtWidgets import QMessageBox

    buttons = QMessageBox.StandardButton
    question = f"{path.name} exists. Replace it?"
    return bool(QMessageBox.question(parent, "Export figure", question, buttons.Yes | buttons.No) == buttons.Yes)
