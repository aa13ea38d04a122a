"""Names in plain text as one would print them: x₁ for ``x1``, α for ``alpha``."""

from __future__ import annotations

import re

from hessview.language.layout import GREEK

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NUMBERED = re.compile(r"([^\W\d_]+)_?(\d+)")
_IN_TEXT = re.compile(r"(?<![\w.])[^\W\d_]+(?:_?\d+)?(?![^\W⁰¹²³⁴⁵⁶⁷⁸⁹]|\()")
"""A name within a formula: no function before its bracket, no exponent of a number; it may have an exponent."""


def plain_name(name: str) -> str:
    """Return a variable's name as one would print it: ``x₁`` for ``x1`` and ``x_1``, a Greek letter for its name."""
    found = _NUMBERED.fullmatch(name)
    letters, digits = (found[1], found[2]) if found else (name, "")
    return GREEK.get(letters, letters) + digits.translate(_SUBSCRIPTS)


def with_plain_names(text: str) -> str:
    """Return a formula in our own language with its names as one would print them; powers stay ``^2``."""
    return _IN_TEXT.sub(lambda match: plain_name(match[0]), text)
