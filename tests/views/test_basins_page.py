"""The page "Basins & skeleton": what is on, what runs, and the way through the barrier tree by keys and mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hessview.figure.barrier_tree import BarrierTree, TreeNode
from hessview.figure.marks import Axes, Figure, PointMark
from hessview.views.basins_page import BasinsPage
from hessview.views.theme import DARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
NODES = (TreeNode(1.0, 0.0, 4, "minimum a"), TreeNode(1.5, 2.0, 0, "saddle"), TreeNode(2.0, 1.0, 7, "minimum b"))
FIGURE = Figure(Axes((0.4, 2.6), (-0.5, 2.5), "", "f"), tuple(PointMark(n.x, n.y, "minimum") for n in NODES))


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[BasinsPage]:
    window = QWidget()  # that has the page's size, whatever the page would like
    qtbot.addWidget(window)
    made = BasinsPage(parent=window)
    window.resize(500, 180)
    made.resize(500, 180)
    window.show()
    qtbot.waitExposed(window)
    yield made
    window.close()


def show_tree(page: BasinsPage, selected: int | None) -> None:
    page.render_words(("Said.",), BarrierTree(FIGURE, NODES, selected))


def test_what_is_on_and_what_runs_is_seen(page: BasinsPage) -> None:
    page.render_state(basins=True, skeleton=False, is_stale=False, share=None)
    assert (page.basins.isChecked(), page.skeleton.isChecked()) == (True, False)
    assert not page.stop.isVisible()
    assert not page.again.isVisible()
    assert not page.progress.isVisible()
    page.render_state(basins=True, skeleton=True, is_stale=True, share=0.25)
    assert page.stop.isVisible()
    assert page.again.isVisible()
    assert page.progress.value() == 25


def test_every_part_has_a_name_and_a_sentence(page: BasinsPage) -> None:
    for button in (page.basins, page.skeleton, page.again, page.stop):
        assert button.text()
        assert button.toolTip()
    for part in (page.words, page.plot, page.progress):
        assert part.accessibleName()


def test_each_button_asks_for_one_thing(page: BasinsPage, qtbot: QtBot) -> None:
    page.render_state(basins=False, skeleton=False, is_stale=True, share=0.0)
    for button, signal in (
        (page.basins, page.basins_wanted), (page.skeleton, page.skeleton_wanted),
        (page.again, page.again_wanted), (page.stop, page.stop_wanted),
    ):  # fmt: skip
        with qtbot.waitSignal(signal, timeout=5_000):
            QTest.mouseClick(button, LEFT)


def test_without_a_tree_there_is_no_plot_and_words_say_what_can_be_done(page: BasinsPage) -> None:
    page.render_words((), None)
    assert not page.plot.isVisible()
    assert "asked for" in page.words.text()
    show_tree(page, None)
    assert page.plot.isVisible()
    assert page.words.text() == "Said."


@pytest.mark.parametrize(
    ("selected", "key", "wanted"),
    [
        (None, Qt.Key.Key_Right, 4), (None, Qt.Key.Key_Left, 7), (4, Qt.Key.Key_Right, 0), (0, Qt.Key.Key_Up, 7),
        (7, Qt.Key.Key_Right, 7), (4, Qt.Key.Key_Left, 4), (0, Qt.Key.Key_Down, 4),
    ],
)  # fmt: skip
def test_arrow_keys_go_from_node_to_node(
    page: BasinsPage, qtbot: QtBot, selected: int | None, key: Qt.Key, wanted: int
) -> None:
    show_tree(page, selected)
    with qtbot.waitSignal(page.node_chosen, timeout=5_000) as said:
        QTest.keyClick(page.plot, key)
    assert said.args == [wanted]


def test_a_click_goes_to_the_node_below_it_and_beside_all_nowhere(page: BasinsPage) -> None:
    show_tree(page, 4)
    chosen: list[int] = []
    page.node_chosen.connect(chosen.append)
    for node in NODES:
        QTest.mouseClick(page.plot, LEFT, pos=page.plot.pixel_of(node.x, node.y).toPoint())
    QTest.mouseClick(page.plot, LEFT, pos=page.plot.pixel_of(1.0, 2.4).toPoint())
    assert chosen == [4, 0, 7]


def test_the_node_at_the_probe_is_read_aloud(page: BasinsPage) -> None:
    show_tree(page, 7)
    assert page.plot.accessibleDescription() == "Barrier tree. minimum b"
    page.set_theme(DARK)
    assert page.grab().width() == page.width()
