"""A page of steps as a file: HTML with MathML, LaTeX, plain text. Nothing of it is ever run."""

from __future__ import annotations

import textwrap
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hessview.explanations.statements import Kind, blocks
from hessview.export.latex_words import latex_sentence
from hessview.language.layout import Grid, matrices_apart
from hessview.language.markup import latex, mathml

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from hessview.explanations.statements import Block, Line, Page
    from hessview.language.layout import Box

WIDTH = 100
"""Of plain text, in characters."""

_INDENT = 2
_LONGEST_LINE = 90
"""Characters of LaTeX that surely fit on a line of print."""

_STYLE = """\
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem; color: #1c1e21; background: #ffffff; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #d9dce1; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { margin: .4rem 0; } .deep { border-left: 2px solid #d9dce1; padding-left: .8rem; }
.equation { overflow-x: auto; padding: .2rem 0; } math { font-size: 1.1rem; }
@media (prefers-color-scheme: dark) { body { color: #e8eaed; background: #1f2226; }
  h2, .deep { border-color: #33373d; } }
@media print { body { color: #000000; background: #ffffff; max-width: none; } h2, h3 { break-after: avoid; }
  .equation { overflow: visible; break-inside: avoid; } p:has(+ .equation) { break-after: avoid; } }"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_html(page: Page) -> str:
    """Return an HTML page with MathML: one file, no scripts, nothing is loaded."""
    body = "\n".join(map(_html_block, blocks(page)))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{_html_words(page.title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _html_block(block: Block) -> str:
    match block.kind:
        case Kind.TITLE:
            return f"<h1>{_html_words(block.words)}</h1>"
        case Kind.STEP:
            return f"<h2>{_html_words(block.words)}</h2>"
        case Kind.PART:
            return f"<h3>{_html_words(block.words)}</h3>"
        case Kind.WORDS:
            return f"<p{_deep(block)}>{_html_words(block.words)}</p>"
        case Kind.EQUATION:
            assert block.line is not None  # noqa: S101 - an equation has one
            return f'<div{_deep(block, "equation")}>{line_mathml(block.line)}</div>'


def _html_words(text: str) -> str:
    """Return words as text of a page; what a reader of XML refuses is no part of any word."""
    return escape("".join(character if character.isprintable() else " " for character in text))


def _deep(block: Block, name: str = "") -> str:
    classes = " ".join(part for part in (name, "deep" if block.depth else "") if part)
    indent = f' style="margin-left: {1.2 * block.depth:.1f}rem"' if block.depth else ""
    return (f' class="{classes}"' if classes else "") + indent


def line_mathml(line: Line) -> str:
    """Return the equation of a line as a MathML element."""
    return mathml(line.box)


# ---- LaTeX -----------------------------------------------------------------------------------------------------------

_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath,graphicx}
\usepackage[margin=22mm]{geometry}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setcounter{MaxMatrixCols}{20}
\newcommand{\fit}[1]{\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{$\displaystyle #1$}}
"""


_RULE_NAMES = ("u", "v", "n", "p")
"""What rules and points are told with."""


def as_latex(page: Page) -> str:
    """Return a LaTeX document that needs amsmath, graphicx and geometry."""
    found = list(blocks(page))
    followed = [after.kind is Kind.EQUATION for after in found[1:]] + [False]
    names = (*page.names, *_RULE_NAMES)
    body = "\n".join(
        _latex_block(block, names, is_before_equation=is_before)
        for block, is_before in zip(found, followed, strict=True)
    )
    return f"{_PREAMBLE}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def _latex_block(block: Block, names: Collection[str], *, is_before_equation: bool) -> str:
    words = latex_sentence(block.words, names)
    # Without an empty line an equation belongs to the paragraph before it, and stands on the same sheet.
    end = "" if is_before_equation else "\n"
    match block.kind:
        case Kind.TITLE:
            return rf"\section*{{{words}}}"
        case Kind.STEP:
            return rf"\subsection*{{{words}}}"
        case Kind.PART:
            return rf"\subsubsection*{{{words}}}"
        case Kind.WORDS:
            return (rf"\hspace*{{{block.depth}em}}{words}" if block.depth else words) + end
        case Kind.EQUATION:
            assert block.line is not None  # noqa: S101 - an equation has one
            return f"\\[\n{_latex_equation(block.line)}\n\\]"


