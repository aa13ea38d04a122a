"""The probe dragged for hours while everything else happens now and then, and counted whether anything grows.

What is measured, and when: every half minute the window is brought back to one and the same state (first example, one
size, light, nothing asked any more), the garbage is collected, glibc hands back the pages that it keeps for later, and
then everything is counted. So a count that differs from an earlier one is something that was left behind. Two things
grow by design up to a bound, the history of undo (64 MB) and the cache of answers (64 and 32 MB a kind): what they hold
is counted apart. The warm-up lasts until more views than that have been seen.
"""

from __future__ import annotations

import math
import random
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPixmapCache, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hessview.app.desk import Desk, state_of_text
from hessview.compute.errands import FORMULA_HANDLER
from hessview.document.commands import SetView
from hessview.document.state import Box
from hessview.landscapes.catalog import CATALOG
from tests.reliability.campaign import Campaign, Outcome, Scale
from tests.reliability.counted import (
    MEGABYTE,
    Counts,
    count,
    descriptor_kinds,
    growth_an_hour,
    has_grown,
    timers,
    widget_kinds,
)
from tests.reliability.hands import (
    Answering,
    application,
    is_idle,
    is_writing,
    kill_worker,
    open_desk,
    rest,
    send_mouse,
    settle,
    ticks,
    wait_until,
)
from tests.reliability.opens import Opens, close_desk
from tests.reliability.soak_looks import Looks
from tests.reliability.soak_plan import OPENS, Plan, plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_GROWTH = 5.0
"""Megabytes an hour."""

_STROKE, _SHORT_STROKE = (20, 180), (20, 40)
"""Moves of one drag, at least and at most."""

_COMPARED, _MOST_WAIT, _TIMERS_LAST = 3, 60.0, (10.0, 5.0)
"""Samples of the short form that are compared; for how many seconds they, and timers (full, short), are waited for."""

_CONSTANT = ("widgets", "objects", "timers", "threads", "descriptors", "zombies")
_MOST_FONTS = 64
"""Files of fonts that may be open: twice the dozen that mathtext has, once more each for its font of last resort."""

_DIALOGS = ("Keyboard", "What Can Be Typed", "About hessview", "Open")
_SHOWN = CATALOG[0]
_WIDE_VIEW = Box(-120.0, 120.0, -80.0, 80.0)
_FORMULAS = (*(entry.text for entry in CATALOG), "1/0", "x^", "log(x*y)", "sin(x)*cos(y)", "x*y*z", "|x|+|y|")


