"""Gradient and Hessian as exact formulas, checked against the jets; the worker's handler."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Symbol
from sympy.core.parameters import distribute

from hessview.calculus.algebra import Algebra
from hessview.calculus.differentiation import Derivatives, differentiate
from hessview.calculus.pieces import as_pieces
from hessview.calculus.symbolic.agreement import Place, agreement
from hessview.calculus.symbolic.reading import Reader, with_pieces
from hessview.calculus.symbolic.shortening import FAILURES, LONGEST_SHOWN, Clock, Entry, written_size
from hessview.calculus.symbolic.writing import Writer
from hessview.language.expression import Apply, Builder, postorder
from hessview.language.folding import Constants
from hessview.language.formula import Formula
from hessview.language.names import check_name
from hessview.language.parser import parse
from hessview.language.typeset import to_latex, to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.language.expression import Expression

_MOST_WRITTEN, _ALWAYS_WRITTEN = 20_000, 40
"""Nodes of all entries together that are written; short entries are written in any case."""

_DEEPEST = 200
_LONGEST = 3000
"""sympy recurses, and slows down with size; deeper or longer formulas are left to the jets' own derivatives."""


@dataclass(frozen=True)
class Symbolic:
    """Exact derivatives as formulas.

    Attributes
    ----------
    gradient, hessian
        n texts and n rows of n texts in our own language; they parse back with the formula's names. A text that nobody
        would read (thousands of operations) is empty.
    gradient_latex, hessian_latex, expression_latex
        The same, and the function itself, in LaTeX that matplotlib's mathtext renders.
    verified
        Whether every entry agreed with the jets at random points.
    simplified
        Whether every entry was made as readable as we know how; False if time ran out or sympy was not used.
    note
        One sentence if something about the formulas should be known, else empty.
    """

    gradient: tuple[str, ...]
    hessian: tuple[tuple[str, ...], ...]
    gradient_latex: tuple[str, ...]
    hessian_latex: tuple[tuple[str, ...], ...]
    expression_latex: str
    verified: bool
    simplified: bool
    note: str


def exact(formula: Formula, time_limit: float = 5.0) -> Symbolic:
    """Return gradient and Hessian of `formula` as readable formulas.

    Simplification stops when `time_limit` (seconds) is near; a single step of sympy cannot be interrupted from here, so
    a hard limit is a process that is killed. Entries that sympy cannot give are the jets' own derivatives.
    """
    clock = Clock(0.6 * time_limit)  # the rest is for checking and writing
    derivatives = _Derivatives(formula, clock)
    check = agreement(formula, derivatives.gradient(), derivatives.hessian())
    replaced = derivatives.fall_back([place for place, agrees in check.items() if agrees is False])
    if replaced:
        check = agreement(formula, derivatives.gradient(), derivatives.hessian())
    verified = all(agrees is True for agrees in check.values())
    gradient, hessian = derivatives.gradient(), derivatives.hessian()
    display = _Display()
    result = Symbolic(
        gradient=tuple(map(display.text, gradient)),
        hessian=tuple(tuple(map(display.text, row)) for row in hessian),
        gradient_latex=tuple(map(display.latex, gradient)),
        hessian_latex=tuple(tuple(map(display.latex, row)) for row in hessian),
        expression_latex=display.latex(formula.expression),
        verified=verified,
        simplified=derivatives.simplified,
        note="",
    )
    return replace(result, note=_note(verified, display, derivatives.note))


def _note(verified: bool, display: _Display, note: str) -> str:
    if display.void:
        return f"What would contain {display.void}, which has no value, is left out."
    if not verified:
        return "These formulas could not be checked: the function has too few values."
    return "Formulas of many thousand signs are left out." if display.omitted else note


