"""The dial of the second derivative: d'Hd for every unit direction d of the picture's plane, about a circle of zero."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.marks import AreaMark, Axes, Figure, LineMark, Mark, PointMark, Role, TextMark
from hessview.figure.words import name_words, number, subscript

if TYPE_CHECKING:
    from hessview.analysis.plane_form import PlaneForm

Floats = NDArray[np.float64]

REACH = 0.55
"""How far the curve goes from the circle of zero, whose radius is 1, for the greatest |d'Hd|."""

WIDTH, HEIGHT = 2.35, 1.95
"""Half the sides of the picture, in radii of the circle of zero."""

_STEPS = 181
_AXIS_END, _LABEL, _LETTER = 1.62, 1.74, 0.3
_ROLES = {-1: Role.AXIS_NEGATIVE, 0: Role.AXIS_ZERO, 1: Role.AXIS_POSITIVE}


@dataclass(frozen=True, eq=False)
class Dial:
    """The dial as a picture, and what is said about it.

    Attributes
    ----------
    figure
        The picture; its first axis points right, both have the same scale.
    title
        What it shows; it is called curvature where it is the surface's.
    sayings
        What it says, or what was chosen on it, from the fullest words to the shortest.
    """

    figure: Figure
    title: tuple[str, ...]
    sayings: tuple[str, ...]


def dial(form: PlaneForm | None, names: tuple[str, str], direction: float | None, *, is_critical: bool | None) -> Dial:
    """Return the dial.

    Parameters
    ----------
    form
        The second derivative on the plane; None where H is undefined.
    names
        Of the picture's axes.
    direction
        That was chosen, in degrees; None: none is.
    is_critical
        Whether g = 0 within its bounds. Only where this is certain the second derivative is the surface's curvature.
    """
    title = titles(is_critical=is_critical)
    axes = Axes((-WIDTH, WIDTH), (-HEIGHT, HEIGHT), "", "", equal_aspect=True, is_bare=True)
    if form is None:
        words = "H is undefined at the probe"
        return Dial(Figure(axes, (TextMark(0.0, 0.0, words),), caption=(title[0], words)), title, (words,))
    marks = [LineMark(_circle(np.ones(_STEPS)), Role.LEVEL), *_letters(names)]
    size = max(map(abs, form.eigenvalues))
    if size > 0.0 and any(form.signs):
        marks += _curve(form, size)
        marks += [LineMark(_ray(angle, 1.0, -1.0), Role.AXIS_ZERO) for angle in form.zeros]
        marks += [TextMark(*_at(angle + 180.0 * k, 1.14), "0") for angle in form.zeros for k in range(2)]
    marks += _axes(form)
    if direction is not None:
        reach = radius(form, direction)
        marks.append(LineMark(_ray(direction, 1.0 + REACH, -1.0 - REACH), Role.DIRECTION))
        marks.append(PointMark(*_at(direction, reach), "probe"))
    sayings = _sayings(form, direction)
    return Dial(Figure(axes, tuple(marks), caption=(title[0], sayings[0])), title, sayings)


def titles(*, is_critical: bool | None) -> tuple[str, ...]:
    """Return what the dial is called, from the fullest words to the shortest."""
    if is_critical is True:
        return ("Curvature of the surface, dᵀHd", "Curvature of the surface", "Curvature")
    return ("Second derivative along d, dᵀHd", "Second derivative dᵀHd", "dᵀHd")


def radius(form: PlaneForm, angle: float) -> float:
    """Return how far from the middle the curve is at `angle` degrees; 1 is the circle of zero."""
    size = max(map(abs, form.eigenvalues))
    return 1.0 + (REACH * float(form.at(np.array([angle]))[0] / size) if size > 0.0 else 0.0)


def _curve(form: PlaneForm, size: float) -> list[Mark]:
    """Return the curve outside the circle where d'Hd > 0 and inside where it is negative, and the areas between."""
    turns = np.unique(np.concatenate([np.linspace(-180.0, 180.0, _STEPS), *(_ends(angle) for angle in form.zeros)]))
    values = form.at(turns) / size
    values[np.isin(turns, np.concatenate([_ends(angle) for angle in form.zeros]) if form.zeros else [])] = 0.0
    made: list[Mark] = []
    lines: list[Mark] = []
    for sign in (1, -1):
        if sign not in form.signs:
            continue
        part = np.where(sign * values >= 0.0, 1.0 + REACH * values, np.nan)
        filled = np.where(sign * values >= 0.0, 1.0 + REACH * values, 1.0)
        curve, whole, circle = _circle(part, turns), _circle(filled, turns), _circle(np.ones(len(turns)), turns)
        gap = np.full((1, 2), np.nan)
        made.append(AreaMark(np.concatenate([whole, gap, circle[::-1], gap]), _ROLES[sign]))
        lines.append(LineMark(curve, _ROLES[sign]))
    return [*made, *lines]


def _axes(form: PlaneForm) -> list[Mark]:
    """Return the principal axes with their eigenvalues; where they cannot be told apart one word for all directions."""
    if form.is_round:
        value = "0" if not any(form.signs) else number(form.eigenvalues[0], 4)
        return [TextMark(0.0, 0.0, f"{value} along every d")]
    made: list[Mark] = []
    for k, (value, angle, sign) in enumerate(zip(form.eigenvalues, form.angles, form.signs, strict=True)):
        made.append(LineMark(_ray(angle, _AXIS_END, -_AXIS_END), _ROLES[sign]))
        words = f"{'λ' if form.is_whole else 'μ'}{subscript(k + 1)} = {'0' if sign == 0 else number(value, 3)}"
        x, y = _at(angle, _LABEL)
        # Words are wider than high: beside the axis they stand farther off.
        made.append(TextMark(x + math.copysign(0.36 * abs(x) / _LABEL, x), y, words, _ROLES[sign]))
    return made


def _letters(names: tuple[str, str]) -> list[Mark]:
    """Return the names of the plane's directions, small, in the middle."""
    first, second = map(name_words, names)
    cross = np.array([[0.0, 0.0], [_LETTER, 0.0], [np.nan, np.nan], [0.0, 0.0], [0.0, _LETTER]])
    return [
        LineMark(cross, Role.NOTE),
        TextMark(_LETTER + 0.16, 0.0, first, Role.NOTE),
        TextMark(0.0, _LETTER + 0.17, second, Role.NOTE),
    ]


def _sayings(form: PlaneForm, direction: float | None) -> tuple[str, ...]:
    if direction is not None:
        value = number(float(form.at(np.array([direction]))[0]), 4)
        angle = number(round(direction, 1), 4)
        return (f"dᵀHd = {value} for d at {angle}°", f"{value} at {angle}°")
    if form.zeros:
        angles = " and ".join(f"{number(round(angle, 1), 4)}°" for angle in form.zeros)
        return (f"0 at {angles}; drag to choose d", f"0 at {angles}", "drag to choose d")
    return ("drag to choose a direction d", "drag to choose d")


def _ends(angle: float) -> list[float]:
    return [angle, angle - 180.0 if angle > 0.0 else angle + 180.0]


def _at(angle: float, length: float) -> tuple[float, float]:
    a = math.radians(angle)
    return length * math.cos(a), length * math.sin(a)


def _ray(angle: float, first: float, last: float) -> Floats:
    return np.array([_at(angle, first), _at(angle, last)])


def _circle(radii: Floats, turns: Floats | None = None) -> Floats:
    a = np.radians(np.linspace(-180.0, 180.0, len(radii)) if turns is None else turns)
    return np.column_stack([radii * np.cos(a), radii * np.sin(a)])
