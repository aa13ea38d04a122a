"""The plots about runs as panels of a page: each is made of the race of the document, worked out anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.document.method_names import spelled
from hessview.document.page_plan import Panel, PlanProblem
from hessview.document.plots import Over, Plots
from hessview.explanations.places import place
from hessview.figure.barrier_tree import barrier_tree_plot
from hessview.figure.descent_plots import Against, Quantity, convergence_plot
from hessview.figure.drawn import skeleton_of_view
from hessview.figure.lesson_panel import lesson_panel
from hessview.figure.raced import raced
from hessview.figure.run_looks import run_roles
from hessview.figure.stability_plot import sharpness_plot
from hessview.figure.zigzag import NO_LIMIT, zigzag_plot, zigzag_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.compute.descent_requests import RaceFound
    from hessview.compute.results import Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure
    from hessview.language.formula import Formula
    from hessview.optimizers.outcome import Outcome

PACES = frozenset({Panel.EXCESS, Panel.GRADIENT, Panel.STEP, Panel.DISTANCE})
"""Those that show how fast runs converge."""

_ROOM = 0.025
"""Of a plot's width, beside its first and its last dot."""

_NO_METHODS = "There is no plot of runs: tick a method in the descent dock."
_AGAINST = MappingProxyType({Over.STEPS: Against.ITERATIONS, Over.EVALUATIONS: Against.EVALUATIONS})


@dataclass(frozen=True)
class Plotted:
    """A plot with its title, and what is said about it below the page: a sentence each."""

    figure: Figure
    title: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Asked:
    """What a plot is made of."""

    state: State
    results: Results
    plots: Plots
    formula: Formula

    def races(self) -> list[RaceFound]:
        """Return what each method comes to."""
        if not self.state.race.methods:
            raise PlanProblem(_NO_METHODS)
        return raced(self.state, self.formula, self.plots.runs)

    def outcomes(self) -> list[Outcome | None]:
        """Return the same; None of a method that cannot run as it is set."""
        found = [each.outcomes[0] for each in self.races()]
        return [None if isinstance(each, str) else each for each in found]

    @property
    def chosen(self) -> int:
        """The number of the chosen method; 0 if none of the race is chosen."""
        methods, name = self.state.race.methods, self.plots.runs.chosen
        return methods.index(name) if name in methods else 0

    def run(self, words: str) -> tuple[Outcome, RaceFound]:
        """Return the run of the chosen method; refused where it cannot run, with what there is not in `words`."""
        races = self.races()
        found = races[self.chosen].outcomes[0]
        if isinstance(found, str):
            raise PlanProblem(f"There is no {words}: {found}")
        return found, races[self.chosen]


def plotted(panel: Panel, state: State, results: Results, plots: Plots | None) -> Plotted:
    """Return a plot of a document.

    Raises
    ------
    PlanProblem
        If there is none; it says why.
    """
    if results.formula is None:
        raise PlanProblem("There is no plot of runs: there is no function.")
    return _MADE[panel](_Asked(state, results, Plots() if plots is None else plots, results.formula))


def race_note(state: State, results: Results, plots: Plots | None) -> str:
    """Return from where the runs of a page begin, how far they may go, and which of them were stopped."""
    formula = results.formula
    if formula is None:
        return ""
    start = place(state.race_start(formula.variables))
    stopped = () if plots is None else plots.runs.stopped
    known = [(spelled(name), step) for name, step in stopped if name in state.race.methods]
    ended = ", ".join(f"{name} was stopped at step {step:,}" for name, step in known)
    return f"Runs from {start}, at most {state.race.steps:,} steps{f'; {ended}' if ended else ''}."


def _roomy(figure: Figure) -> Figure:
    """Return a plot with room beside its first and its last dot, which the frame would cut."""
    low, high = figure.axes.x_range
    room = _ROOM * (high - low)
    return replace(figure, axes=replace(figure.axes, x_range=(low - room, high + room)))


