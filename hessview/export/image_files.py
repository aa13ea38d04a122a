"""A picture as a file: SVG, PDF or PNG with real text, stable bytes, and the session inside."""

from __future__ import annotations

import io
import math
import warnings
from collections import OrderedDict
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hessview.analysis.fields.contours import with_room
from hessview.compute.answers import CRITICAL_OVERLAY, Answers
from hessview.compute.now import answer_now
from hessview.compute.results import Fault, FaultKind
from hessview.document.page_file import Page, page_text
from hessview.document.page_plan import PLAIN, PagePlan, Panel, plan_from
from hessview.document.session_file import from_bytes
from hessview.document.state import Arrangement
from hessview.figure.spread import Spread, spread
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.compute.lanes import Progress
    from hessview.compute.requests import Request
    from hessview.compute.results import Answer, Results
    from hessview.document.state import State
    from hessview.figure.marks import Figure


class ImageFormat(StrEnum):
    """The kinds of file."""

    SVG = "svg"
    PDF = "pdf"
    PNG = "png"


FORMATS: tuple[str, ...] = tuple(kind.value for kind in ImageFormat)
"""The endings of the files that can be written."""


class ExportProblem(HessviewError):  # noqa: N818 - a problem of the request, worded for the user
    """A figure that cannot be made as it was asked for."""


CUT = "hessview-cut"
"""The text chunk of a PNG that names what there was not enough room for: ``caption``, ``table``, or both."""

SMALLEST_MM, LARGEST_MM = 20.0, 2000.0
SMALLEST_DPI, LARGEST_DPI = 30.0, 1200.0
MOST_PIXELS = 120_000_000
_SAMPLES_PER_MM = 5.0
_KEPT, _MOST_BYTES = 12, 48_000_000
"""Answers: those of two or three pages, and the room that they take."""


def write_figure(  # noqa: PLR0917 - the order is the one in which people say it: what, how large, how fine
    figure: Figure | Spread, format: str, width_mm: float, height_mm: float, dpi: float = 300.0,  # noqa: A002
    session_json: str = "", text: float | None = None, page_json: str = "",
) -> bytes:
    """Return the file of `figure`, the same bytes for the same picture.

    Parameters
    ----------
    format
        ``"svg"``, ``"pdf"`` or ``"png"``.
    width_mm, height_mm
        Size of the page in millimetres, 20 to 2000.
    dpi
        Dots per inch of a PNG, 30 to 1200.
    session_json
        Goes into the file's metadata: description of an SVG, subject of a PDF, text chunk of a PNG; may be empty.
    text
        The size of the text in points; None: one that suits the page.
    page_json
        What stands on the page, which goes beside the session: keywords of an SVG and a PDF, a text chunk of a PNG.

    Raises
    ------
    ExportProblem
        If the format is unknown or the size cannot be made.
    """
    kind = _checked(format, width_mm, height_mm, dpi)
    import matplotlib as mpl

    from hessview.export.page import lay_out
    from hessview.export.print_theme import settings
    from hessview.export.runs import joined

    out = io.BytesIO()
    rc: Any = settings()
    with mpl.rc_context(), warnings.catch_warnings():
        # A name in a script that the font lacks is drawn as boxes; that is no reason to print a warning.
        warnings.simplefilter("ignore")
        mpl.rcdefaults()
        mpl.rcParams.update(rc)
        made = lay_out(figure, width_mm, height_mm, text, dpi)
        carried = _metadata(kind, session_json, page_json)
        if kind is ImageFormat.PNG and made.cut:
            carried[CUT] = " ".join(made.cut)
        made.page.savefig(out, format=kind.value, dpi=dpi, facecolor="white", metadata=carried)
    return joined(out.getvalue()) if kind is ImageFormat.SVG else out.getvalue()


def paint(
    state_json: str, format: str, width_mm: float, height_mm: float, dpi: float = 300.0, *, caption: bool = True,  # noqa: A002
    plan: PagePlan = PLAIN,
) -> bytes | Fault:
    """Return the file of a document's picture, computed here; a fault that says why when there is none.

    Parameters
    ----------
    state_json
        The document as `hessview.document.session_file.to_metadata` writes it; it goes into the file.
    format, width_mm, height_mm, dpi
        See `write_figure`.
    caption
        Whether anything is written below the picture.
    plan
        What stands on the page.
    """
    try:
        _checked(format, width_mm, height_mm, dpi)
        wanted = (panel in plan.panels for panel in (Panel.TABLE, Panel.SURFACE))
        state, results = worked_out(state_json, _grid(width_mm, height_mm), *wanted)
        formula = results.formula
        if formula is None:
            return Fault("There is no function to draw.", kind=FaultKind.REFUSED)
        if results.field is not None:
            results = replace(results, field=with_room(results.field, *_about(len(plan.panels), width_mm, height_mm)))
        made = spread(state, results, plan, ExpressionLandscape(formula))
        made = made if caption else Spread(made.parts)
        carried = page_text(Page(plan, width_mm, height_mm)) if plan != PLAIN else ""
        return write_figure(made, format, width_mm, height_mm, dpi, state_json, plan.text, carried)
    except HessviewError as problem:
        return Fault(str(problem), kind=FaultKind.REFUSED)


