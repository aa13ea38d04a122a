"""Exact formulas: gradient and Hessian by sympy, made readable while time remains, and checked against the jets.

Trees become sympy objects node by node and come back node by node; no text is ever given to sympy. What sympy must not
touch travels as an opaque symbol: conditions of ``where``, and constants so large that sympy would calculate for ever.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Function, Integer, Rational, Symbol

from hessview.calculus.agreement import Place, agreement
from hessview.calculus.algebra import Algebra
from hessview.calculus.differentiation import Derivatives, differentiate
from hessview.calculus.pieces import as_pieces
from hessview.language import expression as tree
from hessview.language.expression import Apply, Builder, Constant, Number, postorder
from hessview.language.formula import Formula
from hessview.language.functions import FUNCTIONS
from hessview.language.names import check_name
from hessview.language.parser import parse
from hessview.language.typeset import to_latex, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hessview.language.expression import Expression

_LARGEST_BITS = 256
"""Rational constants with more bits than this in numerator or denominator stay unevaluated."""

_LARGEST_EXPONENT = 64
"""Integer powers above this are not multiplied out, and only variables are raised to them as they are."""

_DEEPEST = 200
_LONGEST = 3000
"""sympy recurses, and slows down with size; deeper or longer formulas are left to the jets' own derivatives."""


class NotExpressible(ArithmeticError):  # noqa: N818 - it says what is the case, no fault of anybody
    """A sympy object has no counterpart in our language (an imaginary unit, an infinity, an unevaluated derivative)."""


# ---- functions that sympy lacks or treats in ways that real calculus does not want -----------------------------------


class _RealFunction(Function):  # type: ignore[misc]
    """A real function of a real argument."""

    nargs = 1
    is_extended_real = True
    is_real = True


class _Step(_RealFunction):
    """A function that is constant between its jumps."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002 - sympy's signature
        """Return zero, the derivative almost everywhere."""
        return Integer(0)


class _Sign(_Step):
    """sign(u)."""


class _Floor(_Step):
    """floor(u)."""


class _Ceil(_Step):
    """ceil(u)."""


class _Round(_Step):
    """round(u)."""


class _Absolute(_RealFunction):
    """|u|, with sign(u) as its derivative."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002
        """Return the derivative."""
        return _Sign(self.args[0])

    def _eval_power(self, exponent: Any) -> Any:
        return self.args[0] ** exponent if exponent.is_integer and exponent.is_even else None


class _Sigmoid(_RealFunction):
    """1/(1 + exp(-u)), with the derivative that textbooks write."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002
        """Return the derivative."""
        return self * (1 - self)


class _Softplus(_RealFunction):
    """log(1 + exp(u))."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002
        """Return the derivative."""
        return _Sigmoid(self.args[0])


class _CubeRoot(_RealFunction):
    """The real cube root."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002
        """Return the derivative."""
        return 1 / (3 * self**2)


class _LogGamma(_RealFunction):
    """log |gamma(u)|."""

    def fdiff(self, argindex: int = 1) -> Any:  # noqa: ARG002
        """Return the derivative."""
        return sympy.polygamma(0, self.args[0])


_OURS: Mapping[str, Any] = {
    "sign": _Sign, "floor": _Floor, "ceil": _Ceil, "round": _Round, "abs": _Absolute, "sigmoid": _Sigmoid,
    "softplus": _Softplus, "cbrt": _CubeRoot, "lgamma": _LogGamma,
}  # fmt: skip

_RELATIONS: Mapping[str, Any] = {
    "lt": sympy.Lt, "le": sympy.Le, "gt": sympy.Gt, "ge": sympy.Ge, "eq": sympy.Eq, "ne": sympy.Ne,
    "and": sympy.And, "or": sympy.Or, "not": sympy.Not,
}  # fmt: skip


def _shared_rows() -> dict[str, Any]:
    """Return the rows that sympy knows under the table's `sympy` name and that behave there as we want."""
    special = {"add", "mul", "pow", "min", "max", "mod", "sqrt", *_OURS}
    known = {name: row.sympy for name, row in FUNCTIONS.items() if row.sympy and name not in special}
    return {name: getattr(sympy, word) for name, word in known.items()}


_SHARED: Mapping[str, Any] = _shared_rows()
_ROW_OF: Mapping[Any, str] = {value: name for name, value in {**_SHARED, **_OURS}.items()} | {
    sympy.Abs: "abs",
    sympy.sign: "sign",
}


