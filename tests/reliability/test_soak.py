"""The soak sees what grows."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.reliability.alone import run_alone
from tests.reliability.counted import growth_an_hour, has_grown
from tests.reliability.hall import the_hall
from tests.reliability.test_alone import plant, planted

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ("planted",)

_BODY = """
import json
from tests.reliability.campaign import Scale
from tests.reliability import soak as loop
from tests.reliability.soak import soak

kept = []

def widget(desk):
    from PySide6.QtWidgets import QLabel
    kept.append(QLabel())

def timer(desk):
    from PySide6.QtCore import QTimer
    for _ in range(10):  # more than those that run by themselves for a moment
        QTimer(desk.window).start(100_000)

def thread(desk):
    import threading, time
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()

def descriptor(desk):
    kept.append(open("/dev/null"))

def font(desk):
    import matplotlib
    from pathlib import Path
    file = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    kept.extend(file.open("rb") for _ in range(70))

def document(desk):
    import hessview.app.files
    show = hessview.app.files.Files.show
    def keeping(files, *shown):
        show(files, *shown)
        kept.append(files._desk.store._history)
    hessview.app.files.Files.show = keeping

def everything(desk):
    for leak in (widget, timer, thread, descriptor, font, document):
        leak(desk)

# The planted timers do not end by themselves, which would be waited for before each count.
loop._TIMERS_LAST = (0.5, 0.5)
outcome = soak(scale, say, leak=everything)
assert not outcome.passed
say(json.dumps(outcome.details))
for file in kept:
    getattr(file, "close", int)()
return outcome
"""


def test_what_is_left_behind_is_found(planted: Path) -> None:
    lines: list[str] = []
    start = the_hall().start if sys.platform == "linux" else None
    ran = run_alone(
        plant(planted, "leaking", _BODY), short=True, seconds=5.0, say=lines.append, patience=300.0, start=start
    )
    details = next((json.loads(line) for line in lines if line.startswith("[")), None)
    assert details is not None, ran.outcome
    for named in ("widgets", "timers", "threads", "descriptors", "fonts", "history of documents"):
        assert any(named in detail for detail in details), (named, details)


def test_the_slope_is_that_of_most_samples_and_not_of_one_that_is_far_off() -> None:
    samples = [(30.0 * k, 1e8 + 2000.0 * k) for k in range(100)]
    samples[50] = (1500.0, 9e8)
    assert growth_an_hour(samples) == pytest.approx(2000.0 * 120, rel=0.01)


def test_a_count_that_comes_back_has_not_grown_and_one_that_stays_up_has() -> None:
    assert not has_grown([5, 5, 6, 5, 7, 5, 5, 5])
    assert has_grown([5, 5, 5, 6, 6, 6, 6, 6])
    assert has_grown([5, 6])
