"""What the legends of a picture are made of, and that what stays while the probe moves is not worked out anew."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from hessview.figure import legend
from hessview.figure.marks import Axes, Figure, GlyphsMark, LineMark, Mark, PointMark, RegionMark, Role
from hessview.views import glyph_painting

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from hessview.views.contour_view import ContourView

AXES = Axes((-3.0, 3.0), (-3.0, 3.0), "x", "y")
SQUARE = np.array([[-2.0, -2.0], [2.0, -2.0], [2.0, 2.0], [-2.0, 2.0], [-2.0, -2.0], [np.nan, np.nan]])


def still() -> tuple[Mark, ...]:
    region = RegionMark(SQUARE, "positive", "both curvatures positive", "a tip")
    return region, GlyphsMark(np.array([[0.5, 0.5], [-1.0, 1.0]]), "minimum")


def at(x: float, stays: tuple[Mark, ...], *more: Mark, axes: Axes = AXES) -> Figure:
    axis = LineMark(np.array([[x, 0.0], [x + 0.5, 0.0]]), Role.AXIS_POSITIVE, "λ₁ = 2")
    return Figure(axes, (*stays, *more, axis, PointMark(x, 0.0, "probe")), None)


def test_in_a_drag_what_stays_is_worked_out_once(view: ContourView, monkeypatch: pytest.MonkeyPatch) -> None:
    stays, calls = still(), Counter[str]()

    def counting(function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            calls[function.__name__] += 1
            return function(*arguments)

        return counted

    monkeypatch.setattr(legend, "key_of", counting(legend.key_of))
    monkeypatch.setattr(glyph_painting, "pixels_of", counting(glyph_painting.pixels_of))
    for step in range(10):
        view.show_figure(at(0.1 * step, stays))
    assert calls == {"key_of": 1, "pixels_of": 2}, "once for the legend, once for the words"
    view.show_figure(at(0.5, still()))
    assert calls["key_of"] == 2
    view.show_figure(at(0.5, stays, axes=Axes((-3.0, 0.0), (-3.0, 3.0), "x", "y")))
    assert calls["key_of"] == 3
    assert calls["pixels_of"] > 4


def test_the_key_follows_what_is_added(view: ContourView) -> None:
    stays = still()
    view.show_figure(at(0.0, stays))
    key = view._legends.key
    assert key is not None
    assert [entry.words for entry in key.entries] == ["minimum"]
    rough = LineMark(np.array([[-1.0, -1.0], [1.0, 1.0]]), Role.ROUGH)
    view.show_figure(at(0.0, stays, rough))
    assert [entry.words for entry in key.entries] == ["minimum", "not smooth"]
    view.show_figure(at(0.0, stays))
    assert [entry.words for entry in key.entries] == ["minimum"]