@dataclass
class Soak:
    """One window that is used for a long time.

    Attributes
    ----------
    leak
        Called after every drag with the desk; a test leaves something behind here to see it found.
    """

    folder: Path
    seed: int
    say: Callable[[str], None]
    short: bool
    leak: Callable[[Desk], object] = lambda _desk: None
    samples: list[Counts] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    dragged: float = 0.0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._began = time.monotonic()
        self._done_before: Counter[str] = Counter()
        self._file = self.folder / "work.hessview"
        self._figure = self.folder / "work.svg"
        self.answering = Answering(lambda: self._file)
        self.desk = open_desk(self.folder)
        self._looks = looks = Looks(self.desk, self._random, 5 if self.short else 20)
        weighted = (
            (3, self._kill), (6, self._formula), (4, self._pan), (4, self._zoom), (4, self._undo),
            (3, looks.turn), (2, looks.unfold), (2, looks.look_at_many), (2, looks.parameter), (1, looks.steps),
            (2, self._resize), (2, self._dialog), (2, self._save_and_open), (1, self._theme), (2, self._type),
            (2, self._example), (0 if self.short else 1, self._export), (0 if self.short else 1, looks.copy),
        )
        self._formulas = _FORMULAS[:3] if self.short else _FORMULAS
        self._fewest_timers = 1 << 20
        self._acts = tuple(act for weight, act in weighted for _ in range(weight))
        wait_until(lambda: is_idle(self.desk), 60.0)
        self._everything_once()

    def close(self) -> None:
        """Close the window."""
        close_desk(self.desk)
        self.answering.stop()

    # The drag

    def drag(self, plan: Plan) -> None:
        """Drag the probe, do something else now and then, and count at quiet moments."""
        end, next_sample = time.monotonic() + plan.drag, time.monotonic()
        while True:
            now = time.monotonic()
            if now >= next_sample:
                self._sample(plan)
                next_sample = now + plan.every
            if now >= end and (not self.short or self._can_be_compared() or now >= end + _MOST_WAIT):
                break
            # However slow the machine is, in the short form a drag is a drag.
            self._stroke(math.inf if self.short else min(end, next_sample))
            self.leak(self.desk)
            self._something_else()
        self._sample(plan)

    def _can_be_compared(self) -> bool:
        """Whether there are samples enough that had as many workers: on a slow machine they come late."""
        return max(Counter(sample.processes for sample in self.samples).values(), default=0) >= _COMPARED

    def _stroke(self, end: float) -> None:
        """Take the probe where it is, lead it along a curve at 60 moves a second, and let it go."""
        viewport, frame = self.desk.window.picture.viewport(), self.desk.window.picture.frame.rect
        start = self.desk.window.picture._probe.pos()
        if not frame.contains(start):
            self.desk.controller.probe_to_middle()
            start = self.desk.window.picture._probe.pos()
        moves = self._random.randint(*(_SHORT_STROKE if self.short else _STROKE))
        angle = self._random.uniform(0.0, math.tau)
        radius = self._random.uniform(0.05, 0.4) * min(frame.width(), frame.height())
        held = Qt.KeyboardModifier.AltModifier if self._random.random() < 0.5 else Qt.KeyboardModifier.NoModifier
        place = start
        send_mouse(viewport, QEvent.Type.MouseButtonPress, place, held)
        began = time.monotonic()
        steps = ticks(moves)
        for k in steps:
            turn = angle + 0.05 * k
            middle = frame.center() + QPointF(math.cos(angle), math.sin(angle)) * 0.1 * frame.width()
            goal = middle + QPointF(radius * math.cos(turn), radius * math.sin(1.3 * turn))
            share = min(1.0, k / 15)
            place = start * (1.0 - share) + goal * share
            send_mouse(viewport, QEvent.Type.MouseMove, place, held)
            self.done["moves"] += 1
            if time.monotonic() > end:
                steps.close()
        send_mouse(viewport, QEvent.Type.MouseButtonRelease, place, held)
        self.done["drags"] += 1
        self.dragged += time.monotonic() - began

    # Now and then

    def _everything_once(self) -> None:
        """Load what is loaded on first use, such as fonts, and fill the caches: what stays is no growth."""
        for formula in self._formulas:
            if self.short:
                self.desk.controller.replace_text(formula)
            else:
                self._type_text(formula)
            rest(0.1)
        for look in (self._looks.turn, self._looks.look_at_many, self._looks.parameter, self._looks.unfold):
            look()
        self._looks.steps()
        if not self.short:
            # The allocator keeps what the largest answer took: thousands of critical points.
            self.desk.controller.replace_text("sin(x)*cos(y)")
            self.desk.store.dispatch(SetView(_WIDE_VIEW))
            wait_until(lambda: is_idle(self.desk), 60.0)
            # Up to eight documents that undo leads back to are kept safe at once, each by a thread that stays.
            for k, example in enumerate(CATALOG[:12]):
                self.desk.open_example(example)
                self.desk.controller.replace_text(f"{k + 2} x y + y^2")
        for name in _DIALOGS:
            self._choose(name)
            self._wait_for_dialogs()

    def _something_else(self) -> None:
        if self._random.random() < 0.6:
            act = self._random.choice(self._acts)
            act()
            self.done[act.__name__.strip("_").replace("_", " ")] += 1

    def _kill(self) -> None:
        kill_worker(FORMULA_HANDLER)

    def _formula(self) -> None:
        self.desk.controller.replace_text(self._random.choice(self._formulas))

    def _type(self) -> None:
        self._type_text(self._random.choice(self._formulas))

    def _type_text(self, text: str) -> None:
        editor = self.desk.window.editor.field
        editor.setFocus()
        QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for character in text:
            if character == "\n":
                QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
            else:
                QTest.keyClicks(editor, character)
            rest(0.02)

    def _example(self) -> None:
        self.desk.open_example(self._random.choice([entry for entry in CATALOG if entry.text in self._formulas]))

    def _pan(self) -> None:
        viewport, frame = self.desk.window.picture.viewport(), self.desk.window.picture.frame.rect
        place, way = frame.center(), QPointF(self._random.uniform(-5, 5), self._random.uniform(-5, 5))
        key = Qt.KeyboardModifier.NoModifier
        send_mouse(viewport, QEvent.Type.MouseButtonPress, place, key, Qt.MouseButton.MiddleButton)
        for _ in ticks(20):
            place += way
            send_mouse(viewport, QEvent.Type.MouseMove, place, key, Qt.MouseButton.MiddleButton)
        send_mouse(viewport, QEvent.Type.MouseButtonRelease, place, key, Qt.MouseButton.MiddleButton)

    def _zoom(self) -> None:
        viewport, frame = self.desk.window.picture.viewport(), self.desk.window.picture.frame.rect
        turn = self._random.choice((-120, 120))
        for _ in ticks(self._random.randint(1, 12)):
            wheel = QWheelEvent(
                frame.center(), viewport.mapToGlobal(frame.center()), QPoint(), QPoint(0, turn),
                Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )
            QApplication.sendEvent(viewport, wheel)

    def _undo(self) -> None:
        for _ in range(self._random.randint(1, 10)):
            self._choose(self._random.choice(("Undo", "Undo", "Redo")))

    def _resize(self) -> None:
        self.desk.window.resize(self._random.randint(640, 1600), self._random.randint(480, 1000))

    def _dialog(self) -> None:
        self._choose(self._random.choice(_DIALOGS))
        self._wait_for_dialogs()

    def _wait_for_dialogs(self) -> None:
        wait_until(lambda: QApplication.activeModalWidget() is None, 60.0)

    def _save_and_open(self) -> None:
        self._choose("Save As")
        self.desk.files.open(self._file)

    def _export(self) -> None:
        self._choose("Export Figure")
        wait_until(lambda: not is_writing(self.desk), 60.0)

    def _theme(self) -> None:
        self.desk.set_theme(self._random.choice(("light", "dark", "system")))

    def _choose(self, name: str) -> None:
        if name in ("Undo", "Redo"):  # their words name the step, too
            (self.desk.store.undo if name == "Undo" else self.desk.store.redo)()
        else:
            self.desk.actions.action(name).trigger()

    # Counting

    def _sample(self, plan: Plan) -> None:
        desk = self.desk
        desk.files.show(state_of_text(_SHOWN.text), None)
        desk.set_theme("light")
        desk.window.docks.fold()
        desk.window.resize(1200, 800)
        desk.window.picture.setFocus()
        QApplication.clipboard().clear()
        QPixmapCache.clear()  # Qt's own, of at most 10 MB: every question has an icon
        wait_until(lambda: QApplication.activeModalWidget() is None and not is_writing(desk), 60.0)
        wait_until(lambda: is_idle(desk), 60.0)
        desk.window.statusBar().clearMessage()
        settle()
        # Some run for a moment by themselves: a line that fades, a blinking cursor.
        wait_until(lambda: timers() <= self._fewest_timers, _TIMERS_LAST[self.short])
        self._fewest_timers = min(self._fewest_timers, timers())
        bounded = sum(desk.controller._scheduler._cache._held.values()) + desk.store._history._size
        counts = count(time.monotonic() - self._began, bounded)
        if counts.at > plan.warm_up:
            self.samples.append(counts)
        said = ", ".join(f"{entry.name} {_shown(entry.name, getattr(counts, entry.name))}" for entry in fields(counts))
        between, self._done_before = self.done - self._done_before, Counter(self.done)
        acts = ", ".join(f"{number} {what}" for what, number in between.items())
        self.say(f"soak: {said}; after {acts or 'nothing'}{'' if counts.at > plan.warm_up else ' (warming up)'}")

    def wrong_counts(self) -> list[str]:
        """Return what was not constant: a level that later samples, in the same state, never came back to.

        Threads and descriptors belong to worker processes, of which there are more while a spare one stands by; so
        samples are compared with those that had as many processes.
        """
        wrong = []
        for name in _CONSTANT:
            for processes in sorted({sample.processes for sample in self.samples}):
                series = [getattr(s, name) for s in self.samples if s.processes == processes]
                if has_grown(series):
                    wrong.append(f"{name} with {processes} workers: {series[0]} at first, {series[-1]} at last")
        fonts = max((sample.fonts for sample in self.samples), default=0)
        if fonts > _MOST_FONTS:
            wrong.append(f"fonts: {fonts} files are open")
        return wrong

    def growth(self) -> float:
        """Return megabytes an hour."""
        return growth_an_hour([(sample.at, sample.memory) for sample in self.samples]) / MEGABYTE

    def growth_beside_bounded(self) -> float:
        """Return the same without what the history and the cache hold at the moment, each up to its bound."""
        return growth_an_hour([(sample.at, sample.memory - sample.bounded) for sample in self.samples]) / MEGABYTE


