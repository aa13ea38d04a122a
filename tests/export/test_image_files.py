"""Files open elsewhere, hold real text and the session, and are the same bytes every time."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image, ImageFilter

from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.compute.results import Fault
from hessview.document.session_file import open_bytes, to_metadata
from hessview.document.state import Appearance, Box, State
from hessview.export import image_files
from hessview.export.image_files import FORMATS, ExportProblem, answer, paint, write_figure
from hessview.export.page import page
from hessview.figure.compose import compose
from hessview.figure.marks import Axes, Figure, LineMark, PointMark, Role, TextMark

TEXT = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


def document(text: str = TEXT, **changes: object) -> State:
    return State(text=text, accepted=text, probe=(("x", -0.128), ("y", -1.954)), **changes)  # type: ignore[arg-type]


def file_of(state: State, kind: str = "png", width: float = 90.0, height: float = 70.0, dpi: float = 100.0) -> bytes:
    made = paint(to_metadata(state), kind, width, height, dpi)
    assert isinstance(made, bytes), made
    return made


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


@pytest.fixture(scope="module")
def svg() -> str:
    return file_of(document(), "svg").decode()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_carries_its_session_and_is_the_same_bytes_every_time(kind: str) -> None:
    state = document()
    once, again = file_of(state, kind), file_of(state, kind)
    assert once == again
    assert b"hessview-session" in once
    assert open_bytes(once) == state


def test_a_text_with_every_awkward_character_comes_back_from_every_format() -> None:
    text = "a = 2\n(x·y)² − π·\\sin(x) + |x| # <&>\"'()\\ é"
    for kind in FORMATS:
        state = State(text=text, accepted="x + y")
        assert open_bytes(file_of(state, kind)).text == text


def test_an_svg_is_well_formed_and_as_large_as_it_says(svg: str) -> None:
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    width, height = (float(str(root.get(side)).removesuffix("pt")) / 72 * 25.4 for side in ("width", "height"))
    assert (width, height) == pytest.approx((90, 70))


def test_the_words_of_an_svg_are_text(svg: str) -> None:
    lines = re.sub(r"</?tspan[^>]*>", "", svg[svg.index("</metadata>") :])
    words = re.sub(r"<[^>]+>", "\n", lines)
    for word in ("f(x, y) = (x² + y − 11)² + (x + y² − 7)²", "λ₁ ≈ −50.61", "λ₂ ≈ 20.3", "100", "−4", "x", "y"):
        assert re.search(rf"^\s*{re.escape(word)}\s*$", words, re.MULTILINE), word


def test_the_fonts_of_a_pdf_are_embedded_as_truetype() -> None:
    data = file_of(document(), "pdf")
    assert b"/Type3" not in data
    assert data.count(b"/FontFile2") >= 2


def test_no_file_says_when_it_was_made() -> None:
    for kind in FORMATS:
        data = file_of(document(), kind)
        assert b"CreationDate" not in data
        assert b"dc:date" not in data


@pytest.mark.parametrize(("width", "height", "dpi"), [(60, 45, 300), (120, 90, 150), (300, 200, 60), (40, 150, 100)])
def test_a_png_has_the_size_that_was_asked_for_and_nothing_touches_its_edge(width: int, height: int, dpi: int) -> None:
    image = pixels(file_of(document(), "png", width, height, dpi))
    assert image.shape[0] == pytest.approx(height / 25.4 * dpi, abs=1)
    assert image.shape[1] == pytest.approx(width / 25.4 * dpi, abs=1)
    for edge in (image[0], image[-1], image[:, 0], image[:, -1]):
        assert (edge == 255).all()
    inner = image[2:-2, 2:-2]
    assert ((inner != 255).any(axis=2)).mean() > 0.35


def test_an_undefined_region_is_hatched_on_white() -> None:
    image = pixels(file_of(document("sqrt(x) + 0 y", appearance=Appearance(overlays=())), dpi=200))
    region = image[60:250, 110:280]
    grey = (np.ptp(region, axis=2) < 14).all()
    assert grey
    assert 0.02 < (region.min(axis=2) < 225).mean() < 0.5


@pytest.mark.parametrize(
    "text",
    ["sqrt(-1-x^2-y^2)", "3 + 0 x y", "1/(x-y)", "exp(exp(x^2+y^2))", "x^3 - x", "tan(x)", "x^2 y z", "1e300 x y"],
)
def test_whatever_f_does_there_is_a_file(text: str) -> None:
    assert file_of(document(text)).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "view", [Box(1e6, 1e6 + 1e-3, -1e-3, 1e-3), Box(-1e-9, 1e-9, -1e12, 1e12), Box(-1e100, 1e100, -1e100, 1e100)]
)
def test_any_view_can_be_drawn(view: Box) -> None:
    assert file_of(document("x^2 + y^2", view=view)).startswith(b"\x89PNG")


def test_a_long_formula_is_cut_rather_than_squeezing_the_picture() -> None:
    text = " + ".join(f"sin({k} x)*cos({k} y)" for k in range(1, 80))
    image = pixels(file_of(document(text), "png", 60, 45))
    colourful = (np.ptp(image, axis=2) > 30).any(axis=1)
    assert colourful.mean() > 0.4


def test_equal_units_are_equal_on_paper() -> None:
    state = document("x^2 + y^2", view=Box(-2, 2, -1, 1), appearance=Appearance(equal_aspect=True, overlays=()))
    frame = page(compose(state, answer_now(state, Answers(), (64, 64))), 120, 90).axes[0].get_position()
    assert (frame.width * 120) / (frame.height * 90) == pytest.approx(2.0)


def test_a_figure_can_be_written_without_a_session() -> None:
    figure = Figure(
        Axes((0, 1), (0, 1), "x_1", "alpha"),
        (
            LineMark(np.array([[0.0, 0.0], [1.0, 1.0]]), Role.CURVE),
            PointMark(0.5, 0.5, "saddle"),
            TextMark(0.2, 0.8, "$A_"),
        ),
    )
    for kind in FORMATS:
        assert b"hessview-session" not in write_figure(figure, kind, 60, 45)


def test_matplotlibs_settings_are_left_alone() -> None:
    import matplotlib as mpl

    with mpl.rc_context({"svg.fonttype": "path", "font.size": 31.0}):
        before = dict(mpl.rcParams)
        file_of(document(), "svg")
        assert dict(mpl.rcParams) == before


def test_pyplot_is_never_loaded_and_matplotlib_only_to_write() -> None:
    code = (
        "import sys; from hessview.export.image_files import write_figure; "
        "from hessview.figure.marks import Axes, Figure; assert 'matplotlib' not in sys.modules; "
        "write_figure(Figure(Axes((0, 1), (0, 1), 'x', 'y'), ()), 'svg', 60, 45); "
        "assert 'matplotlib' in sys.modules and 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("kind", "width", "height", "dpi", "word"),
    [("gif", 90, 70, 100, "gif"), ("png", 5, 70, 100, "wide"), ("png", 90, float("nan"), 100, "high"),
     ("png", 90, 70, 1e9, "resolution"), ("png", 2000, 2000, 1200, "pixels")],
)  # fmt: skip
def test_what_cannot_be_made_is_refused_with_its_reason(
    kind: str, width: float, height: float, dpi: float, word: str
) -> None:
    refused = paint(to_metadata(document()), kind, width, height, dpi)
    assert isinstance(refused, Fault)
    assert word in refused.message


def test_a_session_that_cannot_be_read_is_refused() -> None:
    assert isinstance(paint("{}", "png", 90, 70, 100), Fault)


def test_the_worker_gets_bytes_or_an_error_that_says_why() -> None:
    payload = {"state_json": to_metadata(document()), "format": "png", "width_mm": 60.0, "height_mm": 45.0, "dpi": 72.0}
    file = answer(payload)["file"]
    assert isinstance(file, bytes)
    with pytest.raises(ExportProblem, match="bmp"):
        answer(payload | {"format": "bmp"})


def test_the_caption_can_be_left_out() -> None:
    state = document()
    made = paint(to_metadata(state), "svg", 90.0, 70.0, caption=False)
    assert isinstance(made, bytes)
    assert b"Not a critical point" not in made
    assert b"Not a critical point" in file_of(state, "svg")
    assert open_bytes(made) == state


def test_both_axes_write_the_same_number_the_same_way() -> None:
    state = State(text="x^2 - y^2", accepted="x^2 - y^2", view=Box(-2.0, 2.0, -2.0, 2.0))
    labels = re.findall(r">(−?\d[\d.]*)</text>", file_of(state, "svg", 160.0, 90.0).decode())
    assert not [label for label in labels if "." in label and label.endswith("0")]


def test_a_value_that_is_only_near_a_round_number_does_not_look_like_it() -> None:
    text = "x^4 + y^4 - 4x*y + 1"
    state = State(text=text, accepted=text, probe=(("x", 0.0), ("y", -0.05)))
    caption = compose(state, answer_now(state, Answers(), (32, 32))).caption
    assert "f ≈ 1.00001," in " ".join(caption)


@pytest.mark.parametrize("dpi", [110.0, 130.0])
def test_a_page_of_few_dots_is_the_page_of_many_seen_from_afar(dpi: float) -> None:
    state = document("x^3 - 3x - y^2", appearance=Appearance(overlays=("principal-axes", "quadratic-model")))
    coarse, fine = (Image.fromarray(pixels(file_of(state, dpi=dots)).astype(np.uint8)) for dots in (dpi, 300.0))
    soft = [
        np.asarray(each.filter(ImageFilter.GaussianBlur(coarse.width / 200.0))).astype(float)
        for each in (coarse, fine.resize(coarse.size))
    ]
    assert np.abs(soft[0] - soft[1]).mean() < 1.5  # 3 and more with hinted letters


def test_what_is_kept_of_answers_is_bounded_by_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answers, "answer", lambda _self, _request, _progress: (np.empty(2_500_000),))
    kept = image_files._Remembering()
    for k in range(10):
        kept.answer(k, None)  # type: ignore[arg-type]
    assert kept.size <= 48_000_000
    assert kept.size >= 20_000_000
