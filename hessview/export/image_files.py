"""A picture as a file: SVG, PDF or PNG with real text, stable bytes, and the session inside."""

from __future__ import annotations

import io
import math
import warnings
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from hessview.figure.marks import Figure


class ImageFormat(StrEnum):
    """The kinds of file."""

    SVG = "svg"
    PDF = "pdf"
    PNG = "png"


class ExportProblem(HessviewError):  # noqa: N818 - a problem of the request, worded for the user
    """A figure that cannot be made as it was asked for."""


SMALLEST_MM, LARGEST_MM = 20.0, 2000.0
SMALLEST_DPI, LARGEST_DPI = 30.0, 2400.0
_MOST_PIXELS = 120e6


def write_figure(  # noqa: PLR0917 - the order is the one in which people say it: what, how large, how fine
    figure: Figure, format: str, width_mm: float, height_mm: float, dpi: float = 300.0, session_json: str = ""  # noqa: A002
) -> bytes:
    """Return the file of `figure`, the same bytes for the same picture.

    Parameters
    ----------
    format
        ``"svg"``, ``"pdf"`` or ``"png"``.
    width_mm, height_mm
        Size of the page in millimetres, 20 to 2000.
    dpi
        Dots per inch of a PNG, 30 to 2400.
    session_json
        Goes into the file's metadata: description of an SVG, subject of a PDF, text chunk of a PNG; may be empty.

    Raises
    ------
    ExportProblem
        If the format is unknown or the size cannot be made.
    """
    kind = _checked(format, width_mm, height_mm, dpi)
    import matplotlib as mpl  # noqa: PLC0415

    from hessview.export.page import page  # noqa: PLC0415
    from hessview.export.print_theme import settings  # noqa: PLC0415

    out = io.BytesIO()
    rc: Any = settings()
    with mpl.rc_context(), warnings.catch_warnings():
        # A name in a script that the font lacks is drawn as boxes; that is no reason to print a warning.
        warnings.simplefilter("ignore")
        mpl.rcdefaults()
        mpl.rcParams.update(rc)
        sheet = page(figure, width_mm, height_mm)
        sheet.savefig(out, format=kind.value, dpi=dpi, facecolor="white", metadata=_metadata(kind, session_json))
    return out.getvalue()


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
    if kind is ImageFormat.PNG and width_mm * height_mm * (dpi / 25.4) ** 2 > _MOST_PIXELS:
        raise ExportProblem(f"{width_mm:g} x {height_mm:g} mm at {dpi:g} dpi are more than 120 million pixels")
    return kind


def _metadata(kind: ImageFormat, session_json: str) -> dict[str, str | None]:
    """Return the metadata without dates, which would make every file differ."""
    match kind:
        case ImageFormat.SVG:
            made: dict[str, str | None] = {"Date": None, "Creator": "hessview"}
            return made | ({"Description": session_json} if session_json else {})
        case ImageFormat.PDF:
            made = {"CreationDate": None, "ModDate": None, "Creator": "hessview", "Producer": None}
            return made | ({"Subject": session_json} if session_json else {})
        case _:
            made = {"Software": "hessview"}
            return made | ({"hessview-session": session_json} if session_json else {})
