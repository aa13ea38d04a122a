"""The command line keeps its word: what each call prints where, and the exit code it earns."""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from hessview import api, cli
from hessview.app import startup
from hessview.cli.figure import parse_size
from hessview.document.session_file import from_bytes, open_bytes, to_bytes
from hessview.document.state import Box, State
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FIELDS: dict[str, type | tuple[type, ...]] = {
    "schema": str, "expression": str, "variables": list, "point": list, "value": (float, str), "gradient": list,
    "gradient_norm": (float, str), "hessian": list, "hessian_symbolic": list, "gradient_symbolic": list,
    "gradient_latex": str, "hessian_latex": str, "eigenvalues": list, "eigenvectors": list, "inertia": dict,
    "definiteness": str, "is_critical": (bool, type(None)), "kind": str, "nature": (str, type(None)), "reason": str,
    "nonsmooth": (str, type(None)), "determinant": (float, str), "trace": (float, str),
    "condition_number": (float, str), "tests": list, "engine": str, "error_estimate": (float, str),
    "tolerance": (float, str), "notes": list,
}  # fmt: skip
DEFINITENESS = {
    "positive definite", "negative definite", "indefinite", "positive semidefinite", "negative semidefinite", "zero",
    "undecided",
}  # fmt: skip
KINDS = {"minimum", "maximum", "saddle", "degenerate", "not critical", "undecided", "undefined"}
NATURES = {"minimum", "maximum", "not an extremum", "undecided", None}

Answer = tuple[int, str, str]


