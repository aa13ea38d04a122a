from __future__ import annotations

from typing import TYPE_CHECKING

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
