"""What is remembered: values of four types, strict reading, two windows that write, folders that refuse."""

from __future__ import annotations

import ast
import json
import math
import os
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hessview
from hessview.app.settings import Settings

PACKAGE = Path(hessview.__file__).parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_what_is_remembered_is_there_at_the_next_start(path: Path) -> None:
    settings = Settings(path)
    settings.set("theme", "dark")
    settings.update({"export.dpi": 300, "recent": ["/a é", "b\udc80"], "geometry": b"\x00\xff"})
    again = Settings(path)
    assert again.text("theme", "") == settings.text("theme", "") == "dark"
    assert again.number("export.dpi", 0.0) == 300.0
    assert again.texts("recent") == ["/a é", "b\udc80"]
    assert again.data("geometry") == b"\x00\xff"
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_what_is_missing_or_of_another_type_is_the_default(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"a": True, "b": None, "c": {"d": 1}, "e": [1, "x"], "f": "no base 64", "g": 1e-3}))
    settings = Settings(path)
    for key in "abcef":
        assert settings.number(key, 7.0) == 7.0
        assert settings.data(key) is None
    assert settings.text("c", "default") == settings.text("nothing", "default") == "default"
    assert settings.texts("e") == settings.texts("c") == settings.texts("f") == []
    assert settings.number("g", 0.0) == 1e-3


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"\xff\xfe{}", b'{"theme": NaN}', b'{"theme": 1e999}', b'{"theme": "dark", "theme": "light"}',
     b'{"theme": ' + b"[" * 100_000, b'{"theme": "' + b"d" * (2 << 20) + b'"}', b'[General]\ntheme="@Variant(\\0\\0)"'],
)  # fmt: skip
def test_a_damaged_file_is_no_obstacle_and_the_next_one_is_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    settings = Settings(path)
    assert settings.text("theme", "system") == "system"
    settings.set("theme", "light")
    assert Settings(path).text("theme", "system") == "light"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    assert Settings(path).text("theme", "system") == "system"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner)
                    | st.dictionaries(st.text(), inner), max_leaves=8))  # fmt: skip
@hypothesis.settings(max_examples=60, deadline=None)
def test_whatever_stands_in_it_every_question_gets_an_answer_of_its_type(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    path = tmp_path_factory.mktemp("any") / "settings.json"
    path.write_text(json.dumps({"key": value, "number": 10**400}))
    settings = Settings(path)
    assert isinstance(settings.text("key", ""), str)
    assert math.isfinite(settings.number("key", 0.0))
    assert all(isinstance(entry, str) for entry in settings.texts("key"))
    assert isinstance(settings.data("key"), bytes | None)
    settings.set("other", 1.0)
    assert Settings(path).number("other", 0.0) == 1.0


def test_two_windows_keep_what_the_other_remembers(path: Path) -> None:
    one, other = Settings(path), Settings(path)
    one.set("theme", "dark")
    other.set("recent", ["x"])
    assert Settings(path).text("theme", "") == "dark"
    assert Settings(path).texts("recent") == ["x"]


def test_where_nothing_can_be_written_nothing_is_remembered_and_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.set("theme", "dark")
    assert settings.text("theme", "") == "dark"
    assert (tmp_path / "file").read_text() == "in the way"


def test_nothing_in_the_program_reads_what_can_run_code() -> None:
    forbidden = {"QSettings", "QDataStream", "pickle", "marshal", "shelve", "configfile"}
    sources = list(PACKAGE.rglob("*.py"))
    assert len(sources) > 100
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            names = {alias.name for alias in node.names} if isinstance(node, ast.Import | ast.ImportFrom) else set()
            names |= {node.module or ""} if isinstance(node, ast.ImportFrom) else set()
            names |= {node.attr} if isinstance(node, ast.Attribute) else set()
            # The one stream in use carries our own arrays into Qt's polygons.
            allowed = {"QDataStream"} if source.name == "from_arrays.py" else set()
            assert not names & forbidden - allowed, (source, names & forbidden)
