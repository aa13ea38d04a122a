"""`hessview descend` and `hv.descend`: the names that others rely on, honest ends, one line for what is wrong."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import hessview as hv
from hessview import cli
from hessview.api import descent
from hessview.optimizers.methods import ABBREVIATIONS, METHODS

if TYPE_CHECKING:
    from collections.abc import Callable

Said = tuple[int, str, str]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def run(*words: str) -> Said:
        code = cli.main(["descend", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_document_has_the_fields_that_others_rely_on(say: Callable[..., Said]) -> None:
    code, out, err = say("x^2 + 50y^2", "--from", "x=10,y=1", "--method", "gradient descent,newton", "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["schema"] == "hessview.descend/1"
    assert (document["expression"], document["variables"]) == ("x^2 + 50*y^2", ["x", "y"])
    assert document["start"] == [10.0, 1.0]
    descent, newton = document["runs"]
    for run in (descent, newton):
        assert len(run["path"]) == len(run["values"]) == run["iterations"] + 1
        assert run["path"][0] == [10.0, 1.0]
        asked = run["function_evaluations"] + run["gradient_evaluations"] + run["hessian_evaluations"]
        assert run["evaluations"] == asked
    assert (descent["reason"], descent["iterations"]) == ("step limit", 500)
    assert descent["predicted_rate"] == pytest.approx(0.98)
    assert descent["observed_rate"] == pytest.approx(0.98, rel=1e-6)
    assert descent["end_kind"] == "not critical"
    assert (newton["reason"], newton["end_kind"], newton["path"][-1]) == ("converged", "minimum", [0.0, 0.0])


def test_a_start_on_the_stable_manifold_ends_at_a_saddle_and_the_words_say_so(say: Callable[..., Said]) -> None:
    code, out, _ = say("x^2 - y^2", "--from", "1,0")
    assert code == 0
    words = "Stopped at a saddle: H has 1 negative eigenvalue, −2; a step along v1 = (0, 1) goes down."
    assert " ".join(out.split()).count(words) == 3
    assert "inimum" not in out


def test_the_comparison_is_one_line_for_each_method(say: Callable[..., Said]) -> None:
    code, out, _ = say("x^2 + 50y^2", "--from", "10,1", "--method", "all", "--compare")
    assert code == 0
    table, legend = out.split("\n\n")
    assert "f, ∇f and H were asked for, each counted by itself" in legend
    head, rule, *rows = table.splitlines()
    assert head.split("  ")[0] == "method"
    assert set(rule) == {"-", " "}
    assert len(rows) == len({row.split("  ")[0] for row in rows}) >= 14
    row = next(row for row in rows if row.startswith("heavy ball"))
    assert [word for word in row.split("  ") if word][3:5] == [" converged", "minimum"] or "minimum" in row
    assert row.count("0.7522013") == 2
    for name, mark in (
        ("gradient descent", "0.98 exact"), ("steepest descent", "0.960784314 at most"), ("adam", "none"),
        ("newton", "order 2 at least"), ("trust region", "order 2 at least"),
    ):  # fmt: skip
        assert mark in next(row for row in rows if row.startswith(f"{name} "))


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("x^2", "--from", "1", "--method", "newtn"), "did you mean newton?"),
        (("x^2", "--from", "1", "--method", "wings"), "The methods are: gradient descent,"),
        (("x^2", "--from", "1,2"), "--from 1,2: 2 numbers for the 1 variables x"),
        (("x^2", "--from", "1", "--step-size", "-1"), "step size -1: must be at least 0"),
        (("x^2", "--from", "1", "--step-size", "long"), "--step-size: long is not a finite number"),
        (("x^2", "--from", "1", "--steps", "0"), "steps 0: must be a whole number between 1 and 1,000,000"),
        (("x^2", "--from", "1", "--set", "wind=1"), "none of the methods has the setting wind"),
        (("log(x) + y^2", "--from", "-1,2"), "f is undefined at the start, x = −1, y = 2"),
        (("1/x", "--from", "0"), "at the start, x = 0"),
        (("x^2", "--from", "1", "--method", "sgdd"), "did you mean stochastic gradient descent?"),
        (("x^2",), "--from"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(say: Callable[..., Said], words: tuple[str, ...], problem: str) -> None:
    code, out, err = say(*words)
    assert (code, out) == (2, "")
    assert problem in err
    assert err.count("\n") == 1


def test_an_interrupted_run_is_printed_as_far_as_it_came(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    def descend(*words: object, **options: object) -> object:
        signal.raise_signal(signal.SIGINT)
        return honest(*words, **options)

    honest = descent.descend
    monkeypatch.setattr(descent, "descend", descend)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        code, out, _ = say("x^2 + 50y^2", "--from", "1,1", "--method", "gradient descent,newton")
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == 130
    assert "Cancelled after" in out
    assert "newton" not in out


def test_a_setting_goes_to_the_methods_that_have_it(say: Callable[..., Said]) -> None:
    _, out, _ = say("x^2", "--from", "1", "--method", "heavy ball,newton", "--set", "momentum=0.25", "--json")
    ball, newton = json.loads(out)["runs"]
    assert ball["settings"]["momentum"] == 0.25
    assert newton["settings"] == {}


def test_runs_are_found_by_place_and_by_name() -> None:
    runs = hv.descend(hv.Function("(1 - x)^2 + 100(y - x^2)^2"), [-1.2, 1], methods=["gradient-descent", "Newton"])
    assert [run.method for run in runs] == ["gradient descent", "newton"]
    newton = runs["newton"]
    assert newton is runs[1]
    assert newton.end_kind == "minimum"
    assert newton.path.shape == (newton.iterations + 1, 2)
    assert np.all(np.isfinite(newton.values))
    assert runs.table in repr(runs)
    with pytest.raises(KeyError):
        runs["adam"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"settings": {"heavy ball": {"momentum": 0.5}}}, "settings of heavy ball: it is none of the methods that run"),
        ({"settings": {"gd": {"step size": "a"}}}, "step size 'a': must be a number"),
        ({"steps": 2.5}, "steps 2.5: must be a whole number between 1 and 1,000,000"),
        ({"steps": "x"}, "steps 'x': must be a whole number"),
    ],
)
def test_what_cannot_be_chosen_is_refused_in_words(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        hv.descend(hv.Function("x y"), (1.0, 2.0), ["gd"], **given)


@pytest.mark.parametrize("start", [[1.0], [float("nan"), 0.0], [[1.0, 2.0]]])
def test_a_start_that_is_no_point_is_refused(start: list[float]) -> None:
    with pytest.raises(ValueError, match="2 finite coordinates"):
        hv.descend(hv.Function("x y"), start)


@pytest.mark.parametrize(
    ("text", "start", "words"),
    [
        ("1/(1+exp(x))", "50", "none was found near, so it may be a plateau"),
        ("log(x)", "1", "the next one leads where f is infinite"),
        ("log(x)", "1.5", "the next one leads over the edge of the domain"),
        ("x^4", "1", "sublinear, slower than by any factor, from nearly every start: H at the limit is singular"),
        ("x^4", "1", "of order p = 4. The error falls as k^(−1 / (p − 2)) = k^(−0.5)."),
        ("x^4", "1", "it came to its limit: 10 times nearer takes about 100 times as many steps."),
        ("x^4", "1", "is a degenerate minimum at 0, at distance 0.054; it did not end there."),
        ("x^2 + y^2", "1,1", "Observed: there in one step. As predicted on a quadratic."),
    ],
)
def test_every_end_is_worded(say: Callable[..., Said], text: str, start: str, words: str) -> None:
    code, out, _ = say(text, "--from", start, "--method", "gradient descent,rmsprop")
    assert code == 0
    assert words.strip() in " ".join(out.split())


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("gd", "gradient descent"), ("SGD", "stochastic gradient descent"), ("cg", "conjugate gradients"),
        ("sd", "steepest descent"), ("agd", "nesterov"), ("NAG", "nesterov"), ("momentum", "heavy ball"),
        ("L-BFGS-B", "l-bfgs"), ("trust-exact", "trust region"), ("Newton-Raphson", "newton"),
    ],
)  # fmt: skip
def test_what_a_method_is_called_for_short_is_understood(short: str, name: str) -> None:
    assert descent.method_named(short).name == name


def test_every_abbreviation_is_that_of_a_method_and_no_method_s_name() -> None:
    names = {method.name.replace("-", " "): method.name for method in METHODS}
    assert set(ABBREVIATIONS.values()) <= set(names.values())
    assert not set(ABBREVIATIONS) & set(names)


def test_one_method_may_be_named_by_itself() -> None:
    assert [run.method for run in hv.descend(hv.Function("x^2"), [1.0], "gd")] == ["gradient descent"]


def test_the_document_says_by_how_much_a_step_is_too_long(say: Callable[..., Said]) -> None:
    _, out, _ = say("x^2 + 12y^2", "--from", "1,1", "--method", "gd", "--step-size", "0.1", "--json")
    (run,) = json.loads(out)["runs"]
    found = run["instability"]
    assert (found["eta_lambda_max"], found["limit"], found["v_max"]) == (pytest.approx(2.4), 2.0, [0.0, 1.0])
    assert (found["diverges"], found["shown"], found["factor"]) == (True, True, pytest.approx(1.4))
    _, out, _ = say("x^2 + 12y^2", "--from", "1,1", "--method", "gd", "--step-size", "0.1")
    assert "η·λmax = 2.4 > 2: diverges along v_max = (0, 1)" in " ".join(out.split())
    _, out, _ = say("x^2 + 12y^2", "--from", "1,1", "--method", "gd", "--step-size", "0.1", "--compare")
    assert "1.4 diverges" in out
