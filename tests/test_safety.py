"""Nothing that is typed, pasted, dropped or opened ever runs: no code, no file, no process, no socket."""

from __future__ import annotations

import builtins
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

import hessview as hv
from hessview import cli
from hessview.app.desk import Desk
from hessview.app.places import Places
from hessview.document.commands import MoveProbe
from hessview.document.parameters import SetParameter, parameters_of
from hessview.document.session_file import SessionProblem, from_bytes, open_bytes, to_bytes
from hessview.document.state import Appearance, Arrangement, Eigenplane, Scale, Slider, State, SurfaceLook
from hessview.views.direction_text import DirectionProblem, read_direction
from tests.hostile_files import NONSENSE, mutants
from tests.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).parent.parent
CORPUS = Path(__file__).parent / "data" / "language.jsonl"
ATTACKS = [
    row["input"]
    for row in map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
    if row["id"].startswith("code_exec")
]
_OF_THREE = "a = 2\nx y^2 z - a sin x"
_PLANE = ((1.0, 0.0, 0.0), (0.0, 0.6, 0.8))
STATE = State(
    text=f"{_OF_THREE} +",
    accepted=_OF_THREE,
    probe=(("x", 0.1), ("y", 0.2), ("z", 0.3)),
    plane=_PLANE,
    appearance=Appearance(scale=Scale.EQUALIZED, centre=0.5, trust=0.2),
    axes=("z", "x"),
    arrangement=Arrangement.BOTH,
    surface=SurfaceLook(12.5, -30.0, 2.0, tangent_plane=True),
    direction=45.0,
    pairs=(("x", "z"), ("z", "y")),
    sliders=(Slider("a", -3.0, 3.0, 0.5),),
    eigenplane=Eigenplane(1, 3, (0.1, 0.2, 0.3), _PLANE, _OF_THREE),
)


@pytest.fixture
def canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test if a payload left its mark in the interpreter or in the working folder."""
    cage = tmp_path / "cage"
    cage.mkdir()
    monkeypatch.chdir(cage)
    yield
    assert not hasattr(builtins, "HESSVIEW_CANARY")
    assert list(cage.iterdir()) == []


@pytest.fixture(scope="module")
def carriers() -> dict[str, bytes]:
    """Small figures of every format that carry `STATE`."""
    picture = hv.Picture(STATE)
    return {kind: picture.to_bytes(kind, size=(120.0, 90.0), dpi=40) for kind in ("svg", "pdf", "png")}


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A window whose reports are kept in ``said`` instead of being shown."""
    made = Desk(qapp, Places.inside(tmp_path))
    made.window.show()
    yield made
    made.close()


