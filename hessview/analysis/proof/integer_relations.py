"""Small integers that make a sum of given numbers zero, as far as their digits tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpz_mat

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPARE_BITS = 64
"""By how many bits a relation must be better than one that chance would give."""


def relation(values: Sequence[arb], bits: int, largest: int) -> tuple[int, ...] | None:
    """Return integers c, not all zero and at most `largest`, with sum c_k v_k = 0 within the balls; None without any.

    By reduction of a lattice basis (A. K. Lenstra, H. W. Lenstra, L. Lovasz, Factoring polynomials with rational
    coefficients, Mathematische Annalen 261 (1982) 515-534). What is found is a guess: it remains to be proved.

    Parameters
    ----------
    values
        Balls of a radius far below 2^-bits times the largest of them.
    bits
        How many binary digits after the point are used.
    largest
        Bound of the integers; k of them must have far fewer digits together than `bits`.
    """
    count = len(values)
    if count * largest.bit_length() + _SPARE_BITS > bits or not all(v.is_finite() for v in values):
        return None
    scaled = [(v.mid() * arb(2) ** bits + 0.5).floor() for v in values]
    if not all(s.is_exact() for s in scaled):
        return None
    rows = [[int(i == j) for j in range(count)] + [s.fmpz()] for i, s in enumerate(scaled)]
    # The first row of a reduced basis is short; the last entry is the sum times 2^bits, 0 but for rounding.
    found = [int(entry) for entry in fmpz_mat(rows).lll().tolist()[0][:count]]
    if not any(found) or max(map(abs, found)) > largest:
        return None
    total = arb(0)
    for c, v in zip(found, values, strict=True):
        total += c * v
    return tuple(found) if total.contains(0) else None
