"""How f bends where its Hessian has a definiteness, in a sentence."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Definiteness

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENTENCES: Mapping[Definiteness, str] = MappingProxyType({
    Definiteness.POSITIVE_DEFINITE: "f curves up in every direction",
    Definiteness.NEGATIVE_DEFINITE: "f curves down in every direction",
    Definiteness.INDEFINITE: "f curves up in one direction, down in another",
    Definiteness.POSITIVE_SEMIDEFINITE: "f curves up or, within rounding, not at all",
    Definiteness.NEGATIVE_SEMIDEFINITE: "f curves down or, within rounding, not at all",
    Definiteness.ZERO: "within rounding, f curves in no direction",
    Definiteness.UNDECIDED: "rounding hides how f curves",
})


def bending(definiteness: Definiteness) -> str:
    """Return how f bends, in words that follow a colon."""
    return _SENTENCES[definiteness]
