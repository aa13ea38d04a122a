"""Level lines of a quadratic model that are those of f: what they are called, and how they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from hessview.figure.marks import LineMark, Role

if TYPE_CHECKING:
    from hessview.figure.marks import Mark

EXACT = "m = f: the model is exact"
"""What lines of the model are called where they are those of f."""


def is_exact(mark: Mark) -> TypeGuard[LineMark]:
    """Whether a mark is the level lines of a model that is f."""
    return isinstance(mark, LineMark) and mark.role is Role.MODEL and mark.label == EXACT
