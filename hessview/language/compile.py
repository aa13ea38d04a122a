"""Trees made into a straight tape: every shared subtree once, over any arithmetic.

There is no code generation: a tape is a list of steps, each the operation of one node on the results of earlier ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from hessview.language.expression import Apply, Constant, Expression, Number, Symbol, postorder
from hessview.language.functions import CONSTANTS, FUNCTIONS

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)


class Arithmetic(Protocol[V_co]):
    """What a tape calculates with: floats, arrays, intervals, floats with error bounds."""

    def leaf(self, node: Number | Constant) -> V_co:
        """Return the value of a literal or a named constant."""
        ...

    def operation(self, node: Apply) -> Callable[..., V_co]:
        """Return what the row `node.function` does to the values of all of the node's arguments."""
        ...


class Tape(Generic[V]):
    """A straight program that calculates the values of some trees from the values of their symbols.

    Results live in registers that are reused after their last use, so that arrays are freed early.

    Parameters
    ----------
    roots
        The trees whose values are wanted, possibly sharing subtrees (by identity).
    inputs
        The names of the symbols, in the order in which their values will be given.
    arithmetic
        What to calculate with. Subtrees without symbols are calculated here, once.

    Raises
    ------
    ValueError
        If a tree has a symbol that is not among the inputs.
    """

    def __init__(self, roots: Sequence[Expression], inputs: Sequence[str], arithmetic: Arithmetic[V]) -> None:
        plan = _Plan(roots, inputs, arithmetic)
        self._registers: list[Any] = plan.registers
        self._inputs = plan.inputs
        self._steps = plan.steps
        self._roots = plan.roots
        self._step_of = plan.step_of

    def __len__(self) -> int:
        return len(self._steps)

    def __call__(self, values: Sequence[V]) -> list[V]:
        """Return the values of the roots at the given values of the inputs."""
        v = self._registers.copy()
        for register, value in zip(self._inputs, values, strict=True):
            v[register] = value
        for operation, target, i, j, others in self._steps:
            if j >= 0:
                v[target] = operation(v[i], v[j])
            elif others is None:
                v[target] = operation(v[i])
            else:
                v[target] = operation(*others(v))
        return [v[register] for register in self._roots]

    def forced(self, values: Sequence[V], results: Mapping[int, V]) -> list[V]:
        """Return the values of the roots when the nodes with the given ids have the given results."""
        given = {self._step_of[node]: result for node, result in results.items() if node in self._step_of}
        v = self._registers.copy()
        for register, value in zip(self._inputs, values, strict=True):
            v[register] = value
        for number, (operation, target, i, j, others) in enumerate(self._steps):
            if number in given:
                v[target] = given[number]
            elif j >= 0:
                v[target] = operation(v[i], v[j])
            else:
                v[target] = operation(v[i]) if others is None else operation(*others(v))
        return [v[register] for register in self._roots]


def compile_expressions(roots: Sequence[Expression], inputs: Sequence[str], arithmetic: Arithmetic[V]) -> Tape[V]:
    """Return the tape that calculates `roots` from the values of `inputs`; see `Tape`."""
    return Tape(roots, inputs, arithmetic)


_Step = tuple[Callable[..., Any], int, int, int, Callable[[list[Any]], tuple[Any, ...]] | None]


