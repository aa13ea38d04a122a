"""Trees written as one line: our own language, which parses back to the same tree, and NumPy source."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.language.expression import Apply, Constant, Number, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

# How tightly a form binds, loosest first.
_OR, _AND, _NOT, _COMPARISON, _SUM, _MINUS, _PRODUCT, _POWER, _ATOM = range(9)


@dataclass(frozen=True, slots=True)
class _Operator:
    """A row written with a sign: how tightly it binds and what each operand must at least bind."""

    sign: str
    level: int
    operands: tuple[int, ...]


def _comparison(sign: str) -> _Operator:
    return _Operator(f" {sign} ", _COMPARISON, (_SUM, _SUM))


# A leading minus sign is the product's, -x*y is -(x*y); inside a product or a power it is always bracketed.
_ARITHMETIC: Mapping[str, _Operator] = {
    "lt": _comparison("<"),
    "le": _comparison("<="),
    "gt": _comparison(">"),
    "ge": _comparison(">="),
    "eq": _comparison("=="),
    "ne": _comparison("!="),
    "add": _Operator(" + ", _SUM, (_SUM, _PRODUCT)),
    "sub": _Operator(" - ", _SUM, (_SUM, _PRODUCT)),
    "neg": _Operator("-", _MINUS, (_PRODUCT,)),
    "mul": _Operator("*", _PRODUCT, (_PRODUCT, _POWER)),
    "div": _Operator("/", _PRODUCT, (_PRODUCT, _POWER)),
}

_TEXT_OPERATORS: Mapping[str, _Operator] = {
    **_ARITHMETIC,
    "or": _Operator(" or ", _OR, (_OR, _AND)),
    "and": _Operator(" and ", _AND, (_AND, _NOT)),
    "not": _Operator("not ", _NOT, (_COMPARISON,)),
    "pow": _Operator("^", _POWER, (_ATOM, _POWER)),
}

_PYTHON_OPERATORS: Mapping[str, _Operator] = {**_ARITHMETIC, "pow": _Operator("**", _POWER, (_ATOM, _POWER))}

# Rows whose NumPy name differs, and rows that NumPy and SciPy lack: ({0} is replaced; the whole is a call or an atom).
_PYTHON_CALLS: Mapping[str, str] = {
    "and": "np.logical_and({0}, {1})",
    "or": "np.logical_or({0}, {1})",
    "not": "np.logical_not({0})",
    "asin": "np.arcsin({0})",
    "acos": "np.arccos({0})",
    "atan": "np.arctan({0})",
    "asinh": "np.arcsinh({0})",
    "acosh": "np.arccosh({0})",
    "atanh": "np.arctanh({0})",
    "atan2": "np.arctan2({0}, {1})",
    "sec": "(1/np.cos({0}))",
    "csc": "(1/np.sin({0}))",
    "cot": "(1/np.tan({0}))",
    "round": "np.rint({0})",
    "erf": "special.erf({0})",
    "erfc": "special.erfc({0})",
    "gamma": "special.gamma({0})",
    "lgamma": "special.gammaln({0})",
    "digamma": "special.digamma({0})",
    "polygamma": "special.polygamma({0}, {1})",
    "factorial": "special.gamma({0} + 1)",
    "sigmoid": "special.expit({0})",
    "softplus": "np.logaddexp(0, {0})",
    "relu": "np.maximum({0}, 0)",
}

# Derivatives that are written and not yet taken; they cannot be read again.
_UNTAKEN: Mapping[str, str] = {"derivative": "d", "partial": "∂"}

_PLACE = re.compile(r"\{(\d)\}")

_Piece = str | tuple["Expression", int]


def to_text(expression: Expression) -> str:
    """Return the canonical text: fewest brackets that keep the tree, ``*`` and ``^`` always written.

    Parsing it with the formula's variables and parameters gives the same tree. Trees of any depth are written
    without recursion; shared subtrees are written out each time.
    """
    return "".join(_TextWriter(_TEXT_OPERATORS).pieces(expression))


def to_python(expression: Expression) -> str:
    """Return a Python expression over ``np`` (numpy) and ``special`` (scipy.special), for arrays or numbers.

    A symbol keeps its name, or gains an underscore where Python means something else by it (``lambda_``).
    """
    return "".join(_PythonWriter(_PYTHON_OPERATORS).pieces(expression))


def python_function(formula: Formula) -> str:
    """Return the source of a module with the formula as one function; parameters are keywords with their values."""
    body = to_python(formula.expression)
    imports = "import numpy as np\n" + ("from scipy import special\n" if "special." in body else "")
    arguments = [python_name(name) for name in formula.variables]
    arguments += [f"{python_name(name)}={value!r}" for name, value in formula.parameters]
    return f"{imports}\n\ndef {python_name(formula.name)}({', '.join(arguments)}):\n    return {body}\n"


def python_array(
    rows: Sequence[Sequence[str]], names: Sequence[str], indent: str = "", *, is_vector: bool = False
) -> str:
    """Return NumPy source of a vector or a matrix of expressions that may be evaluated for arrays.

    Entries that are constant, or in which not all variables stand, are repeated: for arrays of shape s the result has
    shape (n, *s) or (n, n, *s).

    Parameters
    ----------
    rows
        The entries, as `to_python` writes them; a vector has one row for each.
    names
        The variables and parameters, as they are written there.
    indent
        If there is one, each row stands on a line of its own, this far in.
    """
    lines = [*map(", ".join, rows), ", ".join(names)]
    inside = f"\n{indent}" + f",\n{indent}".join(lines) + f",\n{indent[:-4]}" if indent else ", ".join(lines)
    made = f"np.stack(np.broadcast_arrays({inside})[:{sum(map(len, rows))}])"
    if is_vector:
        return made
    return f"{made}.reshape({len(rows)}, {len(rows[0])}, *np.shape({' + '.join(names)}))"


def python_name(name: str) -> str:
    """Return `name`, with an underscore if Python or the written source means something else by it."""
    return f"{name}_" if keyword.iskeyword(name) or name in {"np", "special"} else name


class _TextWriter:
    """Writes our own language; what differs in Python is overridden below."""

    def __init__(self, operators: Mapping[str, _Operator]) -> None:
        self._operators = operators

    def pieces(self, expression: Expression) -> Iterator[str]:
        """Yield the text bit by bit, with an explicit stack instead of recursion."""
        stack: list[_Piece] = [(expression, _OR)]
        operators = self._operators
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                yield item
                continue
            node, least = item
            if not isinstance(node, Apply):
                leaf = self.leaf(node)
                yield f"({leaf})" if least > _MINUS and leaf.startswith("-") else leaf
                continue
            operator = operators.get(node.function)
            if operator is None:
                stack.extend(reversed(self.call(node)))
                continue
            if operator.level < least:
                yield "("
                stack.append(")")
            if len(node.arguments) == 1:
                yield operator.sign
                stack.append((node.arguments[0], operator.operands[0]))
            else:
                left, right = node.arguments
                stack += ((right, operator.operands[1]), operator.sign, (left, operator.operands[0]))

    def leaf(self, node: Number | Constant | Symbol) -> str:
        """Return a literal or a name."""
        return node.literal if isinstance(node, Number) else node.name

    def call(self, node: Apply) -> list[_Piece]:
        """Return the pieces of a row that has no sign."""
        if node.function in _UNTAKEN:
            sign, (body, variable) = _UNTAKEN[node.function], node.arguments
            return [f"{sign}/{sign}", (variable, _OR), "(", (body, _OR), ")"]
        return [f"{node.function}(", *_with_commas(node.arguments), ")"]


def _with_commas(arguments: tuple[Expression, ...]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for place, argument in enumerate(arguments):
        pieces += (", ",) if place else ()
        pieces.append((argument, _OR))
    return pieces


class _PythonWriter(_TextWriter):
    """Writes NumPy source."""

    def leaf(self, node: Number | Constant | Symbol) -> str:
        match node:
            case Number(value, literal):
                # NumPy refuses integers that do not fit in 64 bits.
                return literal if len(literal) < 16 or not literal.lstrip("-").isdigit() else repr(value)
            case Constant(name):
                return f"np.{name}"
            case Symbol(name):
                return python_name(name)

    def call(self, node: Apply) -> list[_Piece]:
        if node.function in {"min", "max"}:
            name = f"np.{node.function}imum("
            first, *others = node.arguments
            pieces: list[_Piece] = [name * len(others), (first, _OR)]
            for other in others:
                pieces += (", ", (other, _OR), ")")
            return pieces
        template = _PYTHON_CALLS.get(node.function)
        if template is None:
            return [f"np.{node.function}(", *_with_commas(node.arguments), ")"]
        loosest = _SUM if node.function == "factorial" else _OR
        split = _PLACE.split(template)
        return [(node.arguments[int(text)], loosest) if odd % 2 else text for odd, text in enumerate(split)]
