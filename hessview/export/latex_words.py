"""Plain words as LaTeX text: the signs that hessview writes as commands, and nothing of theirs as one."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.language.characters import GREEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SUPERSCRIPTS = {"⁻": "-", "ⁿ": "n", "ˣ": "x", "ᵘ": "u", "ᵛ": "v", **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))}
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))

_LATEX_WORDS: Mapping[str, str] = MappingProxyType({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"$<$", ">": r"$>$", "|": r"$|$", '"': "''",
    "′": "$'$", "″": "$''$", "’": "'", "−": "$-$", "·": r"$\cdot$", "×": r"$\times$", "∇": r"$\nabla$",
    "∂": r"$\partial$", "≈": r"$\approx$", "±": r"$\pm$", "∞": r"$\infty$", "√": r"$\sqrt{\ }$", "…": r"\ldots{}",
    "≤": r"$\leq$", "≥": r"$\geq$", "≠": r"$\neq$", "⊤": r"$\top$", "ᵀ": r"${}^T$", "‖": r"$\|$",
    "↦": r"$\mapsto$", "°": r"${}^\circ$", "“": "``", "”": "''", "–": "--", "—": "---", "\u00a0": "~",
    "→": r"$\rightarrow$",  # \to has another meaning inside PGFPlots
    "½": r"$\frac{1}{2}$",
    **{letter: rf"$\{name}$" for letter, name in GREEK.items() if name != "omicron"}, "ο": "o",
})  # fmt: skip


def latex_words(text: str) -> str:
    """Return plain words for LaTeX; whatever is in them, none of it is a command."""
    scripted = _raised_and_lowered(text)
    return "".join(part if is_done else "".join(map(_latex_character, part)) for is_done, part in scripted)


_UPPER, _LOWER = "".join(_SUPERSCRIPTS), "".join(_SUBSCRIPTS)
_SCRIPTS = re.compile(f"([{_LOWER}]+)([{_UPPER}]*)|([{_UPPER}]+)")
"""A subscript, with the exponent above it where there is one; or an exponent."""


def _raised_and_lowered(text: str) -> Iterator[tuple[bool, str]]:
    start = 0
    for match in _SCRIPTS.finditer(text):
        yield False, text[start : match.start()]
        lower, upper = (
            "".join(known[character] for character in part)
            for part, known in ((match[1] or "", _SUBSCRIPTS), (match[2] or match[3] or "", _SUPERSCRIPTS))
        )
        scripts = (f"_{{{lower}}}" if lower else "") + (f"^{{{upper}}}" if upper else "")
        yield True, f"${{}}{scripts}$"
        start = match.end()
    yield False, text[start:]


def _latex_character(character: str) -> str:
    if character in _LATEX_WORDS:
        return _LATEX_WORDS[character]
    if character.isascii() and character.isprintable():
        return character
    return " " if character.isspace() else "?"
