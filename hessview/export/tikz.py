"""A picture as PGFPlots source: axes, level lines and overlays as coordinates, words as LaTeX."""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.export.latex_words import latex_words
from hessview.export.line_legend import LineLegend
from hessview.export.page import scale_note
from hessview.export.print_theme import GLYPHS, HATCH, INK, LEVEL, stroke
from hessview.export.runs import runs
from hessview.export.sheet import Frame
from hessview.export.tikz_areas import areas, colour_keys, colour_name, fill_of
from hessview.export.tikz_pen import Pen
from hessview.figure.marks import (
    EVENT,
    TARGET,
    AreaMark,
    ArrowMark,
    GlyphsMark,
    LevelMark,
    LineMark,
    PointMark,
    QuiverMark,
    RegionMark,
    Role,
    TextMark,
    screen_angle,
)
from hessview.language.layout import name_box
from hessview.language.markup import latex

if TYPE_CHECKING:
    from hessview.figure.marks import Axes, Figure

Floats = NDArray[np.float64]

_MATRIX = re.compile(r"H ([=≈]) \(([^()]*)\)")
_POINTS = 8.0
"""The size of the text, from which every width follows."""

_NARROWEST_MM = 3.0
"""Of a frame with equal units; one that would be narrower has its own scales."""

_LEGEND = (
    "legend style={at={(0.5,1.02)}, anchor=south, legend columns=3, draw=none, fill=none, font=\\scriptsize, "
    "column sep=1.5mm}, legend cell align=left"
)
"""Above the picture, where it hides nothing."""

_CAPTION = r"anchor=north west, align=left, font=\footnotesize] at ([yshift=-3mm]current bounding box.south west"

_MARKS = MappingProxyType({
    "minimum": "triangle*, mark options={rotate=180}", "maximum": "triangle*", "saddle": "x", "degenerate": "diamond*",
    "not differentiable": "square*",
})


def tikz(figure: Figure, width_mm: float, height_mm: float, notes: tuple[str, ...] = ()) -> str:
    """Return a LaTeX document with one PGFPlots picture; the signs in regions are left out.

    Parameters
    ----------
    width_mm, height_mm
        Of the frame; at most, where both axes have the same scale.
    notes
        What is said of the lines, after the caption.
    """
    axes = figure.axes
    width_mm, height_mm = _of_scales(axes, width_mm, height_mm)
    pen = Pen(axes, width_mm, height_mm)
    legend = LineLegend(figure)
    body: list[str] = []
    for mark in figure.marks:
        words = legend.name(mark)
        body += [*areas(mark, pen), *_drawn(mark, pen), *_entry(mark, words)]
    said = (*figure.caption, *notes, *figure.notes, scale_note(figure, Frame(0.0, 0.0, width_mm, height_mm)))
    caption = r"\\".join(_caption_line(line, figure.variables) for line in said if line)
    return "\n".join([
        *_head(figure, width_mm, height_mm),
        *body,
        r"\end{axis}",
        *([rf"\node[text width={width_mm:g}mm, {_CAPTION}) {{{caption}}};"] if caption else []),
        r"\end{tikzpicture}",
        r"\end{document}",
    ]) + "\n"  # fmt: skip


def _of_scales(axes: Axes, width_mm: float, height_mm: float) -> tuple[float, float]:
    """Return width and height of the largest frame with equal units, if it wants them and is no strip for that."""
    (x0, x1), (y0, y1) = axes.x_range, axes.y_range
    ratio = (x1 - x0) / (y1 - y0) if axes.equal_aspect else width_mm / height_mm
    width = min(width_mm, height_mm * ratio)
    is_seen = math.isfinite(ratio) and min(width, width / ratio) >= _NARROWEST_MM
    return (width, width / ratio) if is_seen else (width_mm, height_mm)


def _head(figure: Figure, width_mm: float, height_mm: float) -> list[str]:
    axes = figure.axes
    (x0, x1), (y0, y1) = axes.x_range, axes.y_range
    names = [INK, LEVEL, HATCH, *(stroke(role).colour for role in Role), *(colour for _, colour in GLYPHS.values())]
    return [
        r"\documentclass[border=2pt]{standalone}",
        r"\usepackage{amsmath}",
        r"\usepackage{pgfplots}",
        r"\usetikzlibrary{patterns}",
        r"\pgfplotsset{compat=1.16}",
        *(rf"\definecolor{{{colour_name(name)}}}{{HTML}}{{{name[1:].upper()}}}" for name in dict.fromkeys(names)),
        r"\begin{document}",
        r"\begin{tikzpicture}",
        r"\begin{axis}[",
        f"  scale only axis, width={width_mm:g}mm, height={height_mm:g}mm, axis on top, clip mode=individual,",
        f"  xmin={x0!r}, xmax={x1!r}, ymin={y0!r}, ymax={y1!r},",
        f"  xlabel={{{_label(axes.x_label)}}}, ylabel={{{_label(axes.y_label)}}}, tick align=outside,",
        "  tick pos=left, font=\\footnotesize, unbounded coords=jump,",
        f"  level/.style={{draw={colour_name(LEVEL)}, line width=0.3pt, mark=none, forget plot}},",
        *colour_keys(figure, name=_label(figure.colour_bar or "f")),
        f"  {_LEGEND},",
        "]",
    ]


