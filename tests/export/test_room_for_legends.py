"""A legend and a key take room from no map: a page counts them before it is laid out."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.export.figures import document, file_of


def test_beside_a_long_caption_the_map_of_a_narrow_column_is_as_wide_as_the_column_lets_it() -> None:
    state = document("x^2 + 3*y^2 + x*y", 3.0, x=1.0, y=0.5)
    overlays = ("quadratic-model", "gradient", "principal-axes", "critical-points")
    state = replace(state, appearance=replace(state.appearance, overlays=overlays))
    svg = file_of(state, "svg", ("contour", "surface", "table")).decode()
    frame = re.search(r'<g id="patch_2">\s*<path d="M ([\d.]+) [\d.]+ *\n*L ([\d.]+)', svg)
    assert frame is not None
    left, right = (float(side) * 25.4 / 72.0 for side in frame.groups())
    assert right - left > 0.7 * 85.0, "it was 48 mm of 85: its legend was not counted"
