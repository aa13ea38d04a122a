"""A formula for the clipboard: LaTeX, MathML, Python, plain text; each form is made when somebody takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING

from hessview.language.expression import Symbol, postorder
from hessview.language.layout import Grid, Row, Style, Word, name_box
from hessview.language.markup import latex, mathml
from hessview.language.notation import arrange
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem
from hessview.language.source import python_array, python_name, to_python
from hessview.language.typeset import formula_latex, formula_mathml, python_function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtWidgets import QMenu

    from hessview.explanations.statements import Line
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula
    from hessview.language.layout import Box

_MATH = re.compile(r"<math\b[^>]*>(.*?)</math>", re.DOTALL)
_NAMESPACE = "http://www.w3.org/1998/Math/MathML"

LATEX, MATHML, PYTHON, TEXT = "Copy as LaTeX", "Copy as MathML", "Copy as Python", "Copy as text"


class Copies(Mapping[str, str]):
    """What a menu offers: its words are known at once, a text is made whenever it is asked for.

    Parameters
    ----------
    makers
        Words of the menu, and what makes the text for the clipboard; an empty one is not copied.
    """

    def __init__(self, makers: Mapping[str, Callable[[], str]]) -> None:
        self._makers = makers

    def __getitem__(self, words: str) -> str:
        return self._makers[words]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def offer(menu: QMenu, copies: Mapping[str, str]) -> None:
    """Offer every form in a menu; the one that is chosen is made then, and copied."""
    for words in copies:
        menu.addAction(words, partial(_copy, copies, words))


def _copy(copies: Mapping[str, str], words: str) -> None:
    if text := copies[words]:
        put_on_clipboard(text, is_mathml=words == MATHML)


def put_on_clipboard(text: str, *, is_mathml: bool = False) -> None:
    """Copy a text; MathML also as what programs that know formulas ask for, and as part of a web page."""
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QGuiApplication

    carried = QMimeData()
    carried.setText(text)
    if is_mathml:
        carried.setData("application/mathml+xml", one_formula(text).encode("utf-8"))
        carried.setHtml(text)
    QGuiApplication.clipboard().setMimeData(carried)


def one_formula(text: str) -> str:
    """Return MathML with one ``<math>`` element, of several with their lines one below the other."""
    found = _MATH.findall(text)
    if len(found) == 1:
        return f'<math xmlns="{_NAMESPACE}">{found[0]}</math>'
    rows = "".join(f"<mtr><mtd><mrow>{inside}</mrow></mtd></mtr>" for inside in found)
    return f'<math xmlns="{_NAMESPACE}"><mtable>{rows}</mtable></math>'


def function_copies(formula: Formula) -> Mapping[str, str]:
    """Return the function itself in every form."""
    return Copies({
        LATEX: partial(formula_latex, formula), MATHML: partial(formula_mathml, formula),
        PYTHON: partial(python_function, formula), TEXT: lambda: formula.text,
    })  # fmt: skip


def matrix_copies(name: str, formula: Formula, rows: Sequence[Sequence[str]]) -> Mapping[str, str]:
    """Return rows of formulas in every form, as the matrix `name`; empty where one of them cannot be read.

    Parameters
    ----------
    name
        What stands before the matrix: ``"H"``, ``"∇f"``.
    rows
        Texts in the names of `formula`.
    """

    @cache
    def trees() -> tuple[tuple[Expression, ...], ...]:
        return _read(formula, rows)

    def whole() -> Box:
        left: Box = Row((Word(Style.VARIABLE, "∇"), name_box(name[1:]))) if name.startswith("∇") else name_box(name)
        return Row((left, Word(Style.OPERATOR, "="), Grid(tuple(tuple(map(arrange, row)) for row in trees()))))

    def if_read(make: Callable[[], str]) -> str:
        return make() if trees() else ""

    flat = all(len(row) == 1 for row in rows)
    return Copies({
        LATEX: lambda: if_read(lambda: latex(whole())), MATHML: lambda: if_read(lambda: mathml(whole())),
        PYTHON: lambda: if_read(lambda: _array(formula, trees(), is_vector=name.startswith("∇"))),
        TEXT: lambda: if_read(lambda: _listed(rows, flat)),
    })  # fmt: skip


def _array(formula: Formula, trees: Sequence[Sequence[Expression]], *, is_vector: bool) -> str:
    """Return NumPy source of entries; numbers among formulas are repeated where it is evaluated for arrays."""
    rows = [list(map(to_python, row)) for row in trees]
    varies = [any(isinstance(node, Symbol) for node in postorder(tree)) for row in trees for tree in row]
    if all(varies) or not any(varies):
        return f"np.array({_listed(rows, is_vector)})"
    names = [*formula.variables, *(name for name, _ in formula.parameters)]
    return python_array(rows, [python_name(name) for name in names], is_vector=is_vector)


def _read(formula: Formula, rows: Sequence[Sequence[str]]) -> tuple[tuple[Expression, ...], ...]:
    """Return the trees of texts; none where one of them cannot be read."""
    parameters = dict(formula.parameters)
    try:
        return tuple(
            tuple(parse(text, variables=formula.variables, parameters=parameters).expression for text in row)
            for row in rows
        )
    except SyntaxProblem:
        return ()


def _listed(rows: Sequence[Sequence[str]], flat: bool) -> str:
    return f"[{', '.join(row[0] if flat else '[' + ', '.join(row) + ']' for row in rows)}]"


def line_copies(line: Line) -> Mapping[str, str]:
    """Return an equation in every form; Python of its last side, if that is a formula."""
    makers = {LATEX: lambda: latex(line.box), MATHML: lambda: mathml(line.box)}
    tree = line.sides[-1].tree
    if tree is not None and not isinstance(tree, tuple):
        makers[PYTHON] = partial(to_python, tree)
    makers[TEXT] = lambda: line.text
    return Copies(makers)
