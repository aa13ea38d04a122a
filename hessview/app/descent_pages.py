"""What the pages of the descent dock show: worked out for the page that is seen, and only when something changes."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from hessview.app.descent_acts import has_way_down
from hessview.app.descent_content import verdict
from hessview.document.method_names import heading, spelled
from hessview.figure.descent_plots import Against, Quantity, convergence_plot
from hessview.figure.stability_plot import NAME, sharpness_plot
from hessview.figure.zigzag import zigzag_plot, zigzag_words
from hessview.views.descent_pages import ConvergencePage, VerdictPage, ZigzagPage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.curvature import Curvature
    from hessview.figure.marks import Role
    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.sharpness import Sharpness
    from hessview.views.descent_view import DescentView

UP = (*map(str, Quantity), NAME)
ACROSS = tuple(str(against) for against in Against)


class DescentPages:
    """Fills the pages of one view."""

    def __init__(self, view: DescentView) -> None:
        self._view = view
        self._shown: dict[object, tuple[object, ...]] = {}

    def show(
        self, outcomes: Sequence[Outcome | None], sharpness: Sequence[Sharpness | None], step: int | None,
        chosen: tuple[str, int | None], variables: Sequence[str],
        *, roles: Mapping[str, Role], set_at: Callable[[Curvature], CriticalSet | None], warning: str,
        zigzag: float | None = None,
    ) -> None:  # fmt: skip
        """Show the page that is open.

        Parameters
        ----------
        sharpness
            For each outcome; None where there is none.
        chosen
            The method whose row is current, and its place in the race; None: it does not run.
        roles
            How the run of each method is drawn.
        set_at
            Says on which set of critical points that are listed something is.
        warning
            That the step of the chosen run was too long on its way; empty: it was not.
        zigzag
            A step of which the zigzag of the chosen run would be seen; None: there is none, or it is seen.
        """
        page, (name, at) = self._view.page, chosen
        outcome = outcomes[at] if at is not None and at < len(outcomes) else None
        plots = page if isinstance(page, ConvergencePage) else None
        choosers = (-1, -1) if plots is None else (plots.up.currentIndex(), plots.across.currentIndex())
        # Outcomes are compared by what they are, not by what is in them.
        has_point = isinstance(page, VerdictPage) and outcome is not None and outcome.reached
        lies_on = set_at(outcome.curvature) if outcome is not None and has_point else None
        # A page that nobody looks at keeps no old outcome alive.
        key = (*map(_seen, (*outcomes, lies_on)), step, at, name, *choosers, warning, zigzag, *roles.items())
        if self._shown.get(page) == key:
            return
        self._shown[page] = key
        if plots is not None:
            plots.across.setEnabled(choosers[0] != len(Quantity))  # along the way it is steps that go across
        if plots is not None and choosers[0] == len(Quantity):
            found = sharpness[at] if at is not None and at < len(sharpness) else None
            _show_sharpness(plots, outcome, found, step, chosen, roles=roles)
        elif plots is not None:
            _show_convergence(plots, outcomes, step, at or 0, roles=roles)
        elif isinstance(page, ZigzagPage):
            if outcome is None:
                page.show_components(None, (_not_run(name, at),))
            else:
                page.show_components(zigzag_plot(outcome, step), zigzag_words(outcome), zigzag)
        elif isinstance(page, VerdictPage):
            if outcome is None:
                page.show_verdict("", (_not_run(name, at),), has_point=False)
            else:
                said = verdict(outcome, variables, lies_on, warning)
                page.show_verdict(
                    heading(name), said, has_point=outcome.reached, has_way_down=has_way_down(outcome)
                )


def _show_convergence(
    page: ConvergencePage, outcomes: Sequence[Outcome | None], step: int | None, selected: int,
    *, roles: Mapping[str, Role],
) -> None:  # fmt: skip
    if not any(outcomes):
        page.show_plot(None, ("No run is known.",))
        return
    quantity, against = list(Quantity)[page.up.currentIndex()], list(Against)[page.across.currentIndex()]
    has_limit = any(each is not None and each.limit is not None for each in outcomes)
    if quantity in {Quantity.EXCESS, Quantity.DISTANCE} and not has_limit:
        star = "f*" if quantity is Quantity.EXCESS else "x*"
        page.show_plot(None, (f"No limit is known, so there is no {star}: choose {Quantity.GRADIENT}.",))
        return
    figure = convergence_plot(outcomes, quantity, against, step, selected, roles=roles)
    page.show_plot(figure, figure.caption)


def _show_sharpness(
    page: ConvergencePage, outcome: Outcome | None, found: Sharpness | None, step: int | None,
    chosen: tuple[str, int | None], *, roles: Mapping[str, Role],
) -> None:  # fmt: skip
    """Show how near the chosen run is to the edge of stability; the steps go across, whatever is chosen."""
    if outcome is None:
        page.show_plot(None, (_not_run(*chosen),))
        return
    figure = sharpness_plot(outcome, found, step, roles)
    page.show_plot(figure, (figure.caption[-1], figure.caption[0]))


def _seen(answer: object) -> object:
    return None if answer is None else weakref.ref(answer)


def _not_run(name: str, at: int | None) -> str:
    return f"{heading(name)} does not run: tick it." if at is None else f"What {spelled(name)} comes to is not known."
