"""The claim above the list, and its short form on the folded dock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hessview.views.critical_words import ListContent, check, claim, title
from tests.critical_lists import a_point, corner, found, four, ring

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoints

ALL = found(a_point(0.0, 0.0), a_point(1.0, 1.0))
OPEN = found(a_point(0.0, 0.0), undecided=[[(1.0, 2.0), (1.0, 2.0)]])


def content(known: CriticalPoints | None, *, is_searching: bool = False, fault: str = "") -> ListContent:
    return ListContent(("x", "y"), "f", known, is_searching=is_searching, fault=fault)


@pytest.mark.parametrize(("known", "words"), [
    (None, "Critical points"),
    (ALL, "Critical points (2, all proved)"),
    (found(a_point(0.0, 0.0)), "Critical points (1, proved)"),
    (found(), "Critical points (none)"),
    (four(), "Critical points (3 of 4 proved)"),
    (OPEN, "Critical points (1, proved; 1 region undecided)"),
    (found(curves=[ring()]), "Critical points (1 set)"),
    (
        replace(ALL, nonsmooth=(replace(corner(), may_hide=True),)),
        "Critical points (2, all proved; 1 not smooth; perhaps more)",
    ),
    (replace(found(), nonsmooth=(corner(),)), "Critical points (none; 1 not smooth)"),
    (replace(ALL, finished=False, settled=0.5), "Critical points (2, all proved; stopped)"),
    (found(finished=False), "Critical points (stopped)"),
])  # fmt: skip
def test_the_folded_dock_says_how_many_there_are_and_what_is_open(known: CriticalPoints | None, words: str) -> None:
    assert title(content(known)) == words


def test_while_a_search_goes_on_everything_is_so_far() -> None:
    going_on = content(replace(ALL, finished=False, settled=0.5), is_searching=True)
    assert title(going_on) == "Critical points (2 so far)"
    assert claim(going_on) == "2 critical points in this view so far, all proved; the search goes on"


def test_a_claim_that_is_complete_already_is_not_taken_back_while_points_are_being_named() -> None:
    named = content(replace(ALL, finished=False, settled=1.0), is_searching=True)
    assert title(named) == "Critical points (2, all proved)"
    assert claim(named) == "2 critical points in this view, all proved; nothing is missing"


def test_while_points_are_confirmed_the_claim_is_calm() -> None:
    many = tuple(a_point(0.0, k / 300.0, proved=k < 12) for k in range(1243))
    named = replace(found(*many), finished=False, settled=1.0)
    assert claim(content(named, is_searching=True)) == (
        "1,243 critical points in this view, nothing is missing; 12 proved so far"
    )
    unproved = replace(found(*many[12:14]), finished=False, settled=1.0)
    assert claim(content(unproved, is_searching=True)) == (
        "2 critical points in this view, nothing is missing; the proofs are under way"
    )


def test_a_fault_stands_where_the_claim_would_or_after_it() -> None:
    assert claim(content(None, fault="The search took too long.")) == "The search took too long."
    assert claim(content(ALL, fault="It was stopped.")).endswith("nothing is missing. It was stopped.")


def test_nothing_is_claimed_while_nothing_is_known() -> None:
    assert claim(content(None)) == ""
    assert claim(content(None, is_searching=True)) == "Looking for critical points …"


def test_the_turns_of_the_gradient_are_shown_as_an_independent_check() -> None:
    assert check(content(replace(ALL, winding=2))) == (
        "Independent check: the gradient turns twice around the border of the box, as 2 minima must."
    )
    assert check(content(ALL)) == ""
    larger = replace(content(ALL), checked=replace(ALL, winding=2), checked_box="the box x and y from −6 to 6")
    assert "around the border of the box x and y from −6 to 6, as 2 minima must" in check(larger)
    assert check(content(None)) == ""


def test_a_check_that_fails_says_so_and_the_claim_is_gone() -> None:
    wrong = content(replace(ALL, winding=1))
    assert check(wrong).startswith("The independent check fails")
    assert "nothing is missing" not in claim(wrong)
    assert title(wrong) == "Critical points (2, all proved; perhaps more)"
