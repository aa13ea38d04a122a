"""The exact formulas while a parameter moves: they hold for every value of it, so those of the value before stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.compute.results import Fault, FormulaAnswer
    from hessview.language.formula import Formula


class HeldFormulas:
    """Remembers the last formulas that were there, and for which function."""

    def __init__(self) -> None:
        self._held: tuple[Formula, FormulaAnswer] | None = None

    def known(self, formula: Formula, answer: FormulaAnswer | None, fault: Fault | None) -> FormulaAnswer | None:
        """Return the formulas of a function, those of another value of a parameter while its own are awaited.

        Parameters
        ----------
        answer, fault
            What has come for this very function: neither while it is awaited.
        """
        if answer is not None:
            self._held = formula, answer
        elif fault is None and self._held is not None and _unvalued(self._held[0]) == _unvalued(formula):
            return self._held[1]
        return answer


def _unvalued(formula: Formula) -> Formula:
    """Return a function without the values of its parameters, which are symbols in its derivatives."""
    return replace(formula, parameters=tuple((name, 0.0) for name, _ in formula.parameters))
