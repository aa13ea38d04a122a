"""What stretching a landscape does to the steps that are needed: in sentences."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Kind
from hessview.explanations.digits import listed, number
from hessview.explanations.verdicts import headline
from hessview.optimizers.lesson import Miss, Tuning

if TYPE_CHECKING:
    from hessview.compute.lesson_requests import LessonFound
    from hessview.optimizers.lesson import Entry, Stretching

SHORT_NAMES = MappingProxyType({
    Tuning.SHORT: "step 1/L", Tuning.BEST: "best step", Tuning.BALL: "heavy ball", Tuning.NEWTON: "Newton",
})  # fmt: skip
NAMES = MappingProxyType({
    Tuning.SHORT: "gradient descent, step 1/L", Tuning.BEST: "gradient descent, best step 2/(λmin + λmax)",
    Tuning.BALL: "heavy ball, tuned best", Tuning.NEWTON: "Newton’s method",
})  # fmt: skip
RULES = MappingProxyType({Tuning.SHORT: "κ ln(1/ε)", Tuning.BEST: "κ/2 ln(1/ε)", Tuning.BALL: "√κ/2 ln(1/ε)"})

_AS_PREDICTED = "As predicted."

_BUT_NEWTON = "As predicted, but for Newton’s method."

_AGREE = 0.01
"""Counted and predicted agree within one step or this part."""


_TAILS = MappingProxyType({
    "": "", _AS_PREDICTED: "; as predicted", _BUT_NEWTON: "; the others as predicted",
})  # fmt: skip


def steps_text(steps: float) -> str:
    """Return a number of steps, with commas."""
    return f"{int(steps):,}" if math.isfinite(steps) and steps < 1e7 else number(steps, 0.0, 2)


def eps_text(eps: float) -> str:
    """Return eps as a power of ten, such as 10⁻⁶."""
    return number(eps, 0.0, 1)


def kappa_text(kappa: float) -> str:
    """Return a condition number, with three digits."""
    return number(kappa, 1e-9 * kappa, 3)


def agrees(entry: Entry) -> bool | None:
    """Return whether the count is the predicted one, within a step or 1 %; None where there is no count."""
    if entry.count is None or entry.count.steps is None:
        return None
    return abs(entry.count.steps - entry.expected) <= max(1.0, _AGREE * entry.expected)


def no_lesson(found: LessonFound) -> str:
    """Return why there is nothing to be learned at a point that is no minimum for certain; empty where there is."""
    if found.curvature.kind is Kind.MINIMUM:
        return ""
    return f"{headline(found.curvature)}: the condition number predicts steps where every eigenvalue is positive."


def stretch_text(found: LessonFound, along: int, shown: Stretching) -> str:
    """Return by how much the landscape is stretched, and along what."""
    if shown.factor == 1.0:
        return "as it is"
    n = len(found.curvature.eigenvalues)
    which = "the steepest direction" if along % n == n - 1 else "the flattest direction"
    return f"{'stretched' if shown.factor > 1.0 else 'squeezed'} × {number(shown.factor, 0.0, 3)} along {which}"


def seen_words(found: LessonFound, shown: Stretching, eps: float) -> tuple[str, ...]:
    """Return what is seen at one condition number: what each contestant needs, and how that was predicted."""
    said = listed([f"{SHORT_NAMES[entry.tuning]} {_needs(entry)}" for entry in shown.entries])
    first = f"κ = {kappa_text(shown.kappa)}, steps to {eps_text(eps)} of the distance: {said}."
    return tuple(filter(None, (first, _compared(shown), _start_words(found))))


def seen_short(found: LessonFound, shown: Stretching) -> tuple[str, str]:
    """Return the same in one line, and without what was predicted."""
    said = ", ".join(f"{SHORT_NAMES[entry.tuning]} {_in_short(entry)}" for entry in shown.entries)
    compared = _compared(shown)
    tail = _TAILS.get(compared, "; predicted otherwise")
    return f"κ = {kappa_text(shown.kappa)}: {said} steps{tail}{_start_words(found) and '; begun beside it'}", said


def key_text(entry: Entry) -> str:
    """Return a contestant with the steps that it needs, in short."""
    return f"{SHORT_NAMES[entry.tuning]}: {_in_short(entry)}"


def rule_words() -> tuple[str, ...]:
    """Return the lesson, a sentence each."""
    return ("10 × κ costs gradient descent 10 × the steps, heavy ball √10 ≈ 3.2 ×, and Newton’s method none.",)


def key_words() -> str:
    """Return what is drawn how in the plot."""
    return f"Dots: counted. Solid lines: predicted for the quadratic model. Dashed: {', '.join(RULES.values())}."


def table(shown: Stretching) -> tuple[tuple[str, ...], ...]:
    """Return a row for every contestant: its name, what is counted and predicted, ln ε / ln ρ, and the rule."""
    head = ("", "counted", "predicted", "ln ε / ln ρ", "for large κ")
    rows = [
        (
            NAMES[entry.tuning], _counted(entry), steps_text(entry.expected),
            "" if entry.by_rate is None else steps_text(entry.by_rate),
            "" if entry.law is None else f"{RULES[entry.tuning]} = {steps_text(math.ceil(entry.law))}",
        )
        for entry in shown.entries
    ]  # fmt: skip
    return (head, *rows)


def reading(shown: Stretching) -> tuple[str, ...]:
    """Return what is read at one condition number of the plot, a line each."""
    return (f"κ = {kappa_text(shown.kappa)}", *(_read(entry) for entry in shown.entries))


def _read(entry: Entry) -> str:
    predicted = f"predicted {steps_text(entry.expected)}"
    if entry.count is None:
        return f"{SHORT_NAMES[entry.tuning]}: {predicted}"
    return f"{SHORT_NAMES[entry.tuning]}: {_counted(entry)}, {predicted}"


def _counted(entry: Entry) -> str:
    if entry.count is None:
        return "not counted"
    return steps_text(entry.count.steps) if entry.count.steps is not None else str(entry.count.miss)


def _needs(entry: Entry) -> str:
    if entry.count is None:
        return f"{steps_text(entry.expected)} (predicted)"
    match entry.count.miss:
        case None:
            return steps_text(entry.count.steps or 0)
        case Miss.TOO_MANY:
            return f"{steps_text(entry.expected)} (predicted; not all were counted)"
        case _:
            return f"never ({entry.count.miss})"


def _in_short(entry: Entry) -> str:
    if entry.count is None or entry.count.miss is Miss.TOO_MANY:
        return f"≈ {steps_text(entry.expected)}"
    return "never" if entry.count.steps is None else steps_text(entry.count.steps)


def _compared(shown: Stretching) -> str:
    known = [entry for entry in shown.entries if entry.tuning is not Tuning.NEWTON]
    answers = [agrees(entry) for entry in known]
    missed = any(entry.count is not None and entry.count.miss not in (None, Miss.TOO_MANY) for entry in known)
    if missed or False in answers:
        said = listed([steps_text(entry.expected) for entry in known])
        return f"The quadratic model at the minimum predicts {said}: between here and there f is not quadratic."
    if True not in answers:
        return ""
    lost = any(entry.count is not None and entry.count.steps is None for entry in shown.entries if entry not in known)
    return _BUT_NEWTON if lost else _AS_PREDICTED


def _start_words(found: LessonFound) -> str:
    if found.is_own_start:
        return ""
    return "The start is the minimum: the runs begin beside it."