# ---- tree -> sympy ---------------------------------------------------------------------------------------------------


class _Reader:
    """Builds sympy objects from a tree.

    Attributes
    ----------
    symbols
        The sympy symbol of each name of the formula.
    opaque
        What each symbol that hides something stands for.
    decimal
        Whether the formula has decimals; then the results are written with decimals too.
    """

    def __init__(self, symbols: Mapping[str, Any], *, public: bool = False) -> None:
        self.symbols = symbols
        self.opaque: dict[Any, Expression] = {}
        self.decimal = False
        self._public = public
        self._hidden: dict[int, Any] = {}

    def read(self, root: Expression) -> Any:
        """Return `root` as a sympy object."""
        made: dict[int, Any] = {}
        for node in postorder(root):
            made[id(node)] = self._node(node, made)
        return made[id(root)]

    def _node(self, node: Expression, made: Mapping[int, Any]) -> Any:
        match node:
            case Number(_, literal):
                self.decimal |= "." in literal or "e" in literal
                return self._tamed(node, _rational(literal))
            case Constant(name):
                return sympy.pi if name == "pi" else sympy.E
            case tree.Symbol(name):
                return self.symbols[name]
            case Apply("pow", (_, exponent)):
                base, power = (made[id(argument)] for argument in node.arguments)
                return self._power(node, base, power, exponent)
            case Apply("where", (condition, _, _)):
                _, first, second = (made[id(argument)] for argument in node.arguments)
                return sympy.Piecewise((first, self._condition(condition, made)), (second, True))
            case Apply(function, arguments) if function in _RELATIONS:
                return _RELATIONS[function](*(made[id(a)] for a in arguments)) if self._public else None
            case Apply(function, arguments):
                values = [made[id(argument)] for argument in arguments]
                if function not in _OPERATIONS and any(value.is_Rational and abs(value) > 100 for value in values):
                    return self._hide(node, "k")
                return self._tamed(node, self._row(function)(*values))

    def _row(self, function: str) -> Callable[..., Any]:
        tables = (_PUBLIC, _OPERATIONS, _SHARED) if self._public else (_OPERATIONS, _OURS, _SHARED)
        return next(table[function] for table in tables if function in table)

    def _condition(self, node: Expression, made: Mapping[int, Any]) -> Any:
        return made[id(node)] if self._public else self._hide(node, "c") > 0

    def _tamed(self, node: Expression, value: Any) -> Any:
        """Return `value`, or something opaque for it if its digits would drown everything."""
        large = value.is_Rational and max(int(value.p).bit_length(), int(value.q).bit_length()) > _LARGEST_BITS
        return self._hide(node, "k") if large else value

    def _power(self, node: Expression, base: Any, power: Any, exponent: Expression) -> Any:
        if power.is_Rational and abs(power) > _LARGEST_EXPONENT:
            if base.is_number:
                return self._hide(node, "k")
            if not base.is_Symbol:
                power = self._hide(exponent, "n", integer=bool(power.is_integer))
        elif base.is_Rational and power.is_Rational:
            bits = max(int(base.p).bit_length(), int(base.q).bit_length()) * abs(power)
            if bits > _LARGEST_BITS:
                return self._hide(node, "k")
        return sympy.Pow(base, power)

    def _hide(self, node: Expression, letter: str, **assumptions: bool) -> Any:
        """Return a symbol that stands for `node`; it is the same one for the same node."""
        if id(node) not in self._hidden:
            symbol = Symbol(f"{letter}_{len(self._hidden):03}", real=True, **assumptions)
            self._hidden[id(node)] = symbol
            self.opaque[symbol] = node
        return self._hidden[id(node)]


def _rational(literal: str) -> Any:
    exact = Fraction(literal)
    return Rational(exact.numerator, exact.denominator)


_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": sympy.Add,
    "sub": lambda a, b: a - b,
    "mul": sympy.Mul,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "sqrt": sympy.sqrt,
    "mod": lambda a, b: a - b * _Floor(a / b),
    "expm1": lambda a: sympy.exp(a) - 1,
    "log1p": lambda a: sympy.log(1 + a),
    "log2": lambda a: sympy.log(a) / sympy.log(2),
    "log10": lambda a: sympy.log(a) / sympy.log(10),
    "hypot": lambda a, b: sympy.sqrt(a**2 + b**2),
}

