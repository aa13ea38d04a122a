"""The part of the export dialog about plots of runs: which stand on the page, and what goes across in them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from hessview.app.export_choices import in_columns, tick
from hessview.document.page_plan import PLOTS, Panel
from hessview.document.plots import Over, Plots

if TYPE_CHECKING:
    from collections.abc import Collection

_WORDS = MappingProxyType({
    Panel.EXCESS: ("f − f*", "How fast f comes to its value at the limit, with the slopes that theory predicts."),
    Panel.GRADIENT: ("|∇f|", "How fast the gradient vanishes, with the slopes that theory predicts."),
    Panel.STEP: ("|step|", "How long each step is, with the slopes that theory predicts."),
    Panel.DISTANCE: ("|x − x*|", "How far each iterate is from the limit, with the slopes that theory predicts."),
    Panel.ZIGZAG: ("Zigzag", "The way of the chosen run from the limit along the eigenvectors of H there."),
    Panel.STABILITY: ("Stability", "η λmax(H) along the chosen run, and where its method becomes unstable."),
    Panel.LESSON: ("Steps over κ", "The lesson: how many steps are needed as the condition number grows."),
    Panel.TREE: ("Barrier tree", "Minima at their heights, joined at the lowest saddle between them."),
})
_ACROSS = ((Over.STEPS, "over steps"), (Over.EVALUATIONS, "over evaluations"))


class PlotChoice(QWidget):
    """Which plots of the race stand on the page, over steps or evaluations.

    Parameters
    ----------
    plots
        What they show; None: there is no race, and no plot.
    chosen
        Those that are ticked.
    """

    changed = Signal()

    def __init__(self, plots: Plots | None, chosen: Collection[Panel] = ()) -> None:
        super().__init__()
        self._plots = plots
        self.boxes = {panel: tick(*_WORDS[panel]) for panel in PLOTS}
        self.over = QComboBox()
        self.over.setAccessibleName("What goes across in plots of convergence")
        self.over.setToolTip("What goes across in the plots of f − f*, |∇f|, |step| and |x − x*|.")
        for over, words in _ACROSS:
            self.over.addItem(words, over)
        grid = in_columns(self, list(self.boxes.values()))
        grid.addWidget(self.over, grid.rowCount(), 0, 1, 2)  # beside ticks it would take the room of their words
        if plots is not None:
            self.over.setCurrentIndex(self.over.findData(plots.over))
        for panel, box in self.boxes.items():
            box.setChecked(plots is not None and panel in chosen)
            box.toggled.connect(self.changed)
        self.over.currentIndexChanged.connect(self.changed)

    @property
    def is_offered(self) -> bool:
        """Whether there is a race to plot."""
        return self._plots is not None

    def panels(self) -> tuple[Panel, ...]:
        """The plots that are ticked."""
        return tuple(panel for panel, box in self.boxes.items() if box.isChecked())

    def plots(self) -> Plots | None:
        """What the ticked ones show; None without any."""
        if self._plots is None or not self.panels():
            return None
        return replace(self._plots, over=Over(self.over.currentData()))
