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
