"""Critical points to paste elsewhere: a CSV table, a LaTeX tabular, Python source."""

from __future__ import annotations

import csv
import io
import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.verdict import Kind
from hessview.explanations.critical_points import point_words, set_words
from hessview.explanations.exact_forms import exact_parts
from hessview.language.layout import name_box
from hessview.language.markup import latex
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from hessview.language.typeset import to_latex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.rough_places import RoughPlace
    from hessview.language.formula import Formula

    Floats = NDArray[np.float64]

_DIGITS = 9


def critical_table(
    form: str, found: CriticalPoints, formula: Formula, *, only: str = "", whole: CriticalPoints | None = None
) -> str:
    """Return what a search for the critical points of `formula` found as text in one of `FORMS`.

    Parameters
    ----------
    only
        Of a part of what was found: which, "minima only"; empty if it is everything.
    whole
        Everything that was found, of which `found` is a part.

    Raises
    ------
    ValueError
        For another form.
    """
    writer = FORMS.get(form)
    if writer is None:
        raise ValueError(f"expected one of {', '.join(FORMS)}, got {form!r}")
    return writer(found, formula, _claim((found if whole is None else whole).complete, only))


def _claim(is_complete: bool, only: str) -> str:
    """Return what these critical points are: all of a box, or which."""
    if is_complete:
        return f"critical points, {only}," if only else "every critical point"
    return f"critical points{f', {only},' if only else ','} perhaps not all of them,"


# CSV


def as_csv(found: CriticalPoints, formula: Formula, _claim: str) -> str:
    """Return a table after RFC 4180: a heading, then a row for each point, set, place not smooth and undecided box.

    Numbers round-trip; what a row has not is empty. Every coordinate stands there three times: itself, and between
    what it is enclosed.
    """
    n = formula.dimension
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([
        "kind", "nature", "index", *formula.variables, formula.name, *(f"eigenvalue {k + 1}" for k in range(n)),
        "condition number", "proved", "exact", *(f"{name} {end}" for name in formula.variables for end in _ENDS),
    ])  # fmt: skip
    for point in found.points:
        index = "" if point.index is None else str(point.index)
        numbers = [*point.x, point.value, *point.eigenvalues, condition_number(point)]
        writer.writerow([
            point.kind, point.nature, index, *map(_round_trip, numbers), _truth(point.proved), point.exact or "",
            *map(_round_trip, point.enclosure.ravel()),
        ])  # fmt: skip
    for box, kind, nature, value, is_proved in _others(found):
        unknown = [""] * (n + 1)
        writer.writerow([
            kind, nature, "", *[""] * n, "" if math.isnan(value) else _round_trip(value), *unknown, is_proved, "",
            *map(_round_trip, box.ravel()),
        ])  # fmt: skip
    return out.getvalue()


_ENDS = ("from", "to")


def _others(found: CriticalPoints) -> Iterator[tuple[Floats, str, str, float, str]]:
    """Yield box, kind, nature, value and what is proved of all that is not a point."""
    for each in found.curves:
        yield _box(each), str(each.shape), str(each.nature), each.value, _truth(each.proved)
    for place in found.nonsmooth:
        yield _box(place), "not smooth", "", place.value, ""
    for region in found.undecided:
        yield region, "undecided region", "", math.nan, _truth(False)


# LaTeX


def as_latex(found: CriticalPoints, formula: Formula, claim: str) -> str:
    """Return a ``tabular`` with horizontal lines alone, for LaTeX with amsmath; exact forms where they are known."""
    n = formula.dimension
    lambdas = [rf"\lambda_{{{k + 1}}}" for k in range(n)] if n > 1 else [f"{_name(formula.name)}''"]
    titles = [*map(_name, formula.variables), _name(formula.name), *lambdas]
    rows = [_point_row(point) for point in found.points]
    for box, kind, value, proof in _wide_rows(found):
        within = r" \times ".join(f"[{_latex_number(low)}, {_latex_number(high)}]" for low, high in box)
        cells = [kind, rf"\multicolumn{{{n}}}{{l}}{{${within}$}}", "" if math.isnan(value) else _math(value)]
        rows.append(" & ".join([*cells, *[""] * n, proof]))
    lines = [
        *(f"% {line}" for line in _remarks(found, formula, claim)),
        rf"\begin{{tabular}}{{l{'r' * (2 * n + 1)}l}}",
        r"\hline",
        " & ".join(["", *(f"${title}$" for title in titles), ""]) + r" \\",
        r"\hline",
        *(row.rstrip() + r" \\" for row in rows),
        r"\hline",
        r"\end{tabular}",
    ]
    return "\n".join(lines) + "\n"


def _point_row(point: CriticalPoint) -> str:
    exact = exact_parts(point)
    coordinates = [
        (_exact_latex(exact[k]) if exact else "") or _latex_number(float(x)) for k, x in enumerate(point.x)
    ]
    numbers = [*coordinates, *map(_latex_number, [point.value, *point.eigenvalues])]
    proof = "proved" if point.proved else "not proved"
    return " & ".join([point_words(point), *(f"${number}$" for number in numbers), proof])


