"""Functions that remember what they made, for as long as what they made it from is there."""

from __future__ import annotations

import weakref
from functools import update_wrapper
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

P = ParamSpec("P")
R = TypeVar("R")


def remembered(most: int) -> Callable[[Callable[P, R]], Remembered[P, R]]:
    """Return a decorator like `functools.lru_cache` that keeps no answer alive.

    A picture is made of marks, the same objects as long as nothing of them changes. An argument that is compared by
    identity, such as an answer, is held weakly: with it goes what was made from it. So the memory that answers take is
    bounded where they are kept, and not once more by each function that makes marks of them.

    Parameters
    ----------
    most
        So many calls are remembered, the latest ones. It also bounds what keeps its own argument alive.
    """
    return lambda function: Remembered(function, most)


class Remembered(Generic[P, R]):
    """A function that is called once for the same arguments; see `remembered`."""

    def __init__(self, function: Callable[P, R], most: int) -> None:
        self._function, self._most = function, most
        self._made: dict[tuple[Hashable, ...], R] = {}
        update_wrapper(self, function)

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> R:
        """Return what the function returns, or has returned for the same."""
        key = tuple(map(self._held, chain(arguments, *named.items())))
        try:
            value = self._made.pop(key)
        except KeyError:
            value = self._function(*arguments, **named)
        self._made[key] = value
        for oldest in list(self._made)[: -self._most]:
            self._made.pop(oldest, None)
        return value

    def forget_all(self) -> None:
        """Call the function anew for whatever comes next."""
        self._made.clear()

    def _held(self, argument: Any) -> Hashable:
        kind: Any = type(argument)
        is_one = kind.__eq__ is object.__eq__ and kind.__weakrefoffset__ != 0
        return weakref.ref(argument, self._forget) if is_one else argument

    def _forget(self, gone: weakref.ref[Any]) -> None:
        for key in list(self._made):
            if any(part is gone for part in key):
                self._made.pop(key, None)