def _latex_equation(line: Line) -> str:
    """Return the equation on one line, or side under side where it is long; what is too wide is made smaller."""
    whole = line_latex(line)
    if len(whole) <= _LONGEST_LINE:
        return whole
    first, *others = line.sides
    if not others:
        return rf"\fit{{{whole}}}"
    rows = [rf"\fit{{{latex(first.box)} {_RELATIONS[others[0].relation]} {latex(others[0].box)}}}"]
    rows += [rf"\fit{{{_RELATIONS[side.relation]} {latex(side.box)}}}" for side in others[1:]]
    return rows[0] if len(rows) == 1 else "\\begin{gathered}\n" + " \\\\\n".join(rows) + "\n\\end{gathered}"


def line_latex(line: Line) -> str:
    """Return the equation of a line in LaTeX for math mode."""
    return latex(line.box)


_RELATIONS: Mapping[str, str] = MappingProxyType({"=": "=", "≈": r"\approx"})


# ---- plain text ------------------------------------------------------------------------------------------------------


def as_text(page: Page) -> str:
    """Return plain text; words are wrapped, equations stay on their lines."""
    return "\n".join(_text_block(block) for block in blocks(page)) + "\n"


def _text_block(block: Block) -> str:
    match block.kind:
        case Kind.TITLE:
            return block.words
        case Kind.STEP:
            return f"\n{block.words}"
        case Kind.PART:
            return f"\n  {block.words}"
        case _:
            indent = " " * (_INDENT * (block.depth + 2))
            if block.line is not None:
                return f"{indent}{block.line.plain}"
            return textwrap.fill(block.words, WIDTH, initial_indent=indent, subsequent_indent=indent)


WRITERS: Mapping[str, Callable[[Page], str]] = MappingProxyType({"html": as_html, "tex": as_latex, "txt": as_text})
"""What a page can be written as, by the ending of the file; a PDF is painted."""


def plain_page(page: Page) -> dict[str, Any]:
    """Return a page in lists, texts and numbers, for the process that paints it.

    Returns
    -------
    dict
        ``title``, and ``blocks``: each ``[kind, words, depth, sides]``; a side is ``[relation, parts]``, a part is
        LaTeX for mathtext, or a matrix: rows of such texts.
    """
    return {"title": page.title, "blocks": [_plain_block(block) for block in blocks(page)]}


def _plain_block(block: Block) -> list[object]:
    sides = () if block.line is None else block.line.sides
    return [str(block.kind), block.words, block.depth, [[side.relation, _plain_parts(side.box)] for side in sides]]


def _plain_parts(box: Box) -> list[object]:
    return [
        [[latex(cell, mathtext=True) for cell in row] for row in part.rows]
        if isinstance(part, Grid) else latex(part, mathtext=True)
        for part in matrices_apart(box)
    ]  # fmt: skip


def page_bytes(page: Page, ending: str) -> bytes:
    """Return the file of a page.

    Parameters
    ----------
    ending
        ``"html"``, ``"tex"``, ``"txt"`` or ``"pdf"``.

    Raises
    ------
    ValueError
        For another ending.
    """
    if ending == "pdf":
        from hessview.export.steps_pdf import as_pdf  # matplotlib takes half a second

        return as_pdf(plain_page(page))
    writer = WRITERS.get(ending)
    if writer is None:
        raise ValueError(f"expected html, tex, txt or pdf, got {ending!r}")
    return writer(page).encode("utf-8")


ENDINGS = ("html", "pdf", "tex", "txt")
