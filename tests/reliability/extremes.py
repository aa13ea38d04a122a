"""Absurd boxes, values and windows: each ends in a picture or in words, never in a fault or a standstill."""

from __future__ import annotations

import math
import random
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLineEdit, QSlider, QWidget

from hessview.compute.requests import FieldRequest
from hessview.document.commands import SetAppearance, SetProbeCoordinates, SetView
from hessview.document.limits import OVERLAYS
from hessview.document.looking import SetArrangement
from hessview.document.state import Appearance, Arrangement, Box
from hessview.views.plot_view import PlotView
from hessview.views.slice_grid import SliceGrid
from tests.reliability import live_window as live
from tests.reliability.campaign import Campaign, Outcome, Scale

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hessview.app.desk import Desk

FORMULAS = (
    "x^2 + y^2", "1e300 x", "1e300 x y", "1e308 (x + y)", "exp(x^2 + y^2)", "exp(exp(x)) - exp(exp(y))", "0", "1e308",
    "-0*x", "1 + 1e-16 sin(x)", "sqrt(-1 - x^2)", "log(-x^2 - y^2)", "1/x", "1/(x y)", "-1/x^2", "x^2/0", "1e-310 x",
    "1e-320 (x^2 + y^2)", "5e-324 x + 0 y", "floor(x)", "floor(x) floor(y)", "sign(x) sign(y)", "x^2", "tan(x)",
    "sqrt(x)", "1e308 sin(1e308 x)", "f(t) = t^3", "f(t) = 1e300 t", "f(t) = 1/t", "f(t) = sqrt(-t^2 - 1)", "f(t) = 7",
    "f(t) = 1e-320 t", "f(t) = floor(t)", "x y z", "where(x == 0, 1, sqrt(-1))", "gamma(x) + y", "x^x", "sin(1/x)",
    "(x + 1e16) - 1e16", "cosh(x) cos(y)", "x1^2 + x2^4 + x3^6", "sqrt(x) + sqrt(-x)", "abs(x)^1e-300",
    "mod(x, 1e-300)", "1e400 x", "atan2(y, x)", "x!", "a = 1e300\na x y", "a = 5e-324\nb = a/2\nx^2 + a y + b z",
    "a = 0\nx^(1/a) + y", "x1^2 x2 + 1e300 x3 x4 - x5 x6^3 + x7/x8",
)  # fmt: skip
CENTRES = (0.0, 1.0, math.pi, -1e15, 1e15, 1e100, 1e300, -1e308, 1e308, 1e-300, 5e-324, 1e-160)
WIDTHS = (1.0, 1e-3, 1e-9, 1e-15, 1e-16, 1e-100, 1e-300, 5e-324, 1e6, 1e100, 1e299, 1e300, 1.7e308)
SIZES = ((1200, 800), (1200, 800), (1024, 640), (640, 480), (0, 0), (1, 1), (2400, 700))
EIGHT_K = (7680, 4320)
TYPED = ("1e400", "nan", "-inf", "0", "-0", "1", "1e-300", "5e-324", "1e308", "-1e308", "1.0000000000000002", "x", "")

PATIENCE = 5.0
LIMIT = 0.250
_SHOWN = 15
_STARTED = 30.0
"""Seconds for which the program may load ahead what its docks need, while nobody does anything."""


