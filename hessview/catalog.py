"""The named test functions with their known critical points: what the Examples menu opens, for scripts.

>>> from hessview import Function, catalog
>>> example = catalog.find("Himmelblau")
>>> found = Function(example.text).critical_points(example.domain)
>>> len(found) == len(example.critical) == 9
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.landscapes.catalog import CATALOG, Example, KnownPoint

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CATALOG", "Example", "KnownPoint", "find", "names"]


def names() -> tuple[str, ...]:
    """Return the names of all examples, in the menu's order."""
    return tuple(example.name for example in CATALOG)


def find(name: str) -> Example:
    """Return the example of a name; capitals, accents and punctuation do not matter, nor what nobody else begins with.

    Raises
    ------
    LookupError
        If there is none, or more than one: says which would do.
    """
    wanted = _plain(name)
    known = {_plain(example.name): example for example in CATALOG}
    if wanted in known:
        return known[wanted]
    nearest = list(_beginning(wanted, known)) if wanted else []
    if len(nearest) == 1:
        return known[nearest[0]]
    raise LookupError(f"no example is called {name!r}{_hint(wanted, known, nearest)}")


def _beginning(wanted: str, known: dict[str, Example]) -> Iterator[str]:
    return (key for key in known if key.startswith(wanted))


def _hint(wanted: str, known: dict[str, Example], nearest: list[str]) -> str:
    from difflib import get_close_matches

    alike = nearest or get_close_matches(wanted, known)
    if not alike:
        return "; catalog.names() lists them"
    return f"; did you mean {' or '.join(known[key].name for key in alike)}?"


def _plain(name: str) -> str:
    """Return the letters and digits of a name, without capitals and accents."""
    from unicodedata import normalize

    return "".join(c for c in normalize("NFKD", name).casefold() if c.isalnum())