# For people who go on with sympy: only functions that sympy itself knows.
_PUBLIC: Mapping[str, Callable[..., Any]] = {
    "sign": sympy.sign,
    "floor": sympy.floor,
    "ceil": sympy.ceiling,
    "round": lambda a: sympy.floor(a + Rational(1, 2)),
    "abs": sympy.Abs,
    "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
    "softplus": lambda a: sympy.log(1 + sympy.exp(a)),
    "cbrt": lambda a: sympy.sign(a) * sympy.Abs(a) ** Rational(1, 3),
    "lgamma": lambda a: sympy.log(sympy.Abs(sympy.gamma(a))),
    "min": sympy.Min,
    "max": sympy.Max,
    "relu": lambda a: sympy.Max(a, 0),
}


def _with_pieces(root: Expression, builder: Builder) -> Expression:
    """Return `root` with ``min``, ``max`` and ``relu`` as ``where``, whose derivatives are ordinary."""
    made: dict[int, Expression] = {}
    for node in postorder(root):
        if not isinstance(node, Apply):
            made[id(node)] = builder.adopt(node)
            continue
        arguments = [made[id(argument)] for argument in node.arguments]
        if node.function in {"min", "max", "relu"}:
            sign_ = "le" if node.function == "min" else "ge"
            first, *others = [*arguments, builder.number(0.0)] if node.function == "relu" else arguments
            for other in others:
                first = builder.apply("where", builder.apply(sign_, first, other), first, other)
            made[id(node)] = first
        else:
            made[id(node)] = builder.apply(node.function, *arguments)
    return made[id(root)]


# ---- sympy -> tree ---------------------------------------------------------------------------------------------------


