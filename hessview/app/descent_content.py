"""What the dock of descent says: the rows of its table, the settings of a method, the verdict on a run."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hessview.document.limits import METHODS as NAMES
from hessview.explanations.critical_points import set_words
from hessview.explanations.descent import (
    class_parts,
    comparison_words,
    end_text,
    instability_words,
    observation_words,
    pace_text,
    polish_words,
    prediction_words,
    way_words,
)
from hessview.explanations.digits import number
from hessview.explanations.run_ends import stop_words
from hessview.figure.run_looks import run_roles
from hessview.optimizers.methods import METHODS
from hessview.optimizers.settings import MOMENTUM_WITHOUT_KAPPA
from hessview.optimizers.sharpness import steepest
from hessview.optimizers.spectrum import Spectrum
from hessview.optimizers.stability import FixedStep, limit_of
from hessview.optimizers.trajectory import Stop
from hessview.views.descent_settings import SettingRow
from hessview.views.descent_table import MethodRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.analysis.critical_sets import CriticalSet
    from hessview.document.state import Race
    from hessview.landscapes.landscape import Landscape
    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.settings import Setting
    from hessview.optimizers.sharpness import Sharpness


_MOST_NAMED = 6
"""Coordinates of a point that are written with the names of their variables."""

_NO_KAPPA = "H at the start is not positive definite, so there is no κ to tune by; stable with the step 1/L"

_NARROW, _TEXTBOOK, _SEEN, _SWINGS = 8.0, 1.9, 1.4, 1.5
"""From this condition number on a valley is narrow; the textbook step is so many times 1/L; at so many the part along
the steepest direction is seen to go to and fro, and a step that is offered must come to so many."""

_FAR_STEEPER = 10.0
"""So many times steeper than all that a run met is what its step is made for, at least, where a longer is offered."""

_TAKEN = "largest |λ| on a way down from the start"
_SHORT = "is short enough for all of it"


def method_rows(race: Race, outcomes: Sequence[Outcome | None], problems: Sequence[str]) -> tuple[MethodRow, ...]:
    """Return a row for every method; of those that run with what they came to.

    Parameters
    ----------
    outcomes, problems
        For each method of the race what it came to, None while that is not known, and why it does not run.
    """
    rows, roles = [], run_roles(race)
    for name in NAMES:
        if name not in race.methods:
            rows.append(MethodRow(name))
            continue
        at = race.methods.index(name)
        found = outcomes[at] if at < len(outcomes) else None
        problem = problems[at] if at < len(problems) else ""
        cells = _cells(found) if found is not None else ("", "cannot run") if problem else ()
        tip = problem or (stop_words(found.trajectory) if found is not None else "")
        rows.append(MethodRow(name, roles[name], cells, tip))
    return tuple(rows)


def _cells(outcome: Outcome) -> tuple[str, ...]:
    run, seen = outcome.trajectory, outcome.observation
    observed = pace_text(seen) if run.iterations else ""
    return str(run.iterations), end_text(outcome), observed, str(run.evaluations), number(float(run.values[-1]), 0.0, 6)


def setting_rows(
    race: Race, name: str, spectrum: Spectrum | None, outcome: Outcome | None, sharp: Sharpness | None = None
) -> tuple[SettingRow, ...]:
    """Return the settings of a method, with the defaults that H at the start suggests.

    Parameters
    ----------
    spectrum
        At the start; None where it is not known.
    outcome
        What the method came to: its step size has a limit at the point it goes to, if there is one, else at the start.
    sharp
        How sharp f is along that run.
    """
    method = next(method for method in METHODS if method.name == name)
    given = {setting: value for method_name, setting, value in race.settings if method_name == name}
    defaults = {} if spectrum is None else {each.name: _default(each, method, spectrum) for each in method.settings}
    used = defaults | given
    at_limit = None if outcome is None or outcome.at_limit is None else Spectrum(outcome.at_limit.eigenvalues)
    limit, where = _limit(name, spectrum, used), "at the start"
    if at_limit is not None and (found := _limit(name, at_limit, used)) is not None:
        limit, where = found, "at the limit"
    zigzag = textbook_step(race, outcome, sharp) if name == "gradient descent" else None
    rows = tuple(
        SettingRow(
            each.name, each.symbol, given.get(each.name), defaults.get(each.name), each.low, each.high, each.whole,
            *((limit, where) if each.name == "step size" else ()),
        )
        for each in method.settings
    )  # fmt: skip
    met = None if outcome is None or sharp is None else steepest(sharp, outcome.trajectory)
    noted = (_with_note(row, spectrum, met, (outcome, sharp)) for row in rows)
    return tuple(replace(row, zigzag=zigzag) if row.name == "step size" else row for row in noted)


def textbook_step(race: Race, outcome: Outcome | None, sharp: Sharpness | None) -> float | None:
    """Return a step just below 2/L, of which a run in a narrow valley zigzags as in textbooks; None where none would.

    Only of gradient descent that comes to a minimum, whose step nobody has chosen, and of which the part along the
    steepest direction is gone as fast as nothing is seen of it.
    """
    if outcome is None or sharp is None or outcome.at_limit is None:
        return None
    run, eigenvalues = outcome.trajectory, outcome.at_limit.eigenvalues
    is_chosen = any(entry[:2] == (run.method, "step size") for entry in race.settings)
    if run.method != "gradient descent" or is_chosen or len(eigenvalues) < 2 or not eigenvalues[0] > 0.0:
        return None
    largest = float(eigenvalues[-1])
    if largest < _NARROW * float(eigenvalues[0]) or dict(run.settings)["step size"] * largest > _SEEN:
        return None
    met = max(steepest(sharp, run) or largest, largest)
    step = rounded_down(_TEXTBOOK / met)
    return step if step * largest > _SWINGS else None


def _default(setting: Setting, method: object, spectrum: Spectrum) -> float:
    """Return what a setting is by default: a step that never changes follows the largest H on a way down."""
    met = spectrum.met if isinstance(method, FixedStep) else None
    return float(setting.suggested(Spectrum(spectrum.eigenvalues[np.newaxis], met))[0])


def _with_note(
    row: SettingRow, spectrum: Spectrum | None, met: float | None, known: tuple[Outcome | None, Sharpness | None]
) -> SettingRow:
    """Return a row with what its default is, and with a shorter step if that of the run was too long on its way.

    Parameters
    ----------
    met
        The largest eigenvalue of H that the run met.
    known
        What the method came to, and how sharp f is along that run.
    """
    if row.name == "momentum" and row.chosen is None and spectrum is not None and row.default == MOMENTUM_WITHOUT_KAPPA:
        return replace(row, note=f"{number(MOMENTUM_WITHOUT_KAPPA)}, the usual one: {_NO_KAPPA}")
    if row.name == "momentum" and row.chosen is None and row.default == 0.0:
        return replace(row, note="0 where κ = 1 at the start: then it is gradient descent")
    if row.name != "step size" or spectrum is None:
        return row
    outcome, sharp = known
    largest = float(spectrum.largest)
    note = ""
    if row.chosen is None and row.default == 1.0 / largest:
        taken = "largest |λ| at the start, until it runs" if spectrum.met is None else _TAKEN
        grows = f"yet {number(met, 0.0, 4)} was met" if met is not None and met > 1.01 * largest else ""
        note = "; ".join(filter(None, (f"1/L, L = {number(largest, 0.0, 4)}, the {taken}", grows)))
        if (longer := _longer_step(spectrum, met, outcome)) is not None:
            return replace(row, note=note, longer=longer[0], remark=longer[1])
    if outcome is None or sharp is None or met is None:
        return replace(row, note=note)
    used = dict(outcome.trajectory.settings)["step size"]
    if not (used == row.value and used * met > sharp.limit and not outcome.reached):
        return replace(row, note=note)
    safe = rounded_down(1.0 / met)
    product, limit, offer = number(used * met, 0.0, 3), number(sharp.limit, 0.0, 3), number(safe, 0.0, 4)
    warning = f"steps too long here: step · λmax comes to {product} > {limit} along the path; {offer} {_SHORT}."
    return replace(row, note=note, safe=safe, warning=warning)


def _longer_step(spectrum: Spectrum, met: float | None, outcome: Outcome | None) -> tuple[float, str] | None:
    """Return a step that is short enough for all that a run met, and why; None where 1/L is not far shorter than that.

    Only of a run that is still on its way at the limit of its steps: 1/L is made for the steepest place of a way down
    that was probed in longer steps where f is less steep.
    """
    if outcome is None or outcome.reached or outcome.trajectory.stop is not Stop.STEP_LIMIT:
        return None
    largest, seen = float(spectrum.largest), max(met or 0.0, float(np.abs(spectrum.eigenvalues).max()))
    if not 0.0 < seen < largest / _FAR_STEEPER:
        return None
    step, steps = rounded_down(1.0 / seen), outcome.trajectory.iterations
    there, here, offer = number(largest, 0.0, 3), number(seen, 0.0, 3), number(step, 0.0, 4)
    said = f"short steps: L = {there} lies farther down; in {steps:,} steps |λ| came to {here} only: try {offer}."
    return step, said


def rounded_down(step: float) -> float:
    """Return a step with three digits that is no longer."""
    digits = 2 - math.floor(math.log10(step))
    rounded = round(step, digits)
    return rounded if rounded <= step else round(rounded - 10.0**-digits, digits)


def _limit(name: str, spectrum: Spectrum | None, used: Mapping[str, float]) -> float | None:
    if spectrum is None:
        return None
    with np.errstate(all="ignore"):  # of numbers at their ends, where no limit is a number
        limit = limit_of(name, spectrum, used)
    return limit if limit is not None and np.isfinite(limit) else None


def spectrum_at(landscape: Landscape, start: Sequence[float]) -> Spectrum:
    """Return the eigenvalues of H at a point; nan where it has none."""
    return Spectrum.of(landscape.hessian(np.array(start, dtype=np.float64)[np.newaxis])[0])


def verdict(
    outcome: Outcome, variables: Sequence[str], lies_on: CriticalSet | None = None, warning: str = ""
) -> tuple[str, ...]:
    """Return what is said of a run, a sentence or two each.

    Parameters
    ----------
    lies_on
        The set in the list of critical points on which it ended.
    warning
        That its step was too long on its way; empty: it was not.
    """
    run = outcome.trajectory
    reached, vectors = class_parts(outcome)
    stopped = stop_words(run)
    said = [reached, stopped] if outcome.reached else [stopped, reached]
    said.append(instability_words(outcome))
    if warning:
        said.append(f"{warning[:1].upper()}{warning[1:]}")
    said.append(way_words(outcome))
    if run.iterations:
        said += [f"{observation_words(outcome.observation)} {comparison_words(outcome)}", prediction_words(outcome)]
    said.append(vectors)
    if lies_on is not None:
        how = "proved" if lies_on.proved else "recognised, not proved"
        said.append(f"That is on {set_words(lies_on)} in the list of critical points, {how}.")
    if outcome.reached and outcome.limit is not None:
        place = ", ".join(
            f"{name} = {number(float(x), 0.0, 8)}" for name, x in zip(variables, outcome.limit, strict=True)
        )
        left = number(float(np.linalg.norm(outcome.limit - run.end)), 0.0, 2)
        polished = f"Its class is that of the end polished by Newton’s method: {place}, {left} from where it ended."
        said.append(polished if len(variables) <= _MOST_NAMED else polish_words(outcome))
    return tuple(filter(None, map(str.strip, said)))
