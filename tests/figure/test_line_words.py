"""A caption names every kind of line that the picture has."""

from __future__ import annotations

from picture_results import document, results_of

from hessview.document.limits import OVERLAYS
from hessview.document.state import Appearance, Box
from hessview.figure.compose import compose
from hessview.figure.legend import legend_of
from hessview.figure.line_words import _IN_LEGEND, line_notes
from hessview.figure.marks import ArrowMark, LevelMark, LineMark, QuiverMark, Role

VIEW = Box(-2.0, 2.0, -2.0, 2.0)


def notes(text: str, overlays: tuple[str, ...], *, has_legend: bool = True) -> str:
    state = document(text, {"x": 0.5, "y": 0.3}, VIEW, look=Appearance(overlays=overlays))
    return " ".join(line_notes(compose(state, results_of(state)), state, has_legend=has_legend))


def test_every_line_of_every_overlay_has_words_in_the_caption_or_the_legend() -> None:
    state = document("x^2 - y^2", {"x": 0.5, "y": 0.3}, VIEW, look=Appearance(overlays=OVERLAYS))
    figure = compose(state, results_of(state))
    said = notes("x^2 - y^2", OVERLAYS, has_legend=False)
    for words in ("levels of f", "∇f", "the level of f at the probe", "m = f + ∇f·d", "Newton step", "steepest descent",
                  "displacements d", "H d, by which", "threads", "principal axes", "Hatched"):  # fmt: skip
        assert words in said
    drawn = {mark.role for mark in figure.marks if isinstance(mark, LineMark | ArrowMark | QuiverMark | LevelMark)}
    in_legend = {entry.sample for entry in legend_of(figure)}
    assert _IN_LEGEND & drawn <= in_legend
    assert Role.LEVEL_HERE in drawn


def test_level_lines_alone_need_no_words_and_what_is_not_drawn_has_none() -> None:
    assert notes("x^2 - y^2", ()) == ""
    assert notes("x^2 - y^2", ("principal-axes",)) == (
        "Thin: levels of f; principal axes: blue where λ > 0, dashed orange where λ < 0."
    )


def test_the_gradient_of_one_variable_is_drawn_as_the_tangent_and_called_so() -> None:
    state = document("x^3 - x", {"x": 0.5}, VIEW, look=Appearance(overlays=("gradient",)))
    assert line_notes(compose(state, results_of(state)), state) == ("Thin grey: the tangent at the probe.",)


def test_where_a_graph_has_no_value_no_parabola_is_spoken_of() -> None:
    view = Box(-3.0, 3.0, -3.0, 3.0)
    for x, words in ((0.0, "Dotted: f is undefined at the probe."), (1.0, "the osculating parabola at the probe")):
        state = document("1/x", {"x": x}, view, look=Appearance(overlays=("principal-axes",)))
        said = " ".join(line_notes(compose(state, results_of(state)), state))
        assert words in said
        assert ("parabola" in said) == (x == 1.0)


def test_no_two_kinds_of_lines_are_described_alike() -> None:
    state = document("x^3 - 3x + y^3 - 3y + x*y/2", {"x": 0.5, "y": -0.6}, Box(-5.0, 5.0, -5.0, 5.0),
                     look=Appearance(overlays=("definiteness", "level-curve", "newton-step", "gradient")))  # fmt: skip
    (said,) = line_notes(compose(state, results_of(state)), state, has_legend=False)[:1]
    looks = [part.partition(":")[0].strip().lower() for part in said.split(";")]
    assert len(set(looks)) == len(looks) >= 5
    assert "dash-dot-dot: det H = 0" in said
    assert "thick: the level of f at the probe" in said
    assert "dashed black arrow: −∇f" in said
