"""JSON read strictly: bounded in size and depth, and every refusal names its place."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_BYTES = 1 << 20
_MAX_DEPTH = 16
_MAX_PARTS = 10_000
_MAX_DIGITS = 400
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)  # possessive: a long string takes no memory to skip
_NO_BRACKETS = re.compile(r"[^\[\]{}]++")
_STEPS = MappingProxyType({"[": 1, "{": 1, "]": -1, "}": -1})
_HALF = re.compile(r"[\ud800-\udfff]")
_MARKS = ((b"\xef\xbb\xbf", "begins with a byte order mark; save it as UTF-8 without one"),
          (b"\xff\xfe", "is UTF-16; save it as UTF-8"), (b"\xfe\xff", "is UTF-16; save it as UTF-8"))  # fmt: skip


class SessionProblem(HessviewError):  # noqa: N818 - a problem of the file, as SyntaxProblem is one of the text
    """A file that is no session.

    Attributes
    ----------
    place
        The JSON path of what is wrong, such as ``$.probe.x``; ``$`` is the document.
    what
        What is wrong there, to go on from the place with.
    message
        One sentence that names the place.
    """

    def __init__(self, place: str, what: str) -> None:
        self.place = place
        self.what = what
        self.message = f"Not a session that hessview can open: {'the file' if place == '$' else place} {what}."
        super().__init__(self.message)

    def inside(self, place: str) -> SessionProblem:
        """Return the same problem of a document that stands at `place` in a larger one."""
        return SessionProblem(f"{place}{self.place[1:]}", self.what)


@dataclass(frozen=True)
class _Refused:
    """What stands in the place of a value that JSON must not have, until its path is known."""

    what: str


def read_json(data: bytes) -> object:
    """Return what the JSON says, with refusals in the places of duplicate keys and of numbers that are not finite.

    Raises
    ------
    SessionProblem
        If it is too long, too deep, not UTF-8 or not JSON.
    """
    if len(data) > MAX_BYTES:
        raise SessionProblem("$", f"is longer than {MAX_BYTES} bytes")
    for mark, reason in _MARKS:
        if data.startswith(mark):
            raise SessionProblem("$", reason)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SessionProblem("$", f"is not UTF-8 at byte {error.start}") from None
    _check_shape(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_float=_float,
            parse_int=_int,
            parse_constant=lambda name: _Refused(f"is {name}, not a finite number"),
        )
    except json.JSONDecodeError as error:
        raise SessionProblem("$", f"is not JSON at line {error.lineno}, column {error.colno}") from None


def _check_shape(text: str) -> None:
    """Refuse deep nesting before the JSON reader recurses into it, and more lists than any document of ours has."""
    brackets = _NO_BRACKETS.sub("", _STRING.sub("", text))
    if len(brackets) > 2 * _MAX_PARTS:  # each would be an object that the garbage collector looks at again and again
        raise SessionProblem("$", f"has more than {_MAX_PARTS} lists and objects")
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > _MAX_DEPTH:
        raise SessionProblem("$", f"is nested more than {_MAX_DEPTH} deep")


def _without_duplicates(pairs: list[tuple[str, object]]) -> object:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            break
        seen.add(key)
    return _Refused(f"has the key {quoted(key)} twice")


def _float(digits: str) -> object:
    value = float(digits)
    return value if math.isfinite(value) else _Refused("is too large for a number")


def _int(digits: str) -> object:
    return int(digits) if len(digits) <= _MAX_DIGITS else _Refused("is too large for a number")


def write_json(document: Mapping[str, object], texts: str) -> bytes:
    """Return JSON as UTF-8, in the order given, made to be read and compared; `texts` is where its texts stand.

    Raises
    ------
    SessionProblem
        If it would be longer than `read_json` takes, or is not text.
    """
    try:
        data = (json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:
        raise SessionProblem(texts, "has half of a character in it") from None
    if len(data) > MAX_BYTES:
        raise SessionProblem("$", f"would be longer than {MAX_BYTES} bytes")
    return data


def require_keys(place: str, found: Mapping[str, object], *wanted: str) -> None:
    """Refuse an object that lacks one of the `wanted` keys or has another."""
    for key in wanted:
        if key not in found:
            raise SessionProblem(f"{place}.{key}", "is missing")
    for key in found:
        if key not in wanted:
            raise SessionProblem(place, f"has the unknown key {quoted(key)}")


def as_object(place: str, value: object) -> Mapping[str, object]:
    """Return `value` if it is an object."""
    if not isinstance(value, dict):
        _wrong(place, value, "an object")
    return value


def as_list(place: str, value: object) -> list[object]:
    """Return `value` if it is a list."""
    if not isinstance(value, list):
        _wrong(place, value, "a list")
    return value


def as_text(place: str, value: object, longest: int = MAX_BYTES) -> str:
    """Return `value` if it is text of at most `longest` characters that can be written as UTF-8."""
    if not isinstance(value, str):
        _wrong(place, value, "text")
    if len(value) > longest:
        raise SessionProblem(place, f"is longer than {longest} characters")
    if _HALF.search(value):
        raise SessionProblem(place, "has half of a character in it")
    return value


def as_one_of(place: str, value: object, known: Sequence[str]) -> str:
    """Return `value` if it is one of the `known` words."""
    text = as_text(place, value)
    if text not in known:
        raise SessionProblem(place, f"must be one of {', '.join(map(quoted, known))}")
    return text


def as_truth(place: str, value: object) -> bool:
    """Return `value` if it is true or false."""
    if not isinstance(value, bool):
        _wrong(place, value, "true or false")
    return value


def as_whole(place: str, value: object) -> int:
    """Return `value` if it is a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        _wrong(place, value, "a whole number")
    return value


def as_number(place: str, value: object) -> float:
    """Return `value` if it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        _wrong(place, value, "a number")
    try:
        return float(value)
    except OverflowError:
        raise SessionProblem(place, "is too large for a number") from None


def as_numbers(place: str, value: object, count: int) -> tuple[float, ...]:
    """Return `value` if it is a list of `count` finite numbers."""
    entries = as_list(place, value)
    if len(entries) != count:
        raise SessionProblem(place, f"must have {count} numbers, it has {len(entries)}")
    return tuple(as_number(f"{place}[{k}]", entry) for k, entry in enumerate(entries))


def _wrong(place: str, value: object, expected: str) -> NoReturn:
    raise SessionProblem(place, value.what if isinstance(value, _Refused) else f"must be {expected}")


def quoted(text: str) -> str:
    """Return `text` as JSON in ASCII, cut to a length that a sentence bears."""
    whole = json.dumps(text[:41])
    most = 40 if len(whole) <= 60 else 6  # a character may become twelve
    return whole if len(text) <= most else json.dumps(text[: most - 1] + "…")
