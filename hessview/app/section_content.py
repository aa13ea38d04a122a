"""What the dock of sections shows of a state: which lines, what they are called, and the dial."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.plane_form import PlaneForm, orthonormal, plane_form
from hessview.analysis.sections import Line, Section, fitting_window, line_along, nice, principal_line, sections
from hessview.figure.dial import dial
from hessview.figure.probe_model import is_quadratic
from hessview.figure.sections import eigen_names, second_words, section_plot
from hessview.figure.words import name_words, number, share_words, subscript
from hessview.views.sections_view import SectionsContent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.analysis.curvature import Curvature
    from hessview.landscapes.from_expression import ExpressionLandscape
    from hessview.landscapes.slice import Slice
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

ONE_OF_MANY = "one of many: repeated"
"""Of an eigenvector whose eigenvalue cannot be told apart from another: any in their plane would do."""

LineKey = tuple[str, int]
"""Of which kind a line is and which of them: ``("space", k)`` an eigenvector of H, ``("plane", k)`` a principal axis of
the picture's plane, ``("axis", k)`` one of its directions."""


@dataclass(frozen=True, eq=False)
class NamedLine:
    """A line with what it and the second derivative along it are called, and what else is to be said in its title."""

    line: Line
    symbol: str
    second: str
    at: float = 0.0
    note: str = ""


@dataclass(frozen=True, eq=False)
class Shown:
    """What is shown, with the sections in it and the point that they run through."""

    content: SectionsContent
    sections: tuple[Section, ...]
    point: Floats


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of the sections through the point of a curvature, and the form on the picture's plane.

    The form is None where H is not known, and for n = 1; `direction` is that of the last section, None without it.
    """

    lines: tuple[NamedLine, ...]
    form: PlaneForm | None
    curvature: Curvature
    plane: Slice
    direction: float | None


def default_keys(curvature: Curvature) -> tuple[LineKey, ...]:
    """Return which lines are shown until others are chosen: the eigenvectors of the extreme eigenvalues."""
    n = curvature.dimension
    if not _knows_axes(curvature):
        return (("axis", 0),) if n == 1 else (("axis", 0), ("axis", 1))
    return (("space", 0),) if n == 1 else (("space", 0), ("space", n - 1))


def lines_of(
    curvature: Curvature, plane: Slice, direction: float | None, keys: Mapping[int, LineKey],
    held: tuple[int, Floats, float] | None = None,
) -> Lines:
    """Return the lines of the sections through the point of `curvature`.

    Parameters
    ----------
    direction
        Of the third section, in degrees in the picture's plane.
    keys
        By the place of a section, which line was chosen for it.
    held
        The place of a section whose line stays, its direction, and where on it the point is now.
    """
    form = None if curvature.dimension == 1 else plane_form(curvature, plane.directions)
    wanted = [keys.get(k, key) for k, key in enumerate(default_keys(curvature))]
    lines = [_named(curvature, plane, form, key) for key in wanted]
    if direction is not None and curvature.dimension > 1:
        basis = orthonormal(plane.directions)
        angle = math.radians(direction)
        v = math.cos(angle) * basis[0] + math.sin(angle) * basis[1] if form is None else form.direction(direction)
        lines.append(NamedLine(line_along(curvature, v), "d", "dᵀHd"))
    if held is not None and held[0] < len(lines):
        old = lines[held[0]]
        lines[held[0]] = NamedLine(line_along(curvature, held[1]), old.symbol, old.second, held[2], old.note)
    return Lines(tuple(lines), form, curvature, plane, direction)


def fit(landscape: ExpressionLandscape | None, curvature: Curvature, plane: Slice, side: float, trust: float) -> float:
    """Return the half width of the window that suits the sections along the principal axes.

    Without a landscape, where asking it takes long, it is that of the view alone; `side` is the view's shorter one.
    """
    if landscape is None:
        return nice(0.25 * side) if 0.0 < side < math.inf else 1.0
    lines = [named.line for named in lines_of(curvature, plane, None, {}).lines]
    return fitting_window(landscape, curvature, lines, side, trust)


def sample(landscape: ExpressionLandscape, lines: Lines, window: float, trust: float) -> tuple[Section, ...]:
    """Return f along the lines, here and now."""
    chosen, offsets = [named.line for named in lines.lines], [named.at for named in lines.lines]
    return sections(landscape, lines.curvature, chosen, window, at=offsets, trust=trust)


def content_of(lines: Lines, found: Sequence[Section], formula: Formula, window: float, trust: float) -> Shown:
    """Return what the dock shows.

    Parameters
    ----------
    found
        The section of every line.
    formula
        The function.
    trust
        As for `sections`.
    """
    curvature, plane = lines.curvature, lines.plane
    plots = tuple(
        section_plot(section, named.symbol, named.second, formula.name, named.note, is_exact=is_quadratic(formula))
        for section, named in zip(found, lines.lines, strict=True)
    )
    n, form = curvature.dimension, lines.form
    with_chooser = n > 2 and _knows_axes(curvature)
    choosers = tuple(plot.title if with_chooser and k < 2 else "" for k, plot in enumerate(plots))
    shown = None
    if n > 1:
        names = _plane_names(plane, curvature.variables)
        shown = dial(form, names, lines.direction, is_critical=curvature.is_critical, gradient=curvature.gradient)
    marked = () if form is None or form.is_round else (*form.angles, *form.zeros)
    said = f"|t| ≤ {number(window, 3)}"
    content = SectionsContent(plots, choosers, shown, marked, lines.direction, said, share_words(trust))
    return Shown(content, tuple(found), curvature.point)


def choices(curvature: Curvature, plane: Slice) -> Sequence[tuple[str, LineKey]]:
    """Return the lines that can be chosen with their names: the extreme eigenvalues first, the plane's axes last."""
    n = curvature.dimension
    order = sorted(range(n), key=lambda k: min(k, n - 1 - k))
    keys: list[LineKey] = [("space", k) for k in order]
    form = plane_form(curvature, plane.directions) if n > 2 else None
    keys += [("plane", 0), ("plane", 1)] if form is not None else []
    made = []
    for key in keys:
        named = _named(curvature, plane, form, key)
        value = second_words(named.line.sign, named.line.second)
        among = " in the plane of the picture" if key[0] == "plane" else ""
        made.append((f"{named.symbol}   {named.second} {value}{among}", key))
    return made


