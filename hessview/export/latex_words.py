"""Plain words as LaTeX text: the signs that hessview writes as commands, and nothing of theirs as one."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.export.runs import runs
from hessview.language.characters import GREEK
from hessview.language.layout import name_box
from hessview.language.markup import latex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

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


def latex_sentence(text: str, names: Collection[str]) -> str:
    """Return plain words for LaTeX in which the names of quantities, and products of them, are formulas.

    Parameters
    ----------
    names
        Of the function, its variables and parameters, as they are printed.
    """
    made = "".join(_formula(piece, names) if is_name else latex_words(piece) for piece, is_name in runs(text, names))
    # Formulas side by side are one; an exponent without a base is that of what stands before it.
    return _SEAM.sub(lambda found: " " if found[1] is None else "", made)


_SEAM = re.compile(r"(?<!\\)\$\$(\{\}|(?='))?")


def _formula(piece: str, names: Collection[str]) -> str:
    """Return a name or a product of names in math mode."""
    if len(piece) == 1 or any(name.startswith(piece) for name in names):
        return f"${latex(name_box(piece))}$"
    return f"${' '.join(latex(name_box(letter)) for letter in piece)}$"


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
