"""What is used first some time after the start is loaded before, beside the event loop, while nobody does anything."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from hessview.views.single_shot import once_after

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

ENTRANCES = (
    "hessview.analysis.trust_region", "hessview.analysis.fields.level_through", "hessview.analysis.branches",
    "hessview.figure.surface.scene", "hessview.views.surface_view", "hessview.views.sections_view",
    "hessview.app.section_content", "hessview.compute.sent_fields", "hessview.analysis.rough_places",
    "hessview.views.heat_matrix", "hessview.views.spectrum_bars", "hessview.views.plane_chooser",
    "hessview.compute.critical_reply", "hessview.views.critical_list", "hessview.app.critical_content",
    "hessview.views.key_item", "hessview.figure.set_places", "hessview.views.slices_view",
    "hessview.app.slice_fields", "hessview.figure.small_slices", "hessview.views.parameters_view",
    "hessview.app.animation", "hessview.figure.paths", "hessview.optimizers.methods", "hessview.optimizers.outcome",
    "hessview.compute.sent_races", "hessview.compute.sent_traces", "hessview.views.descent_view",
    "hessview.app.descent_pages", "hessview.app.descent_picture", "hessview.app.descent_hands",
    "hessview.views.lesson_page", "hessview.optimizers.lesson_picture", "hessview.figure.lesson",
    "hessview.views.steps_dialog", "hessview.explanations.derivation_steps", "hessview.explanations.steps",
    "hessview.export.image_files", "hessview.app.export_dialog", "hessview.app.animation_dialog",
    "hessview.app.plane_dialog", "hessview.app.search_dialog",
)  # fmt: skip
"""What the first use of a key, a dock or a dialog imports, the likeliest first; each is a part of a second at most."""

_BEGIN_MS = 1200
"""After the first picture: fonts, special functions and what paints the surface are being read by then."""

_BETWEEN_MS = 60
REST_S = 0.4


def load(name: str) -> None:
    """Import a module as the statement does, with all that follows from it.

    PySide reads the source of each module that is imported by a statement, once, to see whether it uses PySide; after
    `importlib.import_module` the window's thread would do so later, in the middle of something.
    """
    __import__(name, fromlist=("__name__",))


class Preloading:
    """Imports one entrance after the other, each in a thread of its own that begins when nobody does anything.

    Parameters
    ----------
    is_resting
        Whether nothing has changed for so many seconds.
    parent
        Takes the timer down with it.
    """

    def __init__(
        self, is_resting: Callable[[float], bool], parent: QObject, entrances: Sequence[str] = ENTRANCES
    ) -> None:
        self._is_resting = is_resting
        self._left = list(entrances)
        self._thread: threading.Thread | None = None
        self._timer = QTimer(parent, interval=_BETWEEN_MS)
        self._timer.timeout.connect(self._on_turn)

    @property
    def is_done(self) -> bool:
        """Whether everything is loaded."""
        return not self._left and self._thread is None

    def begin(self, after_ms: int = _BEGIN_MS) -> None:
        """Begin a while after the first picture."""
        once_after(after_ms, self._timer, self._timer.start)

    def close(self) -> None:
        """Load nothing more, and wait for what is being loaded."""
        self._left = []
        self._timer.stop()
        self._join()

    def _on_turn(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        self._join()
        if not self._left:
            self._timer.stop()
        elif self._is_resting(REST_S):
            self._thread = threading.Thread(target=load, args=(self._left.pop(0),), name="preloading")
            self._thread.start()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
