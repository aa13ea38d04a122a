"""Numbers in sentences: as many digits as are certain, a real minus sign, bounds rounded outwards."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hessview.language.decimals import bound, decimal, infinite, machine_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["apart", "bound", "count", "equated", "interval", "listed", "number", "with_digits"]


_EVERY_DIGIT = 17
"""So many significant digits tell a double from any other."""


def number(value: float, error: float = 0.0, digits: int = 4) -> str:
    """Return `value` with at most `digits` significant digits, fewer where `error` leaves fewer certain."""
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return infinite(value)
    if value == 0.0:
        return "0" if error == 0.0 else f"0 ± {bound(error)}"
    if error > 0.0:
        if abs(value) <= error:
            return f"0 ± {bound(abs(value) + error)}"
        digits = max(1, min(digits, math.floor(math.log10(abs(value)) - math.log10(error))))
    return with_digits(value, digits, error)


def equated(value: float, error: float = 0.0, digits: int = 4) -> str:
    """Return ``= 2``, or ``≈ 2.449`` where the digits that are written leave something out."""
    text = number(value, error, digits)
    if not math.isfinite(value) or abs(value) <= error or value == 0.0:
        return f"= {text}"
    is_all = abs(float(machine_text(text)) - value) <= max(error, 1e-14 * abs(value))
    return f"{'=' if is_all else '≈'} {text}"


def apart(value: float, other: float, digits: int = 3) -> str:
    """Return `value` with as many digits, from `digits` on, as tell it from another number that it is compared with."""
    if value == other or not (math.isfinite(value) and math.isfinite(other)):
        return number(value, 0.0, digits)
    needed = math.ceil(math.log10(max(abs(value), abs(other))) - math.log10(abs(value - other))) + 1
    return number(value, 0.0, min(max(digits, needed), _EVERY_DIGIT))


def with_digits(value: float, digits: int, error: float = 0.0) -> str:
    """Return `value` with so many significant digits; shorter where it is, within `error`, a shorter number."""
    # 2 is exact, or as good as exact; 2.000 is only near it.
    tolerance = max(error, 1e-15 * abs(value))
    return decimal(value, digits, plain_below=max(digits, 5), tolerance=tolerance)


def interval(low: float, high: float, error: float) -> str:
    """Return an interval that holds the given one with its error: its ends are rounded outwards."""
    return f"[{_outwards(low - error, math.floor)}, {_outwards(high + error, math.ceil)}]"


def _outwards(value: float, rounded: Callable[[float], int]) -> str:
    if not value or not math.isfinite(value) or abs(value) < 1e-300:
        return number(value, 0.0, 3)
    step = math.floor(math.log10(abs(value))) - 2
    # A last digit that is only noise of this calculation is not worth a step outwards.
    near = float(f"{value:.14e}") / 10.0**step
    whole = round(near)
    return number((whole if abs(near - whole) < 1e-9 else rounded(near)) * 10.0**step, 0.0, 3)


def count(many: int, what: str) -> str:
    """Return how many there are of what."""
    return f"{many:,} {what}{'' if many == 1 else 's'}"


def listed(words: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
