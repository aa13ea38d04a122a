"""The Hessian once more, by another way: mpmath's numerical differentiation of the tree at 40 digits.

Nothing of hessview's derivatives, error bounds or functions of doubles takes part; only the tree itself is shared.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from hessview.analysis.verdict import Code
from hessview.language.expression import Apply, Constant, Number, Symbol, postorder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hessview.analysis.curvature import Curvature
    from hessview.language.formula import Formula

DIGITS = 40
_MOST_NODES = 300
_LARGEST = 100_000
"""Bits before the point, beyond which a number is not followed."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


class Undefined(Exception):  # noqa: N818 - an answer, not a fault
    """The function has no real value there."""


class TooMuch(Exception):  # noqa: N818 - an answer, not a fault
    """Numbers or trees too large to be followed here."""


def _power(u: Any, v: Any) -> Any:
    if abs(v) * max(1, abs(mpmath.mag(u)) if u else 1) > _LARGEST:
        raise TooMuch
    if u == 0:
        if v < 0:
            raise Undefined
        return mpmath.mpf(1 if v == 0 else 0)
    return mpmath.power(u, v)


def _divide(u: Any, v: Any) -> Any:
    if v == 0:
        raise Undefined
    return u / v


def _exp(u: Any) -> Any:
    if u > _LARGEST:
        raise TooMuch
    return mpmath.exp(u) if u > -_LARGEST else mpmath.mpf(0)


def _log(u: Any) -> Any:
    if u <= 0:
        raise Undefined
    return mpmath.log(u)


def _of_gamma(function: Any) -> Any:
    def call(*arguments: Any) -> Any:
        if abs(arguments[-1]) > 1000:
            raise TooMuch
        return function(*arguments)

    return call


def _within(function: Any, low: float, high: float) -> Any:
    def call(u: Any) -> Any:
        if not low <= u <= high:
            raise Undefined
        return function(u)

    return call


def _half_to_even(u: Any) -> Any:
    below = mpmath.floor(u)
    part = u - below
    if part == mpmath.mpf(1) / 2:
        return below if below % 2 == 0 else below + 1
    return below if part < mpmath.mpf(1) / 2 else below + 1


_FUNCTIONS: Mapping[str, Any] = {
    "add": lambda u, v: u + v, "sub": lambda u, v: u - v, "mul": lambda u, v: u * v, "div": _divide,
    "neg": lambda u: -u, "pow": _power,
    "lt": lambda u, v: u < v, "le": lambda u, v: u <= v, "gt": lambda u, v: u > v, "ge": lambda u, v: u >= v,
    "eq": lambda u, v: u == v, "ne": lambda u, v: u != v, "and": lambda u, v: bool(u) and bool(v),
    "or": lambda u, v: bool(u) or bool(v), "not": lambda u: not u, "where": lambda c, u, v: u if c else v,
    "exp": _exp, "expm1": lambda u: mpmath.expm1(u) if u < _LARGEST else _exp(u), "log": _log,
    "log2": lambda u: _log(u) / mpmath.log(2), "log10": lambda u: _log(u) / mpmath.log(10),
    "log1p": lambda u: _log(1 + u), "sqrt": _within(mpmath.sqrt, 0, mpmath.inf),
    "cbrt": lambda u: mpmath.sign(u) * mpmath.cbrt(abs(u)), "abs": abs, "sign": mpmath.sign,
    "floor": mpmath.floor, "ceil": mpmath.ceil, "round": _half_to_even,
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "sec": mpmath.sec, "csc": mpmath.csc, "cot": mpmath.cot,
    "asin": _within(mpmath.asin, -1, 1), "acos": _within(mpmath.acos, -1, 1), "atan": mpmath.atan,
    "atan2": mpmath.atan2, "sinh": lambda u: (_exp(u) - _exp(-u)) / 2, "cosh": lambda u: (_exp(u) + _exp(-u)) / 2,
    "tanh": mpmath.tanh, "asinh": mpmath.asinh, "acosh": _within(mpmath.acosh, 1, mpmath.inf),
    "atanh": _within(mpmath.atanh, -1, 1), "erf": mpmath.erf, "erfc": mpmath.erfc, "gamma": _of_gamma(mpmath.gamma),
    "lgamma": _of_gamma(lambda u: mpmath.re(mpmath.loggamma(u))), "digamma": _of_gamma(mpmath.digamma),
    "polygamma": _of_gamma(lambda n, u: mpmath.polygamma(int(n), u)), "factorial": _of_gamma(mpmath.factorial),
    "sigmoid": lambda u: 1 / (1 + _exp(-u)), "softplus": lambda u: mpmath.log(1 + _exp(u)),
    "relu": lambda u: max(u, mpmath.mpf(0)), "hypot": mpmath.hypot,
    "mod": lambda u, v: u - v * mpmath.floor(_divide(u, v)), "min": min, "max": max,
}  # fmt: skip


