"""What sympy calls the rows of the function table, and real functions that it lacks or treats otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy
from sympy import Function, Integer, Rational

from hessview.language.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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


OURS: Mapping[str, Any] = {
    "sign": _Sign, "floor": _Floor, "ceil": _Ceil, "round": _Round, "abs": _Absolute, "sigmoid": _Sigmoid,
    "softplus": _Softplus, "cbrt": _CubeRoot, "lgamma": _LogGamma,
}  # fmt: skip

RELATIONS: Mapping[str, Any] = {
    "lt": sympy.Lt, "le": sympy.Le, "gt": sympy.Gt, "ge": sympy.Ge, "eq": sympy.Eq, "ne": sympy.Ne,
    "and": sympy.And, "or": sympy.Or, "not": sympy.Not,
}  # fmt: skip


def _shared_rows() -> dict[str, Any]:
    """Return the rows that sympy knows under the table's `sympy` name and that behave there as we want."""
    special = {"add", "mul", "pow", "min", "max", "mod", "sqrt", *OURS}
    known = {name: row.sympy for name, row in FUNCTIONS.items() if row.sympy and name not in special}
    return {name: getattr(sympy, word) for name, word in known.items()}


SHARED: Mapping[str, Any] = _shared_rows()
ROW_OF: Mapping[Any, str] = {value: name for name, value in {**SHARED, **OURS}.items()} | {
    sympy.Abs: "abs",
    sympy.sign: "sign",
}

OPERATIONS: Mapping[str, Callable[..., Any]] = {
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
PUBLIC: Mapping[str, Callable[..., Any]] = {
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
    "mod": lambda a, b: a - b * sympy.floor(a / b),
}
