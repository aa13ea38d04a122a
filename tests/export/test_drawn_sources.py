"""What docks draw on the map in scripts and LaTeX source: lines, iterates and tints, and a word on what is left out."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.compute.resolving import Resolver, critical_request
from hessview.document.drawings import Basins, Paths, Runs, Skeleton
from hessview.document.session_file import to_metadata
from hessview.document.state import Appearance, Race
from hessview.export.data_files import answer, written
from hessview.export.line_legend import LineLegend
from hessview.export.script_marks import overlays
from hessview.export.tikz import tikz
from hessview.figure.marks import Axes, DotsMark, Figure, LineMark, Role
from tests.export.figures import document
from tests.figure.picture_results import results_of

if TYPE_CHECKING:
    from pathlib import Path

    from hessview.document.drawings import Drawing
    from hessview.document.state import State

WELLS = replace(document("(x^2 - 1)^2 + y^2", 2.0, x=0.5, y=0.5), race=Race(methods=("gradient descent", "newton")))
FORK = document("a = -2\nx^4 + a x^2 + y^2", 2.0, x=1.0, y=0.5)
BASINS = Basins("gradient descent", (("step size", 0.05),), 300, (-2.0, 2.0, -2.0, 2.0), (25, 25))
LEFT_OUT = "Left out: the signs and numbers in the regions"


def source(state: State, kind: str, *drawn: Drawing) -> str:
    made = written(to_metadata(state), kind, drawn)
    assert isinstance(made, bytes), made
    return made.decode("utf-8")


def skeleton() -> Skeleton:
    formula = Resolver().formula(WELLS)
    assert formula is not None
    request = critical_request(WELLS, formula)
    assert request is not None
    return Skeleton(request.box)


def without_display(script: str, path: Path, *arguments: str) -> None:
    """Run a script where there is no display, any warning being an error."""
    path.write_text(script, encoding="utf-8")
    there = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    subprocess.run(
        [sys.executable, "-W", "error", str(path), *arguments], check=True, cwd=path.parent, capture_output=True,
        env=there | {"MPLBACKEND": "Agg"},
    )  # fmt: skip


def test_a_script_draws_basins_skeleton_and_runs_and_writes_them_into_a_file_that_is_named(tmp_path: Path) -> None:
    script = source(WELLS, "script", BASINS, skeleton(), Runs())
    for name in ("→ minimum (1, 0)", "way down from a saddle", "border of basins", "gradient descent", "Newton"):
        assert f"label={name!r}" in script
    assert "# iterates of run 1" in script
    head = script.partition('"""\n')[0]
    assert LEFT_OUT in head
    assert "file name" in head
    without_display(script, tmp_path / "wells.py", "wells.pdf")
    assert (tmp_path / "wells.pdf").read_bytes().startswith(b"%PDF")


def test_a_script_of_traced_paths_has_double_lines_and_their_events(tmp_path: Path) -> None:
    script = source(FORK, "script", Paths("a"))
    assert "withStroke" in script
    assert "'pitchfork a = 0'" in script
    assert LEFT_OUT not in script
    without_display(script, tmp_path / "fork.py", "fork.png")
    assert (tmp_path / "fork.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["script", "tikz"])
def test_sources_say_by_what_the_regions_differ_there(kind: str) -> None:
    look = Appearance(overlays=("definiteness",))
    by_tints = source(replace(document("x^3 + y^3 - 3x y", 2.0), appearance=look), kind)
    assert f"{LEFT_OUT}; they differ by their tints alone, which are alike in greys." in by_tints
    assert "hatch=" not in by_tints
    assert "pattern color" not in by_tints
    assert LEFT_OUT not in source(document("x^2 - y^2", 2.0), kind)


def test_latex_has_the_same_and_says_what_it_leaves_out() -> None:
    made = source(WELLS, "tikz", BASINS, skeleton(), Runs())
    assert f"% {LEFT_OUT}" in made
    for comment in ("% basin 1", "% way down from a saddle", "% border of basins", "% run 1", "% iterates of run 1"):
        assert f"\n{comment}\n" in made
    assert r"\addlegendentry{gradient descent}" in made
    # Of lists PGFPlots reads \to as its own.
    assert r"\to " not in made
    paths = source(FORK, "tikz", Paths("a"))
    assert "double=white" in paths
    assert "{pitchfork a = 0}" in paths
    assert LEFT_OUT not in paths


@pytest.mark.parametrize("kind", ["script", "tikz"])
def test_notes_in_sources_are_sentences(kind: str) -> None:
    made = source(WELLS, kind, BASINS)
    assert "Tints: where gradient descent leads" in made
    assert "tints:" not in made


@pytest.mark.parametrize("kind", ["script", "tikz"])
def test_without_docks_nothing_of_theirs_is_drawn(kind: str) -> None:
    made = source(WELLS, kind)
    assert "run 1" not in made
    assert "basin" not in made
    assert LEFT_OUT not in made


def bare() -> Figure:
    path = np.array([[0.0, 0.0], [0.5, 0.5], [np.nan, np.nan]])
    marks = (
        LineMark(path, Role.RUN_1, "newton", opacity=0.35), DotsMark(path[:2], Role.RUN_1, opacity=0.35),
        DotsMark(path[1:2], Role.RUN_2, is_stopped=True), DotsMark(np.array([[1e9, 0.0]]), Role.RUN_1),
    )  # fmt: skip
    return Figure(Axes((-1.0, 1.0), (-1.0, 1.0), "x", "y"), marks, variables=("x", "y"))


def test_faint_lines_and_dots_are_faint_in_a_script_and_dots_beyond_it_are_none() -> None:
    line, dots, stopped = overlays(bare(), results_of(WELLS), LineLegend(bare()))
    assert "alpha=0.35" in line
    assert "label='newton'" in line
    assert "alpha=0.35" in dots
    assert "[0, 0.5]" in dots
    assert "oslash" in stopped
    assert "alpha" not in stopped


def test_faint_lines_and_dots_are_faint_in_latex_and_dots_beyond_it_are_none() -> None:
    made = tikz(bare(), 85.0, 70.0)
    assert made.count("opacity=0.35") == 2
    assert made.count("only marks") == 3, "the dots, and a ring with its slash"
    assert "rotate=-45" in made
    assert "1000000000" not in made


def test_a_message_that_asks_for_what_no_dock_draws_is_refused() -> None:
    from hessview.document.page_plan import PlanProblem

    with pytest.raises(PlanProblem):
        answer({"state_json": to_metadata(WELLS), "kind": "tikz", "drawn": [{"kind": "walks"}]})
