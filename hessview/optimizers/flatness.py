"""Functions whose gradient is zero wherever they have one: constants, and steps that are flat between their jumps."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from hessview.language.expression import Apply, Number, Symbol, postorder
from hessview.language.functions import FUNCTIONS

if TYPE_CHECKING:
    from hessview.landscapes.landscape import Landscape
    from hessview.language.expression import Expression
    from hessview.language.formula import Formula

_CHOICES = frozenset({"where", "select"})


class Flatness(Enum):
    """Where f is flat as it is written."""

    NOWHERE = auto()
    """Its gradient is no zero that can be read off; f may be flat in places all the same."""
    BETWEEN_JUMPS = auto()
    """Wherever it has a gradient; it is written in pieces, between which it may jump."""
    EVERYWHERE = auto()
    """It is constant."""


def flatness(landscape: Landscape) -> Flatness:
    """Return where f is flat: its gradient as it is written is zero, and it is in one piece or in several."""
    program = getattr(landscape, "program", None)
    written = None if program is None else program.expressions
    if written is None:
        return Flatness.NOWHERE
    if not all(isinstance(each, Number) and each.value == 0.0 for each in written[1 : 1 + landscape.dimension]):
        return Flatness.NOWHERE
    formula = landscape.formula
    is_whole = formula is not None and not _is_in_pieces(formula)
    return Flatness.EVERYWHERE if is_whole else Flatness.BETWEEN_JUMPS


def _is_in_pieces(formula: Formula) -> bool:
    """Whether a function of the variables in it has a corner or a jump somewhere."""
    varying: set[int] = set()
    variables = frozenset(formula.variables)
    for node in postorder(formula.expression):
        if isinstance(node, Apply) and any(id(x) in varying for x in node.arguments):
            if _has_pieces(node):
                return True
            varying.add(id(node))
        elif isinstance(node, Symbol) and node.name in variables:
            varying.add(id(node))
    return False


def _has_pieces(node: Expression) -> bool:
    if not isinstance(node, Apply):
        return False
    row = FUNCTIONS.get(node.function)
    return node.function in _CHOICES or row is None or row.corner is not None
