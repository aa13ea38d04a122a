"""The parts of the export dialog: what stands on the page, how large it is, what its caption says."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from hessview.document.drawings import words_of
from hessview.document.page_plan import (
    LARGEST_TEXT,
    LONGEST_WORDS,
    MM_PER_INCH,
    PRESETS,
    SMALLEST_TEXT,
    CaptionPart,
    Panel,
    text_size,
)
from hessview.export.image_files import LARGEST_MM, SMALLEST_MM
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Collection

    from hessview.document.drawings import Drawing
    from hessview.document.page_plan import Preset

CONTROL_HEIGHT = 28
_SPIN_WIDTH = 96

_PANELS = MappingProxyType({
    Panel.CONTOUR: ("&Contour map", "The map with its overlays, or the graph of a function of one variable."),
    Panel.SURFACE: ("S&urface", "The surface, from where it is seen in the window."),
    Panel.SECTIONS: ("&Sections", "f and its quadratic model along the principal axes."),
    Panel.TABLE: ("Critica&l points", "A table of the critical points of the view."),
    Panel.POINT: ("&Point", "A table of what is known at the probe; the caption does not say it again."),
})
_PARTS = MappingProxyType({
    CaptionPart.FUNCTION: ("Fu&nction", "The expression and its parameters."),
    CaptionPart.CLASS: ("Cl&ass", "What the point is."),
    CaptionPart.POINT: ("Poin&t", "Where the probe is, how high, and how steep."),
    CaptionPart.HESSIAN: ("&Hessian", "Its entries at the probe."),
    CaptionPart.EIGENVALUES: ("E&igenvalues", "Of the Hessian at the probe."),
    CaptionPart.NOTES: ("N&otes", "What the lines are, what is hatched, cut or left out, and where the slice lies."),
})
_COLUMNS = 3


class PanelChoice(QWidget):
    """Which panels stand on the page; one at least.

    Parameters
    ----------
    offered
        Those that there are.
    chosen
        Those that are ticked.
    """

    changed = Signal()

    def __init__(self, offered: Collection[Panel], chosen: Collection[Panel]) -> None:
        super().__init__()
        self.boxes = {panel: tick(*words) for panel, words in _PANELS.items()}
        in_columns(self, [self.boxes[panel] for panel in offered])
        for panel, box in self.boxes.items():
            if panel in offered:
                box.setChecked(panel in chosen)
            else:
                box.setParent(self)
                box.hide()
            box.toggled.connect(self.changed)

    def panels(self) -> tuple[Panel, ...]:
        """The panels that are ticked."""
        return tuple(panel for panel, box in self.boxes.items() if box.isChecked())


def drawn_choice(drawn: tuple[Drawing, ...]) -> QCheckBox:
    """Return what takes along what docks draw on the map; ticked."""
    box = tick(
        f"&Draw {words_of(drawn)}", "What the docks draw on the map and on the surface, worked out anew for the page."
    )
    box.setChecked(True)
    return box


def equal_choice(*, is_equal: bool) -> QCheckBox:
    """Return whether one unit is equally long on both axes of the map; as on the screen at first."""
    box = tick(
        "E&qual scales", "One unit is equally long on both axes of the map: then perpendicular axes look so. In the"
        " window: Ctrl+U."
    )
    box.setChecked(is_equal)
    return box


class CaptionChoice(QWidget):
    """What stands below the panels."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes = {part: tick(*words) for part, words in _PARTS.items()}
        self.words = QLineEdit()
        self.words.setPlaceholderText("Own words, before the rest")
        self.words.setAccessibleName("Own words of the caption")
        self.words.setMaxLength(LONGEST_WORDS)
        self.words.setMinimumHeight(CONTROL_HEIGHT)
        grid = in_columns(self, list(self.boxes.values()))
        grid.addWidget(self.words, grid.rowCount(), 0, 1, _COLUMNS)
        for box in self.boxes.values():
            box.toggled.connect(self.changed)
        self.words.textChanged.connect(self.changed)

    def set_parts(self, parts: Collection[str]) -> None:
        """Tick these parts and no others."""
        for part, box in self.boxes.items():
            box.setChecked(part in parts)

    def parts(self) -> tuple[CaptionPart, ...]:
        """The parts that are ticked."""
        return tuple(part for part, box in self.boxes.items() if box.isChecked())


