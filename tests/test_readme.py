"""What the README says is so: its keys, its Python, its commands, its files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hessview import cli
from hessview.app.actions import keyboard_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def keyboard_section() -> str:
    rows = [f"| {key} | {what} | {tip} |" for key, what, tip in keyboard_table()]
    return "\n".join(["| key | does | |", "|---|---|---|", *(row.replace("|  |", "| |") for row in rows)])


def test_the_keyboard_table_is_the_programs_own() -> None:
    section = README.partition("<!-- keyboard -->\n")[2].partition("\n<!-- /keyboard -->")[0]
    assert section == keyboard_section()


def test_the_python_example_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = README.partition("```python\n")[2].partition("```")[0]
    lines = [line for line in source.splitlines() if "hv.explore" not in line]
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(lines), "README.md", "exec"), {})  # noqa: S102 - our own text
    assert (tmp_path / "minimum.svg").exists()


COMMANDS = re.findall(r'^    hessview ((?:analyze|critical|figure) "[^\n#]*)', README, re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    import shlex

    monkeypatch.chdir(tmp_path)
    assert cli.main(shlex.split(line)) == 0
    assert not capsys.readouterr().err


@pytest.mark.parametrize("name", re.findall(r"`([\w/]+(?:/|\.py|\.sh|\.txt))`", README))
def test_the_files_it_names_are_there(name: str) -> None:
    assert any((folder / name).exists() for folder in (ROOT, ROOT / "hessview")), name
