"""What the keys do on the surface: nudge the probe, turn, zoom, look from a side, and as it was."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from hessview.document.looking import VIEWPOINTS
from hessview.views.probe_item import direction_of
from hessview.views.steering import ZOOM_STEP

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from hessview.views.surface_steering import SurfaceSteering

TURN_STEP = 5.0
"""Degrees that a key turns."""

_TURNS = MappingProxyType({
    Qt.Key.Key_Comma: (-1, 0), Qt.Key.Key_Period: (1, 0), Qt.Key.Key_PageUp: (0, 1), Qt.Key.Key_PageDown: (0, -1),
})  # fmt: skip
_SIDES = MappingProxyType({Qt.Key.Key_T: "top", Qt.Key.Key_F: "front", Qt.Key.Key_I: "isometric"})
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def do_key(event: QKeyEvent, steering: SurfaceSteering) -> bool:
    """Do what a key says; return whether it says anything."""
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    way = direction_of(key)
    turn = way if modifiers & _COMMAND == _COMMAND else _TURNS.get(key)
    if turn is not None:
        steering.turn_by_key(TURN_STEP * turn[0], TURN_STEP * turn[1])
    elif way is not None:
        steering.nudge(way, modifiers)
    elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        steering.zoom(ZOOM_STEP)
    elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
        steering.zoom(1 / ZOOM_STEP)
    elif key == Qt.Key.Key_Home:
        steering.reset()
    elif key in _SIDES and not modifiers & _COMMAND:
        steering.look_from(*VIEWPOINTS[_SIDES[key]])
    else:
        return False
    return True
