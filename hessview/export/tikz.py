"""A picture as PGFPlots source: axes, level lines and overlays as coordinates, words as LaTeX."""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.export.latex_words import latex_words
from hessview.export.print_theme import GLYPHS, INK, LEVEL, stroke
from hessview.export.runs import runs
from hessview.figure.marks import (
    TARGET,
    ArrowMark,
    GlyphsMark,
    LevelMark,
    LineMark,
    PointMark,
    QuiverMark,
    Role,
    TextMark,
    screen_angle,
)
from hessview.language.layout import name_box
from hessview.language.markup import latex

if TYPE_CHECKING:
    from hessview.figure.marks import Axes, Figure

Floats = NDArray[np.float64]

_THINNED_MM = 0.12
"""Vertices that lie nearer to the one before on paper are left out; a curve of radius 1 mm is 0.002 mm off then."""

_MATRIX = re.compile(r"H ([=≈]) \(([^()]*)\)")
_POINTS = 8.0
"""The size of the text, from which every width follows."""

_CAPTION = r"anchor=north west, align=left, font=\footnotesize] at ([yshift=-3mm]current bounding box.south west"

_MARKS = MappingProxyType({
    "minimum": "triangle*, mark options={rotate=180}", "maximum": "triangle*", "saddle": "x", "degenerate": "diamond*",
    "not differentiable": "square*",
})


def tikz(figure: Figure, width_mm: float, height_mm: float, notes: tuple[str, ...] = ()) -> str:
    """Return a LaTeX document with one PGFPlots picture; the colours of the map and the tints of regions are left out.

    Parameters
    ----------
    width_mm, height_mm
        Of the frame.
    notes
        What is said of the lines, after the caption.
    """
    axes = figure.axes
    pen = _Pen(axes, width_mm, height_mm)
    body: list[str] = []
    for mark in figure.marks:
        body += _drawn(mark, pen)
    caption = r"\\".join(_caption_line(line, figure.variables) for line in (*figure.caption, *notes, *figure.notes))
    return "\n".join([
        *_head(axes, width_mm, height_mm),
        *body,
        r"\end{axis}",
        *([rf"\node[text width={width_mm:g}mm, {_CAPTION}) {{{caption}}};"] if caption else []),
        r"\end{tikzpicture}",
        r"\end{document}",
    ]) + "\n"  # fmt: skip