@pytest.fixture
def hessview(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    def run(*words: str) -> Answer:
        code = cli.main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def analyze(hessview: Callable[..., Answer]) -> Callable[..., dict[str, Any]]:
    def run(*words: str) -> dict[str, Any]:
        code, out, err = hessview("analyze", "--no-formulas", "--json", *words)
        assert (code, err) == (0, "")
        return dict(json.loads(out))

    return run


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# analyze


def test_the_document_has_every_field_in_its_type_and_numbers_that_round_trip(
    hessview: Callable[..., Answer],
) -> None:
    code, out, err = hessview("analyze", "x^4 + y^4 - 4xy + 1", "--at", "x=1,y=1", "--json")
    assert (code, err) == (0, "")
    made = json.loads(out, parse_constant=pytest.fail)
    for name, kind in FIELDS.items():
        assert isinstance(made[name], kind), name
    assert made["schema"] == "hessview.analyze/1"
    assert (made["variables"], made["point"], made["value"]) == (["x", "y"], [1.0, 1.0], -1.0)
    assert made["gradient"] == [0.0, 0.0]
    assert made["hessian"] == [[12.0, -4.0], [-4.0, 12.0]]
    assert made["eigenvalues"] == pytest.approx([8.0, 16.0], abs=made["tolerance"])
    assert made["inertia"] == {"positive": 2, "negative": 0, "zero": 0}
    assert (made["kind"], made["nature"], made["definiteness"]) == ("minimum", "minimum", "positive definite")
    assert (made["is_critical"], made["nonsmooth"], made["engine"]) == (True, None, "automatic")
    assert (made["determinant"], made["trace"]) == (pytest.approx(128.0), pytest.approx(24.0))
    assert made["condition_number"] == pytest.approx(2.0)
    assert 0.0 <= made["error_estimate"] < 1e-10
    assert all(set(test) >= {"name", "holds", "reason"} and test["holds"] in (True, False, None)
               for test in made["tests"])  # fmt: skip
    for value, vector in zip(made["eigenvalues"], made["eigenvectors"], strict=True):
        assert math.hypot(*vector) == pytest.approx(1.0)
        image = [sum(h * v for h, v in zip(row, vector, strict=True)) for row in made["hessian"]]
        assert image == pytest.approx([value * v for v in vector])
    gradient = [parse(text, variables=made["variables"]) for text in made["gradient_symbolic"]]
    hessian = [[parse(text, variables=made["variables"]) for text in row] for row in made["hessian_symbolic"]]
    assert (len(gradient), [len(row) for row in hessian]) == (2, [2, 2])
    assert made["hessian_latex"].startswith(r"\begin{pmatrix}")
    assert (made["hessian_latex"].count("&"), made["hessian_latex"].count(r"\\")) == (2, 1)
    assert (made["gradient_latex"].count("&"), made["gradient_latex"].count(r"\\")) == (0, 1)


@pytest.mark.parametrize(
    ("text", "point", "expected"),
    [
        ("x^2 - y^2", "0,0", {"kind": "saddle", "nature": "not an extremum", "is_critical": True}),
        ("x^2 - y^2", "1,1", {"kind": "not critical", "nature": None, "is_critical": False}),
        ("x^4 + y^4", "0,0", {"kind": "degenerate", "is_critical": True, "condition_number": "inf"}),
        ("-x^2 - 2y^2", "0,0", {"kind": "maximum", "definiteness": "negative definite"}),
        ("log x + y", "-1,0", {"kind": "undefined", "value": "nan"}),
        ("|x| + y^2", "0,0", {"kind": "undefined"}),
        ("exp(x^2) + y", "30,0", {"value": "inf"}),
        ("-exp(x^2) + y", "30,0", {"value": "-inf"}),
    ],
)
def test_the_answer_is_in_the_words_that_others_rely_on(
    analyze: Callable[..., dict[str, Any]], text: str, point: str, expected: dict[str, Any]
) -> None:
    made = analyze("--at", point, "--", text)
    assert {name: made[name] for name in expected} == expected
    assert made["kind"] in KINDS
    assert made["definiteness"] in DEFINITENESS
    assert made["nature"] in NATURES
    assert (made["nonsmooth"] is not None) == (made["kind"] == "undefined")


def test_the_expression_reads_as_itself(analyze: Callable[..., dict[str, Any]]) -> None:
    made = analyze(r"\frac{x}{y} + 2sin x cos y - 4xy", "--at", "1,2")
    again = analyze(made["expression"], "--at", "1,2")
    assert again == made


@pytest.mark.parametrize("numbers", ["0.1", "1e-300", "1.7976931348623157e308", "-0.30000000000000004"])
def test_a_number_goes_through_unchanged(analyze: Callable[..., dict[str, Any]], numbers: str) -> None:
    assert analyze("x + y", "--at", f"x={numbers},y=0")["point"] == [float(numbers), 0.0]


@pytest.mark.parametrize(
    ("words", "variables", "point"),
    [
        (("x y", "--at", "1,2"), ["x", "y"], [1.0, 2.0]),
        (("x y", "--at", "y=2, x=1"), ["x", "y"], [1.0, 2.0]),
        (("x y", "--at", "y=2"), ["x", "y"], [0.0, 2.0]),
        (("x y", "--at=-1,-2"), ["x", "y"], [-1.0, -2.0]),
        (("x y", "--at", "-1,−2"), ["x", "y"], [-1.0, -2.0]),
        (("--at", "3", "--", "-x^2"), ["x"], [3.0]),
        (("-x^2", "--at", "3"), ["x"], [3.0]),
        (("--at", "-1,-2", "-h x"), ["x", "h"], [-1.0, -2.0]),
        (("x10 + x2 + z + b", "--at", "1,2,3,4"), ["z", "x2", "x10", "b"], [1.0, 2.0, 3.0, 4.0]),
        (("f(u, v) = u v", "--at", "v=1"), ["u", "v"], [0.0, 1.0]),
        (("x^2", "--vars", "y,x", "--at", "1,2"), ["y", "x"], [1.0, 2.0]),
        (("a x^2 + b", "--let", "a=1, b=-100", "--at", "1"), ["x"], [1.0]),
        (("a = 2; a x^2", "--at", "1"), ["x"], [1.0]),
        (("7", "--at", "x=1,y=2"), ["x", "y"], [1.0, 2.0]),
    ],
)
def test_points_variables_and_parameters_are_given_in_every_promised_form(
    analyze: Callable[..., dict[str, Any]], words: tuple[str, ...], variables: list[str], point: list[float]
) -> None:
    made = analyze(*words)
    assert (made["variables"], made["point"]) == (variables, point)


def test_parameters_take_their_numbers(analyze: Callable[..., dict[str, Any]]) -> None:
    made = analyze("a x^2 + b y^2", "--let", "a=1,b=-100", "--at", "0,0")
    assert (made["hessian"], made["parameters"]) == ([[2.0, 0.0], [0.0, -200.0]], {"a": 1.0, "b": -100.0})


def test_people_read_class_reason_and_numbers(hessview: Callable[..., Answer]) -> None:
    code, out, err = hessview("analyze", "x^2 - y^2", "--at", "0,0", "--no-formulas")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("Saddle")
    assert "Hessian" in out
    assert "lambda1 = -2" in out


def test_the_exact_engine_evaluates_the_formulas(hessview: Callable[..., Answer]) -> None:
    code, out, _ = hessview("analyze", "x^3 y", "--at", "1,2", "--engine", "exact", "--json")
    made = json.loads(out)
    assert (code, made["engine"], made["hessian"]) == (0, "exact", [[12.0, 3.0], [3.0, 0.0]])


def test_a_limit_leaves_partial_results_that_are_marked_and_code_4(hessview: Callable[..., Answer]) -> None:
    code, out, _ = hessview("analyze", "x^2 y", "--at", "1,2", "--time-limit", "1e-9", "--json")
    made = json.loads(out)
    assert code == 4
    assert (made["hessian"], made["hessian_symbolic"], made["hessian_latex"]) == ([[4.0, 2.0], [2.0, 0.0]], None, None)
    assert any("stopped after" in note for note in made["notes"])


# What is wrong


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("analyze", "x^2"), "--at"),
        (("analyze", "--at", "1"), "expression"),
        (("analyze", "x^2", "--at", "1", "--engine", "magic"), "--engine"),
        (("analyze", "x^2", "--at", "1", "--engine", "numerical"), "--engine"),
        (("analyze", "x^2", "--at", "1", "--frobnicate"), "--frobnicate"),
        (("analyze", "x^2", "y^2", "--at", "1"), "y^2"),
        (("analyze", "x^2", "--at", "1,2"), "--at 1,2"),
        (("analyze", "x y", "--at", "1"), "x, y"),
        (("analyze", "x y", "--at", "x=1,q=2"), "q is not a variable"),
        (("analyze", "x y", "--at", "x=1,x=2"), "x is given twice"),
        (("analyze", "x y", "--at", "x=1,2"), "name=value"),
        (("analyze", "x y", "--at", "1,nan"), "nan"),
        (("analyze", "x y", "--at", "1,inf"), "inf"),
        (("analyze", "x y", "--at", "1,1_0"), "1_0"),
        (("analyze", "x y", "--at", "1,foo"), "foo"),
        (("critical", "x y", "--box", "x=0:1/0"), "1/0"),
        (("analyze", "x y", "--at", ""), "x, y"),
        (("analyze", "a x", "--let", "a", "--at", "1"), "name=value"),
        (("analyze", "a x", "--let", "a=", "--at", "1"), "name=value"),
        (("analyze", "a x", "--let", "a=1,a=2", "--at", "1"), "a is given twice"),
        (("analyze", "a x", "--let", "a=inf", "--at", "1"), "inf"),
        (("analyze", "a x", "--let", "sin=1", "--at", "1"), "`sin`"),
        (("analyze", "x", "--let", "__import__=1", "--at", "1"), "__import__"),
        (("analyze", "x", "--vars", "x,pi", "--at", "1,1"), "`pi`"),
        (("analyze", "x", "--vars", "", "--at", "1"), "--vars"),
        (("analyze", "x", "--vars", "x,x", "--at", "1,1"), "x is given twice"),
        (("analyze", "x y", "--vars", "x,y", "--let", "x=2", "--at", "1"), "x is given twice"),
        (("analyze", "x + y", "--vars", "x", "--at", "1"), "`y`"),
        (("analyze", "x", "--at", "1", "--time-limit", "nan"), "--time-limit"),
        (("analyze", "x", "--at", "1", "--time-limit", "-1"), "--time-limit"),
        (("analyze", "x", "--at", "1", "--time-limit", "soon"), "--time-limit"),
        (("analyze", "", "--at", "1"), "column 1"),
        (("analyze", "x" + "+x" * 10_001, "--at", "1"), "20,000"),
        (("--frobnicate",), "--frobnicate"),
        (("-x^2",), "--"),
        (("x", "y"), '"x y"'),
    ],
)
def test_wrong_input_is_said_in_a_line_on_standard_error_with_code_2(
    hessview: Callable[..., Answer], words: tuple[str, ...], said: str
) -> None:
    code, out, err = hessview(*words, *(["--json"] if words[0] == "analyze" else []))
    assert (code, out) == (2, "")
    assert err.startswith("hessview: ")
    assert said in err.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "place", "line", "marks"),
    [
        ("x^2 + )", "line 1, column 7", "x^2 + )", "      ^"),
        ("x^2 + arcsinn(y)", "line 1, column 7", "x^2 + arcsinn(y)", "      ^^^^^^^"),
        ("a = 2\na x + ", "line 2, column", "a x + ", "     "),
        ("1,5 x", "line 1, column", "1,5 x", " "),
    ],
)
def test_a_caret_stands_below_what_is_wrong(
    hessview: Callable[..., Answer], text: str, place: str, line: str, marks: str
) -> None:
    code, out, err = hessview("analyze", text, "--at", "1,2", "--json")
    first, *below = err.rstrip("\n").split("\n")
    assert (code, out) == (2, "")
    assert place in first
    assert below[0] == f"  {line}"
    assert below[1].startswith(f"  {marks}")
    assert set(below[1]) == {" ", "^"}


