"""Where hessview keeps its own files: what it remembers, what it saves from a crash, what it writes down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Places:
    """The program's own files, apart from the user's.

    Attributes
    ----------
    settings
        The file of what is remembered; see `hessview.app.settings`.
    data
        The folder of everything else.
    """

    settings: Path
    data: Path

    @classmethod
    def standard(cls) -> Self:
        """Return the places that the system names; the application's name must be set before."""
        from PySide6.QtCore import QStandardPaths

        where = QStandardPaths.StandardLocation
        settings = QStandardPaths.writableLocation(where.AppConfigLocation)
        data = QStandardPaths.writableLocation(where.AppLocalDataLocation)
        return cls(Path(settings) / "settings.json", Path(data))

    @classmethod
    def inside(cls, folder: Path) -> Self:
        """Return places that all lie in one folder."""
        return cls(folder / "settings.json", folder / "data")

    @property
    def recovery(self) -> Path:
        """The folder of what is saved from a crash."""
        return self.data / "recovery"

    @property
    def log(self) -> Path:
        """The folder of what went wrong."""
        return self.data / "log"