class _Remembering(Answers):
    """Answers, of which the last ones are kept: a probe that moves leaves field and critical points as they are."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: OrderedDict[Request, Answer] = OrderedDict()

    def answer(self, request: Request, progress: Progress) -> Answer:
        """Return what is known of a request, else what is found now."""
        if request in self._kept:
            self._kept.move_to_end(request)
            return self._kept[request]
        found = super().answer(request, progress)
        self._kept[request] = found
        while len(self._kept) > 1 and (len(self._kept) > _KEPT or self.size > _MOST_BYTES):
            self._kept.popitem(last=False)
        return found

    @property
    def size(self) -> int:
        """Bytes of the arrays that are kept."""
        return sum(map(_bytes_of, self._kept.values()))


def _bytes_of(thing: object, depth: int = 4) -> int:
    """Return how many bytes the arrays of an answer take."""
    if isinstance(thing, np.ndarray):
        return thing.nbytes
    if depth == 0:
        return 0
    if is_dataclass(thing):
        return sum(_bytes_of(getattr(thing, part.name), depth - 1) for part in fields(thing))
    return sum(_bytes_of(each, depth - 1) for each in thing) if isinstance(thing, tuple | list) else 0


@lru_cache(maxsize=1)
def _answers() -> _Remembering:
    return _Remembering()


@lru_cache(maxsize=1)
def worked_out(
    state_json: str, grid: tuple[int, int], with_points: bool, with_surface: bool = False
) -> tuple[State, Results]:
    """Return a document and what is known of it; of what was painted last it is kept, for another size or format.

    Parameters
    ----------
    grid
        (ny, nx) of the field.
    with_points
        Whether the critical points are wanted, also where the picture does not show them.
    with_surface
        Whether the surface is wanted, also where the window does not show it.

    Raises
    ------
    SessionProblem
        If the document cannot be read.
    """
    state = from_bytes(state_json.encode("utf-8"))
    asked, look = state, state.appearance
    if with_points and CRITICAL_OVERLAY not in look.overlays:
        asked = replace(state, appearance=replace(look, overlays=(*look.overlays, CRITICAL_OVERLAY)))
    if with_surface:
        asked = replace(asked, arrangement=Arrangement.BOTH)
    return state, answer_now(asked, _answers(), grid)


def answer(payload: Mapping[str, object]) -> dict[str, object]:
    """Answer a worker's question: the fields of a `FigureRequest` in, ``{"file": bytes}`` out.

    Raises
    ------
    ExportProblem
        If there is no file; it says why.
    """
    numbers = [payload[name] for name in ("width_mm", "height_mm", "dpi")]
    width, height, dpi = (float(value) if isinstance(value, int | float) else math.nan for value in numbers)
    caption = payload.get("caption") is not False
    plan = payload.get("plan", {})
    painted = paint(
        str(payload["state_json"]), str(payload["format"]), width, height, dpi, caption=caption,
        plan=plan_from(plan if isinstance(plan, dict) else {}),
    )  # fmt: skip
    if isinstance(painted, Fault):
        raise ExportProblem(painted.message)
    return {"file": painted}


def _about(panels: int, width_mm: float, height_mm: float) -> tuple[float, float]:
    """Return about how large the map is on a page of so many panels, in millimetres."""
    share = 1.0 if panels <= 1 else math.sqrt(0.5)
    return 0.85 * share * width_mm, 0.6 * share * height_mm


def _grid(width_mm: float, height_mm: float) -> tuple[int, int]:
    """Return the field's grid (ny, nx) for a page: five samples to a millimetre, within reason."""
    ny, nx = (min(max(round(_SAMPLES_PER_MM * side), 256), 1400) for side in (height_mm, width_mm))
    return ny, nx


def _checked(name: str, width_mm: float, height_mm: float, dpi: float) -> ImageFormat:
    try:
        kind = ImageFormat(name.lower())
    except ValueError:
        raise ExportProblem(f"a figure is an svg, pdf or png file, not {name!r}") from None
    for value, word in ((width_mm, "wide"), (height_mm, "high")):
        if not (math.isfinite(value) and SMALLEST_MM <= value <= LARGEST_MM):
            raise ExportProblem(f"a figure is {SMALLEST_MM:g} to {LARGEST_MM:g} mm {word}, not {value:g}")
    if not (math.isfinite(dpi) and SMALLEST_DPI <= dpi <= LARGEST_DPI):
        raise ExportProblem(f"the resolution is {SMALLEST_DPI:g} to {LARGEST_DPI:g} dpi, not {dpi:g}")
    if kind is ImageFormat.PNG and math.prod(pixels(width_mm, height_mm, dpi)) > MOST_PIXELS:
        most = MOST_PIXELS // 1_000_000
        raise ExportProblem(f"{width_mm:g} x {height_mm:g} mm at {dpi:g} dpi are more than {most} million pixels")
    return kind


def pixels(width_mm: float, height_mm: float, dpi: float) -> tuple[int, int]:
    """Return width and height of a PNG; it may not have more than `MOST_PIXELS` of them."""
    return round(width_mm * dpi / 25.4), round(height_mm * dpi / 25.4)


def _metadata(kind: ImageFormat, session_json: str, page_json: str) -> dict[str, str | None]:
    """Return the metadata without dates, which would make every file differ."""
    match kind:
        case ImageFormat.SVG:
            made: dict[str, str | None] = {"Date": None, "Creator": "hessview"}
            made |= {"Description": session_json} if session_json else {}
            return made | ({"Keywords": page_json} if page_json else {})
        case ImageFormat.PDF:
            made = {"CreationDate": None, "ModDate": None, "Creator": "hessview", "Producer": None}
            made |= {"Subject": session_json} if session_json else {}
            return made | ({"Keywords": page_json} if page_json else {})
        case _:
            made = {"Software": "hessview"}
            made |= {"hessview-session": session_json} if session_json else {}
            return made | ({"hessview-page": page_json} if page_json else {})
