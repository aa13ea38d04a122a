"""Answers that are known, by request: what was shown lately is there again at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import numpy as np

from hessview.analysis.critical_point import CriticalPoints
from hessview.analysis.curvature import Curvature
from hessview.compute.requests import Request
from hessview.compute.results import Answer


class Cache(Mapping[Request, Answer]):
    """Answers by request, the least recently used forgotten first, each kind of request within its own bounds.

    Parameters
    ----------
    entries
        At most so many of each kind: a drag asks hundreds of points and must not push a picture out.
    size
        At most so many bytes of each kind, the newest answer excepted: a dozen fine pictures, enough to go back to.
    """

    def __init__(self, entries: int = 64, size: int = 32 << 20) -> None:
        self._entries = entries
        self._size = size
        self._kinds: dict[type, OrderedDict[Request, tuple[Answer, int]]] = {}
        self._held: dict[type, int] = {}

    def __getitem__(self, request: Request) -> Answer:
        kind = self._kinds[type(request)]
        kind.move_to_end(request)
        return kind[request][0]

    def __contains__(self, request: object) -> bool:
        return request in self._kinds.get(type(request), ())

    def __iter__(self) -> Iterator[Request]:
        for kind in self._kinds.values():
            yield from kind

    def __len__(self) -> int:
        return sum(map(len, self._kinds.values()))

    def put(self, request: Request, answer: Answer) -> None:
        """Keep an answer."""
        kind = self._kinds.setdefault(type(request), OrderedDict())
        known = kind.pop(request, None)
        size = size_of(answer)
        kind[request] = answer, size
        held = self._held.get(type(request), 0) + size - (known[1] if known is not None else 0)
        while len(kind) > self._entries or (held > self._size and len(kind) > 1):
            _, (_, dropped) = kind.popitem(last=False)
            held -= dropped
        self._held[type(request)] = held


def size_of(answer: object) -> int:
    """Return roughly the bytes that an answer holds; a curvature, of which a drag makes hundreds, counts as nothing."""
    if answer is None or isinstance(answer, float | int):
        return 8  # most of what a picture consists of
    if isinstance(answer, Curvature):
        return 0
    if isinstance(answer, CriticalPoints):
        return _size_of_points(answer)
    if isinstance(answer, np.ndarray):
        return int(answer.nbytes)
    if isinstance(answer, str | bytes):
        return len(answer)
    if isinstance(answer, tuple):
        return sum(map(size_of, answer))
    if is_dataclass(answer):
        return sum(size_of(getattr(answer, entry.name)) for entry in fields(answer))
    return 8


def _size_of_points(found: CriticalPoints) -> int:
    """Return roughly the bytes of what was found, without a look at every point.

    A point counts for a few times its bytes: it is many small objects, and each of them takes time when garbage is
    looked for.
    """
    sets = sum(each.points.nbytes for each in found.curves) + sum(each.points.nbytes for each in found.nonsmooth)
    return sets + 6000 * len(found.points) + 300 * len(found.undecided)
