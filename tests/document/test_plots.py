"""What plots of a page show, and a page as a file carries it: through messages and back, and strictly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hessview.document.drawings import Runs, Skeleton
from hessview.document.page_file import Page, page_in, page_text
from hessview.document.page_plan import PLOTS, PRESETS, PagePlan, Panel, PlanProblem, plan_from
from hessview.document.plots import Over, Plots
from hessview.document.session_file import open_bytes, to_metadata
from hessview.document.state import Stretch
from hessview.export.image_files import paint
from tests.export.figures import document

PLAN = PagePlan(
    (Panel.CONTOUR, Panel.EXCESS), words="a hessview-session, a hessview-page",
    drawn=(Runs((("newton", 3),), 2, "newton"),),
    plots=Plots(Runs(step=2), Over.EVALUATIONS, Stretch(0, 12.0, 1e-3, 0.5), Skeleton(((0.0, 1.0), (0.0, 2.0)))),
)  # fmt: skip


def test_a_plan_with_plots_survives_a_message() -> None:
    assert plan_from(PLAN.to_message()) == PLAN
    assert plan_from(PagePlan((Panel.TREE,)).to_message()).plots is None


@pytest.mark.parametrize(
    "wrong",
    [
        "plots", {"over": "time"}, {"lesson": []}, {"lesson": {"along": 1.5}}, {"lesson": {"kappa": -1.0}},
        {"lesson": {"eps": 2.0}}, {"runs": {"kind": "skeleton", "box": []}}, {"skeleton": {"kind": "runs"}},
    ],
)  # fmt: skip
def test_what_is_no_plot_is_refused(wrong: object) -> None:
    with pytest.raises(PlanProblem):
        plan_from({"plots": wrong})


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_a_figure_carries_its_page_beside_its_session_whatever_its_own_words_say(kind: str) -> None:
    state = document("x^2 + 4 y^2", 2.0, x=1.0, y=0.5)
    plan = replace(PLAN, panels=(Panel.CONTOUR,), drawn=(), plots=None)
    made = paint(to_metadata(state), kind, 60.0, 50.0, 60.0, plan=plan)
    assert isinstance(made, bytes)
    assert page_in(made) == Page(plan, 60.0, 50.0)
    assert open_bytes(made) == state


def test_a_figure_of_what_the_window_shows_carries_no_page_and_a_damaged_one_is_none() -> None:
    made = paint(to_metadata(document("x^2 + y^2", 2.0)), "svg", 60.0, 50.0)
    assert isinstance(made, bytes)
    assert page_in(made) is None
    text = page_text(Page(PLAN, 60.0, 50.0))
    assert "hessview-session" not in text
    for wrong in (text.replace("60.0", '"wide"'), text.replace('"excess"', '"nothing"'), text[:-3]):
        assert page_in(f"<svg><metadata>{wrong}</metadata></svg>".encode()) is None


def test_a_column_is_higher_with_plots_and_with_more_sections() -> None:
    for preset in PRESETS[:2]:
        alone = preset.size_for((Panel.CONTOUR,))[1]
        few, many = (preset.size_for((Panel.CONTOUR, *PLOTS[:count]))[1] for count in (1, 4))
        assert alone < few < many <= 235.0
    both = (Panel.CONTOUR, Panel.SECTIONS)
    assert PRESETS[1].size_for(both, 4) > PRESETS[1].size_for(both)