@pytest.fixture
def said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window would have reported."""
    reports: list[str] = []
    monkeypatch.setattr(desk, "report", lambda message, *_: reports.append(message))
    return reports


# Formulas


def test_reading_and_evaluating_the_corpus_makes_no_audit_event() -> None:
    words = [sys.executable, "-m", "tests.audited_corpus", str(CORPUS)]
    answer = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert (answer.returncode, answer.stderr) == (0, "")
    found = json.loads(answer.stdout)
    assert found["rows"] >= 325
    assert found["seen"] == {}
    assert any(event.startswith("open") for event in found["heard_at_the_end"])


@pytest.mark.parametrize("text", ATTACKS)
def test_code_is_no_formula_at_any_entrance_of_scripts(
    text: str, canary: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(hv.SyntaxProblem):
        hv.Function(text)
    with pytest.raises(hv.SyntaxProblem):
        hv.Function("x", variables=("x", text))
    with pytest.raises(hv.SyntaxProblem):
        hv.Function("x", parameters={text: 1.0})
    with pytest.raises(hv.SyntaxProblem):
        hv.figure(text)
    out = tmp_path / "out.svg"
    for words in (
        ["analyze", "--at", "1,2", "--", text], ["analyze", "--at", text, "--", "x y"],
        ["analyze", "--at", "1", f"--let={text}=1", "--", "x"], ["analyze", "--at", "1", f"--vars={text}", "--", "x"],
        ["figure", "-o", str(out), "--", text], ["figure", "-o", str(out), f"--box=x={text}:1", "--", "x"],
    ):  # fmt: skip
        assert cli.main(words) == 2, words
    assert capsys.readouterr().out == ""
    assert not out.exists()


# Files


def test_hostile_files_are_refused_in_a_sentence_or_are_sessions_and_nothing_runs(
    canary: None, carriers: dict[str, bytes], watch: Watch
) -> None:
    watch.seen.clear()
    read = refused = 0
    for name, data in mutants(to_bytes(STATE), carriers, 700):  # one at a time: together they are large
        with watch:
            found = opened(data)
        if isinstance(found, State):
            read += 1
            assert from_bytes(to_bytes(found)) == found, name
        else:
            refused += 1
            assert is_one_sentence(found.message), (name, found.message)
            assert found.place == "$" or found.place.startswith("$.")
        assert not watch.seen, (name, watch.seen)
    assert read > 100
    assert refused > 1000
    assert read + refused >= 1500


def opened(data: bytes) -> State | SessionProblem:
    """Return the session, or why there is none."""
    try:
        return open_bytes(data)
    except SessionProblem as problem:
        return problem


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and text.isprintable() and len(text) < 300


@pytest.mark.usefixtures("canary")
def test_a_hostile_file_never_disturbs_the_open_document(
    carriers: dict[str, bytes], watch: Watch, desk: Desk, said: list[str], tmp_path: Path
) -> None:
    watch.seen.clear()
    desk.store.dispatch(MoveProbe((("x", 1.25),)))
    desk.store.seal()
    before, undo = desk.store.state, desk.store.undo_name
    path = tmp_path / "hostile.hessview"
    some = [*NONSENSE.items(), *list(mutants(to_bytes(STATE), carriers, 60))[len(NONSENSE) :: 19]]
    refused = 0
    for name, data in some:
        if isinstance(opened(data), State):
            continue
        refused += 1
        path.write_bytes(data)
        with watch:
            was_opened = desk.files.open(path)
        assert not was_opened, name
        assert is_one_sentence(said[-1]), (name, said[-1])
        assert said[-1].startswith("hostile.hessview")
        assert (desk.store.state, desk.store.undo_name, desk.store.modified) == (before, undo, True)
        assert desk.files.path is None
    assert refused == len(said) > 100
    assert watch.seen
    assert all(event.startswith(f"open ('{path}', ") for event in watch.seen), watch.seen
    assert desk.files.recent == []


@pytest.mark.parametrize("name", ["missing.hessview", "folder.hessview", "nul\0.hessview", "x" * 300 + ".hessview"])
def test_what_is_no_file_is_refused_too(canary: None, desk: Desk, said: list[str], tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.hessview").mkdir()
    before = desk.store.state
    assert not desk.files.open(tmp_path / name)
    assert len(said) == 1
    assert desk.store.state == before


def test_a_file_larger_than_any_figure_is_not_read(desk: Desk, said: list[str], tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert not desk.files.open(path)
    assert "larger than" in said[0]


def test_sessions_that_read_as_such_but_mean_harm_open_as_documents(
    canary: None, desk: Desk, said: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "harm.hessview"
    for text in ATTACKS:
        document = json.loads(to_bytes(State(text, "x y")))
        document["probe"] = {"x": 1e308, "q": -1e308}
        path.write_text(json.dumps(document))
        desk.store.mark_saved()
        assert desk.files.open(path)
        assert desk.store.state.text == text
        assert desk.window.editor.field.toPlainText() == text
        assert desk.window.editor.problem is not None
    assert said == []


# The window


@pytest.mark.parametrize("text", [text for text in ATTACKS if text.isascii()][::6])
def test_code_that_is_typed_is_wrong_at_every_letter_and_runs_at_none(canary: None, desk: Desk, text: str) -> None:
    field = desk.window.editor.field
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text[:40].replace("\n", ";"))
    assert desk.store.state.text.startswith(text[:1])


def test_code_that_is_pasted_or_dropped_is_text(canary: None, desk: Desk, said: list[str]) -> None:
    field = desk.window.editor.field
    for text in ATTACKS:
        QGuiApplication.clipboard().setText(text)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert desk.store.state.text == text
        assert desk.window.editor.problem is not None
        desk.store.undo()
        drop(desk, text=text)
        assert desk.store.state.text == text.strip()
        assert desk.window.editor.problem is not None
    QGuiApplication.clipboard().clear()
    assert said == []


def test_coordinates_that_are_code_are_no_coordinates(canary: None, desk: Desk) -> None:
    desk.controller.start()
    before = desk.store.state.probe
    for text in ATTACKS:
        field = desk.window.panel.coordinates.fields[0]
        field.setFocus()
        field.selectAll()
        field.insert(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert desk.store.state.probe == before


def test_code_is_no_direction_and_reading_it_makes_no_audit_event(canary: None, watch: Watch) -> None:
    variables = ("x", "y", "z")
    assert read_direction("1, 0, -2", variables) == (1.0, 0.0, -2.0)  # what is imported is none of the code's doing
    assert read_direction("x - 2z", variables) == (1.0, 0.0, -2.0)
    watch.seen.clear()
    for text in ATTACKS:
        for typed in (text, f"1, 0, {text}", f"x + {text}", f"{text}, {text}, {text}"):
            with watch:
                found = read_direction(typed, variables)
            assert isinstance(found, DirectionProblem), typed
            assert found.sentence.isprintable()
            assert len(found.sentence) < 400
    assert watch.seen == {}


def test_what_stands_around_a_parameter_is_never_read_as_more_than_a_formula(canary: None, watch: Watch) -> None:
    parameters_of(State("a = 1\na x", "a = 1\na x"))
    watch.seen.clear()
    for text in ATTACKS:
        harm = State(f"a = 1\n{text}", f"a = 1\n{text}")
        for state in (harm, replace(harm, text=f"{text}\na = 1\na x"), State(f"a = {text}\na x", f"a = {text}\na x")):
            with watch:
                assert parameters_of(state) == ()
                assert SetParameter("a", 2.0).apply(state) == state
                assert SetParameter(text, 2.0).apply(state) == state
    with watch:
        moved = SetParameter("a", -2.5).apply(State("a = 1\na x", "a = 1\na x"))
    assert moved.text == "a = -2.5\na x"
    assert watch.seen == {}


def test_numbers_of_sliders_that_are_code_are_no_numbers(canary: None, desk: Desk) -> None:
    desk.controller.start()
    text = "a = 1\na x^2 + y"
    desk.store.open(State(text, text))
    desk.window.docks.unfold("parameters")
    assert desk.parameters.view is not None
    row = desk.parameters.view.rows["a"]
    before = desk.store.state
    for attack in ATTACKS:
        for field in (row.value, row.low, row.high, row.step):
            field.setFocus()
            field.selectAll()
            field.insert(attack)
            field.setModified(True)
            QTest.keyClick(field, Qt.Key.Key_Return)
            assert desk.store.state == before
            assert row.words.text().endswith("is no number.")
            QTest.keyClick(field, Qt.Key.Key_Escape)


def test_links_that_are_dropped_are_not_followed(canary: None, desk: Desk, said: list[str], watch: Watch) -> None:
    # What is imported for the first picture is none of the link's doing.
    for text in ("x^2 y", "x +"):
        drop(desk, text=text)
    before = desk.store.state
    watch.seen.clear()
    for link in ("http://localhost:9/x.hessview", "javascript:alert(1)", "file:///etc/passwd", "file:///dev/zero",
                 "file://localhost/../..", "file:///proc/self/mem"):  # fmt: skip
        with watch:
            drop(desk, url=link)
        assert desk.store.state.accepted == before.accepted
    named = ("open ('/etc/passwd'", "open ('/proc/self/mem'")
    assert all(event.startswith(named) for event in watch.seen), watch.seen
    assert len(said) >= 3


def drop(desk: Desk, *, text: str = "", url: str = "") -> None:
    """Drop a text or a link on the middle of the window."""
    carried = QMimeData()
    if url:
        carried.setUrls([QUrl(url)])
    else:
        carried.setText(text)
    place, action, left = QPointF(500, 400), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none: Any = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), action, carried, left, none)
    desk.window.dragEnterEvent(enter)
    event = QDropEvent(place, action, carried, left, none)
    desk.window.dropEvent(event)


def test_the_marks_that_the_canaries_would_leave_are_noticed(tmp_path: Path) -> None:
    state = replace(STATE, text=ATTACKS[0])
    assert "HESSVIEW_CANARY" in from_bytes(to_bytes(state)).text
