"""Points and directions in sentences: ≈ (0.4472, 0.8944), (1, 2), x = 1, y = 2, v1 = (1, 0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.explanations.digits import equated, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_COORDINATES = 6
"""Of a longer vector the first ones are written."""

_ROUNDING = 1e-13


def place(point: Iterable[float], digits: int = 4) -> str:
    """Return ``(1, 2)``, or ``≈ (0.4472, 0.8944)`` where digits are left out; in one dimension the number alone."""
    numbers = [float(x) for x in point]
    is_rounded = any(equated(x, 0.0, digits).startswith("≈") for x in numbers[:MOST_COORDINATES])
    return ("≈ " if is_rounded else "") + _written(numbers, digits)


def _written(numbers: Sequence[float], digits: int) -> str:
    shown = [number(x, 0.0, digits) for x in numbers[:MOST_COORDINATES]]
    return shown[0] if len(numbers) == 1 else f"({', '.join(shown)}{', …' * (len(numbers) > MOST_COORDINATES)})"


def direction(vector: Iterable[float], digits: int = 4) -> str:
    """Return a unit vector as ``(0.4472, 0.8944)``, with 0 for what is rounding beside 1."""
    return _written([x if abs(x) > _ROUNDING else 0.0 for x in map(float, vector)], digits)


def equations(names: Sequence[str], point: Iterable[float], digits: int = 10) -> str:
    """Return ``x = 1, y ≈ 0.3333333333``."""
    return ", ".join(f"{name} {equated(float(x), 0.0, digits)}" for name, x in zip(names, point, strict=True))
