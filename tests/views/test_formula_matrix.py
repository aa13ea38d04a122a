from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from hessview.views import formula
from hessview.views.formula import Typesetter
from hessview.views.formula_matrix import FormulaCells, FormulaMatrix

if TYPE_CHECKING:
    import pytest
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_what_is_laid_out_has_been_typeset_in_slices_before(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    typesetter = Typesetter()
    typesetter.load()
    matrix = FormulaMatrix(typesetter)
    qtbot.addWidget(matrix)
    names = tuple(f"x{k}" for k in range(1, 9))
    sum_ = " + ".join(rf"\frac{{x_{{{k}}}^{{{k}}}}}{{1 + x_{{{k}}}}}" for k in range(1, 4))
    cells = FormulaCells(names, tuple(tuple(f"{i}{j} + {sum_}" for j in range(8)) for i in range(8)))
    while not typesetter.advance(matrix._sources(cells), 0.01):
        pass
    late: list[str] = []
    monkeypatch.setattr(typesetter._mathtext, "outline", late.append)
    matrix._as_entries(cells, 300.0)
    assert late == []


def test_of_a_matrix_that_does_not_fit_no_entry_is_typeset_at_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    typesetter = Typesetter()
    typesetter.load()
    matrix = FormulaMatrix(typesetter)
    matrix.resize(120, 80)
    qtbot.addWidget(matrix)
    entry = "x + y + z + 1 + x + y + z"
    cells = FormulaCells(("x", "y"), ((entry + "+ 2", entry), (entry, entry + "+ 3")))
    turns: list[int] = []
    seconds = [0.0]
    real = typesetter._mathtext.outline  # type: ignore[union-attr]

    def outline(latex: str) -> object:
        turns[-1] += 1
        seconds[0] += 1.0  # each formula takes longer than a slice
        return real(latex)

    monkeypatch.setattr(typesetter._mathtext, "outline", outline)
    monkeypatch.setattr(formula, "time", SimpleNamespace(monotonic=lambda: seconds[0]))
    matrix._cells = cells
    while matrix._laid_out is not cells and len(turns) < 100:
        turns.append(0)
        matrix._lay_out()
    matrix._pause.stop()
    assert not matrix.is_matrix
    assert sum(turns) > 10, "the matrix was tried, then labels and terms"
    assert max(turns) <= 2, "the last of the matrix and the first of the entries"


def test_formulas_of_another_function_are_never_seen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    typesetter = Typesetter()
    typesetter.load()
    matrix = FormulaMatrix(typesetter)
    matrix.resize(300, 80)
    qtbot.addWidget(matrix)

    def is_blank() -> bool:
        picture = matrix.grab().toImage()
        return len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}) == 1

    old = FormulaCells(("x", "y"), (("2", "0"), ("0", "2")), (("2", "0"), ("0", "2")))
    new = FormulaCells(("x", "y"), (("3", "x"), ("x", "3")), (("3", "x"), ("x", "3")))
    matrix.render_cells(old)
    qtbot.waitUntil(lambda: not is_blank())
    matrix.set_stale(True)
    assert is_blank()
    assert (matrix.copies(), matrix.spoken) == ({}, "")
    matrix.set_stale(False)
    assert not is_blank()
    with monkeypatch.context() as busy:
        busy.setattr(typesetter, "advance", lambda _sources, _seconds: False)  # somebody drags: no slice ends
        matrix.render_cells(new)
        assert is_blank()
        assert "row 1: 3, x" in matrix.spoken
    qtbot.waitUntil(lambda: not is_blank())
    matrix.render_cells(old)
    assert is_blank()
