"""An allowance of arithmetic, counted in operations: no answer depends on how fast the machine is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

MOST = 2500
"""Operations on short fractions that one question about a point may cost: less than 10 ms."""


class TooMuchEffort(ArithmeticError):  # noqa: N818 - it is no error of anybody's
    """The allowance is spent."""


class Effort:
    """What may still be spent, shared by all steps of one question.

    Parameters
    ----------
    most
        The allowance, in operations on doubles, or on fractions whose terms fit a machine word.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.spent = 0

    @property
    def exhausted(self) -> bool:
        """Whether the allowance was not enough."""
        return self.spent > self.most

    def spend(self, operations: int, bits: int = 0) -> None:
        """Count operations; on fractions they take longer the more bits their terms have, in the end quadratically.

        Raises
        ------
        TooMuchEffort
            When the allowance is exceeded, and ever after.
        """
        self.spent += operations * (1 + bits // 256 + (bits * bits >> 19))
        if self.spent > self.most:
            raise TooMuchEffort


def bits_of(values: Iterable[Fraction]) -> int:
    """Return the length of the longest numerator or denominator."""
    terms = 0
    for x in values:
        terms |= abs(x.numerator) | x.denominator  # as long as the longest
    return terms.bit_length()


def bits_of_literal(literal: str) -> int:
    """Return about how many bits the exact value of a decimal literal has, without calculating it."""
    digits, _, power = literal.lower().partition("e")
    return 4 * (len(digits) + (abs(int(power)) if power else 0))
