"""The vocabulary of results: classes, reason codes with their values, and the outcome of a test."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Definiteness(StrEnum):
    """What the signs of the eigenvalues of H say about the quadratic form."""

    POSITIVE_DEFINITE = "positive definite"
    NEGATIVE_DEFINITE = "negative definite"
    INDEFINITE = "indefinite"
    POSITIVE_SEMIDEFINITE = "positive semidefinite"
    NEGATIVE_SEMIDEFINITE = "negative semidefinite"
    ZERO = "zero"
    UNDECIDED = "undecided"


class Kind(StrEnum):
    """What gradient and Hessian decide about the point."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    SADDLE = "saddle"
    DEGENERATE = "degenerate"
    NOT_CRITICAL = "not critical"
    UNDECIDED = "undecided"
    UNDEFINED = "undefined"


class Nature(StrEnum):
    """What a critical point is, also where the Hessian does not decide."""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    NOT_AN_EXTREMUM = "not an extremum"
    UNDECIDED = "undecided"


class Code(StrEnum):
    """Why: one code, one sentence of `hessview.explanations`; the comment names the values."""

    # the point
    MINIMUM = "minimum"  # smallest eigenvalue, its error
    MAXIMUM = "maximum"  # largest eigenvalue, its error
    SADDLE = "saddle"  # index, dimension
    DEGENERATE = "degenerate"  # zero eigenvalues, positive, negative, bound
    NOT_CRITICAL = "not critical"  # |g|, its error, definiteness
    NONSMOOTH = "nonsmooth"  # what and where
    POINT_NOT_FINITE = "point not finite"
    KINK_NEAR = "perhaps nonsmooth"  # what and where
    OVERFLOW = "overflow"
    UNDERFLOW = "underflow"
    NO_ERROR_BOUND = "no error bound"
    GRADIENT_TOO_UNCERTAIN = "gradient too uncertain"  # |g|, bound
    EIGENVALUE_TOO_UNCERTAIN = "eigenvalue too uncertain"  # eigenvalue, bound
    # f″, n = 1
    SECOND_POSITIVE = "second derivative positive"  # f″, error
    SECOND_NEGATIVE = "second derivative negative"  # f″, error
    SECOND_ZERO = "second derivative zero"  # bound
    SECOND_UNCERTAIN = "second derivative uncertain"  # f″, error
    # eigenvalues, n > 1
    EIGENVALUES_POSITIVE = "eigenvalues positive"  # smallest, error
    EIGENVALUES_NEGATIVE = "eigenvalues negative"  # largest, error
    EIGENVALUES_MIXED = "eigenvalues of both signs"  # positive, negative, zero
    EIGENVALUES_ZERO = "some eigenvalues zero"  # zero, positive, negative, bound
    EIGENVALUES_UNCERTAIN = "eigenvalues uncertain"  # eigenvalue, bound
    # determinant and f_xx, n = 2
    DET_POSITIVE_MINIMUM = "det and f_xx positive"  # det, error, f_xx, error
    DET_POSITIVE_MAXIMUM = "det positive, f_xx negative"  # det, error, f_xx, error
    DET_NEGATIVE = "det negative"  # det, error
    DET_ZERO = "det zero"  # det, bound
    DET_UNCERTAIN = "det uncertain"  # det, bound
    # leading minors
    MINORS_POSITIVE = "leading minors positive"  # minors
    MINORS_ALTERNATE = "leading minors alternate"  # minors
    MINORS_MIXED = "leading minors neither"  # order, minor, minors
    MINORS_INDEFINITE = "a leading minor of even order is negative"  # order, minor
    MINORS_BOTH = "leading minors of odd order have both signs"  # order, minor, order, minor
    MINORS_VANISH = "a leading minor is zero"  # order, minors
    MINORS_UNCERTAIN = "a leading minor is uncertain"  # order, bound
    MINORS_TOO_MANY = "leading minors not computed"  # n, largest n
    # diagonal dominance
    DOMINANCE_POSITIVE = "dominance, diagonal positive"  # smallest excess
    DOMINANCE_NEGATIVE = "dominance, diagonal negative"  # smallest excess
    DOMINANCE_MIXED = "dominance, diagonal mixed"  # negative, positive entries
    DOMINANCE_FAILS = "not strictly dominant"  # row, |diagonal|, sum of the others
    DOMINANCE_UNCERTAIN = "dominance uncertain"  # row
    # Gershgorin
    GERSHGORIN_POSITIVE = "discs right of zero"  # low, high, error
    GERSHGORIN_NEGATIVE = "discs left of zero"  # low, high, error
    GERSHGORIN_APART = "no disc holds zero"  # low, high, error, negative, positive
    GERSHGORIN_OPEN = "a disc holds zero"  # low, high, error
    # Clairaut
    SYMMETRIC = "symmetric as measured"  # largest difference, error of the measurement
    NOT_SYMMETRIC = "not symmetric as measured"  # largest difference, error of the measurement
    SYMMETRY_UNCERTAIN = "symmetry not measurable here"  # largest difference, error of the measurement
    SYMMETRY_NOT_MEASURED = "symmetry not measured"
    NOT_FINITE = "hessian not finite"
    # notes
    REPEATED = "repeated eigenvalue"  # indices, from 1
    EXACT = "settled in exact arithmetic"  # the fractions that the coordinates stand for, if they are not themselves
    TOO_MUCH_EFFORT = "exact arithmetic given up"
    # what the Hessian leaves open; curves, terms and words are texts, a text may be empty
    HESSIAN_INDEFINITE = "second order of both signs"  # curve up, curve down
    FIRST_TERM_ODD = "first term of odd order"  # curve, term
    FIRST_TERM_EVEN = "first term of even order"  # curve, term, rises or falls
    FORM_DEFINITE = "lowest terms of one sign"  # order, terms, positive or negative
    FORM_INDEFINITE = "lowest terms of both signs"  # order, terms, curve up, curve down
    LEADING_DEFINITE = "leading terms of one sign"  # terms, positive or negative
    BRANCHES_FOLLOWED = "every branch followed"  # rises or falls
    AGAINST_LINES = "a curve against the straight lines"  # curve, falls or rises, term, rises or falls
    BOTH_CURVES = "a curve up and a curve down"  # curve up, term, curve down, term
    STAYS = "the same along a curve"  # smaller or larger, the curve
    BUILT_ABOVE = "by the way it is written"  # smaller or larger
    A_SQUARE = "a square among its factors"  # smaller or larger, the square
    SERIES_OPEN = "the series does not tell"  # order
    NO_EXACT_SERIES = "no exact series"
    NOT_CRITICAL_EXACTLY = "gradient not exactly zero"
    MANY_VARIABLES = "too many variables for a series"  # n, largest n
    CONSTANT = "a constant"
    # the search for critical points
    NOT_CONFIRMED = "found by intervals, not confirmed"


