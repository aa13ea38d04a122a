"""What can be done with a race once it has run: hold its start, go to an end, keep what the methods did."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.app.desk import Desk


def hold_start(desk: Desk, *, is_held: bool | None = None) -> None:
    """Let the race start where it does now while the probe goes elsewhere, or at the probe again."""
    from hessview.document.racing import HoldStart

    formula = desk.controller.results.formula
    held = not desk.descent.is_held if is_held is None else is_held
    if formula is None:
        return
    start = desk.store.state.race_start(formula.variables)
    desk.store.dispatch(HoldStart(tuple(zip(formula.variables, start, strict=True)) if held else None))


def go_to_polished(desk: Desk) -> None:
    """Move the probe to the critical point at the end of the chosen run; the race keeps its start."""
    from hessview.document.commands import SetProbeCoordinates

    outcome, formula = desk.descent.outcome, desk.controller.results.formula
    if outcome is None or outcome.limit is None or not outcome.reached or formula is None:
        desk.tell("This run did not end at a critical point.")
        return
    place = tuple(zip(formula.variables, outcome.limit.tolist(), strict=True))
    if not desk.descent.is_held:
        hold_start(desk, is_held=True)
    desk.store.dispatch(SetProbeCoordinates(place))


def save_csv(desk: Desk) -> None:
    """Ask for a file, and write every iterate of every run into it."""
    found = [each for each in desk.descent.outcomes if each is not None]
    if not found:
        desk.tell("There is no run to save.")
        return
    from hessview.app.descent_files import save_iterates

    formula = desk.controller.results.formula
    if formula is not None:
        save_iterates(desk, found, formula)


def copy_table(desk: Desk) -> None:
    """Copy the table that compares the methods."""
    from PySide6.QtGui import QGuiApplication

    from hessview.export.descend_output import comparison_table

    found = [each for each in desk.descent.outcomes if each is not None]
    if found:
        QGuiApplication.clipboard().setText(comparison_table(found))
    desk.tell("Copied." if found else "There is no run to copy.")
