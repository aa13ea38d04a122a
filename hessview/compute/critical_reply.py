"""What a process replied when it was asked for critical points: written there, and believed here as far as it can be.

Of all points together there is one column for each thing that is known of them, so that thousands are read within a
frame or two of the screen.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.critical_point import CriticalPoint, CriticalPoints
from hessview.analysis.verdict import Code, Kind, Nature, Reason
from hessview.compute.columns import Reader, listed, packed, packed_whole, text, whole, word
from hessview.compute.formula_reply import SenselessReply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from enum import StrEnum

    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.degenerate import Degenerate
    from hessview.analysis.germs.witness import Witness
    from hessview.analysis.rough_places import RoughPlace
    from hessview.analysis.verdict import Value
    from hessview.compute.frames import Message
    from hessview.compute.requests import CriticalRequest

Floats = NDArray[np.float64]

_KINDS = MappingProxyType(
    {str(kind): kind for kind in (Kind.MINIMUM, Kind.MAXIMUM, Kind.SADDLE, Kind.DEGENERATE, Kind.UNDECIDED)}
)
_NATURES = MappingProxyType({str(nature): nature for nature in Nature})
_CODES = MappingProxyType({str(code): code for code in Code})
_UNUSUAL = MappingProxyType({"inf": math.inf, "-inf": -math.inf, "nan": math.nan})

_MOST_VALUES = 64


def encoded(found: CriticalPoints) -> dict[str, object]:
    """Return `found` as plain values and bytes."""
    return {
        "lower": packed(found.lower),
        "upper": packed(found.upper),
        "points": _points_out(found.points, len(found.lower)),
        "curves": listed(map(_set_out, found.curves)),
        "nonsmooth": listed(map(_place_out, found.nonsmooth)),
        "undecided": packed(np.array(found.undecided)),
        "finished": found.finished,
        "boxes_examined": int(found.boxes_examined),
        "seconds": packed(found.seconds),
        "settled": packed(found.settled),
        "winding": None if found.winding is None else int(found.winding),
        "doubtful": bool(found.doubtful),
    }


def critical_points(request: CriticalRequest, reply: Mapping[str, object]) -> CriticalPoints:
    """Return the critical points in what `encoded` made of them, as the answer to `request`.

    Raises
    ------
    SenselessReply
        If it is no answer to that: another box, shapes and counts that do not fit, numbers where there are none, words
        that are not known.
    """
    reader, n = Reader(reply), len(request.box)
    lower, upper = reader.numbers("lower", n), reader.numbers("upper", n)
    if not np.array_equal(np.column_stack((lower, upper)), np.array(request.box)):
        raise SenselessReply("Another box was searched.")
    settled, seconds = reader.number("settled"), reader.number("seconds")
    if not (0.0 <= settled <= 1.0 and seconds >= 0.0):
        raise SenselessReply("No share of a box, or no time.")
    return CriticalPoints(
        lower=lower,
        upper=upper,
        points=tuple(_points_in(reader.part("points"), n)),
        curves=tuple(_set_in(part, n) for part in reader.parts("curves")),
        nonsmooth=tuple(_place_in(part, n) for part in reader.parts("nonsmooth")),
        undecided=tuple(_boxes(reader, "undecided", n)),
        finished=reader.truth("finished"),
        boxes_examined=reader.whole("boxes_examined", 0),
        seconds=seconds,
        settled=settled,
        winding=reader.whole_if_known("winding"),
        doubtful=reader.truth("doubtful"),
    )


def _boxes(reader: Reader, name: str, n: int) -> Floats:
    """Return boxes as pairs, shape (k, n, 2)."""
    boxes = reader.numbers(name, -1, n, 2)
    if not (boxes[..., 0] <= boxes[..., 1]).all():
        raise SenselessReply(f"{name} holds what is no box.")
    return boxes


# The points


def _points_out(points: Sequence[CriticalPoint], n: int) -> Message:
    no_box, no_vectors = np.full((n, 2), math.nan), np.full((n, n), math.nan)
    return {
        "count": len(points),
        "x": packed([point.x for point in points]),
        "enclosure": packed([point.enclosure for point in points]),
        "unique": packed([no_box if point.unique is None else point.unique for point in points]),
        "value": packed([point.value for point in points]),
        "eigenvalues": packed([point.eigenvalues for point in points]),
        "eigenvectors": packed([no_vectors if each.eigenvectors is None else each.eigenvectors for each in points]),
        "kind": [str(point.kind) for point in points],
        "nature": [str(point.nature) for point in points],
        "index": [point.index for point in points],
        "proved": [point.proved for point in points],
        "reason": [_reason_out(point.reason) for point in points],
        "exact": [point.exact for point in points],
        "suspected": [point.suspected for point in points],
        "degenerate": {
            str(k): _degenerate_out(point.degenerate) for k, point in enumerate(points) if point.degenerate is not None
        },
    }


def _points_in(reader: Reader, n: int) -> Iterator[CriticalPoint]:
    m = reader.whole("count", 0)
    x, enclosures = reader.numbers("x", m, n), _boxes(reader, "enclosure", n)
    unique = reader.numbers("unique", m, n, 2, finite=False)
    vectors = reader.numbers("eigenvectors", m, n, n, finite=False)
    spectra = reader.numbers("eigenvalues", m, n, finite=False)
    values = reader.numbers("value", m, finite=False).tolist()
    is_unique = ~np.isnan(unique).all(axis=(1, 2))
    if len(enclosures) != m or not (unique[is_unique, :, 0] <= unique[is_unique, :, 1]).all():
        raise SenselessReply("A point lies in no box.")
    has_vectors = (~np.isnan(vectors).any(axis=(1, 2))).tolist()
    alone = is_unique.tolist()
    degenerate = {key: _degenerate_in(part, n) for key, part in reader.items("degenerate")}
    kinds, natures, indices, proved, reasons, exact, suspected = (
        reader.column(name, m) for name in ("kind", "nature", "index", "proved", "reason", "exact", "suspected")
    )
    for k in range(m):
        kind, index = word(kinds[k], _KINDS), indices[k]
        is_proved = proved[k]
        if not isinstance(is_proved, bool):
            raise SenselessReply("A point is neither proved nor not.")
        yield CriticalPoint(
            x=x[k],
            enclosure=enclosures[k],
            unique=unique[k] if alone[k] else None,
            value=values[k],
            eigenvalues=spectra[k],
            kind=kind,
            nature=word(natures[k], _NATURES),
            index=_index(kind, index, n),
            proved=is_proved,
            reason=_reason_in(reasons[k]),
            exact=None if exact[k] is None else text(exact[k]),
            degenerate=degenerate.pop(str(k), None),
            eigenvectors=vectors[k] if has_vectors[k] else None,
            suspected=None if suspected[k] is None else text(suspected[k]),
        )
    if degenerate:
        raise SenselessReply("What is said of a degenerate point belongs to none.")


def _index(kind: Kind, index: object, n: int) -> int | None:
    """Return how many eigenvalues are negative, None where that is not decided; it agrees with the kind."""
    if index is None and kind in (Kind.DEGENERATE, Kind.UNDECIDED):
        return None
    match kind:
        case Kind.MINIMUM:
            return whole(index, 0, 0)
        case Kind.MAXIMUM:
            return whole(index, n, n)
        case Kind.SADDLE:
            return whole(index, 1, n - 1)
    raise SenselessReply("An index is known where the Hessian decides nothing.")


def _reason_out(reason: Reason) -> list[object]:
    return [str(reason.code), *map(_value_out, reason.values)]


def _value_out(value: Value) -> object:
    match value:
        case tuple():
            return [_value_out(part) for part in value]
        case float() if not math.isfinite(value):
            return {"number": str(value)}
        case float():
            return float(value)
        case int() if not isinstance(value, bool):
            return int(value)
    return str(value)


def _reason_in(reason: object) -> Reason:
    if not isinstance(reason, list) or not 1 <= len(reason) <= _MOST_VALUES:
        raise SenselessReply("A reason is no code with its values.")
    return Reason(word(reason[0], _CODES), tuple(map(_value_in, reason[1:])))


def _value_in(value: object) -> Value:
    match value:
        case float():
            return value
        case str():
            return text(value)
        case list():
            return tuple(map(_float_in, value))
        case dict():
            return _float_in(value)
    return whole(value)


def _float_in(value: object) -> float:
    if isinstance(value, dict) and value.keys() == {"number"}:
        return word(value["number"], _UNUSUAL)
    if not isinstance(value, float):
        raise SenselessReply("A number was expected.")
    return value


# What is known of a degenerate point


def _degenerate_out(known: Degenerate) -> Message:
    return {
        "nature": str(known.nature),
        "reason": _reason_out(known.reason),
        "strict": known.strict,
        "isolated": known.isolated,
        "degree": known.degree,
        "up": None if known.witness_up is None else _witness_out(known.witness_up),
        "down": None if known.witness_down is None else _witness_out(known.witness_down),
        "kernel": None if known.kernel is None else packed(known.kernel),
        "order": known.order,
    }


def _degenerate_in(reader: Reader, n: int) -> Degenerate:
    from hessview.analysis.degenerate import Degenerate

    return Degenerate(
        nature=reader.word("nature", _NATURES),
        reason=_reason_in(reader.anything("reason")),
        strict=reader.truth_if_known("strict"),
        isolated=reader.truth_if_known("isolated"),
        degree=reader.whole_if_known("degree"),
        witness_up=_witness_in(reader.part("up"), n, up=True) if "up" in reader else None,
        witness_down=_witness_in(reader.part("down"), n, up=False) if "down" in reader else None,
        kernel=_kernel_in(reader, n) if "kernel" in reader else None,
        order=reader.whole("order", 0),
    )


def _kernel_in(reader: Reader, n: int) -> Floats:
    kernel = reader.numbers("kernel", n, -1)
    if kernel.shape[1] > n:
        raise SenselessReply("A kernel has more directions than there are.")
    return kernel


def _witness_out(way: Witness) -> Message:
    return {
        "text": way.text,
        "equation": way.equation,
        "term": way.term,
        "both_sides": way.both_sides,
        "order": way.order,
        "leading": packed(way.leading),
        "point": packed(way.point),
        "curve": packed(way.curve),
        "reach": packed(way.reach),
    }


def _witness_in(reader: Reader, n: int, *, up: bool) -> Witness:
    from hessview.analysis.germs.witness import Witness

    reach, curve = reader.number("reach", finite=False), reader.numbers("curve", n, -1)
    if not reach > 0.0 or not curve.shape[1]:
        raise SenselessReply("A curve leads nowhere.")
    return Witness(
        text=reader.text("text"),
        equation=reader.text("equation"),
        term=reader.text("term"),
        up=up,
        both_sides=reader.truth("both_sides"),
        order=reader.whole("order", 1),
        leading=reader.number("leading"),
        point=tuple(reader.numbers("point", n).tolist()),
        curve=tuple(map(tuple, curve.tolist())),
        reach=reach,
    )


# Sets and places


def _set_out(found: CriticalSet) -> Message:
    return {
        "dimension": int(found.dimension),
        "shape": str(found.shape),
        "points": packed(found.points),
        "links": packed_whole(found.links),
        "nature": str(found.nature),
        "value": packed(found.value),
        "lower": packed(found.lower),
        "upper": packed(found.upper),
        "cover": None if found.cover is None else packed(found.cover),
        "proved": bool(found.proved),
    }


def _set_in(reader: Reader, n: int) -> CriticalSet:
    from hessview.analysis.critical_sets import CriticalSet, Shape

    points, links = reader.numbers("points", -1, n), reader.whole_numbers("links", -1, 2)
    if links.size and not (0 <= links.min() and links.max() < len(points)):
        raise SenselessReply("A set is linked with what it has not.")
    lower, upper = _corners(reader, n)
    return CriticalSet(
        dimension=reader.whole("dimension", 1, n),
        shape=reader.word("shape", _by_word(Shape)),
        points=points,
        links=links,
        nature=reader.word("nature", _NATURES),
        value=reader.number("value", finite=False),
        lower=lower,
        upper=upper,
        cover=_boxes(reader, "cover", n) if "cover" in reader else None,
        proved=reader.truth("proved"),
    )


def _place_out(place: RoughPlace) -> Message:
    return {
        "x": None if place.x is None else packed(place.x),
        "points": packed(place.points),
        "lower": packed(place.lower),
        "upper": packed(place.upper),
        "words": place.words,
        "value": packed(place.value),
        "may_hide": bool(place.may_hide),
        "cover": None if place.cover is None else packed(place.cover),
    }


def _place_in(reader: Reader, n: int) -> RoughPlace:
    from hessview.analysis.rough_places import RoughPlace

    lower, upper = _corners(reader, n)
    return RoughPlace(
        x=reader.numbers("x", n) if "x" in reader else None,
        points=reader.numbers("points", -1, n),
        lower=lower,
        upper=upper,
        words=reader.text("words"),
        value=reader.number("value", finite=False),
        may_hide=reader.truth("may_hide"),
        cover=_boxes(reader, "cover", n) if "cover" in reader else None,
    )


def _corners(reader: Reader, n: int) -> tuple[Floats, Floats]:
    lower, upper = reader.numbers("lower", n), reader.numbers("upper", n)
    if not (lower <= upper).all():
        raise SenselessReply("A set lies in no box.")
    return lower, upper


def _by_word(words: type[StrEnum]) -> Mapping[str, StrEnum]:
    return {str(each): each for each in words}
