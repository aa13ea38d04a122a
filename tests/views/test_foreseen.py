"""Labels that are likely to be wanted next are typeset before, in turns of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication

from hessview.analysis.curvature import at
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.views.foreseen import Foreseen
from hessview.views.formula import Typesetter
from hessview.views.number_matrix import variable_latex
from hessview.views.panel_rows import eigenvalue_rows, gradient_rows, likely_labels

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def typesetter(qtbot: QtBot) -> Typesetter:
    return Typesetter()


def test_they_are_typeset_one_by_one_once_the_fonts_are_there(
    typesetter: Typesetter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreseen = Foreseen(typesetter, ("x_{1}", "x_{2}", r"\lambda_{3}"))
    qtbot.wait(100)
    assert not foreseen.is_done, "there are no fonts yet"
    typesetter.load()
    made: list[str] = []
    outliner = typesetter._mathtext
    assert outliner is not None
    real = outliner.outline
    monkeypatch.setattr(outliner, "outline", lambda latex: (made.append(latex), real(latex))[1])  # type: ignore[func-returns-value]
    QCoreApplication.processEvents()
    assert len(made) <= 1, "each has a turn of its own"
    qtbot.waitUntil(lambda: foreseen.is_done)
    assert made == ["x_{1}", "x_{2}", r"\lambda_{3}"]
    typesetter.typeset("x_{2}", 13.0)
    assert len(made) == 3, "and no more when they are shown"


def test_at_the_end_nothing_is_left_of_them(typesetter: Typesetter, qtbot: QtBot) -> None:
    foreseen = Foreseen(typesetter, ("x_{1}", "x_{2}"))
    typesetter.load()
    foreseen.close()
    assert foreseen.is_done
    qtbot.wait(100)
    assert "x_{1}" not in typesetter._outlines


@pytest.mark.parametrize("text", ["x^2 + y^2 + z^4", "t^2", "x1^2 + x2^4 + x3^6", "x1 x2 x3 x4 x5 x6 x7 x8"])
def test_they_are_those_of_the_panel(text: str) -> None:
    landscape = ExpressionLandscape(parse(text))
    names = landscape.variables
    curvature = at(landscape, [1.0] * len(names))
    labels = [row.label for row in (*gradient_rows(curvature, names), *eigenvalue_rows(curvature, names))]
    wanted = {*map(variable_latex, names), *labels} - {r"|\nabla f\,|"}  # which is there from the first picture on
    assert wanted <= set(likely_labels())
    assert len(likely_labels()) == len(set(likely_labels()))