def _wide_rows(found: CriticalPoints) -> Iterator[tuple[Floats, str, float, str]]:
    """Yield box, words, value and what is proved of all that is not a point."""
    for each in found.curves:
        yield _box(each), set_words(each), each.value, "proved" if each.proved else "recognised"
    for place in found.nonsmooth:
        yield _box(place), "not smooth", place.value, ""
    for region in found.undecided:
        yield region, "undecided", math.nan, ""


def _exact_latex(text: str) -> str:
    """Return an exact number as LaTeX; empty if it cannot be read, which would be a fault of its writer."""
    try:
        return to_latex(parse(text).expression)
    except SyntaxProblem:
        return ""


def _latex_number(value: float) -> str:
    value = float(value) + 0.0
    if math.isnan(value):
        return r"\text{undefined}"
    if math.isinf(value):
        return r"\infty" if value > 0.0 else r"-\infty"
    mantissa, _, exponent = f"{value:.{_DIGITS}g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def _math(value: float) -> str:
    return f"${_latex_number(value)}$"


def _name(name: str) -> str:
    return latex(name_box(name))


# Python


def as_python(found: CriticalPoints, formula: Formula, claim: str) -> str:
    """Return source of literals alone: lists of dicts with the keys of the JSON document.

    Infinity is written as ``1e999``, which Python reads as that; what is not a number as ``None``.
    """
    points = [
        {
            "x": point.x, "kind": str(point.kind), "nature": str(point.nature), "index": point.index,
            "value": point.value, "eigenvalues": point.eigenvalues, "condition_number": condition_number(point),
            "proved": point.proved, "exact": point.exact, "enclosure": point.enclosure,
        }
        for point in found.points
    ]  # fmt: skip
    curves = [
        {
            "shape": str(each.shape), "nature": str(each.nature), "value": each.value, "proved": each.proved,
            "enclosure": _box(each),
        }
        for each in found.curves
    ]  # fmt: skip
    rough = [{"reason": place.words, "value": place.value, "enclosure": _box(place)} for place in found.nonsmooth]
    undecided = [{"enclosure": region} for region in found.undecided]
    lines = [
        *(f"# {line}" for line in _remarks(found, formula, claim)),
        f"variables = {_literal(list(formula.variables))}",
        *_list("critical_points", points),
    ]
    for name, entries in (("critical_sets", curves), ("not_smooth", rough), ("undecided", undecided)):
        lines += _list(name, entries) if entries else []
    return "\n".join(lines) + "\n"


def _list(name: str, entries: Iterable[Mapping[str, object]]) -> list[str]:
    written = ("{" + ", ".join(f"{key!r}: {_literal(value)}" for key, value in each.items()) + "}" for each in entries)
    return [f"{name} = [", *(f"    {each}," for each in written), "]"]


def _literal(value: object) -> str:
    """Return a Python literal for a text, a number, a truth value, None, or an array or list of such."""
    if isinstance(value, np.ndarray):
        return _literal(value.tolist())
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, float):
        number = float(value)
        if math.isnan(number):
            return "None"
        return repr(number) if math.isfinite(number) else f"{'-' if number < 0.0 else ''}1e999"
    return repr(value) if value is None or isinstance(value, bool | int) else repr(str(value))


FORMS: MappingProxyType[str, Callable[[CriticalPoints, Formula, str], str]] = MappingProxyType(
    {"csv": as_csv, "latex": as_latex, "python": as_python}
)
"""What `critical_table` can write."""


def condition_number(point: CriticalPoint) -> float:
    """Return the largest over the smallest absolute value of the eigenvalues; infinity where H is singular."""
    sizes = np.abs(point.eigenvalues)
    smallest, largest = float(sizes.min()), float(sizes.max())
    if math.isnan(largest):
        return math.nan
    return math.inf if point.kind is Kind.DEGENERATE or smallest == 0.0 else largest / smallest


def _remarks(found: CriticalPoints, formula: Formula, claim: str) -> list[str]:
    """Return the function, and of which box these are the critical points; each in a line."""
    ranges = (
        f"{name} from {low!r} to {high!r}"
        for name, low, high in zip(formula.variables, found.lower.tolist(), found.upper.tolist(), strict=True)
    )
    lines = [
        f"{formula.name}({', '.join(formula.variables)}) = {formula.text}",
        *(f"{name} = {value!r}" for name, value in formula.parameters),
        f"{claim} with {', '.join(ranges)}",
    ]
    return [" ".join(line.split()) for line in lines]


def _box(thing: CriticalSet | RoughPlace) -> Floats:
    return np.column_stack([thing.lower, thing.upper])


def _round_trip(value: float) -> str:
    return repr(float(value))


def _truth(value: bool) -> str:
    return "true" if value else "false"
