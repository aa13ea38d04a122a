"""The campaign of mutated files sees what it is there to see."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hessview.document.session_file import open_bytes
from tests.giant_files import GIANTS
from tests.mutated_files import STATES, mutant, specimen
from tests.reliability import mutants
from tests.reliability.mutants import Mutants, outcome, sketched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication

    from hessview.document.state import State

SOME = 60


@pytest.fixture
def trial(qapp: QApplication, tmp_path: Path) -> Iterator[Mutants]:
    made = Mutants(tmp_path, 2026, sketched)
    yield made
    made.close()


def found(trial: Mutants) -> str:
    trial.mutants(0, SOME, time.monotonic() + 60.0)
    return "; ".join(trial.failures)


def test_the_same_seed_and_number_make_the_same_file() -> None:
    specimens = [specimen(state) for state in STATES]
    first, again = ([mutant(specimens, 7, number) for number in range(50)] for _ in range(2))
    assert first == again
    assert first != [mutant(specimens, 8, number) for number in range(50)]


def test_a_reader_without_fault_passes(trial: Mutants) -> None:
    assert found(trial) == ""
    assert trial.counts["equal"]
    assert trial.counts["refused"] == trial.counts["refused in the window"] > SOME // 2
    assert outcome(trial, SOME, 1.0, short=True).passed
    assert not outcome(trial, SOME, 1.0, short=False).passed


def raises(data: bytes) -> State:
    raise KeyError(len(data))


def opens_another_file(data: bytes) -> State:
    Path(__file__).read_bytes()
    return open_bytes(data)


def changes_what_it_reads(data: bytes) -> State:
    return replace(open_bytes(data), text="x")


def is_slow(data: bytes) -> State:
    time.sleep(0.01)
    return open_bytes(data)


@pytest.mark.parametrize(
    ("read", "words"),
    [(raises, "raised KeyError"), (opens_another_file, "did open"), (changes_what_it_reads, "is not what it was")],
)
def test_a_reader_with_a_fault_is_caught(trial: Mutants, read: Callable[[bytes], State], words: str) -> None:
    trial.read = read
    assert words in found(trial)
    assert not outcome(trial, SOME, 1.0, short=True).passed


def test_a_slow_reader_is_caught(trial: Mutants, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutants, "PATIENCE", 0.01)
    monkeypatch.setattr(mutants, "LONGEST", 0.01)
    trial.read = is_slow
    assert "took 0.0" in found(trial)


def test_a_window_that_takes_what_it_refuses_is_caught(trial: Mutants, monkeypatch: pytest.MonkeyPatch) -> None:
    files, store = trial.desk.files, trial.desk.store
    wrong = replace(STATES[0], text="taken")
    monkeypatch.setattr(files, "open", lambda _path: store.open(wrong) or False)
    assert "changed the open document" in found(trial)


def test_memory_is_counted(trial: Mutants, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutants, "MOST_MEMORY", 10.0)
    trial.read = lambda data: open_bytes((b"x" * (64 << 20))[:0] + data)
    trial.mutants(0, 2, time.monotonic() + 60.0)
    assert "MB" in "; ".join(trial.failures)


def test_every_giant_is_as_large_as_it_should_be_and_begins_as_it_should(tmp_path: Path) -> None:
    path = tmp_path / "giant"
    for giant in GIANTS:
        size = giant.write(path, 2 << 20)
        assert 0.5 * min(2 << 20, giant.most or size) < size <= 2 << 20, giant.name
        assert path.read_bytes().startswith(giant.head + giant.part)
        assert path.read_bytes().endswith(giant.tail)
