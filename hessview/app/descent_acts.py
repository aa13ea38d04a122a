"""What can be done with a race once it has run: hold its start, go to an end, keep what the methods did."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.app.desk import Desk
    from hessview.optimizers.outcome import Outcome

_BESIDE = 0.01
"""Of the picture's shorter side: so far beside a saddle a race starts that is to leave it."""

_WITHIN = 0.1
"""Of the picture: room between its edge and a start that is brought in."""


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
    """Move the probe to the critical point at the end of the chosen run; the race keeps its start, as one step."""
    from hessview.document.racing import GoToEnd
    from hessview.document.visits import view_that_shows

    outcome, formula = desk.descent.outcome, desk.controller.results.formula
    if outcome is None or outcome.limit is None or not outcome.reached or formula is None:
        desk.tell("This run did not end at a critical point.")
        return
    state, place = desk.store.state, outcome.limit.tolist()
    start = tuple(zip(formula.variables, state.race_start(formula.variables), strict=True))
    view = view_that_shows(state.view, desk.critical.places.in_picture(place))
    desk.store.dispatch(GoToEnd(tuple(zip(formula.variables, place, strict=True)), view, start=start))


def go_down(desk: Desk, side: int = 0) -> None:
    """Let the race start a small step along v1 from the saddle at the end of the chosen run.

    Parameters
    ----------
    side
        1 along v1, -1 the other way, 0 where f is lower.
    """
    from hessview.document.racing import GoDown
    from hessview.explanations.digits import number
    from hessview.optimizers.beside_saddles import beside

    outcome, landscape = desk.descent.outcome, desk.controller.landscape_at_hand()
    formula, view = desk.controller.results.formula, desk.store.state.view
    if outcome is None or landscape is None or formula is None or not has_way_down(outcome):
        desk.tell("This run did not end at a saddle.")
        return
    sides = (view.width,) if formula.dimension == 1 else (view.width, view.height)
    found = beside(landscape, outcome.curvature, _BESIDE * min(sides), side)
    if found is None:
        desk.tell("No lower point was found along v1.")
        return
    desk.store.dispatch(GoDown(tuple(zip(formula.variables, found.place.tolist(), strict=True))))
    along = "v1" if found.length > 0.0 else "−v1"
    desk.tell(f"The race starts {number(abs(found.length), 0.0, 2)} from there along {along}, where f is lower.")


def has_way_down(outcome: Outcome) -> bool:
    """Whether a run ended where a step along v1 goes down for certain."""
    from hessview.optimizers.beside_saddles import goes_down

    return outcome.reached and goes_down(outcome.curvature)


def bring_start_in(desk: Desk) -> None:
    """Let the race start at the nearest place well within the picture."""
    from hessview.document.racing import MoveStart

    formula, plane, view = desk.controller.results.formula, desk.controller.results.slice, desk.store.state.view
    if formula is None or plane is None:
        return
    start = list(desk.store.state.race_start(formula.variables))
    s, t = plane.to_plane(start)
    s = min(max(s, view.x0 + _WITHIN * view.width), view.x1 - _WITHIN * view.width)
    t = min(max(t, view.y0 + _WITHIN * view.height), view.y1 - _WITHIN * view.height)
    if plane.axes is None:
        start = list(plane.to_space((s, t)))
    else:
        for axis, coordinate in zip(plane.axes, (s, t), strict=True):
            if axis is not None:
                start[axis] = coordinate
    desk.store.dispatch(MoveStart(tuple(zip(formula.variables, start, strict=True))))


def widen_view(desk: Desk) -> None:
    """Show what is shown, and the start of the race."""
    from hessview.document.commands import SetView
    from hessview.document.state import Box

    formula, plane, view = desk.controller.results.formula, desk.controller.results.slice, desk.store.state.view
    if formula is None or plane is None:
        return
    s, t = plane.to_plane(desk.store.state.race_start(formula.variables))
    x0, x1 = _widened(view.x0, view.x1, s)
    y0, y1 = (view.y0, view.y1) if formula.dimension == 1 else _widened(view.y0, view.y1, t)
    desk.store.seal()
    desk.store.dispatch(SetView(Box(x0, x1, y0, y1)))
    desk.store.seal()


def _widened(low: float, high: float, place: float) -> tuple[float, float]:
    """Return a range with a place in it, and room beside that."""
    if place < low:
        return place - _WITHIN * (high - place), high
    return (low, place + _WITHIN * (place - low)) if place > high else (low, high)


def is_start_outside(desk: Desk) -> bool:
    """Whether the race starts where the picture does not show it."""
    formula, plane, view = desk.controller.results.formula, desk.controller.results.slice, desk.store.state.view
    if formula is None or plane is None:
        return False
    s, t = plane.to_plane(desk.store.state.race_start(formula.variables))
    return not view.x0 <= s <= view.x1 or (formula.dimension > 1 and not view.y0 <= t <= view.y1)


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
