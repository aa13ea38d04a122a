"""The pixels of a scene: kept pictures of each look, smooth edges, meshes as one sheet."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties, findfont
from PySide6.QtCore import QObject

from hessview.app.surface import _Painter
from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.compute.results import Results
from hessview.document.state import Arrangement, Box, State, SurfaceLook
from hessview.figure.surface.colours import DARK, LIGHT, PRINT, SurfaceColours, rgba
from hessview.figure.surface.marks import QuadMark, StrokeMark, WordMark
from hessview.figure.surface.scene import COARSE, FINE, SurfaceScene, surface_scene
from hessview.raster import surface_agg
from hessview.raster.surface_agg import _written, averaged, paint, sheet_of
from tests.pictures import are_alike, is_like

SIZE = (480.0, 360.0)
STATE = State(
    text="x^2 - y^2", accepted="x^2 - y^2", probe=(("x", 0.4), ("y", -0.2)), view=Box(-2, 2, -2, 2),
    arrangement=Arrangement.SURFACE, surface=SurfaceLook(floor=True, tangent_plane=True),
)  # fmt: skip


@pytest.fixture(scope="module")
def results() -> Results:
    return answer_now(STATE, Answers(), (256, 256))


def blank(*marks: object) -> SurfaceScene:
    scene = surface_scene(replace(STATE, accepted=""), Results(), (60.0, 40.0), LIGHT)
    return replace(scene, marks=marks)  # type: ignore[arg-type]


@pytest.mark.parametrize("look", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_the_surface_looks_like_the_picture_that_is_kept(results: Results, look: SurfaceColours) -> None:
    picture = paint(surface_scene(STATE, results, SIZE, look, FINE))
    assert is_like(f"surface-{look.ground}", picture)


def test_another_side_of_it_does_not_look_like_it(results: Results) -> None:
    other = replace(STATE, surface=replace(STATE.surface, azimuth=-40.0))
    kept, found = (paint(surface_scene(state, results, SIZE, LIGHT, FINE)) for state in (STATE, other))
    assert not are_alike(kept, found)


def test_the_pixels_are_opaque_and_as_many_as_the_screen_has(results: Results) -> None:
    scene = surface_scene(STATE, results, (301.0, 200.0), LIGHT, COARSE)
    for ratio, shape in ((1.0, (200, 301, 4)), (1.5, (300, 452, 4)), (2.0, (400, 602, 4))):
        for supersampled in (False, True):
            made = paint(scene, ratio, supersampled=supersampled)
            assert made.shape == shape
            assert made.dtype == np.uint8
            assert made.flags.c_contiguous
            assert (made[..., 3] == 255).all()


def test_the_same_scene_is_the_same_pixels(results: Results) -> None:
    scene = surface_scene(STATE, results, SIZE, LIGHT, COARSE)
    np.testing.assert_array_equal(paint(scene), paint(scene))


def test_between_opaque_cells_nothing_shines_through() -> None:
    edges = np.stack(np.meshgrid(np.linspace(5.3, 55.1, 30), np.linspace(4.7, 36.2, 24)), axis=-1)
    faces = np.ones((23, 29, 4)) * rgba("#336699")
    made = paint(blank(QuadMark(edges, faces)), supersampled=False)
    assert np.unique(made[7:34, 8:53].reshape(-1, 4), axis=0).tolist() == [[0x33, 0x66, 0x99, 255]]


def test_a_translucent_mesh_is_one_even_sheet() -> None:
    edges = np.stack(np.meshgrid(np.linspace(5.3, 55.1, 30), np.linspace(4.7, 36.2, 24)), axis=-1)
    faces = np.ones((23, 29, 4)) * rgba("#000000", 0.5)
    made = paint(blank(QuadMark(edges, faces)), supersampled=False)
    inside = made[7:34, 8:53, :3].reshape(-1)
    assert inside.min() >= 126
    assert inside.max() <= 129


def test_a_supersampled_edge_is_smooth() -> None:
    edges = np.array([[[10.0, 5.0], [50.0, 12.0]], [[10.0, 30.0], [50.0, 35.0]]])
    mark = QuadMark(edges, np.ones((1, 1, 4)) * rgba("#000000"))
    rough, smooth = (paint(blank(mark), supersampled=supersampled)[..., 0] for supersampled in (False, True))
    assert len(np.unique(rough)) == 2
    assert len(np.unique(smooth)) > 3


def test_averaging_keeps_the_mean() -> None:
    pixels = np.arange(4 * 6 * 4, dtype=np.uint8).reshape(4, 6, 4)
    np.testing.assert_allclose(averaged(pixels, 2)[0, 0], pixels[:2, :2].mean(axis=(0, 1)), atol=0.51)


def test_a_word_stands_at_its_anchor_and_is_cut_at_the_edge() -> None:
    ink = rgba("#000000")
    made = paint(blank(WordMark(30.0, 20.0, "88", ink, 12.0, 0.5, 0.5)))
    dark = np.argwhere(made[..., 0] < 128)
    np.testing.assert_allclose(0.5 * (dark.min(axis=0) + dark.max(axis=0)), (19.5, 29.5), atol=1.6)
    for x, y in ((0.0, 0.0), (60.0, 40.0), (-500.0, 20.0), (30.0, 1e9), (float("nan"), 5.0)):
        assert paint(blank(WordMark(x, y, "88", ink, 12.0))).shape == (40, 60, 4)


@pytest.mark.parametrize("size", [9.0, 11.0, 13.0])
def test_nabla_and_its_letter_do_not_touch(size: float) -> None:
    ink, _ = _written("∇f", size, is_name=False)
    empty = np.flatnonzero(ink.max(axis=0) < 0.2)
    assert any(0.3 * ink.shape[1] < column < 0.9 * ink.shape[1] for column in empty)


def test_a_gap_in_a_line_is_a_gap() -> None:
    line = np.array([[5.0, 20.0], [20.0, 20.0], [np.nan, np.nan], [40.0, 20.0], [55.0, 20.0]])
    made = paint(blank(StrokeMark(line, rgba("#000000"), 2.0)))
    assert made[20, 12, 0] < 60
    assert made[20, 48, 0] < 60
    assert made[20, 30, 0] == 255


def test_a_sheet_of_meshes_is_transparent_beside_them_and_has_no_dark_rim() -> None:
    edges = np.array([[[10.0, 5.0], [50.0, 12.0]], [[10.0, 30.0], [50.0, 35.0]]])
    mark = QuadMark(edges, np.ones((1, 1, 4)) * rgba("#FFCC00"))
    sheet = sheet_of([mark], blank(mark), 3.0)
    assert sheet is not None
    assert (sheet.left, sheet.right) == (10.0, 50.0)
    assert set(np.unique(sheet.pixels[..., 3])) >= {0, 255}
    there = sheet.pixels[sheet.pixels[..., 3] > 0]
    np.testing.assert_allclose(there[:, :3], [[255, 204, 0]] * len(there), atol=1)
    assert sheet_of([QuadMark(edges + 500.0, mark.colours)], blank(mark), 3.0) is None


def test_the_fonts_of_words_and_names_are_read_in_the_thread_that_loads_the_painter(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def finding(properties: FontProperties) -> str:
        asked.append((properties.get_style(), threading.current_thread().name))
        return findfont(properties)

    monkeypatch.setattr(surface_agg, "findfont", finding)
    _written.cache_clear()
    owner = QObject()
    painter = _Painter(owner)
    painter.load()
    painter.close()
    assert painter.is_loaded
    assert asked == [("normal", "surface painter"), ("italic", "surface painter")]