class _Derivatives:
    """The entries of gradient and Hessian (upper triangle), from sympy as far as it gets, else from the jets.

    Attributes
    ----------
    simplified, note
        See `Symbolic`.
    """

    def __init__(self, formula: Formula, clock: Clock) -> None:
        self._formula = formula
        self._builder = Builder()
        self._nodes: dict[Place, Expression] = {}
        self._own: Derivatives | None = None
        self.simplified = False
        self.note = ""
        n = formula.dimension
        self._places: list[Place] = [(i,) for i in range(n)]
        self._places += [(i, j) for i in range(n) for j in range(i, n)]
        if _within_reach(formula.expression):
            try:
                # 2 (x + 1) stays as it is, as in a textbook, unless multiplying out makes it shorter.
                with distribute(False):
                    self._by_sympy(clock)
            except FAILURES:
                self.note = "sympy cannot differentiate this formula; these are the derivatives as they are calculated."
        else:
            self.note = "This formula is too long for sympy; these are the derivatives as they are calculated."
        missing = [place for place in self._places if place not in self._nodes]
        self.fall_back(missing)

    def gradient(self) -> list[Expression]:
        """Return the n entries."""
        return [self._nodes[i,] for i in range(self._formula.dimension)]

    def hessian(self) -> list[list[Expression]]:
        """Return the n rows."""
        n = self._formula.dimension
        return [[self._nodes[min(i, j), max(i, j)] for j in range(n)] for i in range(n)]

    def fall_back(self, places: Sequence[Place]) -> bool:
        """Take the jets' own derivatives at `places`; return whether there were any."""
        if not places:
            return False
        if self._own is None:
            self._own = own_derivatives(self._formula)
        n = self._formula.dimension
        triangle = dict(zip(self._places[n:], self._own.hessian, strict=True))
        for place in places:
            self._nodes[place] = self._own.gradient[place[0]] if len(place) == 1 else triangle[place]
            self.simplified = False
        return True

    def _by_sympy(self, clock: Clock) -> None:
        formula = self._formula
        names = (*formula.variables, *(name for name, _ in formula.parameters))
        # Internal names: nothing that was typed becomes the name of a sympy symbol, and terms come in natural order.
        symbols = {name: Symbol(f"x_{place:03}", real=True) for place, name in enumerate(names)}
        root = with_pieces(formula.expression, self._builder)
        reader = Reader(symbols)
        value = reader.read(root)
        leaves = {symbol: self._builder.symbol(name) for name, symbol in symbols.items()}
        writer = Writer(
            self._builder, {**leaves, **reader.opaque}, decimal=reader.decimal,
            parameters=[symbols[name] for name, _ in formula.parameters],
        )  # fmt: skip
        entries: dict[Place, Entry] = {}
        x = [symbols[name] for name in formula.variables]
        for place in self._places:
            if clock.left() <= 0:
                break
            inner = value if len(place) == 1 else entries[place[:1]].raw
            entries[place] = Entry(writer, sympy.diff(inner, x[place[-1]]))
        for place, entry in entries.items():
            entry.shorten(clock)
            if len(place) == 2:
                self._try_simplified_gradient(entry, entries[place[:1]].best, x[place[1]], clock)
        self._nodes.update((place, entry.node) for place, entry in entries.items())
        self.simplified = len(entries) == len(self._places) and all(entry.tried for entry in entries.values())
        if not self.simplified:
            self.note = "Time ran out before every formula was as short as it could be."

    def _try_simplified_gradient(self, entry: Entry, gradient: Any, variable: Any, clock: Clock) -> None:
        """Differentiate the readable gradient: often shorter than a simplified second derivative."""
        if not entry.is_short and clock.left() > 0:
            entry.consider(lambda: sympy.diff(gradient, variable))


class _Display:
    """Writes entries as text and LaTeX, each once, until there is more than anybody would read."""

    def __init__(self) -> None:
        self._left = _MOST_WRITTEN
        self._written: dict[int, tuple[str, str]] = {}
        self.omitted = False
        self.void = ""

    def text(self, root: Expression) -> str:
        """Return the canonical text, empty if the entry is left out."""
        return self._both(root)[0]

    def latex(self, root: Expression) -> str:
        """Return LaTeX for mathtext, dots if the entry is left out."""
        return self._both(root)[1]

    def _both(self, root: Expression) -> tuple[str, str]:
        if id(root) not in self._written:
            size = written_size(root)
            shown = size <= min(LONGEST_SHOWN, max(self._left, _ALWAYS_WRITTEN))
            self.omitted |= not shown
            if shown and (void := _without_value(root)):
                self.void, shown = void, False
            self._left -= size if shown else 0
            self._written[id(root)] = (to_text(root), to_latex(root, mathtext=True)) if shown else ("", r"\cdots")
        return self._written[id(root)]


def _without_value(root: Expression) -> str:
    """Return the first constant part that has no value, as log(-2): nobody can read the formula back."""
    constants = Constants()
    for node in postorder(root):
        if isinstance(node, Apply):
            constants.applied(node, (0, 0))
        else:
            constants.leaf(node)
        if constants.fault is not None:
            return to_text(node)
    return ""


