"""A matrix as cells of colour with their signs: a diverging table centred at 0, and a glyph that says the sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure import colour_maps
from hessview.figure.words import equated, name_words, number

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint32]

_LEAST_GLYPH = 5
"""Pixels of a cell in which a sign is still a sign."""

_LEAST_PLUS = 9

_FAINTEST, _STRONGEST = 0.10, 0.92
"""Parts of the way from the middle of the table to its end: an entry that is not zero is seen, and so is its glyph."""

_INK, _LIGHT_INK = 0xFF1C1E21, 0xFFE8EAED
_LIGHT_ENOUGH = 0.55
"""Of the way from a dark ground to the strongest colour: from there on dark strokes stand out better."""

_DARK_ENDS = ((255, 146, 80), (31, 34, 38), (86, 180, 233))
"""What bends down, nothing, what bends up on a dark ground: a light middle would make the weakest stand out."""

_BLANK = 0


def settled(values: Floats, errors: Floats) -> Floats:
    """Return a matrix with 0 for what is zero within its error; nan stays nan."""
    return np.where(np.abs(values) <= errors, 0.0, values)


def shares(values: Floats) -> Floats:
    """Return entries as signed parts of the largest, from -1 to 1, the size by its square root; nan stays nan.

    By the root a hundredth of the largest entry is still a tenth of the colour.
    """
    size = np.abs(values)
    largest = float(np.max(size[np.isfinite(size)], initial=0.0))
    if largest == 0.0:
        return np.where(np.isnan(values), np.nan, np.sign(values))
    parts: Floats = np.sign(values) * np.sqrt(np.minimum(size / largest, 1.0))
    return parts


def cell_image(values: Floats, cell: int, ground: str) -> Pixels:
    """Return the picture of a matrix, shape (n cell, n cell), 0xAARRGGBB premultiplied; where it is 0 nothing is seen.

    Parameters
    ----------
    values
        Shape (n, n); what is not finite is crossed out.
    cell
        Pixels of a cell's side.
    ground
        ``"light"`` or ``"dark"``.
    """
    part = shares(values)
    known = np.isfinite(part)
    strength = np.where(known, np.abs(part), 0.0)
    away = np.where(strength > 0.0, _FAINTEST + (_STRONGEST - _FAINTEST) * strength, 0.0)
    entries = _colours(ground)
    places = np.rint(127.5 + 127.5 * np.where(known, np.sign(part), 0.0) * away).astype(np.intp)
    colours = np.where(known & (part != 0.0), entries[places], _BLANK).astype(np.uint32)
    # What is weak is near the ground, whatever that is, and its sign is written in the ground's own ink.
    inks = np.where((away < _LIGHT_ENOUGH) & (ground == "dark"), _LIGHT_INK, _INK).astype(np.uint32)
    image: Pixels = np.repeat(np.repeat(colours, cell, axis=0), cell, axis=1)
    if cell >= 3:
        # A hairline of the ground between cells.
        image[cell - 1 :: cell, :] = _BLANK
        image[:, cell - 1 :: cell] = _BLANK
    if cell >= _LEAST_GLYPH:
        n = len(values)
        glyphs = [(part < 0.0, _minus(cell)), (~known, _cross(cell))]
        # In a small cell a plus would leave nothing of the colour: there what has no bar is positive.
        glyphs += [(part > 0.0, _plus(cell))] if cell >= _LEAST_PLUS else []
        for chosen, glyph in glyphs:
            strokes = np.tile(glyph, (n, n)) & np.repeat(np.repeat(chosen, cell, axis=0), cell, axis=1)
            image[strokes] = np.repeat(np.repeat(inks, cell, axis=0), cell, axis=1)[strokes]
    return image


def _colours(ground: str) -> Pixels:
    """Return 256 colours from the most negative to the most positive, the middle near the ground."""
    table: Pixels = colour_maps.table(colour_maps.CURVATURE, ground).astype(np.uint32)
    if ground == "dark":
        places = np.linspace(-1.0, 1.0, 256)
        levels = [np.interp(places, (-1.0, 0.0, 1.0), ends) for ends in zip(*_DARK_ENDS, strict=True)]
        table = np.rint(np.column_stack(levels)).astype(np.uint32)
    made: Pixels = np.asarray(0xFF000000 | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2], dtype=np.uint32)
    return made


def entry_words(variables: Sequence[str], i: int, j: int, value: float, *, is_near: bool = False) -> str:
    """Return ``∂²f/∂x₁∂x₅ = −2``; ``≈ 0`` where it is only known to be near that."""
    first, second = name_words(variables[i]), name_words(variables[j])
    below = f"∂{first}²" if i == j else f"∂{first}∂{second}"
    return f"∂²f/{below} {f'≈ {number(value, 6)}' if is_near else equated(value, digits=6)}"


def _bar(cell: int) -> tuple[int, int, slice, slice]:
    """Return where the strokes of a sign lie in a cell: across, and how thick."""
    inner = cell - 1
    long = max(3, 2 * (min(inner, 22) * 2 // 10) + inner % 2)
    thick = 1 if inner < 18 else 2
    if (inner - thick) % 2:
        thick += 1 if thick == 1 and inner >= 8 else 0
    start = (inner - long) // 2
    low = (inner - thick) // 2
    return start, long, slice(start, start + long), slice(low, low + thick)


def _minus(cell: int) -> NDArray[np.bool_]:
    glyph = np.zeros((cell, cell), dtype=np.bool_)
    _, _, along, across = _bar(cell)
    glyph[across, along] = True
    return glyph


def _plus(cell: int) -> NDArray[np.bool_]:
    glyph = _minus(cell)
    return np.asarray(glyph | glyph.T)


def _cross(cell: int) -> NDArray[np.bool_]:
    inner = np.eye(cell - 1, dtype=np.bool_)
    glyph = np.zeros((cell, cell), dtype=np.bool_)
    glyph[:-1, :-1] = inner | inner[::-1]
    return glyph
