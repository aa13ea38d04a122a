"""A picture as PGFPlots source: axes, level lines and overlays as coordinates, words as LaTeX."""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.export.dots_painting import WALL, seen_dots
from hessview.export.latex_words import latex_sentence, latex_words
from hessview.export.lettering import Paper, end_labels
from hessview.export.line_legend import LineLegend, left_out
from hessview.export.page import scale_note
from hessview.export.print_theme import DOT_SIZE, GLYPHS, HATCH, INK, LEVEL, POINTS_PER_MM, stroke
from hessview.export.sheet import Frame
from hessview.export.tikz_areas import areas, colour_keys, colour_name, fill_of
from hessview.export.tikz_pen import Pen
from hessview.figure.marks import (
    CORE,
    EVENT,
    PATHS,
    TARGET,
    AreaMark,
    ArrowMark,
    DotsMark,
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
from hessview.figure.run_looks import RINGS
from hessview.figure.spread import as_sentence
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
    "minimum": "triangle*, every mark/.append style={rotate=180}", "maximum": "triangle*", "saddle": "x",
    "degenerate": "diamond*", "not differentiable": "square*",
})


def tikz(figure: Figure, width_mm: float, height_mm: float, notes: tuple[str, ...] = ()) -> str:
    """Return a LaTeX document with one PGFPlots picture; what it leaves out is said in a comment.

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
    scales = scale_note(figure, Frame(0.0, 0.0, width_mm, height_mm))
    said = (*figure.caption, *notes, *map(as_sentence, (*figure.notes, *([scales] if scales else []))))
    caption = r"\\".join(_caption_line(line, figure.variables) for line in said if line)
    return "\n".join([
        *_head(figure, width_mm, height_mm),
        *([f"% {left_out(figure)}"] if left_out(figure) else []),
        *body,
        *_words(figure, width_mm, height_mm),
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
        case LineMark(vertices=vertices) if len(vertices):
            return _line(mark, pen)
        case DotsMark(role=role) if len(places := seen_dots(mark, pen.axes)):
            line = f"coordinates {{{pen.line(places)}}};"
            return [f"% iterates of {role.value}", *(rf"\addplot[{look}] {line}" for look in _dots(mark))]
        case QuiverMark(places=places, vectors=vectors, role=role) if len(places):
            tails = places - 0.5 * vectors
            rows = [f"{x:.9g} {y:.9g} {u:.9g} {v:.9g}" for x, y, u, v in np.hstack([tails, vectors]).tolist()]
            look = rf"{_style(role)}, forget plot, -stealth, quiver={{u=\thisrow{{u}}, v=\thisrow{{v}}}}"
            return [f"% {role.value}", rf"\addplot[{look}] table {{", "x y u v", *rows, "};"]
        case ArrowMark(tail=tail, head=head, role=role):
            return [
                rf"\draw[{_style(role)}, -latex] (axis cs:{pen.at(*tail)[1:]} -- (axis cs:{pen.at(*head)[1:]};",
            ]
        case GlyphsMark(places=places, kind=kind) if kind in _MARKS:
            look = _glyph(mark)
            return [f"% {kind}", rf"\addplot[only marks, forget plot, {look}] coordinates {{{pen.line(places)}}};"]
        case PointMark(x=x, y=y):
            look = _ring(mark)
            return [f"% {mark.kind}", rf"\addplot[only marks, forget plot, {look}] coordinates {{{pen.at(x, y)}}};"]
        case TextMark(x=x, y=y, text=text, angle=angle, role=Role.LEVEL_LABEL):
            look = f"rotate={screen_angle(angle, *pen.shape):.1f}, fill=white, inner sep=0.6pt, font=\\tiny"
            return [rf"\node[{look}] at (axis cs:{pen.at(x, y)[1:]} {{{latex_words(text)}}};"]
        case _:
            return []


def _line(mark: LineMark, pen: Pen) -> list[str]:
    role, line = mark.role, f"coordinates {{{pen.line(mark.vertices)}}};"
    look = f"{_style(role, mark.weight)}, mark=none{_opacity(mark)}, forget plot"
    return [f"% {role.value}", rf"\addplot[{look}] {line}"]


def _dots(mark: DotsMark) -> list[str]:
    """Return how the iterates of a run are drawn; a ring with a slash in two goes."""
    colour, size = colour_name(stroke(mark.role).colour), 0.5 * DOT_SIZE * mark.weight * _POINTS
    plain = f"only marks, forget plot{_opacity(mark)}"
    if mark.is_stopped:
        wall = f"draw={colour}, color={colour}, line width={1.4 * WALL * _POINTS:.2g}pt"
        return [
            f"{plain}, mark=*, mark size={size:.3g}pt, mark options={{{wall}, fill=white}}",
            f"{plain}, mark=|, mark size={size:.3g}pt, mark options={{{wall}, rotate=-45}}",
        ]
    inside = "white" if mark.role in RINGS else colour
    wall = f"draw={colour}, fill={inside}, line width={WALL * _POINTS:.2g}pt"
    return [f"{plain}, mark=*, mark size={size:.3g}pt, mark options={{{wall}}}"]


def _opacity(mark: LineMark | DotsMark) -> str:
    return "" if mark.opacity == 1.0 else f", opacity={mark.opacity:g}"


def _glyph(mark: GlyphsMark) -> str:
    colour = colour_name(GLYPHS[mark.kind][1])
    is_saddle = mark.kind == "saddle"
    edge, fill = colour if is_saddle else colour_name(INK), colour if mark.filled else "white"
    look = f"draw={edge}, fill={fill}, line width={1.3 if is_saddle else 0.4}pt"
    return f"mark={_MARKS[mark.kind]}, mark size={3.4 if is_saddle else 2.4}pt, every mark/.append style={{{look}}}"


def _ring(mark: PointMark) -> str:
    if mark.kind == EVENT:
        return f"mark=diamond*, mark size=2pt, every mark/.append style={{draw={colour_name(INK)}, fill=white}}"
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


def _words(figure: Figure, width_mm: float, height_mm: float) -> list[str]:
    """Return the labels of arrows and lines, and notes, where the picture has them: free, and inside the frame."""
    width, height = width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM
    look = r"fill=white, fill opacity=0.8, text opacity=1, inner sep=0.8pt, font=\scriptsize"
    made = []
    for word in end_labels(figure, Paper(width, height, figure.axes.x_range, figure.axes.y_range, _POINTS)):
        across, up = word.box.x / width, word.box.y / height
        if math.isfinite(across + up):
            made.append(rf"\node[{look}] at (rel axis cs:{across:.4f},{up:.4f}) {{{latex_words(word.text)}}};")
    return made


def _style(role: Role, weight: float = 1.0) -> str:
    """Return colour, width and dashes of a line; one that is drawn double has a light core."""
    look = stroke(role)
    width = _POINTS * weight * look.width
    pattern = " ".join(f"{'off' if k % 2 else 'on'} {length * width:.3g}pt" for k, length in enumerate(look.dash))
    dashes = f", dash pattern={pattern}" if pattern else ""
    core = f", double=white, double distance={CORE * width:.2g}pt" if role in PATHS else ""
    width = 0.5 * (1.0 - CORE) * width if role in PATHS else width
    return f"draw={colour_name(look.colour)}, line width={width:.2g}pt{dashes}{core}"


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
    return latex_sentence(text, names)


def _label(name: str) -> str:
    if " " in name:
        return latex_words(name)
    head, bracket, argument = name.partition("(")
    if bracket and name.endswith(")"):
        return f"${latex(name_box(head))}({latex(name_box(argument[:-1]))})$"
    return f"${latex(name_box(name))}$"
