"""How the landscape is looked at, as the JSON of a session and back: surface, small slices, sliders, planes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.document.limits import LEAST_ZOOM, MOST_PAIRS, MOST_SLIDERS, MOST_ZOOM
from hessview.document.state import Eigenplane, Slider, SurfaceLook
from hessview.document.strict_json import (
    SessionProblem,
    as_list,
    as_number,
    as_numbers,
    as_object,
    as_text,
    as_truth,
    as_whole,
    quoted,
    require_keys,
)
from hessview.language.names import check_name
from hessview.language.problem import SyntaxProblem

if TYPE_CHECKING:
    from hessview.language.formula import Formula

_SURFACE_RANGES = MappingProxyType({
    "azimuth": (-180.0, 180.0), "elevation": (-90.0, 90.0), "zoom": (LEAST_ZOOM, MOST_ZOOM)
})  # fmt: skip
_ON_SURFACE = ("lines", "floor", "tangent_plane", "paraboloid")


def surface_document(look: SurfaceLook) -> dict[str, object]:
    """Return the JSON of `look`."""
    return {name: getattr(look, name) for name in (*_SURFACE_RANGES, *_ON_SURFACE)}


def surface_from(place: str, value: object) -> SurfaceLook:
    """Return how the surface is looked at.

    Raises
    ------
    SessionProblem
        If anything in it is not as it must be; so do the other readers here.
    """
    look = as_object(place, value)
    require_keys(place, look, *_SURFACE_RANGES, *_ON_SURFACE)
    azimuth, elevation, zoom = (
        number_within(f"{place}.{name}", look[name], *ends) for name, ends in _SURFACE_RANGES.items()
    )
    lines, floor, plane, paraboloid = (as_truth(f"{place}.{name}", look[name]) for name in _ON_SURFACE)
    return SurfaceLook(azimuth, elevation, zoom, lines, floor, plane, paraboloid)


def number_within(place: str, value: object, low: float, high: float) -> float:
    """Return a number from `low` to `high`."""
    number = as_number(place, value)
    if not low <= number <= high:
        raise SessionProblem(place, f"must be between {low:g} and {high:g}")
    return number


def pairs_from(place: str, value: object, formula: Formula | None) -> tuple[tuple[str, str], ...]:
    """Return pairs of variables of `formula`."""
    entries = as_list(place, value)
    if len(entries) > MOST_PAIRS:
        raise SessionProblem(place, f"has more than {MOST_PAIRS} pairs")
    names = set() if formula is None else set(formula.variables)
    pairs = []
    for k, entry in enumerate(entries):
        pair = tuple(as_text(f"{place}[{k}]", name) for name in as_list(f"{place}[{k}]", entry)[:3])
        if len(pair) != 2 or pair[0] == pair[1] or not set(pair) <= names:
            raise SessionProblem(f"{place}[{k}]", "must be two variables of the function")
        pairs.append((pair[0], pair[1]))
    if len(set(pairs)) != len(pairs):
        raise SessionProblem(place, "names a pair twice")
    return tuple(pairs)


def slider_document(slider: Slider) -> dict[str, object]:
    """Return the JSON of `slider`."""
    return {"name": slider.name, "low": slider.low, "high": slider.high, "step": slider.step}


def sliders_from(place: str, value: object) -> tuple[Slider, ...]:
    """Return the ranges of sliders."""
    entries = as_list(place, value)
    if len(entries) > MOST_SLIDERS:
        raise SessionProblem(place, f"has more than {MOST_SLIDERS} sliders")
    sliders = tuple(_slider(f"{place}[{k}]", entry) for k, entry in enumerate(entries))
    if len({slider.name for slider in sliders}) != len(sliders):
        raise SessionProblem(place, "names a parameter twice")
    return sliders


def _slider(place: str, value: object) -> Slider:
    entry = as_object(place, value)
    require_keys(place, entry, "name", "low", "high", "step")
    name = as_text(f"{place}.name", entry["name"])
    try:
        check_name(name)
    except SyntaxProblem:
        raise SessionProblem(f"{place}.name", f"is {quoted(name)}, which is no parameter's name") from None
    low, high, step = (as_number(f"{place}.{key}", entry[key]) for key in ("low", "high", "step"))
    if not (low < high and 0.0 < step <= high - low < float("inf")):
        raise SessionProblem(place, "must have a lower and a larger upper bound, and a step that fits between them")
    return Slider(name, low, high, step)


def eigenplane_document(source: Eigenplane) -> dict[str, object]:
    """Return the JSON of what a plane was made of; the plane itself and the function stand elsewhere."""
    return {"first": source.first, "second": source.second, "point": list(source.point)}


def eigenplane_from(
    place: str, value: object, plane: tuple[tuple[float, ...], tuple[float, ...]] | None, text: str
) -> Eigenplane:
    """Return of which eigenvectors `plane`, of the function `text`, was made."""
    entry = as_object(place, value)
    require_keys(place, entry, "first", "second", "point")
    if plane is None:
        raise SessionProblem(place, "must be null where there is no plane")
    n = len(plane[0])
    first, second = (as_whole(f"{place}.{name}", entry[name]) for name in ("first", "second"))
    if first == second or not (1 <= first <= n and 1 <= second <= n):
        raise SessionProblem(place, f"must name two different eigenvectors, from 1 to {n}")
    return Eigenplane(first, second, as_numbers(f"{place}.point", entry["point"], n), plane, text)
