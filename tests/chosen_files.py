"""The file that somebody chooses in the dialogs that ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest


def choosing(path: Path | None) -> Callable[[QFileDialog], None]:
    """Return what stands for `open` and `exec` of a file dialog in which a path is chosen; None: it is cancelled."""

    def answer(dialog: QFileDialog) -> None:
        if path is not None:
            dialog.fileSelected.emit(str(path))
        dialog.done(0 if path is None else 1)

    return answer


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> list[str]:
    """Let this path be chosen in every file dialog from now on; return the titles of those that ask."""
    asked: list[str] = []
    answer = choosing(path)

    def noted(dialog: QFileDialog) -> None:
        asked.append(dialog.windowTitle())
        answer(dialog)

    for way in ("open", "exec"):
        monkeypatch.setattr(QFileDialog, way, noted)
    return asked
