"""Points and directions in sentences: ≈ (0.4472, 0.8944), (1, 2), x = 1, y = 2, v1 = (1, 0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.explanations.digits import equated, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_COORDINATES = 6
"""Of a longer vector the first ones are written."""

_ROUNDING = 1e-13


def place(point: Iterable[float], digits: int = 4, *, most: int | None = MOST_COORDINATES) -> str:
    """Return ``(1, 2)``, or ``≈ (0.4472, 0.8944)`` where digits are left out; in one dimension the number alone.

    Of more than `most` coordinates only the first are written; None: all are.
    """
    numbers = [float(x) for x in point]
    is_rounded = any(equated(x, 0.0, digits).startswith("≈") for x in numbers[:most])
    return ("≈ " if is_rounded else "") + _written(numbers, digits, len(numbers) if most is None else most)


def _written(numbers: Sequence[float], digits: int, most: int = MOST_COORDINATES) -> str:
    shown = [number(x, 0.0, digits) for x in numbers[:most]]
    return shown[0] if len(numbers) == 1 else f"({', '.join(shown)}{', …' * (len(numbers) > most)})"


def direction(vector: Iterable[float], digits: int = 4) -> str:
    """Return a unit vector as ``(0.4472, 0.8944)``, with 0 for what is rounding beside 1.

    Of a longer one the largest entries are written, each with the number of its axis: ``0.6 e3 + 0.8 e10``.
    """
    numbers = [x if abs(x) > _ROUNDING else 0.0 for x in map(float, vector)]
    if len(numbers) <= MOST_COORDINATES:
        return _written(numbers, digits)
    seen = [k for k, x in enumerate(numbers) if abs(x) >= 0.5 * 10.0**-digits]
    kept = sorted(sorted(seen, key=lambda k: -abs(numbers[k]))[:MOST_COORDINATES])
    terms = [_term(numbers[k], k + 1, digits) for k in kept]
    said = " ".join([terms[0].removeprefix("+ ").replace("− ", "−", 1), *terms[1:]]) if terms else "0"
    return said + " + …" * (len(seen) > len(kept))


def _term(x: float, axis: int, digits: int) -> str:
    size = number(abs(x), 0.0, digits)
    return f"{'−' if x < 0.0 else '+'} {'' if size == '1' else f'{size} '}e{axis}"


def equations(names: Sequence[str], point: Iterable[float], digits: int = 10) -> str:
    """Return ``x = 1, y ≈ 0.3333333333``."""
    return ", ".join(f"{name} {equated(float(x), 0.0, digits)}" for name, x in zip(names, point, strict=True))
