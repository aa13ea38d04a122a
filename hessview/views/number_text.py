"""Numbers as the panel writes them: as many digits as are certain, a real minus, split where columns align."""

from __future__ import annotations

import math
import re

from hessview.language.decimals import MINUS, bound, decimal, infinite, machine_text, real_minus, with_power

MOST_DIGITS = 6
_NEGLIGIBLE = 1e-6  # what cannot be told from 0 is written as ≈ 0 where its bound is below this
# What is typed or pasted can be anything: no text is walked twice.
_NUMBER = re.compile(r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?")
_BRACKETS = str.maketrans(dict.fromkeys("()[]{}⟨⟩", " "))
_SEPARATED = re.compile(r"\s*[,;]\s*|\s+")
_NAMED = re.compile(r"(?<!\w)[^\W\d]\w*+\s*+=\s*+")


def number_text(value: float, error: float = 0.0, digits: int = MOST_DIGITS) -> str:
    """Return `value` with the digits that `error` leaves certain.

    Parameters
    ----------
    value
        Any float; nan is a dash, infinities are written with their sign.
    error
        A bound of the absolute error; inf or nan when nothing is known, then the number is marked by ≈.
    digits
        The most significant digits to show.
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return infinite(value)
    if not math.isfinite(error):
        return "≈ " + number_text(value, 0.0, 3)
    if abs(value) <= error:
        if error == 0.0:
            return "0"
        return "≈ 0" if error < _NEGLIGIBLE else "0 ± " + bound(abs(value) + error)
    certain = digits if error == 0.0 else math.floor(math.log10(abs(value)) - math.log10(error))
    return _rounded(value, error, max(1, min(digits, certain)))


def _rounded(value: float, error: float, significant: int) -> str:
    if value == int(value) and abs(value) < 1e8 and error < 0.5:
        return real_minus(str(int(value)))
    # Trailing zeros go only where the number is as round as it then looks: 42 is exact, 42.0000 is near it.
    return decimal(value, significant, plain_below=significant, tolerance=max(error, 1e-15 * abs(value)))


def coordinate_text(value: float) -> str:
    """Return a coordinate to look at: as typed when that is short, else six digits."""
    full = editable_text(value)
    if len(full) > 9:
        return number_text(value, 0.5e-6 * abs(value))
    mantissa, _, exponent = full.replace(MINUS, "-").partition("e")
    return with_power(mantissa, int(exponent or 0))


def editable_text(value: float) -> str:
    """Return a coordinate to edit: every digit, so that leaving the field changes nothing."""
    text = str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return real_minus(text)


def split_at_point(text: str) -> tuple[str, str]:
    """Return what stands left and right of the place where a column aligns: the point, or where it would be."""
    for place, character in enumerate(text):
        if character in ".·" and place and text[place - 1].isdigit():
            return text[:place], text[place:]
    return text, ""


def read_numbers(text: str) -> tuple[float, ...] | None:
    """Return the coordinates of ``1, 2``, ``(1, 2)``, ``[1 2]`` or ``x = 1, y = 2``; None for anything else."""
    plain = _NAMED.sub("", machine_text(text)).translate(_BRACKETS).strip(" \t\n,;")
    parts = _SEPARATED.split(plain) if plain else []
    if not parts or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = tuple(float(part) for part in parts)
    return numbers if all(math.isfinite(number) for number in numbers) else None
