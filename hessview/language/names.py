"""Names: which may be given, which are the same, in which order they come, and which was probably meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from hessview.language.characters import GREEK, GREEK_VARIANTS, shown
from hessview.language.functions import ALIASES, CONSTANTS, FUNCTIONS
from hessview.language.problem import ProblemKind, SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LENGTH = 64
"""The longest name, in characters."""

FOREIGN = {
    "tg": "tan", "ctg": "cot", "cotg": "cot", "arctg": "arctan", "arcctg": "atan", "sh": "sinh", "ch": "cosh",
    "th": "tanh", "lg": "log10", "ld": "log2", "lb": "log2", "cosec": "csc", "power": "pow", "fabs": "abs",
    "Piecewise": "where", "piecewise": "where", "ifelse": "where", "iff": "where", "absolute": "abs",
    "arcsen": "arcsin", "sen": "sin", "arsh": "arsinh", "arch": "arcosh",
    "arth": "artanh", "fact": "factorial", "modulo": "mod",
    "root": "sqrt", "wurzel": "sqrt", "logistic_sigmoid": "sigmoid", "ReLU": "relu", "erfunc": "erf",
    "ceiling_function": "ceil", "product_of": "prod",
}  # fmt: skip
"""What other languages and programs call a function, and its name here."""

PROGRAM_WORDS = frozenset(
    [
    "import", "from", "def", "class", "for", "while", "return", "yield", "await", "async", "global", "nonlocal",
    "del", "with", "assert", "raise", "try", "except", "finally", "pass", "is", "in", "as", "elif", "break",
    "continue", "print", "goto", "var", "let", "const", "function",
]
)
"""Words that only programs use; they are refused as such where they are not declared."""

NOT_NUMBERS = frozenset([
    "nan", "NaN", "NAN", "inf", "Inf", "INF", "infinity", "Infinity", "oo", "True", "False", "true", "false",
    "None", "null", "undefined",
])
"""Words for things that are no number to compute with, never read as variables."""

_GREEK_CLASS = "".join(GREEK)
_NAME = re.compile(
    rf"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*|[{_GREEK_CLASS}](?:[0-9]+|_[A-Za-z0-9]+)?"
)
_NATURAL = re.compile(r"[xyz]|x_?[0-9]+")
_NUMBERED = re.compile(r"x_?([0-9]+)")
_GLUED_CONSTANT = re.compile(r"pi|[A-Za-z][0-9]*")
_LONGEST_GLUED = 24
_SYNTAX_WORDS = frozenset({"and", "or", "not", "where", "if", "else", "otherwise", "sum", "prod", "product"})
_LETTER_NAMES = frozenset(GREEK.values()) | {"Gamma"}

FUNCTION_NAMES = frozenset(
    [row.name for row in FUNCTIONS.values() if not row.operator or row.name in {"pow", "where", "factorial"}]
    + [alias for alias in ALIASES if alias not in FOREIGN]
)
"""Every name that may stand before a bracket."""

KNOWN_FUNCTIONS = FUNCTION_NAMES | {"sum", "prod", "product"}


def function_row(name: str) -> str | None:
    """Return the canonical row that `name` means as a function, or None."""
    if name not in FUNCTION_NAMES:
        return None
    return name if name in FUNCTIONS else ALIASES[name]


def key(name: str) -> str:
    """Return what two spellings of one name share: ``x_1`` and ``x1``, ``α`` and ``alpha`` are the same name."""
    if name.isascii() and "_" not in name:
        return name
    first = GREEK_VARIANTS.get(name[0], name[0])
    spelled = GREEK.get(first, first) + name[1:]
    stem, mark, subscript = spelled.rpartition("_")
    return stem + subscript if mark and subscript.isdigit() else spelled


def is_natural(name: str) -> bool:
    """Return whether `name` is one of x, y, z, x1, x2, ...: a variable wherever it appears."""
    return name[:1] in "xyz" and _NATURAL.fullmatch(name) is not None


def natural_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return `names` in natural order: x, y, z, then x1, x2, ..., x10, then the rest alphabetically."""

    def rank(name: str) -> tuple[int, int, str]:
        if name in {"x", "y", "z"}:
            return 0, 0, name
        numbered = _NUMBERED.fullmatch(name)
        return (1, int(numbered[1]), name) if numbered and len(name) < 20 else (2, 0, name)

    return tuple(sorted(names, key=rank))


