"""Eigenvalues as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hessview.analysis.curvature import Curvature, at
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.views.spectrum_bars import SpectrumBars, inertia_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def curvature(text: str, n: int) -> Curvature:
    names = tuple(f"x{k + 1}" for k in range(n))
    return at(ExpressionLandscape(parse(text, variables=names)), np.zeros(n))


def bars(qtbot: QtBot, shown: Curvature) -> SpectrumBars:
    made = SpectrumBars()
    qtbot.addWidget(made)
    made.resize(288, made.height())
    made.render_spectrum(shown, shown.variables)
    made.show()
    return made


DIAGONAL = "+".join(f"{value} x{k}^2/2" for k, value in enumerate((-4, -1, 0, 1, 2, 3, 8), start=1)).replace("+-", "-")


def test_bars_stand_up_or_hang_down_as_f_bends_and_grow_with_it(qtbot: QtBot) -> None:
    shown = curvature(DIAGONAL, 7)
    made = bars(qtbot, shown)
    zero = made.bar_rect(3).bottom()
    for k, value in enumerate(shown.eigenvalues):
        rect = made.bar_rect(k)
        assert rect.right() <= made.width()
        if value > 0:
            assert rect.bottom() == pytest.approx(zero)
        elif value < 0:
            assert rect.top() == pytest.approx(zero)
        else:
            assert rect.top() < zero < rect.bottom()
    assert made.bar_rect(6).height() == pytest.approx(8 * made.bar_rect(3).height())
    assert made.bar_rect(6).height() == pytest.approx(2 * made.bar_rect(0).height())


def test_signs_are_counted_in_words() -> None:
    assert inertia_words(curvature(DIAGONAL, 7)) == "4 positive, 2 negative, 1 zero within its error"
    assert inertia_words(curvature("x1^2", 7)) == "1 positive, 6 zero within their errors"
    assert inertia_words(curvature("sqrt(x1 - 1) + x2^2", 7)) == "H is undefined here"


def test_keys_and_mouse_read_an_eigenvalue_and_its_direction(qtbot: QtBot) -> None:
    made = bars(qtbot, curvature(DIAGONAL, 7))
    assert made.reading == "λ₁ = −4 along x₁"
    made.setFocus()
    QTest.keyClick(made, Qt.Key.Key_End)
    assert made.reading == "λ₇ = 8 along x₇"
    assert made.reading == made.accessibleDescription()
    QTest.mouseMove(made, made.bar_rect(1).center().toPoint())
    assert made.reading == "λ₂ = −1 along x₂"


def test_of_a_repeated_eigenvalue_no_direction_is_claimed(qtbot: QtBot) -> None:
    made = bars(qtbot, curvature("+".join(f"x{k}^2" for k in range(1, 8)), 7))
    assert made.reading.endswith("repeated: its direction is any in a shared space")


def test_very_different_sizes_grow_with_the_root(qtbot: QtBot) -> None:
    made = bars(qtbot, curvature("x1^2 + 10000x2^2 + x3^2/4 + x4^2/9 + x5^2/3 + x6^2/5 + x7^2/7", 7))
    assert made.is_rooted
    assert min(made.bar_rect(k).height() for k in range(7)) >= 2.0
