"""Rows of graphs on paper: sections that are high enough to be read, plots with logarithmic axes and one legend."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hessview.document.drawings import Runs
from hessview.document.method_names import spelled
from hessview.document.page_plan import PRESETS, PagePlan, Panel, section_count
from hessview.document.plots import Plots
from hessview.document.session_file import to_metadata
from hessview.document.state import Box
from hessview.export import page as pages
from hessview.export.image_files import paint
from hessview.figure.power_ticks import power_ticks
from tests.figure.picture_results import document

if TYPE_CHECKING:
    from hessview.document.page_plan import Preset
    from hessview.export.sheet import Frame, Sheet
    from hessview.figure.marks import Figure

WELLS = document("x^4 + y^4 - 4xy + 1", view=Box(-2.5, 2.5, -2.5, 2.5), probe={"x": 1.9, "y": 0.6})


@pytest.mark.parametrize("preset", PRESETS[:2], ids=lambda preset: preset.name)
def test_sections_with_a_direction_are_no_strips_beside_or_below_a_map(
    preset: Preset, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames: list[tuple[float, float]] = []
    real = pages.paint_picture

    def kept(sheet: Sheet, region: Frame, figure: Figure, **given: object) -> Frame:
        frame = real(sheet, region, figure, **given)  # type: ignore[arg-type]
        if figure.axes.x_label.startswith("t along"):
            frames.append((frame.height / sheet.line, frame.width / frame.height))
        return frame

    monkeypatch.setattr(pages, "paint_picture", kept)
    state, panels = replace(WELLS, direction=35.0), (Panel.CONTOUR, Panel.SECTIONS)
    size = preset.size_for(panels, section_count(2, state.direction))
    made = paint(to_metadata(state), "png", *size, 50.0, plan=PagePlan(panels))
    assert isinstance(made, bytes)
    # A page is painted again where a note depends on its scales.
    last = frames[-3:]
    assert len(last) == 3
    assert min(height for height, _ in last) > 3.5
    assert max(ratio for _, ratio in last) < 2.6


def test_plots_have_letters_titles_powers_of_ten_and_name_each_run_once() -> None:
    panels = (Panel.EXCESS, Panel.ZIGZAG)
    plan = PagePlan(panels, plots=Plots(Runs(chosen="newton")))
    made = paint(to_metadata(WELLS), "svg", *PRESETS[1].size_for(panels), plan=plan)
    assert isinstance(made, bytes)
    svg = made.decode()
    words = svg[svg.index("</metadata>") :]
    for name in WELLS.race.methods:
        assert words.count(f">{spelled(name)}</text>") == 1
    assert ">10⁻" in words
    said = " ".join("".join(re.findall(r">([^<]*)<", words)).split())
    assert "along the eigenvectors of" in said
    assert "Runs from (1.9, 0.6), at most 500 steps." in said


def test_beside_a_map_that_names_the_runs_no_second_legend_does() -> None:
    panels = (Panel.CONTOUR, Panel.EXCESS)
    plan = PagePlan(panels, drawn=(Runs(),), plots=Plots())
    made = paint(to_metadata(WELLS), "svg", *PRESETS[1].size_for(panels), plan=plan)
    assert isinstance(made, bytes)
    svg = made.decode()
    assert svg[svg.index("</metadata>") :].count(">gradient descent</text>") == 1


def test_ticks_are_powers_of_ten_and_between_where_there_is_one() -> None:
    assert power_ticks(-9.2, 1.3, 6)[1] == ("10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1")
    assert power_ticks(-0.1, 0.8, 5)[1] == ("1", "2", "5")
