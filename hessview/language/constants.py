"""Numbers that somebody types as they think of them, 2pi or sqrt 2: read by the language of formulas."""

from __future__ import annotations

import math
import re

from hessview.language.compile import FloatArithmetic, Tape
from hessview.language.decimals import machine_text
from hessview.language.expression import free_symbols
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem

LONGEST = 200
NOT_A_NUMBER = "This is not a number."
_NOT_FINITE = "This is not a finite number."
# What is typed or pasted can be anything: no text is walked twice.
_NUMBER = re.compile(r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?")


def read_constant(text: str) -> float | str:
    """Return the finite number that `text` is, or a sentence that says why it is none."""
    if not text.strip() or len(text) > LONGEST:
        return NOT_A_NUMBER
    plain = machine_text(text).strip()
    # Digits are read as they stand: a double that was written comes back as it was.
    value = float(plain) if _NUMBER.fullmatch(plain) else _evaluated(text)
    return value if isinstance(value, str) or math.isfinite(value) else _NOT_FINITE


def _evaluated(text: str) -> float | str:
    try:
        tree = parse(text, editor=True).expression
    except SyntaxProblem as problem:
        return problem.message
    if free_symbols(tree):
        return NOT_A_NUMBER
    return float(Tape((tree,), (), FloatArithmetic())(())[0])
