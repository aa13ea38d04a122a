"""The judge of kills sees what it must see."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from hessview.app.recovery_folder import OwnFile
from hessview.document.recovery import Recovery, to_bytes
from hessview.document.session_file import to_bytes as session_bytes
from hessview.document.session_file import to_metadata
from hessview.document.state import State
from tests.reliability.kill_verdict import DIARY, ERRORS, MARK, SESSION, Verdict, judge
from tests.reliability.kills import processes_of

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = (State(text, text) for text in ("x", "x^2", "x^3"))
STRANGE = State("y", "y")


class Scene:
    """A folder as a kill leaves it; the clock begins at 100 s."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "user").mkdir()
        self.hold(A)
        self.note(0.0, "same", A)

    def hold(self, state: State) -> None:
        (self.folder / SESSION).write_bytes(session_bytes(state))

    def note(self, time: float, what: str, state: State) -> None:
        with (self.folder / DIARY).open("a") as diary:
            diary.write(f"{100.0 + time:.6f} {what} {to_metadata(state)}\n")

    def keep(self, state: State) -> None:
        own = OwnFile.fresh(self.folder / "data" / "recovery")
        own.write(to_bytes(Recovery(state, datetime(2026, 1, 1, tzinfo=UTC), str(self.folder / SESSION))))
        own.release()

    def judged(self, time: float) -> Verdict:
        return judge(self.folder, 100.0 + time)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def kinds(verdict: Verdict) -> list[str]:
    return [fault.split(":")[0] for fault in verdict.faults]


def test_changes_that_were_kept_are_no_fault(scene: Scene) -> None:
    scene.note(1.0, "changed", B)
    scene.note(3.0, "changed", C)
    scene.keep(B)
    verdict = scene.judged(3.4)
    assert verdict.faults == ()
    assert verdict.was_due
    assert verdict.offered == to_metadata(B)
    assert verdict.lost == pytest.approx(0.4)


def test_a_damaged_session_is_seen(scene: Scene) -> None:
    (scene.folder / SESSION).write_bytes(session_bytes(A)[:-20])
    assert kinds(scene.judged(1.0)) == ["damaged"]


def test_a_session_of_another_document_is_seen(scene: Scene) -> None:
    scene.note(1.0, "changed", B)
    scene.hold(B)
    assert kinds(scene.judged(1.5)) == ["damaged"]


def test_stray_files_are_seen(scene: Scene) -> None:
    (scene.folder / "user" / ".valley.hessview.abc").write_bytes(b"")
    (scene.folder / "data" / "recovery").mkdir(parents=True)
    (scene.folder / "data" / "recovery" / "recovery-1.lock").write_bytes(b"")
    assert kinds(scene.judged(1.0)) == ["stray", "stray"]


def test_what_the_next_start_sweeps_is_no_stray_file(scene: Scene) -> None:
    (scene.folder / "data" / "recovery").mkdir(parents=True)
    (scene.folder / "data" / "recovery" / "recovery-1.part").write_bytes(b"")
    verdict = scene.judged(1.0)
    assert verdict.faults == ()
    assert verdict.swept == ("data/recovery/recovery-1.part",)


def test_a_missing_offer_is_seen(scene: Scene) -> None:
    scene.note(1.0, "changed", B)
    assert scene.judged(1.9).faults == ()
    assert kinds(scene.judged(2.1)) == ["offer"]


def test_a_slow_machine_excuses_as_much_as_a_bare_write_is_late(scene: Scene) -> None:
    scene.note(1.0, "changed", B)
    verdict = judge(scene.folder, 102.3, 0.5)
    assert verdict.faults == ()
    assert verdict.is_excused
    assert not verdict.was_due
    assert kinds(judge(scene.folder, 102.6, 0.5)) == ["offer"]


def test_changes_that_could_not_be_kept_are_seen(scene: Scene) -> None:
    with (scene.folder / DIARY).open("a") as diary:
        diary.write("100.5 trouble \n")
    assert kinds(scene.judged(1.0)) == ["error"]


def test_an_offer_of_nothing_is_seen(scene: Scene) -> None:
    scene.note(1.0, "changed", B)
    scene.note(1.5, "same", A)
    scene.keep(B)
    scene.folder.joinpath(SESSION).unlink()
    assert "offer" in kinds(scene.judged(5.0))


def test_two_offers_of_one_window_and_an_unreadable_one_are_seen(scene: Scene) -> None:
    scene.note(1.0, "changed", B)
    scene.keep(B)
    (scene.folder / "data" / "recovery" / "recovery-0.json").write_bytes(b"{")
    assert sorted(kinds(scene.judged(2.5))) == ["damaged", "offer"]


def test_an_offer_of_what_never_was_is_seen(scene: Scene) -> None:
    scene.note(1.0, "changed", B)
    scene.keep(STRANGE)
    assert "offer" in kinds(scene.judged(2.5))


def test_lost_work_is_seen(scene: Scene) -> None:
    scene.note(1.0, "changed", B)
    scene.note(1.2, "changed", C)
    scene.keep(B)
    assert scene.judged(3.1).lost == pytest.approx(1.9)
    scene.keep(B)
    assert kinds(scene.judged(3.3)) == ["lost"]


def test_an_exception_is_seen(scene: Scene) -> None:
    (scene.folder / ERRORS).write_text("Traceback (most recent call last):\nValueError: no\n")
    assert scene.judged(1.0).faults == ("error: ValueError: no",)


def test_an_orphan_is_seen(tmp_path: Path) -> None:
    orphan = subprocess.Popen(["cat"], stdin=subprocess.PIPE, env={**os.environ, MARK: str(tmp_path)})
    assert orphan.stdin is not None
    with orphan.stdin:
        assert processes_of(tmp_path) == [orphan.pid]
        assert processes_of(tmp_path / "other") == []
    orphan.wait()
    assert processes_of(tmp_path) == []
