"""The words and numbers inside a picture: levels, coordinates, the caption's lines, what has to be noted."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Self

import numpy as np

from hessview.analysis.fields.value_scale import FieldNote
from hessview.analysis.verdict import Definiteness
from hessview.document.state import Limit
from hessview.language.decimals import MINUS, decimal, infinite
from hessview.language.plain_names import plain_name
from hessview.language.printed import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.definiteness_map import DefinitenessMap

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


NEAR_ZERO = "≈ 0"
"""What is said of a number that cannot be told from 0, though it is not known to be 0."""

_ORDINALS = {2: "second", 3: "third"}


def number(value: float, digits: int = 4) -> str:
    """Return `value` with at most `digits` significant digits, a real minus and powers of ten as ``2·10⁵``."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return infinite(value)
    return "0" if value == 0.0 else decimal(value, digits, plain_below=max(digits + 1, 5), tolerance=math.inf)


def equated(value: float, error: float = 0.0, digits: int = 4) -> str:
    """Return ``= 2``, or ``≈ 1002`` where so few digits leave something out: nothing is equated that is not equal.

    Parameters
    ----------
    error
        A bound of that of `value`: nothing is left out that is no larger; what it hides wholly is ``≈ 0``.
    """
    if not math.isfinite(value):
        return f"= {number(value)}"
    if abs(value) <= error and error > 0.0:
        return NEAR_ZERO
    is_all = abs(float(f"{value:.{digits - 1}e}") - value) <= max(error, 1e-14 * abs(value))
    return f"{'=' if is_all else '≈'} {number(value, digits)}"


@lru_cache(maxsize=4)
def level_words(values: tuple[float, ...]) -> tuple[tuple[str, ...], float]:
    """Return a word for each of some increasing values, no two alike, and the number that they leave out.

    Values that agree in many digits are written as what is to be added to a round number near them: ``+2·10⁻⁹``.
    """
    for digits in (4, 5, 6, 7):
        words = tuple(number(value, digits) for value in values)
        if len(set(words)) == len(words):
            return words, 0.0
    unit = 10.0 ** (math.floor(math.log10(values[-1] - values[0])) + 1)
    left_out = float(f"{round(values[len(values) // 2] / unit) * unit:.15g}")
    words = tuple(_added(value - left_out) for value in values)
    if len(set(words)) == len(words):
        return words, left_out
    return tuple(number(value, 17) for value in values), 0.0


def _added(value: float) -> str:
    return "0" if value == 0.0 else ("+" if value > 0.0 else "") + number(value, 4)


def measured(value: float, error: float, digits: int = 4) -> str:
    """Return a number for a table, ``≈ 0`` for one that its error hides."""
    return NEAR_ZERO if math.isfinite(value) and abs(value) <= error and error > 0.0 else number(value, digits)


def joined(values: Sequence[float], errors: Sequence[float]) -> str:
    """Return what joins a name to rounded numbers: ``=`` where each is the number that is written, else ``≈``."""
    is_all = all(equated(*pair).startswith("=") for pair in zip(values, errors, strict=True))
    return "=" if is_all else "≈"


def vector(values: Sequence[float], digits: int = 4) -> str:
    """Return ``(1, −2)``."""
    return "(" + ", ".join(number(value, digits) for value in values) + ")"


def place(values: Sequence[float], digits: int = 4) -> str:
    """Return a point: ``(1, −2)``, ``≈ (0.333333, 1)`` where digits are left out; of one variable the number alone."""
    sign = "≈ " if any(equated(value, digits=digits).startswith("≈") for value in values) else ""
    return sign + (number(values[0], digits) if len(values) == 1 else vector(values, digits))


def matrix(rows: Sequence[Sequence[float]], digits: int = 4) -> str:
    """Return ``(2 0; 0 −2)``; nothing in it breaks between lines."""
    written = ("\u00a0".join(number(value, digits) for value in row) for row in rows)
    return "(" + ";\u00a0".join(written) + ")"


