"""A formula that is copied is the same formula in every form."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu

from hessview.analysis.curvature import at
from hessview.compute.results import FormulaAnswer
from hessview.explanations.quadratic_model import model_lines
from hessview.export.python_functions import as_python
from hessview.export.tables import as_mathml, copy_as
from hessview.landscapes.catalog import CATALOG
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.language.typeset import formula_mathml, to_mathml
from hessview.views.formula import Typesetter
from hessview.views.formula_copies import Copies, function_copies, matrix_copies, offer, put_on_clipboard
from hessview.views.formula_matrix import FormulaCells, FormulaMatrix
from hessview.views.panel_formulas import gradient_copies, gradient_lines, model_copies

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
ANSWER = FormulaAnswer(("2*x*y*z", "x^2*z", "x^2*y"), (
    ("2*y*z", "2*x*z", "2*x*y"), ("2*x*z", "0", "x^2"), ("2*x*y", "x^2", "0"),
), ("", "", ""), (("", "", ""),) * 3)  # fmt: skip


def read(node: ET.Element) -> str:
    """Return MathML as text of our language: what a reader of the markup, not its writer, makes of it."""
    tag = node.tag.removeprefix(NAMESPACE)
    parts = [read(child) for child in node]
    match tag:
        case "mfrac":
            return f"(({parts[0]})/({parts[1]}))"
        case "msup":
            return f"({parts[0]})^({parts[1]})"
        case "msub":
            return f"{parts[0]}_{parts[1]}"
        case "msqrt":
            return f"sqrt({''.join(parts)})"
        case "mspace":
            return " "
        case "mo":
            return {"−": "-", "·": "*", "\u2061": ""}.get(node.text or "", node.text or "")
        case "mi" | "mn":
            return f" {node.text} "
        case _:
            return "".join(parts)


@pytest.mark.parametrize("text", [
    "x^2 + y^2", "(x + 1)/(y - 2)", "sqrt(x^2 + 1)", "-x^2", "2*x*y - x/3", "sin(x)*cos(y)", "(x + y)^3", "exp(x)*y",
    "x^(y + 1)", "1/(1 + x^2)",
])  # fmt: skip
def test_mathml_read_by_somebody_else_is_the_formula_again(text: str) -> None:
    formula = parse(text, variables=("x", "y"))
    root = ET.fromstring(to_mathml(formula.expression))  # noqa: S314 - our own text
    again = parse(read(root), variables=("x", "y"))
    points = np.array([[0.7, 0.4], [1.3, -0.6], [2.2, 1.9]])
    expected = ExpressionLandscape(formula).value(points)
    assert ExpressionLandscape(again).value(points) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("example", CATALOG, ids=lambda example: example.name)
def test_mathml_of_every_example_is_well_formed(example: object) -> None:
    formula = parse(example.text, editor=True)  # type: ignore[attr-defined]
    assert ET.fromstring(formula_mathml(formula)).tag == f"{NAMESPACE}math"  # noqa: S314 - our own text


def test_a_comparison_is_no_markup() -> None:
    markup = formula_mathml(parse("where(x < 1, x, 2)"))
    assert "&lt;" in markup
    ET.fromstring(markup)  # noqa: S314 - our own text


def test_a_matrix_is_copied_in_four_forms() -> None:
    formula = parse("x^2*y*z")
    copied = matrix_copies("H", formula, ANSWER.hessian)
    assert copied["Copy as LaTeX"] == (
        r"H = \begin{pmatrix} 2yz & 2xz & 2xy \\ 2xz & 0 & x^{2} \\ 2xy & x^{2} & 0 \end{pmatrix}"
    )
    root = ET.fromstring(copied["Copy as MathML"])  # noqa: S314 - our own text
    assert [len(row) for row in root.iter(f"{NAMESPACE}mtr")] == [3, 3, 3]
    assert copied["Copy as Python"] == (
        "np.stack(np.broadcast_arrays(2*y*z, 2*x*z, 2*x*y, 2*x*z, 0, x**2, 2*x*y, x**2, 0, x, y, z)[:9])"
        ".reshape(3, 3, *np.shape(x + y + z))"
    )
    plain = matrix_copies("H", parse("x^2 - y^2"), [["2", "0"], ["0", "-2"]])
    assert plain["Copy as Python"] == "np.array([[2, 0], [0, -2]])"
    assert copied["Copy as text"] == "[[2*y*z, 2*x*z, 2*x*y], [2*x*z, 0, x^2], [2*x*y, x^2, 0]]"


def test_the_gradient_is_a_column() -> None:
    copied = gradient_copies(parse("x^2*y*z"), ANSWER)
    assert copied["Copy as LaTeX"] == r"\nabla f = \begin{pmatrix} 2xyz \\ x^{2}z \\ x^{2}y \end{pmatrix}"
    assert copied["Copy as Python"] == "np.array([2*x*y*z, x**2*z, x**2*y])"
    assert [line.text for line in gradient_lines(parse("x^2*y*z"), ANSWER)] == [
        "∂f/∂x = 2*x*y*z", "∂f/∂y = x^2*z", "∂f/∂z = x^2*y",
    ]  # fmt: skip


def test_the_model_is_copied_as_it_is_written() -> None:
    formula = parse("x^4 + y^4 - 4*x*y + 1")
    lines = model_lines(formula, at(ExpressionLandscape(formula), (1.0, -1.0)))
    copied = model_copies(formula, lines)
    assert copied["Copy as Python"] == (
        "def m(x, y):\n"
        "    return 7 + 8*(x - 1) - 8*(y + 1) + 1/2*(12*(x - 1)**2 - 8*(x - 1)*(y + 1) + 12*(y + 1)**2)\n"
    )
    ET.fromstring(copied["Copy as MathML"])  # noqa: S314 - our own text


def test_the_function_is_copied_in_four_forms() -> None:
    copied = function_copies(parse("f(u, v) = u*sin(v)"))
    assert list(copied) == ["Copy as LaTeX", "Copy as MathML", "Copy as Python", "Copy as text"]
    assert copied["Copy as text"] == "u*sin(v)"
    assert "def f(u, v):\n    return u*np.sin(v)\n" in copied["Copy as Python"]


def test_what_cannot_be_read_is_not_copied() -> None:
    for text in ("__import__('os')", ""):
        assert set(matrix_copies("H", parse("x"), [[text]]).values()) == {""}


def test_the_point_as_mathml_is_well_formed_and_has_its_numbers() -> None:
    formula = parse("x^4 + y^4 - 4*x*y + 1")
    root = ET.fromstring(as_mathml(at(ExpressionLandscape(formula), (1.0, 1.0)), formula))  # noqa: S314 - our own text
    said = ["".join(math.itertext()) for math in root]
    assert said[0].startswith("f(x, y)=")
    assert "(x, y)=(1, 1)" in said
    assert "H=(12−4−412)" in said


@pytest.mark.parametrize(
    ("text", "place", "mathml", "tex"),
    [
        ("x^2 - y^2", (0.0, 0.0), "λ1=−2", r"\lambda_{1} &= -2 "),
        ("x^4 + y^4 - 4*x*y", (0.0, 0.0), "λ2=4", r"\lambda_{2} &= 4\n"),
        ("x^2 + x*y + y^2/3", (1.0, 1.0), "f≈2.33333", r"f &\approx 2.33333333 "),
        ("x^2 + 3*x*y + y^2", (1.0, 1.0), "H=(2332)", r"H &= \begin"),
        ("x^2 + x*y", (1.0, 1.0), "λ1≈−0.414214", r"\lambda_{1} &\approx -0.414213562 "),
    ],
)
def test_mathml_and_latex_say_equal_where_it_is_exact_and_about_elsewhere(
    text: str, place: tuple[float, float], mathml: str, tex: str
) -> None:
    formula = parse(text)
    found = at(ExpressionLandscape(formula), place)
    root = ET.fromstring(copy_as("mathml", found, formula))  # noqa: S314 - our own text
    assert mathml in ["".join(math.itertext()) for math in root]
    assert tex.replace(r"\n", "\n") in copy_as("latex", found, formula)


def test_mathml_on_the_clipboard_is_text_mathml_and_html(qapp: QApplication) -> None:
    assert qapp is not None
    formula = parse("x^2 - y^2")
    for text in (copy_as("mathml", at(ExpressionLandscape(formula), (0.0, 0.0)), formula), formula_mathml(formula)):
        put_on_clipboard(text, is_mathml=True)
        carried = QGuiApplication.clipboard().mimeData()
        assert carried.text() == text
        root = ET.fromstring(bytes(carried.data("application/mathml+xml").data()))  # noqa: S314 - our own text
        assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
        assert "x2−y2" in "".join(root.itertext())
        assert "<math" in carried.html()
    put_on_clipboard("x^2")
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_python_functions_give_value_gradient_and_hessian() -> None:
    formula = parse("x^2*y*z")
    source = copy_as("python", at(ExpressionLandscape(formula), (1.0, 1.0, 1.0)), formula, ANSWER)
    made: dict[str, object] = {}
    exec(compile(source, "copied", "exec"), made)  # noqa: S102 - what we wrote ourselves
    x = (1.5, -0.5, 2.0)
    assert made["f"](*x) == pytest.approx(-2.25)  # type: ignore[operator]
    assert made["gradient"](*x) == pytest.approx([-3.0, 4.5, -1.125])  # type: ignore[operator]
    jet = at(ExpressionLandscape(formula), x)
    assert made["hessian"](*x) == pytest.approx(jet.hessian)  # type: ignore[operator]
    assert "def hessian(x, y, z):\n    return np.stack(np.broadcast_arrays(\n        2*y*z, 2*x*z, 2*x*y,\n" in source


@pytest.mark.parametrize(
    ("text", "gradient", "hessian"),
    [
        ("x^4 + y^4 - 4*x*y + 1", ("4*x^3 - 4*y", "4*y^3 - 4*x"), (("12*x^2", "-4"), ("-4", "12*y^2"))),
        ("x^2 - 3*y", ("2*x", "-3"), (("2", "0"), ("0", "0"))),
    ],
)
def test_python_functions_and_the_copied_matrix_take_arrays_also_where_entries_are_constant(
    text: str, gradient: tuple[str, ...], hessian: tuple[tuple[str, ...], ...]
) -> None:
    formula = parse(text)
    landscape = ExpressionLandscape(formula)
    source = as_python(formula, FormulaAnswer(gradient, hessian, ("", ""), (("", ""),) * 2))
    matrix = matrix_copies("H", formula, hessian)["Copy as Python"]
    for x, y in ((np.arange(3.0), np.arange(3.0) - 1.0), (np.arange(3.0)[:, None], np.arange(4.0)), (2.0, 0.5)):
        made: dict[str, Any] = {"x": x, "y": y}
        exec(compile(f"{source}\nH = {matrix}", "copied", "exec"), made)  # noqa: S102 - what we wrote ourselves
        g, H = made["gradient"](x, y), made["hessian"](x, y)
        shape = np.broadcast(x, y).shape
        assert (g.shape, H.shape) == ((2, *shape), (2, 2, *shape))
        for place in np.ndindex(shape):
            here = at(landscape, tuple(float(np.broadcast_to(side, shape)[place]) for side in (x, y)))
            assert g[:, *place] == pytest.approx(here.gradient)
            assert H[:, :, *place] == pytest.approx(here.hessian)
            copied = made["H"][:, :, *place] if made["H"].ndim > 2 else made["H"]
            assert copied == pytest.approx(here.hessian)


def test_without_exact_formulas_python_says_what_is_left_out() -> None:
    assert "Gradient and Hessian are left out" in as_python(parse("x^2"))


def test_a_function_called_gradient_does_not_hide_its_own() -> None:
    answer = FormulaAnswer(("2*x",), (("2",),), ("2x",), (("2",),))
    source = as_python(parse("gradient(x) = x^2", editor=True), answer)
    assert "def gradient(x):" in source
    assert "def gradient_of_gradient(x):" in source


def test_of_a_gradient_that_is_too_long_in_all_only_its_beginning_is_written_out() -> None:
    long = " + ".join(["x*y*z"] * 400)
    lines = gradient_lines(parse("x^2*y*z"), replace(ANSWER, gradient=(long,) * 3))
    assert [bool(line.sides) for line in lines] == [True, True, False]
    assert "too long to be shown" in lines[2].words


def test_a_menu_makes_no_form_before_one_is_chosen(qtbot: QtBot) -> None:
    made: list[str] = []

    def maker(text: str) -> str:
        made.append(text)
        return text

    menu = QMenu()
    qtbot.addWidget(menu)
    offer(menu, Copies({"Copy as LaTeX": partial(maker, "x^{2}"), "Copy as text": partial(maker, "x^2")}))
    assert [action.text() for action in menu.actions()] == ["Copy as LaTeX", "Copy as text"]
    assert made == []
    menu.actions()[1].trigger()
    assert made == ["x^2"]
    assert QGuiApplication.clipboard().text() == "x^2"


def test_the_menu_of_the_matrix_reads_and_typesets_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = FormulaMatrix(Typesetter())
    qtbot.addWidget(matrix)
    matrix.render_cells(FormulaCells(("x", "y", "z"), ANSWER.hessian, ANSWER.hessian, parse("x^2*y*z")))

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("made before it was chosen")

    for name in ("parse", "latex", "mathml", "to_python", "arrange"):
        monkeypatch.setattr(f"hessview.views.formula_copies.{name}", forbidden)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(2, 2), matrix.mapToGlobal(QPoint(2, 2)))
    matrix.contextMenuEvent(event)
    (menu,) = matrix.findChildren(QMenu)
    assert len(menu.actions()) == 4
    menu.close()
