"""Colours and brackets in the editor."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.language.tokens import highlight, matching_bracket, scan


def styles(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.start + span.length], span.style) for span in highlight(text)]


def test_every_part_of_a_formula_has_its_colour() -> None:
    assert styles("2 sin(x) + pi # why") == [
        ("2", "number"), ("sin", "function"), ("(", "bracket"), ("x", "variable"), (")", "bracket"),
        ("+", "operator"), ("pi", "constant"), ("# why", "comment"),
    ]  # fmt: skip


def test_what_cannot_be_read_is_coloured_as_an_error() -> None:
    assert styles("x$") == [("x", "variable"), ("$", "error")]
    assert styles("1.2.3") == [("1.2.3", "error")]


def test_latex_commands_are_coloured_as_what_they_mean() -> None:
    assert [style for _, style in styles(r"\sin\pi\cdot\theta")] == ["function", "constant", "variable", "variable"]


def test_a_bracket_finds_its_partner_in_both_directions() -> None:
    assert matching_bracket("f(x(y))", 1) == 6
    assert matching_bracket("f(x(y))", 6) == 1
    assert matching_bracket("f(x(y))", 3) == 5


def test_what_is_no_bracket_or_has_no_partner_finds_none() -> None:
    assert matching_bracket("(x", 0) is None
    assert matching_bracket("(x]", 0) is None
    assert matching_bracket("x", 0) is None
    assert matching_bracket("x", 7) is None


def test_a_subscript_is_part_of_the_name() -> None:
    assert [token.text for token in scan("x₁ x_1 x_{12} α₂")][:-1] == ["x1", "x_1", "x_12", "α2"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_colouring_never_fails_and_spans_stand_in_order(text: str) -> None:
    end = 0
    for span in highlight(text):
        assert span.start >= end
        assert span.length >= 1
        end = span.start + span.length
    assert end <= len(text)
    for position in range(-1, len(text) + 1):
        partner = matching_bracket(text, position)
        assert partner is None or matching_bracket(text, partner) == position
