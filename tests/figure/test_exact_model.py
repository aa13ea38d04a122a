"""Level lines of a model that is f are told from those of a model that is not."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.figure.exact_model import EXACT, is_exact
from hessview.figure.marks import LineMark, Role

VERTICES = np.array([[0.0, 0.0], [1.0, 1.0]])


@pytest.mark.parametrize(
    ("role", "label", "answer"), [(Role.MODEL, EXACT, True), (Role.MODEL, "", False), (Role.LEVEL, EXACT, False)]
)
def test_lines_of_an_exact_model_are_told_by_their_name(role: Role, label: str, answer: bool) -> None:
    assert is_exact(LineMark(VERTICES, role, label)) is answer
