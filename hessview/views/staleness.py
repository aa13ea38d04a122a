"""How a part of the window looks while what it shows is not of the text that stands in the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGraphicsOpacityEffect

from hessview.views.theme import STALE_WORDS_OPACITY

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def dim(part: QWidget, *, stale: bool) -> None:
    """Dim a part of the window, readably, or no more."""
    if stale == (part.graphicsEffect() is not None):
        return
    if not stale:
        part.setGraphicsEffect(None)  # type: ignore[arg-type]
        return
    effect = QGraphicsOpacityEffect(part)
    effect.setOpacity(STALE_WORDS_OPACITY)
    part.setGraphicsEffect(effect)
