"""A direction of R^n as it is typed: n numbers, or a sum of variables such as x1 − 2x3."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.calculus.jet import JetProgram
from hessview.language.constants import read_constant
from hessview.language.decimals import MINUS
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 4000
_PART = re.compile(r"[^,;]+")
_BRACKETS = str.maketrans("[]⟨⟩", "()()")
_ZERO = "A direction must not be zero."
_NOT_LINEAR = "This is no direction: only sums of numbers times variables are, such as x − 2y."


@dataclass(frozen=True)
class DirectionProblem:
    """Why a text is no direction, in a sentence, and the characters that it is about."""

    sentence: str
    start: int
    length: int


def read_direction(text: str, variables: Sequence[str]) -> tuple[float, ...] | DirectionProblem:
    """Return the direction that a text says, n numbers, or why it says none.

    Parameters
    ----------
    variables
        n names.
    """
    whole = DirectionProblem(_needed(variables), 0, len(text))
    if not text.strip() or len(text) > LONGEST:
        return whole
    found = _numbers(text, variables) if "," in text or ";" in text else _sum(text, variables)
    if isinstance(found, DirectionProblem):
        return found
    return found if any(found) else DirectionProblem(_ZERO, 0, len(text))


def _needed(variables: Sequence[str]) -> str:
    example = ", ".join("1" if k < 2 else "0" for k in range(len(variables))) if len(variables) <= 4 else "1, 0, …"
    total = f"{variables[0]} {MINUS} 2{variables[-1]}"
    return f"A direction is {len(variables)} numbers, such as {example}, or a sum such as {total}."


def _numbers(text: str, variables: Sequence[str]) -> tuple[float, ...] | DirectionProblem:
    plain = text.translate(_BRACKETS)
    first, last = len(plain) - len(plain.lstrip(" (")), len(plain.rstrip(" )"))
    # A bracket that belongs to the last number, 1, 2, sin(1), stays with it.
    while last < len(plain) and plain[first:last].count("(") > plain[first:last].count(")"):
        last += 1
    numbers = []
    for part in _PART.finditer(plain, first, last):
        number = read_constant(part[0].replace(MINUS, "-"))
        if isinstance(number, str):
            said = part[0].strip() or part[0]
            return DirectionProblem(number, part.start() + part[0].index(said), len(said))
        numbers.append(number)
    if len(numbers) != len(variables):
        names = f"{variables[0]} to {variables[-1]}"
        return DirectionProblem(
            f"{len(variables)} numbers are needed, one for each of {names}; these are {len(numbers)}.", 0, len(text)
        )
    return tuple(numbers)


def _sum(text: str, variables: Sequence[str]) -> tuple[float, ...] | DirectionProblem:
    try:
        formula = parse(text.replace(MINUS, "-"), variables=tuple(variables))
    except SyntaxProblem as problem:
        return DirectionProblem(problem.message, max(problem.column - 1, 0), max(problem.length, 1))
    program, n = JetProgram(formula), len(variables)
    # A sum has the same slopes everywhere, no second derivative, and is 0 at 0.
    places = ([0.0] * n, [1.0 + 0.37 * k for k in range(n)], [-3.1 + 0.53 * k for k in range(n)])
    jets = [program.at(place) for place in places]
    slopes = tuple(float(slope) for slope in jets[0].gradient)
    is_same = all(
        math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)
        for jet in jets for a, b in zip(slopes, jet.gradient, strict=True)
    )  # fmt: skip
    is_flat = all(not jet.hessian.any() for jet in jets)
    if jets[0].value != 0.0 or not is_same or not is_flat or not all(map(math.isfinite, slopes)):
        return DirectionProblem(_NOT_LINEAR, 0, len(text))
    return slopes
