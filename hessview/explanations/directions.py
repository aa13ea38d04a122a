"""Which way the ground bends along which principal axis, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.explanations.digits import listed, number, with_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.analysis.curvature import Curvature

_MOST_DIRECTIONS = 3


def directions(c: Curvature, below: str, above: str) -> str:
    """Return along which principal axes f goes which way, with the second derivatives."""
    m, z, n = c.inertia.negative, c.inertia.zero, c.dimension
    parts = [
        along(c, below, range(m)),
        along(c, "zero", range(m, m + z)),
        along(c, above, range(m + z, n)),
    ]
    return ", ".join(part for part in parts if part)


def along(c: Curvature, word: str, indices: Sequence[int]) -> str:
    """Return ``word along v1 (2) and v2 (3)``, or nothing for no axes."""
    if not indices:
        return ""
    shown = list(indices)[:_MOST_DIRECTIONS]
    named = [f"v{k + 1}" for k in shown] if word == "zero" else [f"v{k + 1} ({eigenvalue(c, k)})" for k in shown]
    rest = len(indices) - len(shown)
    if rest:
        return f"{word} along {', '.join(named)} and {rest} more"
    return f"{word} along {listed(named)}"


def eigenvalue(c: Curvature, k: int) -> str:
    """Return the eigenvalue with this index (from 0) to its certain digits."""
    value, error = float(c.eigenvalues[k]), float(c.eigenvalue_error[k])
    # Its sign is certain; where its size is not, one digit is all that is shown.
    return with_digits(value, 1) if abs(value) <= error and value else number(value, error)
