"""Requests and answers as plain data: written by one process, and read by another as if anything might have come.

What a dataclass consists of is told by its annotations, looked at once, when its coder is made. Whatever does not agree
with them is refused, so that what is read has the types that it says.
"""

from __future__ import annotations

import dataclasses
import math
import types
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, Union, get_args, get_origin, get_type_hints

import numpy as np

from hessview.compute.columns import LONGEST_TEXT, whole
from hessview.compute.formula_reply import SenselessReply
from hessview.language.formula import Formula
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

_NOT_FINITE = ("inf", "-inf", "nan")
_MOST_AXES = 4


class Coder(Protocol):
    """Writes values of one type, and reads them."""

    def fits(self, value: object) -> bool:
        """Whether `value` is of the type."""

    def write(self, value: Any) -> object:
        """Return `value` as JSON values and bytes; bytes lie in objects only."""

    def read(self, said: object) -> Any:
        """Return what was written.

        Raises
        ------
        SenselessReply
            If nothing of the type was.
        """


class _Nothing:
    def fits(self, value: object) -> bool:
        return value is None

    def write(self, _value: None) -> None:
        return None

    def read(self, said: object) -> None:
        if said is not None:
            raise SenselessReply("Nothing was expected.")


class _Truth:
    def fits(self, value: object) -> bool:
        return isinstance(value, bool | np.bool_)

    def write(self, value: Any) -> bool:
        return bool(value)

    def read(self, said: object) -> bool:
        if not isinstance(said, bool):
            raise SenselessReply("True or false was expected.")
        return said


class _Whole:
    def fits(self, value: object) -> bool:
        return isinstance(value, int | np.integer) and not isinstance(value, bool)

    def write(self, value: Any) -> int:
        return int(value)

    def read(self, said: object) -> int:
        return whole(said)


class _Real:
    """Numbers; what is not finite is written as an object, since JSON has no word for it."""

    def fits(self, value: object) -> bool:
        return isinstance(value, float)

    def write(self, value: Any) -> object:
        number = float(value)
        return number if math.isfinite(number) else {"real": str(number)}

    def read(self, said: object) -> float:
        if isinstance(said, dict) and said.keys() == {"real"} and said["real"] in _NOT_FINITE:
            return float(said["real"])
        if not isinstance(said, float):
            raise SenselessReply("A number was expected.")
        return said


class _Text:
    def fits(self, value: object) -> bool:
        return isinstance(value, str)

    def write(self, value: Any) -> str:
        return str(value)

    def read(self, said: object) -> str:
        if not isinstance(said, str) or len(said) > LONGEST_TEXT:
            raise SenselessReply("A text was expected.")
        return said


@dataclass(frozen=True)
class _Word:
    """One of the words of an enumeration, written by its name."""

    kind: type[Enum]

    def fits(self, value: object) -> bool:
        return isinstance(value, self.kind)

    def write(self, value: Enum) -> str:
        return value.name

    def read(self, said: object) -> Enum:
        if not isinstance(said, str) or said not in self.kind.__members__:
            raise SenselessReply(f"A word of {self.kind.__name__} was expected.")
        return self.kind[said]


@dataclass(frozen=True)
class _Array:
    """Numbers of one size, the least byte first, with their shape; one alone is a scalar of NumPy."""

    dtype: np.dtype[Any]

    def fits(self, value: object) -> bool:
        return isinstance(value, np.ndarray | np.generic)

    def write(self, value: NDArray[Any]) -> object:
        array = np.ascontiguousarray(value, dtype=self.dtype.newbyteorder("<"))
        return {"shape": list(np.shape(value)), "numbers": array.tobytes()}

    def read(self, said: object) -> Any:
        if not isinstance(said, dict) or said.keys() != {"shape", "numbers"}:
            raise SenselessReply("An array was expected.")
        shape, numbers = said["shape"], said["numbers"]
        if not isinstance(shape, list) or len(shape) > _MOST_AXES or not isinstance(numbers, bytes):
            raise SenselessReply("An array has a shape, and numbers.")
        extents = [whole(extent, 0) for extent in shape]
        if len(numbers) != math.prod(extents) * self.dtype.itemsize:
            raise SenselessReply(f"{len(numbers)} bytes are no array of the shape {extents}.")
        # A copy, as if it had been made here: it may be written to.
        array = np.frombuffer(numbers, self.dtype.newbyteorder("<")).reshape(extents).astype(self.dtype)
        return array if extents else array[()]


@dataclass(frozen=True)
class _Many:
    """Values of one type in a tuple, as many as there are."""

    each: Coder

    def fits(self, value: object) -> bool:
        return isinstance(value, tuple) and all(map(self.each.fits, value))

    def write(self, value: tuple[Any, ...]) -> object:
        return _listed(map(self.each.write, value))

    def read(self, said: object) -> tuple[Any, ...]:
        return tuple(map(self.each.read, _items(said)))


