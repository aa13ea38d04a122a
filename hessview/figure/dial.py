"""The dial of the second derivative: d'Hd for every unit direction d of the picture's plane, about a circle of zero."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.normal_curvature import normal_curvature
from hessview.figure.marks import AreaMark, ArrowMark, Axes, Figure, LineMark, Mark, PointMark, Role, TextMark
from hessview.figure.words import NEAR_ZERO, equated, name_words, number, subscript

if TYPE_CHECKING:
    from hessview.analysis.plane_form import PlaneForm

Floats = NDArray[np.float64]

REACH = 0.55
"""How far the curve goes from the circle of zero, whose radius is 1, for the greatest |d'Hd|."""

WIDTH, HEIGHT = 2.1, 2.1
"""Half the sides of the picture, in radii of the circle of zero."""

_STEPS = 91
_AXIS_END, _LABEL, _ZERO = 1.6, 1.9, 1.26
_PAIR, _NEAR = 2, 7.0
"""Degrees: two signs on the circle of the zeros' names that are at least twice so far apart are told apart."""

_CORNER, _ARROW = (-1.84, -1.84), 0.56
_TILTED = (
    "Only where g = 0 is dᵀHd the curvature of the surface; elsewhere a way along the slope is longer than its shadow,"
    " and the surface’s normal leans. The surface’s normal curvature along d is dᵀHd / (√(1 + |g|²) (1 + (g·d)²))"
)
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
    tip
        Why dᵀHd is not the curvature of the surface, and what is; empty where it is.
    """

    figure: Figure
    title: tuple[str, ...]
    sayings: tuple[str, ...]
    tip: str = ""


def dial(
    form: PlaneForm | None, names: tuple[str, str], direction: float | None, *, is_critical: bool | None,
    gradient: Floats | None = None,
) -> Dial:
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
    gradient
        g, shape (n,): away from critical points the surface's normal curvature along `direction` is made with it.
    """
    title = titles(is_critical=is_critical, direction=None if form is None else direction)
    axes = Axes((-WIDTH, WIDTH), (-HEIGHT, HEIGHT), "", "", equal_aspect=True, is_bare=True)
    if form is None:
        words = "H is undefined at the probe"
        return Dial(Figure(axes, (TextMark(0.0, 0.0, words),), caption=(title[0], words)), title, (words,))
    marks = [LineMark(_circle(np.ones(_STEPS)), Role.LEVEL), *_compass(names)]
    size = max(map(abs, form.eigenvalues))
    if size > 0.0 and any(form.signs):
        marks += _curve(form, size)
        marks += [LineMark(_ray(angle, 1.0, -1.0), Role.AXIS_ZERO) for angle in form.zeros]
        marks += [TextMark(*_at(angle + 180.0 * k, _ZERO), "0") for angle in _apart(form.zeros) for k in range(2)]
    marks += _axes(form)
    if direction is not None:
        reach = radius(form, direction)
        marks.append(LineMark(_ray(direction, 1.0 + REACH, -1.0 - REACH), Role.DIRECTION))
        marks.append(PointMark(*_at(direction, reach), "probe"))
    bend = None if is_critical is True else _normal_curvature(form, direction, gradient)
    sayings = _sayings(form, direction, bend)
    tip = "" if is_critical is True else _TILTED + ("." if bend is None else f", which {bend} along this d.")
    return Dial(Figure(axes, tuple(marks), caption=(title[0], sayings[0])), title, sayings, tip)


def titles(*, is_critical: bool | None, direction: float | None = None) -> tuple[str, ...]:
    """Return what the dial is called, from the fullest words to the shortest; with the direction if one is chosen."""
    if is_critical is True:
        return ("Curvature of the surface, dᵀHd", "Curvature of the surface", "Curvature", "dᵀHd")
    if direction is not None:
        angle = f"{number(round(direction, 1), 4)}°"
        return (f"Second derivative along d at {angle}", f"dᵀHd, d at {angle}", "dᵀHd")
    return (
        "Second derivative dᵀHd along d; drag for normal curvature", "Second derivative dᵀHd along d",
        "Second derivative dᵀHd", "dᵀHd along d", "dᵀHd",
    )  # fmt: skip


def radius(form: PlaneForm, angle: float) -> float:
    """Return how far from the middle the curve is at `angle` degrees; 1 is the circle of zero."""
    size = max(map(abs, form.eigenvalues))
    return 1.0 + (REACH * float(form.at(np.array([angle]))[0] / size) if size > 0.0 else 0.0)


def _curve(form: PlaneForm, size: float) -> list[Mark]:
    """Return the curve outside the circle where d'Hd > 0 and inside where it is negative, and the areas between."""
    marked = [end for angle in (*form.angles, *form.zeros) for end in _ends(angle)]
    turns = np.unique(np.concatenate([np.linspace(-180.0, 180.0, _STEPS), marked]))
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