def _named(curvature: Curvature, plane: Slice, form: PlaneForm | None, key: LineKey) -> NamedLine:
    kind, k = key
    if kind == "plane" and form is not None:
        line = line_along(curvature, form.direction(form.angles[k]))
        return NamedLine(line, f"u{subscript(k + 1)}", f"μ{subscript(k + 1)}")
    if kind == "space" and _knows_axes(curvature):
        symbol, second = eigen_names(k)
        if curvature.dimension == 1:
            symbol, second = name_words(curvature.variables[0]), "f″"
        is_repeated = any(k in cluster for cluster in curvature.repeated)
        return NamedLine(principal_line(curvature, k), symbol, second, note=ONE_OF_MANY if is_repeated else "")
    if curvature.dimension == 1:
        return NamedLine(line_along(curvature, [1.0]), name_words(curvature.variables[0]), "f″")
    name = name_words(_plane_names(plane, curvature.variables)[k % 2])
    return NamedLine(line_along(curvature, orthonormal(plane.directions)[k % 2]), name, "second derivative")


def _plane_names(plane: Slice, variables: tuple[str, ...]) -> tuple[str, str]:
    axes = plane.axes
    if axes is None or axes[1] is None:
        return "s", "t"
    return variables[axes[0]], variables[axes[1]]


def _knows_axes(curvature: Curvature) -> bool:
    return bool(np.all(np.isfinite(curvature.eigenvectors)))
