"""From the start of the process to the first painted picture, beside a bare pyqtgraph plot that does nothing else.

Both processes end when their first picture is painted, and are measured from start to end.
"""

from __future__ import annotations

import importlib.util

from tests.benchmarks.measuring import Row, at_most, interleaved, median, missing, p99, show
from tests.benchmarks.processes import environment, run

TITLE = "Cold start"

BARE_WINDOW = """
import sys
import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

class Plot(pg.PlotWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.close)

application = QApplication(sys.argv[:1])
window = Plot()
window.resize(1440, 900)
window.plot(np.linspace(0.0, 1.0, 200))
window.show()
application.exec()
"""


def measure(*, reduced: bool = False) -> list[Row]:
    """Return the ratio of the medians."""
    what = "first picture / bare PySide6 + pyqtgraph plot"
    if importlib.util.find_spec("pyqtgraph") is None:
        return [missing(what, "pyqtgraph")]
    variables = environment(HESSVIEW_QUIT_AFTER_FIRST_PICTURE="1")
    works = {"ours": run(["-m", "hessview"], variables), "bare": run(["-c", BARE_WINDOW], variables)}
    series = interleaved(works, 1 if reduced else 15, warm_up=0 if reduced else 2)
    ours, bare = series["ours"], series["bare"]
    said = f"best {min(ours):.0f} / {min(bare):.0f} ms, p99 {p99(ours):.0f} ms"
    return [at_most(what, median(ours), median(bare), 1.5, said)]


if __name__ == "__main__":
    show(TITLE, measure())