class _Writer:
    """Builds trees from sympy objects, with terms and factors in the order that textbooks have."""

    def __init__(self, builder: Builder, leaves: Mapping[Any, Expression], *, decimal: bool) -> None:
        self._builder = builder
        self._decimal = decimal
        self._made: dict[Any, Expression] = dict(leaves)

    def write(self, value: Any) -> Expression:
        """Return the tree of `value`.

        Raises
        ------
        NotExpressible
            If our language has no word for some part of it.
        """
        if value not in self._made:
            self._made[value] = self._node(value)
        return self._made[value]

    def _node(self, value: Any) -> Expression:
        apply = self._builder.apply
        if value.is_Rational:
            return self._signed(value < 0, self._number(abs(value)))
        if value is sympy.pi or value is sympy.E:
            return self._builder.constant("pi" if value is sympy.pi else "e")
        if value is sympy.EulerGamma:
            return apply("neg", apply("digamma", self._builder.number(1.0)))
        if value.is_Add:
            return self._sum(value)
        if value.is_Mul:
            return self._product(value)
        if isinstance(value, sympy.exp):
            return apply("exp", self.write(value.args[0]))
        if value.is_Pow:
            return self._power(*value.as_base_exp())
        if isinstance(value, sympy.Piecewise):
            return self._cases(value)
        if isinstance(value, sympy.polygamma) and value.args[0] == 0:
            return apply("digamma", self.write(value.args[1]))
        if value.func in _ROW_OF:
            return apply(_ROW_OF[value.func], *(self.write(argument) for argument in value.args))
        raise NotExpressible(f"{value.func} has no counterpart")

    def _number(self, value: Any) -> Expression:
        exact = Fraction(int(value.p), int(value.q))
        if exact.denominator == 1:
            return self._whole_number(exact.numerator)
        decimal = _decimal_text(exact) if self._decimal else None
        if decimal is not None:
            return self._literal(exact, decimal)
        return self._builder.apply("div", *(self._whole_number(part) for part in exact.as_integer_ratio()))

    def _whole_number(self, value: int) -> Expression:
        return self._literal(Fraction(value), str(value))

    def _literal(self, exact: Fraction, text: str) -> Expression:
        try:
            return self._builder.number(float(exact), text)
        except OverflowError as problem:
            raise NotExpressible("a constant is too large") from problem

    def _signed(self, negative: bool, node: Expression) -> Expression:
        return self._builder.apply("neg", node) if negative else node

    def _sum(self, value: Any) -> Expression:
        terms = [_split_sign(term) for term in value.as_ordered_terms()]
        # A sum of two reads better when it does not start with a minus sign: y - x^2.
        if len(terms) == 2 and terms[0][0] and not terms[1][0]:
            terms.reverse()
        total = self._signed(terms[0][0], self.write(terms[0][1]))
        for negative, term in terms[1:]:
            total = self._builder.apply("sub" if negative else "add", total, self.write(term))
        return total

    def _product(self, value: Any) -> Expression:
        coefficient, rest = value.as_coeff_Mul()
        if coefficient < 0:
            return self._builder.apply("neg", self.write(-value))
        above: list[Expression] = []
        below: list[Expression] = []
        if self._decimal and coefficient.q != 1 and _decimal_text(Fraction(int(coefficient.p), int(coefficient.q))):
            above.append(self._number(coefficient))
        else:
            above += [self._number(Integer(coefficient.p))] if coefficient.p != 1 else []
            below += [self._number(Integer(coefficient.q))] if coefficient.q != 1 else []
        for factor in sorted(rest.as_ordered_factors(), key=_factor_rank):
            base, exponent = factor.as_base_exp()
            if exponent.is_Rational and exponent < 0 and not isinstance(factor, sympy.exp):
                below.append(self.write(sympy.Pow(base, -exponent)))
            else:
                above.append(self.write(factor))
        top = self._joined(above)
        return top if not below else self._builder.apply("div", top, self._joined(below))

    def _joined(self, factors: list[Expression]) -> Expression:
        product, *others = factors or [self._builder.number(1.0)]
        for factor in others:
            product = self._builder.apply("mul", product, factor)
        return product

    def _power(self, base: Any, exponent: Any) -> Expression:
        apply = self._builder.apply
        if exponent.is_Rational and exponent < 0:
            return apply("div", self._builder.number(1.0), self.write(sympy.Pow(base, -exponent)))
        if exponent == Rational(1, 2):
            return apply("sqrt", self.write(base))
        power = self._whole(exponent)
        return apply("pow", self.write(base), self.write(exponent) if power is None else power)

    def _whole(self, exponent: Any) -> Expression | None:
        """Return an exponent of opaque integers as one literal: 1000000000 - 1 is 999999999."""
        hidden = {symbol: self._made[symbol] for symbol in exponent.free_symbols if symbol in self._made}
        numbers = {symbol: _rational(node.literal) for symbol, node in hidden.items() if isinstance(node, Number)}
        if not exponent.is_Add or len(numbers) < len(exponent.free_symbols):
            return None
        value = exponent.xreplace(numbers)
        return self._number(value) if value.is_Integer and value >= 0 else None

    def _cases(self, value: Any) -> Expression:
        *branches, (last, otherwise) = value.args
        if otherwise is not sympy.true:
            raise NotExpressible("a case is missing")
        rest = self.write(last)
        for case, condition in reversed(branches):
            rest = self._builder.apply("where", self._condition(condition), self.write(case), rest)
        return rest

    def _condition(self, condition: Any) -> Expression:
        """Return what an opaque condition ``c > 0`` stands for, or its opposite."""
        if isinstance(condition, sympy.Not):
            return self._builder.apply("not", self._condition(condition.args[0]))
        if isinstance(condition, sympy.And | sympy.Or):
            name = "and" if isinstance(condition, sympy.And) else "or"
            first, *others = map(self._condition, condition.args)
            for other in others:
                first = self._builder.apply(name, first, other)
            return first
        if isinstance(condition, sympy.Gt | sympy.Le) and condition.args[0] in self._made and condition.args[1] == 0:
            node = self._made[condition.args[0]]
            return node if isinstance(condition, sympy.Gt) else self._builder.apply("not", node)
        raise NotExpressible("a condition has no counterpart")


def _split_sign(term: Any) -> tuple[bool, Any]:
    negative = bool(term.as_coeff_Mul()[0] < 0)
    return negative, -term if negative else term


def _factor_rank(factor: Any) -> int:
    """Order factors as textbooks do: constants, variables, brackets, functions."""
    base, _ = factor.as_base_exp()
    if isinstance(factor, sympy.exp):
        return 5
    if base.is_number:
        return 0
    if base.is_Symbol:
        return 1
    return 3 if base.is_Add else 4


def _decimal_text(value: Fraction, digits: int = 12) -> str | None:
    """Return `value` as a short decimal if it is exactly one."""
    for places in range(1, digits + 1):
        scaled = value * 10**places
        if scaled.denominator == 1:
            text = str(scaled.numerator).rjust(places + 1, "0")
            return f"{text[:-places]}.{text[-places:]}" if len(text) <= digits + 1 else None
    return None


# ---- readable forms --------------------------------------------------------------------------------------------------


class _Clock:
    """The time that is left, for work that stops by itself between its steps."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, possibly negative."""
        return self._end - time.monotonic()


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


