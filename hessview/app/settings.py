"""What is remembered from one start to the next: a small JSON file that is read as strictly as a stranger's.

`QSettings` is not used: PySide6 unpickles a value of the type ``PySide::PyObjectWrapper``, so that a settings file can
run code.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
from typing import TYPE_CHECKING

from hessview.document.disk import read_whole, write_whole
from hessview.document.strict_json import MAX_BYTES, SessionProblem, read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LARGEST = 1e300

Value = str | float | list[str] | bytes


class Settings:
    """Values by name. What is missing, damaged or of another type is the default that is asked for.

    Parameters
    ----------
    path
        The file; it and its folder are made when something is first remembered. A file that cannot be written is no
        obstacle: then nothing is remembered.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._values: Mapping[str, object] = _read(path)

    def text(self, key: str, default: str) -> str:
        """Return a text."""
        value = self._values.get(key)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: float) -> float:
        """Return a finite number."""
        value = self._values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
            return default
        return float(value)

    def texts(self, key: str) -> list[str]:
        """Return a list of texts; entries of another type are left out."""
        value = self._values.get(key)
        return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []

    def data(self, key: str) -> bytes | None:
        """Return bytes, or None."""
        try:
            return base64.b64decode(self.text(key, ""), validate=True) or None
        except (binascii.Error, ValueError):
            return None

    def set(self, key: str, value: Value) -> None:
        """Remember a value."""
        self.update({key: value})

    def update(self, values: Mapping[str, Value]) -> None:
        """Remember values. What another window has remembered meanwhile is kept."""
        plain = {key: _plain(value) for key, value in values.items()}
        self._values = {**_read(self.path), **plain}
        text = json.dumps(self._values, indent=2, sort_keys=True, allow_nan=False) + "\n"
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, text.encode("ascii"))


def _read(path: Path) -> Mapping[str, object]:
    """Return what the file holds, as far as it is what a settings file may hold."""
    try:
        found = read_json(read_whole(path, MAX_BYTES)[0])
    except (OSError, ValueError, SessionProblem):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if _is_value(value)}


def _is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(entry, str) for entry in value)
    return isinstance(value, str | int | float)


def _plain(value: Value) -> str | float | list[str]:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
