"""Is there a screen to open a window on? Asked before Qt, which would abort the process."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NEEDS_NO_SCREEN = frozenset({"offscreen", "minimal", "vnc", "linuxfb", "eglfs", "minimalegl", "vkkhrdisplay"})


def missing_display(environment: Mapping[str, str] | None = None) -> str | None:
    """Return why no window can be opened, or None if one can.

    Parameters
    ----------
    environment
        The variables to look at; those of the process by default.
    """
    variables = os.environ if environment is None else environment
    platform = variables.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if platform in NEEDS_NO_SCREEN or sys.platform in {"darwin", "win32"}:
        return None
    if variables.get("WAYLAND_DISPLAY") and _wayland_answers(variables):
        return None
    display = variables.get("DISPLAY", "")
    if not display:
        return "no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    return None if _x_server_answers(display) else f"the display {display} does not answer"


def _wayland_answers(variables: Mapping[str, str]) -> bool:
    name = variables["WAYLAND_DISPLAY"]
    place = Path(name) if name.startswith("/") else Path(variables.get("XDG_RUNTIME_DIR", "/nonexistent")) / name
    return _connects(socket.AF_UNIX, str(place))


def _x_server_answers(display: str) -> bool:
    parts = re.fullmatch(r"(?P<host>.*):(?P<number>\d+)(\.\d+)?", display)
    if parts is None:
        return False
    host, number = parts["host"], int(parts["number"])
    if host in {"", "unix"}:
        place = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - the X server's own well-known socket
        return _connects(socket.AF_UNIX, place) or _connects(socket.AF_UNIX, "\0" + place)
    return _connects(socket.AF_INET, (host, 6000 + number))


def _connects(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(3.0)
        try:
            connection.connect(address)
        except OSError:
            return False
    return True
