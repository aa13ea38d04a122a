from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainterPath

from hessview.views import formula
from hessview.views.formula import Typeset
from hessview.views.path_cache import PathCache

if TYPE_CHECKING:
    import pytest
    from PySide6.QtWidgets import QApplication


def line(elements: int) -> Typeset:
    path = QPainterPath()
    for k in range(elements):
        path.lineTo(float(k), 1.0)
    return Typeset(path, 1.0, 1.0, 0.0, "x")


def test_the_least_recently_asked_is_forgotten_when_more_is_held_than_may_be() -> None:
    cache: PathCache[str] = PathCache(500)
    for name in "abcd":
        cache.put(name, line(100))
    assert cache.get("a") is not None
    cache.put("e", line(100))
    assert "a" in cache
    assert "b" not in cache
    assert cache.held <= 500


def test_what_is_needed_at_once_and_the_newest_stay_however_large_they_are() -> None:
    cache: PathCache[str] = PathCache(500)
    cache.need("abcdefgh")
    for name in "abcdefgh":
        cache.put(name, line(100))
    assert all(name in cache for name in "abcdefgh")
    cache.need("z")
    cache.put("y", line(1000))
    assert "y" in cache
    assert len(cache) == 1


def test_a_formula_that_cannot_be_set_is_remembered_and_one_put_twice_counts_once() -> None:
    cache: PathCache[str] = PathCache(500)
    cache.put("broken", None)
    assert "broken" in cache
    assert cache.get("broken") is None
    for _ in range(20):
        cache.put("a", line(100))
    assert "broken" in cache
    cache.clear()
    assert (len(cache), cache.held) == (0, 0)


def test_typing_for_hours_does_not_fill_the_memory_with_formulas(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formula, "_OUTLINES_KEPT", 12_000)
    typesetter = formula.Typesetter()
    typesetter.load()
    long = "+".join(f"x^{{{k}}}" for k in range(2, 20))
    for k in range(20):
        typesetter.typeset(f"{k} + {long}", 17.0)
    assert 0 < typesetter._outlines.held <= 12_000
    small, large = typesetter.typeset(f"19 + {long}", 17.0), typesetter.typeset(f"19 + {long}", 34.0)
    assert small.outline is large.outline
    assert large.width == 2.0 * small.width