def _terms_when_expanded(value: Any, most: int = 300) -> int:
    """Return a bound of the number of terms of `value` multiplied out, at most `most` + 1."""
    if value.is_Add:
        return min(most + 1, sum(_terms_when_expanded(term) for term in value.args))
    if value.is_Mul:
        product = 1
        for factor in value.args:
            product = min(most + 1, product * _terms_when_expanded(factor))
        return product
    if value.is_Pow and value.exp.is_Integer:
        terms, power = _terms_when_expanded(value.base), abs(int(value.exp))
        if terms == 1:
            return 1
        return min(most + 1, int(sympy.binomial(power + terms - 1, terms - 1))) if power * terms < 100 else most + 1
    return 1


def _candidates(value: Any, clock: _Clock) -> Sequence[Callable[[], Any]]:
    """Return cheap rewritings of `value`, each a step that may be left out."""
    frozen = _Frozen(value)
    rational = frozen.rational
    terms = _terms_when_expanded(rational)

    def factored() -> Any:
        return frozen.thaw(sympy.factor(rational))

    def expanded() -> Any:
        return frozen.thaw(sympy.expand(rational))

    def collected() -> Any:
        def shorter(coefficient: Any) -> Any:
            if clock.left() < 0 or not coefficient.is_Add:
                return coefficient
            return min(coefficient, sympy.factor(coefficient), key=sympy.count_ops)

        return frozen.thaw(sympy.collect(sympy.expand(rational), frozen.kernels, func=shorter))

    steps: list[Callable[[], Any]] = [lambda: sympy.factor_terms(value)]
    steps += [expanded] if terms <= 300 else []
    steps += [factored] if terms <= 80 and len(rational.free_symbols) <= 8 else []
    steps += [collected] if terms <= 150 and frozen.kernels else []
    if value.has(sympy.Piecewise) and len(value.atoms(sympy.Piecewise)) <= 3:
        steps.append(lambda: sympy.piecewise_fold(value))
    if value.has(sympy.sin, sympy.cos, sympy.tan) and value.count_ops() <= 40:
        steps.append(lambda: sympy.trigsimp(value))
    return steps


class _Entry:
    """One derivative: the shortest form found so far, as a sympy object and as a tree."""

    def __init__(self, writer: _Writer, raw: Any) -> None:
        self._writer = writer
        self.raw = raw
        self.best = raw
        self.node = writer.write(raw)
        self._length = _length(self.node)
        self.tried = False

    @property
    def is_short(self) -> bool:
        """Whether there is nothing to gain."""
        return self._length <= _SHORT_ENOUGH

    def shorten(self, clock: _Clock) -> None:
        """Try the candidates while time remains and keep the shortest."""
        if self.is_short:
            self.tried = True
            return
        for step in _candidates(self.raw, clock):
            if clock.left() <= 0:
                return
            self.consider(step)
        self.tried = True

    def consider(self, step: Callable[[], Any]) -> None:
        """Take the result of `step` if it is shorter than the best so far."""
        try:
            found = step()
            node = self._writer.write(found)
        except _FAILURES:
            return
        length = _length(node)
        if length < self._length:
            self.best, self.node, self._length = found, node, length


_LONGEST_SHOWN = 5000
"""Nodes of the longest entry that is written; beyond, nobody reads it."""


def _written_size(root: Expression) -> int:
    sizes: dict[int, int] = {}
    for node in postorder(root):
        below = sum(sizes[id(argument)] for argument in node.arguments) if isinstance(node, Apply) else 0
        sizes[id(node)] = 1 + below
    return sizes[id(root)]


def _length(root: Expression) -> int:
    size = _written_size(root)
    return len(to_text(root)) if size <= _LONGEST_SHOWN else 4 * size


def _text(root: Expression) -> str:
    return to_text(root) if _written_size(root) <= _LONGEST_SHOWN else ""


def _latex(root: Expression) -> str:
    return to_latex(root, mathtext=True) if _written_size(root) <= _LONGEST_SHOWN else r"\cdots"


_SHORT_ENOUGH = 8
"""Texts of so few characters are not worth a simplification."""

# What sympy raises when an object is beyond it; none of these is an error of ours.
_FAILURES = (
    NotExpressible, sympy.PolynomialError, NotImplementedError, RecursionError, ValueError, TypeError, AttributeError,
    KeyError, OverflowError, ZeroDivisionError,
)  # fmt: skip