def test_an_empty_expression_is_said_in_one_line(hessview: Callable[..., Answer]) -> None:
    code, _, err = hessview("analyze", "", "--at", "0")
    assert (code, err.count("\n")) == (2, 1)


def test_a_name_that_is_only_an_ending_has_none(hessview: Callable[..., Answer]) -> None:
    assert hessview("figure", "x y", "-o", ".svg")[0] == 2


def test_a_line_too_long_for_a_terminal_has_its_place_alone(hessview: Callable[..., Answer]) -> None:
    code, _, err = hessview("analyze", "x + " * 60 + ")", "--at", "1")
    assert (code, err.count("\n")) == (2, 1)
    assert "column 241" in err


def test_half_a_character_in_the_arguments_is_no_second_fault(hessview: Callable[..., Answer]) -> None:
    code, out, err = hessview("analyze", "x + \udcff", "--at", "1")
    assert (code, out) == (2, "")
    assert err.startswith("hessview: ")


def test_a_fault_of_the_program_is_code_1_and_nothing_is_half_said(
    hessview: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "analyze", lambda *_, **__: 1 / 0)
    code, out, err = hessview("analyze", "x", "--at", "1", "--json")
    assert (code, out) == (1, "")
    assert err.startswith("hessview: a fault of the program: ZeroDivisionError")


