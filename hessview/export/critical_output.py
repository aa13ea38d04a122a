"""What a search for critical points found: as a JSON document, and as a page of plain text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from hessview.explanations import explain
from hessview.explanations.critical_points import (
    heading,
    independent_check,
    point_words,
    proof_words,
    set_proof_words,
    set_words,
)
from hessview.explanations.exact_forms import exact_parts
from hessview.explanations.set_places import set_place_words
from hessview.export.json_output import matrix, number, vector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.rough_places import RoughPlace
    from hessview.export.json_output import Json
    from hessview.language.formula import Formula

_WIDTH = 100
_DIGITS = 10


def critical_document(found: CriticalPoints, formula: Formula) -> dict[str, Json]:
    """Return the ``critical`` document of a search."""
    return {
        "schema": "hessview.critical/1",
        "expression": formula.text,
        "variables": list(formula.variables),
        "parameters": {name: number(value) for name, value in formula.parameters},
        "box": matrix(zip(found.lower, found.upper, strict=True)),
        "points": [_point(point) for point in found.points],
        "curves": [_set(each, formula) for each in found.curves],
        "nonsmooth": [_rough(place) for place in found.nonsmooth],
        "undecided": [matrix(box) for box in found.undecided],
        "complete": found.complete,
        "stopped": None if found.stopped is None else str(found.stopped),
        "winding": found.winding,
        "seconds": number(found.seconds),
        "boxes_examined": found.boxes_examined,
    }


def _point(point: CriticalPoint) -> Json:
    return {
        "x": vector(point.x),
        "enclosure": matrix(point.enclosure),
        "value": number(point.value),
        "eigenvalues": vector(point.eigenvalues),
        "kind": str(point.kind),
        "nature": str(point.nature),
        "index": point.index,
        "proved": point.proved,
        "exact": point.exact,
        "reason": explain(point.reason),
        "witness": point.witness,
    }


def _set(found: CriticalSet, formula: Formula) -> Json:
    return {
        "description": "".join(_set_and_place(found, formula)),
        "shape": str(found.shape),
        "dimension": found.dimension,
        "nature": str(found.nature),
        "value": number(found.value),
        "enclosure": matrix(zip(found.lower, found.upper, strict=True)),
        "points": matrix(found.points),
        "proved": found.proved,
    }


def _set_and_place(found: CriticalSet, formula: Formula) -> tuple[str, str]:
    """Return what a set is, and where: "a line of minima", ": x = 0"; the latter may be empty."""
    place = set_place_words(found, formula.variables)
    return set_words(found), f": {place}" if place else ""


def _rough(place: RoughPlace) -> Json:
    return {
        "x": None if place.x is None else vector(place.x),
        "enclosure": matrix(zip(place.lower, place.upper, strict=True)),
        "value": number(place.value),
        "reason": place.words,
    }


def critical_text(found: CriticalPoints, formula: Formula) -> str:
    """Return the same for people: what is claimed first, then a table, then what is not claimed."""
    box = ", ".join(
        f"{name} from {_short(low)} to {_short(high)}"
        for name, low, high in zip(formula.variables, found.lower, found.upper, strict=True)
    )
    lines = [f"{formula.name}({', '.join(formula.variables)}) = {formula.text}", f"in the box {box}", ""]
    lines += textwrap.wrap(heading(found), _WIDTH)
    lines += textwrap.wrap(independent_check(found), _WIDTH)
    lines += _points(found.points, formula)
    for each in found.curves:
        what, where = _set_and_place(each, formula)
        value = "" if np.isnan(each.value) else f"{';' if where else ','} {formula.name} = {_short(each.value)}"
        words = f"{what}{where}{value}, within {_box(each.lower, each.upper)}; {set_proof_words(each)}"
        lines += ["", *textwrap.wrap(words, _WIDTH)]
    for place in found.nonsmooth:
        where = _box(place.lower, place.upper) if place.x is None else f"({', '.join(map(_short, place.x))})"
        lines += ["", *textwrap.wrap(f"not smooth: {place.words}, at {where}", _WIDTH)]
    for low_high in found.undecided:
        lines += ["", f"undecided: {_box(low_high[:, 0], low_high[:, 1])}"]
    spent = f"{found.boxes_examined} boxes, {found.seconds:.2g} s"
    return "\n".join([*lines, "", f"The claim covers this box only. {spent}"]) + "\n"


def _points(found: Sequence[CriticalPoint], formula: Formula) -> list[str]:
    """Return the table of the points, f ascending, and what does not fit into it; nothing if there are none."""
    if not found:
        return []
    # Nan comes last.
    points = sorted(found, key=lambda point: (np.isnan(point.value), point.value, *point.x))
    heading_row = ("", *formula.variables, formula.name, "eigenvalues")
    table = _table([heading_row, *(_row(point, exactly=True) for point in points)])
    is_wide = max(map(len, table)) > _WIDTH
    if is_wide:
        table = _table([heading_row, *(_row(point, exactly=False) for point in points)])
    return ["", *table, *(line for point in points for line in _remarks(point, exactly=is_wide))]


def _row(point: CriticalPoint, *, exactly: bool) -> tuple[str, ...]:
    place = [_short(x) for x in point.x]
    parts = exact_parts(point) if exactly else ()
    if parts:
        place = [text if text == short else f"{text} ≈ {short}" for text, short in zip(parts, place, strict=True)]
    return (point_words(point), *place, _short(point.value), ", ".join(map(_short, point.eigenvalues)))


def _remarks(point: CriticalPoint, *, exactly: bool) -> list[str]:
    """Return what does not fit into the row of a point, and where it is exactly if the row does not say it."""
    where = point.exact or f"({', '.join(map(_short, point.x))})"
    if not point.proved or point.index is None:
        said = [f"{where}: {proof_words(point)}; {explain(point.reason)}", *([point.witness] if point.witness else [])]
        return ["", *(line for words in said for line in textwrap.wrap(words, _WIDTH))]
    return [f"exactly {point.exact}: {point_words(point)}"] if exactly and point.exact is not None else []


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _box(lower: Iterable[float], upper: Iterable[float]) -> str:
    return " x ".join(f"[{_short(low)}, {_short(high)}]" for low, high in zip(lower, upper, strict=True))


def _short(value: float) -> str:
    return f"{float(value):.{_DIGITS}g}"