Value = float | int | str | tuple[float, ...]


@dataclass(frozen=True)
class Reason:
    """A code and the numbers that belong to it; `hessview.explanations.explain` makes the sentence."""

    code: Code
    values: tuple[Value, ...] = ()


class TestName(StrEnum):
    """The tests of definiteness, and Clairaut's; for n = 1 they all come down to the sign of the second derivative."""

    __test__ = False  # pytest must not take this for a test

    SECOND_DERIVATIVE = "second derivative"
    EIGENVALUES = "eigenvalues"
    DETERMINANT = "determinant and f_xx"
    LEADING_MINORS = "leading minors"
    DIAGONAL_DOMINANCE = "diagonal dominance"
    GERSHGORIN = "Gershgorin"
    CLAIRAUT = "Clairaut"


@dataclass(frozen=True)
class TestOutcome:
    """What one test says.

    Attributes
    ----------
    name
        Which test.
    holds
        True: its condition is met and it decides (Clairaut: H is symmetric); False: it is not met, the test decides
        nothing (Clairaut: not symmetric); None: rounding errors hide which.
    reason
        With the numbers that decided.
    """

    __test__ = False  # pytest must not take this for a test

    name: TestName
    holds: bool | None
    reason: Reason


@dataclass(frozen=True)
class Inertia:
    """How many eigenvalues are certainly positive, certainly negative, and zero within their bound."""

    positive: int
    negative: int
    zero: int
