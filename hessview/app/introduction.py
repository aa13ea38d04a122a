"""What somebody is told who sees hessview for the first time, and never again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from hessview.views import theme as looks
from hessview.views.first_hints import FirstHints

if TYPE_CHECKING:
    from hessview.app.desk import Desk
    from hessview.document.state import State
    from hessview.views.theme import Theme

_KEY = "introduced"

_HINTS = (
    ("probe", "Click or drag", "the panel reads the Hessian there"),
    ("view", "Turn the wheel", "zoom; drag beside the probe to pan"),
    ("text", "Type above", "any function, or take an Example"),
)


class Introduction:
    """The hints of a first start; they go as they are followed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._card: FirstHints | None = None
        self._forget = _nothing
        self._theme: Theme = looks.LIGHT

    def begin(self) -> None:
        """Show the hints, unless they have been seen."""
        if self._card is not None or self._desk.settings.text(_KEY, ""):
            return
        self._card = FirstHints(_HINTS, self._desk.window.picture.viewport(), self._theme)
        QWidget.setTabOrder(self._desk.window.picture, self._card.dismiss_button)
        self._card.finished.connect(self._on_finished)
        self._forget = self._desk.store.subscribe(self._follow)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._card is not None:
            self._card.set_theme(theme)

    def close(self) -> None:
        """Let go of the store."""
        self._forget()

    def _follow(self, old: State, new: State) -> None:
        card = self._card
        if card is None:
            return
        changed = {"probe": old.probe != new.probe, "view": old.view != new.view, "text": old.text != new.text}
        if changed["text"]:
            changed["view"] = changed["probe"] = False  # an example moves them, too
        for name, has_changed in changed.items():
            if has_changed:
                card.follow(name)

    def _on_finished(self) -> None:
        self._forget()
        self._forget = _nothing
        card, self._card = self._card, None
        if card is not None:
            card.deleteLater()
        self._desk.settings.set(_KEY, "yes")


def _nothing() -> None:
    """Forget nothing."""
