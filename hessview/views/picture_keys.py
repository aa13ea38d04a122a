"""What the keys do in a picture: nudge the probe, pan, zoom, fit, unfold the legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from hessview.views.probe_item import direction_of
from hessview.views.steering import ZOOM_STEP

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from hessview.views.steering import Steering


def do_key(event: QKeyEvent, steering: Steering, fit: Callable[[], None], legend: Callable[[], None]) -> bool:
    """Do what a key says; return whether it says anything."""
    key, modifiers = event.key(), event.modifiers()
    way = direction_of(key)
    if way is not None:
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if modifiers & both == both:
            steering.pan_by_key(way)
        else:
            steering.nudge(way, modifiers)
    elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        steering.zoom_by_key(1 / ZOOM_STEP)
    elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
        steering.zoom_by_key(ZOOM_STEP)
    elif key == Qt.Key.Key_Home:
        fit()
    elif key == Qt.Key.Key_L and not modifiers:
        legend()
    else:
        return False
    return True