def _convergence(quantity: Quantity, asked: _Asked) -> Plotted:
    outcomes = asked.outcomes()
    known = [each for each in outcomes if each is not None]
    if not known:
        raise PlanProblem(f"There is no plot of {quantity}: no method can run as it is set.")
    if quantity in {Quantity.EXCESS, Quantity.DISTANCE} and all(each.limit is None for each in known):
        star = "f*" if quantity is Quantity.EXCESS else "x*"
        raise PlanProblem(f"No limit of these runs is known, so there is no {star}: take {Quantity.GRADIENT} instead.")
    shown, roles = asked.plots.runs, run_roles(asked.state.race)
    figure = convergence_plot(outcomes, quantity, _AGAINST[asked.plots.over], shown.step, asked.chosen, roles=roles)
    return Plotted(_roomy(figure), str(quantity), tuple(f"{said}." for said in figure.caption))


def _zigzag(asked: _Asked) -> Plotted:
    outcome, _ = asked.run("zigzag")
    figure = zigzag_plot(outcome, asked.plots.runs.step)
    if figure.caption == (NO_LIMIT,):
        raise PlanProblem(f"There is no zigzag of {spelled(outcome.trajectory.method)}. {NO_LIMIT}")
    colours = "black the flattest, green the stiffest" if outcome.trajectory.path.shape[1] > 1 else "black"
    said = f"Zigzag: {figure.caption[0]}, of {spelled(outcome.trajectory.method)}: {colours}."
    more = (f"{words}." for words in figure.caption[1:])
    return Plotted(_roomy(figure), "x − x* by directions", (said, *more, *zigzag_words(outcome)))


def _stability(asked: _Asked) -> Plotted:
    outcome, found = asked.run("plot of stability")
    sharp = found.sharpness[0]
    figure = sharpness_plot(outcome, sharp, asked.plots.runs.step, run_roles(asked.state.race))
    if not figure.marks:
        raise PlanProblem(f"There is no plot of stability. {figure.caption[0]}")
    said = f"Stability of {spelled(outcome.trajectory.method)}: η λmax(H) at its iterates. {figure.caption[0]}"
    return Plotted(_roomy(figure), figure.axes.y_label, (said,))


def _lesson(asked: _Asked) -> Plotted:
    outcome = None
    if asked.state.race.methods:
        found = asked.races()[asked.chosen].outcomes[0]
        outcome = None if isinstance(found, str) else found
    figure, notes = lesson_panel(asked.state, asked.results, asked.formula, outcome, asked.plots.lesson)
    return Plotted(figure, "steps over κ", notes)


def _tree(asked: _Asked) -> Plotted:
    found, is_complete = skeleton_of_view(asked.state, asked.results, asked.plots.skeleton)
    tree = barrier_tree_plot(found, asked.formula.name)
    if not tree.nodes:
        raise PlanProblem("There is no barrier tree: no minimum is known in the view.")
    doubt = "" if is_complete else " Critical points may be missing."
    if asked.plots.skeleton is not None and asked.plots.skeleton.branches:
        doubt = " It was stopped before it was whole: joins are missing."
    said = "Barrier tree: minima at their heights, joined at the lowest saddle between them; followed by numbers, not \
proved."
    axes = replace(tree.figure.axes, y_label=asked.formula.name)
    return Plotted(replace(tree.figure, axes=axes), "barrier tree", (said + doubt,))


_MADE: Mapping[Panel, Callable[[_Asked], Plotted]] = MappingProxyType({
    Panel.EXCESS: partial(_convergence, Quantity.EXCESS), Panel.GRADIENT: partial(_convergence, Quantity.GRADIENT),
    Panel.STEP: partial(_convergence, Quantity.STEP), Panel.DISTANCE: partial(_convergence, Quantity.DISTANCE),
    Panel.ZIGZAG: _zigzag, Panel.STABILITY: _stability, Panel.LESSON: _lesson, Panel.TREE: _tree,
})  # fmt: skip
"""Adding a plot is a name in `Panel` and `PLOTS`, a row here, and words in the dialog."""