@dataclass(frozen=True)
class _Few:
    """A tuple of so many values, each of its type."""

    parts: tuple[Coder, ...]

    def fits(self, value: object) -> bool:
        if not isinstance(value, tuple) or len(value) != len(self.parts):
            return False
        return all(part.fits(each) for part, each in zip(self.parts, value, strict=True))

    def write(self, value: tuple[Any, ...]) -> object:
        return _listed(part.write(each) for part, each in zip(self.parts, value, strict=True))

    def read(self, said: object) -> tuple[Any, ...]:
        items = _items(said)
        if len(items) != len(self.parts):
            raise SenselessReply(f"{len(self.parts)} values were expected.")
        return tuple(part.read(each) for part, each in zip(self.parts, items, strict=True))


@dataclass(frozen=True)
class _Either:
    """A value of one of several types, with which of them."""

    kinds: tuple[Coder, ...]

    def fits(self, value: object) -> bool:
        return any(kind.fits(value) for kind in self.kinds)

    def write(self, value: Any) -> object:
        for k, kind in enumerate(self.kinds):
            if kind.fits(value):
                return {"kind": k, "value": kind.write(value)}
        raise TypeError(f"{type(value).__name__} is none of the types that were declared")

    def read(self, said: object) -> Any:
        if not isinstance(said, dict) or said.keys() != {"kind", "value"}:
            raise SenselessReply("A value with its kind was expected.")
        return self.kinds[whole(said["kind"], 0, len(self.kinds) - 1)].read(said["value"])


@dataclass(frozen=True)
class _Record:
    """A dataclass, by the names of its fields."""

    kind: type
    fields: Mapping[str, Coder]

    def fits(self, value: object) -> bool:
        return isinstance(value, self.kind)

    def write(self, value: Any) -> object:
        return {name: coder.write(getattr(value, name)) for name, coder in self.fields.items()}

    def read(self, said: object) -> Any:
        if not isinstance(said, dict) or said.keys() != self.fields.keys():
            raise SenselessReply(f"{self.kind.__name__} was expected.")
        return self.kind(**{name: coder.read(said[name]) for name, coder in self.fields.items()})


class _FormulaCoder:
    """A formula, as its text with what its names are."""

    def fits(self, value: object) -> bool:
        return isinstance(value, Formula)

    def write(self, value: Formula) -> object:
        return {"text": value.text, "variables": list(value.variables), "parameters": dict(value.parameters)}

    def read(self, said: object) -> Formula:
        if not isinstance(said, dict) or said.keys() != {"text", "variables", "parameters"}:
            raise SenselessReply("A formula was expected.")
        parameters = {str(name): float(value) for name, value in said["parameters"].items()}
        return parse(str(said["text"]), variables=tuple(map(str, said["variables"])), parameters=parameters)


_PLAIN: Mapping[object, Coder] = {
    type(None): _Nothing(), bool: _Truth(), int: _Whole(), float: _Real(), str: _Text(), Formula: _FormulaCoder(),
}  # fmt: skip


def coder_of(hint: Any, named: Iterable[type] = ()) -> Coder:
    """Return what writes and reads values of a type: a dataclass of plain values, arrays, words and other dataclasses.

    Parameters
    ----------
    named
        The classes that annotations name which are imported for type checkers only.

    Raises
    ------
    TypeError
        If something in it cannot be written.
    """
    return _coder(hint, {kind.__name__: kind for kind in named}, {})


def _coder(hint: Any, names: dict[str, type], known: dict[type, Coder]) -> Coder:
    origin, parts = get_origin(hint), get_args(hint)
    if hasattr(origin, "__value__"):
        # A type statement, as NumPy defines NDArray from Python 3.12 on.
        return _coder(origin.__value__[parts], names, known)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if origin in (types.UnionType, Union):
        return _Either(tuple(_coder(part, names, known) for part in parts))
    if origin is tuple:
        if parts[1:] == (...,):
            return _Many(_coder(parts[0], names, known))
        return _Few(tuple(_coder(part, names, known) for part in parts))
    if origin is np.ndarray:
        return _Array(np.dtype(get_args(parts[1])[0]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Word(hint)
    if not (isinstance(hint, type) and dataclasses.is_dataclass(hint)):
        raise TypeError(f"{hint!r} is no plain data")
    if hint not in known:
        hints = get_type_hints(hint, localns=names)
        own = {field.name: _coder(hints[field.name], names, known) for field in dataclasses.fields(hint)}
        known[hint] = _Record(hint, own)
    return known[hint]


def _listed(items: Iterable[object]) -> dict[str, object]:
    """Return a list as one object: bytes travel in objects only."""
    return {str(k): item for k, item in enumerate(items)}


def _items(said: object) -> list[object]:
    """Return what `_listed` made one object."""
    if not isinstance(said, dict) or list(said) != [str(k) for k in range(len(said))]:
        raise SenselessReply("A list was expected.")
    return list(said.values())