class Independent:
    """A formula read by mpmath.

    Raises
    ------
    TooMuch
        If its tree is too large.
    """

    def __init__(self, formula: Formula) -> None:
        self._formula = formula
        self._nodes = list(postorder(formula.expression))
        if len(self._nodes) > _MOST_NODES:
            raise TooMuch
        self._parameters = {name: mpmath.mpf(value) for name, value in formula.parameters}

    def value(self, *point: Any) -> Any:
        """Return f, a real mpmath number.

        Raises
        ------
        Undefined, TooMuch
            If there is none, or it cannot be followed.
        """
        symbols = self._parameters | dict(zip(self._formula.variables, point, strict=True))
        known: dict[int, Any] = {}
        for node in self._nodes:
            known[id(node)] = self._node(node, symbols, known)
        return known[id(self._formula.expression)]

    def _node(self, node: Any, symbols: Mapping[str, Any], known: Mapping[int, Any]) -> Any:
        match node:
            case Number(_, literal):
                exact = Fraction(literal)
                return mpmath.mpf(exact.numerator) / exact.denominator
            case Constant(name):
                return +getattr(mpmath, name)
            case Symbol(name):
                return symbols[name]
            case Apply(function, arguments):
                return self._apply(function, [known[id(argument)] for argument in arguments])
        raise TypeError(node)

    def _apply(self, function: str, values: list[Any]) -> Any:
        if function == "where":
            chosen = values[1] if values[0] else values[2]
            if isinstance(chosen, Undefined):
                raise Undefined
            return chosen
        # A branch that is not chosen may be undefined, so that an undefined value travels up to the choice.
        if any(isinstance(value, Undefined) for value in values):
            return Undefined()
        try:
            made = _FUNCTIONS[function](*values)
        except (Undefined, ZeroDivisionError, ValueError):
            return Undefined()
        if isinstance(made, bool):
            return made
        if isinstance(made, mpmath.mpc) or not mpmath.isfinite(made):
            return Undefined()
        if made and abs(mpmath.mag(made)) > _LARGEST:
            raise TooMuch
        return made

    def derivative(self, point: Sequence[Fraction], *which: int) -> Any:
        """Return a partial derivative, such as (0, 1) for f_xy; exact to about `DIGITS` digits where f is smooth.

        The step is small beside the smallest coordinate, and there are digits enough to see it beside the largest one,
        and what it changes beside a large value.

        Raises
        ------
        Undefined, TooMuch
            If f has no real value around there, or it cannot be followed.
        """

        def real(*at: Any) -> Any:
            value = self.value(*at)
            if isinstance(value, Undefined | bool):
                raise Undefined
            return value

        orders = tuple(which.count(k) for k in range(len(point)))
        sizes = [Fraction(1), *(abs(x) for x in point if x)]
        smallest, largest = min(sizes), max(sizes)
        with mpmath.workdps(DIGITS):
            size = abs(real(*(mpmath.mpf(x.numerator) / x.denominator for x in point)))
            height = max(0, int(mpmath.log10(size))) if size else 0
        with mpmath.workdps(DIGITS + _digits(largest) + _digits(1 / smallest) + height):
            h = mpmath.mpf(smallest.numerator) / smallest.denominator / mpmath.mpf(10) ** DIGITS
            exact = tuple(mpmath.mpf(x.numerator) / x.denominator for x in point)
            one = len(exact) == 1
            return +mpmath.diff(real, exact[0] if one else exact, orders[0] if one else orders, h=h)


