"""The campaign of the interpreters sees what it is there to see."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.reliability import environments, interpreters, reference_counts
from tests.reliability.campaign import Scale
from tests.reliability.environments import CannotMake, Environment, lower_bound, requirements

FULL = Scale(short=False, seconds=60.0)


def hear_nothing(_line: str) -> None:
    """Hear nothing."""


@pytest.mark.parametrize(("count", "sign"), [("Py_IncRef", 1), ("Py_DecRef", -1)])
@pytest.mark.parametrize("what", ["sentinel", "tuple", "int"])
def test_one_reference_too_many_or_too_few_a_call_is_a_drift(count: str, sign: int, what: str) -> None:
    change = getattr(ctypes.pythonapi, count)
    change.argtypes, change.restype = [ctypes.py_object], None
    held = [reference_counts.WATCHED[what]] * 600

    def corrupt(times: int) -> None:
        for _ in range(min(times, 500)):
            change(held[0])

    drifts = reference_counts.measure(500, {"corrupt": corrupt})
    undo = ctypes.pythonapi.Py_DecRef if sign > 0 else ctypes.pythonapi.Py_IncRef
    undo.argtypes, undo.restype = [ctypes.py_object], None
    for _ in range(564):
        undo(held[0])
    assert [(each.what, each.drift) for each in drifts if not each.holds] == [(what, 500 * sign)]


def test_every_kind_of_call_is_made_and_none_drifts() -> None:
    drifts = reference_counts.measure(500)
    assert {each.call for each in drifts} == set(reference_counts.kinds_of_calls())
    assert all(each.holds for each in drifts)


def test_the_pins_are_what_they_must_be() -> None:
    assert interpreters.pin_faults() == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (">=6.11.2,<6.12; python_version < '3.12'", ">=6.11.2,<7; python_version < '3.12'", "6.12 corrupts"),
        ("numpy>=1.26,<3", "numpy>=99,<100", "pins numpy to"),
        ("Programming Language :: Python :: 3.13", "Programming Language :: Python :: 3.14", "no classifier for 3.13"),
    ],
)
def test_a_wrong_pin_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str, new: str, fault: str) -> None:
    root = environments.ROOT
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "pyproject.toml").write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    assert fault in "; ".join(interpreters.pin_faults())


def test_a_requirement_without_a_lower_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="no lower bound"):
        lower_bound(Requirement("numpy<3"))


def test_markers_choose_the_requirements_of_an_interpreter() -> None:
    found = {python: next(each for each in requirements(python) if each.name == "PySide6-Essentials")
             for python in ("3.11.7", "3.12.0")}  # fmt: skip
    assert Version("6.12") not in found["3.11.7"].specifier
    assert Version("6.12") in found["3.12.0"].specifier


def test_a_missing_interpreter_is_named_and_nothing_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters, "interpreters", dict)
    outcome = interpreters.run(FULL, hear_nothing)
    assert not outcome.passed
    assert "3.12: Python 3.12 was not found" in outcome.details


@pytest.fixture
def one_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let this interpreter stand for all."""
    here = Environment("3.11.0", "lowest", Path(sys.executable))
    monkeypatch.setenv("HESSVIEW_VENVS", str(tmp_path))
    monkeypatch.setattr(interpreters, "WANTED", ((3, 11),))
    monkeypatch.setattr(interpreters, "KINDS", ("lowest",))
    monkeypatch.setattr(interpreters, "interpreters", lambda: {(3, 11): Path(sys.executable)})
    monkeypatch.setattr(interpreters, "made", lambda *_: here)


GOOD_COUNTS = (0, '{"worst": 0, "faults": []}')


@pytest.mark.usefixtures("one_environment")
@pytest.mark.parametrize(
    ("counts", "suite", "detail"),
    [
        (
            GOOD_COUNTS,
            (1, "FAILED tests/test_a.py::test_it - assert 0\n1 failed, 7 passed in 1s"),
            "test_a.py::test_it",
        ),
        (GOOD_COUNTS, (-11, "Fatal Python error: Segmentation fault"), "pytest ended with -11"),
        (GOOD_COUNTS, (-9, "tests/a.py ....\nstopped: no time left after 3 s"), "no time left"),
        ((0, '{"worst": 9, "faults": ["timers: None +9000"]}'), (0, "7 passed in 1s"), "timers: None +9000"),
        ((-11, "crashed"), (0, "7 passed in 1s"), "counting references ended with -11"),
    ],
    ids=["failed", "crashed", "late", "drift", "crashed-counting"],
)
def test_what_fails_in_an_environment_fails_the_campaign(
    monkeypatch: pytest.MonkeyPatch, counts: tuple[int, str], suite: tuple[int, str], detail: str
) -> None:
    monkeypatch.setattr(interpreters, "_run", lambda command, _limit: suite if "pytest" in command else counts)
    outcome = interpreters.run(FULL, hear_nothing)
    assert not outcome.passed
    assert detail in "\n".join(outcome.details)


@pytest.mark.usefixtures("one_environment")
def test_a_green_suite_without_drift_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    suite = (0, "....\n7 passed, 2 skipped in 1s")
    monkeypatch.setattr(interpreters, "_run", lambda command, _limit: suite if "pytest" in command else GOOD_COUNTS)
    outcome = interpreters.run(FULL, hear_nothing)
    assert outcome.passed
    assert "7 tests passed" in outcome.found


@pytest.mark.usefixtures("one_environment")
def test_an_environment_that_pip_cannot_make_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Environment:
        raise CannotMake("no network")

    monkeypatch.setattr(interpreters, "made", refuse)
    outcome = interpreters.run(FULL, hear_nothing)
    assert not outcome.passed
    assert "no network" in outcome.details[0]


def test_a_program_that_does_not_end_is_killed_at_the_limit() -> None:
    returned, printed = interpreters._run([sys.executable, "-c", "import time; time.sleep(600)"], 1.0)
    assert returned == -9
    assert "no time left" in printed


def test_the_lowest_version_is_the_first_that_has_a_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    def pip(command: list[object], **_: object) -> subprocess.CompletedProcess[str]:
        listed = "it (3.0)\nAvailable versions: 3.0, 2.1, 0.4.src, 2.0, 1.9, 1.8, 1.7"
        return subprocess.CompletedProcess([], 0 if command[-1] in ("it==2.0", "it") else 1, listed, "")

    monkeypatch.setattr(subprocess, "run", pip)
    assert environments._lowest_wheel(Path("python"), Requirement("it>=1.8,<3")) == Version("2.0")
    with pytest.raises(CannotMake, match="no wheel"):
        environments._lowest_wheel(Path("python"), Requirement("it>=2.1,<3"))
