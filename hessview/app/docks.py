"""Every dock below the picture, in the order of the toggles: adding one is a file with a `DockDesk` and a row here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from hessview.app.critical import CriticalDesk
from hessview.app.descent import DescentDesk
from hessview.app.parameters import ParametersDesk
from hessview.app.sections import SectionsDesk
from hessview.app.slices import SlicesDesk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hessview.app.desk import Desk
    from hessview.app.dock_desk import DockDesk
    from hessview.document.drawings import Drawing
    from hessview.figure.marks import Figure
    from hessview.views.theme import Theme

DOCKS: tuple[type[DockDesk[Any]], ...] = (CriticalDesk, SectionsDesk, SlicesDesk, ParametersDesk, DescentDesk)

D = TypeVar("D", bound="DockDesk[Any]")


class Docks:
    """The docks of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._strip = desk.window.docks
        self._docks = tuple(kind(desk) for kind in DOCKS)

    def __iter__(self) -> Iterator[DockDesk[Any]]:
        return iter(self._docks)

    def of(self, kind: type[D]) -> D:
        """Return the dock of a kind."""
        return next(dock for dock in self._docks if isinstance(dock, kind))

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with what the docks add to it."""
        for dock in self._docks:
            figure = dock.on_map(figure)
        return figure

    def drawn(self) -> tuple[Drawing, ...]:
        """Return what a file draws to show what the docks add to the map, from back to front."""
        return tuple(drawing for dock in self._docks for drawing in dock.drawn())

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._strip.set_theme(theme)
        for dock in self._docks:
            dock.set_theme(theme)

    def close(self) -> None:
        """Stop what runs."""
        for dock in self._docks:
            dock.close()
