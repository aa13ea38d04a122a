"""What the Hessian leaves open: the words of every reason for what a degenerate critical point is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Code, Nature
from hessview.language.decimals import real_minus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.analysis.degenerate import Degenerate
    from hessview.analysis.germs.witness import Witness

_OPPOSITE = MappingProxyType({"rises": "falls", "falls": "rises"})


def paths(degenerate: Degenerate) -> tuple[str, ...]:
    """Return a line for each curve that shows what the point is: ``Up along x = 0, like y^2``."""
    shown = (("Up", degenerate.witness_up), ("Down", degenerate.witness_down))
    return tuple(f"{word} {_along(curve)}" for word, curve in shown if curve is not None)


def _along(curve: Witness) -> str:
    where = f"along {curve.text}" if curve.equation else curve.text if curve.both_sides else f"where {curve.text}"
    return real_minus(f"{where}, like {curve.term}")


def strictness(degenerate: Degenerate) -> str:
    """Return what more is known of an extremum: whether it is a strict one; empty if nothing is."""
    if degenerate.strict is None or degenerate.nature not in (Nature.MINIMUM, Nature.MAXIMUM):
        return ""
    way = "larger" if degenerate.nature is Nature.MINIMUM else "smaller"
    if degenerate.strict:
        return f"Strict: everywhere else near the point f is {way}."
    return "Not strict: f has the same value elsewhere, as near to the point as one likes."


def _first_odd(curve: str, term: str) -> str:
    where = f"along {curve} " if curve else ""
    return (
        f"{where}the first term that does not vanish is {term}, of odd order: "
        "f rises on one side and falls on the other"
    )


def _first_even(curve: str, term: str, way: str) -> str:
    if not curve:
        return f"the first term that does not vanish is {term}, of even order: f {way} on both sides"
    return f"along {curve}, where the Hessian is flat, f {way} like {term}, and across it f {way}, too"


def _form_definite(order: int, terms: str, sign: str) -> str:
    named = f", {terms}," if terms else ""
    return f"the terms of order {order} that decide{named} are {sign} in every direction"


def _form_indefinite(order: int, terms: str, up: str, down: str) -> str:
    named = f", {terms}," if terms else ""
    return f"the terms of order {order}{named} have both signs: f rises along {up} and falls along {down}"


def _leading_definite(terms: str, sign: str) -> str:
    named = f", {terms}," if terms else ""
    return f"the terms that lead near the point{named} are {sign} everywhere but at the point"


def _against_lines(curve: str, way: str, term: str, other: str) -> str:
    return f"along {curve} f {way} like {term}, though along every straight line through the point it {other}"


def _both_curves(up: str, up_term: str, down: str, down_term: str) -> str:
    return f"f rises along {up}, like {up_term}, and falls along {down}, like {down_term}"


def _stays(word: str, curve: str) -> str:
    return f"near the point f is nowhere {word}, and it stays the same along {curve or 'a curve through the point'}"


def _square(word: str, square: str) -> str:
    named = f", {square}," if square else ""
    return f"what f changes by has a square as a factor{named} and the rest is of one sign: f is nowhere {word} near"


def _typographic(words: Callable[..., str]) -> Callable[..., str]:
    return lambda *values: real_minus(words(*values))


CLAUSES: Mapping[Code, str | Callable[..., str]] = MappingProxyType({
    Code.HESSIAN_INDEFINITE: _typographic(
        lambda up, down: f"to second order already f rises along {up} and falls along {down}"
    ),
    Code.FIRST_TERM_ODD: _typographic(_first_odd),
    Code.FIRST_TERM_EVEN: _typographic(_first_even),
    Code.FORM_DEFINITE: _typographic(_form_definite),
    Code.FORM_INDEFINITE: _typographic(_form_indefinite),
    Code.LEADING_DEFINITE: _typographic(_leading_definite),
    Code.BRANCHES_FOLLOWED: lambda way: f"however its leading terms are followed towards the point, f {way} from it",
    Code.AGAINST_LINES: _typographic(_against_lines),
    Code.BOTH_CURVES: _typographic(_both_curves),
    Code.STAYS: _typographic(_stays),
    Code.BUILT_ABOVE: lambda word: f"the formula is built so that near the point f is nowhere {word}",
    Code.A_SQUARE: _typographic(_square),
    Code.SERIES_OPEN: lambda order: f"the Taylor series up to order {order} does not tell",
    Code.NO_EXACT_SERIES: "the Taylor series cannot be calculated exactly here",
    Code.NOT_CRITICAL_EXACTLY: "the gradient is not exactly zero at this place",
    Code.MANY_VARIABLES: lambda n, most: f"a Taylor series in {n} variables is too long (at most {most} are tried)",
    Code.CONSTANT: "f is constant",
})
"""By code: the words of a reason, without a stop, or what makes them of its values."""
