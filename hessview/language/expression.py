"""The immutable expression tree: what every other reading reads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A literal; decimals mean exact rationals, so the text that was typed is kept.

    Attributes
    ----------
    value
        The nearest binary64 number, finite.
    literal
        Canonical text, such as ``"0.1"`` or ``"1e-320"``; ``Fraction(literal)`` is the exact value.
    """

    value: float
    literal: str


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A named real constant of the table, ``pi`` or ``e``."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """A variable or a parameter; which of them is said by the formula that holds the tree."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """A row of the function table applied to its arguments; ``+`` and ``sin`` are rows alike."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Constant | Symbol | Apply


class Builder:
    """Makes nodes and shares equal ones: within one builder equal subtrees are the same object.

    Equality of trees of one builder is therefore ``is``; nothing recursive happens on a tree of any depth.
    """

    def __init__(self) -> None:
        self._nodes: dict[tuple[object, ...], Expression] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def number(self, value: float, literal: str | None = None) -> Expression:
        """Return the shared literal; without `literal` the shortest text of `value` is taken."""
        text = number_text(value) if literal is None else literal
        return self._share(("number", text), Number(value, text))

    def constant(self, name: str) -> Expression:
        """Return the shared constant `name`."""
        return self._share(("constant", name), Constant(name))

    def symbol(self, name: str) -> Expression:
        """Return the shared symbol `name`."""
        return self._share(("symbol", name), Symbol(name))

    def apply(self, function: str, *arguments: Expression) -> Expression:
        """Return the shared application of the row `function`; `arguments` are nodes of this builder."""
        # Most nodes of a long text are asked for again: look before making one.
        key = (function, *map(id, arguments))
        known = self._nodes.get(key)
        return self._share(key, Apply(function, arguments)) if known is None else known

    def adopt(self, root: Expression) -> Expression:
        """Return the tree of another builder rebuilt in this one."""
        return self.substitute(root, {})

    def substitute(self, root: Expression, values: Mapping[str, Expression]) -> Expression:
        """Return `root` with symbols replaced by expressions of this builder."""
        made: dict[int, Expression] = {}
        for node in postorder(root):
            match node:
                case Number(value, literal):
                    made[id(node)] = self.number(value, literal)
                case Constant(name):
                    made[id(node)] = self.constant(name)
                case Symbol(name):
                    made[id(node)] = values[name] if name in values else self.symbol(name)
                case Apply(function, arguments):
                    made[id(node)] = self.apply(function, *(made[id(argument)] for argument in arguments))
        return made[id(root)]

    def _share(self, key: tuple[object, ...], node: Expression) -> Expression:
        # Children stay alive as long as the builder holds their parents, so their ids are stable keys.
        return self._nodes.setdefault(key, node)


def postorder(*roots: Expression) -> Iterator[Expression]:
    """Yield every distinct node below `roots`, arguments before the node that uses them, without recursion."""
    seen: set[int] = set()
    stack: list[tuple[Expression, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            if isinstance(node, Apply):
                stack.extend((argument, False) for argument in reversed(node.arguments) if id(argument) not in seen)


def free_symbols(root: Expression) -> tuple[str, ...]:
    """Return the names of the symbols in `root` in order of first appearance."""
    names: dict[str, None] = {}
    seen: set[int] = set()
    stack: list[Expression] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Symbol):
            names[node.name] = None
        elif isinstance(node, Apply) and id(node) not in seen:
            seen.add(id(node))
            stack.extend(reversed(node.arguments))
    return tuple(names)


def number_text(value: float) -> str:
    """Return the shortest text that reads back as `value`, an integer without its ``.0``."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return repr(value)
