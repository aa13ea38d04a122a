"""The marks of a picture as lines of a script: what follows the probe, points, regions and their borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hessview.export.dots_painting import dot_fill, seen_dots
from hessview.export.print_theme import DOT_SIZE, GLYPHS, INK, SPARSE, stroke
from hessview.export.region_painting import ground
from hessview.figure.marks import (
    CORE,
    EVENT,
    PATHS,
    TARGET,
    AreaMark,
    ArrowMark,
    DotsMark,
    GlyphsMark,
    LineMark,
    PointMark,
    QuiverMark,
    RegionMark,
    Role,
)
from hessview.figure.overlays.quadratic_model import model_levels
from hessview.figure.probe_model import probe_model

if TYPE_CHECKING:
    from hessview.compute.results import Results
    from hessview.export.line_legend import LineLegend
    from hessview.figure.marks import Figure, Mark

POINTS = 8.0
"""The size of the text, from which every width follows."""

_MOST_VERTICES = 2000
_FILLS = ("facecolor", "edgecolor")


def overlays(figure: Figure, results: Results, legend: LineLegend) -> list[str]:
    """Return what draws all marks but the field and the level lines of f; `legend` names the first of each kind."""
    made: list[str] = []
    is_graph = figure.axes.is_graph
    for mark in figure.marks:
        match mark:
            case LineMark(role=Role.CURVE) if is_graph:
                pass
            case LineMark(role=Role.MODEL):
                made += _model(figure, results, legend.name(mark))
            case LineMark(vertices=vertices) if np.isfinite(vertices).all(axis=1).any():
                made.append(_line(mark, "" if mark.role is Role.TRUST else legend.name(mark)))
            case DotsMark() if len(seen_dots(mark, figure.axes)):
                made.append(_dots(mark, figure))
            case AreaMark() | RegionMark() if has_rings(mark):
                made.append(_area(mark, legend.name(mark)))
            case QuiverMark() | ArrowMark():
                made += _arrows(mark, legend.name(mark))
            case GlyphsMark(kind=kind) if kind in GLYPHS:
                made.append(_glyphs(mark, legend.name(mark)))
            case PointMark():
                made += _point(mark, legend.name(mark))
            case _:
                pass
    return made


def label_words(words: str) -> str:
    """Return what gives a thing a name in the legend."""
    return f", label={words!r}" if words else ""


def _arrows(mark: QuiverMark | ArrowMark, words: str) -> list[str]:
    look = stroke(mark.role)
    if isinstance(mark, QuiverMark):
        columns = ", ".join(numbers(column) for column in (*mark.places.T, *mark.vectors.T))
        made = (
            f'ax.quiver({columns}, angles="xy", scale_units="xy", scale=1, pivot="mid", width=0.002, zorder=2, '
            f'color="{look.colour}")  # {mark.role.value}'
        )
    else:
        style = f', "linestyle": (0, {look.dash})' if look.dash else ""
        made = (
            f'ax.annotate("", {pair(mark.head)}, {pair(mark.tail)}, arrowprops={{"arrowstyle": "-|>", '
            f'"color": "{look.colour}", "shrinkA": 0, "shrinkB": 0{style}}})  # {mark.role.value}'
        )
    # What matplotlib makes of arrows has no place in a legend.
    named = f'ax.plot([], [], color="{look.colour}", marker=">", markersize=4, markevery=[-1], linewidth=1'
    named += f", linestyle=(0, {look.dash})" if look.dash else ""
    return [made, *([f"{named}{label_words(words)})"] if words else [])]


def _glyphs(mark: GlyphsMark, words: str) -> str:
    shape, colour = GLYPHS[mark.kind]
    face = f'"{colour}"' if mark.filled else '"white"'
    x, y = (numbers(column) for column in mark.places.T)
    return (
        f'ax.plot({x}, {y}, "{shape}", color={face}, markeredgecolor="{INK}", markersize=6, zorder=5'
        f"{label_words(words)})  # {mark.kind}"
    )


def _point(mark: PointMark, words: str) -> list[str]:
    if not np.isfinite([mark.x, mark.y]).all():
        return []
    if mark.kind == "probe":
        look, said = f'"o", color="white", markeredgecolor="{INK}", markersize=7', "the probe"
    elif mark.kind == TARGET:
        look = f'"o", color="none", markeredgecolor="{stroke(Role.NEWTON).colour}", markersize=9'
        said = "where the step leads"
    elif mark.kind == EVENT:
        look, said = f'"D", color="white", markeredgecolor="{INK}", markersize=4', "where paths meet at another value"
    else:
        return []
    return [f"ax.plot({mark.x!r}, {mark.y!r}, {look}, zorder=6{label_words(words)})  # {said}"]


def has_rings(mark: Mark) -> bool:
    """Whether a mark is an area that is drawn."""
    if isinstance(mark, RegionMark):
        return bool(len(mark.rings)) and any(ground(mark.kind, mark.is_tinted)[key] != "none" for key in _FILLS)
    return isinstance(mark, AreaMark) and bool(len(mark.rings))


def _area(mark: AreaMark | RegionMark, words: str) -> str:
    x, y = (numbers(column) for column in mark.rings.T)
    if isinstance(mark, AreaMark):
        look: dict[str, object] = {"facecolor": "none", "edgecolor": stroke(mark.role).colour, "hatch": SPARSE}
    else:
        look = ground(mark.kind, mark.is_tinted)
    given = ", ".join(f"{key}={value!r}" for key, value in look.items())
    kind = mark.role.value if isinstance(mark, AreaMark) else mark.kind
    return f"ax.add_patch(PathPatch(rings({x}, {y}), {given}, linewidth=0, zorder=1.5{label_words(words)}))  # {kind}"


def _model(figure: Figure, results: Results, words: str) -> list[str]:
    """Return the second-order Taylor polynomial in the picture's coordinates, and its level lines."""
    model, plane, curvature = probe_model(results), results.slice, results.curvature
    levels = list(model_levels(results, figure.axes))
    if model is None or plane is None or curvature is None or not levels:
        return []
    D = np.array(plane.directions)
    g, H = (D @ curvature.gradient + 0.0).tolist(), (D @ curvature.hessian @ D.T + 0.0).tolist()
    look = stroke(Role.MODEL)
    style = f'linewidths={POINTS * look.width:.2g}, linestyles=[(0, {look.dash})]'
    return [
        "# The quadratic model m = f + g d + d H d / 2: value, gradient and Hessian of f at the probe.",
        f"at, f0 = {plane.to_plane(curvature.point.tolist())!r}, {float(curvature.value)!r}",
        f"g = {g!r}",
        f"H = {H!r}",
        "u, v = X - at[0], Y - at[1]",
        "M = f0 + g[0]*u + g[1]*v + (H[0][0]*u**2 + 2*H[0][1]*u*v + H[1][1]*v**2)/2",
        f'ax.contour(X, Y, M, levels={levels!r}, colors="{look.colour}", {style})',
        *([f'ax.plot([], [], color="{look.colour}", linewidth=1, linestyle=(0, {look.dash}){label_words(words)})']
          if words else []),
    ]  # fmt: skip


