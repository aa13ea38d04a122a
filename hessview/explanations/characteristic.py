"""Eigenvalues as they are found by hand: the characteristic polynomial for two and three variables, else numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.algebra import Algebra
from hessview.explanations.digits import number
from hessview.explanations.statements import (
    ABOUT,
    EQUAL,
    Line,
    Side,
    Step,
    formula_side,
    name_side,
    number_matrix,
    number_side,
    short_literal,
    tuple_side,
)
from hessview.language.decimals import machine_text
from hessview.language.expression import Builder
from hessview.language.layout import Fence, Row, Script, Style, Word
from hessview.language.layout import Fraction as Over

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.language.expression import Expression

LAMBDA = "lambda"
_MOST_SHOWN = 24
_VECTORS = 3
_DIGITS = 6
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def eigenvalue_step(c: Curvature) -> Step:
    """Return how the eigenvalues of H come about at a point."""
    n = c.dimension
    if not np.isfinite(c.hessian).all() or not np.isfinite(c.eigenvalues).all():
        words = "Not all second derivatives are finite numbers here: there are no eigenvalues."
        return Step("Eigenvalues", (Line(words),))
    if n == 1:
        words = "With one variable H is the second derivative itself, its only eigenvalue."
        side = number_side(float(c.eigenvalues[0]), float(c.eigenvalue_error[0]))
        return Step("Eigenvalue", (Line(words, (_lambda(0, n), side)),))
    exact = _exact_if_short(c)
    lines: list[Line] = []
    roots: dict[int, Fraction] = {}
    if n <= _VECTORS and not exact and not _is_in_range(c):
        lines.append(Line(
            "The coefficients of the characteristic polynomial are too large or too small for numbers here: the "
            "eigenvalues are found numerically from the symmetric matrix itself."
        ))
    elif n <= _VECTORS:
        lines += _polynomial(c, exact)
        if exact:
            roots = rational_roots(c, exact)
        if n == 2:
            lines.append(_by_formula(c, exact))
        else:
            lines += _third_degree(exact, roots)
    else:
        lines.append(Line(
            "With more than three variables the characteristic polynomial is not written out: the eigenvalues are "
            "found numerically from the symmetric matrix itself."
        ))
    if n <= _VECTORS and len({k for group in c.repeated for k in group}) < n:
        lines.append(Line("Each eigenvector v solves (H − λI)v = 0 and is made 1 long."))
    lines += _values(c, roots, exact)
    return Step("Eigenvalues", tuple(lines))


def coefficients_exactly(c: Curvature) -> list[Fraction]:
    """Return the coefficients of det(λI − H) below the leading 1, from λⁿ⁻¹ down, for n = 2 or 3; else none."""
    H = [[Fraction(float(h)) for h in row] for row in c.hessian]
    match len(H):
        case 2:
            return [-(H[0][0] + H[1][1]), H[0][0] * H[1][1] - H[0][1] ** 2]
        case 3:
            minors = sum(H[i][i] * H[j][j] - H[i][j] ** 2 for i, j in ((0, 1), (0, 2), (1, 2)))
            determinant = (
                H[0][0] * (H[1][1] * H[2][2] - H[1][2] ** 2)
                - H[0][1] * (H[0][1] * H[2][2] - H[1][2] * H[0][2])
                + H[0][2] * (H[0][1] * H[1][2] - H[1][1] * H[0][2])
            )
            return [-(H[0][0] + H[1][1] + H[2][2]), Fraction(minors), -determinant]
    return []


def exact_zeros(c: Curvature) -> int:
    """Return how many eigenvalues are exactly zero, where the written polynomial tells: it ends in as many zeros."""
    exact = _exact_if_short(c)
    return next((k for k, coefficient in enumerate(reversed(exact)) if coefficient), len(exact))


def _exact_if_short(c: Curvature) -> list[Fraction]:
    return [] if np.any(c.hessian_error) or not _all_short(c) else coefficients_exactly(c)


def rational_roots(c: Curvature, exact: list[Fraction]) -> dict[int, Fraction]:
    """Return the eigenvalues that are rational, by index, each proved by putting it into the polynomial."""
    found: dict[int, Fraction] = {}
    for k, value in enumerate(c.eigenvalues):
        root = Fraction(float(value)).limit_denominator(1000)
        left = Fraction(1)
        for coefficient in exact:
            left = left * root + coefficient
        if left == 0 and abs(float(root) - float(value)) <= 2.0 * float(c.eigenvalue_error[k]):
            found[k] = root
    return found


def _is_in_range(c: Curvature) -> bool:
    """Whether trace, minors and determinant are numbers, and none is 0 only because there is no number so small."""
    minors = _minors(c)[0] if c.dimension == _VECTORS else 0.0
    if not all(map(math.isfinite, (c.trace, minors, c.determinant))):
        return False
    return c.determinant != 0.0 or c.inertia.zero > 0


def _all_short(c: Curvature) -> bool:
    return all(short_literal(float(h)) for row in c.hessian for h in row)


def _polynomial(c: Curvature, exact: list[Fraction]) -> list[Line]:
    """Return the characteristic polynomial in words and in numbers."""
    n = c.dimension
    words = (
        "The eigenvalues are the roots of the characteristic polynomial, made of the trace and the determinant of H:"
        if n == 2
        else "The eigenvalues are the roots of the characteristic polynomial, made of the trace, the sum of the "
        "principal 2 × 2 minors and the determinant of H:"
    )
    algebra = Algebra(Builder())
    values, is_rounded = _coefficients(c, exact)
    lam = algebra.builder.symbol(LAMBDA)
    total = algebra.pow(lam, algebra.builder.number(n, str(n)))
    for place, value in enumerate(values):
        power = algebra.pow(lam, algebra.rational(Fraction(n - 1 - place)))
        total = algebra.add(total, algebra.mul(_coefficient(value, algebra, exact=not is_rounded), power))
    left = _determinant_name()
    parts = [_part("tr", c.trace, float(np.sum(np.diag(c.hessian_error))), None if not exact else -exact[0])]
    if n == 3:
        minors, error = _minors(c)
        known_minors = _exact_or(minors, error, exact[1] if exact else None)
        parts.append(Line("Sum of the principal minors:", (name_side(Word(Style.VARIABLE, "m"), "m"), known_minors)))
    known = None if not exact else exact[-1] * (-1) ** n
    parts.append(_part("det", c.determinant, c.determinant_error, known))
    right = formula_side(total, ABOUT if is_rounded else EQUAL)
    return [Line(words), *parts, Line("", (left, replace(right, text=right.text.replace(LAMBDA, "λ"))))]


def _determinant_name() -> Side:
    inner = (Word(Style.VARIABLE, "λ"), Word(Style.VARIABLE, "I"), Word(Style.OPERATOR, "−"), Word(Style.VARIABLE, "H"))
    return name_side(Row((Word(Style.FUNCTION, "det"), Fence("(", Row(inner), ")", False))), "det(λI − H)")


def _part(name: str, value: float, error: float, exact: Fraction | None) -> Line:
    box = Row((Word(Style.FUNCTION, name), Word(Style.SPACE, "thin"), Word(Style.VARIABLE, "H")))
    return Line("", (name_side(box, f"{name} H"), _exact_or(value, error, exact)))


def _exact_or(value: float, error: float, exact: Fraction | None) -> Side:
    """Return a number, as it is exactly where that is known and short."""
    if exact is not None and short_literal(float(exact)) and Fraction(float(exact)) == exact:
        return number_side(float(exact))
    return replace(number_side(value, error, _DIGITS), relation=ABOUT)


def _minors(c: Curvature) -> tuple[float, float]:
    """Return the sum of the principal minors of order 2, and a bound of its error."""
    H, E = c.hessian, np.asarray(c.hessian_error)
    total, error, size = 0.0, 0.0, 0.0
    for i, j in ((0, 1), (0, 2), (1, 2)):
        total += float(H[i, i] * H[j, j] - H[i, j] ** 2)
        square = abs(H[i, i]) * E[j, j] + abs(H[j, j]) * E[i, i] + E[i, i] * E[j, j]
        error += float(square + 2 * abs(H[i, j]) * E[i, j] + E[i, j] ** 2)
        size += float(abs(H[i, i] * H[j, j]) + H[i, j] ** 2)
    return total, error * (1.0 + 1e-14) + 8.0 * 2.0**-53 * size


def _coefficients(c: Curvature, exact: list[Fraction]) -> tuple[list[tuple[float, float]], bool]:
    """Return the coefficients below the leading one with their errors, and whether any is rounded."""
    if exact and all(short_literal(float(value)) and Fraction(float(value)) == value for value in exact):
        return [(float(value), 0.0) for value in exact], False
    trace_error = float(np.sum(np.diag(c.hessian_error))) + 2.0**-52 * float(np.sum(np.abs(np.diag(c.hessian))))
    middle = [_minors(c)] if c.dimension == 3 else []
    sign = 1.0 if c.dimension == 2 else -1.0
    return [(-c.trace, trace_error), *middle, (sign * c.determinant, c.determinant_error)], True


def _coefficient(known: tuple[float, float], algebra: Algebra, *, exact: bool) -> Expression:
    value, error = known
    if exact:
        return algebra.rational(Fraction(value))
    if abs(value) <= error or not math.isfinite(value):
        return algebra.zero
    text = machine_text(number(abs(value), error, _DIGITS))
    tree = algebra.builder.number(float(text), text)
    return tree if value > 0.0 else algebra.neg(tree)


def _by_formula(c: Curvature, exact: list[Fraction]) -> Line:
    """Return the roots of the quadratic by its formula, (tr ± √(tr² − 4 det))/2, with the numbers put in."""
    algebra = Algebra(Builder())
    ((minus_trace, trace_error), (det, det_error)), is_rounded = _coefficients(c, exact)
    if is_rounded:
        return _by_differences(c, algebra, _coefficient((-minus_trace, trace_error), algebra, exact=False))
    trace = _coefficient((-minus_trace, trace_error), algebra, exact=True)
    size = _coefficient((abs(det), det_error), algebra, exact=True)
    under = algebra.pow(trace, algebra.two)
    if size is not algebra.zero:
        four = algebra.builder.apply("mul", algebra.rational(Fraction(4)), size)
        under = algebra.builder.apply("sub" if det > 0.0 else "add", under, four)
    side = _plus_minus(trace, under, algebra)
    return Line("Its roots, by the formula for quadratic equations:", (name_side(Word(Style.VARIABLE, "λ"), "λ"), side))


def _third_degree(exact: list[Fraction], roots: dict[int, Fraction]) -> list[Line]:
    """Return how the roots of the polynomial of third degree are found: one that is proved is divided off."""
    if len(roots) != 1 or not _is_written(rest := _rest(exact, next(iter(roots.values())))):
        return [Line(_roots_words(roots))]
    root = next(iter(roots.values()))
    algebra = Algebra(Builder())
    lam = algebra.builder.symbol(LAMBDA)
    factor = algebra.add(lam, algebra.rational(-root))
    quadratic = algebra.pow(lam, algebra.two)
    for coefficient, power in zip(rest, (lam, algebra.one), strict=True):
        quadratic = algebra.add(quadratic, algebra.mul(algebra.rational(coefficient), power))
    product = formula_side(algebra.mul(factor, quadratic))
    shown = replace(product, text=product.text.replace(LAMBDA, "λ"))
    name = name_side(Word(Style.VARIABLE, "λ"), "λ")
    half = _half_of(rest, algebra)
    return [
        Line("One root is rational, proved by putting it in:", (name, _root_side(root))),
        Line("With its factor divided off, the polynomial is a product:", (_determinant_name(), shown)),
        Line("The other roots, by the formula for quadratic equations:", (name, half, _calculated(rest, algebra))),
    ]


def _rest(exact: list[Fraction], root: Fraction) -> list[Fraction]:
    """Return the coefficients of λ and 1 in the quotient of the polynomial of third degree by λ − root."""
    middle = exact[0] + root
    return [middle, exact[1] + root * middle]


def _is_written(coefficients: list[Fraction]) -> bool:
    """Whether these numbers, and the discriminant of λ² + bλ + c, are short decimals."""
    b, c = coefficients
    return all(short_literal(float(x)) and Fraction(float(x)) == x for x in (b, c, b**2 - 4 * c))


def _half_of(rest: list[Fraction], algebra: Algebra) -> Side:
    """Return (−b ± √(b² − 4c))/2 for λ² + bλ + c, with the numbers put in."""
    b, c = rest
    trace, size = algebra.rational(-b), algebra.rational(abs(c))
    under = algebra.pow(algebra.rational(abs(b)), algebra.two)
    if c:
        four = algebra.builder.apply("mul", algebra.rational(Fraction(4)), size)
        under = algebra.builder.apply("sub" if c > 0 else "add", under, four)
    return _plus_minus(trace, under, algebra)


def _calculated(rest: list[Fraction], algebra: Algebra) -> Side:
    b, c = rest
    return _plus_minus(algebra.rational(-b), algebra.rational(b**2 - 4 * c), algebra)


def _plus_minus(trace: Expression, under: Expression, algebra: Algebra) -> Side:
    first, second = formula_side(trace), formula_side(algebra.builder.apply("sqrt", under))
    box = Over(Row((first.box, Word(Style.OPERATOR, "±"), second.box)), formula_side(algebra.two).box)
    return Side(box, f"({first.text} ± {second.text})/2", None, EQUAL)


def _by_differences(c: Curvature, algebra: Algebra, trace: Expression) -> Line:
    """Return the same with rounded numbers: tr² − 4 det would lose its digits, and its sign, where roots are close."""
    (h11, h12), (_, h22) = c.hessian.tolist()
    (e11, e12), (_, e22) = np.broadcast_to(np.asarray(c.hessian_error), c.hessian.shape).tolist()
    parts = (abs(h11 - h22), e11 + e22 + 2.0**-52 * abs(h11 - h22)), (2.0 * abs(h12), 2.0 * e12)
    under: Expression = algebra.zero
    for part in parts:
        size = _coefficient(part, algebra, exact=False)
        under = under if size is algebra.zero else algebra.add(under, algebra.pow(size, algebra.two))
    words = "Its roots, by the formula for quadratic equations, where tr² − 4 det = (h₁₁ − h₂₂)² + (2h₁₂)²:"
    first, second = formula_side(trace), formula_side(algebra.builder.apply("sqrt", under))
    if under is algebra.zero:
        side = formula_side(algebra.builder.apply("div", trace, algebra.two), ABOUT)
    else:
        box = Over(Row((first.box, Word(Style.OPERATOR, "±"), second.box)), formula_side(algebra.two).box)
        side = Side(box, f"({first.text} ± {second.text})/2", None, ABOUT)
    return Line(words, (name_side(Word(Style.VARIABLE, "λ"), "λ"), side))


def _roots_words(roots: dict[int, Fraction]) -> str:
    if len(roots) == 3:
        return "Its roots, each proved by putting it in:"
    if roots:
        return "Its roots; what follows an equals sign is proved by putting it in, the rest is found numerically:"
    return "Its roots, found numerically:"


def _values(c: Curvature, roots: dict[int, Fraction], exact: list[Fraction]) -> list[Line]:
    """Return every eigenvalue with its eigenvector and the matrix that this is solved with."""
    n, lines = c.dimension, []
    shared = {k for group in c.repeated for k in group}
    for k in range(min(n, _MOST_SHOWN)):
        value, error = float(c.eigenvalues[k]), float(c.eigenvalue_error[k])
        side = _root_side(roots[k]) if k in roots else number_side(value, error, _DIGITS)
        vector = [float(v) for v in c.eigenvectors[:, k]]
        lines.append(Line("", (_lambda(k, n), side)))
        if k not in shared and n <= _VECTORS and all(map(math.isfinite, vector)):
            lines.append(Line("", (_shifted_name(k), _shifted(c, k, roots.get(k), is_exact=bool(exact))), 1))
            lines.append(Line("", (_vector(k), _rounded_tuple(vector)), 1))
    if n > _MOST_SHOWN:
        lines.append(Line(f"{n - _MOST_SHOWN} more."))
    error = float(np.max(c.eigenvalue_error))
    if error and len(roots) < n:
        lines.append(Line(f"Rounding errors of the eigenvalues are at most {number(error, 0.0, 1)}."))
    return lines


def _shifted_name(k: int) -> Side:
    lam = _lambda(k, 2)
    parts = (Word(Style.VARIABLE, "H"), Word(Style.OPERATOR, "−"), lam.box, Word(Style.VARIABLE, "I"))
    return name_side(Row(parts), f"H − {lam.text}I")


def _shifted(c: Curvature, k: int, root: Fraction | None, *, is_exact: bool) -> Side:
    """Return H − λI in numbers, exact where H and λ are."""
    n = c.dimension
    value = float(c.eigenvalues[k]) if root is None else float(root)
    values = (c.hessian - value * np.eye(n)).tolist()
    if root is not None and is_exact:
        true = [[Fraction(float(c.hessian[i, j])) - (root if i == j else 0) for j in range(n)] for i in range(n)]
        if all(Fraction(value) == entry for row, full in zip(values, true, strict=True)
               for value, entry in zip(row, full, strict=True)):  # fmt: skip
            return number_matrix(values, np.zeros((n, n)).tolist())
    wrong = float(c.eigenvalue_error[k]) + 2.0**-52 * (abs(value) + float(np.abs(np.diag(c.hessian)).max()))
    errors = np.broadcast_to(np.asarray(c.hessian_error), c.hessian.shape) + wrong * np.eye(n)
    return number_matrix(values, errors.tolist())


def _root_side(root: Fraction) -> Side:
    return formula_side(Algebra(Builder()).rational(root))


def _rounded_tuple(vector: list[float]) -> Side:
    rounded = [float(f"{v:.4f}") + 0.0 for v in vector]
    side = tuple_side(rounded)
    return side if all(v in (-1.0, 0.0, 1.0) for v in vector) else replace(side, relation=ABOUT)


def _lambda(k: int, n: int) -> Side:
    lam = Word(Style.VARIABLE, "λ")
    if n == 1:
        return name_side(lam, "λ")
    return name_side(Script(lam, Word(Style.NUMBER, str(k + 1)), None), f"λ{str(k + 1).translate(_SUBSCRIPTS)}")


def _vector(k: int) -> Side:
    word = Script(Word(Style.VARIABLE, "v"), Word(Style.NUMBER, str(k + 1)), None)
    return name_side(word, f"v{str(k + 1).translate(_SUBSCRIPTS)}")
