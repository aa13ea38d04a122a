"""Scripts, LaTeX source and tables say what the picture shows."""

from __future__ import annotations

import ast
import csv
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import hessview
from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.compute.results import Fault
from hessview.document.limits import OVERLAYS
from hessview.document.session_file import to_metadata
from hessview.document.state import Box
from hessview.export.data_files import answer, written
from hessview.export.image_files import ExportProblem
from hessview.export.latex_words import latex_words
from hessview.figure.compose import compose
from hessview.figure.line_words import line_notes
from hessview.figure.words import named_entries
from tests.export.figures import HIMMELBLAU, document

if TYPE_CHECKING:
    from hessview.document.state import State

_RUN = """
import json, runpy, sys
found = runpy.run_path(sys.argv[1])
assert "hessview" not in sys.modules
lines = found.get("lines")
print(json.dumps({
    "levels": [] if lines is None else [float(level) for level in lines.levels],
    "segments": [] if lines is None else [[piece.tolist() for piece in level] for level in lines.allsegs],
    "caption": found["fig"].get_supxlabel(),
    "legend": [text.get_text() for legend in found["fig"].legends for text in legend.get_texts()],
    "hatches": [patch.get_hatch() for patch in found["ax"].patches if patch.get_hatch()],
    "model": found["M"].tolist() if "M" in found else [],
}))
"""


def data(state: State, kind: str) -> str:
    made = written(to_metadata(state), kind)
    assert isinstance(made, bytes), made
    return made.decode("utf-8")


