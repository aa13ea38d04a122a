"""The view dragged while its critical points are looked for all the time, beside the same drag without that."""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF

from hessview.compute import resolving
from tests.reliability import live_window as live
from tests.reliability.campaign import Campaign, Outcome, Scale
from tests.reliability.hands import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hessview.app.desk import Desk

TEXT = "(4 - 2.1x^2 + x^4/3) x^2 + x y + (4y^2 - 4) y^2"
"""The six-hump camel function."""

POINTS = 15

HANDLER = "critical_worker"
SECONDS, SHORT_SECONDS = 10.0, 1.4
LIMIT = 0.050
MOST_GROWTH = 24 << 20
"""Bytes: a process that has only just begun still loads what it needs."""

_ROUND_SECONDS = 5.0
_STEP_MS = 16
_PATIENCE = 60.0
_SHOWN = 12
_FEWEST_ANSWERS = 2
"""The first box was answered before the drag."""


@dataclass
class Drag:
    """What one drag of the view showed.

    Attributes
    ----------
    boxes, answers
        The boxes in which critical points were wanted, and those of them of which some were shown.
    killed
        Searching processes that ended meanwhile.
    growth
        Bytes by which a searching process grew in the second half, the one that grew most.
    """

    heart: live.Heartbeat
    moves: int = 0
    boxes: set[object] = field(default_factory=set)
    answers: set[object] = field(default_factory=set)
    killed: int = 0
    growth: int = 0

    @property
    def worst(self) -> float:
        """The longest time for which the window stood still, less what other programs had of the processor."""
        return max(self.heart.own, default=0.0)


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Drag without and with the search, and hold the figures against the bar."""
    seconds = SHORT_SECONDS if scale.short else SECONDS
    live.renice()
    with live.watched() as faults, live.bare_heart() as peer:
        with _no_search(), live.open_window(TEXT) as desk:
            without = drag_view(desk, seconds)
        say(f"without the search: {live.distribution(without.heart.own)}")
        with live.open_window(TEXT) as desk:
            found_first = live.wait(lambda: is_answered(desk), _PATIENCE) is not None
            known = _points(desk)
            searched = drag_view(desk, seconds)
            found_last = live.wait(lambda: is_answered(desk), _PATIENCE) is not None
            count, expected = len(_points(desk)), len(_within_view(desk, known))
        say(f"with it: {live.distribution(searched.heart.own)}")
        bare = peer.gaps()
    details = [*faults.exceptions, *faults.warnings]
    if not (found_first and found_last):
        details.append("the critical points of the view before or after the drag were not found")
    if len(searched.answers) < _FEWEST_ANSWERS:
        details.append("no critical points were shown during the drag")
    if len(known) != POINTS or count != expected:
        details.append(f"{len(known)} critical points before and {count} afterwards instead of {POINTS} and {expected}")
    if searched.growth > MOST_GROWTH:
        details.append(f"the searching process grew by {searched.growth / 2**20:.1f} MB")
    return _judged(scale, without, searched, bare, details)


def _judged(scale: Scale, without: Drag, searched: Drag, bare: list[float], details: list[str]) -> Outcome:
    bar = live.patience(bare, short=scale.short) * LIMIT
    if scale.short:
        # Two seconds on a machine that does something else as well tell no more than that the search adds little.
        bar = max(bar, 2.0 * without.worst)
    tried = (
        f"{searched.moves} moves of the view of the six-hump camel function: {len(searched.boxes)} boxes searched, and"
        f" {without.moves} moves without a search"
    )
    found = (
        f"frames late by {searched.heart.in_words(bare, short=scale.short)};"
        f" without the search {live.distribution(without.heart.own)};"
        f" points of {len(searched.answers)} boxes shown meanwhile, {searched.killed} searching processes killed,"
        f" their memory {searched.growth / 2**20:+.1f} MB"
    )
    passed = not details and searched.worst <= bar
    return Outcome(tried, found, passed, (*details, *searched.heart.worst(_SHOWN)))


def drag_view(desk: Desk, seconds: float) -> Drag:
    """Lead the view round and round by the mouse, at 60 moves a second."""
    picture = desk.window.picture
    viewport, frame = picture.viewport(), picture.frame.rect
    radius = 0.35 * min(frame.width(), frame.height())
    middle = QPointF(frame.center())
    made = Drag(live.Heartbeat())
    before = set(workers(HANDLER))
    sizes: dict[int, list[int]] = {pid: [] for pid in before}
    fewest = _FEWEST_ANSWERS if desk.controller.results.critical_request is not None else 0

    def place(angle: float) -> QPointF:
        return middle + radius * QPointF(math.cos(angle), math.sin(angle))

    live.mouse(viewport, QEvent.Type.MouseButtonPress, place(0.0))
    made.heart.start()
    began, there = time.monotonic(), place(0.0)
    # A drag during which no answer came would tell nothing.
    while (now := time.monotonic() - began) < seconds or (now < _PATIENCE and len(made.answers) < fewest):
        there = place(2.0 * math.pi * now / _ROUND_SECONDS)
        live.mouse(viewport, QEvent.Type.MouseMove, there)
        made.moves += 1
        _note(desk, made)
        if made.moves % 30 == 0:
            _note_memory(sizes)
        live.linger(_STEP_MS)
    made.heart.stop()
    live.mouse(viewport, QEvent.Type.MouseButtonRelease, there)
    made.killed = len(before - set(workers(HANDLER)))
    made.growth = max((_grown(each) for each in sizes.values()), default=0)
    return made


def _note(desk: Desk, made: Drag) -> None:
    results = desk.controller.results
    wanted = results.wanted
    if wanted is not None and wanted.critical is not None:
        made.boxes.add(wanted.critical.box)
        if results.critical is not None and results.critical_request == wanted.critical:
            made.answers.add(wanted.critical.box)


def is_answered(desk: Desk) -> bool:
    """Whether all critical points of the view are there."""
    results = desk.controller.results
    return results.critical_is_current and results.critical is not None and results.critical.finished


@contextmanager
def _no_search() -> Iterator[None]:
    """Let no critical points be wanted."""
    kept = resolving.critical_request
    resolving.critical_request = lambda *_: None  # type: ignore[assignment]
    try:
        yield
    finally:
        resolving.critical_request = kept


def _points(desk: Desk) -> list[list[float]]:
    found = desk.controller.results.critical
    return [] if found is None else [point.x.tolist() for point in found]


def _within_view(desk: Desk, points: list[list[float]]) -> list[list[float]]:
    """Return the points that lie in the box that was searched last."""
    request = desk.controller.results.critical_request
    box = () if request is None else request.box
    return [
        point for point in points if all(low <= x <= high for x, (low, high) in zip(point, box, strict=True))
    ]


def _note_memory(sizes: dict[int, list[int]]) -> None:
    """Note the resident bytes of processes, by their number."""
    for pid, noted in sizes.items():
        try:
            noted.append(4096 * int(Path(f"/proc/{pid}/statm").read_text().split()[1]))
        except OSError:
            continue  # it has ended


def _grown(sizes: list[int]) -> int:
    """Return by how much the second half is larger than the first."""
    half = len(sizes) // 2
    return max(sizes[half:]) - max(sizes[:half]) if half else 0


CAMPAIGN = Campaign(
    name="critical_drag",
    title="The view dragged while critical points are looked for",
    bar="10 s: no frame later than 50 ms because of the search; the points of the last view found; memory flat",
    full_seconds=90.0,
    run=run,
    short_seconds=6.0,
    is_warm=True,
)
