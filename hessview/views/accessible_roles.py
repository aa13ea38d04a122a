"""What screen readers are told a widget of ours is, where Qt's own answer is too general."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAccessibleInterface
    from PySide6.QtWidgets import QApplication

_INSTALLED = "hessview_roles"
_ROLES = (
    ("ContourView", QAccessible.Role.Chart), ("SurfaceView", QAccessible.Role.Chart),
    ("NumberMatrix", QAccessible.Role.Table), ("HeatMatrix", QAccessible.Role.Chart),
    ("SpectrumBars", QAccessible.Role.Chart),
    ("StepsSheet", QAccessible.Role.Document), ("SliceGrid", QAccessible.Role.Chart),
    ("PlotView", QAccessible.Role.Chart), ("DialView", QAccessible.Role.Dial), ("_Grip", QAccessible.Role.Splitter),
    ("WordsBox", QAccessible.Role.Document),
)  # fmt: skip
"""The role of a class, by the name that Qt asks for it with."""


def install_roles(application: QApplication) -> None:
    """Have screen readers told our roles; once an application, before its first widgets are made.

    What Qt has once said of a widget, it keeps.
    """
    if not application.property(_INSTALLED):
        application.setProperty(_INSTALLED, True)
        QAccessible.installFactory(_interface)


def _interface(class_name: str, what: QObject) -> QAccessibleInterface | None:
    for name, role in _ROLES:
        if name == class_name and isinstance(what, QWidget):
            return QAccessibleWidget(what, role)
    return None
