"""What all docks of a desk have in common: a title in the strip, a view made when it is unfolded, colours, an end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hessview.app.inquiry import Inquiry
from hessview.views.dock_view import DockView
from hessview.views.theme import LIGHT

if TYPE_CHECKING:
    from hessview.app.desk import Desk
    from hessview.document.drawings import Drawing
    from hessview.figure.marks import Figure
    from hessview.views.theme import Theme

V = TypeVar("V", bound=DockView)


@dataclass(frozen=True)
class DockTitle:
    """How a dock is called and reached.

    Attributes
    ----------
    name
        In the strip and in the settings.
    words
        Of its toggle.
    menu, key
        Its entry in the menu *View > Docks*, with a mnemonic, and its key.
    tip
        A sentence on what it shows.
    """

    name: str
    words: str
    menu: str
    key: str
    tip: str


class DockDesk(ABC, Generic[V]):
    """One dock: what it shows follows the desk while it is unfolded, and is neither made nor worked out before.

    A dock is a subclass in a file of its own and a row of `hessview.app.docks.DOCKS`; it says how its view is made and
    what it shows.
    """

    title: ClassVar[DockTitle]

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._strip = desk.window.docks
        self._theme: Theme | None = None
        self._dock = QWidget()
        self._column = QVBoxLayout(self._dock)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._inquiry = Inquiry(desk)
        self._was_open = False
        self.view: V | None = None
        title = self.title
        self._strip.add(title.name, title.words, self._dock, f"{title.tip.removesuffix('.')} ({title.key})")
        self._strip.unfolded.connect(self._on_unfolded)

    # What each dock says of itself

    @abstractmethod
    def _make(self, theme: Theme) -> V:
        """Return the view, connected to what its hands do."""

    @abstractmethod
    def _show(self, view: V) -> None:
        """Show in the view what the state and the results say now; the dock is unfolded."""

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with what this dock adds to it."""
        return figure

    def drawn(self) -> tuple[Drawing, ...]:
        """Return what a file draws to show what `on_map` adds; nothing while it adds nothing."""
        return ()

    def _opened(self) -> None:
        """Show what there is: the dock was unfolded just now."""
        self.follow()

    def _folded(self) -> None:
        """Work out nothing more: the dock was folded just now, or another one unfolded."""

    # What is the same for all

    @property
    def is_open(self) -> bool:
        """Whether the dock is shown."""
        return self._strip.shown == self.title.name

    def toggle(self) -> None:
        """Show the dock with the keyboard in it, or fold it away."""
        self._strip.toggle(self.title.name)

    def follow(self) -> None:
        """Take in what has changed, if anybody sees it."""
        if self.is_open:
            self._show(self._made())

    def close(self) -> None:
        """Stop what runs."""
        self._inquiry.withdraw()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.view is not None:
            self.view.set_theme(theme)

    def _made(self) -> V:
        """Return the view, made if there is none yet."""
        if self.view is None:
            made = self.view = self._make(self._theme or LIGHT)
            self._column.addWidget(made)
            made.show()  # a layout would do so only when the events of now are over
            self._dock.setFocusProxy(made)
        return self.view

    def _on_unfolded(self, name: str) -> None:
        was_open, self._was_open = self._was_open, name == self.title.name
        if self._was_open:
            self._opened()
        elif was_open:
            self._folded()