def own_derivatives(formula: Formula) -> Derivatives:
    """Return the expressions that the jets calculate, parameters as names, in words of our language."""
    names = (*formula.variables, *(name for name, _ in formula.parameters))
    algebra = Algebra(Builder())
    root = as_pieces(Formula(formula.text, names, (), formula.expression), algebra).root
    found = differentiate(root, formula.variables, algebra)
    renamed = _renamed([*found.gradient, *found.hessian], algebra.builder)
    n = formula.dimension
    return Derivatives(tuple(renamed[:n]), tuple(renamed[n:]))


def _renamed(roots: Sequence[Expression], builder: Builder) -> list[Expression]:
    """Return the trees with ``where`` for ``select``, the same choice in the jets' own table."""
    made: dict[int, Expression] = {}
    for node in postorder(*roots):
        if isinstance(node, Apply):
            name = "where" if node.function == "select" else node.function
            made[id(node)] = builder.apply(name, *(made[id(argument)] for argument in node.arguments))
        else:
            made[id(node)] = node
    return [made[id(root)] for root in roots]


def _within_reach(root: Expression) -> bool:
    """Whether the tree is shallow and short enough for sympy, which recurses."""
    measures: dict[int, tuple[int, int]] = {}
    for node in postorder(root):
        below = [measures[id(argument)] for argument in node.arguments] if isinstance(node, Apply) else []
        depth, size = 1 + max((d for d, _ in below), default=0), 1 + sum(s for _, s in below)
        if size > _LONGEST:
            return False
        # A long sum is deep as a tree, but flat for sympy.
        flat = isinstance(node, Apply) and node.function in {"add", "sub", "mul"}
        measures[id(node)] = (max((d for d, _ in below), default=0) if flat else depth, size)
    return measures[id(root)][0] <= _DEEPEST


def to_sympy(formula: Formula) -> Any:
    """Return the function as a sympy expression over real symbols of the formula's own names.

    Raises
    ------
    SyntaxProblem
        If a name could mean anything but a variable or a parameter.
    """
    return Reader(_public_symbols(formula), public=True).read(formula.expression)


@dataclass(frozen=True)
class SymbolicObjects:
    """Exact derivatives as sympy objects over real symbols of the formula's own names.

    Attributes
    ----------
    expression
        The function.
    gradient
        A sympy Matrix, n x 1.
    hessian
        A sympy Matrix, n x n.
    """

    expression: Any
    gradient: Any
    hessian: Any


def objects(formula: Formula, time_limit: float = 5.0) -> SymbolicObjects:
    """Return function, gradient and Hessian as sympy objects, derivatives as readable as `exact` shows them.

    Raises
    ------
    SyntaxProblem
        If a name could mean anything but a variable or a parameter.
    """
    n = formula.dimension
    reader = Reader(_public_symbols(formula), public=True)
    derivatives = _Derivatives(formula, Clock(0.6 * time_limit))
    gradient = [reader.read(entry) for entry in derivatives.gradient()]
    hessian = [reader.read(entry) for row in derivatives.hessian() for entry in row]
    return SymbolicObjects(
        reader.read(formula.expression), sympy.Matrix(n, 1, gradient), sympy.Matrix(n, n, hessian)
    )


def _public_symbols(formula: Formula) -> dict[str, Any]:
    names = (*formula.variables, *(name for name, _ in formula.parameters))
    for name in names:
        check_name(name)
    return {name: Symbol(name, real=True) for name in names}


def answer(payload: dict[str, Any]) -> dict[str, Any]:
    """Answer a worker's question.

    Parameters
    ----------
    payload
        ``text``, ``variables`` (names), ``parameters`` (name to number), ``time_limit`` (seconds).

    Returns
    -------
    dict
        The fields of `Symbolic`, in plain JSON types.

    Raises
    ------
    SyntaxProblem
        If the text is no formula.
    """
    parameters = {str(name): float(value) for name, value in dict(payload.get("parameters") or {}).items()}
    formula = parse(str(payload["text"]), variables=tuple(payload["variables"]), parameters=parameters)
    found = asdict(exact(formula, float(payload.get("time_limit", 4.0))))
    return {**found, "hessian": [list(row) for row in found["hessian"]], "gradient": list(found["gradient"]),
            "hessian_latex": [list(row) for row in found["hessian_latex"]],
            "gradient_latex": list(found["gradient_latex"])}  # fmt: skip
