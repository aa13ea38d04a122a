"""The monkey sees what goes wrong, and does the same again."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.analysis.curvature import Curvature, Kind, at
from hessview.landscapes.catalog import CATALOG
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from tests.reliability import monkey
from tests.reliability.independent import disagreements
from tests.reliability.monkey_events import events

if TYPE_CHECKING:
    from pathlib import Path

_SABOTAGED = """
import os, signal, sys, threading
from tests.reliability.one_monkey import main

def raises(window, number):
    from PySide6.QtCore import QTimer
    QTimer.singleShot(0, lambda: [][0])

def in_a_thread(window, number):
    threading.Thread(target=lambda: [][0]).start()

def not_raised(window, number):
    class Broken:
        def __del__(self):
            [][0]
    Broken()

def warns(window, number):
    from PySide6.QtCore import qWarning
    qWarning("something is odd")

def crashes(window, number):
    os.kill(os.getpid(), signal.SIGSEGV)

def forgets(window, number):
    import hessview.document.session_file as file
    import tests.reliability.one_monkey as one
    from dataclasses import replace
    one.from_bytes = lambda data: replace(file.from_bytes(data), text="forgotten")
    one.CHECK_EVERY = 1

def miscounts(window, number):
    import tests.reliability.one_monkey as one
    numbers = window.desk.window.panel.hessian.numbers
    numbers._values = numbers._values + 1.0
    one.CHECK_EVERY = 1

def a_worker_fails(window, number):
    from hessview.compute.results import Fault, FaultKind
    words = chr(10).join(["Traceback", "  oh", "ZeroDivisionError: oh"])
    fault = Fault("This could not be computed: oh", words, FaultKind.FAILED)
    window.desk.incidents.faults.take_fault(fault)

def everything(window, number):
    import tests.reliability.one_monkey as one
    one._MOST_FAULTS = 14
    deeds = (raises, in_a_thread, not_raised, warns, a_worker_fails, forgets, miscounts)
    deeds[(number - 1) % len(deeds)](window, number)

sys.exit(main(sys.argv[1:], {deed}))
"""


@pytest.mark.parametrize(
    ("deed", "said"),
    [("everything", ("IndexError", "in a thread", "not raised", "Qt says: something is odd", "could not be computed",
                     "does not come back", "is shown as")),
     ("crashes", ("SIGSEGV",))],
)  # fmt: skip
def test_what_goes_wrong_is_seen_with_its_event_and_how_to_see_it_again(
    deed: str, said: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(monkey, "KEPT", tmp_path)
    # It stops by itself when it has seen enough.
    ran = monkey.run_seed(3, 120.0, ("-c", _SABOTAGED.replace("{deed}", deed)))
    for words in said:
        assert any(words in line for line in ran.wrong), (words, ran.wrong)
    assert "--seed 3" in ran.wrong[-1]
    assert (tmp_path / "monkey-3" / "events.log").read_text().startswith("1 ")


def test_a_seed_gives_the_same_events_and_another_seed_others() -> None:
    first, again, other = ([*itertools.islice(events(seed), 500)] for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_every_kind_of_event_is_done() -> None:
    from tests.reliability.monkey_window import Window

    kinds = {event.kind for event in itertools.islice(events(1), 3000)}
    assert kinds == {name for name in dir(Window) if not name.startswith("_")} - {"desk", "prepare", "close"}


def _curvature(text: str, *point: float) -> Curvature:
    return at(ExpressionLandscape(parse(text, editor=True)), point)


@pytest.mark.parametrize("example", CATALOG, ids=lambda example: example.name)
def test_the_independent_hessian_agrees_on_every_example(example: object) -> None:
    text, probe = example.text, example.probe  # type: ignore[attr-defined]
    assert not disagreements(_curvature(text, *probe), parse(text, editor=True), None)


def test_a_wrong_hessian_a_wrong_text_and_a_wrong_class_are_seen() -> None:
    text = "x^2*sin(y) + exp(x*y)"
    formula, right = parse(text, editor=True), _curvature(text, 0.3, 0.7)
    assert disagreements(right, formula, None) == []
    wrong = replace(right, hessian=right.hessian + 1e-12 * np.ones((2, 2)))
    assert "H[0,0] is" in (disagreements(wrong, formula, None) or [""])[0]
    shown = [["1.0", "2.0"], ["2.0", "1.0"]]
    assert "is shown as 1.0" in (disagreements(right, formula, shown) or [""])[0]
    assert "called minimum" in (disagreements(replace(right, kind=Kind.MINIMUM), formula, None) or [""])[0]


def test_a_number_on_the_panel_is_read_to_its_last_digit() -> None:
    formula = parse("1234567 x^2/2 + 0.000001234567 y^2/2 + x y", editor=True)
    curvature = _curvature("1234567 x^2/2 + 0.000001234567 y^2/2 + x y", 0.3, 0.7)
    good = [["1.23457·10⁶", "1"], ["1", "1.23457·10⁻⁶"]]
    assert disagreements(curvature, formula, good) == []
    bad = [["1.23458·10⁶", "1"], ["1", "1.23457·10⁻⁶"]]
    assert disagreements(curvature, formula, bad)


@pytest.mark.parametrize(
    ("text", "point"),
    [("2x^2 + y^2", (-3.387e298, 0.0021)), ("x y", (0.0, 1e308)), ("x^2", (1e308,)), ("x^2 + y^2", (5e-324, 1e308)),
     ("sin(x) + y^2", (1e200, 1e-200)), ("exp(x) y", (-700.0, 3.0)), ("gamma(x) y", (-5.3, 2.0)),
     ("1e300x", (0.038,)), ("cbrt(x) + y^2", (43600000.0, -7.572e16))],
)  # fmt: skip
def test_the_independent_hessian_is_right_at_the_ends_of_the_numbers(text: str, point: tuple[float, ...]) -> None:
    assert disagreements(_curvature(text, *point), parse(text, editor=True), None) == []


def test_where_it_is_said_that_the_function_may_jump_nothing_is_compared() -> None:
    text = "mod(x, 1) + y"
    assert disagreements(_curvature(text, 1018500000.0, 2.0), parse(text, editor=True), None) is None
    assert disagreements(_curvature(text, 1018500000.25, 2.0), parse(text, editor=True), None) == []