class _Plan:
    """Lays the nodes out as steps and gives each result a register."""

    def __init__(self, roots: Sequence[Expression], inputs: Sequence[str], arithmetic: Arithmetic[Any]) -> None:
        self.registers: list[Any] = [None] * len(inputs)
        self.inputs = range(len(inputs))
        self.steps: list[_Step] = []
        self.step_of: dict[int, int] = {}
        self._free: list[int] = []
        self._place: dict[int, int] = {}
        self._constant: set[int] = set()
        names = {name: index for index, name in enumerate(inputs)}
        nodes = list(postorder(*roots))
        last = {id(argument): index for index, node in enumerate(nodes) if isinstance(node, Apply)
                for argument in node.arguments}
        last.update((id(root), len(nodes)) for root in roots)
        for index, node in enumerate(nodes):
            match node:
                case Symbol(name):
                    if name not in names:
                        raise ValueError(f"no value is given for the symbol {name!r}; there are {tuple(inputs)}")
                    self._place[id(node)] = names[name]
                case Apply() if any(id(argument) not in self._constant for argument in node.arguments):
                    self._step(node, index, arithmetic.operation(node), last)
                case Apply():
                    operation = arithmetic.operation(node)
                    self._keep(node, operation(*(self.registers[self._place[id(a)]] for a in node.arguments)))
                case _:
                    self._keep(node, arithmetic.leaf(node))
        self.roots = [self._place[id(root)] for root in roots]

    def _keep(self, node: Expression, value: Any) -> None:
        self._constant.add(id(node))
        self._place[id(node)] = len(self.registers)
        self.registers.append(value)

    def _step(self, node: Apply, index: int, operation: Callable[..., Any], last: dict[int, int]) -> None:
        place = self._place
        places = [place[id(argument)] for argument in node.arguments]
        for argument in node.arguments:
            # A result that is used for the last time leaves its register to a later one, once even in x x.
            if last[id(argument)] == index and isinstance(argument, Apply) and id(argument) not in self._constant:
                last[id(argument)] = -1
                self._free.append(place[id(argument)])
        if self._free:
            target = self._free.pop()
        else:
            target = len(self.registers)
            self.registers.append(None)
        place[id(node)] = target
        self.step_of[id(node)] = len(self.steps)
        if len(places) > 2:
            self.steps.append((operation, target, places[0], -1, itemgetter(*places)))
        else:
            self.steps.append((operation, target, places[0], places[1] if len(places) == 2 else -1, None))


class FloatArithmetic:
    """Python floats; total and silent."""

    def leaf(self, node: Number | Constant) -> float:
        """Return the nearest binary64 number."""
        return node.value if isinstance(node, Number) else CONSTANTS[node.name]

    def operation(self, node: Apply) -> Callable[..., float]:
        """Return the scalar function of the row."""
        return FUNCTIONS["where" if node.function == "select" else node.function].scalar


class ArrayArithmetic:
    """NumPy arrays that broadcast, and Python floats where nothing varies; the caller silences warnings."""

    def leaf(self, node: Number | Constant) -> Any:
        """Return the nearest binary64 number, so that it broadcasts without a cost."""
        return np.float64(node.value if isinstance(node, Number) else CONSTANTS[node.name])

    def operation(self, node: Apply) -> Callable[..., Any]:
        """Return the array function of the row, faster ones for powers with a small integer exponent."""
        if node.function == "pow":
            base, exponent = node.arguments
            if isinstance(base, Constant) and base.name == "e":
                return lambda _, y: np.exp(y)
            if isinstance(exponent, Number):
                return _power(exponent.value)
        # `select` chooses between pieces of one function, `where` is typed; on arrays they are the same.
        return FUNCTIONS["where" if node.function == "select" else node.function].value


def _power(exponent: float) -> Callable[..., Any]:
    if exponent == 0.5:
        return lambda x, _: np.sqrt(x)
    if exponent == 2:  # the most frequent one, and the same as below
        return lambda x, _: x * x
    if exponent == int(exponent) and 2 <= abs(exponent) <= 16:
        times = _repeated(int(abs(exponent)))
        return (lambda x, _: times(x)) if exponent > 0 else (lambda x, _: 1.0 / times(x))
    if exponent == -1:
        return lambda x, _: 1.0 / x
    return np.power


def _repeated(count: int) -> Callable[[Any], Any]:
    """Return x -> x ^ count by squaring."""

    def times(x: Any) -> Any:
        result = None
        square = x
        n = count
        while True:
            if n & 1:
                result = square if result is None else result * square
            n >>= 1
            if not n:
                return result
            square = square * square

    return times