def test_an_interrupt_is_code_130(hessview: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "analyze", interrupt)
    assert hessview("analyze", "x", "--at", "1", "--json") == (130, "", "hessview: interrupted\n")


# figure


@pytest.mark.parametrize(
    ("ending", "magic"), [("svg", b"<?xml"), ("pdf", b"%PDF-"), ("png", b"\x89PNG"), ("PNG", b"\x89PNG")]
)
def test_a_figure_is_written_with_its_session_inside(
    hessview: Callable[..., Answer], tmp_path: Path, ending: str, magic: bytes
) -> None:
    out = tmp_path / f"saddle.{ending}"
    words = ("--box", "x=-2:3,y=-1:1", "--at", "x=1,y=0.5", "--size", "60x50mm", "--dpi", "50")
    assert hessview("figure", "a x^2 - y^2", "--let", "a=2", *words, "-o", str(out)) == (0, "", "")
    data = out.read_bytes()
    assert data.startswith(magic)
    state = open_bytes(data)
    assert (state.view, state.probe) == (Box(-2.0, 3.0, -1.0, 1.0), (("x", 1.0), ("y", 0.5)))
    assert parse(state.accepted, editor=True).parameters == (("a", 2.0),)
    assert names_in(tmp_path) == [out.name]


def test_a_figure_of_a_session_shows_it_and_a_box_or_point_given_beside_it_wins(
    hessview: Callable[..., Answer], tmp_path: Path
) -> None:
    session = tmp_path / "mine.hessview"
    shown = State("x y", "x y", probe=(("x", 1.0), ("y", 2.0)), view=Box(-1.0, 1.0, -2.0, 2.0))
    session.write_bytes(to_bytes(shown))
    small = ("--size", "40x40mm", "--dpi", "40")
    first, second = tmp_path / "first.svg", tmp_path / "second.svg"
    assert hessview("figure", str(session), *small, "-o", str(first)) == (0, "", "")
    assert open_bytes(first.read_bytes()) == shown
    assert hessview("figure", str(first), "--at", "0,1", "--box", "y=0:3", *small, "-o", str(second)) == (0, "", "")
    state = open_bytes(second.read_bytes())
    assert (state.probe, state.view) == ((("x", 0.0), ("y", 1.0)), Box(-5.0, 5.0, 0.0, 3.0))