class _Pen:
    """Writes coordinates with as many digits as paper shows, and leaves out vertices that it does not."""

    def __init__(self, axes: Axes, width_mm: float, height_mm: float) -> None:
        ranges = (axes.x_range, axes.y_range)
        sides = zip((width_mm, height_mm), ranges, strict=True)
        self.scale = np.array([side / (high - low) for side, (low, high) in sides])
        self.shape = (width_mm, height_mm)
        self._digits = [max(0, min(15, 4 - math.floor(math.log10(high - low)))) for low, high in ranges]

    def at(self, x: float, y: float) -> str:
        """Return ``(x,y)``."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return "(nan,nan)"
        a, b = (
            f"{value:.{digits}f}" if abs(value) < 1e6 and digits < 15 else f"{value:.12g}"
            for value, digits in zip((x, y), self._digits, strict=True)
        )
        return f"({a},{b})"

    def line(self, vertices: Floats) -> str:
        """Return the coordinates of a polyline, pieces separated by nan."""
        kept = [self.at(*vertices[k]) for k in np.flatnonzero(self._needed(vertices))]
        return " ".join(kept)

    def _needed(self, vertices: Floats) -> NDArray[np.bool_]:
        paper = vertices * self.scale
        needed = np.ones(len(vertices), dtype=np.bool_)
        last = 0
        for k in range(1, len(vertices) - 1):
            gap = paper[k] - paper[last]
            is_end = math.isnan(gap[0]) or math.isnan(paper[k + 1][0])
            if is_end or gap @ gap >= _THINNED_MM**2:
                last = k
            else:
                needed[k] = False
        return needed


def _head(axes: Axes, width_mm: float, height_mm: float) -> list[str]:
    (x0, x1), (y0, y1) = axes.x_range, axes.y_range
    names = [INK, LEVEL, *(stroke(role).colour for role in Role), *(colour for _, colour in GLYPHS.values())]
    return [
        r"\documentclass[border=2pt]{standalone}",
        r"\usepackage{amsmath}",
        r"\usepackage{pgfplots}",
        r"\pgfplotsset{compat=1.16}",
        *(rf"\definecolor{{{_colour(name)}}}{{HTML}}{{{name[1:].upper()}}}" for name in dict.fromkeys(names)),
        r"\begin{document}",
        r"\begin{tikzpicture}",
        r"\begin{axis}[",
        f"  scale only axis, width={width_mm:g}mm, height={height_mm:g}mm, axis on top, clip mode=individual,",
        f"  xmin={x0!r}, xmax={x1!r}, ymin={y0!r}, ymax={y1!r},",
        f"  xlabel={{{_label(axes.x_label)}}}, ylabel={{{_label(axes.y_label)}}}, tick align=outside,",
        "  tick pos=left, font=\\footnotesize, unbounded coords=jump,",
        f"  level/.style={{draw={_colour(LEVEL)}, line width=0.3pt, mark=none}},",
        "]",
    ]


def _drawn(mark: object, pen: _Pen) -> list[str]:
    match mark:
        case LevelMark(level=level, vertices=vertices) if len(vertices):
            return [f"% level {level:.9g}", rf"\addplot[level] coordinates {{{pen.line(vertices)}}};"]
        case LineMark(vertices=vertices, role=role) if len(vertices):
            look = f"{_style(role, mark.weight)}, mark=none"
            return [f"% {role.value}", rf"\addplot[{look}] coordinates {{{pen.line(vertices)}}};",
                    *_end_word(pen, vertices[-1], mark.label)]  # fmt: skip
        case QuiverMark(places=places, vectors=vectors, role=role) if len(places):
            tails = places - 0.5 * vectors
            rows = [f"{x:.9g} {y:.9g} {u:.9g} {v:.9g}" for x, y, u, v in np.hstack([tails, vectors]).tolist()]
            look = rf"{_style(role)}, -stealth, quiver={{u=\thisrow{{u}}, v=\thisrow{{v}}}}"
            return [f"% {role.value}", rf"\addplot[{look}] table {{", "x y u v", *rows, "};"]
        case ArrowMark(tail=tail, head=head, role=role):
            return [
                rf"\draw[{_style(role)}, -latex] (axis cs:{pen.at(*tail)[1:]} -- (axis cs:{pen.at(*head)[1:]};",
                *_end_word(pen, np.array(head), mark.label),
            ]
        case GlyphsMark(places=places, kind=kind, filled=filled) if kind in _MARKS:
            colour = _colour(GLYPHS[kind][1])
            large = "3.4pt, mark options={line width=1.3pt}" if kind == "saddle" else "2.4pt"
            look = f"mark={_MARKS[kind]}, mark size={large}, draw={_colour(INK)}, fill={colour if filled else 'white'}"
            look = look.replace(f"draw={_colour(INK)}", f"draw={colour}") if kind == "saddle" else look
            return [f"% {kind}", rf"\addplot[only marks, {look}, color={colour}] coordinates {{{pen.line(places)}}};"]
        case PointMark(x=x, y=y):
            colour, size = (stroke(Role.NEWTON).colour, 4.0) if mark.kind == TARGET else (INK, 2.6)
            look = f"mark=o, mark size={size}pt, thick, draw={_colour(colour)}, color={_colour(colour)}"
            return [f"% {mark.kind}", rf"\addplot[only marks, {look}] coordinates {{{pen.at(x, y)}}};"]
        case TextMark(x=x, y=y, text=text, angle=angle):
            look = f"rotate={screen_angle(angle, *pen.shape):.1f}, fill=white, inner sep=0.6pt, font=\\tiny"
            return [rf"\node[{look}] at (axis cs:{pen.at(x, y)[1:]} {{{latex_words(text)}}};"]
        case _:
            return []


def _end_word(pen: _Pen, end: Floats, label: str) -> list[str]:
    if not label or not np.isfinite(end).all():
        return []
    place = pen.at(float(end[0]), float(end[1]))[1:]
    look = r"anchor=west, fill=white, inner sep=0.8pt, font=\scriptsize"
    return [rf"\node[{look}] at (axis cs:{place} {{{latex_words(label)}}};"]


def _style(role: Role, weight: float = 1.0) -> str:
    look = stroke(role)
    width = _POINTS * weight * look.width
    pattern = " ".join(f"{'off' if k % 2 else 'on'} {length * width:.3g}pt" for k, length in enumerate(look.dash))
    return f"draw={_colour(look.colour)}, line width={width:.2g}pt" + (f", dash pattern={pattern}" if pattern else "")


def _colour(code: str) -> str:
    return f"c{code[1:].lower()}"


def _caption_line(text: str, names: tuple[str, ...]) -> str:
    """Return a line with the names of quantities, and the Hessian, as formulas."""
    found = _MATRIX.search(text)
    if found:
        rows = (row.strip().split("\u00a0") for row in found[2].split(";\u00a0"))
        entries = r" \\ ".join(" & ".join(map(latex_words, row)) for row in rows)
        made = entries.replace("$", "")
        before, after = (_caption_line(part, names) for part in (text[: found.start()], text[found.end() :]))
        relation = "=" if found[1] == "=" else r"\approx"
        return rf"{before}$H {relation} \begin{{pmatrix}} {made} \end{{pmatrix}}${after}"
    return "".join(
        f"${latex(name_box(piece))}$" if is_name and piece.isascii() else latex_words(piece)
        for piece, is_name in runs(text, names)
    )


def _label(name: str) -> str:
    if " " in name:
        return latex_words(name)
    head, bracket, argument = name.partition("(")
    if bracket and name.endswith(")"):
        return f"${latex(name_box(head))}({latex(name_box(argument[:-1]))})$"
    return f"${latex(name_box(name))}$"