# ---- what is asked for -----------------------------------------------------------------------------------------------


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
    clock = _Clock(0.8 * time_limit)
    derivatives = _Derivatives(formula, clock)
    check = agreement(formula, derivatives.gradient(), derivatives.hessian())
    replaced = derivatives.fall_back([place for place, agrees in check.items() if agrees is False])
    if replaced:
        check = agreement(formula, derivatives.gradient(), derivatives.hessian())
    gradient, hessian = derivatives.gradient(), derivatives.hessian()
    return Symbolic(
        gradient=tuple(map(_text, gradient)),
        hessian=tuple(tuple(map(_text, row)) for row in hessian),
        gradient_latex=tuple(map(_latex, gradient)),
        hessian_latex=tuple(tuple(map(_latex, row)) for row in hessian),
        expression_latex=_latex(formula.expression),
        verified=bool(check) and all(agrees is True for agrees in check.values()),
        simplified=derivatives.simplified,
        note=derivatives.note,
    )


class _Derivatives:
    """The entries of gradient and Hessian (upper triangle), from sympy as far as it gets, else from the jets.

    Attributes
    ----------
    simplified, note
        See `Symbolic`.
    """

    def __init__(self, formula: Formula, clock: _Clock) -> None:
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
                self._by_sympy(clock)
            except _FAILURES:
                self.note = "sympy cannot differentiate this formula; these are the derivatives as they are calculated."
        else:
            self.note = "This formula is too long for sympy; these are the derivatives as they are calculated."
        missing = [place for place in self._places if place not in self._nodes]
        if missing and not self.note:
            self.note = "Time ran out: some derivatives are shown as they are calculated, not simplified."
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

    def _by_sympy(self, clock: _Clock) -> None:
        formula = self._formula
        names = (*formula.variables, *(name for name, _ in formula.parameters))
        # Internal names: nothing that was typed becomes the name of a sympy symbol, and terms come in natural order.
        symbols = {name: Symbol(f"x_{place:03}", real=True) for place, name in enumerate(names)}
        root = _with_pieces(formula.expression, self._builder)
        reader = _Reader(symbols)
        value = reader.read(root)
        leaves = {symbol: self._builder.symbol(name) for name, symbol in symbols.items()}
        writer = _Writer(self._builder, {**leaves, **reader.opaque}, decimal=reader.decimal)
        entries: dict[Place, _Entry] = {}
        x = [symbols[name] for name in formula.variables]
        for place in self._places:
            if clock.left() <= 0:
                break
            inner = value if len(place) == 1 else entries[place[:1]].raw
            entries[place] = _Entry(writer, sympy.diff(inner, x[place[-1]]))
        for place, entry in entries.items():
            entry.shorten(clock)
            if len(place) == 2:
                self._try_simplified_gradient(entry, entries[place[:1]].best, x[place[1]], clock)
        self._nodes.update((place, entry.node) for place, entry in entries.items())
        self.simplified = len(entries) == len(self._places) and all(entry.tried for entry in entries.values())
        if not self.simplified:
            self.note = "Time ran out before every formula was as short as it could be."

    def _try_simplified_gradient(self, entry: _Entry, gradient: Any, variable: Any, clock: _Clock) -> None:
        """Differentiate the readable gradient: often shorter than a simplified second derivative."""
        if not entry.is_short and clock.left() > 0:
            entry.consider(lambda: sympy.diff(gradient, variable))


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
    return _Reader(_public_symbols(formula), public=True).read(formula.expression)


def objects(formula: Formula) -> tuple[Any, Any]:
    """Return gradient (n x 1) and Hessian (n x n) as sympy matrices over real symbols of the formula's own names."""
    symbols = _public_symbols(formula)
    n = formula.dimension
    derivatives = _Derivatives(formula, _Clock(5.0))
    reader = _Reader(symbols, public=True)
    gradient = [reader.read(entry) for entry in derivatives.gradient()]
    hessian = [[reader.read(entry) for entry in row] for row in derivatives.hessian()]
    return sympy.Matrix(n, 1, gradient), sympy.Matrix(n, n, [entry for row in hessian for entry in row])


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
    found = asdict(exact(formula, float(payload.get("time_limit", 5.0))))
    return {**found, "hessian": [list(row) for row in found["hessian"]], "gradient": list(found["gradient"]),
            "hessian_latex": [list(row) for row in found["hessian_latex"]],
            "gradient_latex": list(found["gradient_latex"])}  # fmt: skip
