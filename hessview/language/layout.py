"""Formulas as boxes: what stands over, under and beside what, before any markup is chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hessview.language import characters

if TYPE_CHECKING:
    from collections.abc import Mapping


class Style(StrEnum):
    """What a word is, for the markup that writes it."""

    NUMBER = "number"
    VARIABLE = "variable"
    NAME = "name"
    FUNCTION = "function"
    OPERATOR = "operator"
    FENCE = "fence"
    SPACE = "space"
    TEXT = "text"


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A run of characters, in Unicode; a variable is one letter, a name is several upright ones."""

    style: Style
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Boxes side by side."""

    parts: tuple[Box, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fraction:
    """One box over another with a bar between."""

    numerator: Box
    denominator: Box


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """A box with a subscript, a superscript or both."""

    base: Box
    lower: Box | None
    upper: Box | None


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """A root; `degree` is None for the square root."""

    body: Box
    degree: Box | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Fence:
    """A box between brackets; `tall` brackets grow with what they hold."""

    left: str
    body: Box
    right: str
    tall: bool


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Values each with its condition; the last condition is None and means "otherwise"."""

    branches: tuple[tuple[Box, Box | None], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A matrix: rows of boxes, all of one length."""

    rows: tuple[tuple[Box, ...], ...]


Box = Word | Row | Fraction | Script | Root | Fence | Cases | Grid

GREEK: Mapping[str, str] = {name: letter for letter, name in characters.GREEK.items() if name != "omicron"}
"""Names of Greek letters that have a letter shape of their own, and the letter."""

_NAME = re.compile(r"([^\W\d_]+)(?:_(\w+)|(\d\w*))?")


def name_box(name: str) -> Box:
    """Return the box of a variable: Greek letters by name, what follows the letters as a subscript.

    ``x1`` and ``x_1`` are both x with subscript 1; ``width`` is upright; a name of no such form is upright as it is.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return Word(Style.NAME, name)
    base = _letters_box(match[1])
    subscript = match[2] or match[3]
    if not subscript:
        return base
    lower = Word(Style.NUMBER, subscript) if subscript.isdigit() else _letters_box(subscript)
    return Script(base, lower, None)


def _letters_box(letters: str) -> Word:
    letters = GREEK.get(letters, letters)
    return Word(Style.VARIABLE if len(letters) == 1 else Style.NAME, letters)


def matrices_apart(box: Box) -> tuple[Box, ...]:
    """Return the boxes side by side in `box`, matrices apart from what has none: mathtext knows no matrix."""
    if isinstance(box, Row) and any(isinstance(part, Grid) for part in box.parts):
        return box.parts
    return (box,)
