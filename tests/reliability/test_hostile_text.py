"""The campaign of hostile text sees what it is there to see."""

from __future__ import annotations

import builtins
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hessview as hv
from hessview import cli
from hessview.app import search_dialog
from tests.fuzzed_text import fuzzed
from tests.reliability.entrances import Api, CommandLine, Session
from tests.reliability.hostile_text import ROUND, SHARES, HostileText, outcome
from tests.reliability.window_entrances import Clipboard, Drop, Editor, SearchBox, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication


CODE = compile("pass", "nowhere", "exec")


@dataclass
class Door:
    """An entrance that does what it is told."""

    name: str
    act: Callable[[str], str | None]

    def take(self, text: str, _number: int) -> str | None:
        return self.act(text)


def tried(folder: Path, act: Callable[[str], str | None]) -> HostileText:
    trial = HostileText(folder, 2026, {name: Door(name, act) for name, _ in SHARES})
    trial.texts(0, ROUND, time.monotonic() + 60.0)
    return trial


def test_the_same_seed_and_number_make_the_same_text_and_texts_differ() -> None:
    some = [fuzzed(1, number) for number in range(300)]
    assert some == [fuzzed(1, number) for number in range(300)]
    assert len(set(some)) > 280
    assert sum(is_formula(text) for text in some) > 30


def is_formula(text: str) -> bool:
    try:
        hv.Function(text)
    except hv.SyntaxProblem:
        return False
    return True


def test_the_shares_of_the_entrances_fill_a_round_and_none_is_left_out() -> None:
    assert sum(share for _, share in SHARES) == ROUND
    assert min(share for _, share in SHARES) / ROUND * 1_000_000 >= 20_000


def test_what_lets_nothing_in_passes(tmp_path: Path) -> None:
    trial = tried(tmp_path, lambda _text: None)
    made = outcome(trial, ROUND, (), 1.0, short=True)
    assert made.passed
    assert made.details == ()
    assert not outcome(trial, ROUND, (), 1.0, short=False).passed
    assert not outcome(trial, ROUND, ("nobody caught it",), 1.0, short=True).passed


def writes_a_file(folder: Path) -> Callable[[str], None]:
    return lambda text: (folder / "HESSVIEW_CANARY").touch() if "x" in text else None


def test_a_canary_in_a_file_is_seen(tmp_path: Path) -> None:
    trial = tried(tmp_path, writes_a_file(tmp_path))
    assert trial.counts["canaries"] == 1
    assert "HESSVIEW_CANARY" in "".join(trial.failures)


def test_a_canary_among_the_builtins_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = tried(tmp_path, lambda _text: monkeypatch.setattr(builtins, "HESSVIEW_CANARY", 1, raising=False))
    assert trial.counts["canaries"] == 1


@pytest.mark.parametrize(
    ("act", "event"),
    [
        (lambda _text: exec(CODE), "exec"),  # noqa: S102 - what must be seen
        (lambda _text: compile("1", "x", "eval") and None, "compile"),
        (lambda _text: Path(__file__).read_bytes() and None, "open"),
        (lambda _text: __import__("this_is_no_module"), "import"),
    ],
)
def test_what_runs_or_opens_or_imports_is_seen(
    tmp_path: Path, act: Callable[[str], str | None], event: str
) -> None:
    trial = tried(tmp_path, act)
    assert trial.counts["audit events"] >= ROUND
    assert f"did {event}" in "".join(trial.failures)


def test_a_raw_exception_is_seen_and_can_be_tried_again(tmp_path: Path) -> None:
    trial = tried(tmp_path, lambda text: text[10_000_000])  # type: ignore[return-value]
    assert trial.counts["raw exceptions"] == ROUND
    assert trial.failures[0].startswith(f"text 0 of seed 2026 at the {SHARES[0][0]}: raised IndexError")


@pytest.mark.parametrize("entrance", [Api(), CommandLine(), Session()], ids=lambda entrance: entrance.name)
def test_an_attack_and_a_formula_are_both_answered_everywhere(entrance: Api | CommandLine | Session) -> None:
    for number in range(40):
        for text in ("x^2 y", "__import__('os').system('true')", "\x1b[31m\u202e\ud800", ""):
            assert entrance.take(text, number) is None


def test_a_command_line_that_passes_orders_to_the_terminal_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_printable", lambda line: line)
    entrance = CommandLine()
    wrong = [entrance.take("\x1b[31m", number) for number in range(60)]
    assert any(found is not None and "complained" in found for found in wrong)


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[Window]:
    with Window(tmp_path) as made:
        yield made


@pytest.mark.leaks("the completion's list belongs to Qt until the application ends")
def test_a_box_that_cannot_be_searched_but_is_taken_is_seen(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    entrance = SearchBox(window)
    assert entrance.take("7", 0) is None
    monkeypatch.setattr(search_dialog, "refusal", lambda _low, _high: "")
    assert "was taken" in str(entrance.take("7", 0))


@pytest.mark.leaks("the completion's list belongs to Qt until the application ends")
def test_the_window_answers_at_its_entrances_and_a_slot_that_raises_is_seen(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = (Editor(window), Clipboard(window), Drop(window), SearchBox(window))
    for number in range(20):
        for way in ways:
            assert way.take(("x^2 y", "x +", "exec('1')", "α\u2028\r\n\0\xa0")[number % 4], number) is None
    shown: Counter[str] = Counter()

    def breaks(text: str) -> None:
        shown[text] += 1
        raise RuntimeError("on purpose")

    window.desk.window.editor.field.edited.connect(breaks)
    assert "on purpose" in str(ways[0].take("x y z", 1))
    assert shown