def _dots(mark: DotsMark, figure: Figure) -> str:
    """Return what draws the iterates of a run, a ring with a slash where it stopped without an end."""
    x, y = (numbers(column) for column in seen_dots(mark, figure.axes).T)
    across = DOT_SIZE * mark.weight * POINTS
    if mark.is_stopped:
        look: dict[str, object] = {"marker": r"$\oslash$", "markersize": 1.6 * across}
        look["color"] = stroke(mark.role).colour
    else:
        look = {"marker": "o", "markersize": across, **dot_fill(mark.role, POINTS, mark.weight)}
    rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in look.items()}
    given = ", ".join(f"{key}={value!r}" for key, value in rounded.items())
    return f'ax.plot({x}, {y}, linestyle="none", {given}{_opacity(mark)}, zorder=3)  # iterates of {mark.role.value}'


def _opacity(mark: LineMark | DotsMark) -> str:
    return "" if mark.opacity == 1.0 else f", alpha={mark.opacity:g}"


def _line(mark: LineMark, words: str) -> str:
    """Return what draws a line; one that is drawn double has a light core."""
    look = stroke(mark.role)
    x, y = (numbers(column) for column in _thinned(mark.vertices).T)
    width, colour, dash, edges = POINTS * mark.weight * look.width, look.colour, look.dash, ""
    if mark.role in PATHS:
        edges = f', path_effects=[withStroke(linewidth={width:.2g}, foreground="{colour}")], solid_capstyle="butt"'
        width, colour, dash = CORE * width, "white", tuple(round(length / CORE, 2) for length in dash)
    style = f"(0, {dash})" if dash else '"-"'
    # A comment ends with its line: what does not print is no part of it.
    label = "".join(letter for letter in mark.label if letter.isprintable())
    return (
        f'ax.plot({x}, {y}, color="{colour}", linewidth={width:.2g}, linestyle={style}'
        f"{edges}{_opacity(mark)}{label_words(words)})  # {mark.role.value}{f', {label}' if label else ''}"
    )


def _thinned(vertices: np.ndarray) -> np.ndarray:
    """Return a line with so few vertices that they can be written down; its pieces keep their ends."""
    step = -(-len(vertices) // _MOST_VERTICES)
    gap = np.isnan(vertices).any(axis=1)
    kept = gap | np.roll(gap, 1) | np.roll(gap, -1)
    kept[::step] = True
    kept[[0, -1]] = True
    return np.asarray(vertices[kept])


def numbers(values: np.ndarray) -> str:
    """Return numbers as a list of the script's."""
    return "[" + ", ".join("np.nan" if value != value else f"{value:.9g}" for value in values.tolist()) + "]"  # noqa: PLR0124


def pair(point: tuple[float, float]) -> str:
    """Return a point as the script writes it."""
    return f"({point[0]:.9g}, {point[1]:.9g})"
