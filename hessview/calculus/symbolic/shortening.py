"""Readable forms: cheap rewritings of a derivative, of which the shortest is kept, while time remains."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Rational, Symbol
from sympy.core.parameters import distribute

from hessview.calculus.symbolic.writing import NotExpressible
from hessview.language.expression import Apply, postorder
from hessview.language.typeset import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hessview.calculus.symbolic.writing import Writer
    from hessview.language.expression import Expression

FAILURES = (
    NotExpressible, sympy.PolynomialError, NotImplementedError, RecursionError, ValueError, TypeError, AttributeError,
    KeyError, OverflowError, ZeroDivisionError,
)  # fmt: skip
"""What sympy raises when an object is beyond it; none of these is an error of ours."""

LONGEST_SHOWN = 5000
"""Nodes of the longest entry that is written; beyond, nobody reads it."""

_SHORT_ENOUGH = 8
"""Texts of so few characters are not worth a simplification."""

_MOST_EXPANDED, _MOST_COLLECTED, _MOST_FACTORED = 300, 150, 80
"""Terms up to which sums are multiplied out, collected and factored; each step is dearer than the one before."""

_LARGEST_POWER = 40
"""Polynomials of higher degree are left as they are."""


class Clock:
    """The time that is left, for work that stops by itself between its steps."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, possibly negative."""
        return self._end - time.monotonic()


class Entry:
    """One derivative: the shortest form found so far, as a sympy object and as a tree.

    Attributes
    ----------
    raw, best
        As differentiation gave it; the shortest form.
    node
        The tree of the shortest form.
    tried
        Whether every rewriting was tried.
    """

    def __init__(self, writer: Writer, raw: Any) -> None:
        self._writer = writer
        self.raw = raw
        self.best = raw
        self.node = writer.write(raw)
        self._length = length(self.node)
        self.tried = False

    @property
    def is_short(self) -> bool:
        """Whether there is nothing to gain."""
        return self._length <= _SHORT_ENOUGH

    def shorten(self, clock: Clock) -> None:
        """Try the rewritings while time remains and keep the shortest."""
        if not self.is_short:
            for step in _rewritings(self.raw, clock):
                if clock.left() <= 0:
                    return
                self.consider(step)
            if clock.left() > 0 and self.best.has(sympy.sin, sympy.cos) and self.best.count_ops() <= 40:
                # It may replace what was typed by something strange, so it has to gain more than a few characters.
                self.consider(lambda: sympy.trigsimp(self.best), gain=0.7)
        self.tried = True

    def consider(self, step: Callable[[], Any], gain: float = 1.0) -> None:
        """Take the result of `step` if it is shorter than `gain` times the best so far."""
        try:
            found = step()
            node = self._writer.write(found)
        except FAILURES:
            return
        characters = length(node)
        if characters < gain * self._length:
            self.best, self.node, self._length = found, node, characters


def written_size(root: Expression) -> int:
    """Return the number of nodes of `root` when shared subtrees are written out each time."""
    sizes: dict[int, int] = {}
    for node in postorder(root):
        below = sum(sizes[id(argument)] for argument in node.arguments) if isinstance(node, Apply) else 0
        sizes[id(node)] = 1 + below
    return sizes[id(root)]


def length(root: Expression) -> int:
    """Return the characters of the text of `root`, or an estimate if it is too long to be shown."""
    size = written_size(root)
    return len(to_text(root)) if size <= LONGEST_SHOWN else 4 * size


def _rewritings(value: Any, clock: Clock) -> Iterator[Callable[[], Any]]:
    """Yield steps that each return `value` in another form."""
    yield lambda: sympy.factor_terms(value)
    yield lambda: _multiplied_out(value)
    if value.has(sympy.Piecewise):
        if len(value.atoms(sympy.Piecewise)) <= 3:
            yield lambda: _by_cases(value, clock)
        return
    frozen = _Frozen(value)
    if not frozen.is_moderate:
        return
    rational = frozen.rational
    terms = _terms_when_expanded(rational)
    if terms <= _MOST_EXPANDED:
        yield lambda: frozen.thaw(sympy.expand(rational))
    if terms <= _MOST_FACTORED and len(rational.free_symbols) <= 8:
        yield lambda: frozen.thaw(sympy.factor(rational))
    if terms <= _MOST_COLLECTED and frozen.kernels:
        yield lambda: frozen.thaw(_collected(rational, frozen.kernels, clock))


