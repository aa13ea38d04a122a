"""What a process says are formulas, believed only as far as it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hessview.calculus.symbolic import answer
from hessview.compute.formula_reply import SenselessReply, formula_answer
from hessview.landscapes.catalog import CATALOG
from hessview.language.parser import parse

if TYPE_CHECKING:
    from hessview.landscapes.catalog import Example

FORMULA = parse("a = 2\na x^2 y", editor=True)
GOOD: dict[str, Any] = {
    "gradient": ["2*a*x*y", "a*x^2"],
    "hessian": [["2*a*y", "2*a*x"], ["2*a*x", "0"]],
    "note": "",
    "verified": True,
}


@pytest.mark.parametrize("example", CATALOG[::4], ids=lambda example: example.name)
def test_what_the_handler_says_is_read_and_typeset_as_the_handler_typesets_it(example: Example) -> None:
    formula = parse(example.text, editor=True)
    reply = answer({"text": formula.text, "variables": list(formula.variables),
                    "parameters": dict(formula.parameters), "time_limit": 0.5})  # fmt: skip
    found = formula_answer(formula, reply)
    assert list(found.gradient) == reply["gradient"]
    assert [list(row) for row in found.hessian] == reply["hessian"]
    assert list(found.gradient_latex) == reply["gradient_latex"]
    assert [list(row) for row in found.hessian_latex] == reply["hessian_latex"]
    assert found.verified == reply["verified"]


def test_what_is_shown_is_what_was_read_whatever_latex_came_with_it() -> None:
    lying = GOOD | {"gradient_latex": ["0", "0"], "hessian_latex": [[r"\frac"] * 2] * 2}
    assert formula_answer(FORMULA, lying) == formula_answer(FORMULA, GOOD)
    assert formula_answer(FORMULA, GOOD).gradient_latex == ("2axy", "ax^{2}")


def test_what_was_left_out_or_is_too_long_or_too_deep_to_be_read_is_dots() -> None:
    for text in ("", "x+" * 15_000 + "y", "(" * 1000 + "x" + ")" * 1000):
        found = formula_answer(FORMULA, GOOD | {"gradient": [text, "y"]})
        assert found.gradient_latex == (r"\cdots", "y")
    texts = [["+".join(["x"] * 5000) + f"+{row + column}" for column in range(40)] for row in range(40)]
    wide = parse("+".join(f"x{k}" for k in range(1, 40)) + "+x", editor=True)
    found = formula_answer(wide, {"gradient": ["x"] * 40, "hessian": texts, "verified": False})
    assert r"\cdots" in found.hessian_latex[39]


@pytest.mark.parametrize(
    "wrong",
    [
        {"gradient": None}, {"gradient": "xy"}, {"gradient": {"x": "1"}}, {"gradient": ["x"]},
        {"gradient": ["x", "y", "x"]}, {"gradient": [1, 2]}, {"gradient": ["x", None]}, {"gradient": [["x"], "y"]},
        {"gradient": b"xy"}, {"gradient": ["x+", "y"]}, {"gradient": ["z", "y"]}, {"gradient": ["b x", "y"]},
        {"gradient": ["__import__('os')", "y"]}, {"gradient": ["\\input{/etc/passwd}", "y"]},
        {"gradient": ["x\0", "y"]}, {"gradient": ["\ud800", "y"]},
        {"hessian": None}, {"hessian": []}, {"hessian": ["xy", "xy"]}, {"hessian": [["1", "0"]]},
        {"hessian": [["1", "0"], ["0"]]}, {"hessian": [["1", "2"], ["3", "4"]]}, {"hessian": [["1", 0], [0, "1"]]},
        {"note": None}, {"note": ["a"]}, {"note": "x" * 10_000}, {"note": "two\nlines"}, {"note": "\u202e"},
        {"verified": None}, {"verified": 1}, {"verified": "yes"},
    ],
    ids=ascii,
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SenselessReply):
        formula_answer(FORMULA, GOOD | wrong)
