"""Boxes written as markup: LaTeX, the part of it that matplotlib's mathtext knows, and Presentation MathML."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from hessview.language.layout import GREEK, Cases, Fence, Fraction, Grid, Root, Row, Script, Style, Word

if TYPE_CHECKING:
    from hessview.language.layout import Box

_Item = str | tuple["Box", bool]
_APPLIED = "<mo>&#x2061;</mo>"
"""The invisible sign between a function and its argument."""

_COMMANDS: dict[str, str] = {
    **{letter: "\\" + name for name, letter in GREEK.items()},
    "·": r" \cdot ", "−": "-", "<": " < ", ">": " > ", "≤": r" \leq ", "≥": r" \geq ", "=": " = ", "≠": r" \neq ",
    "⋯": r"\cdots", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "{": r"\{", "}": r"\}",
    "∂": r"\partial", "∇": r"\nabla", "≈": r" \approx ", "±": r" \pm ", "∞": r"\infty", "′": "'",
}  # fmt: skip

_KNOWN_FUNCTIONS = frozenset(
    ("sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "coth",
     "exp", "ln", "log", "min", "max")
)  # fmt: skip
_SPECIAL = re.compile(r"([\\{}_$#%&^~])")
_AROUND = re.compile(r"^\s+|(?<!\\)\s+$")
_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+$")


def latex(box: Box, *, mathtext: bool = False) -> str:
    r"""Return LaTeX for math mode; with `mathtext` only what ``matplotlib.mathtext`` renders.

    The mathtext flavour has no environments (cases are written in a line), sets ``\dfrac`` where a display would,
    and a thin space before function names, which mathtext forgets.
    """
    written: list[str] = []
    stack: list[_Item] = [(box, True)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if written and item[:1].isalnum() and item[0].isascii() and _ENDS_IN_COMMAND.search(written[-1]):
                written.append(" ")
            if item:
                written.append(item)
        else:
            stack.extend(reversed(_latex_parts(*item, mathtext)))
    return trimmed(re.sub(" {2,}", " ", "".join(written)))


def trimmed(latex: str) -> str:
    r"""Return LaTeX without blanks around it; a space that is written, ``\ ``, stays whole."""
    return _AROUND.sub("", latex)


def _latex_parts(box: Box, display: bool, mathtext: bool) -> list[_Item]:
    match box:
        case Word():
            return [_latex_word(box, mathtext)]
        case Row(parts):
            return [(part, display) for part in parts]
        case Fraction(numerator, denominator):
            # mathtext shrinks every \frac to text size; the outermost one deserves the size of a display.
            command = r"\dfrac{" if mathtext and display else r"\frac{"
            return [command, (numerator, False), "}{", (denominator, False), "}"]
        case Script(base, lower, upper):
            scripted: list[_Item] = [(base, display)]
            scripted += () if lower is None else ("_{", (lower, False), "}")
            scripted += () if upper is None else ("^{", (upper, False), "}")
            return scripted
        case Root(body, degree):
            inner: list[_Item] = [(body, False), "}"]
            return [r"\sqrt{", *inner] if degree is None else [r"\sqrt[", (degree, False), "]{", *inner]
        case Fence(left, body, right, tall):
            opening, closing = _COMMANDS.get(left, left), _COMMANDS.get(right, right)
            if tall:
                return [r"\left" + opening, (body, display), r"\right" + closing]
            return [opening, (body, display), closing]
        case Cases(branches):
            return _mathtext_cases(branches) if mathtext else _latex_cases(branches)
        case Grid(rows):
            return _mathtext_grid(rows) if mathtext else _latex_grid(rows)


def _latex_word(word: Word, mathtext: bool) -> str:
    match word.style:
        case Style.FUNCTION:
            upright = r"\mathrm" if mathtext else r"\operatorname"
            return f"\\{word.text}" if word.text in _KNOWN_FUNCTIONS else f"{upright}{{{_escape(word.text)}}}"
        case Style.NAME:
            return rf"\mathrm{{{_escape(word.text)}}}"
        case Style.TEXT:
            return rf"\ \mathrm{{{word.text}}}\ " if mathtext else rf"\ \text{{{word.text}}}\ "
        case Style.SPACE:
            return r"\," if mathtext or word.text == "thin" else ""
        case Style.OPERATOR if word.text in {"+", "−"}:
            return f" {_COMMANDS.get(word.text, word.text)} "
        case _:
            return _COMMANDS.get(word.text, word.text)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _latex_cases(branches: tuple[tuple[Box, Box | None], ...]) -> list[_Item]:
    parts: list[_Item] = [r"\begin{cases} "]
    for place, (value, condition) in enumerate(branches):
        parts += (r" \\ ",) if place else ()
        parts += ((value, False), " & ")
        parts.append(r"\text{otherwise}" if condition is None else (condition, False))
    return [*parts, r" \end{cases}"]


def _mathtext_cases(branches: tuple[tuple[Box, Box | None], ...]) -> list[_Item]:
    parts: list[_Item] = [r"\left\{"]
    for place, (value, condition) in enumerate(branches):
        parts += (r",\quad ",) if place else ()
        parts.append((value, False))
        parts += (r"\ \mathrm{otherwise}",) if condition is None else (r"\ \mathrm{if}\ ", (condition, False))
    return [*parts, r"\right."]


def _latex_grid(rows: tuple[tuple[Box, ...], ...]) -> list[_Item]:
    return [r"\begin{pmatrix} ", *_between(rows, " & ", r" \\ "), r" \end{pmatrix}"]


def _mathtext_grid(rows: tuple[tuple[Box, ...], ...]) -> list[_Item]:
    """Write a matrix in one line; where it can be, it is laid out cell by cell instead."""
    return [r"\left[", *_between(rows, r",\ ", r";\ "), r"\right]"]


def _between(rows: tuple[tuple[Box, ...], ...], between: str, after: str) -> list[_Item]:
    parts: list[_Item] = []
    for place, row in enumerate(rows):
        parts += (after,) if place else ()
        for column, cell in enumerate(row):
            parts += (between,) if column else ()
            parts.append((cell, False))
    return parts


def mathml(box: Box) -> str:
    """Return a ``<math>`` element of Presentation MathML."""
    written: list[str] = []
    stack: list[str | Box] = [box]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            written.append(item)
        else:
            stack.extend(reversed(_mathml_parts(item)))
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{"".join(written)}</math>'


def _mathml_parts(box: Box) -> list[str | Box]:
    match box:
        case Word():
            return [_mathml_word(box)]
        case Row(parts):
            return ["<mrow>", *parts, "</mrow>"]
        case Fraction(numerator, denominator):
            return ["<mfrac>", numerator, denominator, "</mfrac>"]
        case Script(base, lower, upper):
            tag = "msubsup" if lower and upper else "msub" if lower else "msup"
            scripts = [script for script in (lower, upper) if script is not None]
            if isinstance(base, Word) and base.style is Style.FUNCTION:
                # A script has one base: the sign of application stands behind the whole of it.
                return ["<mrow>", f"<{tag}>", _function_name(base), *scripts, f"</{tag}>", _APPLIED, "</mrow>"]
            return [f"<{tag}>", base, *scripts, f"</{tag}>"]
        case Root(body, None):
            return ["<msqrt>", body, "</msqrt>"]
        case Root(body, degree) if degree is not None:
            return ["<mroot>", body, degree, "</mroot>"]
        case Fence(left, body, right, tall):
            stretchy = f' stretchy="{str(tall).lower()}"'
            opening, closing = f"<mo{stretchy}>{left}</mo>", f"<mo{stretchy}>{right}</mo>"
            return ["<mrow>", opening, body, closing, "</mrow>"]
        case Cases(branches):
            return _mathml_cases(branches)
        case Grid(rows):
            return _mathml_grid(rows)
    raise AssertionError(box)


def _mathml_word(word: Word) -> str:
    text = escape(word.text)
    match word.style:
        case Style.NUMBER:
            return f"<mn>{text}</mn>"
        case Style.VARIABLE:
            return f"<mi>{text}</mi>"
        case Style.NAME:
            return f'<mi mathvariant="normal">{text}</mi>'
        case Style.FUNCTION:
            return f"{_function_name(word)}{_APPLIED}"
        case Style.SPACE:
            return '<mspace width="0.167em"/>'
        case Style.TEXT:
            return f"<mtext>&#xa0;{text}&#xa0;</mtext>"
        case _:
            return f"<mo>{text}</mo>"


def _function_name(word: Word) -> str:
    return f"<mi>{escape(word.text)}</mi>"


def _mathml_cases(branches: tuple[tuple[Box, Box | None], ...]) -> list[str | Box]:
    parts: list[str | Box] = ['<mrow><mo>{</mo><mtable columnalign="left">']
    for value, condition in branches:
        parts += ("<mtr><mtd>", value, "</mtd><mtd>")
        parts += ("<mtext>otherwise</mtext>",) if condition is None else ("<mtext>if&#xa0;</mtext>", condition)
        parts.append("</mtd></mtr>")
    return [*parts, "</mtable></mrow>"]


def _mathml_grid(rows: tuple[tuple[Box, ...], ...]) -> list[str | Box]:
    parts: list[str | Box] = ["<mrow><mo>(</mo><mtable>"]
    for row in rows:
        parts.append("<mtr>")
        for cell in row:
            parts += ("<mtd>", cell, "</mtd>")
        parts.append("</mtr>")
    return [*parts, "</mtable><mo>)</mo></mrow>"]
