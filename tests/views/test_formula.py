"""Formulas are set by mathtext as outlines, once each, and arranged by us."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from hessview.compute.outline_requests import Outlines
from hessview.compute.results import Fault
from hessview.language.parser import parse
from hessview.raster.outlines import Outliner
from hessview.views.formula import Typesetter, plain_text
from hessview.views.formula_echo import FormulaEcho
from hessview.views.formula_layout import break_pieces, lay_out_matrix, split_terms, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

LONG = r"6 x (x - 2) (2 x^{2} - 3) e^{-x^{2}} - \dfrac{2 (2 x^{2} + 4 x + 1)}{3} + \left(40 x^{5} - 148 x^{3}\right)"


@pytest.fixture
def typesetter(qtbot: QtBot) -> Typesetter:
    made = Typesetter()
    made.load()
    return made


def test_a_formula_is_as_large_as_its_size_says(typesetter: Typesetter) -> None:
    small, large = typesetter.typeset("x^{2}", 16.0), typesetter.typeset("x^{2}", 32.0)
    assert large.width == pytest.approx(2 * small.width)
    assert large.ascent == pytest.approx(2 * small.ascent)
    assert 10.0 < small.width < 20.0
    box = small.path.boundingRect()
    assert box.right() <= small.width + 1.0
    assert -box.top() <= small.ascent + 1.0


def test_the_same_formula_is_set_once(typesetter: Typesetter) -> None:
    assert typesetter.typeset("x + y", 16.0).outline is typesetter.typeset("x + y", 24.0).outline


def test_what_a_formula_was_set_with_is_let_go(typesetter: Typesetter) -> None:
    for k in range(5):
        typesetter.typeset(rf"\left(x^{{{k}}}\right) + \sqrt{{y}}", 16.0)
    gc.collect()
    assert [type(entry) for entry in gc.get_objects() if type(entry).__name__ == "StixFonts"] == []


def test_outlines_take_the_colour_they_are_painted_in(typesetter: Typesetter) -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    typesetter.typeset("H", 32.0).paint(painter, 4.0, 32.0, QColor("#D55E00"))
    painter.end()
    assert QColor("#D55E00").rgb() in {image.pixel(x, y) for x in range(40) for y in range(40)}


def test_what_mathtext_cannot_read_is_still_shown(typesetter: Typesetter) -> None:
    made = typesetter.typeset(r"\nosuchcommand{x}", 16.0)
    assert made.width > 10.0


def test_before_the_fonts_are_loaded_a_formula_is_plain_text(qtbot: QtBot) -> None:
    typesetter = Typesetter()
    assert not typesetter.is_ready
    assert typesetter.typeset(r"\frac{1}{2}", 16.0).width > 5.0


def test_the_fonts_are_loaded_beside_the_event_loop_and_said_to_be_there(qtbot: QtBot) -> None:
    typesetter = Typesetter()
    plain = typesetter.typeset("x^{2}", 16.0)
    with qtbot.waitSignal(typesetter.ready, timeout=20_000):
        typesetter.warm()
    assert typesetter.typeset("x^{2}", 16.0) is not plain


LOADED = """
import os
from PySide6.QtCore import QCoreApplication, QTimer
from hessview.views.formula import Typesetter
application, typesetter = QCoreApplication([]), Typesetter()
typesetter.ready.connect(application.quit)
before = os.getcwd()
typesetter.warm()
QTimer.singleShot(20_000, application.quit)
application.exec()
print(typesetter.is_ready, os.getcwd() == before, flush=True)
os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a thread cannot leave the working directory alone elsewhere")
def test_settings_that_lie_in_the_working_directory_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "matplotlibrc")  # to read it would take for ever
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.stdout == "True True\n"


def test_typesetting_ahead_stops_when_its_time_is_over(typesetter: Typesetter) -> None:
    formulas = [rf"x^{{{k}}} + {k} y" for k in range(200)]
    assert not typesetter.advance(formulas, 0.0)
    while not typesetter.advance(formulas, 0.05):
        pass
    assert typesetter.advance(formulas, 0.0)


@pytest.mark.parametrize("latex", [LONG, "-x + y", r"e^{a + b} - \left(c - d\right)", "x", r"-\frac{a - b}{c}"])
def test_terms_joined_are_the_formula(latex: str) -> None:
    assert "".join(split_terms(latex)) == latex


def test_a_formula_breaks_only_between_its_terms() -> None:
    terms = [term.strip() for term in split_terms(LONG)]
    assert len(terms) == 3
    assert terms[1].startswith("- ")
    assert terms[2].startswith("+ ")
    assert split_terms("-x") == ["-x"]


def test_a_short_formula_is_one_piece() -> None:
    assert break_pieces("x + y") == ["x + y"]


def test_lines_are_no_wider_than_there_is_room(typesetter: Typesetter) -> None:
    lines = wrapped(typesetter, LONG, 15.0, 230.0)
    assert len(lines) >= 2
    assert all(line.width <= 230.0 for line in lines)


def test_matrix_cells_do_not_touch_and_columns_are_aligned(typesetter: Typesetter) -> None:
    cells = [[typesetter.typeset(text, 16.0) for text in row] for row in (("12x^{2}", "-4"), ("-4", r"\dfrac{1}{y}"))]
    layout = lay_out_matrix(cells, 16.0)
    first, second = layout.column_x
    assert first + layout.column_width[0] + 8.0 < second
    assert second + layout.column_width[1] < layout.width
    assert layout.baselines[0] + cells[0][0].descent < layout.baselines[1] - cells[1][1].ascent


