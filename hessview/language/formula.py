"""A formula: what the text meant, with its variables in order and its parameters bound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.language.expression import Expression


@dataclass(frozen=True)
class Formula:
    """A scalar function of n variables, as it was read from text.

    Two formulas are equal when their canonical text, variables and parameters are.

    Attributes
    ----------
    text
        Canonical text of the expression alone (no header, no definition lines); parses back to the same tree.
    variables
        Names in natural order (x, y, z, x1, x2, ..., x10, then the rest alphabetically) or in the header's order.
    parameters
        Pairs (name, value) given by definition lines or by the caller, in the order of their definition.
    expression
        The tree; its symbols are variables and parameters.
    name
        The header's name, ``"f"`` without one.
    """

    text: str
    variables: tuple[str, ...]
    parameters: tuple[tuple[str, float], ...]
    expression: Expression = field(compare=False, repr=False)
    name: str = field(default="f", compare=False)

    @property
    def dimension(self) -> int:
        """The number of variables, n."""
        return len(self.variables)