def _apart(zeros: tuple[float, ...]) -> tuple[float, ...]:
    """Return where the zeros are named, in degrees: beside them where both are so near that "0" and "0" read 00."""
    if len(zeros) < _PAIR:
        return zeros
    half = 0.5 * math.remainder(zeros[1] - zeros[0], 180.0)
    if abs(half) >= _NEAR:
        return zeros
    middle = zeros[0] + half
    return middle - _NEAR, middle + _NEAR


def _axes(form: PlaneForm) -> list[Mark]:
    """Return the principal axes with their names; where they cannot be told apart there are none to be drawn."""
    if form.is_round:
        return []
    made: list[Mark] = []
    for k, (angle, sign) in enumerate(zip(form.angles, form.signs, strict=True)):
        made.append(LineMark(_ray(angle, _AXIS_END, -_AXIS_END), _ROLES[sign]))
        made.append(TextMark(*_at(angle, _LABEL), _symbol(form, k), _ROLES[sign]))
    return made


def _compass(names: tuple[str, str]) -> list[Mark]:
    """Return the plane's directions with their names, small, in the lower left corner."""
    first, second = map(name_words, names)
    x, y = _CORNER
    role = Role.TANGENT
    return [
        ArrowMark((x, y), (x + _ARROW, y), role),
        ArrowMark((x, y), (x, y + _ARROW), role),
        TextMark(x + _ARROW + 0.2, y, first, Role.NOTE),
        TextMark(x, y + _ARROW + 0.2, second, Role.NOTE),
    ]


def _symbol(form: PlaneForm, k: int) -> str:
    return f"{'λ' if form.is_whole else 'μ'}{subscript(k + 1)}"


def _normal_curvature(form: PlaneForm, direction: float | None, gradient: Floats | None) -> str | None:
    """Return ``= 2`` for the surface's normal curvature over the plane; None: it is not known, or no d is chosen."""
    if direction is None or gradient is None or not np.isfinite(gradient).all():
        return None
    g = form.basis @ np.asarray(gradient, dtype=np.float64)
    along = float(np.asarray(gradient, dtype=np.float64) @ form.direction(direction))
    second, slope = _along(form, direction), float(np.hypot(*g))
    if second in {"= 0", NEAR_ZERO}:
        return second
    bend = normal_curvature(float(form.at(np.array([direction]))[0]), along, slope)
    return equated(bend) if math.isfinite(bend) else None


def _sayings(form: PlaneForm, direction: float | None, bend: str | None) -> tuple[str, ...]:
    if direction is not None:
        value = _along(form, direction)
        angle = number(round(direction, 1), 4)
        short = value.removeprefix("= ")
        tail = "" if bend is None else f"; normal curvature {bend}"
        made = (f"dᵀHd {value} for d at {angle}°", f"{short} at {angle}°")
        if bend is None:
            return made
        # The direction stands in the title, too.
        normal = bend.removeprefix("= ")
        return (
            f"{made[0]}{tail}", f"dᵀHd {value}{tail}", f"dᵀHd {value}; normal curv. {normal}",
            f"{short}; normal {normal}", f"normal curv. {normal}", *made,
        )  # fmt: skip
    known = [sign != 0 or x == 0.0 for sign, x in zip(form.signs, form.eigenvalues, strict=True)]
    values = ["0" if sign == 0 else number(x) for sign, x in zip(form.signs, form.eigenvalues, strict=True)]
    if form.is_round:
        value = values[0] if known[0] else f"about {values[0]}"
        return (f"{value} in every direction: no axis is marked", f"{value} in every direction")
    said = ["= 0" if form.eigenvalues[k] == 0.0 else NEAR_ZERO if sign == 0 else equated(form.eigenvalues[k])
            for k, sign in enumerate(form.signs)]  # fmt: skip
    axes = ", ".join(f"{_symbol(form, k)} {value}" for k, value in enumerate(said))
    if form.zeros:
        angles = " and ".join(f"{number(round(angle, 1), 4)}°" for angle in form.zeros)
        return (f"{axes}; 0 at {angles}", f"{axes} (0 dotted)", axes)
    return (f"{axes}; drag to choose d", axes)


def _along(form: PlaneForm, direction: float) -> str:
    """Return ``= 2`` for d'Hd along a direction in degrees; what its error hides is 0 only where it is for certain.

    The asymptotic directions are where it is 0; their angles are but rounded.
    """
    at = np.array([direction])
    value, error = float(form.at(at)[0]), float(form.error_at(at)[0])
    is_asymptotic = any(math.remainder(direction - zero, 180.0) == 0.0 for zero in form.zeros)
    return "= 0" if is_asymptotic or value == error == 0.0 else equated(value, error)


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