@dataclass
class Record:
    """What was tried, and what went wrong."""

    combinations: int = 0
    gestures: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    large: list[float] = field(default_factory=list)


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Try seeded combinations of formula, box, size and gesture until the time is over."""
    live.renice()
    chance, record, began = random.Random(scale.seed), Record(), time.monotonic()
    with live.watched() as faults, live.open_window("x^2 + y^2") as desk, live.bare_heart() as peer:
        heart = live.Heartbeat()
        live.linger(300)
        if not scale.short:
            live.wait(lambda: desk.preloading.is_done, _STARTED)  # as a person does who looks at the first picture
        end = live.end_of(began, scale.seconds)
        heart.start()
        said = 0
        while time.monotonic() < end:
            before = len(faults.exceptions) + len(faults.warnings)
            try:
                _combination(desk, chance, record, heart, PATIENCE * scale.patience)
            except Exception:  # noqa: BLE001 - what a call raises here would be raised in a slot there
                faults.exceptions.append(traceback.format_exc())
            story = heart.doing
            if len(faults.exceptions) + len(faults.warnings) > before:
                fault = [*faults.exceptions, *faults.warnings][-1].splitlines()[-1]
                record.wrong.append(f"combination {record.combinations} of seed {scale.seed}: {story}: {fault}")
            record.combinations += 1
            for words in record.wrong[said:]:  # at once: what comes next may end the process
                say(words)
            said = len(record.wrong)
            if record.combinations % 200 == 0:
                say(f"{record.combinations} combinations, {len(record.wrong)} wrong; {live.distribution(heart.own)}")
        heart.stop()
        say(f"processor time of the window's thread from beat to beat: {live.distribution(heart.busy)}")
        bare = peer.gaps()
        if not scale.short:
            _look_closely(desk, chance, record)
    return _judged(record, heart, bare, faults, short=scale.short)


def _look_closely(desk: Desk, chance: random.Random, record: Record) -> None:
    """Show pictures on a very large screen and on a very fine one; the large ones are timed, and not as stalls."""
    desk.window.picture.setMinimumSize(240, 200)
    for size, ratio in ((EIGHT_K, 1.0), ((1200, 800), 3.0)):
        desk.window.resize(*size)
        for formula in chance.sample(FORMULAS, 8):
            desk.controller.replace_text(formula)
            desk.framing.home()
            if live.wait(lambda: _is_final(desk), PATIENCE) is None:
                record.wrong.append(f"no final picture within {PATIENCE} s: {formula!r} in {size}")
            screen = QPixmap(desk.window.size() * ratio)
            screen.setDevicePixelRatio(ratio)
            start = time.perf_counter()
            desk.window.render(screen)
            if size == EIGHT_K:
                record.large.append(time.perf_counter() - start)


def _judged(
    record: Record, heart: live.Heartbeat, bare: Sequence[float], faults: live.Faults, *, short: bool
) -> Outcome:
    most = max(heart.own, default=0.0)
    tried = f"{record.combinations:,} combinations of {len(FORMULAS)} formulas, {len(CENTRES) * len(WIDTHS)} boxes, "
    tried += f"{len(SIZES)} sizes and {sum(record.gestures.values()):,} gestures"
    found = f"{len(faults.exceptions)} exceptions, {len(faults.warnings)} Qt warnings, {len(record.wrong)} wrong;"
    found += f" slowest picture {record.slowest:.1f} s; stalls: {heart.in_words(bare, short=short)}"
    if record.large:
        found += f"; painting 7680 x 4320: median {1e3 * live.quantile(record.large, 0.5):.0f} ms,"
        found += f" max {1e3 * max(record.large):.0f} ms"
    details = heart.worst(_SHOWN)
    clean = not (record.wrong or faults.exceptions or faults.warnings)
    passed = clean and most <= LIMIT * live.patience(bare, short=short)
    return Outcome(tried, found, passed, (*record.wrong, *faults.exceptions, *faults.warnings, *details))


def _combination(
    desk: Desk, chance: random.Random, record: Record, heart: live.Heartbeat, seconds: float
) -> None:
    """Show one absurdity, let a hand do something with it, and look whether it ends well.

    Between two deeds of a hand the event loop runs, as it does in life.
    """
    formula, box = chance.choice(FORMULAS), _box(chance)
    heart.doing = story = f"{formula!r} on {box}"
    if chance.random() < 0.1:
        size = chance.choice(SIZES)
        _resize(desk, size)
        heart.doing = story = f"{story} in {size}"
    if chance.random() < 0.7:
        desk.controller.replace_text(formula)
        live.linger(0)
    desk.store.dispatch(SetView(box))
    live.linger(0)
    if chance.random() < 0.25:
        heart.doing = story = f"{story} {_look_otherwise(desk, chance)}"
    live.linger(0)
    if chance.random() < 0.3:
        place = (chance.choice((box.x0, 0.5 * box.x0 + 0.5 * box.x1, 0.0, 1e308)), chance.choice((box.y0, 0.0, 5e-324)))
        desk.store.dispatch(SetProbeCoordinates((("x", place[0]), ("y", place[1]), ("t", place[0]))))
    for _ in range(chance.randrange(1, 3)):
        name, gesture = chance.choice(GESTURES)
        record.gestures[name] += 1
        story += f", {name}"
        heart.doing = story
        gesture(desk, chance)
        live.linger(0)
    took = live.wait(lambda: _is_final(desk), seconds)
    if took is None:
        record.wrong.append(f"no final picture within {seconds:g} s: {story}")
    else:
        record.slowest = max(record.slowest, took)
        desk.window.picture.viewport().repaint()
        said = what_is_wrong(desk)
        if said:
            record.wrong.append(f"{said}: {story}")


def _look_otherwise(desk: Desk, chance: random.Random) -> str:
    """Show other pictures of it, another dock, all overlays or the usual ones; return which, in words."""
    arrangement = chance.choice(tuple(Arrangement))
    desk.store.dispatch(SetArrangement(arrangement))
    live.linger(0)
    docks = desk.window.docks
    there = [name for name, toggle in docks.toggles.items() if not toggle.isHidden()]
    dock = chance.choice(["", *there])
    if dock:
        docks.unfold(dock)
    else:
        docks.fold()
    live.linger(0)
    shown = OVERLAYS if chance.random() < 0.6 else Appearance().overlays
    desk.store.dispatch(SetAppearance(replace(desk.store.state.appearance, overlays=tuple(shown))))
    return f"as {arrangement}, with {len(shown)} overlays{f', {dock} unfolded' if dock else ''}"


def _box(chance: random.Random) -> Box:
    def side() -> tuple[float, float]:
        centre, half = chance.choice(CENTRES), 0.5 * chance.choice(WIDTHS)
        return centre - half, centre + half

    across = side()
    return Box(*across, *(across if chance.random() < 0.5 else side()))


def _resize(desk: Desk, size: tuple[int, int]) -> None:
    picture = desk.window.picture
    picture.setMinimumSize(0 if min(size) < 2 else 240, 0 if min(size) < 2 else 200)
    if min(size) < 2:
        picture.resize(*size)
        live.linger(1)
    else:
        desk.window.resize(*size)


def _is_final(desk: Desk) -> bool:
    results = desk.controller.results
    return results.wanted is not None and not any(isinstance(request, FieldRequest) for request in results.pending)


def what_is_wrong(desk: Desk) -> str:
    """Return what a person could not make sense of in the window; empty when there is nothing."""
    state, results, picture = desk.store.state, desk.controller.results, desk.window.picture
    view, frame, figure = state.view, picture.frame, picture._figure
    if not view.is_valid:
        return f"a view that cannot be drawn, {view}"
    for px in frame.pixel_size:
        if not (math.isfinite(px) and px > 0.0):
            return f"a pixel of the size {px}"
    for ticks in (frame.x_ticks, frame.y_ticks):
        if len(set(ticks.labels)) != len(ticks.labels):
            return f"ticks that look the same, {ticks.labels}"
        if not ticks.labels:
            return "an axis without numbers"
    if not picture.isVisible():
        return ""  # the map is drawn when it is seen
    if figure is None or results.field is None:
        return "" if results.field_fault is not None else "no picture and no word"
    field_ = results.field
    if field_.finite_fraction == 0.0 and not figure.notes:
        return "an empty picture without a word"
    if field_.curve is None and not field_.levels and not figure.notes:
        return "a picture without lines and without a word"
    return ""


# What a hand does


def _places(desk: Desk, chance: random.Random) -> tuple[QPointF, QPointF]:
    rect = desk.window.picture.frame.rect
    a, b = (
        rect.topLeft() + QPointF(chance.random() * rect.width(), chance.random() * rect.height()) for _ in range(2)
    )
    return a, b


def _pan(desk: Desk, chance: random.Random) -> None:
    live.drag(desk.window.picture.viewport(), *_places(desk, chance), pause=1.0)


def _drag_probe(desk: Desk, chance: random.Random) -> None:
    picture = desk.window.picture
    _, end = _places(desk, chance)
    live.drag(picture.viewport(), picture._probe.pos(), end, pause=1.0)


def _click(desk: Desk, chance: random.Random) -> None:
    place, _ = _places(desk, chance)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        live.mouse(desk.window.picture.viewport(), kind, place)
        live.linger(0)


def _double_click(desk: Desk, chance: random.Random) -> None:
    place, _ = _places(desk, chance)
    _click(desk, chance)
    live.mouse(desk.window.picture.viewport(), QEvent.Type.MouseButtonDblClick, place)


def _wheel(desk: Desk, chance: random.Random) -> None:
    rect = desk.window.picture.frame.rect
    places = (*_places(desk, chance), rect.bottomLeft() + QPointF(9, 9), rect.topLeft() + QPointF(-9, 9))
    place, notches = chance.choice(places), chance.choice((-500, -10, -1, 1, 10, 500))
    for _ in range(min(abs(notches), 8)):
        live.wheel(desk.window.picture.viewport(), place, math.copysign(max(1, abs(notches) / 8), notches))
        live.linger(0)


def _keys(desk: Desk, chance: random.Random) -> None:
    keys = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Plus, Qt.Key.Key_Minus)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    modifier = chance.choice((live.NO_KEY, control, shift, control | shift))
    for _ in range(5):
        live.press(desk.window.picture, chance.choice(keys), "", modifier)
        live.linger(0)


def _type_ranges(desk: Desk, chance: random.Random) -> None:
    picture = desk.window.picture
    picture.edit_ranges()
    fields = [field_ for field_ in picture._ranges.findChildren(QLineEdit) if field_.isVisibleTo(picture)]
    for field_ in fields:
        if chance.random() < 0.7:
            field_.setText(chance.choice(TYPED))
    if fields:
        live.press(fields[0], Qt.Key.Key_Return, "\r")
        live.press(fields[0], Qt.Key.Key_Escape)


def _turn(desk: Desk, chance: random.Random) -> None:
    surface = desk.window.pictures.surface
    if surface is not None and surface.isVisible():
        rect = surface.rect()
        a, b = (QPointF(chance.random() * rect.width(), chance.random() * rect.height()) for _ in range(2))
        if chance.random() < 0.3:
            live.wheel(surface, a, chance.choice((-9, 9)))
        else:
            live.drag(surface, chance.choice((a, surface.probe_place())), b, pause=1.0)


def _in_dock(desk: Desk, chance: random.Random) -> None:
    parts = [part for part in desk.window.docks.body.findChildren(QWidget)
             if isinstance(part, PlotView | SliceGrid | QSlider) and part.isVisible()]  # fmt: skip
    if parts:
        part = chance.choice(parts)
        a, b = (QPointF(chance.random() * part.width(), chance.random() * part.height()) for _ in range(2))
        live.drag(part, a, b, pause=1.0)


def _command(name: str) -> Callable[[Desk, random.Random], None]:
    return lambda desk, _chance: desk.actions.action(name).trigger()


GESTURES: tuple[tuple[str, Callable[[Desk, random.Random], None]], ...] = (
    ("pan", _pan),
    ("drag the probe", _drag_probe),
    ("click", _click),
    ("double click", _double_click),
    ("wheel", _wheel),
    ("wheel", _wheel),
    ("keys", _keys),
    ("turn the surface", _turn),
    ("drag in a dock", _in_dock),
    ("type ranges", _type_ranges),
    *(
        (name.lower(), _command(name))
        for name in ("Fit", "Home", "Snap to Nearest Critical Point", "To the Middle", "Equal Scales", "Zoom In",
                     "Zoom Out", "Undo", "Redo", "More Levels", "Colour Field")
    ),
)  # fmt: skip

CAMPAIGN = Campaign(
    name="extremes",
    title="Absurd boxes, values and windows",
    bar="0 exceptions, 0 Qt warnings; every picture final or a stated reason within 5 s; no stall > 250 ms",
    full_seconds=600.0,
    run=run,
    short_seconds=3.0,
    is_warm=True,
)
