"""A picture as what others go on with: a script, LaTeX source, tables of the field and of its level lines."""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from hessview.compute.results import Fault, FaultKind
from hessview.document.page_plan import drawn_from
from hessview.export.image_files import ExportProblem, worked_out
from hessview.figure.compose import compose
from hessview.figure.line_words import line_notes
from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.compute.results import Results
    from hessview.document.drawings import Drawing
    from hessview.document.state import State
    from hessview.figure.marks import Figure

_GRID = (201, 201)
_FINE = (512, 512)
_FRAME_MM = (85.0, 70.0)


class DataKind(StrEnum):
    """What a document can be written as."""

    SCRIPT = "script"
    TIKZ = "tikz"
    FIELD = "field"
    CONTOURS = "contours"


def written(state_json: str, kind: str, drawn: tuple[Drawing, ...] = ()) -> bytes | Fault:
    """Return a document as a file of one of the `DataKind`; a fault that says why when there is none.

    Parameters
    ----------
    drawn
        What docks draw that a picture shows, too.
    """
    try:
        chosen = DataKind(kind)
        state, results = worked_out(state_json, _GRID if chosen is DataKind.FIELD else _FINE, with_points=False)
        return _written(state, results, chosen, drawn).encode("utf-8")
    except HessviewError as problem:
        return Fault(str(problem), kind=FaultKind.REFUSED)
    except ValueError:
        return Fault(f"{kind!r} is nothing that can be written.", kind=FaultKind.REFUSED)


def answer(payload: Mapping[str, object]) -> dict[str, object]:
    """Answer a worker's question: ``state_json`` and ``kind`` in, ``{"file": bytes}`` out.

    Raises
    ------
    ExportProblem
        If there is no file; it says why.
    """
    made = written(str(payload["state_json"]), str(payload["kind"]), drawn_from(payload.get("drawn", [])))
    if isinstance(made, Fault):
        raise ExportProblem(made.message)
    return {"file": made}


def _written(state: State, results: Results, kind: DataKind, drawn: tuple[Drawing, ...]) -> str:
    if results.formula is None:
        raise ExportProblem("There is no function to write.")
    match kind:
        case DataKind.SCRIPT:
            from hessview.export.script import script

            return script(_picture(state, results, drawn), state, results) or ""
        case DataKind.TIKZ:
            from hessview.export.tikz import tikz

            figure = _picture(state, results, drawn)
            return tikz(figure, *_FRAME_MM, line_notes(figure, state, has_legend=False))
        case DataKind.FIELD:
            return field_table(state, results)
        case DataKind.CONTOURS:
            return contour_table(state, results)


def _picture(state: State, results: Results, drawn: tuple[Drawing, ...]) -> Figure:
    figure = compose(state, results)
    if not drawn:
        return figure
    from hessview.figure.drawn import with_drawn

    return with_drawn(figure, drawn, state, results)


def field_table(state: State, results: Results) -> str:
    """Return the values on a regular grid after RFC 4180: a heading, then a row for each point; nan where undefined.

    Raises
    ------
    ExportProblem
        If there are none.
    """
    field, formula = results.field, results.formula
    if field is None or formula is None:
        raise ExportProblem("There are no values to write.")
    axes = compose(state, results).axes
    if field.curve is not None:
        return _table((axes.x_label, formula.name), field.curve)
    x, y = np.meshgrid(field.x, field.y)
    rows = np.column_stack([x.ravel(), y.ravel(), field.values.ravel()])
    return _table((axes.x_label, axes.y_label, formula.name), rows)


def contour_table(state: State, results: Results) -> str:
    """Return the vertices of the level lines: level, number of the piece, coordinates.

    Raises
    ------
    ExportProblem
        If the function has no level lines.
    """
    field = results.field
    if field is None or field.curve is not None:
        raise ExportProblem("Functions of one variable have no level lines.")
    axes = compose(state, results).axes
    rows: list[tuple[float, ...]] = []
    piece = 0
    for level in field.levels:
        gaps = np.isnan(level.vertices[:, 0])
        numbers = piece + np.cumsum(gaps)
        rows += [
            (level.value, int(number), float(x), float(y))
            for number, (x, y) in zip(numbers[~gaps], level.vertices[~gaps], strict=True)
        ]
        piece = int(numbers[-1]) + 1 if len(numbers) else piece
    return _table(("level", "piece", axes.x_label, axes.y_label), rows)


def _table(head: tuple[str, ...], rows: object) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows.tolist() if isinstance(rows, np.ndarray) else rows)  # type: ignore[arg-type]
    return out.getvalue()
