"""Named functions, each worth seeing, with where to look, what to look at and what is known about them."""

from __future__ import annotations

from hessview.landscapes.example import Example, KnownPoint
from hessview.landscapes.examples import (
    corners,
    data,
    degenerate,
    dimensions,
    first_shapes,
    many_minima,
    parameters,
    textbook,
    valleys,
)

__all__ = ["CATALOG", "Example", "KnownPoint", "is_example"]

CATALOG: tuple[Example, ...] = (
    *first_shapes.EXAMPLES,
    *textbook.EXAMPLES,
    *degenerate.EXAMPLES,
    *parameters.EXAMPLES,
    *valleys.EXAMPLES,
    *many_minima.EXAMPLES,
    *data.EXAMPLES,
    *corners.EXAMPLES,
    *dimensions.EXAMPLES,
)


def is_example(text: str) -> bool:
    """Return whether a text is that of an example, letter by letter."""
    return any(example.text == text for example in CATALOG)