def check_name(name: str) -> None:
    """Refuse `name` if it cannot be the name of a variable or a parameter.

    Raises
    ------
    SyntaxProblem
        ``bad_name`` if it has not the form of a name, ``reserved_name`` if it means something else already.
    """
    if len(name) > MAX_LENGTH:
        raise SyntaxProblem(ProblemKind.BAD_NAME, f"A name has at most {MAX_LENGTH} characters.", length=len(name))
    if not name:
        raise SyntaxProblem(ProblemKind.BAD_NAME, "A name cannot be empty.")
    if not _NAME.fullmatch(name):
        words = "A name is a letter, then letters, digits or a subscript such as `x_1`"
        raise SyntaxProblem(ProblemKind.BAD_NAME, f"{words}: {shown(name)} is not.", length=max(1, len(name)))
    what = reserved_for(name)
    if what is not None:
        message = f"{shown(name)} is {what} and cannot name a variable or a parameter."
        raise SyntaxProblem(ProblemKind.RESERVED_NAME, message, length=len(name))


def may_be_free(name: str) -> bool:
    """Return whether `name` could be declared, and so may be a variable by standing in a text."""
    return len(name) <= MAX_LENGTH and _NAME.fullmatch(name) is not None and reserved_for(name) is None


def reserved_for(name: str) -> str | None:
    """Return what `name` means already ("a function"), or None if it is free."""
    if key(name) in CONSTANTS:
        return "a constant"
    if name in _SYNTAX_WORDS or name in NOT_NUMBERS:
        return "a word of the language" if name in _SYNTAX_WORDS else "not a number"
    # A Greek letter stays a letter although a function is called after it.
    return "a function" if name in KNOWN_FUNCTIONS and name not in _LETTER_NAMES else None


def is_letter_name(name: str) -> bool:
    """Return whether the function `name` is also the name of a Greek letter, such as gamma."""
    return name in _LETTER_NAMES


def similar(name: str, candidates: Iterable[str]) -> list[str]:
    """Return what was probably meant by `name`, best first."""
    if name in FOREIGN:
        return [FOREIGN[name]]
    if len(name) > 24:
        return []
    pool = sorted(candidates)
    if len(name) == 1:
        return [name.lower()] if name.isupper() and name.lower() in pool else []
    folded = [candidate for candidate in pool if candidate.casefold() == name.casefold() and candidate != name]
    close = get_close_matches(name, pool, n=3, cutoff=0.7)
    return list(dict.fromkeys(folded + [candidate for candidate in close if candidate != name]))[:3]


def unglue(name: str, letters: frozenset[str]) -> str | None:
    """Return what a word written without spaces was meant to say, or None.

    ``sinx`` is sin(x), ``xsin`` is x sin, ``xe`` is x e, where the other letters are known ones.

    Parameters
    ----------
    name
        The word.
    letters
        Names that may stand beside a function or a constant.
    """
    if len(name) > _LONGEST_GLUED or not name.isalnum() or not name.isascii():
        return None
    for start in range(min(4, len(name) - 1)):
        for end in range(len(name), start + 1, -1):
            if name[start:end] not in FUNCTION_NAMES or (start == 0 and end == len(name)):
                continue
            before, after = name[:start], name[end:].lstrip("0123456789")
            if all(letter in letters for letter in before) and (after in letters or set(after) <= letters):
                argument = f"({name[end:]})" if name[end:] else ""
                return f"{before} {name[start:end]}{argument}".strip()
    pieces = _GLUED_CONSTANT.findall(name)
    joined = "".join(pieces) == name and len(pieces) > 1 and any(piece in CONSTANTS for piece in pieces)
    return " ".join(pieces) if joined and all(piece in letters | CONSTANTS.keys() for piece in pieces) else None
