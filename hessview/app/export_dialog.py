"""The dialog of File > Export Figure: what stands on the page, how large, in which format, with the page beside it."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from hessview.app.export_choices import (
    CONTROL_HEIGHT,
    CaptionChoice,
    PanelChoice,
    SizeChoice,
    drawn_choice,
    equal_choice,
)
from hessview.app.export_preview import ExportPreview
from hessview.app.file_dialogs import ask_where_to_save
from hessview.app.plot_choice import PlotChoice
from hessview.app.questions import when_replaceable
from hessview.compute.file_requests import FigureRequest
from hessview.document.page_plan import HIGHEST_PRINTED, CaptionPart, PagePlan, Panel
from hessview.export.image_files import MOST_PIXELS, pixels
from hessview.views.plain_words import plain_tip
from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.export_preview import Subject
    from hessview.app.settings import Settings
    from hessview.document.page_file import Page

FORMATS = (("svg", "SVG, for editing and the web"), ("pdf", "PDF, for print"), ("png", "PNG, for slides"))
_CUT = {
    "caption": "The caption is cut: this page has no room for all of it. A wider or higher page, smaller text, or less"
    " in the caption helps.",
    "table": "A table is cut: this page has no room for all of it. A larger page, smaller text, or fewer panels help.",
}
_FORM_WIDTH = 400
_WIDTH, _HEIGHT = 1000, 600


def _ending(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


class ExportDialog(QDialog):
    """Where to, in which format, how large, and what.

    Parameters
    ----------
    suggestion
        The file.
    subject
        The document, for the preview; None: there is none.
    words
        Somebody's own words for the caption, from the export before.
    """

    def __init__(
        self, parent: QWidget, settings: Settings, suggestion: Path, subject: Subject | None = None, words: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export figure")
        self._settings = settings
        self._subject = subject
        offered = (Panel.CONTOUR,) if subject is None else subject.offered
        before = None if subject is None else subject.page
        shown = offered[:1] if subject is None else subject.shown
        ticked = shown if before is None else before.plan.panels or shown
        self.panels = PanelChoice(offered, ticked)
        self.plots = PlotChoice(None if subject is None else subject.plots, ticked)
        self._drawn = () if subject is None else subject.drawn
        self.drawn = drawn_choice(self._drawn)
        # A graph of one variable, which has no surface either, has two kinds of units.
        self._has_map = subject is not None and Panel.SURFACE in subject.offered
        self.equal = equal_choice(is_equal=subject is not None and subject.is_equal)
        self.size_choice = SizeChoice(3 if subject is None else subject.sections)
        self.caption = CaptionChoice()
        self.place = QLineEdit(str(suggestion))
        self.format = QComboBox()
        for name, said in FORMATS:
            self.format.addItem(said, name)
        self.resolution = QSpinBox(minimum=30, maximum=1200, singleStep=50, suffix=" dpi")
        self.resolution.setAccessibleName("Resolution")
        self.resolution.setKeyboardTracking(False)
        self.preview = None if subject is None else ExportPreview(subject)
        self._sharpness = QLabel()
        self._too_high = _note(f"Higher than a printed page, {HIGHEST_PRINTED:g} mm: take a double column.")
        self.cut = _note("")
        self._about_file = _note("")
        self.is_being_written: Callable[[Path], bool] = lambda _: False
        self._export = QPushButton("&Export")
        self._lay_out()
        self._restore(suggestion)
        self.caption.words.setText(words)
        if before is not None:
            self._take_page(before)
        self.format.currentIndexChanged.connect(self._on_format)
        self.place.textEdited.connect(self._on_ending)
        self.place.editingFinished.connect(lambda: self.place.setText(str(self.path())))
        self.place.textChanged.connect(self._about_file.hide)
        self.resolution.valueChanged.connect(self._say_sharpness)
        self.panels.changed.connect(self._on_panels)
        self.plots.changed.connect(self._on_panels)
        if self.preview is not None:
            self.preview.painted.connect(self._on_painted)
        self.drawn.toggled.connect(self._on_changed)
        self.equal.toggled.connect(self._on_changed)
        for choice in (self.size_choice, self.caption):
            choice.changed.connect(self._on_changed)
        self._on_format()
        self._on_changed()
        if self.preview is not None:
            self.resize(min(_WIDTH, max(parent.width(), 800)), min(_HEIGHT, max(parent.height(), 500)))

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

    def request(self, session: str) -> FigureRequest:
        """Return what is asked of the painter of a document."""
        plan = PagePlan(
            self._panels(), self.caption.parts(), self.caption.words.text(), self.size_choice.text_points(),
            self._drawn if self.drawn.isChecked() else (), self.equal.isChecked() if self._has_map else None,
            self.plots.plots(),
        )
        return FigureRequest(
            session, str(self.format.currentData()), *self.size_choice.size_mm(), float(self.resolution.value()),
            plan=plan,
        )  # fmt: skip

    def _panels(self) -> tuple[Panel, ...]:
        """Return all panels that are ticked, in their order on the page."""
        return (*self.panels.panels(), *self.plots.panels())

    def accept(self) -> None:
        """Remember the choices, and ask before a file is replaced."""
        if self._export.isEnabled():
            path = self.path()
            when_replaceable(
                self, "Export figure", path, self._accept_choices, lambda: self._say_kept(path),
                is_being_written=self.is_being_written(path),
            )  # fmt: skip

    def _say_kept(self, path: Path) -> None:
        self._about_file.setText(f"Nothing was written: {path.name} is kept. Export again, or choose another name.")
        self._about_file.show()

    def _accept_choices(self) -> None:
        width, height = self.size_choice.size_mm()
        self._settings.update({
            "export.format": self.format.currentData(), "export.width": width, "export.height": height,
            "export.unit": self.size_choice.unit.currentText(), "export.dpi": self.resolution.value(),
            "export.text": self.size_choice.text_points() or 0.0,
            "export.preset": self.size_choice.preset.currentData(),
            "export.caption parts": [str(part) for part in self.caption.parts()] or ["none"],
        })  # fmt: skip
        super().accept()

    def done(self, result: int) -> None:
        """Close, and let nothing be painted any more."""
        if self.preview is not None:
            self.preview.close_down()
        super().done(result)

    def _lay_out(self) -> None:
        self._export.setDefault(True)
        column = QVBoxLayout()
        column.setSpacing(2 * GRID)
        column.addLayout(self._form())
        note = _note(
            "The file carries this session: open it or drop it on the window to go on from here. Scripts, LaTeX source"
            " and CSV (File > Export Data) hold the map alone, no other panel."
        )
        column.addWidget(note)
        column.addWidget(self._too_high)
        for about in (self.cut, self._about_file):
            column.addWidget(about)
            about.hide()
        column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._export, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 16, 16, 16)
        across.setSpacing(16)
        left = QWidget()
        left.setLayout(column)
        left.setFixedWidth(_FORM_WIDTH)
        column.setContentsMargins(0, 0, 0, 0)
        across.addWidget(left)
        if self.preview is not None:
            across.addWidget(self.preview, 1)
        # Known to the dialog only now; Enter in a field would else be what had the focus last.
        self._export.setDefault(True)
        self._export.setFocus()

    def _form(self) -> QFormLayout:
        browse = QPushButton("&Browse…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        rows: tuple[tuple[str, QWidget | QHBoxLayout, QWidget | None], ...] = (
            ("Panels", self.panels, None), ("Plots", self.plots, None),
            ("Map", self.equal, None), ("Docks", self.drawn, None),
            ("Si&ze", self.size_choice, self.size_choice.preset),
            ("Caption", self.caption, None), ("&Format", self.format, self.format),
            ("&Resolution", _line(self.resolution, self._sharpness), self.resolution),
            ("Sa&ve to", _line(self.place, browse, stretch=False), self.place),
        )  # fmt: skip
        there = ((self.drawn, self._drawn), (self.equal, self._has_map), (self.plots, self.plots.is_offered))
        left_out = {box for box, is_there in there if not is_there}
        for words, field, buddy in rows:
            if field in left_out:
                field.setParent(self)
                field.hide()
                continue
            label = QLabel(words)
            if buddy is not None:
                label.setMinimumHeight(CONTROL_HEIGHT)
                label.setBuddy(buddy)
            form.addRow(label, field)
        for control in (self.format, self.resolution, self.place, browse):
            control.setMinimumHeight(CONTROL_HEIGHT)
        self.resolution.setFixedWidth(96)
        self.place.setMinimumWidth(200)
        for widget, name in ((self.place, "File"), (self.format, "Format")):
            widget.setAccessibleName(name)
        return form

    def _restore(self, suggestion: Path) -> None:
        chosen = _ending(suggestion) or self._settings.text("export.format", "svg")
        self.format.setCurrentIndex(max(0, self.format.findData(chosen)))
        self.size_choice.set_unit(self._settings.text("export.unit", "mm"))
        default = self.size_choice.size_mm()
        self.size_choice.set_panels(self._panels())
        self.size_choice.set_size_and_preset(
            self._settings.number("export.width", default[0]), self._settings.number("export.height", default[1]),
            self._settings.text("export.preset", "double"),
        )  # fmt: skip
        self.size_choice.set_text(self._settings.number("export.text", 0.0))
        self.resolution.setValue(int(max(0.0, min(self._settings.number("export.dpi", 300.0), 1e6))))
        parts = self._settings.texts("export.caption parts")
        self.caption.set_parts(parts or tuple(CaptionPart))

    def _take_page(self, page: Page) -> None:
        """Take what stood on the page of the figure that the document was opened from."""
        plan = page.plan
        self.caption.set_parts(plan.caption)
        self.caption.words.setText(plan.words)
        self.size_choice.set_size_and_preset(page.width_mm, page.height_mm, "")
        self.size_choice.set_text(plan.text or 0.0)
        self.drawn.setChecked(bool(plan.drawn))
        if plan.equal is not None:
            self.equal.setChecked(plan.equal)

    def _on_panels(self) -> None:
        self.equal.setEnabled(Panel.CONTOUR in self.panels.panels())
        self.drawn.setEnabled(bool({Panel.CONTOUR, Panel.SURFACE} & set(self.panels.panels())))
        self.size_choice.set_panels(self._panels())
        self._on_changed()

    def _on_changed(self) -> None:
        if self.preview is not None and self._subject is not None and self._panels():
            self.preview.show_page(self.request(self._subject.session))
        self._say_sharpness()

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
        """Say how many pixels there will be; where there can be no page it is said why, and nothing be exported."""
        size = pixels(*self.size_choice.size_mm(), self.resolution.value())
        too_many = self._has_pixels() and math.prod(size) > MOST_PIXELS
        words = "{:,} × {:,} pixels".format(*size).replace(",", "\N{NARROW NO-BREAK SPACE}")
        if too_many:
            words += f": more than {MOST_PIXELS // 1_000_000} million"
        words = words if self._has_pixels() else "sharp at every size"
        self._too_high.setVisible(self.size_choice.size_mm()[1] > HIGHEST_PRINTED)
        self._sharpness.setText(words if self._panels() else "Choose a panel")
        self._refuse("" if self._panels() else "Choose a panel.", words if too_many else "")

    def _on_painted(self) -> None:
        """Say what the page has not enough room for, and what helps."""
        self._say_sharpness()
        cut = () if self.preview is None else self.preview.cut
        self.cut.setText(" ".join(_CUT[what] for what in cut if what in _CUT))
        self.cut.setVisible(bool(cut))

    def _refuse(self, nothing: str, too_many: str) -> None:
        """Let nothing be exported where there is a reason, and say it; else let it."""
        if self.preview is not None:
            self.preview.refuse(nothing)
        painted = "" if self.preview is None else self.preview.message
        why = nothing or too_many or painted
        self._export.setEnabled(not why)
        self._export.setToolTip(plain_tip(why))

    def _on_browse(self) -> None:
        ask_where_to_save(
            self, "Export figure", self.place.text(), "Figures (*.svg *.pdf *.png)", self._on_chosen
        )  # fmt: skip

    def _on_chosen(self, path: Path) -> None:
        index = self.format.findData(_ending(path))
        if index >= 0:
            self.format.setCurrentIndex(index)
        self.place.setText(str(path))


def _note(words: str) -> QLabel:
    """Return a sentence in as many lines as it takes."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _line(*widgets: QWidget, stretch: bool = True) -> QHBoxLayout:
    """Return widgets side by side; what is left of the room is behind them, or the first one's."""
    line = QHBoxLayout()
    line.setSpacing(GRID)
    for widget in widgets:
        line.addWidget(widget)
    if stretch:
        line.addStretch(1)
    else:
        line.setStretch(0, 1)
    return line