def _digits(x: Fraction) -> int:
    """Return about how many decimal digits x >= 1 has before the point."""
    return len(str(x.numerator // x.denominator))


def disagreements(curvature: Curvature, formula: Formula, shown: Sequence[Sequence[str]] | None) -> list[str] | None:
    """Return where the panel is wrong; None where that cannot be told.

    An entry of H may differ from the independent one by the bound that the panel itself states, and by the digits
    that are not shown. A class stands only where the gradient is zero within its own bound and half the last digit of
    the coordinates, and where the eigenvalues of the independent Hessian have the signs that it names.

    Parameters
    ----------
    shown
        The numbers as they stand on the panel, n rows of n texts; None if there are none.
    """
    n = formula.dimension
    if n > 8 or curvature.nonsmooth is not None or not np.all(np.isfinite(curvature.hessian)):
        return None
    if not np.all(np.isfinite(curvature.hessian_error)) or curvature.reason.code is Code.KINK_NEAR:
        return None  # it is said that nothing is known of the error, or that f may be not smooth there
    wrong: list[str] = []
    for coordinates in _readings(curvature):
        try:
            wrong = _disagreements(curvature, Independent(formula), coordinates, shown)
        except TooMuch:
            return None
        except Undefined:
            wrong = ["the panel has a Hessian where the function has no real values around the probe"]
        if not wrong:
            break
    return wrong


def _readings(curvature: Curvature) -> Iterator[Sequence[Fraction]]:
    """Yield the point as the doubles that it is, and as the decimals that were typed: exact arithmetic reads those."""
    yield [Fraction(float(x)) for x in curvature.point]
    yield [Fraction(repr(float(x))) for x in curvature.point]


def _disagreements(
    curvature: Curvature, reader: Independent, point: Sequence[Fraction], shown: Sequence[Sequence[str]] | None
) -> list[str]:
    n = len(point)
    H = [[reader.derivative(point, min(i, j), max(i, j)) for j in range(n)] for i in range(n)]
    g = [reader.derivative(point, i) for i in range(n)]
    # What numerical differentiation at 40 digits leaves.
    own = mpmath.mpf(10) ** -30 * max(abs(entry) for row in H for entry in row) + mpmath.mpf(10) ** -60
    wrong = []
    for i in range(n):
        for j in range(n):
            entry, bound = H[i][j], mpmath.mpf(float(curvature.hessian_error[i, j])) * (1 + 1e-9) + own
            if abs(mpmath.mpf(float(curvature.hessian[i, j])) - entry) > bound:
                said = f"{curvature.hessian[i, j]:.17g} ± {curvature.hessian_error[i, j]:.2g}"
                wrong.append(f"H[{i},{j}] is {said}, not {mpmath.nstr(entry, 17)}")
            if shown is not None and not _is_shown(shown[i][j], entry, bound):
                wrong.append(f"H[{i},{j}] is shown as {shown[i][j]}, not {mpmath.nstr(entry, 10)}")
    return wrong + _wrong_class(curvature, g, H)


def _is_shown(text: str, entry: Any, bound: Any) -> bool:
    """Whether a text of the panel says `entry` to its last digit."""
    if text.startswith(("–", "≈")) or "∞" in text:
        return True
    first, _, more = text.replace("−", "-").partition(" ± ")
    if more:
        return bool(abs(entry) <= _read(more)[0] * (1 + 1e-9))
    value, slack = _read(first)
    return bool(abs(value - entry) <= slack * (1 + 1e-9) + bound)


def _read(text: str) -> tuple[Any, Any]:
    """Return the number that a text says, and half a unit of its last digit."""
    mantissa, _, power = re.sub(r"^10(?=[⁻⁰¹²³⁴-⁹])", "1·10", text).partition("·10")
    scale = mpmath.mpf(10) ** int(power.translate(_SUPERSCRIPTS) or 0)
    decimals = len(mantissa.partition(".")[2])
    return mpmath.mpf(mantissa) * scale, scale * mpmath.mpf(10) ** -decimals / 2


def _wrong_class(curvature: Curvature, g: Sequence[Any], H: Sequence[Sequence[Any]]) -> list[str]:
    kind, n = str(curvature.kind), len(g)
    if kind not in ("minimum", "maximum", "saddle", "degenerate"):
        return []
    own = mpmath.mpf(10) ** -60
    ulps = np.abs(np.spacing(curvature.point))
    allowed = curvature.gradient_error + 0.5 * (np.abs(curvature.hessian) + curvature.hessian_error) @ ulps
    wrong = [
        f"called {kind}, but the gradient's entry {i} is {mpmath.nstr(g[i], 5)}, beyond {allowed[i]:.2g}"
        for i in range(n) if abs(g[i]) > (allowed[i] + curvature.gradient_error[i]) * (1 + 1e-6) + own
    ]  # fmt: skip
    with mpmath.workdps(DIGITS):
        whole = mpmath.matrix(H)
        values = list(mpmath.eigsy(whole, eigvals_only=True))
    signs = {mpmath.sign(value) for value in values}
    expected = {"minimum": {1}, "maximum": {-1}}.get(kind)
    if (expected is not None and signs != expected) or (kind == "saddle" and not {1, -1} <= signs):
        wrong.append(f"called {kind}, but the eigenvalues are {', '.join(mpmath.nstr(value, 5) for value in values)}")
    return wrong