def test_a_figure_has_equal_scales_where_they_are_asked_for(hessview: Callable[..., Answer], tmp_path: Path) -> None:
    for option, is_said in (((), True), (("--equal-scales",), False)):
        path = tmp_path / "figure.svg"
        shown = ("x^2 + x y - y^2", "--at", "1,1", "--size", "120x80mm", *option)
        assert hessview("figure", *shown, "-o", str(path)) == (0, "", "")
        words = path.read_text()
        assert ("differ in scale" in words[words.index("</metadata>") :]) == is_said


def test_the_size_is_in_millimetres_or_inches() -> None:
    assert parse_size("120x90mm") == parse_size("120x90") == parse_size("120×90mm") == (120.0, 90.0)
    assert parse_size("5x4in") == pytest.approx((127.0, 101.6))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x^2 +",), "column"),
        (("x^2", "--box", "x=1:1"), "--box"),
        (("x^2", "--box", "x=2:1"), "--box"),
        (("x^2", "--box", "x=1"), "low:high"),
        (("x^2", "--box", "-1:1"), "name=value"),
        (("x^2", "--box", "q=1:2"), "q is not a variable"),
        (("x^2", "--box", "x=-inf:1"), "--box"),
        (("x^2", "--box", "x=1:1.0000000000000002"), "--box"),
        (("x^2", "--at", "1,2,3"), "--at"),
        (("x^2", "--size", "120"), "--size"),
        (("x^2", "--size", "1x1mm"), "--size"),
        (("x^2", "--size", "axb"), "--size"),
        (("x^2", "--dpi", "1"), "--dpi"),
        (("x^2", "--dpi", "many"), "--dpi"),
        (("x^2", "--view", "side"), "--view"),
        (("x^2", "--view", "surface"), "surface"),
        (("x y", "--view", "surface", "--panels", "contour"), "--view and --panels contradict each other"),
        (("x y", "--caption", "point", "--no-caption"), "--caption and --no-caption contradict each other"),
        (("x^2", "--panels", "contour,map"), "'map' is no panel"),
        (("x^2", "--preset", "poster"), "'poster' is no preset"),
        (("x^2", "--caption", "function,title"), "'title' is no part of a caption"),
        (("missing.hessview",), "missing.hessview: there is no such file"),
        (("missing.svg",), "missing.svg: there is no such file"),
        (("{folder}/broken.hessview",), "$.format"),
        (("{folder}/session.hessview", "--let", "a=1"), "--let"),
        (("{folder}/session.hessview", "--vars", "x"), "--vars"),
        (("{folder}/model.py",), "model.py"),
    ],
)
def test_a_wrong_figure_writes_nothing_and_leaves_the_old_file(
    hessview: Callable[..., Answer], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "broken.hessview").write_text('{"format": 3}')
    (tmp_path / "model.py").write_text("raise SystemExit('run')")
    (tmp_path / "session.hessview").write_bytes(to_bytes(State("x y", "x y")))
    old = tmp_path / "old.svg"
    old.write_text("as it was")
    before = names_in(tmp_path)
    code, out, err = hessview("figure", *(word.format(folder=tmp_path) for word in words), "-o", str(old))
    assert (code, out) == (2, "")
    assert err.startswith("hessview: ")
    assert said in err.splitlines()[0]
    assert old.read_text() == "as it was"
    assert names_in(tmp_path) == before