class LineWithEntries(str):
    """A line of text with a matrix that can also be said with the entries named.

    Attributes
    ----------
    entries
        The same with ``H₁₁ = 2, H₁₂ ≈ 0.3333, H₂₂ = −2`` in place of the matrix, each with its own sign.
    """

    __slots__ = ("entries",)
    entries: str

    def __new__(cls, text: str, entries: str) -> Self:
        """Make the line that reads `text`."""
        made = super().__new__(cls, text)
        made.entries = entries
        return made


def named_entries(text: str) -> str:
    """Return a line of text with the entries of H named in place of its matrix; one without a matrix as it is."""
    return text.entries if isinstance(text, LineWithEntries) else text


def subscript(index: int) -> str:
    """Return the digits of `index` as subscripts."""
    return str(index).translate(_SUBSCRIPTS)


def name_words(name: str) -> str:
    """Return a variable's name as one would print it: ``x₁`` for ``x1`` and ``x_1``, a Greek letter for its name."""
    return plain_name(name)


def formula_words(text: str) -> str:
    """Return the canonical text of an expression as one would print it: 2x₁² − 3x₁y."""
    return printed(text)


def limit_note(limit: Limit) -> str:
    """Return why a view goes no further, empty when it does."""
    match limit:
        case Limit.CLOSEST:
            return "doubles cannot tell points apart any closer"
        case Limit.SMALLEST:
            return "no view is narrower than 10⁻³⁰⁰"
        case Limit.WIDEST:
            return "doubles reach no wider"
        case Limit.FARTHEST:
            return "doubles reach no farther"
        case _:
            return ""


def share_words(share: float) -> str:
    """Return a share as ``10 %``."""
    return f"{number(100.0 * share, 3)} %"


def left_out_note(left_out: float) -> str:
    """Return what has to be said about numbers at lines and colours that leave out `left_out`; empty for 0."""
    return f"numbers are f {MINUS if left_out > 0.0 else '+'} {number(abs(left_out), 17)}" if left_out else ""


def line_note(every: int, *, is_curve: bool = False) -> str:
    """Return what has to be said where not every level has a line, empty where every one has."""
    if every == 0:
        return f"{'' if is_curve else 'no level lines: '}f varies faster than the picture can show"
    return "" if every == 1 else f"only every {_ORDINALS.get(every, f'{every}th')} level line has room"


def map_note(found: DefinitenessMap) -> str:
    """Return what has to be said about the map of the Hessian, empty when there is nothing."""
    if not found.is_resolved:
        return "H changes too fast for its regions to be drawn"
    if found.only is Definiteness.ZERO:
        return "H is zero in this view, within rounding: f does not curve"
    if not np.isfinite(found.lowest).any():
        return "H is not known in this view"
    n = found.dimension
    return f"definiteness of the whole {n} × {n} Hessian" if n > 2 and found.regions else ""


def field_note(note: FieldNote, low: float, high: float, *, is_curve: bool = False) -> str:
    """Return what has to be said about a field or a curve, empty when there is nothing."""
    match note:
        case FieldNote.UNDEFINED:
            return "f is undefined everywhere in this view"
        case FieldNote.OVERFLOW:
            return "f is too large for a number everywhere in this view"
        case FieldNote.PARTLY_UNDEFINED:
            return "" if is_curve else "hatched: f is undefined"
        case FieldNote.CONSTANT:
            return f"f is constant in this view: {number(0.5 * low + 0.5 * high)}"
        case FieldNote.ROUNDING:
            return f"f is constant in this view up to rounding: {number(0.5 * low + 0.5 * high)}"
        case FieldNote.UNDERFLOW:
            return "f underflows in this view: doubles cannot tell its values from 0"
        case FieldNote.TINY:
            return "f varies in this view by less than 10⁻³⁰³"
        case FieldNote.CLIPPED:
            what = "picture, which ends" if is_curve else "colours, which end"
            return f"f goes beyond the {what} at {number(low, 2)} and {number(high, 2)}"
        case _:
            return ""