def gaps(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how far each of some points is from the nearest of the others."""
    apart = np.hypot(some[:, None, 0] - others[None, :, 0], some[:, None, 1] - others[None, :, 1])
    return np.asarray(apart.min(axis=1))


def run(script: str, folder: Path) -> dict[str, list[object]]:
    import json

    path = folder / "figure.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _RUN, str(path)], capture_output=True, check=True, cwd=folder,
        env=os.environ | {"MPLBACKEND": "Agg"},
    )  # fmt: skip
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "text",
    [HIMMELBLAU, "a = 2\nf(u, v) = a u^2 - exp(v)/3 + erf(u v)", "x^2*y*z + sin(z)",
     "f(x, lambda) = sqrt(x) + lambda^2"],
)
def test_a_script_draws_the_same_level_lines_without_hessview(tmp_path: Path, text: str) -> None:
    state = document(text, 3.0, x=1.0, y=1.0, z=0.5)
    script = data(state, "script")
    assert "hessview" not in script
    # A label interrupts its line, of a short one the most.
    found = run(re.sub(r"(?m)^ax\.clabel.*$", "", script), tmp_path)
    field = answer_now(state, Answers(), (512, 512)).field
    assert field is not None
    assert found["levels"] == [level.value for level in field.levels]
    for level, pieces in zip(field.levels, found["segments"], strict=True):
        theirs = np.array([vertex for piece in pieces for vertex in piece])  # type: ignore[attr-defined]
        ours = level.vertices[np.isfinite(level.vertices).all(axis=1)]
        # Vertices of a grid of 513 lines over 6 units lie at most 0.012 apart; ours at most twice as far. At the border
        # of where f is defined one of both may end a cell earlier.
        for apart in (gaps(theirs[::9], ours), gaps(ours[::9], theirs)):
            assert np.quantile(apart, 0.8) < 0.025, level.value
            assert apart.max() < 0.1, level.value


def test_a_script_of_a_curve_runs(tmp_path: Path) -> None:
    assert run(data(document("x^3 - x", 2.0, x=0.5), "script"), tmp_path)["caption"]


def test_a_script_and_latex_source_have_the_whole_caption(tmp_path: Path) -> None:
    state = document("x^2 - y^2", 2.0, x=0.5, y=0.3)
    every = replace(state, appearance=replace(state.appearance, overlays=OVERLAYS))
    shown = " ".join(str(run(data(every, "script"), tmp_path)["caption"]).split())
    figure = compose(every, answer_now(every, Answers(), (512, 512)))
    texts = (*map(named_entries, figure.caption), *line_notes(figure, every, has_legend=False), *figure.notes)
    assert len(texts) > 4
    assert all(" ".join(text.replace("\u00a0", " ").split()) in shown.replace("\u00a0", " ") for text in texts)
    source = data(every, "tikz")
    assert "text width=85mm" in source
    said = ("Not a critical point at", "Thin: levels of", "steepest descent", "displacements")
    for words in (*said, "from the probe as far as"):
        assert words in source


@pytest.mark.parametrize("name", ["F", "X", "plt", "np", "ax", "levels"])
def test_a_function_whose_name_the_script_needs_itself_is_renamed(tmp_path: Path, name: str) -> None:
    assert run(data(document(f"{name}(x, y) = x^2 + y"), "script"), tmp_path)["levels"]


def balanced(source: str) -> bool:
    depth = 0
    for letter in re.sub(r"\\.|(?m:%.*$)", "", source):
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("text", [HIMMELBLAU, "x^3 - x", "x^2*y*z", "f(alpha, x_1) = sin(alpha)*x_1", "sqrt(x) + 0 y"])
def test_latex_source_is_balanced_plain_and_has_every_level(text: str) -> None:
    state = document(text, x=1.0, y=1.0)
    source = data(state, "tikz")
    assert source.isascii()
    assert balanced(source)
    begun, ended = (re.findall(rf"\\{word}{{(\w+)}}", source) for word in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    assert sorted(set(begun) - {"pmatrix", "scope"}) == ["axis", "document", "tikzpicture"]
    field = answer_now(state, Answers(), (512, 512)).field
    assert field is not None
    drawn = [float(word) for word in re.findall(r"(?m)^% level (\S+)$", source)]
    assert np.allclose(drawn, [level.value for level in field.levels if len(level.vertices)])


def test_the_coordinates_of_latex_source_lie_on_their_level_to_a_tenth_of_a_millimetre() -> None:
    source = data(document(x=3.0, y=2.0), "tikz")
    lines = re.findall(r"% level (\S+)\n\\addplot\[level\] coordinates \{(.*)\};", source)
    assert len(lines) > 3
    for level, body in lines:
        points = np.array([[float(a), float(b)] for a, b in re.findall(r"\(([-\d.]+),([-\d.]+)\)", body)])
        x, y = points.T
        u, v = x**2 + y - 11, x + y**2 - 7
        slope = np.hypot(4 * x * u + 2 * v, 2 * u + 4 * y * v)
        # 85 x 70 mm show 10 units each way: a tenth of a millimetre is 0.012 units.
        assert np.all(np.abs(u**2 + v**2 - float(level)) <= 0.012 * slope + 0.02)


def test_words_are_written_so_that_latex_reads_them() -> None:
    assert latex_words("λ₁₂ = −2·10⁻³ & 50% #_{}") == (
        r"$\lambda$${}_{12}$ = $-$2$\cdot$10${}^{-3}$ \& 50\% \#\_\{\}"
    )
    assert latex_words("日") == "?"


def test_every_letter_of_our_own_words_is_known_to_latex() -> None:
    """A sign that is missing would be a question mark in somebody's paper."""
    package = Path(hessview.__file__).parent
    for path in [*(package / "figure").rglob("*.py"), *(package / "explanations").rglob("*.py")]:
        if path.name == "colour_maps.py":  # it names those who made them
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        for letter in {letter for words in said for letter in words if not letter.isascii()}:
            assert "?" not in latex_words(letter), f"{path.name}: {letter}"


def test_a_script_and_latex_source_draw_dashes_fields_of_arrows_and_targets_as_the_picture_does() -> None:
    state = document("x^4 + y^4 - 4xy + 1", 2.0, x=0.5, y=0.3)
    every = replace(state, appearance=replace(state.appearance, overlays=OVERLAYS))
    script, source = data(every, "script"), data(every, "tikz")
    assert "linestyle=(0, (5.0, 2.6))" in script
    assert "ax.quiver([" in script
    assert "# where the step leads" in script
    assert "[np.nan], [np.nan]" not in script
    assert "dash pattern=on " in source
    assert "x y u v" in source
    assert "% target" in source
    assert "the Newton step begins uphill" in source  # a note


def test_a_script_has_a_legend_and_the_hatching_of_which_its_caption_speaks(tmp_path: Path) -> None:
    state = document("x^4 + y^4 - 4xy + 1", 2.0, x=0.5, y=0.3)
    look = replace(state.appearance, overlays=("principal-axes", "gradient", "critical-points", "quadratic-model"))
    found = run(data(replace(state, appearance=look), "script"), tmp_path)
    assert {"levels of f", "∇f", "principal axis, λ > 0", "principal axis, λ < 0", "levels of the model m", "probe",
            "saddle", "minimum", "as far as |f − m| ≤ 10 % of |∇f||d| + ½‖H‖|d|²"} == set(found["legend"])  # fmt: skip
    assert "Hatched" in str(found["caption"])
    assert len(found["hatches"]) == 1
    plain = run(data(state, "script"), tmp_path)
    assert "Hatched" not in str(plain["caption"])
    assert not plain["hatches"]


def test_a_script_works_the_quadratic_model_out_of_value_gradient_and_hessian(tmp_path: Path) -> None:
    state = document("x^2 - x*y + 3*y^2 + x", 2.0, x=0.5, y=0.25)
    script = data(replace(state, appearance=replace(state.appearance, overlays=("quadratic-model",))), "script")
    assert "g = [1.75, 1.0]" in script
    assert "H = [[2.0, -1.0], [-1.0, 6.0]]" in script
    m = np.array(run(script, tmp_path)["model"])
    x, y = np.meshgrid(*[np.linspace(-2.0, 2.0, 513)] * 2)
    assert np.allclose(m, x * x - x * y + 3 * y * y + x)  # of a quadratic function the model is the function


@pytest.mark.parametrize("kind", ["script", "tikz"])
def test_a_part_that_is_called_hatched_because_f_is_undefined_is_hatched(kind: str) -> None:
    hatch = {"script": 'hatch="//////"', "tikz": "pattern=north east lines"}[kind]
    without, defined = data(document("sqrt(x) + y^2", 2.0, x=1.0, y=1.0), kind), data(document("x + y^2", 2.0), kind)
    assert "undefined" in without
    assert hatch in without
    assert hatch not in defined


def test_latex_source_has_a_legend_the_colours_of_the_map_and_the_hatching_of_which_it_speaks() -> None:
    state = document("x^4 + y^4 - 4xy + 1", 2.0, x=0.5, y=0.3)
    look = replace(state.appearance, overlays=("principal-axes", "gradient", "critical-points", "quadratic-model"))
    source = data(replace(state, appearance=look), "tikz")
    assert source.count(r"\addlegendentry") == source.count(r"\addlegendimage") == 9
    for words in (r"{probe}", r"{saddle}", r"{principal axis, $\lambda$ $>$ 0}", r"{$\nabla$f}"):
        assert rf"\addlegendentry{words}" in source
    assert "point meta=explicit" in source
    assert "colorbar" in source
    assert "Hatched" in source
    assert "pattern=north west lines" in source
    plots = [line for line in source.splitlines() if line.startswith(r"\addplot")]
    assert all("forget plot" in line or "[level]" in line for line in plots)


@pytest.mark.parametrize("kind", ["script", "tikz"])
def test_scripts_and_latex_source_say_where_scales_differ(kind: str) -> None:
    state = document("x y", 2.0, x=1.0, y=0.5)
    wide = replace(state, view=replace(state.view, y0=-20.0, y1=20.0))
    assert "differ in scale" in data(wide, kind)


def test_the_hatching_of_latex_source_ends_at_the_frame_and_is_seen_in_the_legend() -> None:
    state = document("x^4 + y^4 - 4xy + 1", 2.0, x=0.5, y=0.3)
    source = data(replace(state, appearance=replace(state.appearance, overlays=("quadratic-model",))), "tikz")
    before, _, after = source.partition("\\path[pattern=north west lines")
    assert before.rstrip().endswith(r"\clip (rel axis cs:0,0) rectangle (rel axis cs:1,1);")
    assert before.count(r"\begin{scope}") == 1 + before.count(r"\end{scope}")
    assert after.count(r"\end{scope}") == 1 + after.count(r"\begin{scope}")
    sample = next(line for line in source.splitlines() if line.startswith(r"\addlegendimage") and "pattern=" in line)
    assert r"legend image code/.code={\path[pattern=" in sample


@pytest.mark.parametrize(("box", "ratio"), [((-2.0, 2.0, -1.0, 1.0), 2.0), ((-1.0, 1.0, -2.0, 2.0), 0.5)])
def test_latex_source_keeps_equal_scales(box: tuple[float, float, float, float], ratio: float) -> None:
    state = document("x^2 + 3y^2", 2.0, x=0.5, y=0.3)
    equal = replace(state, view=Box(*box), appearance=replace(state.appearance, equal_aspect=True))
    width, height = map(float, re.findall(r"(?:width|height)=([\d.]+)mm, ", data(equal, "tikz"))[:2])
    assert width / height == pytest.approx(ratio, rel=1e-4)


def table(text: str) -> tuple[list[str], np.ndarray]:
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    return head, np.array(rows, dtype=np.float64)


def test_the_table_of_values_is_that_of_the_function() -> None:
    head, rows = table(data(document(x=3.0, y=2.0), "field"))
    assert head == ["x", "y", "f"]
    assert rows.shape == (201 * 201, 3)
    x, y, f = rows.T
    assert (x.min(), x.max(), y.min(), y.max()) == (-5.0, 5.0, -5.0, 5.0)
    assert np.allclose(f, (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, rtol=1e-12, atol=1e-12)


def test_the_table_of_level_lines_lies_on_them_piece_by_piece() -> None:
    head, rows = table(data(document(x=3.0, y=2.0), "contours"))
    assert head == ["level", "piece", "x", "y"]
    level, piece, x, y = rows.T
    u, v = x**2 + y - 11, x + y**2 - 7
    slope = np.hypot(4 * x * u + 2 * v, 2 * u + 4 * y * v)
    assert np.all(np.abs(u**2 + v**2 - level) <= 0.01 * slope + 0.01)
    for number in np.unique(piece):
        part = rows[piece == number]
        assert len(set(part[:, 0])) == 1
        assert np.hypot(*np.diff(part[:, 2:], axis=0).T).max() < 0.1


def test_what_cannot_be_written_is_refused_with_its_reason() -> None:
    refused = written(to_metadata(document("x^3")), "contours")
    assert isinstance(refused, Fault)
    assert "one variable" in refused.message
    assert isinstance(written("{}", "script"), Fault)
    assert isinstance(written(to_metadata(document()), "spreadsheet"), Fault)
    with pytest.raises(ExportProblem, match="spreadsheet"):
        answer({"state_json": to_metadata(document()), "kind": "spreadsheet"})
