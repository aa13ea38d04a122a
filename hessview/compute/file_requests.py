"""What is asked of the process that paints and writes files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.document.page_plan import PLAIN, PagePlan

if TYPE_CHECKING:
    from hessview.document.drawings import Drawing


@dataclass(frozen=True)
class FigureRequest:
    """Paint the document into a file.

    Attributes
    ----------
    state_json
        The document as `hessview.document.session_file.to_metadata` writes it.
    format
        ``"svg"``, ``"pdf"`` or ``"png"``.
    width_mm, height_mm
        Size of the whole figure in millimetres.
    dpi
        Dots per inch of what is made of pixels.
    caption
        Whether anything is written below the picture.
    plan
        What stands on the page.
    """

    state_json: str
    format: str
    width_mm: float
    height_mm: float
    dpi: float
    caption: bool = True
    plan: PagePlan = PLAIN


@dataclass(frozen=True)
class PageRequest:
    """Set a page of steps as a PDF.

    Attributes
    ----------
    page
        The page as JSON: what `hessview.export.steps_page.plain_page` makes of it.
    """

    page: str


@dataclass(frozen=True)
class DataRequest:
    """Write the document as something to go on with: a script, LaTeX source, a table.

    Attributes
    ----------
    state_json
        As of a `FigureRequest`.
    kind
        A word of `hessview.export.data_files.DataKind`.
    drawn
        What docks draw that it shows, too.
    """

    state_json: str
    kind: str
    drawn: tuple[Drawing, ...] = ()


@dataclass(frozen=True)
class AnimationRequest:
    """Paint a moving picture into a file; the share that is done comes while it is painted.

    Attributes
    ----------
    states_json
        The documents to go through, in order.
    format
        ``"gif"`` or ``"mp4"``.
    width_mm, height_mm, dpi
        Of each picture, as of a `FigureRequest`.
    seconds
        How long it takes to go through once.
    plan
        What stands on each page.
    """

    states_json: tuple[str, ...]
    format: str
    width_mm: float
    height_mm: float
    dpi: float
    seconds: float
    plan: PagePlan = PLAIN
