"""The panel answers the questions in order, changes only what changed, and emits commands."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from hessview.analysis.critical_points import search
from hessview.analysis.curvature import at
from hessview.analysis.known_points import KnownPoints
from hessview.compute.requests import CurvatureRequest, FormulaRequest, Request
from hessview.compute.resolving import Resolver
from hessview.compute.results import Answer, Fault, FormulaAnswer, Results
from hessview.document.commands import Command, SetHessianLayout, SetProbeCoordinates
from hessview.document.state import Layout, State
from hessview.figure.marks import Axes
from hessview.figure.probe_view import probe_view
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.views.curvature_panel import CurvaturePanel
from hessview.views.formula import Typesetter
from hessview.views.painted_block import SideScroll
from hessview.views.panel_rows import eigenvalue_rows, notes_text, trust, value_rows
from hessview.views.theme import DARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from hessview.analysis.critical_point import CriticalPoint
    from hessview.language.formula import Formula

# The offscreen platform has no window manager to talk to, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

QUARTIC = "x^4 + y^4 - 4x*y + 1"
ENTRIES = FormulaAnswer(
    ("4*x^3 - 4*y", "4*y^3 - 4*x"),
    (("12*x^2", "-4"), ("-4", "12*y^2")),
    ("4 x^{3} - 4 y", "4 y^{3} - 4 x"),
    (("12 x^{2}", "-4"), ("-4", "12 y^{2}")),
)


def found(
    text: str,
    point: Sequence[float],
    *,
    formulas: FormulaAnswer | Fault | None = None,
    layout: Layout = Layout.FORMULA,
) -> tuple[State, Results]:
    """What the window knows about `text` with the probe at `point`."""
    formula: Formula = parse(text, editor=True)
    state = State(text, text, tuple(zip(formula.variables, point, strict=True)), hessian_layout=layout)
    wanted = Resolver().resolve(state)
    assert wanted is not None
    answers: dict[Request, Answer] = {
        CurvatureRequest(formula, tuple(point)): at(ExpressionLandscape(formula), tuple(point))
    }
    if formulas is not None:
        answers[FormulaRequest(formula)] = formulas
    return state, Results(wanted, MappingProxyType(answers))


@pytest.fixture(scope="module")
def typesetter(qapp: QApplication) -> Typesetter:
    made = Typesetter()
    made.load()
    return made


@pytest.fixture
def panel(qtbot: QtBot, typesetter: Typesetter) -> CurvaturePanel:
    made = CurvaturePanel(typesetter)
    qtbot.addWidget(made)
    made.resize(360, 800)
    made.show()
    return made


def test_a_minimum_is_named_with_its_reason(panel: CurvaturePanel) -> None:
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    assert "minimum" in panel.badge.spoken.lower()
    assert panel.sentence.spoken
    assert panel.value.texts == ("−1",)
    assert panel.gradient.texts == ("0", "0", "0")
    assert panel.eigenvalues.texts == ("8", "16")
    assert panel.summary.texts == ("24", "128", "2")
    assert "12, −4" in panel.hessian.numbers.spoken


def test_a_value_that_underflows_is_said_to_do_so() -> None:
    curvature = found("x^2 - y^2", (1e-200, 0.0))[1].curvature
    assert curvature is not None
    assert value_rows(curvature, ("x", "y"))[0].note == "too small for doubles"
    curvature = found("x^2 - y^2", (0.0, 0.0))[1].curvature
    assert curvature is not None
    assert value_rows(curvature, ("x", "y"))[0].note == ""


def test_a_saddle_is_named(panel: CurvaturePanel) -> None:
    panel.render(*found(QUARTIC, (0.0, 0.0)))
    assert "saddle" in panel.badge.spoken.lower()
    assert panel.eigenvalues.texts == ("−4", "4")


@pytest.mark.parametrize(
    ("text", "point", "word"),
    [
        ("x^4 + y^4", (0.0, 0.0), "degenerate"),
        (QUARTIC, (0.5, 0.2), "not a critical point"),
        ("log(x) + y", (-1.0, 0.0), "undefined"),
        ("|x| + y^2", (0.0, 0.0), "no derivatives"),
        ("x^3", (0.0,), "degenerate"),
        ("x^2*y*z", (1.0, 1.0, 1.0), "not a critical point"),
        ("x1^2 + x2^2 + x3^2 + x4^2 + x5^2", (0.0,) * 5, "minimum"),
        (" + ".join(f"x{k}^2" for k in range(1, 51)), (0.0,) * 50, "minimum"),
    ],
)
@pytest.mark.parametrize("width", [320, 360])
def test_every_dimension_and_class_fits_the_panel(
    panel: CurvaturePanel, qtbot: QtBot, *, text: str, point: tuple[float, ...], word: str, width: int
) -> None:
    panel.resize(width, 640)
    panel.render(*found(text, point))
    qtbot.wait(20)
    assert panel.width() == width
    assert word in panel.badge.spoken.lower()
    assert len(panel.coordinates.fields) == len(point)
    for part in panel.findChildren(QWidget):
        if part.isVisible() and part.parent() is panel:
            assert part.geometry().right() < width


def test_of_many_variables_only_what_is_seen_is_typeset(
    panel: CurvaturePanel, qtbot: QtBot, typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    typeset = typesetter.typeset
    monkeypatch.setattr(typesetter, "typeset", lambda latex, size: asked.add(latex) or typeset(latex, size))
    count = 120
    panel.render(*found(" + ".join(f"x{k}^2" for k in range(1, count + 1)), (0.5,) * count))
    qtbot.wait(50)
    assert len(asked) < count
    labels = panel.coordinates.findChildren(QLabel)
    assert len({label.width() for label in labels}) == 1
    assert all(label.natural_width() <= label.width() for label in labels)


def test_of_seven_variables_nothing_scrolls_within_the_panel_but_the_panel(
    panel: CurvaturePanel, qtbot: QtBot
) -> None:
    names = [f"x{k + 1}" for k in range(7)]
    text = " + ".join(f"{one}^2 {other}" for one, other in zip(names, names[1:] + names[:1], strict=True))
    entry = "2*x1*x2"
    rows = tuple((entry,) * 7 for _ in names)
    answer = FormulaAnswer((entry,) * 7, rows, ("2 x_{1} x_{2}",) * 7, tuple(("2 x_{1} x_{2}",) * 7 for _ in names))
    panel.render(*found(text, (1.0,) * 7, formulas=answer))
    panel.show()
    _at_rest(panel, qtbot)
    inner = [part for part in panel.findChildren(SideScroll) if part.isVisible()]
    assert len(inner) > 2
    assert [part.verticalScrollBar().maximum() for part in inner] == [0] * len(inner)


def test_the_same_again_changes_nothing(panel: CurvaturePanel, qtbot: QtBot) -> None:
    shown = found(QUARTIC, (0.3, 0.4), formulas=ENTRIES)
    panel.render(*shown)
    counter = _at_rest(panel, qtbot)
    panel.render(*shown)
    qtbot.wait(20)
    assert counter.events == []


def test_moving_the_probe_is_no_new_layout(panel: CurvaturePanel, qtbot: QtBot) -> None:
    for place in range(12):
        panel.render(*found(QUARTIC, (0.31 + 0.01 * place, 0.42), formulas=ENTRIES))
        if place < 4:
            _at_rest(panel, qtbot)
        qtbot.wait(5)
        if place == 3:
            counter = _Counter(panel, QEvent.Type.LayoutRequest, QEvent.Type.Resize)
    assert counter.events == []


def test_typed_coordinates_are_a_command(panel: CurvaturePanel, qtbot: QtBot) -> None:
    asked = _commands(panel)
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    field = panel.coordinates.fields[1]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "-0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == [SetProbeCoordinates((("y", -0.5),))]


def test_a_constant_expression_is_a_coordinate(panel: CurvaturePanel, qtbot: QtBot) -> None:
    asked = _commands(panel)
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    field = panel.coordinates.fields[0]
    field.selectAll()
    qtbot.keyClicks(field, "3/4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == [SetProbeCoordinates((("x", 0.75),))]


def test_what_is_no_number_moves_nothing_and_says_why(panel: CurvaturePanel, qtbot: QtBot) -> None:
    asked = _commands(panel)
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    field = panel.coordinates.fields[0]
    field.selectAll()
    qtbot.keyClicks(field, "here")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == []
    assert "no number" in field.toolTip()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "1"


def test_a_pasted_point_fills_every_coordinate(panel: CurvaturePanel, qtbot: QtBot) -> None:
    asked = _commands(panel)
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    QApplication.clipboard().setText("(−2, 3.5)")
    field = panel.coordinates.fields[1]
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert asked == [SetProbeCoordinates((("x", -2.0), ("y", 3.5)))]


def test_the_probe_moves_a_field_that_is_not_being_edited(panel: CurvaturePanel, qtbot: QtBot) -> None:
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    field = panel.coordinates.fields[0]
    panel.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "7")
    panel.render(*found(QUARTIC, (2.0, 3.0)))
    assert field.text() == "7"
    assert panel.coordinates.fields[1].text() == "3"


def test_formulas_stand_above_their_numbers_or_numbers_alone(panel: CurvaturePanel, qtbot: QtBot) -> None:
    asked = _commands(panel)
    panel.render(*found(QUARTIC, (1.0, 1.0), formulas=ENTRIES))
    qtbot.waitUntil(lambda: panel.hessian.formulas.is_matrix)
    assert panel.hessian.formulas.isVisible()
    assert panel.hessian.numbers.isVisible()
    panel.hessian.toggle.buttons[Layout.NUMBERS].click()
    assert asked == [SetHessianLayout(Layout.NUMBERS)]
    panel.render(*found(QUARTIC, (1.0, 1.0), formulas=ENTRIES, layout=Layout.NUMBERS))
    assert not panel.hessian.formulas.isVisible()
    assert panel.hessian.numbers.isVisible()


def test_long_formulas_are_listed_entry_by_entry(panel: CurvaturePanel, qtbot: QtBot) -> None:
    long = r" + ".join(rf"\sin\left({k} x y\right)" for k in range(1, 12))
    entries = FormulaAnswer(("0", "0"), (("0", "0"), ("0", "0")), ("0", "0"), ((long, "0"), ("0", long)))
    panel.render(*found(QUARTIC, (1.0, 1.0), formulas=entries))
    qtbot.waitUntil(lambda: panel.hessian.formulas.height() > 80, timeout=5000)
    assert not panel.hessian.formulas.is_matrix


def test_formulas_stay_while_a_parameter_moves_for_they_hold_for_every_value(
    panel: CurvaturePanel, qtbot: QtBot
) -> None:
    entries = FormulaAnswer(
        ("4*x^3 + 2*a*x", "2*y"), (("12*x^2 + 2*a", "0"), ("0", "2")),
        ("4 x^{3} + 2 a x", "2 y"), (("12 x^{2} + 2 a", "0"), ("0", "2")),
    )  # fmt: skip
    panel.render(*found("a = 1\nx^4 + a x^2 + y^2", (0.5, 0.5), formulas=entries))
    _at_rest(panel, qtbot)
    shown, spoken = panel.hessian.formulas.grab().toImage(), panel.hessian.formulas.accessibleName()
    for value in (1.25, 1.5, 1.75):
        panel.render(*found(f"a = {value}\nx^4 + a x^2 + y^2", (0.5, 0.5)))
        assert panel.hessian.formulas.grab().toImage() == shown, value
        assert panel.hessian.formulas.accessibleName() == spoken
        assert panel.gradient_formulas.isVisible()
    panel.render(*found("a = 2\nx^4 + 2 a x^2 + y^2", (0.5, 0.5)))
    assert panel.hessian.formulas.grab().toImage() != shown, "of another function they are not shown"


def test_missing_formulas_are_quiet_first_and_offer_to_try_again(panel: CurvaturePanel, qtbot: QtBot) -> None:
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    assert not panel.hessian.notice.isVisible()
    qtbot.waitUntil(panel.hessian.notice.isVisible, timeout=3000)
    assert "computing" in panel.hessian.notice.text()
    panel.render(*found(QUARTIC, (1.0, 1.0), formulas=Fault("it took longer than 5 s.")))
    assert "it took longer than 5 s." in panel.hessian.notice.text()
    with qtbot.waitSignal(panel.retry_requested):
        panel.hessian.retry.click()
    panel.render(*found(QUARTIC, (1.0, 1.0), formulas=ENTRIES))
    assert not panel.hessian.retry.isVisible()
    assert panel.hessian.formulas.isVisible()


def test_the_tests_unfold_with_their_reasons(panel: CurvaturePanel) -> None:
    state, results = found(QUARTIC, (1.0, 1.0))
    panel.render(state, results)
    assert panel.tests.sentences == []
    panel.tests.button.click()
    curvature = results.curvature
    assert curvature is not None
    assert len(panel.tests.sentences) == len(curvature.tests)
    assert all(sentence.endswith(".") for sentence in panel.tests.sentences)


def test_clairaut_s_theorem_is_not_counted_among_the_tests_that_decide(panel: CurvaturePanel) -> None:
    for text, point, words in (
        ("x^2 + 3y^2", (0.0, 0.0), "Tests: 5 of 5 decide"), ("x^3 - 3x y^2", (0.0, 0.0), "Tests: none of 5 decides"),
        ("x^2 + 9x y + z^2", (0.0, 0.0, 0.0), "Tests: 2 of 4 decide"), ("x^2", (1.0,), "Test: decides"),
        ("x^4", (0.0,), "Test: does not decide"),
    ):  # fmt: skip
        panel.render(*found(text, point))
        assert panel.tests.button.text() == words


def test_numbers_from_exact_arithmetic_are_said_to_be() -> None:
    curvature = at(ExpressionLandscape(parse("x^2 y^2")), (0.0, 1.0))
    assert "from exact rational arithmetic" in notes_text(curvature)
    assert trust(curvature) == "Exact rational arithmetic, no rounding error in H."


@pytest.mark.parametrize("place", range(6))
def test_everything_can_be_copied_in_six_formats(panel: CurvaturePanel, qtbot: QtBot, place: int) -> None:
    actions = panel.copy_button.menu().actions()
    with qtbot.waitSignal(panel.copy_requested) as asked:
        actions[place].trigger()
    assert asked.args == [("text", "latex", "mathml", "python", "numpy", "csv")[place]]


def test_the_menu_of_a_right_click_goes_when_it_is_closed(panel: CurvaturePanel, qtbot: QtBot) -> None:
    menus = len(panel.findChildren(QMenu))
    place = QPoint(5, 5)
    where = panel.mapToGlobal(place)
    QApplication.sendEvent(panel, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, where))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert len(panel.findChildren(QMenu)) == menus + 1
    menu.close()
    qtbot.waitUntil(lambda: len(panel.findChildren(QMenu)) == menus)


def test_what_is_painted_can_be_read_aloud(panel: CurvaturePanel) -> None:
    panel.render(*found(QUARTIC, (1.0, 1.0), formulas=ENTRIES))
    labels = [label for label in panel.findChildren(QLabel) if label.isVisible()]
    assert len(labels) > 5
    for label in labels:
        assert label.text() or label.accessibleName() or label.height() == 0, label


def test_everything_that_takes_focus_has_a_name(panel: CurvaturePanel) -> None:
    panel.render(*found(QUARTIC, (1.0, 1.0), formulas=ENTRIES))
    parts = [p for p in panel.findChildren(QWidget) if p.focusPolicy() != Qt.FocusPolicy.NoFocus and p.isVisible()]
    assert len(parts) > 2
    for part in parts:
        assert part.accessibleName() or getattr(part, "text", str)(), part


def test_the_cursor_goes_to_the_first_coordinate(panel: CurvaturePanel, qtbot: QtBot) -> None:
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    panel.activateWindow()
    panel.focus_coordinates()
    qtbot.waitUntil(panel.coordinates.fields[0].hasFocus)
    panel.coordinates.fields[0].deselect()
    panel.focus_coordinates()
    assert panel.coordinates.fields[0].selectedText() == panel.coordinates.fields[0].text() != ""


def test_the_panel_follows_a_theme(panel: CurvaturePanel) -> None:
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    panel.set_theme(DARK)
    image = panel.badge.grab().toImage()
    assert image.pixelColor(image.width() // 2, 6).name() == DARK.tint("minimum").name()


class _Counter(QObject):
    """Notes the events of some types that reach a widget or its parts."""

    def __init__(self, widget: QWidget, *types: QEvent.Type) -> None:
        super().__init__(widget)
        self.types = types or (QEvent.Type.Paint, QEvent.Type.LayoutRequest, QEvent.Type.Resize)
        self.events: list[tuple[str, QEvent.Type]] = []
        for part in (widget, *widget.findChildren(QWidget)):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.types:
            self.events.append((type(watched).__name__, event.type()))
        return False


def _at_rest(panel: CurvaturePanel, qtbot: QtBot) -> _Counter:
    """Wait until nothing is painted or laid out any more, however busy the machine is; return what goes on counting."""
    for _ in range(1000):
        counter = _Counter(panel)
        qtbot.wait(50)
        if not counter.events:
            return counter
    pytest.fail("the panel does not come to rest")


def _commands(panel: CurvaturePanel) -> list[Command]:
    asked: list[Command] = []
    panel.commanded.connect(asked.append)
    return asked


@pytest.mark.parametrize("text", ["x^2 - y^2", "(y - x^2)(y - 3x^2)", "1e-18 x^2 + y^2", "x^3 + y^2 + x", "-x^4 - y^2"])
def test_the_panel_draws_an_eigendirection_with_the_sign_it_has_in_the_picture(text: str) -> None:
    _, results = found(text, (0.0, 0.0))
    curvature = results.curvature
    assert curvature is not None
    view = probe_view(results, Axes((-1.0, 1.0), (-1.0, 1.0), "x", "y"))
    assert view is not None
    signs = [row.axis_sign for row in eigenvalue_rows(curvature, curvature.variables)]
    assert signs == [axis.sign for axis in view.axes]
    assert [sign or 0 for sign in signs].count(0) == curvature.inertia.zero


def test_columns_stand_still_while_the_probe_moves_and_are_tidied_when_it_rests(
    panel: CurvaturePanel, qtbot: QtBot
) -> None:
    matrix = panel.hessian.numbers
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    tidy = matrix.minimumWidth()
    panel.render(*found(QUARTIC, (1.23456789, 0.98765432)))
    wide = matrix.minimumWidth()
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    assert matrix.minimumWidth() == wide > tidy
    qtbot.waitUntil(lambda: matrix.minimumWidth() == tidy)


def test_the_fields_do_not_move_when_the_sentence_is_longer(panel: CurvaturePanel, qtbot: QtBot) -> None:
    tops = set()
    for point in ((1.0, 1.0), (0.0, 0.0), (0.3, 0.4), (0.123456, -1.98765), (0.57735026, 0.2), (-0.00044, 0.01)):
        panel.render(*found(QUARTIC, point))
        qtbot.wait(10)
        tops.add(panel.coordinates.mapTo(panel, QPoint(0, 0)).y())
    assert len(tops) == 1


def test_the_panel_is_dim_while_the_text_is_broken(panel: CurvaturePanel, qtbot: QtBot) -> None:
    panel.render(*found(QUARTIC, (1.0, 1.0)))
    _at_rest(panel, qtbot)
    qtbot.wait(400)
    clear = panel.grab().toImage()
    panel.set_stale(True)
    panel.set_stale(True)
    qtbot.waitUntil(lambda: panel.grab().toImage() != clear)
    panel.set_stale(False)
    qtbot.waitUntil(lambda: panel.grab().toImage() == clear)


# A critical point of a search


def listed(text: str, near: Sequence[float]) -> CriticalPoint:
    """The critical point that a search finds nearest to a place."""
    landscape = ExpressionLandscape(parse(text, editor=True))
    n = landscape.dimension
    *_, last = search(landscape, [-5.1] * n, [5.0] * n)
    point = KnownPoints(last.points).nearest(near, [1.0] * n)
    assert point is not None
    return point


def test_what_is_proved_comes_and_goes_with_the_point(panel: CurvaturePanel) -> None:
    state, results = found(QUARTIC, (1.0, 1.0))
    panel.render(state, results)
    assert panel.account.spoken == ""
    panel.render(state, results, listed(QUARTIC, (1.0, 1.0)))
    said = "Proved: exists, and is the only critical point within "
    assert panel.account.spoken.startswith(said)
    panel.render(*found(QUARTIC, (0.5, 0.2)))
    assert panel.account.spoken == ""


@pytest.mark.parametrize("height", [500, 800])
def test_nothing_above_moves_when_the_probe_comes_upon_a_critical_point(
    panel: CurvaturePanel, qtbot: QtBot, height: int
) -> None:
    panel.resize(320, height)
    panel.render(*found(QUARTIC, (0.5, 0.2)))
    qtbot.waitUntil(panel.coordinates.isVisible)
    QApplication.sendPostedEvents()
    parts = (panel.badge, panel.sentence, panel.coordinates, panel.value, panel.gradient, panel.hessian)
    before = [part.mapTo(panel, QPoint(0, 0)) for part in parts]
    panel.render(*found(QUARTIC, (1.0, 1.0)), listed(QUARTIC, (1.0, 1.0)))
    qtbot.waitUntil(lambda: panel.account.height() > 0)
    assert [part.mapTo(panel, QPoint(0, 0)) for part in parts] == before


def test_with_little_height_more_is_said_in_small_letters(panel: CurvaturePanel) -> None:
    panel.resize(360, 800)
    roomy = panel.account.font().pixelSize()
    panel.resize(360, 500)
    assert panel.account.font().pixelSize() < roomy
    panel.resize(360, 800)
    assert panel.account.font().pixelSize() == roomy


def test_a_degenerate_point_whose_place_is_no_double_is_told_all_the_same(panel: CurvaturePanel) -> None:
    text = "(x^2 - 2)^4 + y^4"
    point = listed(text, (1.4, 0.0))
    state, results = found(text, tuple(map(float, point.x)))
    panel.render(state, results)
    assert "it is a minimum" not in panel.sentence.spoken
    panel.render(state, results, point)
    assert "it is a minimum" in panel.sentence.spoken
    assert "Exactly (√2, 0)." in panel.account.spoken


def test_a_constant_hessian_is_shown_once(panel: CurvaturePanel) -> None:
    constant = FormulaAnswer(
        ("2*x", "-2*y"), (("2", "0"), ("0", "-2")), ("2 x", "-2 y"), (("2", "0"), ("0", "-2"))
    )
    panel.render(*found("x^2 - y^2", (0.5, 1.0), formulas=constant))
    assert panel.hessian.formulas.isVisibleTo(panel) is False
    assert panel.hessian.numbers.isVisibleTo(panel) is True
    panel.render(*found(QUARTIC, (0.5, 1.0), formulas=ENTRIES))
    assert panel.hessian.formulas.isVisibleTo(panel) is True
