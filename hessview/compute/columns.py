"""Arrays, words and numbers in messages between processes: packed by one, read by the other as if it were anything."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from hessview.compute.formula_reply import SenselessReply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike

    from hessview.compute.frames import Message

Word = TypeVar("Word", bound=StrEnum)
Floats = NDArray[np.float64]

LONGEST_TEXT = 20_000
_LARGEST = 1 << 53


def packed(values: ArrayLike) -> bytes:
    """Return numbers as doubles, the least byte first."""
    return np.ascontiguousarray(values, dtype="<f8").tobytes()


def packed_whole(values: ArrayLike) -> bytes:
    """Return whole numbers as 8 bytes each, the least first."""
    return np.ascontiguousarray(values, dtype="<i8").tobytes()


def joined(arrays: Sequence[Floats]) -> bytes:
    """Return the numbers of arrays, one after the other."""
    return packed(np.concatenate(arrays)) if arrays else b""


def small(values: Sequence[int]) -> bytes:
    """Return numbers from 0 to 255 as a byte each."""
    return bytes(values)


def listed(items: Iterable[Message]) -> Message:
    """Return objects as one object: bytes travel in objects only."""
    return {str(k): item for k, item in enumerate(items)}


class Reader:
    """Reads the entries of an object that came from another process.

    Every method takes the name of an entry.

    Raises
    ------
    SenselessReply
        If an entry is missing or is not what it is read as.
    """

    def __init__(self, entries: object) -> None:
        if not isinstance(entries, dict):
            raise SenselessReply("An object was expected.")
        self._entries: Mapping[str, object] = entries

    def __contains__(self, name: str) -> bool:
        return self._entries.get(name) is not None

    def __len__(self) -> int:
        return len(self._entries)

    def part(self, name: str) -> Reader:
        """Return an object."""
        return Reader(self._entries.get(name))

    def parts(self, name: str) -> tuple[Reader, ...]:
        """Return the objects that `listed` made one."""
        parts = self.part(name)
        return tuple(parts.part(str(k)) for k in range(len(parts)))

    def items(self) -> Iterator[tuple[str, Reader]]:
        """Yield all entries as objects, with their names."""
        for name in self._entries:
            yield name, self.part(name)

    def values(self, name: str) -> list[object]:
        """Return a list of anything."""
        value = self._entries.get(name)
        if not isinstance(value, list):
            raise SenselessReply(f"{name} is no list.")
        return value

    def truth(self, name: str) -> bool:
        """Return true or false."""
        value = self._entries.get(name)
        if not isinstance(value, bool):
            raise SenselessReply(f"{name} is neither true nor false.")
        return value

    def truth_if_known(self, name: str) -> bool | None:
        """Return true, false or None."""
        return self.truth(name) if name in self else None

    def whole(self, name: str, low: int = -_LARGEST, high: int = _LARGEST) -> int:
        """Return a whole number from `low` to `high`."""
        return whole(self._entries.get(name), low, high)

    def whole_if_known(self, name: str, low: int = -_LARGEST, high: int = _LARGEST) -> int | None:
        """Return a whole number from `low` to `high`, or None."""
        return self.whole(name, low, high) if name in self else None

    def text(self, name: str) -> str:
        """Return a text of one line."""
        return text(self._entries.get(name))

    def word(self, name: str, words: type[Word]) -> Word:
        """Return one of some words."""
        value = self._entries.get(name)
        if not isinstance(value, str) or value not in words.__members__.values():
            raise SenselessReply(f"{name} is not one of the words known.")
        return words(value)

    def numbers(self, name: str, *shape: int, finite: bool = True) -> Floats:
        """Return doubles of that shape, not to be written to; one extent may be -1: as many as there are."""
        return self._array(name, shape, "<f8", finite=finite).astype(np.float64, copy=False)

    def number(self, name: str, *, finite: bool = True) -> float:
        """Return one double."""
        return float(self.numbers(name, 1, finite=finite)[0])

    def whole_numbers(self, name: str, *shape: int) -> NDArray[np.intp]:
        """Return whole numbers of that shape, not to be written to; one extent may be -1."""
        return self._array(name, shape, "<i8", finite=False).astype(np.intp, copy=False)

    def small_numbers(self, name: str, count: int, end: int = 256) -> list[int]:
        """Return so many numbers of a byte each, all less than `end`."""
        value = self._entries.get(name)
        if not isinstance(value, bytes) or len(value) != count or max(value, default=-1) >= end:
            raise SenselessReply(f"{name} is not {count} numbers less than {end}.")
        return list(value)

    def texts(self, name: str, count: int) -> list[str | None]:
        """Return so many texts of one line, some of them None."""
        value = self._entries.get(name)
        if not isinstance(value, list) or len(value) != count:
            raise SenselessReply(f"{name} is not a list of {count}.")
        return [None if each is None else text(each) for each in value]

    def _array(self, name: str, shape: tuple[int, ...], dtype: str, *, finite: bool) -> NDArray[np.generic]:
        value = self._entries.get(name)
        known = math.prod(extent for extent in shape if extent >= 0)
        if not isinstance(value, bytes) or len(value) % 8 or (len(value) // 8) % max(known, 1):
            raise SenselessReply(f"{name} is not an array of numbers.")
        count = len(value) // 8
        if -1 not in shape and count != known:
            raise SenselessReply(f"{name} has {count} numbers instead of {known}.")
        array = np.frombuffer(value, dtype).reshape([count // max(known, 1) if k < 0 else k for k in shape])
        if finite and not np.isfinite(array).all():
            raise SenselessReply(f"{name} is not finite.")
        return array


def whole(value: object, low: int = -_LARGEST, high: int = _LARGEST) -> int:
    """Return `value` if it is a whole number from `low` to `high`."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise SenselessReply(f"A whole number from {low} to {high} was expected.")
    return value


def text(value: object) -> str:
    """Return `value` if it is a text of one line."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
        raise SenselessReply("A text of one line was expected.")
    return value

