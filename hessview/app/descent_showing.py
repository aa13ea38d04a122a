"""What the descent dock shows of a race: the bar of time, the methods, their settings, the page that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.document.method_names import heading
from hessview.views.descent_table import bare_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.app.descent import DescentDesk
    from hessview.app.descent_pages import DescentPages
    from hessview.app.desk import Desk
    from hessview.language.formula import Formula
    from hessview.optimizers.spectrum import Spectrum
    from hessview.views.descent_settings import SettingRow
    from hessview.views.descent_view import DescentView
    from hessview.views.offer_line import Offer

_NO_FUNCTION = "There is no function to descend on."
_CLEARED = "Cleared. Press Run to let the methods run."
_OUTDATED = "The methods run. Until they have, what is shown is what was known before."
_NOTHING = "Nothing to run: tick a method."


class DescentShowing:
    """Fills one view."""

    def __init__(self, desk: Desk, descent: DescentDesk, view: DescentView) -> None:
        self._desk, self._descent, self._view = desk, descent, view
        self._pages: DescentPages | None = None
        self._spectrum: tuple[object, Spectrum | None] = (None, None)

    def show(self) -> None:
        """Show what is known now."""
        descent, view, formula = self._descent, self._view, self._desk.controller.results.formula
        race = descent.race
        view.time.render_time(
            descent.time.step, descent.most, is_playing=descent.time.is_playing, is_running=race.is_slow
        )
        view.time.render_marks(is_held=descent.is_held, has_model=descent.has_model)
        if race.is_loaded:
            self._show_known(formula)
        else:
            view.say(*self._said(formula))
            view.table.render_rows(bare_rows(self._desk.store.state.race), descent.chosen)

    def _show_known(self, formula: Formula | None) -> None:
        from hessview.app.descent_content import method_rows, setting_rows
        from hessview.figure.run_looks import run_roles

        descent, view, known = self._descent, self._view, self._descent.race
        race, chosen = self._desk.store.state.race, descent.chosen
        view.table.render_rows(method_rows(race, descent.outcomes, known.problems), chosen)
        problem = dict(zip(race.methods, known.problems, strict=True)).get(chosen, "")
        place = descent.selected if chosen in race.methods else None
        sharp = known.sharpness[place] if place is not None else None
        spectrum = known.spectrum(formula) or self._spectrum_at_start(formula)
        rows = setting_rows(race, chosen, spectrum, descent.outcome, sharp)
        if view.has_settings:
            view.settings.render_settings(chosen, rows, race.steps, problem)
        warning = next((row.warning for row in rows if row.warning), "")
        remark = next((row.remark for row in rows if row.remark), "")
        view.say(*self._said(formula, rows))
        if self._pages is None:
            from hessview.app.descent_pages import DescentPages

            self._pages = DescentPages(view)
        variables = () if formula is None else formula.variables
        self._pages.show(
            descent.outcomes, known.sharpness, descent.time.step, (chosen, place), variables,
            roles=run_roles(race), set_at=self._desk.critical.places.set_here, warning=warning or remark,
            zigzag=next((row.zigzag for row in rows if row.zigzag is not None), None),
        )  # fmt: skip

    def _said(self, formula: Formula | None, rows: Sequence[SettingRow] = ()) -> tuple[str, tuple[Offer, ...]]:
        """Return what is said above the methods, and what can be done about it."""
        from hessview.app.descent_offers import longer_steps, safer_steps, where_it_starts

        if formula is None:
            return _NO_FUNCTION, ()
        if not self._desk.store.state.race.methods:
            return _NOTHING, ()
        race = self._descent.race
        if said := _CLEARED if race.is_cleared else _OUTDATED if race.is_outdated else race.fault:
            return said, ()
        chosen = self._descent.chosen
        if warning := next((row.warning for row in rows if row.warning), ""):
            return f"{heading(chosen)}: {warning}", safer_steps(self._desk, chosen, rows)
        where = where_it_starts(self._desk, formula)
        remark = next((row.remark for row in rows if row.remark), "")
        if where[0] or not remark:
            return where
        return f"{heading(chosen)}: {remark}", longer_steps(self._desk, chosen, rows)

    def _spectrum_at_start(self, formula: Formula | None) -> Spectrum | None:
        """Return the eigenvalues of H at the start; None where they are not known, or it takes long to know them."""
        landscape = self._desk.controller.landscape_at_hand()
        if formula is None or landscape is None:
            return None
        key = (formula, self._desk.store.state.race_start(formula.variables))
        if self._spectrum[0] != key:
            from hessview.app.descent_content import spectrum_at

            self._spectrum = key, spectrum_at(landscape, key[1])
        return self._spectrum[1]