def _drawn(mark: object, pen: Pen) -> list[str]:
    match mark:
        case LevelMark(level=level, vertices=vertices) if len(vertices):
            return [f"% level {level:.9g}", rf"\addplot[level] coordinates {{{pen.line(vertices)}}};"]
        case LineMark(vertices=vertices, role=role) if len(vertices):
            look = f"{_style(role, mark.weight)}, mark=none, forget plot"
            return [f"% {role.value}", rf"\addplot[{look}] coordinates {{{pen.line(vertices)}}};",
                    *_end_word(pen, vertices[-1], mark.label)]  # fmt: skip
        case QuiverMark(places=places, vectors=vectors, role=role) if len(places):
            tails = places - 0.5 * vectors
            rows = [f"{x:.9g} {y:.9g} {u:.9g} {v:.9g}" for x, y, u, v in np.hstack([tails, vectors]).tolist()]
            look = rf"{_style(role)}, forget plot, -stealth, quiver={{u=\thisrow{{u}}, v=\thisrow{{v}}}}"
            return [f"% {role.value}", rf"\addplot[{look}] table {{", "x y u v", *rows, "};"]
        case ArrowMark(tail=tail, head=head, role=role):
            return [
                rf"\draw[{_style(role)}, -latex] (axis cs:{pen.at(*tail)[1:]} -- (axis cs:{pen.at(*head)[1:]};",
                *_end_word(pen, np.array(head), mark.label),
            ]
        case GlyphsMark(places=places, kind=kind) if kind in _MARKS:
            look = _glyph(mark)
            return [f"% {kind}", rf"\addplot[only marks, forget plot, {look}] coordinates {{{pen.line(places)}}};"]
        case PointMark(x=x, y=y):
            look = _ring(mark)
            return [f"% {mark.kind}", rf"\addplot[only marks, forget plot, {look}] coordinates {{{pen.at(x, y)}}};"]
        case TextMark(x=x, y=y, text=text, angle=angle):
            look = f"rotate={screen_angle(angle, *pen.shape):.1f}, fill=white, inner sep=0.6pt, font=\\tiny"
            return [rf"\node[{look}] at (axis cs:{pen.at(x, y)[1:]} {{{latex_words(text)}}};"]
        case _:
            return []


def _glyph(mark: GlyphsMark) -> str:
    colour = colour_name(GLYPHS[mark.kind][1])
    is_saddle = mark.kind == "saddle"
    large = "3.4pt, mark options={line width=1.3pt}" if is_saddle else "2.4pt"
    edge, fill = colour if is_saddle else colour_name(INK), colour if mark.filled else "white"
    return f"mark={_MARKS[mark.kind]}, mark size={large}, draw={edge}, fill={fill}, color={colour}"


def _ring(mark: PointMark) -> str:
    if mark.kind == EVENT:
        return f"mark=diamond*, mark size=2pt, draw={colour_name(INK)}, fill=white, color={colour_name(INK)}"
    code, size = (stroke(Role.NEWTON).colour, 4.0) if mark.kind == TARGET else (INK, 2.6)
    colour = colour_name(code)
    return f"mark=o, mark size={size}pt, thick, draw={colour}, color={colour}"


def _entry(mark: object, words: str) -> list[str]:
    """Return the line of the legend that a mark gets; nothing without words."""
    if not words:
        return []
    match mark:
        case LevelMark():
            look = f"draw={colour_name(LEVEL)}, line width=0.3pt"
        case LineMark(role=role):
            look = _style(role, mark.weight)
        case ArrowMark(role=role) | QuiverMark(role=role):
            look = f"{_style(role)}, -latex"
        case GlyphsMark():
            look = f"only marks, {_glyph(mark)}"
        case PointMark():
            look = f"only marks, {_ring(mark)}"
        case AreaMark() | RegionMark():
            # What is given to the axes' own sample comes without the pattern.
            path = rf"\path[{fill_of(mark)}, draw={colour_name(INK)}, line width=0.2pt]"
            look = rf"legend image code/.code={{{path} (0cm,-0.1cm) rectangle (0.6cm,0.1cm);}}"
        case _:
            return []
    return [rf"\addlegendimage{{{look}}} \addlegendentry{{{latex_words(words)}}}"]


def _end_word(pen: Pen, end: Floats, label: str) -> list[str]:
    if not label or not np.isfinite(end).all():
        return []
    place = pen.at(float(end[0]), float(end[1]))[1:]
    look = r"anchor=west, fill=white, inner sep=0.8pt, font=\scriptsize"
    return [rf"\node[{look}] at (axis cs:{place} {{{latex_words(label)}}};"]


def _style(role: Role, weight: float = 1.0) -> str:
    look = stroke(role)
    width = _POINTS * weight * look.width
    pattern = " ".join(f"{'off' if k % 2 else 'on'} {length * width:.3g}pt" for k, length in enumerate(look.dash))
    dashes = f", dash pattern={pattern}" if pattern else ""
    return f"draw={colour_name(look.colour)}, line width={width:.2g}pt{dashes}"


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
