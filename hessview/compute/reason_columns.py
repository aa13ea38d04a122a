"""Reasons in messages between processes: codes and values of thousands side by side."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.analysis.verdict import Code, Reason
from hessview.compute.columns import packed, text, whole
from hessview.compute.formula_reply import SenselessReply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hessview.analysis.verdict import Value
    from hessview.compute.columns import Reader
    from hessview.compute.frames import Message

_CODES = MappingProxyType({str(code): code for code in Code})
_UNUSUAL = MappingProxyType({"inf": math.inf, "-inf": -math.inf, "nan": math.nan})

_NOTHING, _TWO, _OTHERS = 0, 1, 2
"""What values a reason has: none, two doubles, or anything else."""

_MOST_VALUES = 64


def reasons_out(reasons: Sequence[Reason]) -> Message:
    """Return reasons as plain values and bytes."""
    codes = sorted({str(reason.code) for reason in reasons})
    place = {code: k for k, code in enumerate(codes)}
    shapes = [_shape(reason.values) for reason in reasons]
    paired = [pair for reason, shape in zip(reasons, shapes, strict=True) if shape == _TWO for pair in reason.values]
    return {
        "words": codes,
        "code": bytes(place[str(reason.code)] for reason in reasons),
        "shape": bytes(shapes),
        "pairs": packed(paired),
        "others": [
            [_value_out(value) for value in reason.values]
            for reason, shape in zip(reasons, shapes, strict=True)
            if shape == _OTHERS
        ],
    }


def reasons_in(reader: Reader, count: int) -> list[Reason]:
    """Return the reasons in what `reasons_out` made of them.

    Raises
    ------
    SenselessReply
        If they are not so many, or not reasons.
    """
    codes = [_code(word) for word in reader.values("words")]
    pairs: Iterator[tuple[Value, ...]] = map(tuple, reader.numbers("pairs", -1, 2, finite=False).tolist())
    others = map(_values_in, reader.values("others"))
    bare = [Reason(code) for code in codes]
    reasons = []
    shapes = reader.small_numbers("shape", count, _OTHERS + 1)
    for code, shape in zip(reader.small_numbers("code", count, len(codes)), shapes, strict=True):
        if shape == _NOTHING:
            reasons.append(bare[code])
            continue
        values = next(pairs if shape == _TWO else others, None)
        if values is None:
            raise SenselessReply("A reason lacks its values.")
        reasons.append(Reason(codes[code], values))
    if next(pairs, None) is not None or next(others, None) is not None:
        raise SenselessReply("There are values of no reason.")
    return reasons


def _shape(values: tuple[Value, ...]) -> int:
    if len(values) == 2 and all(isinstance(value, float) for value in values):
        return _TWO
    return _OTHERS if values else _NOTHING


def _value_out(value: Value) -> object:
    match value:
        case tuple():
            return [_value_out(part) for part in value]
        case float() if not math.isfinite(value):
            return {"number": str(float(value))}
        case float():
            return float(value)
        case str():
            return str(value)
    return int(value)


def _code(word: object) -> Code:
    if not isinstance(word, str) or word not in _CODES:
        raise SenselessReply("The code of a reason is not known.")
    return _CODES[word]


def _values_in(values: object) -> tuple[Value, ...]:
    if not isinstance(values, list) or len(values) > _MOST_VALUES:
        raise SenselessReply("A list of values was expected.")
    return tuple(map(_value_in, values))


def _value_in(value: object) -> Value:
    match value:
        case float() | dict():
            return _float_in(value)
        case str():
            return text(value)
        case list():
            return tuple(map(_float_in, value))
    return whole(value)


def _float_in(value: object) -> float:
    if isinstance(value, dict) and value.keys() == {"number"}:
        value = _UNUSUAL.get(value["number"]) if isinstance(value["number"], str) else None
    if not isinstance(value, float):
        raise SenselessReply("A number was expected.")
    return value
