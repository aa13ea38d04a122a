"""Attributes made at their first use, by whichever thread asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

T = TypeVar("T")


class made_once(Generic[T]):  # noqa: N801 - it is used as a decorator, as cached_property is
    """A `functools.cached_property` without the lock that all instances of a class share in Python 3.11.

    A thread that makes a large program must not keep another one from making a small one. Two threads that ask one
    instance at the same time may both make the value, which must not matter.
    """

    def __init__(self, make: Callable[..., T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        if instance is None:
            return self
        value = self._make(instance)
        vars(instance)[self._name] = value
        return value