def _shown(name: str, value: float) -> str:
    if "memory" in name or name == "bounded":
        return f"{value / MEGABYTE:.1f} MB"
    return f"{value:.0f}"


# The campaign


def soak(scale: Scale, say: Callable[[str], None], leak: Callable[[Desk], object] | None = None) -> Outcome:
    """Drag, count, open and close; see the module."""
    plan, began = plan_of(scale), time.monotonic()
    application()
    kinds: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory(prefix="hessview-soak-") as folder:
        run = Soak(Path(folder), scale.seed, say, scale.short, leak or (lambda _desk: None))
        run.drag(plan)
        dragged = time.monotonic() - began
        kinds |= {"widgets": widget_kinds(), "descriptors": descriptor_kinds()}
        opens = Opens(Path(folder), say)
        share = max(1.0, (scale.seconds - dragged) / 4)
        opens.documents(run.desk, plan.documents, time.monotonic() + share)
        opens.dialogs(run.desk, run.answering, plan.dialogs, time.monotonic() + share)
        run.close()
        opens.desks(plan.desks, began + scale.seconds if not scale.short else math.inf)
    return _outcome(plan, run, opens, dragged, kinds)


def _outcome(plan: Plan, run: Soak, opens: Opens, dragged: float, kinds: dict[str, Counter[str]]) -> Outcome:
    wrong, growth = run.wrong_counts(), run.growth()
    alive = [f"{number} times {name}" for name, number in opens.alive.items()]
    acts = [(what, number) for what, number in run.done.most_common() if what not in ("moves", "drags")]
    others = ", ".join(f"{number} × {what}" for what, number in acts)
    opened = ", ".join(f"{number} {what}" for what, number in opens.opened.items())
    tried = (
        f"{run.done['moves']} moves in {run.done['drags']} drags at "
        f"{run.done['moves'] / max(run.dragged, 1e-9):.0f} Hz, within {dragged / 60:.0f} min; {others}; "
        f"{opened} opened and closed"
    )
    memory = [sample.memory / MEGABYTE for sample in run.samples]
    said_growth = (
        f"{growth:+.1f} MB/h, {run.growth_beside_bounded():+.1f} beside cache and history, which are bounded "
        f"({memory[0]:.0f} to {memory[-1]:.0f} MB, median {statistics.median(memory):.0f})"
        if plan.growth_is_judged else f"{memory[-1]:.0f} MB (growth is judged over hours)"
    )
    found = (
        f"{said_growth}; {', '.join(_CONSTANT[:-1])} {'constant' if not wrong else 'grew'} at {len(run.samples)} quiet "
        f"moments; {sum(opens.alive.values())} weak references alive"
    )
    too_much = plan.growth_is_judged and not growth <= MOST_GROWTH
    short = plan.growth_is_judged and min(opens.opened.values()) < OPENS
    details = [*wrong, *alive, *([f"only {opened}"] if short else [])]
    if wrong:
        details += [f"{name} at the end: {dict(kind.most_common(12))}" for name, kind in kinds.items()]
    return Outcome(tried, found, not (wrong or alive or too_much), tuple(details))


CAMPAIGN = Campaign(
    name="soak",
    title="Probe dragged at 60 Hz while the worker is killed now and then",
    bar="2 hours: at most 5 MB/h after warm-up; widgets, timers, threads, descriptors constant; "
    "weak references dead after 500 opens and closes",
    full_seconds=8400.0,
    run=soak,
    is_warm=True,
)
