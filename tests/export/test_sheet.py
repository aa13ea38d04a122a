"""A page of paper: its measures."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontProperties

from hessview.export.sheet import Sheet


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("text", ["a", "f(x, y) = x² − λ₁ in many words", "Thin: levels of f…"])
def test_a_line_is_as_long_as_matplotlib_says_whatever_was_measured_before(text: str, weight: str) -> None:
    found = []
    for settings in ({"text.hinting": "none"}, {"text.hinting": "default"}, {"font.family": ["DejaVu Serif"]}) * 2:
        with mpl.rc_context(settings):  # type: ignore[arg-type]
            for size in (6.3, 8.0):
                sheet = Sheet(85.0, 60.0, size)
                font = FontProperties(size=size, weight=weight)
                width, _, _ = sheet.renderer.get_text_width_height_descent(text, font, ismath=False)
                found.append(sheet.length(text, weight))
                assert found[-1] == pytest.approx(width / 288.0 * 25.4, rel=1e-12)
    assert len(set(found)) >= 4
