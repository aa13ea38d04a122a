"""THE table of functions: one row says what a function is in every reading.

A row's texts (`first`, `second`, `pieces`, `identity`) are in the table's own language. In them `u` and `v` stand for
the first and second argument and `w` for the value of the function itself, so that a derivative shares its work
with the value. Adding a function is adding a row (and, for probing with error bounds, a rule in `rounding.py`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from hessview.language import real_functions as real

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ANY_NUMBER = 1_000_000
"""The upper arity of functions that take any number of arguments."""

Domain = tuple[float, float]

LINE: Domain = (-math.inf, math.inf)
POSITIVE: Domain = (0.0, math.inf)


@dataclass(frozen=True)
class Singularity:
    """A place where a row has a value but no derivatives (or no value at all).

    Attributes
    ----------
    at
        Tells from the argument values whether they are there.
    words
        What happens there; ``{f}`` is the application, ``{0}`` and ``{1}`` are the arguments as text.
    """

    at: Callable[..., bool]
    words: str


@dataclass(frozen=True)
class FunctionRow:
    """What a function is, in every reading.

    Attributes
    ----------
    name
        The canonical name, by which trees refer to the row.
    arity
        The least and largest number of arguments.
    doc
        One line for completion and help.
    value
        On NumPy arrays that broadcast (conditions give and take booleans).
    scalar
        On Python floats; total and silent: nan outside the domain, infinite at poles and where it overflows.
    first
        The partial derivatives by u, v as texts; empty if the row is differentiated by its `pieces`.
    second
        The second partial derivatives by uu (and uv, vv) as texts.
    pieces
        The row as smooth pieces chosen by comparisons, or by other rows; the jets differentiate this instead. Rows in
        it are taken as they are: their own pieces are not looked up again.
        Where the two sides of a comparison are equal the function may be not smooth.
    corner
        What happens where the two sides of the comparisons of `pieces` are equal, worded like `Singularity.words`.
    singularities
        Where derivatives do not exist although no comparison is met.
    sympy
        The name of the same function in sympy, or None: then use `identity` (and Piecewise for `where`).
    identity
        The same function by other rows, as a text; None if it is elementary.
    latex
        A template; ``{0}`` and ``{1}`` are the arguments, of rows with any number of arguments ``{0}`` is their list
        with commas. Operators are put between their arguments by the typesetter.
    aliases
        Other names that are read as this one.
    domain
        For each argument an open interval in which the function is smooth and defined (where tests draw points).
    operator
        Whether the row is written by an operator or built by syntax, and so is no function name.
    """

    name: str
    arity: tuple[int, int]
    doc: str
    value: Callable[..., Any]
    scalar: Callable[..., float]
    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    pieces: str | None = None
    corner: str | None = None
    singularities: tuple[Singularity, ...] = ()
    sympy: str | None = None
    identity: str | None = None
    latex: str = ""
    aliases: tuple[str, ...] = ()
    domain: tuple[Domain, ...] = (LINE,)
    operator: bool = False


def _operator(name: str, doc: str, value: Callable[..., Any], scalar: real.Scalar, **more: Any) -> FunctionRow:
    return FunctionRow(name, (2, 2), doc, value, scalar, operator=True, **{"domain": (LINE, LINE), **more})


def _function(name: str, doc: str, value: Callable[..., Any], scalar: real.Scalar, **more: Any) -> FunctionRow:
    latex = more.pop("latex", rf"\{name}\left({{0}}\right)")
    return FunctionRow(name, (1, 1), doc, value, scalar, latex=latex, **more)


def _named(name: str) -> str:
    return rf"\mathrm{{{{{name}}}}}\left({{0}}\right)"


def _compare(name: str, sign: str, value: Callable[..., Any], scalar: Callable[[float, float], bool]) -> FunctionRow:
    def as_float(x: float, y: float) -> float:
        return 1.0 if scalar(x, y) else 0.0

    return _operator(name, f"whether u {sign} v; only inside conditions", value, as_float, latex=f"{{0}} {sign} {{1}}")


def _vertical(place: float, words: str) -> Singularity:
    return Singularity(lambda u: u == place, words)


_sin: real.Scalar = real.quiet(math.sin)
_cos: real.Scalar = real.quiet(math.cos)

_ROOT = _vertical(0.0, "the root in {f} is not smooth where {0} = 0")

ARITHMETIC = (
    _operator("add", "sum", np.add, lambda x, y: x + y, first=("1", "1"), second=("0", "0", "0"), sympy="Add"),
    _operator("sub", "difference", np.subtract, lambda x, y: x - y, first=("1", "-1"), second=("0", "0", "0"),
              identity="u + (-v)"),
    _operator("mul", "product", np.multiply, lambda x, y: x * y, first=("v", "u"), second=("0", "1", "0"),
              sympy="Mul"),
    _operator("div", "quotient", np.divide, real.divide, first=("1/v", "-(w/v)"),
              second=("0", "-((1/v)/v)", "2*((w/v)/v)"), identity="u*v^(-1)", latex=r"\frac{{{0}}}{{{1}}}",
              domain=(LINE, POSITIVE),
              singularities=(Singularity(lambda u, v: u == 0 and v == 0, "{f} is 0/0 where {1} = 0"),
                             Singularity(lambda _, v: v == 0, "{f} has a pole where {1} = 0"))),
    FunctionRow("neg", (1, 1), "the negative", np.negative, lambda x: -x, ("-1",), ("0",), identity="(-1)*u",
                latex="-{0}", operator=True),
    _operator("pow", "power; 0^0 is 1, a negative base needs an integer exponent", np.power, real.power,
              first=("v*u^(v - 1)", "w*log(u)"),
              second=("v*(v - 1)*u^(v - 2)", "u^(v - 1)*(1 + v*log(u))", "w*log(u)^2"),
              sympy="Pow", latex=r"{{{0}}}^{{{1}}}", domain=(POSITIVE, LINE),
              singularities=(Singularity(lambda u, v: u == 0 and v < 0, "{f} has a pole where {0} = 0"),
                             Singularity(lambda u, _: u == 0, "the power in {f} is not smooth where {0} = 0"),
                             Singularity(lambda u, _: u < 0, "{f} is defined where {0} is negative only while {1}"
                                                             " is an integer"))),
)

CONDITIONS = (
    _compare("lt", "<", np.less, lambda x, y: x < y),
    _compare("le", r"\leq", np.less_equal, lambda x, y: x <= y),
    _compare("gt", ">", np.greater, lambda x, y: x > y),
    _compare("ge", r"\geq", np.greater_equal, lambda x, y: x >= y),
    _compare("eq", "=", np.equal, lambda x, y: x == y),
    _compare("ne", r"\neq", np.not_equal, lambda x, y: x != y),
    _operator("and", "both", np.logical_and, lambda x, y: 1.0 if x and y else 0.0,
              latex=r"{0} \;\mathrm{{and}}\; {1}"),
    _operator("or", "either", np.logical_or, lambda x, y: 1.0 if x or y else 0.0, latex=r"{0} \;\mathrm{{or}}\; {1}"),
    FunctionRow("not", (1, 1), "the opposite", np.logical_not, lambda x: 0.0 if x else 1.0,
                latex=r"\mathrm{{not}}\; {0}", operator=True),
    FunctionRow("where", (3, 3), "where(condition, a, b): a where the condition holds, else b", np.where, real.select,
                aliases=("if",), domain=(LINE, LINE, LINE),
                corner="the formula changes over where {0} = {1}"),
)

ELEMENTARY = (
    _function("exp", "e to the power u", np.exp, real.quiet(math.exp), first=("w",), second=("w",), sympy="exp"),
    _function("expm1", "exp(u) - 1, accurate near 0", np.expm1, real.quiet(math.expm1), first=("exp(u)",),
              second=("exp(u)",), identity="exp(u) - 1", latex=_named("expm1")),
    _function("log", "natural logarithm; log(u, b) is to the base b", np.log, real.logarithm(math.log), first=("1/u",),
              second=("-(1/u)^2",), sympy="log", aliases=("ln",), domain=(POSITIVE,),
              singularities=(_vertical(0.0, "{f} is undefined where {0} = 0"),)),
    _function("log2", "logarithm to the base 2", np.log2, real.logarithm(math.log2), first=("1/(u*log(2))",),
              second=("-((1/u)/(u*log(2)))",), identity="log(u)/log(2)", latex=r"\log_{{2}}\left({0}\right)",
              domain=(POSITIVE,), singularities=(_vertical(0.0, "{f} is undefined where {0} = 0"),)),
    _function("log10", "logarithm to the base 10", np.log10, real.logarithm(math.log10), first=("1/(u*log(10))",),
              second=("-((1/u)/(u*log(10)))",), identity="log(u)/log(10)", latex=r"\log_{{10}}\left({0}\right)",
              domain=(POSITIVE,), singularities=(_vertical(0.0, "{f} is undefined where {0} = 0"),)),
    _function("log1p", "log(1 + u), accurate near 0", np.log1p, real.logarithm(math.log1p, -1.0), first=("1/(1 + u)",),
              second=("-(1/(1 + u))^2",), identity="log(1 + u)", latex=_named("log1p"), domain=((-1.0, math.inf),),
              singularities=(_vertical(-1.0, "{f} is undefined where {0} = −1"),)),
    _function("sqrt", "square root", np.sqrt, real.quiet(math.sqrt), first=("1/(2*w)",), second=("-(1/(4*u*w))",),
              sympy="sqrt", latex=r"\sqrt{{{0}}}", domain=(POSITIVE,), singularities=(_ROOT,)),
    _function("cbrt", "real cube root", np.cbrt, real.cbrt, first=("w/(3*u)",), second=("-2*w/(9*u^2)",),
              identity="sign(u)*abs(u)^(1/3)", latex=r"\sqrt[3]{{{0}}}", domain=(POSITIVE,), singularities=(_ROOT,)),
    _function("abs", "absolute value", np.abs, abs, pieces="where(u >= 0, u, -u)", sympy="Abs",
              corner="{f} has a corner where {0} = 0", latex=r"\left|{0}\right|", aliases=("Abs",), domain=(POSITIVE,)),
    _function("sign", "-1, 0 or 1", np.sign, real.sign, pieces="where(u >= 0, 1, -1)", sympy="sign",
              corner="{f} jumps where {0} = 0", latex=_named("sign"), aliases=("sgn",), domain=(POSITIVE,)),
    _function("floor", "the largest integer not above u", np.floor, real.whole(math.floor), sympy="floor",
              pieces="where(u >= round(u), round(u), round(u) - 1)", corner="{f} jumps where {0} is an integer",
              latex=r"\left\lfloor {0}\right\rfloor", domain=((0.0, 1.0),)),
    _function("ceil", "the least integer not below u", np.ceil, real.whole(math.ceil), sympy="ceiling",
              pieces="where(u <= round(u), round(u), round(u) + 1)", corner="{f} jumps where {0} is an integer",
              latex=r"\left\lceil {0}\right\rceil", aliases=("ceiling",), domain=((0.0, 1.0),)),
    _function("round", "the nearest integer, halves to the even one", np.rint, real.whole(round),
              first=("0",), second=("0",),  # of `round` in the pieces of others: their comparisons know where it jumps
              pieces="where(u + 1/2 >= round(u + 1/2), round(u + 1/2), round(u + 1/2) - 1)",
              corner="{f} jumps where {0} is halfway between integers", identity="floor(u + 1/2)",
              latex=_named("round"), domain=((0.5, 1.5),)),
)

TRIGONOMETRIC = (
    _function("sin", "sine", np.sin, real.quiet(math.sin), first=("cos(u)",), second=("-w",), sympy="sin"),
    _function("cos", "cosine", np.cos, real.quiet(math.cos), first=("-sin(u)",), second=("-w",), sympy="cos"),
    _function("tan", "tangent", np.tan, real.quiet(math.tan), first=("1 + w^2",), second=("2*w*(1 + w^2)",),
              sympy="tan", domain=((-1.5, 1.5),)),
    _function("sec", "secant, 1/cos", lambda x: 1.0 / np.cos(x), lambda x: real.divide(1.0, _cos(x)),
              pieces="1/cos(u)", sympy="sec", domain=((-1.5, 1.5),)),
    _function("csc", "cosecant, 1/sin", lambda x: 1.0 / np.sin(x), lambda x: real.divide(1.0, _sin(x)),
              pieces="1/sin(u)", sympy="csc", domain=((0.1, 3.0),),
              singularities=(_vertical(0.0, "{f} has a pole where {0} = 0"),)),
    _function("cot", "cotangent, cos/sin", lambda x: np.cos(x) / np.sin(x), lambda x: real.divide(_cos(x), _sin(x)),
              pieces="cos(u)/sin(u)", sympy="cot", domain=((0.1, 3.0),),
              singularities=(_vertical(0.0, "{f} has a pole where {0} = 0"),)),
    _function("asin", "arc sine", np.arcsin, real.quiet(math.asin), first=("1/sqrt((1 - u)*(1 + u))",),
              second=("u/((1 - u)*(1 + u)*sqrt((1 - u)*(1 + u)))",), sympy="asin", latex=r"\arcsin\left({0}\right)",
              aliases=("arcsin",), domain=((-1.0, 1.0),),
              singularities=(_vertical(1.0, "the asin in {f} is not smooth where {0} = 1"),
                             _vertical(-1.0, "the asin in {f} is not smooth where {0} = −1"))),
    _function("acos", "arc cosine", np.arccos, real.quiet(math.acos), first=("-(1/sqrt((1 - u)*(1 + u)))",),
              second=("-(u/((1 - u)*(1 + u)*sqrt((1 - u)*(1 + u))))",), sympy="acos",
              latex=r"\arccos\left({0}\right)", aliases=("arccos",), domain=((-1.0, 1.0),),
              singularities=(_vertical(1.0, "the acos in {f} is not smooth where {0} = 1"),
                             _vertical(-1.0, "the acos in {f} is not smooth where {0} = −1"))),
    _function("atan", "arc tangent", np.arctan, math.atan, first=("1/(1 + u^2)",), second=("-2*u/(1 + u^2)^2",),
              sympy="atan", latex=r"\arctan\left({0}\right)", aliases=("arctan",)),
    FunctionRow("atan2", (2, 2), "atan2(y, x): the angle of the point (x, y)", real.array_atan2, real.atan2,
                pieces="where(u >= 0, atan2(u, v), -atan2(0 - u, v))",
                first=("v/(u^2 + v^2)", "-u/(u^2 + v^2)"),
                second=("-2*u*v/(u^2 + v^2)^2", "(u - v)*(u + v)/(u^2 + v^2)^2", "2*u*v/(u^2 + v^2)^2"),
                corner="{f} jumps by 2π where {0} = 0 and {1} < 0", sympy="atan2",
                latex=r"\mathrm{{atan2}}\left({0},\, {1}\right)", aliases=("arctan2",), domain=(POSITIVE, LINE),
                singularities=(Singularity(lambda u, v: u == 0 and v == 0, "{f} has no limit where {0} = {1} = 0"),)),
)

HYPERBOLIC = (
    _function("sinh", "hyperbolic sine", np.sinh, real.odd(math.sinh), first=("cosh(u)",), second=("w",), sympy="sinh"),
    _function("cosh", "hyperbolic cosine", np.cosh, real.quiet(math.cosh), first=("sinh(u)",), second=("w",),
              sympy="cosh"),
    _function("tanh", "hyperbolic tangent", np.tanh, math.tanh, first=("4*sigmoid(2*u)*sigmoid(-2*u)",),
              second=("-8*w*sigmoid(2*u)*sigmoid(-2*u)",), sympy="tanh"),
    _function("asinh", "inverse hyperbolic sine", np.arcsinh, math.asinh, first=("1/sqrt(1 + u^2)",),
              second=("-u/((1 + u^2)*sqrt(1 + u^2))",), sympy="asinh", latex=_named("arsinh"),
              aliases=("arsinh", "arcsinh")),
    _function("acosh", "inverse hyperbolic cosine", np.arccosh, real.quiet(math.acosh),
              first=("1/sqrt((u - 1)*(u + 1))",), second=("-u/((u - 1)*(u + 1)*sqrt((u - 1)*(u + 1)))",),
              sympy="acosh", latex=_named("arcosh"), aliases=("arcosh", "arccosh"), domain=((1.0, math.inf),),
              singularities=(_vertical(1.0, "the acosh in {f} is not smooth where {0} = 1"),)),
    _function("atanh", "inverse hyperbolic tangent", np.arctanh, real.quiet(math.atanh),
              first=("1/((1 - u)*(1 + u))",), second=("2*u/((1 - u)*(1 + u))^2",), sympy="atanh",
              latex=_named("artanh"), aliases=("artanh", "arctanh"), domain=((-1.0, 1.0),),
              singularities=(_vertical(1.0, "{f} is undefined where {0} = 1"),
                             _vertical(-1.0, "{f} is undefined where {0} = −1"))),
)

SPECIAL = (
    _function("erf", "error function", real.special("erf"), math.erf, first=("2/sqrt(pi)*exp(-u^2)",),
              second=("-2*u*(2/sqrt(pi)*exp(-u^2))",), sympy="erf", latex=_named("erf")),
    _function("erfc", "1 - erf(u), accurate for large u", real.special("erfc"), math.erfc,
              first=("-(2/sqrt(pi)*exp(-u^2))",), second=("2*u*(2/sqrt(pi)*exp(-u^2))",), sympy="erfc",
              latex=_named("erfc")),
    _function("gamma", "Γ(u), (u - 1)! between the integers too", real.array_gamma, real.gamma,
              first=("w*digamma(u)",), second=("w*(digamma(u)^2 + polygamma(1, u))",), sympy="gamma",
              latex=r"\Gamma\left({0}\right)", aliases=("Gamma",), domain=(POSITIVE,),
              singularities=(Singularity(lambda u: u <= 0 and u == math.floor(u), "{f} has a pole where {0} is 0 or a"
                                                                                  " negative integer"),)),
    _function("lgamma", "log |Γ(u)|", real.special("gammaln"), real.log_gamma, first=("digamma(u)",),
              second=("polygamma(1, u)",), sympy="loggamma", latex=r"\log\Gamma\left({0}\right)",
              aliases=("loggamma", "gammaln"), domain=(POSITIVE,),
              singularities=(Singularity(lambda u: u <= 0 and u == math.floor(u), "{f} is undefined where {0} is 0 or"
                                                                                  " a negative integer"),)),
    _function("digamma", "the derivative of log Γ(u)", real.array_digamma, real.digamma, first=("polygamma(1, u)",),
              second=("polygamma(2, u)",), sympy="digamma", latex=r"\psi\left({0}\right)", domain=(POSITIVE,)),
    FunctionRow("polygamma", (2, 2), "polygamma(n, u): the n-th derivative of digamma(u)", real.array_polygamma,
                real.polygamma, first=("sqrt(-1 - u^2)", "polygamma(u + 1, v)"),  # no derivative by its order: nan
                second=("sqrt(-1 - u^2)", "sqrt(-1 - u^2)", "polygamma(u + 2, v)"), sympy="polygamma",
                latex=r"\psi^{{\left({0}\right)}}\left({1}\right)", domain=((0.0, 0.0), POSITIVE)),
    _function("factorial", "u!, also between the integers", real.array_factorial, real.factorial,
              pieces="gamma(u + 1)", sympy="factorial", identity="gamma(u + 1)", latex="{0}!", domain=(POSITIVE,)),
    _function("sigmoid", "1/(1 + exp(-u))", real.array_sigmoid, real.sigmoid, first=("w*sigmoid(-u)",),
              second=("w*sigmoid(-u)*(sigmoid(-u) - w)",), identity="1/(1 + exp(-u))", latex=_named("sigmoid"),
              aliases=("logistic", "expit")),
    _function("softplus", "log(1 + exp(u))", real.array_softplus, real.softplus, first=("sigmoid(u)",),
              second=("sigmoid(u)*sigmoid(-u)",), identity="log(1 + exp(u))", latex=_named("softplus")),
    _function("relu", "max(u, 0)", lambda x: np.maximum(x, 0.0), lambda x: real.highest(x, 0.0),
              pieces="where(u >= 0, u, 0)", corner="{f} has a corner where {0} = 0", identity="max(u, 0)",
              latex=_named("relu"), domain=(POSITIVE,)),
)

OF_SEVERAL = (
    FunctionRow("hypot", (2, 2), "hypot(u, v): sqrt(u^2 + v^2) without overflow", np.hypot, math.hypot,
                first=("u/w", "v/w"), second=("(v/w)^2/w", "-(u/w)*(v/w)/w", "(u/w)^2/w"), identity="sqrt(u^2 + v^2)",
                latex=r"\mathrm{{hypot}}\left({0},\, {1}\right)", domain=(LINE, LINE),
                singularities=(Singularity(lambda u, v: u == 0 and v == 0,
                                          "the hypot in {f} is not smooth where {0} = {1} = 0"),)),
    FunctionRow("mod", (2, 2), "mod(u, v): u - v floor(u/v)", np.mod, real.modulo,
                pieces="u - v*where(u/v >= round(u/v), round(u/v), round(u/v) - 1)", sympy="Mod",
                corner="{f} jumps where {0} is a multiple of {1}", latex=r"{0} \;\mathrm{{mod}}\; {1}",
                domain=((0.0, 1.0), (1.0, math.inf))),
    FunctionRow("min", (2, ANY_NUMBER), "the least of two or more", real.array_lowest, real.lowest,
                pieces="where(u <= v, u, v)", corner="{f} has a corner where {0} = {1}", sympy="Min",
                latex=r"\min\left({0}\right)", aliases=("minimum", "Min"), domain=(LINE, LINE)),
    FunctionRow("max", (2, ANY_NUMBER), "the largest of two or more", real.array_highest, real.highest,
                pieces="where(u >= v, u, v)", corner="{f} has a corner where {0} = {1}", sympy="Max",
                latex=r"\max\left({0}\right)", aliases=("maximum", "Max"), domain=(LINE, LINE)),
)

FUNCTIONS: Mapping[str, FunctionRow] = MappingProxyType({
    row.name: row
    for group in (ARITHMETIC, CONDITIONS, ELEMENTARY, TRIGONOMETRIC, HYPERBOLIC, SPECIAL, OF_SEVERAL)
    for row in group
})
"""Every row by its canonical name."""

ALIASES: Mapping[str, str] = MappingProxyType({alias: row.name for row in FUNCTIONS.values() for alias in row.aliases})
"""Other names and the rows that they mean."""

SCALAR: Mapping[str, real.Scalar] = MappingProxyType({row.name: row.scalar for row in FUNCTIONS.values()})
"""The rows on Python floats, for folding constants."""

CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": math.pi, "e": math.e})
"""The named constants, rounded to binary64."""

CONSTANT_ERRORS: Mapping[str, float] = MappingProxyType({"pi": 1.2247e-16, "e": 1.4457e-16})
"""How far the rounded constants are from the true ones, from above."""
