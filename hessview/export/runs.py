"""A line of the caption in runs: names of quantities in the slanted letters of the axes, words and numbers upright."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hessview.language.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Collection

MATHEMATICS = "DejaVu Serif"
"""The letters of the axes' names."""

_LETTERS = re.compile("[^\\W\\d_\u00b2\u00b3\u00b9\u00bc-\u00be\u1d00-\u1dbf\u2070-\u209f]+")
"""Without those that are raised or lowered, and without fractions such as ½."""

_ALWAYS = frozenset({"f", "m", "d", "v", "g", "t", "H", "Hd", "Hv", "λ"})
_PRODUCTS = frozenset({"Hd", "Hv"})
_WORDS = frozenset({
    "a", "all", "an", "and", "are", "as", "at", "by", "for", "go", "has", "if", "in", "is", "it", "no", "not", "of",
    "on", "or", "so", "than", "that", "the", "to", "up", "was",
})  # fmt: skip
"""What could be taken for a product of quantities that are named so."""
_PIECE = re.compile(
    r'<g id="run-(\d+)-\d+">\s*<text style="([^"]*)"([^>]*)>([^<]*)</text>\s*</g>\s*'
)


def runs(text: str, names: Collection[str]) -> list[tuple[str, bool]]:
    """Return pieces of a line, each with whether it is slanted.

    Parameters
    ----------
    names
        Of the function, its variables and parameters; digits below them are not slanted.
    """
    own = {found[0] for name in names if (found := _LETTERS.match(name))}
    letters = own | _ALWAYS
    made: list[tuple[str, bool]] = []
    end = 0
    for found in _LETTERS.finditer(text):
        if found[0] in letters:
            if _is_a_word(text, found):
                continue
        elif not _is_a_product(text, found, own):
            continue
        if found.start() > end:
            made.append((text[end : found.start()], False))
        made.append((found[0], True))
        end = found.end()
    if end < len(text):
        made.append((text[end:], False))
    return made


def _is_a_product(text: str, found: re.Match[str], own: Collection[str]) -> bool:
    """Whether letters side by side are factors: xy, 2πx."""
    letters, follows = found[0], text[found.end() : found.end() + 1]
    is_function = follows == "(" and letters in FUNCTIONS
    return not is_function and letters not in _WORDS and all(each in own or each == "π" for each in letters)


def _is_a_word(text: str, found: re.Match[str]) -> bool:
    """Whether a name of a quantity is a word here: "a" in "Not a critical point"."""
    if found[0] in _PRODUCTS or (len(found[0]) == 1 and found[0] not in "aAI"):
        return False
    before, after = text[: found.start()].rstrip(" "), text[found.end() :].lstrip(" ")
    follows = bool(after) and after[0].isalpha() and text[found.end() : found.end() + 1] == " "
    return follows or (len(found[0]) > 1 and bool(before) and before[-1].isalpha() and not after)


def run_name(line: int, run: int) -> str:
    """Return what a run is called in the file."""
    return f"run-{line}-{run}"


def joined(svg: bytes) -> bytes:
    """Return an SVG whose runs of one line are one text, in which a whole line can be searched and marked."""
    text = svg.decode("utf-8")
    pieces = list(_PIECE.finditer(text))
    made, end = [], 0
    k = 0
    while k < len(pieces):
        last = k
        while last + 1 < len(pieces) and pieces[last + 1][1] == pieces[k][1]:
            last += 1
        made += [text[end : pieces[k].start()], _one(pieces[k : last + 1])]
        end, k = pieces[last].end(), last + 1
    return "".join([*made, text[end:]]).encode("utf-8")


def _one(pieces: list[re.Match[str]]) -> str:
    first = pieces[0]
    spans = "".join(f'<tspan style="{piece[2]}">{piece[4]}</tspan>' for piece in pieces)
    where = re.sub(r'\s*xml:space="[^"]*"', "", first[3])
    return f'<text{where} xml:space="preserve">{spans}</text>\n  '
