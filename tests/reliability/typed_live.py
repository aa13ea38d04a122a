"""The whole corpus of the language typed live into a real window, with panning, wheel and probe drags between."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication

from hessview.compute.requests import CriticalRequest
from hessview.document.reading import read
from tests.reliability import live_window as live
from tests.reliability.campaign import Campaign, Outcome, Scale

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.app.desk import Desk

CORPUS = Path(__file__).parent.parent / "data" / "language.jsonl"
SPEED = 12.0
"""Characters a second."""

LONGEST_TYPED = 200
PATIENCE = 5.5
LIMIT_999, LIMIT_MAX = 0.100, 0.250
_SHOWN = 12


@dataclass
class Record:
    """What happened while the corpus was typed."""

    rows: int = 0
    typed: int = 0
    pasted: int = 0
    slowest: float = 0.0
    unanswered: list[str] = field(default_factory=list)


def corpus() -> list[str]:
    """Return the texts of the corpus."""
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    # Very long ones are kept as parts: a text and how often it is repeated.
    return [row.get("input") or "".join(part * times for part, times in row.get("input_parts", ())) for row in rows]


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Type, measure, and hold the figures against the bar."""
    texts = corpus()
    chance = random.Random(scale.seed)
    if scale.short:
        chance.shuffle(texts)
    live.renice()
    record, began = Record(), time.monotonic()
    with live.watched() as faults, live.open_window("x^2 + y^2") as desk, live.bare_heart() as peer:
        heart = live.Heartbeat()
        live.linger(300)
        end = live.end_of(began, scale.seconds)
        heart.start()
        for text in texts:
            if time.monotonic() > end:
                break
            heart.doing = repr(text[:60])
            _enter(desk, text, record)
            _await_answer(desk, text, record, PATIENCE * scale.patience)
            heart.doing += " (hand)"
            _play(desk, chance)
            record.rows += 1
            if record.rows % 25 == 0:
                say(f"{record.rows} of {len(texts)} rows; {live.distribution(heart.own)}")
        heart.stop()
        bare = peer.gaps()
    return _judged(record, heart, bare, faults, len(texts), short=scale.short)


def _judged(
    record: Record, heart: live.Heartbeat, bare: Sequence[float], faults: live.Faults, rows: int, *, short: bool
) -> Outcome:
    p999, most = live.quantile(heart.own, 0.999), max(heart.own, default=0.0)
    tried = (
        f"{record.rows} of {rows} rows: {record.typed:,} characters at {SPEED:g} a second, {record.pasted} rows pasted;"
        f" {len(heart.gaps):,} beats"
    )
    found = f"stalls: {heart.in_words(bare, short=short)}; slowest answer {record.slowest:.1f} s;"
    found += f" {len(record.unanswered)} without one; {len(faults.exceptions)} exceptions,"
    found += f" {len(faults.warnings)} Qt warnings"
    details = heart.worst(_SHOWN)
    clean = not (record.unanswered or faults.exceptions or faults.warnings)
    busy = live.patience(bare, short=short)
    passed = clean and p999 <= busy * LIMIT_999 and most <= busy * LIMIT_MAX
    return Outcome(tried, found, passed, (*record.unanswered, *faults.exceptions, *faults.warnings, *details))


def _enter(desk: Desk, text: str, record: Record) -> None:
    """Replace the formula: key by key where a keyboard can, by the clipboard where it cannot."""
    field_ = desk.window.editor.field
    field_.setFocus()
    live.press(field_, Qt.Key.Key_A, "\x01", Qt.KeyboardModifier.ControlModifier)
    if len(text) > LONGEST_TYPED or not all(c == "\n" or c.isprintable() for c in text):
        QGuiApplication.clipboard().setText(text)
        live.press(field_, Qt.Key.Key_V, "\x16", Qt.KeyboardModifier.ControlModifier)
        record.pasted += 1
        return
    if not text:
        live.press(field_, Qt.Key.Key_Delete)
    due = time.perf_counter()
    for character in text:
        if character == "\n":
            desk.window.editor.field.completer.close()
            live.press(field_, Qt.Key.Key_Return, "\r", Qt.KeyboardModifier.ShiftModifier)
        else:
            live.press(field_, Qt.Key.Key_unknown, character)
        record.typed += 1
        due += 1.0 / SPEED
        live.linger(max(1.0, 1e3 * (due - time.perf_counter())))


def _await_answer(desk: Desk, text: str, record: Record, seconds: float) -> None:
    """Wait for the picture and the formulas, or for what is said instead."""
    took = live.wait(lambda: is_answered(desk), seconds)
    if took is None:
        pending = [type(request).__name__ for request in desk.controller.results.pending]
        record.unanswered.append(f"no answer within {seconds:g} s, {pending} pending: {text[:200]!r}")
    else:
        record.slowest = max(record.slowest, took)


def is_answered(desk: Desk) -> bool:
    """Whether the text that stands in the editor has its answer: a sentence on what is wrong, or all its results."""
    state, editor = desk.store.state, desk.window.editor
    if editor.field.toPlainText() != state.text:
        return False
    formula = read(state.text)
    if formula is None:
        return editor.problem is not None and editor.strip.isVisible()
    results = desk.controller.results
    # A search for critical points may go on for longer, and says what it has found meanwhile.
    waiting = {request for request in results.pending if not isinstance(request, CriticalRequest)}
    drawn = results.field_is_current or results.field_fault is not None
    worked_out = results.formulas is not None or results.formulas_fault is not None
    return results.formula == formula and not waiting and drawn and worked_out


def _play(desk: Desk, chance: random.Random) -> None:
    """Pan, turn the wheel, drag the probe."""
    picture = desk.window.picture
    viewport, rect = picture.viewport(), picture.frame.rect

    def anywhere() -> QPointF:
        return rect.topLeft() + QPointF(chance.random() * rect.width(), chance.random() * rect.height())

    middle = rect.center()
    match chance.randrange(4):
        case 0:
            live.drag(viewport, anywhere(), anywhere())
        case 1:
            for way in (1, 1, -1, -1):
                live.wheel(viewport, anywhere(), way)
                live.linger(16)
        case 2:
            live.drag(viewport, picture.pixel_of(*_probe(desk)).toPointF(), anywhere())
        case _:
            live.wheel(viewport, middle, -1)
            live.drag(viewport, anywhere(), middle)
    desk.framing.home()
    live.linger(30)


def _probe(desk: Desk) -> tuple[float, float]:
    view = desk.store.state.view
    return view.x0 + 0.5 * view.width, view.y0 + 0.5 * view.height


CAMPAIGN = Campaign(
    name="typed_live",
    title="The whole language corpus typed live, with panning between",
    bar='stall p99.9 <= 100 ms, max <= 250 ms; every answer or "stopped" within 5.5 s; no exception',
    full_seconds=1200.0,
    run=run,
    short_seconds=3.0,
    is_warm=True,
)
