"""Pages for the tests of files, and the second programs that open them again."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from PIL import Image

from hessview.document.page_plan import PagePlan, panels_of, preset_named
from hessview.document.session_file import to_metadata
from hessview.document.state import Box, State
from hessview.export import page as pages
from hessview.export.image_files import paint

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from hessview.document.page_plan import Panel
    from hessview.export.sheet import Frame, Sheet
    from hessview.figure.marks import Figure

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
SADDLE = "x^2 - y^2"


def document(text: str = HIMMELBLAU, half: float = 5.0, **probe: float) -> State:
    return State(text, text, probe=tuple(probe.items()), view=Box(-half, half, -half, half))


def file_of(  # noqa: PLR0917 - what, as what, with which panels, how large
    state: State, kind: str = "png", panels: tuple[str, ...] = (), preset: str = "single", dpi: float = 150.0,
    size: tuple[float, float] | None = None,
) -> bytes:
    chosen: tuple[Panel, ...] = panels_of(panels)
    made = paint(
        to_metadata(state), kind, *(size or preset_named(preset).size_for(chosen)), dpi, plan=PagePlan(chosen)
    )
    assert isinstance(made, bytes), made
    return made


def pixels(data: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


class LaidOut(NamedTuple):
    """A page at few dots, with the frames of its maps and of its other pictures."""

    image: NDArray[np.uint8]
    maps: tuple[Frame, ...]
    others: tuple[Frame, ...]


@cache
def laid_out(panels: tuple[str, ...], preset: str) -> LaidOut:
    """Paint a page once for all who look at it."""
    maps: list[Frame] = []
    others: list[Frame] = []
    sheets: list[Sheet] = []
    real = pages.paint_picture

    def kept(sheet: Sheet, region: Frame, figure: Figure, **given: object) -> Frame:
        if not sheets or sheets[-1] is not sheet:  # a page that is laid out anew begins from nothing
            sheets.append(sheet)
            maps.clear()
            others.clear()
        frame = real(sheet, region, figure, **given)  # type: ignore[arg-type]
        (others if figure.axes.is_graph or figure.axes.is_bare else maps).append(frame)
        return frame

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "paint_picture", kept)
        image = pixels(file_of(document(x=3.0, y=2.0), "png", panels, preset, 40.0))
    return LaidOut(image, tuple(maps), tuple(others))


def program(name: str) -> str:
    """Return the path of a second program; without it nothing is proved, and that is said."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing: apt-get install librsvg2-bin poppler-utils")
    return found


def drawn_elsewhere(data: bytes, kind: str, folder: Path, dpi: float) -> NDArray[np.uint8]:
    """Return an SVG or a PDF as another program draws it."""
    path, out = folder / f"again.{kind}", folder / "again.png"
    path.write_bytes(data)
    if kind == "svg":
        command = [program("rsvg-convert"), "-d", str(dpi), "-p", str(dpi), "-o", str(out), str(path)]
    else:
        command = [program("pdftoppm"), "-r", str(dpi), "-png", "-singlefile", str(path), str(out.with_suffix(""))]
    subprocess.run(command, check=True, capture_output=True)
    return pixels(out.read_bytes())


def words_of_pdf(data: bytes, folder: Path) -> str:
    path = folder / "words.pdf"
    path.write_bytes(data)
    done = subprocess.run([program("pdftotext"), "-layout", str(path), "-"], check=True, capture_output=True)
    return done.stdout.decode("utf-8")