def _multiplied_out(value: Any) -> Any:
    """Return `value` with numbers multiplied into sums, the least that makes like terms meet."""
    with distribute(True):
        terms = sympy.Add.make_args(value)
        return sympy.Add(*(term.func(*term.args) if term.is_Mul else term for term in terms))


def _collected(rational: Any, kernels: list[Any], clock: Clock) -> Any:
    """Return a sum of functions with polynomial coefficients, each as short as factoring makes it."""

    def shorter(coefficient: Any) -> Any:
        if clock.left() < 0 or not coefficient.is_Add:
            return coefficient
        return min(coefficient, sympy.factor(coefficient), key=sympy.count_ops)

    return sympy.collect(sympy.expand(rational), kernels, func=shorter)


def _by_cases(value: Any, clock: Clock) -> Any:
    """Return one choice among formulas instead of a formula of choices, each formula rewritten for itself."""
    folded = sympy.piecewise_fold(value)
    if not isinstance(folded, sympy.Piecewise):
        return folded
    cases = [(_shortest(case, clock), condition) for case, condition in folded.args]
    return sympy.Piecewise(*cases)


def _shortest(value: Any, clock: Clock) -> Any:
    forms = (step() for step in _rewritings(value, clock) if clock.left() > 0)
    return min((value, *forms), key=sympy.count_ops)


class _Frozen:
    """An expression as a rational function of symbols: whatever is not rational is a symbol, unfrozen at the end."""

    def __init__(self, value: Any) -> None:
        self._kernels: dict[Any, Any] = {}
        self.rational = self._freeze(value)

    @property
    def kernels(self) -> list[Any]:
        """The symbols that stand for exp, sin and their like."""
        return list(self._kernels.values())

    def thaw(self, value: Any) -> Any:
        """Return `value` with the original functions."""
        return value.xreplace({symbol: kernel for kernel, symbol in self._kernels.items()})

    def _freeze(self, value: Any) -> Any:
        if value.is_Symbol or value.is_Rational:
            return value
        if value.is_Add or value.is_Mul:
            return value.func(*map(self._freeze, value.args))
        if value.is_Pow and not isinstance(value, sympy.exp):
            base, exponent = value.as_base_exp()
            if exponent.is_Integer:
                return self._freeze(base) ** exponent
            if exponent.is_Rational:
                return self._symbol(base ** Rational(1, exponent.q)) ** exponent.p
        return self._symbol(value)

    def _symbol(self, kernel: Any) -> Any:
        return self._kernels.setdefault(kernel, Symbol(f"z_{len(self._kernels):03}", real=True))

    @property
    def is_moderate(self) -> bool:
        """Whether no polynomial algorithm will drown in exponents."""
        powers = self.rational.atoms(sympy.Pow)
        return all(abs(power.exp) <= _LARGEST_POWER for power in powers)


def _terms_when_expanded(value: Any) -> int:
    """Return a bound of the number of terms of `value` multiplied out, cut off above what matters."""
    most = _MOST_EXPANDED + 1
    if value.is_Add:
        return min(most, sum(map(_terms_when_expanded, value.args)))
    if value.is_Mul:
        product = 1
        for factor in value.args:
            product = min(most, product * _terms_when_expanded(factor))
        return product
    if value.is_Pow and value.exp.is_Integer:
        terms, power = _terms_when_expanded(value.base), abs(int(value.exp))
        if terms == 1:
            return 1
        return min(most, math.comb(power + terms - 1, terms - 1)) if power * terms < 100 else most
    return 1
