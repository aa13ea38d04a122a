"""What a race adds to the map, to a file and to a page: its runs, up to the step that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.app.descent import DescentDesk
    from hessview.app.desk import Desk
    from hessview.document.drawings import Runs
    from hessview.document.plots import Plots
    from hessview.figure.marks import Figure


def with_race(figure: Figure, desk: Desk, descent: DescentDesk) -> Figure:
    """Return the map with the paths, and with the model at the step if that is wanted; faint if they are outdated."""
    plane, step = desk.controller.results.slice, 0 if descent.race.is_outdated else descent.time.step
    if plane is None or not any(descent.race.runs):
        return figure
    from hessview.figure.descent_paths import with_runs, with_step
    from hessview.figure.run_looks import run_roles

    roles = run_roles(desk.store.state.race)
    figure = with_runs(figure, descent.race.runs, plane, step, descent.selected, roles=roles)
    landscape, run = desk.controller.landscape_at_hand(), descent.selected_run
    if not descent.has_model or descent.race.is_outdated or landscape is None or run is None:
        return figure
    return with_step(figure, run, landscape, plane, run.trajectory.iterations if step is None else step)


def runs(desk: Desk, descent: DescentDesk) -> Runs | None:
    """Return the race as it is shown; None while there is none."""
    is_due = bool(desk.store.state.race.methods) and not (descent.race.is_cleared or descent.race.fault)
    if not descent.is_open or not (is_due or any(descent.outcomes)):
        return None
    from hessview.document.drawings import Runs
    from hessview.optimizers.trajectory import Stop

    ways = [each.trajectory for each in descent.outcomes if each is not None]
    stopped = tuple((run.method, run.iterations) for run in ways if run.stop is Stop.CANCELLED)
    return Runs(stopped, descent.time.step, descent.chosen, descent.has_model)


def plots(desk: Desk, descent: DescentDesk, across: int) -> Plots | None:
    """Return what plots of a page show; None while the dock has no race.

    Parameters
    ----------
    across
        Which of the choices goes across in the plot of convergence.
    """
    shown = runs(desk, descent)
    if shown is None:
        return None
    from hessview.document.drawings import Skeleton
    from hessview.document.plots import Over, Plots

    skeleton = next((each for each in descent.ground.skeleton.drawn() if isinstance(each, Skeleton)), None)
    return Plots(shown, tuple(Over)[across], desk.store.state.race.lesson, skeleton)
