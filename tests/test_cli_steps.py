"""``hessview analyze --steps`` prints the page of steps, and writes it where ``-o`` says."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from hessview import cli

if TYPE_CHECKING:
    from pathlib import Path

MODEL = ("analyze", "x^2*y*z", "--at", "1,1,1", "--steps", "--no-formulas")


def test_the_steps_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(MODEL) == cli.DONE
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    for line in (
        "2. First derivatives", "∂f/∂x = 2·x·y·z", "H = [[2·y·z, 2·x·z, 2·x·y], [2·x·z, 0, x^2], [2·x·y, x^2, 0]]",
        "H(p) = [[2, 2, 2], [2, 0, 1], [2, 1, 0]]", "λ₂ = −1", "λ = (3 ± sqrt(3^2 + 4·6))/2 = (3 ± sqrt(33))/2",
    ):  # fmt: skip
        assert line in lines


@pytest.mark.parametrize("ending", ["html", "tex", "txt", "pdf"])
def test_the_ending_of_the_file_says_as_what_they_are_written(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"steps.{ending}"
    assert cli.main((*MODEL, "-o", str(target))) == cli.DONE
    data = target.read_bytes()
    match ending:
        case "html":
            ET.fromstring(data.decode().removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - our own file
        case "tex":
            assert data.rstrip().endswith(b"\\end{document}")
        case "txt":
            assert "7. Eigenvalues" in data.decode()
        case "pdf":
            assert data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*MODEL, "-o", "steps.doc"), "must end in .html, .pdf, .tex or .txt"),
        ((*MODEL, "--json"), "--steps goes neither with --json"),
        (("analyze", "x^2", "--at", "1", "-o", "steps.html"), "-o FILE belongs to --steps"),
        (("analyze", "x^2", "--at", "1", "--steps", "--engine", "exact"), "--engine exact"),
    ],
)
def test_what_does_not_go_together_is_refused(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == cli.WRONG_INPUT
    assert said in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main((*MODEL, "-o", str(tmp_path / "nowhere" / "steps.html"))) == cli.FAULT
    assert "nowhere" in capsys.readouterr().err
