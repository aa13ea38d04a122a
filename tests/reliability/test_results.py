"""What is kept of full campaigns is what the README says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.reliability import results
from tests.reliability.__main__ import main
from tests.reliability.alone import Ran
from tests.reliability.campaign import CAMPAIGNS, Outcome, Scale, load
from tests.reliability.table import HEADINGS, fitted, markdown

FOLDER = Path(__file__).parent
ROW = ("kill -9 while editing", "500 kills in 21 min", "0 damaged | 0 stray files", "0 damaged files " * 9, "passed")


def ran(name: str, *, passed: bool = True) -> Ran:
    return Ran(
        name, f"title of {name}", "0 lost", Scale(short=False, seconds=1.0), Outcome("9 tries", "0 lost", passed), 1.0
    )


def test_every_campaign_of_the_folder_is_registered_once_and_under_its_own_name() -> None:
    there = {path.stem for path in FOLDER.glob("*.py") if "\nCAMPAIGN = Campaign(" in path.read_text(encoding="utf-8")}
    assert sorted(CAMPAIGNS) == sorted(there - {"test_alone"})
    assert [load(name).name for name in CAMPAIGNS] == list(CAMPAIGNS)


def test_the_short_forms_take_ninety_seconds_together_at_most() -> None:
    assert sum(load(name).short_seconds for name in CAMPAIGNS) <= 90.0


def test_the_table_of_the_readme_is_what_is_kept_and_names_every_campaign() -> None:
    text = results.README.read_text(encoding="utf-8")
    section = text.partition(results.BEGIN)[2].partition(results.END)[0]
    assert section == results.section(results.read()), "python -m tests.reliability --keep writes it anew"
    for name in CAMPAIGNS:
        assert f"| {load(name).title.lower()} |" in section.lower()


def test_what_is_kept_is_of_campaigns_as_they_are_now() -> None:
    for name, row in results.read().items():
        assert (row["title"].lower(), row["bar"]) == (load(name).title.lower(), load(name).bar)


@pytest.fixture
def kept_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Results and README in a folder of their own."""
    (tmp_path / "README.md").write_text(f"before\n{results.BEGIN}old{results.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(results, "README", tmp_path / "README.md")
    monkeypatch.setattr(results, "CAMPAIGNS", ("kills", "soak"))
    return tmp_path


def test_keeping_one_result_leaves_the_others_and_the_rest_of_the_readme(kept_elsewhere: Path) -> None:
    results.keep([ran("soak"), ran("kills", passed=False)])
    results.keep([ran("kills")])
    kept = json.loads((kept_elsewhere / "results.json").read_text(encoding="utf-8"))
    assert list(kept) == ["kills", "soak"]
    assert {row["verdict"] for row in kept.values()} == {"passed"}
    text = (kept_elsewhere / "README.md").read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "| Title of kills | 9 tries | 0 lost | 0 lost | passed |" in text
    assert "old" not in text


def test_what_is_kept_says_what_kind_of_machine_it_was_and_not_which() -> None:
    import platform

    assert " cores, " in results.machine()
    assert platform.node() not in results.machine()


def test_only_full_campaigns_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--short", "--keep", "all"])
    assert ended.value.code == 2
    assert "full" in capsys.readouterr().err


def test_a_name_that_is_no_campaign_is_refused_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["no-such"])
    assert ended.value.code == 2
    assert CAMPAIGNS[0] in capsys.readouterr().err


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_the_table_fits_the_terminal_and_loses_no_word(width: int) -> None:
    lines = fitted([ROW, ROW], width).splitlines()
    assert {len(line) for line in lines} <= set(range(width - 8, width + 1))
    assert sum(line.count("damaged") for line in lines) == 20


def test_a_cell_does_not_break_a_markdown_table() -> None:
    lines = markdown(HEADINGS, [("a\nb", *ROW[1:])]).splitlines()
    assert lines[1] == "|---|---|---|---|---|"
    assert lines[2].startswith(r"| a b | 500 kills in 21 min | 0 damaged \| 0 stray files |")
