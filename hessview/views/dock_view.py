"""What is shown in a dock below the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from hessview.views.theme import Theme


class DockView(QWidget):
    """A widget that fills a dock, and takes the colours of another theme while it stands there."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        raise NotImplementedError