class SizeChoice(QWidget):
    """Width and height in millimetres or inches, and the size of the text, by presets or one's own.

    Parameters
    ----------
    sections
        How many pictures the sections are: a column's height depends on it.
    """

    changed = Signal()

    def __init__(self, sections: int = 3) -> None:
        super().__init__()
        self._sections = sections
        self._mm = PRESETS[1].size
        self._text_is_own = False
        self._panels: tuple[Panel, ...] = (Panel.CONTOUR,)
        self._chosen: Preset | None = PRESETS[1]
        self.preset = QComboBox()
        self.preset.setAccessibleName("Size")
        for preset in PRESETS:
            self.preset.addItem(preset.words, preset.name)
        self.preset.addItem("Own size", "")
        self.unit = QComboBox()
        self.unit.setAccessibleName("Unit of length")
        self.unit.addItem("mm", 1.0)
        self.unit.addItem("in", MM_PER_INCH)
        self.page_width, self.page_height = _length("Width"), _length("Height")
        self.text = QDoubleSpinBox(
            minimum=SMALLEST_TEXT, maximum=LARGEST_TEXT, decimals=1, singleStep=0.5, suffix=" pt text"
        )
        self.text.setAccessibleName("Size of the text in points")
        for control in (self.preset, self.unit, self.page_width, self.page_height, self.text):
            control.setMinimumHeight(CONTROL_HEIGHT)
        for spin in (self.page_width, self.page_height):
            spin.setFixedWidth(_SPIN_WIDTH)
        first, second = QHBoxLayout(), QHBoxLayout()
        for line in (first, second):
            line.setSpacing(GRID)
        first.addWidget(self.preset, 1)
        first.addWidget(self.text)
        for widget in (self.page_width, QLabel("×"), self.page_height, self.unit):
            second.addWidget(widget)
        second.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(GRID)
        grid.addLayout(first, 0, 0)
        grid.addLayout(second, 1, 0)
        self._show_lengths()
        self.preset.currentIndexChanged.connect(self._on_preset)
        self.unit.currentIndexChanged.connect(self._show_lengths)
        self.page_width.valueChanged.connect(self._on_length)
        self.page_height.valueChanged.connect(self._on_length)
        self.text.valueChanged.connect(self._on_text)

    def size_mm(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return self._mm

    def text_points(self) -> float | None:
        """The size of the text; None: the one that suits the page."""
        return self.text.value() if self._text_is_own else None

    def set_size_and_preset(self, width_mm: float, height_mm: float, preset: str) -> None:
        """Take what was chosen another time."""
        self._chosen = next((each for each in PRESETS if each.name == preset), None)
        size = (width_mm, height_mm) if self._chosen is None else self._chosen.size_for(self._panels, self._sections)
        self.set_size(*size)

    def set_size(self, width_mm: float, height_mm: float) -> None:
        """Take a size; one that no page has is brought to the nearest that it can have."""
        sides = (min(max(side, SMALLEST_MM), LARGEST_MM) for side in (width_mm, height_mm))
        self._mm = next(sides), next(sides)
        self._show_lengths()

    def set_text(self, points: float) -> None:
        """Take the size of the text that was chosen another time; 0: the one that suits the page."""
        self._text_is_own = points >= SMALLEST_TEXT
        if self._text_is_own:
            with QSignalBlocker(self.text):
                self.text.setValue(points)

    def set_unit(self, words: str) -> None:
        """Take "mm" or "in"."""
        self.unit.setCurrentIndex(max(0, self.unit.findText(words)))

    def _on_preset(self) -> None:
        chosen = next((preset for preset in PRESETS if preset.name == self.preset.currentData()), None)
        self._chosen = chosen
        if chosen is not None:
            self._text_is_own = False
            self.set_size(*chosen.size_for(self._panels, self._sections))
            self.changed.emit()

    def set_panels(self, panels: tuple[Panel, ...]) -> None:
        """Take what stands on the page: a column that was chosen becomes as high as it needs."""
        self._panels = panels
        if self._chosen is not None:
            self.set_size(*self._chosen.size_for(panels, self._sections))

    def _on_length(self) -> None:
        unit = float(self.unit.currentData())
        self._mm = self.page_width.value() * unit, self.page_height.value() * unit
        self._chosen = None
        self._show_preset()
        self.changed.emit()

    def _on_text(self) -> None:
        self._text_is_own = True
        self.changed.emit()

    def _show_lengths(self) -> None:
        unit = float(self.unit.currentData())
        for spin, side in ((self.page_width, self._mm[0]), (self.page_height, self._mm[1])):
            with QSignalBlocker(spin):
                spin.setDecimals(1 if unit == 1.0 else 3)
                spin.setSingleStep(5.0 if unit == 1.0 else 0.25)
                spin.setRange(SMALLEST_MM / unit, LARGEST_MM / unit)
                spin.setValue(side / unit)
        self._show_preset()

    def _show_preset(self) -> None:
        if self._chosen is None:
            self._chosen = next((preset for preset in PRESETS if self._is(preset)), None)
        with QSignalBlocker(self.preset):
            self.preset.setCurrentIndex(len(PRESETS) if self._chosen is None else PRESETS.index(self._chosen))
        if not self._text_is_own:
            with QSignalBlocker(self.text):
                self.text.setValue(text_size(*self._mm))

    def _is(self, preset: Preset) -> bool:
        wanted = preset.size_for(self._panels, self._sections)
        return all(abs(a - b) < 0.06 for a, b in zip(wanted, self._mm, strict=True))


def in_columns(parent: QWidget, boxes: list[QCheckBox]) -> QGridLayout:
    """Lay ticks out in columns, and return the layout."""
    grid = QGridLayout(parent)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(2 * GRID)
    grid.setVerticalSpacing(GRID // 2)
    for k, box in enumerate(boxes):
        grid.addWidget(box, k // _COLUMNS, k % _COLUMNS)
    return grid


def tick(words: str, tip: str) -> QCheckBox:
    """Return a tick with its tip."""
    box = QCheckBox(words)
    box.setToolTip(tip)
    return box


def _length(name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setAccessibleName(name)
    return box
