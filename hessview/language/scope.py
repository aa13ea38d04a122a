"""What names mean while a text is read: variables, parameters, definitions and the indices of sums."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from hessview.language.expression import Builder, Expression, Symbol
from hessview.language.functions import CONSTANTS
from hessview.language.names import PROGRAM_WORDS, function_row, is_letter_name, is_natural, key, may_be_free, unglue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PIECES = re.compile(r"[A-Za-z](?:_?[0-9]+)?")


class Naming(Enum):
    """Which undeclared names are variables."""

    DECLARED = auto()
    """None: the variables were given."""
    FREE = auto()
    """Every name."""
    NATURAL = auto()
    """x, y, z, x1, x2, ... alone."""


class Scope:
    """Names and their meanings in one text.

    Parameters
    ----------
    builder
        Makes the symbols.
    naming
        What an undeclared name is.
    variables, parameters
        Declared names.
    alone
        The names that occur as words of their own in the text: the letters of a product must be among them.
    """

    def __init__(
        self,
        builder: Builder,
        naming: Naming,
        variables: Sequence[str],
        parameters: Mapping[str, float],
        alone: frozenset[str],
    ) -> None:
        self.builder = builder
        self.naming = naming
        self.variables = tuple(variables)
        self.parameters = dict(parameters)
        self.alone = alone
        self.indices: list[str] = []
        self._meanings: dict[str, Expression] = {}
        for name in (*parameters, *variables):
            self._meanings[key(name)] = builder.symbol(name)

    def define(self, name: str, meaning: Expression) -> None:
        """Let `name` mean `meaning` from here on."""
        self._meanings[key(name)] = meaning

    def symbol(self, name: str) -> Expression | None:
        """Return the variable, parameter or definition spelled exactly so; quick, and None wherever in doubt."""
        return None if self.indices else self._meanings.get(name)

    def is_declared(self, name: str) -> bool:
        """Return whether `name` has been given a meaning."""
        return key(name) in self._meanings

    def find(self, name: str, *, called: bool = False) -> Expression | None:
        """Return what `name` means, making it a variable where the naming allows; None if it means nothing yet.

        Parameters
        ----------
        name
            As it was typed.
        called
            Whether a bracket follows, so that it may be the name of an unknown function.
        """
        if name in self.indices:
            return self.builder.symbol(index_symbol(name))
        meaning = self._meanings.get(key(name))
        if meaning is not None:
            return meaning
        spelled = key(name)
        if spelled in CONSTANTS:
            return self.builder.constant(spelled)
        return self._new(name, called=called)

    def wants_parameters(self, name: str) -> bool:
        """Return whether an unknown `name` before a bracket is rather a missing parameter than a function."""
        return self.naming is not Naming.DECLARED and len(name) == 1 and name not in "fghFGH"

    def _new(self, name: str, *, called: bool) -> Expression | None:
        if function_row(name) is not None and not is_letter_name(name):
            return None
        if self.naming is not Naming.DECLARED and is_natural(name):
            return self._declare(name)
        return self._declare(name) if self.naming is Naming.FREE and self._can_be_free(name, called) else None

    def _can_be_free(self, name: str, called: bool) -> bool:
        if name in PROGRAM_WORDS or not may_be_free(name):
            return False
        if called and (len(name) > 1 or name in "fghFGH"):
            return False
        return unglue(name, self.letters()) is None

    def _declare(self, name: str) -> Expression:
        symbol = self.builder.symbol(name)
        self._meanings[key(name)] = symbol
        return symbol

    def pieces(self, name: str) -> list[str]:
        """Return the factors that a run of letters such as ``xy`` or ``x1x2`` stands for, or nothing."""
        if len(name) < 2 or self.is_declared(name) or function_row(name) is not None or key(name) in CONSTANTS:
            return []
        pieces = _PIECES.findall(name)
        if len(pieces) < 2 or "".join(pieces) != name or not all(self._is_factor(piece) for piece in pieces):
            return []
        return pieces

    def _is_factor(self, piece: str) -> bool:
        if self.is_declared(piece) or piece in self.indices:
            return True
        if piece in CONSTANTS:
            return False
        return piece in self.alone or (self.naming is not Naming.DECLARED and is_natural(piece))

    def names_in_use(self) -> list[str]:
        """Return the names of the variables met or declared so far."""
        names = [meaning.name for meaning in self._meanings.values() if isinstance(meaning, Symbol)]
        return [name for name in names if name not in self.parameters]

    def letters(self) -> frozenset[str]:
        """Return the names that a word written together with a function or a constant may consist of."""
        known = {meaning.name for meaning in self._meanings.values() if isinstance(meaning, Symbol)}
        return frozenset(known | {"x", "y", "z"} | set(self.indices))


def index_symbol(name: str) -> str:
    """Return the symbol's name of the index `name` of a sum; it cannot be typed, so it clashes with nothing."""
    return f"{name}′"
