"""The surface of one desk: made when it is first asked for, it shows the same state as the map."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from hessview.compute.requests import FieldRequest
from hessview.document.state import Arrangement
from hessview.views.single_shot import once_after

if TYPE_CHECKING:
    from hessview.app.desk import Desk
    from hessview.figure.marks import Figure
    from hessview.views.surface_steering import SurfaceSteering
    from hessview.views.surface_view import SurfaceView
    from hessview.views.theme import Theme

_LOAD_MS = 900
"""After the first picture: fonts and special functions are read by then."""


class SurfaceDesk:
    """Shows the surface while the document's arrangement says so."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._theme: Theme | None = None
        self.view: SurfaceView | None = None
        self._painter = _Painter(desk.window)
        self._painter.loaded.connect(self._on_loaded, Qt.ConnectionType.QueuedConnection)
        desk.controller.when_first_painted(lambda: once_after(_LOAD_MS, desk.window, self._painter.load))

    def follow(self, figure: Figure) -> None:
        """Show what the state says; `figure` is the map of it."""
        state, results, pictures = self._desk.store.state, self._desk.controller.results, self._desk.window.pictures
        if self.view is None and state.arrangement is not Arrangement.CONTOUR:
            self.view = self._make()
        shown = pictures.shown
        pictures.arrange(state.arrangement)
        if shown != pictures.shown:
            self._desk.window.show_hint()
        if self.view is None or state.arrangement is Arrangement.CONTOUR:
            return
        self.view.set_stale(state.text != state.accepted)
        self.view.show_state(state, results, figure, self._desk.controller.locate())
        is_waiting = any(isinstance(request, FieldRequest) for request in results.pending)
        self.view.set_progress(-1.0 if is_waiting else None)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._desk.window.pictures.set_theme(theme)
        if self.view is not None:
            self.view.set_theme(theme)

    def close(self) -> None:
        """Let go."""
        self._painter.close()
        if self.view is not None:
            self.view.rest()

    @property
    def steering(self) -> SurfaceSteering:
        """What turns the surface; while it is not shown, it is turned from where the document says."""
        if self.view is None:
            self.view = self._make()
        state = self._desk.store.state
        if state.arrangement is Arrangement.CONTOUR:
            self.view.steering.take_look(state.surface)
        return self.view.steering

    def _make(self) -> SurfaceView:
        from hessview.views.surface_view import SurfaceView

        self._painter.load()
        made = SurfaceView(self._desk.store.dispatch, self._desk.store.seal, is_ready=self._painter.is_loaded)
        if self._theme is not None:
            made.set_theme(self._theme)
        self._desk.controller.follow_hand(made)
        self._desk.window.pictures.add_surface(made)
        return made

    def _on_loaded(self) -> None:
        if self.view is not None:
            self.view.set_ready()


class _Painter(QObject):
    """Loads what paints the surface, a part of matplotlib, beside the event loop."""

    loaded = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._closed = False
        self.is_loaded = False

    def load(self) -> None:
        """Begin, unless it has been done."""
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._load, name="surface painter")
            self._thread.start()

    def close(self) -> None:
        """Wait for what is being loaded: nothing arrives when nobody is there any more."""
        self._closed = True
        if self._thread is not None:
            self._thread.join()

    def _load(self) -> None:
        from hessview.raster.surface_agg import read_fonts  # a quarter of a second, wanted when it is painted

        read_fonts()
        self.is_loaded = True
        if not self._closed:
            self.loaded.emit()
