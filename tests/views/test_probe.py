"""The probe: its ring, its grip, its steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene

from hessview.document.state import Box
from hessview.figure import colour_maps
from hessview.views.probe_item import GRIP, Grip, ProbeItem, direction_of, nudge, nudged_along
from hessview.views.theme import luminance

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def probe(qapp: object) -> ProbeItem:
    item = ProbeItem()
    item.setVisible(True)
    return item


def painted(probe: ProbeItem, ground: QColor) -> QImage:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(ground)
    scene = QGraphicsScene(QRectF(-20, -20, 40, 40))
    scene.addItem(probe)
    painter = QPainter(image)
    scene.render(painter)
    painter.end()
    scene.removeItem(probe)
    return image


@pytest.mark.parametrize("name", colour_maps.NAMES)
@pytest.mark.parametrize("row", [0, 64, 128, 192, 255])
def test_the_ring_is_seen_on_every_colour_of_every_map(probe: ProbeItem, name: str, row: int) -> None:
    ground = QColor(*(int(c) for c in colour_maps.table(name)[row]))
    image = painted(probe, ground)
    shades = [luminance(image.pixelColor(column, 20)) for column in range(40)]
    lightest, darkest = max(shades), min(shades)
    own = luminance(ground)
    strongest = max((lightest + 0.05) / (own + 0.05), (own + 0.05) / (darkest + 0.05))
    assert strongest >= 4.0


def test_the_grip_is_a_disc_of_24_pixels(probe: ProbeItem) -> None:
    probe.setPos(100.0, 50.0)
    assert GRIP == 24.0
    assert probe.holds(QPointF(111.9, 50.0))
    assert probe.holds(QPointF(100.0, 38.1))
    assert not probe.holds(QPointF(112.1, 50.0))
    assert not probe.holds(QPointF(109.0, 59.0))


def test_a_hidden_probe_holds_nothing(probe: ProbeItem) -> None:
    probe.setVisible(False)
    assert not probe.holds(QPointF(0.0, 0.0))


def test_it_looks_different_when_it_can_be_taken_and_when_it_is_held(probe: ProbeItem) -> None:
    pictures = []
    for grip in Grip:
        probe.set_grip(grip)
        pictures.append(painted(probe, QColor("#336688")))
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


@pytest.mark.parametrize(
    ("modifiers", "step"), [(NONE, 0.1), (SHIFT, 0.01), (CTRL, 1.0)], ids=["plain", "shift", "ctrl"]
)
def test_a_key_moves_it_by_a_round_hundredth_of_the_view(modifiers: Qt.KeyboardModifier, step: float) -> None:
    assert nudge(0.0, 10.0, 1, modifiers) == step
    assert nudge(0.0, 10.0, -1, modifiers) == -step


def test_control_moves_it_along_the_principal_axis_nearest_to_the_arrow() -> None:
    box, across, up = Box(-5.0, 5.0, -5.0, 5.0), (0.8, 0.6), (-0.6, 0.8)
    assert nudged_along((1.0, 1.0), (1, 0), (across, up), box) == pytest.approx((1.08, 1.06))
    assert nudged_along((1.0, 1.0), (-1, 0), (across, up), box) == pytest.approx((0.92, 0.94))
    assert nudged_along((1.0, 1.0), (0, 1), (across, up), box) == pytest.approx((0.94, 1.08))
    assert nudged_along((1.0, 1.0), (0, 1), (), box) is None


def test_which_axis_is_nearest_is_judged_on_the_screen() -> None:
    flat = Box(-5.0, 5.0, -0.005, 0.005)
    steep = (0.8, 0.6)  # on a picture so much wider than high nearly upright
    x, y = nudged_along((0.0, 0.0), (0, 1), (steep, (-0.6, 0.8)), flat) or (0.0, 0.0)
    assert 0.0 < y < 0.001
    assert abs(x) < 0.001


def test_nudges_add_up_as_they_do_on_paper() -> None:
    x = 0.0
    for _ in range(3):
        x = nudge(x, 10.0, 1, NONE)
    assert x == 0.3
    for _ in range(3):
        x = nudge(x, 10.0, -1, NONE)
    assert x == 0.0


@pytest.mark.parametrize("span", [1e-300, 1e-12, 3.0, 7e8, 1e300])
def test_a_nudge_moves_at_every_scale(span: float) -> None:
    assert 0.0 < nudge(0.0, span, 1, NONE) <= span / 10


def test_arrow_keys_point_as_the_axes_do() -> None:
    assert direction_of(Qt.Key.Key_Up) == (0, 1)
    assert direction_of(Qt.Key.Key_Left) == (-1, 0)
    assert direction_of(Qt.Key.Key_A) is None
