"""What a process replied when it was asked for critical points: written there, and believed here as far as it can be.

Of all points together there is one column for each thing that is known of them, so that thousands are read within a
frame or two of the screen.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.critical_point import CriticalPoint, CriticalPoints, Stop
from hessview.analysis.verdict import Kind, Nature
from hessview.compute.columns import Reader, joined, listed, packed, packed_whole, small
from hessview.compute.formula_reply import SenselessReply
from hessview.compute.reason_columns import reasons_in, reasons_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.degenerate import Degenerate
    from hessview.analysis.germs.witness import Witness
    from hessview.analysis.rough_places import RoughPlace
    from hessview.compute.frames import Message
    from hessview.compute.requests import CriticalRequest

Floats = NDArray[np.float64]

_KINDS, _NATURES, _NO_INDEX = tuple(Kind), tuple(Nature), 255


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
        "stopped": None if found.stopped is None else str(found.stopped),
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
    stopped = reader.word("stopped", Stop) if "stopped" in reader else None
    if stopped is not None and reader.truth("finished"):
        raise SenselessReply("A search was stopped, and came to its end.")
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
        stopped=stopped,
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
        "x": joined([point.x for point in points]),
        "enclosure": joined([point.enclosure for point in points]),
        "unique": joined([no_box if point.unique is None else point.unique for point in points]),
        "value": packed([point.value for point in points]),
        "eigenvalues": joined([point.eigenvalues for point in points]),
        "eigenvectors": joined([no_vectors if each.eigenvectors is None else each.eigenvectors for each in points]),
        "kind": small([_KINDS.index(point.kind) for point in points]),
        "nature": small([_NATURES.index(point.nature) for point in points]),
        "index": small([_NO_INDEX if point.index is None else point.index for point in points]),
        "proved": small([point.proved for point in points]),
        "reason": reasons_out([point.reason for point in points]),
        "exact": [point.exact for point in points],
        "suspected": [point.suspected for point in points],
        "degenerate": {
            str(k): _degenerate_out(point.degenerate) for k, point in enumerate(points) if point.degenerate is not None
        },
    }


def _points_in(reader: Reader, n: int) -> Iterator[CriticalPoint]:
    m = reader.whole("count", 0)
    enclosures = _boxes(reader, "enclosure", n)
    unique = reader.numbers("unique", m, n, 2, finite=False)
    vectors = reader.numbers("eigenvectors", m, n, n, finite=False)
    has_box = np.asarray(~np.isnan(unique).all(axis=(1, 2)))
    has_basis = np.asarray(~np.isnan(vectors).any(axis=(1, 2)))
    kinds, indices = reader.small_numbers("kind", m, len(_KINDS)), reader.small_numbers("index", m)
    if len(enclosures) != m or not (unique[has_box, :, 0] <= unique[has_box, :, 1]).all():
        raise SenselessReply("A point lies in no box.")
    if not set(zip(kinds, indices, strict=True)) <= _possible(n):
        raise SenselessReply("What a point is does not agree with its index.")
    degenerate = {key: _degenerate_in(part, n) for key, part in reader.part("degenerate").items()}
    if not degenerate.keys() <= {str(k) for k, kind in enumerate(kinds) if _KINDS[kind] is Kind.DEGENERATE}:
        raise SenselessReply("What is said of a degenerate point belongs to none.")
    columns = zip(
        range(m), reader.numbers("x", m, n), enclosures,
        [box if there else None for box, there in zip(unique, has_box.tolist(), strict=True)],
        reader.numbers("value", m, finite=False).tolist(), reader.numbers("eigenvalues", m, n, finite=False),
        kinds, reader.small_numbers("nature", m, len(_NATURES)), indices, reader.small_numbers("proved", m, 2),
        reasons_in(reader.part("reason"), m), reader.texts("exact", m),
        [basis if there else None for basis, there in zip(vectors, has_basis.tolist(), strict=True)],
        reader.texts("suspected", m), strict=True,
    )  # fmt: skip
    for k, x, enclosure, only, value, spectrum, kind, nature, index, proved, reason, exact, basis, suspected in columns:
        yield CriticalPoint(
            x,
            enclosure,
            only,
            value,
            spectrum,
            _KINDS[kind],
            _NATURES[nature],
            None if index == _NO_INDEX else index,
            bool(proved),
            reason,
            exact,
            degenerate.get(str(k)) if degenerate else None,
            basis,
            suspected,
        )


def _possible(n: int) -> set[tuple[int, int]]:
    """Return the kinds with the numbers of negative eigenvalues that a point of n coordinates may have."""
    regular = {(Kind.MINIMUM, 0), (Kind.MAXIMUM, n), *((Kind.SADDLE, k) for k in range(1, n))}
    possible = regular | {(Kind.DEGENERATE, _NO_INDEX), (Kind.UNDECIDED, _NO_INDEX)}
    return {(_KINDS.index(kind), index) for kind, index in possible}


# What is known of a degenerate point


def _degenerate_out(known: Degenerate) -> Message:
    return {
        "nature": str(known.nature),
        "reason": reasons_out([known.reason]),
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
        nature=reader.word("nature", Nature),
        reason=reasons_in(reader.part("reason"), 1)[0],
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
        "is_read": bool(found.is_read),
    }


def _set_in(reader: Reader, n: int) -> CriticalSet:
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.set_shapes import Shape

    points, links = _places(reader, n), reader.whole_numbers("links", -1, 2)
    if links.size and not (links.min() >= 0 and links.max() < len(points)):
        raise SenselessReply("A set is linked with what it has not.")
    lower, upper = _corners(reader, n)
    return CriticalSet(
        dimension=reader.whole("dimension", 1, n),
        shape=reader.word("shape", Shape),
        points=points,
        links=links,
        nature=reader.word("nature", Nature),
        value=reader.number("value", finite=False),
        lower=lower,
        upper=upper,
        cover=_boxes(reader, "cover", n) if "cover" in reader else None,
        proved=reader.truth("proved"),
        is_read=reader.truth("is_read"),
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
        points=_places(reader, n),
        lower=lower,
        upper=upper,
        words=reader.text("words"),
        value=reader.number("value", finite=False),
        may_hide=reader.truth("may_hide"),
        cover=_boxes(reader, "cover", n) if "cover" in reader else None,
    )


def _places(reader: Reader, n: int) -> Floats:
    """Return the points of a set or a place, shape (k, n), at least one: the probe goes there."""
    points = reader.numbers("points", -1, n)
    if not len(points):
        raise SenselessReply("A set has no point.")
    return points


def _corners(reader: Reader, n: int) -> tuple[Floats, Floats]:
    lower, upper = reader.numbers("lower", n), reader.numbers("upper", n)
    if not (lower <= upper).all():
        raise SenselessReply("A set lies in no box.")
    return lower, upper

