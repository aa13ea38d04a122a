"""A tree written as one line: our own language, which parses back to the same tree, and NumPy source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.language.expression import Apply, Constant, Number, Symbol
from hessview.language.layout import name_box
from hessview.language.markup import latex, mathml
from hessview.language.notation import arrange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


# A minus sign inside a product or a power is always bracketed, so that no reader needs to know which binds tighter.
_OPERATORS: Mapping[str, _Operator] = {
    "or": _Operator(" or ", _OR, (_OR, _AND)),
    "and": _Operator(" and ", _AND, (_AND, _NOT)),
    "not": _Operator("not ", _NOT, (_COMPARISON,)),
    "lt": _comparison("<"),
    "le": _comparison("<="),
    "gt": _comparison(">"),
    "ge": _comparison(">="),
    "eq": _comparison("=="),
    "ne": _comparison("!="),
    "add": _Operator(" + ", _SUM, (_SUM, _PRODUCT)),
    "sub": _Operator(" - ", _SUM, (_SUM, _PRODUCT)),
    "neg": _Operator("-", _MINUS, (_POWER,)),
    "mul": _Operator("*", _PRODUCT, (_PRODUCT, _POWER)),
    "div": _Operator("/", _PRODUCT, (_PRODUCT, _POWER)),
    "pow": _Operator("^", _POWER, (_ATOM, _POWER)),
}


def to_text(expression: Expression) -> str:
    """Return the canonical text: fewest brackets that keep the tree, ``*`` and ``^`` always written.

    Parsing it with the formula's variables and parameters gives the same tree. Trees of any depth are written
    without recursion; shared subtrees are written out each time.
    """
    return "".join(_pieces(expression))


def _pieces(expression: Expression) -> Iterator[str]:
    stack: list[str | tuple[Expression, int]] = [(expression, _OR)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
            continue
        node, least = item
        if _level(node) < least:
            yield "("
            stack += (")", (node, _OR))
        elif isinstance(node, Number):
            yield node.literal
        elif isinstance(node, Constant | Symbol):
            yield node.name
        else:
            stack.extend(reversed(_parts(node)))


def _level(node: Expression) -> int:
    if isinstance(node, Apply) and node.function in _OPERATORS:
        return _OPERATORS[node.function].level
    if isinstance(node, Number) and node.literal.startswith("-"):
        return _MINUS
    return _ATOM


def _parts(node: Apply) -> list[str | tuple[Expression, int]]:
    operator = _OPERATORS.get(node.function)
    if operator is None:
        parts: list[str | tuple[Expression, int]] = [f"{node.function}("]
        for place, argument in enumerate(node.arguments):
            parts += (", ",) if place else ()
            parts.append((argument, _OR))
        return [*parts, ")"]
    operands = list(zip(node.arguments, operator.operands, strict=True))
    return [operator.sign, operands[0]] if len(operands) == 1 else [operands[0], operator.sign, operands[1]]


def to_latex(expression: Expression, *, mathtext: bool = False, max_terms: int | None = None) -> str:
    r"""Return LaTeX for math mode as a textbook would set it.

    Parameters
    ----------
    expression
        A tree of any depth.
    mathtext
        Write only what ``matplotlib.mathtext`` renders: cases in one line instead of an environment, ``\dfrac`` for
        outer fractions, thin spaces before function names.
    max_terms
        Sums of more terms are cut short with dots before their last term.
    """
    return latex(arrange(expression, max_terms=max_terms), mathtext=mathtext)


def to_mathml(expression: Expression, *, max_terms: int | None = None) -> str:
    """Return a Presentation MathML ``<math>`` element."""
    return mathml(arrange(expression, max_terms=max_terms))


def formula_latex(formula: Formula, *, mathtext: bool = False, max_terms: int | None = None) -> str:
    """Return ``f(x, y) = ...`` in LaTeX: the formula as it was read."""
    name, *variables = (latex(name_box(word), mathtext=mathtext) for word in (formula.name, *formula.variables))
    body = to_latex(formula.expression, mathtext=mathtext, max_terms=max_terms)
    return rf"{name}({', '.join(variables)}) = {body}"