@pytest.mark.parametrize("name", ["out.jpg", "out", "out.hessview"])
def test_another_ending_is_wrong_input(hessview: Callable[..., Answer], tmp_path: Path, name: str) -> None:
    code, _, err = hessview("figure", "x^2", "-o", str(tmp_path / name))
    assert (code, names_in(tmp_path)) == (2, [])
    assert ".svg, .pdf or .png" in err


def test_too_many_pixels_are_wrong_input(hessview: Callable[..., Answer], tmp_path: Path) -> None:
    words = ("--size", "2000x2000mm", "--dpi", "1200", "-o", str(tmp_path / "out.png"))
    code, _, err = hessview("figure", "x^2", *words)
    assert (code, names_in(tmp_path)) == (2, [])
    assert "pixels" in err


def test_a_file_that_cannot_be_written_is_code_1_and_named(hessview: Callable[..., Answer], tmp_path: Path) -> None:
    small = ("--size", "30x30mm", "--dpi", "40")
    folder = tmp_path / "folder.svg"
    folder.mkdir()
    code, _, err = hessview("figure", "x", *small, "-o", str(folder))
    assert (code, err.count("\n")) == (1, 1)
    assert str(folder) in err
    assert names_in(tmp_path) == ["folder.svg"]


def test_a_figure_that_has_no_place_is_refused_before_it_is_painted(
    hessview: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.Picture, "to_bytes", lambda *_, **__: pytest.fail("it was painted"))
    place = tmp_path / "gone" / "out.svg"
    code, out, err = hessview("figure", "x^2", "-o", str(place))
    assert (code, out) == (1, "")
    assert err == (
        f"hessview: {place} was not written: the folder “gone” is not there. "
        "Make it again, or write it somewhere else with -o.\n"
    )


def test_a_session_that_cannot_be_read_from_the_disk_is_code_1(
    hessview: Callable[..., Answer], tmp_path: Path
) -> None:
    folder = tmp_path / "folder.hessview"
    folder.mkdir()
    code, _, err = hessview("figure", str(folder), "-o", str(tmp_path / "out.svg"))
    assert (code, err.count("\n")) == (1, 1)


# The window, help and the process


def test_the_first_word_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str | None] = []

    def open_window(argument: str | None, _report: object) -> int:
        opened.append(argument)
        return 0

    monkeypatch.setattr(startup, "run", open_window)
    assert [cli.main(words) for words in ([], ["x^2"], ["--", "-x^2"], ["s.hessview"], ["--", "analyze"])] == [0] * 5
    assert opened == [None, "x^2", "-x^2", "s.hessview", "analyze"]


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("analyze", "--help"), ("figure", "-h"), ("--version",)])
def test_help_is_on_standard_output(hessview: Callable[..., Answer], words: tuple[str, ...]) -> None:
    code, out, err = hessview(*words)
    assert (code, err) == (0, "")
    assert "hessview" in out


