"""Definition lines: where their numbers stand, and that replacing one leaves everything else as it was."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hessview.language.definitions import Definition, along, definitions, with_value
from hessview.language.folding import evaluate
from hessview.language.parser import parse

TEXT = "a = -1  # the knob\nb = a/2; c = 2pi\nf(x, y) = x^4 + a x^2 + b y^2 + c"


def _of(text: str) -> dict[str, Definition]:
    return {each.name: each for each in definitions(text, parse(text, editor=True))}


def test_a_plain_number_is_found_with_its_sign_and_an_expression_has_no_place() -> None:
    found = _of(TEXT)
    assert list(found) == ["a", "b", "c"]
    assert TEXT[slice(*(found["a"].place or (0, 0)))] == "-1"
    assert (found["b"].is_number, found["b"].source, found["b"].needs, found["b"].value) == (False, "a/2", ("a",), -0.5)
    assert (found["c"].is_number, found["c"].source, found["c"].needs) == (False, "2pi", ())


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("a=1\na x^2", -2.5, "a=-2.5\na x^2"),
        ("a = - 3 ; a x^2 + y", 3.0, "a = 3 ; a x^2 + y"),
        ("\ufeffa = +1e2\r\n\r\na x", 0.1, "\ufeffa = 0.1\r\n\r\na x"),
        ("α = 0.50 # half\nα x^2", 1e-7, "α = 1e-07 # half\nα x^2"),
        ("x_1^2 + k\n", 1.0, ""),
        ("a = 1\na x", -0.0, "a = 0\na x"),
    ],
)
def test_another_number_takes_the_place_of_the_old_one_and_nothing_else_changes(
    text: str, value: float, expected: str
) -> None:
    if not expected:
        assert definitions(text, parse(text)) == ()
        return
    only = next(iter(_of(text).values()))
    assert with_value(text, only, value) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_reads_back_as_itself(value: float) -> None:
    text = with_value(TEXT, _of(TEXT)["a"], value)
    assert text.endswith(TEXT[6:])
    assert dict(parse(text, editor=True).parameters)["a"] == value


def test_an_expression_and_what_is_not_finite_are_refused() -> None:
    found = _of(TEXT)
    with pytest.raises(ValueError, match="b cannot be given"):
        with_value(TEXT, found["b"], 1.0)
    with pytest.raises(ValueError, match="a cannot be given"):
        with_value(TEXT, found["a"], math.inf)


def test_a_parameter_that_the_text_does_not_define_has_a_value_and_no_place() -> None:
    formula = parse("a x^2", parameters={"a": 2.0})
    assert definitions("a x^2", formula) == (Definition("a", 2.0),)


def test_what_is_defined_by_a_parameter_follows_it_when_it_becomes_a_variable() -> None:
    text = "a = 2\nc = 3\nb = a/2 + c\nx^2 + b y^2 + a"
    formula = parse(text, editor=True)
    found = along(formula, definitions(text, formula), "a")
    assert found.variables == ("x", "y", "a")
    assert dict(found.parameters) == {"c": 3.0}
    values = evaluate(found.expression, {"x": 1.0, "y": 2.0, "a": 6.0, "c": 3.0})
    assert values == 1.0 + (3.0 + 3.0) * 4.0 + 6.0


def test_a_name_that_is_no_parameter_cannot_become_a_variable() -> None:
    formula = parse("a = 2\na x^2")
    with pytest.raises(ValueError, match="q is no parameter"):
        along(formula, (), "q")