def test_plain_text_has_no_markup() -> None:
    assert plain_text(r"\frac{a}{b} \cdot \pi") == "(a)/(b) · π"


@pytest.mark.parametrize(("latex", "text"), [
    (r"\dfrac{x^{x^{y}} + 1}{y^{2}}", "(x^(x^y) + 1)/(y^2)"),
    (r"e^{-x^{2}} \sqrt{x + 1}", "e^(-x^2) sqrt(x + 1)"),
    (r"\sqrt[3]{x} + x_{12}^{2 a}", "sqrt[3](x) + x_12^(2 a)"),
    (r"{}+ \mathrm{width} \left(x - 1\right)", "+ width (x - 1 )"),
    (r"\frac{1}{{x", "(1)/(x)"),
])  # fmt: skip
def test_plain_text_is_the_same_mathematics(latex: str, text: str) -> None:
    assert plain_text(latex) == text


@pytest.mark.parametrize("loaded", [False, True])
def test_a_formula_too_long_to_be_set_is_said_to_be_so(qtbot: QtBot, loaded: bool) -> None:
    typesetter = Typesetter()
    if loaded:
        typesetter.load()
    short = typesetter.typeset(r"\ldots\ \mathrm{(too\ long\ to\ show)}", 16.0)
    made = typesetter.typeset(r"\dfrac{x}{" + "x^{" * 200 + "y" + "}" * 201, 16.0)
    assert made.path == short.path
    assert made.width == short.width


def test_a_long_sum_is_echoed_by_its_first_terms_and_its_last(qtbot: QtBot, typesetter: Typesetter) -> None:
    echo = FormulaEcho(typesetter)
    qtbot.addWidget(echo)
    sources = list(echo._sources(parse("sum(sin(i x)*cos(y i^2), i, 1, 500)")))
    assert any(r"\sin 2x" in source for source in sources)
    assert all(r"+ \cdots +" in source and r"\sin 500x" in source for source in sources[:1])
    product = parse("prod(x - i, i, 1, 200)")
    assert any(f"{len(product.text)}" in source for source in echo._sources(product))


class Elsewhere:
    """Another process, played: takes questions, and answers them when it is told to."""

    def __init__(self, typesetter: Typesetter) -> None:
        self.questions: list[tuple[tuple[str, ...], Callable[[object], None]]] = []
        typesetter.elsewhere = lambda sources, take: self.questions.append((sources, take))

    def answer(self, outliner: Outliner) -> None:
        sources, take = self.questions.pop(0)
        take(Outlines(tuple(map(outliner.outline, sources))))


def test_what_is_not_brief_is_set_by_another_process(
    typesetter: Typesetter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[str] = []
    outliner = Outliner()
    monkeypatch.setattr(Outliner, "outline", recorded(here))
    elsewhere = Elsewhere(typesetter)
    assert not typesetter.advance(("x + y", LONG), 10.0)
    assert here == ["x + y"]
    assert typesetter.is_waiting(("x + y", LONG))
    assert not typesetter.advance((LONG,), 10.0)
    (question,) = elsewhere.questions  # it is asked once
    assert question[0] == (LONG,)
    monkeypatch.undo()
    with qtbot.waitSignal(typesetter.came):
        elsewhere.answer(outliner)
    monkeypatch.setattr(Outliner, "outline", recorded(here))
    assert typesetter.advance(("x + y", LONG), 10.0)
    assert typesetter.typeset(LONG, 16.0).outline.elementCount() > 100
    assert here == ["x + y"]


def recorded(there: list[str]) -> Callable[[Outliner, str], object]:
    kept = Outliner.outline

    def outline(outliner: Outliner, latex: str) -> object:
        there.append(latex)
        return kept(outliner, latex)

    return outline


def test_the_other_process_sets_a_formula_as_it_is_set_here(typesetter: Typesetter) -> None:
    alone = typesetter.typeset(LONG, 16.0)
    other = Typesetter()
    other.load()
    elsewhere = Elsewhere(other)
    assert not other.advance((LONG,), 10.0)
    elsewhere.answer(Outliner())
    assert other.advance((LONG,), 10.0)
    made = other.typeset(LONG, 16.0)
    assert (made.width, made.ascent, made.descent) == (alone.width, alone.ascent, alone.descent)
    assert made.path == alone.path


def test_what_never_comes_from_the_other_process_is_set_here(typesetter: Typesetter) -> None:
    elsewhere = Elsewhere(typesetter)
    asked = 0
    while not typesetter.advance((LONG,), 10.0):
        _, take = elsewhere.questions.pop()
        take(Fault("It has died."))
        asked += 1
        assert asked < 10
    assert asked > 1
    assert typesetter.typeset(LONG, 16.0).outline.elementCount() > 100


def test_the_echo_waits_for_the_other_process_and_then_shows_all(typesetter: Typesetter, qtbot: QtBot) -> None:
    elsewhere = Elsewhere(typesetter)
    echo = FormulaEcho(typesetter)
    qtbot.addWidget(echo)
    echo.resize(900, 40)
    formula = parse("6*x*(x - 2)*(2*x^2 - 3)*exp(-x^2) - 2*(2*x^2 + 4*x + 1)/3")
    echo.render_formula(formula)
    qtbot.waitUntil(lambda: bool(elsewhere.questions))
    assert echo.accessibleName() == ""
    with qtbot.waitSignal(echo.laid_out):
        elsewhere.answer(Outliner())
    assert formula.text in echo.accessibleName()
