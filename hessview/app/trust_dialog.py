"""The question how far the quadratic model may err where it is shown as trusted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QInputDialog

from hessview.document.commands import SetAppearance
from hessview.document.limits import LEAST_TRUST

if TYPE_CHECKING:
    from hessview.app.desk import Desk

_WORDS = (
    "The model m is hatched where |f − m| is at most this share of |∇f||d| + ½‖H‖|d|²"
    " (the steepest slope and bend):"
)


def ask_for_trust(desk: Desk) -> QInputDialog:
    """Ask for the share in percent, and take it when it is given."""
    dialog = QInputDialog(desk.window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Trust in the quadratic model")
    dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
    dialog.setDoubleDecimals(4)
    dialog.setDoubleRange(100.0 * LEAST_TRUST, 100.0)
    dialog.setDoubleValue(100.0 * desk.store.state.appearance.trust)
    dialog.setLabelText(_WORDS)
    (number,) = dialog.findChildren(QDoubleSpinBox)
    number.setSuffix(" %")
    dialog.doubleValueSelected.connect(lambda percent: set_trust(desk, percent / 100.0))
    dialog.open()
    return dialog


def set_trust(desk: Desk, share: float) -> None:
    """Trust the model where it errs by no more than this share, at most 1."""
    trust = min(max(share, LEAST_TRUST), 1.0)
    desk.store.dispatch(SetAppearance(replace(desk.store.state.appearance, trust=trust)))
