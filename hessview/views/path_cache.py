"""Typeset formulas that are kept for later, within a bound of what they hold and not of how many they are."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from hessview.views.formula import Typeset

Key = TypeVar("Key", bound="Hashable")


class PathCache(Generic[Key]):
    """Formulas by key, the least recently asked forgotten first.

    A line of a formula is a thousand elements of a path, 30 kB; each key that is typed makes another line.

    Parameters
    ----------
    most
        Elements of paths that may be held, the newest formula and what is `needed` excepted.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._entries: OrderedDict[Key, Typeset | None] = OrderedDict()
        self._needed: frozenset[Key] = frozenset()

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def held(self) -> int:
        """Elements of all paths."""
        return self._held

    def get(self, key: Key) -> Typeset | None:
        """Return what is kept, or None; it may also be None that was put."""
        if key in self._entries:
            self._entries.move_to_end(key)
        return self._entries.get(key)

    def put(self, key: Key, made: Typeset | None) -> None:
        """Keep a formula, or that there is none."""
        self._held += _size(made) - (_size(self._entries.pop(key)) if key in self._entries else 0)
        self._entries[key] = made
        if self._held > self._most:
            self._forget()

    def need(self, keys: Iterable[Key]) -> None:
        """Say what is wanted all at once, and must stay until something else is."""
        self._needed = frozenset(keys)

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()
        self._held = 0

    def _forget(self) -> None:
        newest = next(reversed(self._entries))
        for key in tuple(self._entries):
            if self._held <= self._most or key == newest:
                return
            if key not in self._needed:
                self._held -= _size(self._entries.pop(key))


def _size(made: Typeset | None) -> int:
    return 1 if made is None else 1 + made.outline.elementCount()
