"""Figures made by hand, a document that records what the view asks of it, and a hand that presses and drags."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.document.state import Box, State
from hessview.document.store import Store
from hessview.figure.marks import (
    ArrowMark,
    Axes,
    FieldMark,
    Figure,
    LevelMark,
    LineMark,
    Mark,
    PointMark,
    Role,
    TextMark,
)
from hessview.views.contour_view import ContourView

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from hessview.document.commands import Command

SIDE = np.linspace(-3.0, 3.0, 61)


def bowl_marks(values: np.ndarray | None = None) -> tuple[Mark, ...]:
    """Field, one level and its label of the bowl; the field's values can be others."""
    if values is None:
        values = SIDE[None, :] ** 2 + SIDE[:, None] ** 2
    turn = np.linspace(0.0, 2.0 * np.pi, 100)
    circle = 2.0 * np.column_stack([np.cos(turn), np.sin(turn)])
    return (
        FieldMark(SIDE, SIDE, values, 0.0, 18.0, "viridis"),
        LevelMark(4.0, circle),
        TextMark(0.0, 2.0, "4", Role.LEVEL_LABEL),
        LineMark(np.array([[-3.0, 0.0], [3.0, 0.0]]), Role.CURVE),
    )


@dataclass
class Document:
    """A real store that shows itself in a view as a bowl f = x^2 + y^2, and remembers what it was asked."""

    store: Store = field(
        default_factory=lambda: Store(State("x^2+y^2", "x^2+y^2", (("x", 1.0), ("y", 1.0)), Box(-3.0, 3.0, -3.0, 3.0)))
    )
    commands: list[Command] = field(default_factory=list)
    still: tuple[Mark, ...] = field(default_factory=bowl_marks)
    equal_aspect: bool = False

    def dispatch(self, command: Command) -> None:
        self.commands.append(command)
        self.store.dispatch(command)

    def seal(self) -> None:
        self.store.seal()

    @property
    def probe(self) -> tuple[float, float]:
        x, y = (self.store.state.coordinate(name) for name in ("x", "y"))
        return x, y

    def figure(self) -> Figure:
        view = self.store.state.view
        x, y = self.probe
        axes = Axes((view.x0, view.x1), (view.y0, view.y1), "x", "y", self.equal_aspect)
        moving = (ArrowMark((x, y), (1.2 * x, 1.2 * y), Role.GRADIENT, "∇f"), PointMark(x, y, "probe"))
        return Figure(axes, self.still + moving, "f", ("a bowl",))


@pytest.fixture
def document() -> Document:
    return Document()


@pytest.fixture
def make_view(qtbot: QtBot) -> Callable[[Document], ContourView]:
    """A shown view of 700 x 600 pixels that follows a document."""
    def make(document: Document) -> ContourView:
        view = ContourView(document.dispatch, document.seal)
        qtbot.addWidget(view)
        view.resize(700, 600)
        view.show_figure(document.figure())
        document.store.subscribe(lambda _old, _new: view.show_figure(document.figure()))
        view.show()
        qtbot.waitExposed(view)
        view.setFocus()
        return view

    return make


@pytest.fixture
def view(make_view: Callable[[Document], ContourView], document: Document) -> ContourView:
    return make_view(document)
