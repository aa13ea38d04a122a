"""The surface in files: real text, lines as lines, the mesh as an image at its place, the same in every format."""

from __future__ import annotations

import base64
import io
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import hessview as hv
from hessview.compute.results import Fault
from hessview.document.page_plan import PagePlan, Panel
from hessview.document.session_file import open_bytes, to_metadata
from hessview.document.state import Arrangement, Box, State
from hessview.export.image_files import FORMATS, paint

if TYPE_CHECKING:
    from pathlib import Path

STATE = State(
    text="x^2 - y^2", accepted="x^2 - y^2", view=Box(-2, 2, -2, 2), arrangement=Arrangement.SURFACE
)  # fmt: skip


def file_of(state: State, kind: str, dpi: float = 120.0, plan: PagePlan | None = None) -> bytes:
    made = paint(to_metadata(state), kind, 80.0, 70.0, dpi, plan=plan or PagePlan())
    assert isinstance(made, bytes), made
    return made


def grey(picture: Image.Image) -> np.ndarray:
    """A picture in cells of some millimetres."""
    return np.asarray(picture.convert("L").resize((40, 35), Image.Resampling.BOX), dtype=float)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_carries_its_session_and_is_the_same_bytes_every_time(kind: str) -> None:
    once = file_of(STATE, kind)
    assert once == file_of(STATE, kind)
    assert open_bytes(once) == STATE


def test_in_svg_every_word_is_text_and_every_line_a_path() -> None:
    root = ET.fromstring(file_of(STATE, "svg"))  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    texts = ["".join(text.itertext()) for text in root.iter(f"{space}text")]
    assert {"x", "y", "f", "−2", "0", "2"} <= set(texts)
    assert any(text.startswith("Saddle point") for text in texts)
    images = list(root.iter(f"{space}image"))
    # The surface, and the sheets of what lies on it.
    assert 1 <= len(images) <= 4
    assert sum(1 for _ in root.iter(f"{space}path")) > 10


def test_svg_and_pdf_look_like_the_png(tmp_path: Path) -> None:
    kept = grey(Image.open(io.BytesIO(file_of(STATE, "png", 240.0))))
    svg, pdf = tmp_path / "figure.svg", tmp_path / "figure.pdf"
    svg.write_bytes(file_of(STATE, "svg"))
    pdf.write_bytes(file_of(STATE, "pdf"))
    try:
        subprocess.run(["rsvg-convert", "-w", "756", svg, "-o", tmp_path / "svg.png"], check=True)
        subprocess.run(["pdftoppm", "-r", "240", "-png", "-singlefile", pdf, tmp_path / "pdf"], check=True)
    except FileNotFoundError:
        pytest.skip("rsvg-convert and pdftoppm are not here")
    for name in ("svg", "pdf"):
        found = Image.open(tmp_path / f"{name}.png").convert("RGBA")
        white = Image.new("RGBA", found.size, "white")
        assert np.abs(grey(Image.alpha_composite(white, found)) - kept).mean() < 3.0, name


def test_the_mesh_has_the_resolution_of_the_file() -> None:
    coarse, fine = (embedded(file_of(STATE, "svg", dpi)) for dpi in (72.0, 288.0))
    assert len(coarse) == len(fine)  # one of them holds the colours of the bar
    small, large = (max(images, key=lambda each: each.width) for images in (coarse, fine))
    assert large.size == pytest.approx(4.0 * np.array(small.size), abs=8)


def embedded(svg: bytes) -> list[Image.Image]:
    """The images in a file."""
    found = re.findall(rb'href="data:image/png;base64,([^"]+)"', svg)
    return [Image.open(io.BytesIO(base64.b64decode(data))) for data in found]


def test_the_surface_stands_beside_the_map_and_the_sections() -> None:
    plan = PagePlan((Panel.CONTOUR, Panel.SURFACE, Panel.SECTIONS))
    state = replace(STATE, arrangement=Arrangement.CONTOUR)
    made = paint(to_metadata(state), "svg", 240.0, 200.0, 100.0, plan=plan)
    assert isinstance(made, bytes), made
    texts = made.decode()
    assert all(f">({letter})</text>" in texts for letter in "abc")


def test_of_one_variable_a_surface_that_was_asked_for_is_refused() -> None:
    made = paint(to_metadata(State(text="x^2", accepted="x^2")), "png", 80.0, 70.0, plan=PagePlan((Panel.SURFACE,)))
    assert isinstance(made, Fault)
    assert "no surface" in made.message


def test_python_and_the_command_line_make_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from hessview.cli import main

    first, second = tmp_path / "python.png", tmp_path / "line.png"
    hv.figure("x^2 - y^2", box=[(-2, 2), (-2, 2)], at=[0, 0], view="surface").save(first, size=(80, 70), dpi=100)
    assert main([
        "figure", "x^2 - y^2", "--box", "x=-2:2,y=-2:2", "--at", "0,0", "--view", "surface", "--size", "80x70mm",
        "--dpi", "100", "-o", str(second),
    ]) == 0  # fmt: skip
    pictures = [np.asarray(Image.open(path).convert("RGB")) for path in (first, second)]
    assert pictures[0].shape == pictures[1].shape
    assert np.abs(pictures[0].astype(int) - pictures[1]).mean() < 0.5
    assert open_bytes(first.read_bytes()).arrangement is Arrangement.SURFACE
    with pytest.raises(ValueError, match="sideways"):
        hv.figure("x y", view="sideways")