def test_the_module_runs_as_the_command_does() -> None:
    words = [sys.executable, "-m", "hessview", "analyze", "x^2", "--at", "0", "--no-formulas", "--json"]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert json.loads(answer.stdout)["kind"] == "minimum"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_a_real_process_in_one_line() -> None:
    code = (
        "import os, signal, sys, hessview.api as api\n"
        "from hessview.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background of a shell ignores it
        "api.analyze = lambda *a, **k: os.kill(os.getpid(), signal.SIGINT) or __import__('time').sleep(5)\n"
        "sys.exit(main(['analyze', 'x', '--at', '1', '--json']))"
    )
    before = signal.getsignal(signal.SIGINT)
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout, answer.stderr) == (130, "", "hessview: interrupted\n")
    assert signal.getsignal(signal.SIGINT) is before


def test_a_reader_that_goes_away_is_no_fault() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    words = [sys.executable, "-m", "hessview", "--help"]
    with contextlib.closing(os.fdopen(write_end, "wb")) as pipe:
        answer = subprocess.run(words, stdout=pipe, stderr=subprocess.PIPE, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_session_with_hostile_text_is_refused_or_drawn_but_never_run(
    hessview: Callable[..., Answer], tmp_path: Path
) -> None:
    document = json.loads(to_bytes(State("x", "x")))
    document["text"] = document["accepted"] = "__import__('os').system('touch CANARY')"
    session = tmp_path / "hostile.hessview"
    session.write_text(json.dumps(document))
    code, out, err = hessview("figure", str(session), "-o", str(tmp_path / "out.svg"))
    assert (code, out) == (2, "")
    assert "$.accepted" in err
    assert names_in(tmp_path) == ["hostile.hessview"]
    assert from_bytes(to_bytes(State("x", "x"))) == State("x", "x")


def test_a_size_may_be_written_in_capitals() -> None:
    assert parse_size("5x4IN") == pytest.approx((127.0, 101.6))
    assert parse_size("120X90MM") == (120.0, 90.0)


def test_the_exact_engine_is_not_promised_without_its_formulas(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["analyze", "x^2", "--at", "1", "--engine", "exact", "--no-formulas"]
    assert cli.main(words) == cli.WRONG_INPUT
    assert capsys.readouterr().err.count("\n") == 1


def test_critical_lists_every_point_with_its_proof(hessview: Callable[..., Answer]) -> None:
    words = ("critical", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", "--box", "x=-5:5,y=-5:5", "--json")
    code, out, _ = hessview(*words)
    assert code == 0
    document = json.loads(out)
    assert len(document["points"]) == 9
    assert all(point["proved"] for point in document["points"])
    assert document["complete"] is True
    _, page, _ = hessview("critical", "x^4 + y^4", "--box", "x=-1:1,y=-1:1")
    assert "degenerate minimum" in page


@pytest.mark.parametrize("box", ["x=1:0", "x=0:0", "x=nan:1", "x=0:inf", "z=0:1", "x=0", "x", ""])
def test_critical_refuses_a_box_that_is_none_in_one_line(hessview: Callable[..., Answer], box: str) -> None:
    code, out, err = hessview("critical", "x^2 + y^2", "--box", box)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_numbers_may_be_constants_of_the_language(hessview: Callable[..., Answer]) -> None:
    words = ("critical", "cos(a x) + y^2", "--box", "x=-pi:3/2 pi,y=-sqrt(2):1", "--let", "a=1/2", "--json")
    code, out, _ = hessview(*words)
    found = json.loads(out)
    assert code == 0
    assert found["box"] == [[-math.pi, 1.5 * math.pi], [-math.sqrt(2), 1.0]]
    assert found["parameters"] == {"a": 0.5}


def test_critical_refuses_more_than_six_variables(hessview: Callable[..., Answer]) -> None:
    text = "+".join(f"x{k}^2" for k in range(1, 8))
    code, _, err = hessview("critical", text, "--box", "x1=-1:1")
    assert code == 2
    assert "1 to 6" in err


def test_critical_stopped_at_its_limit_prints_what_it_has_and_says_so(hessview: Callable[..., Answer]) -> None:
    words = ("critical", "sin(30x) sin(30y) exp(x y)", "--box", "x=-5:5", "--time-limit", "0", "--json")
    code, out, _ = hessview(*words)
    assert code == 4
    assert json.loads(out)["complete"] is False
