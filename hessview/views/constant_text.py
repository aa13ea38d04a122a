"""Numbers that somebody types as they think of them, 2pi or sqrt 2: read by the language of formulas."""

from __future__ import annotations

import math

from hessview.language.compile import FloatArithmetic, Tape
from hessview.language.expression import free_symbols
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from hessview.views.number_text import read_numbers

LONGEST = 200
NOT_A_NUMBER = "This is not a number."


def read_constant(text: str) -> float | str:
    """Return the finite number that `text` is, or a sentence that says why it is none."""
    if not text.strip() or len(text) > LONGEST:
        return NOT_A_NUMBER
    numbers = read_numbers(text)
    if numbers is not None:
        return numbers[0] if len(numbers) == 1 else NOT_A_NUMBER
    try:
        tree = parse(text, editor=True).expression
    except SyntaxProblem as problem:
        return problem.message
    if free_symbols(tree):
        return NOT_A_NUMBER
    value = float(Tape((tree,), (), FloatArithmetic())(())[0])
    return value if math.isfinite(value) else "This is not a finite number."
