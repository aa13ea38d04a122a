"""What is exported looks the same in programs that are not ours, its text is text, its coordinates are the data's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image, ImageFilter

from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.export.image_files import write_figure
from hessview.figure.compose import compose
from hessview.figure.marks import Axes, Figure, LevelMark, LineMark, PointMark, Role
from tests.export.figures import SADDLE, document, drawn_elsewhere, file_of, pixels, words_of_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from hessview.export.sheet import Frame, Sheet

DPI = 150.0
PANELS = ("contour", "surface", "sections", "table")
_SVG = "{http://www.w3.org/2000/svg}"


def blurred(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.float64]:
    """Return an image without what differs by a hinted letter or a smoothed edge."""
    softened = Image.fromarray(image).resize(size).filter(ImageFilter.GaussianBlur(5.0))
    return np.asarray(softened).astype(np.float64)


@pytest.mark.parametrize("kind", ["svg", "pdf"])
@pytest.mark.parametrize(("panels", "preset"), [(("contour",), "single"), (PANELS, "double")])
def test_a_drawing_looks_elsewhere_as_the_picture_does(
    tmp_path: Path, kind: str, panels: tuple[str, ...], preset: str
) -> None:
    state = document(SADDLE, 2.0, x=0.0, y=0.0)
    picture = pixels(file_of(state, "png", panels, preset, DPI))
    elsewhere = drawn_elsewhere(file_of(state, kind, panels, preset), kind, tmp_path, DPI)
    assert np.allclose(elsewhere.shape[:2], picture.shape[:2], atol=2)
    size = picture.shape[1] // 2, picture.shape[0] // 2
    apart = np.abs(blurred(picture, size) - blurred(elsewhere, size))
    assert apart.mean() < 2.5
    assert np.quantile(apart, 0.999) < 60.0
    # That the measure can tell: the picture turned over is not like it.
    assert np.abs(blurred(picture[::-1], size) - blurred(elsewhere, size)).mean() > 5.0


def test_the_words_of_a_pdf_are_found_by_searching(tmp_path: Path) -> None:
    words = words_of_pdf(file_of(document(x=3.0, y=2.0), "pdf", ("contour", "table", "point"), "double"), tmp_path)
    for word in (
        "f(x, y) = (x² + y − 11)² + (x + y² − 7)²", "class", "Minimum", "(3, 2)", "λ₁ ≈ 25.72", "saddle", "−2.80512",
        "condition number", "9 critical points in the view; none is missing.",
    ):  # fmt: skip
        assert word in words, word


def test_no_letter_of_an_svg_is_a_path() -> None:
    root = ET.fromstring(file_of(document(x=3.0, y=2.0), "svg", ("contour", "sections", "table")))  # noqa: S314 - ours
    words = ["".join(each.itertext()).strip() for each in root.iter(f"{_SVG}text")]
    assert "maximum" in words
    assert any(word.startswith("H =") for word in words)
    assert {"74", "20", "34"} <= set(words)
    assert not any("glyph" in (each.get("id") or "") for each in root.iter())


def paths(svg: bytes) -> list[NDArray[np.float64]]:
    """Return the vertices of every polyline of an SVG in millimetres from the lower left corner of the page."""
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    height = float(str(root.get("height")).removesuffix("pt"))
    made = []
    for each in root.iter(f"{_SVG}path"):
        numbers = [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", each.get("d") or "")]
        if len(numbers) >= 4 and len(numbers) % 2 == 0:
            points = np.array(numbers).reshape(-1, 2)
            made.append(np.column_stack([points[:, 0], height - points[:, 1]]) / 72.0 * 25.4)
    return made


def used(svg: bytes) -> list[NDArray[np.float64]]:
    """Return where an SVG places the marks that it defines once, in millimetres from the lower left corner."""
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    height = float(str(root.get("height")).removesuffix("pt"))
    uses = [each for each in root.iter(f"{_SVG}use") if each.get("x") is not None]
    return [np.array([float(str(each.get("x"))), height - float(str(each.get("y")))]) / 72.0 * 25.4 for each in uses]


def test_the_coordinates_of_an_svg_are_those_of_the_data_to_a_tenth_of_a_millimetre() -> None:
    state = document(SADDLE, 2.0, x=0.7, y=-0.4)
    whole = compose(state, answer_now(state, Answers(), (256, 256)))
    # Two lines with known ends say where on the page the frame is; they are data, too.
    corners = LineMark(np.array([[-2.0, -2.0], [2.0, 2.0]]), Role.CURVE), LineMark(
        np.array([[-1.0, 2.0], [2.0, -1.5]]), Role.CURVE
    )
    levels = [mark for mark in whole.marks if isinstance(mark, LevelMark)]
    figure = Figure(
        Axes((-2.0, 2.0), (-2.0, 2.0), "x", "y"), (*levels, *corners, PointMark(0.7, -0.4, "probe"))
    )
    svg = write_figure(figure, "svg", 120.0, 90.0)
    drawn = paths(svg)
    diagonal = max((path for path in drawn if len(path) == 2), key=lambda path: float(np.ptp(path)))
    low, high = diagonal
    scale = (high - low) / 4.0

    def on_page(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return low + (points + 2.0) * scale

    other = on_page(np.array([[-1.0, 2.0], [2.0, -1.5]]))
    assert any(len(path) == 2 and np.abs(path - other).max() < 0.1 for path in drawn)
    probe = on_page(np.array([0.7, -0.4]))
    assert any(np.abs(place - probe).max() < 0.1 for place in used(svg))
    vertices = np.concatenate(drawn)
    for mark in levels:
        inside = mark.vertices[np.isfinite(mark.vertices).all(axis=1)]
        chosen = on_page(inside[:: max(1, len(inside) // 40)])
        # A vertex may have been left out where the line is straight: to the line it is then as near.
        assert all(_distance(point, drawn, vertices) < 0.1 for point in chosen), mark.level


@pytest.mark.parametrize("panels", [PANELS, (*PANELS, "point")])
def test_the_map_of_a_page_of_panels_has_its_coordinates_to_a_tenth_of_a_millimetre(
    panels: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hessview.export import page as pages

    painted: list[tuple[Frame, Figure]] = []
    real = pages.paint_picture

    def kept(sheet: Sheet, region: Frame, figure: Figure, **given: object) -> Frame:
        frame = real(sheet, region, figure, **given)  # type: ignore[arg-type]
        painted.extend([] if figure.axes.is_graph or figure.axes.is_bare else [(frame, figure)])
        return frame

    monkeypatch.setattr(pages, "paint_picture", kept)
    svg = file_of(document(SADDLE, 2.0, x=0.7, y=-0.4), "svg", panels, "double")
    frame, figure = painted[-1]  # what was painted before a note was added is not in the file
    lower = np.array([axis[0] for axis in (figure.axes.x_range, figure.axes.y_range)])
    upper = np.array([axis[1] for axis in (figure.axes.x_range, figure.axes.y_range)])

    def on_page(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([frame.left, frame.bottom]) + (points - lower) / (upper - lower) * [frame.width, frame.height]

    probe = on_page(np.array([0.7, -0.4]))
    assert any(np.abs(place - probe).max() < 0.1 for place in used(svg))
    drawn = paths(svg)
    vertices = np.concatenate(drawn)
    levels = [mark for mark in figure.marks if isinstance(mark, LevelMark)]
    assert levels
    for mark in levels:
        inside = mark.vertices[np.isfinite(mark.vertices).all(axis=1)]
        chosen = on_page(inside[:: max(1, len(inside) // 20)])
        # Where a line makes way for its number there is none of it.
        far = sum(_distance(point, drawn, vertices) > 0.1 for point in chosen)
        assert far <= 0.3 * len(chosen), mark.level


def test_all_words_of_a_page_of_panels_are_found_by_searching(tmp_path: Path) -> None:
    state = document(x=3.0, y=2.0)
    panels = (*PANELS, "point")
    words = words_of_pdf(file_of(state, "pdf", panels, "double"), tmp_path)
    for word in (
        *(f"({letter})" for letter in "abcdefg"), "f(x, y) = (x² + y − 11)² + (x + y² − 7)²", "−2.80512", "t along v₁",
        "condition number", "9 critical points in the view; none is missing.", "model m at the probe",
    ):  # fmt: skip
        assert word in words, word
    svg = ET.fromstring(file_of(state, "svg", panels, "double"))  # noqa: S314 - our own file
    texts = ["".join(each.itertext()).strip() for each in svg.iter(f"{_SVG}text")]
    assert "(g)" in texts
    assert "dᵀHd for every d" in " ".join(texts)
    assert "outer circle: 82.28" in " ".join(texts)


def _distance(point: NDArray[np.float64], drawn: list[NDArray[np.float64]], vertices: NDArray[np.float64]) -> float:
    nearest = float(np.hypot(*(vertices - point).T).min())
    if nearest < 0.1:
        return nearest
    best = nearest
    for path in drawn:
        a, b = path[:-1], path[1:]
        along = b - a
        size = np.maximum((along**2).sum(axis=1), 1e-12)
        share = np.clip(((point - a) * along).sum(axis=1) / size, 0.0, 1.0)
        foot = a + share[:, np.newaxis] * along
        best = min(best, float(np.hypot(*(foot - point).T).min()))
    return best
