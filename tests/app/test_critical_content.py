"""What is claimed of the critical points is claimed for the view as it is, and for no more than was searched."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import pytest

from hessview.analysis.critical_point import CriticalPoints
from hessview.analysis.critical_points import search
from hessview.app.critical_content import TOO_MANY, BoxSearch, box_content, view_box, view_content, with_rows_of
from hessview.compute.requests import CriticalRequest, Wanted
from hessview.compute.resolving import Resolver
from hessview.compute.results import Answer, Fault, FaultKind, Results
from hessview.document.state import Box, State
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse
from hessview.views.critical_words import claim, title

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


def state_of(text: str, view: Box, **changes: object) -> State:
    return replace(State(text, text, view=view), **changes)  # type: ignore[arg-type]


def wanted_by(state: State) -> Wanted:
    wanted = Resolver().resolve(state)
    assert wanted is not None
    return wanted


@lru_cache
def found_by(request: CriticalRequest) -> CriticalPoints:
    low, high = zip(*request.box, strict=True)
    *_, last = search(ExpressionLandscape(request.formula), low, high)
    return last


def known(state: State, answer: Answer | None = None, source: CriticalRequest | None = None) -> Results:
    """The results of a state: with its own points, or with the answer that is given and where that came from."""
    wanted = wanted_by(state)
    request = wanted.critical
    assert request is not None
    answer = found_by(request) if answer is None else answer
    answers = {} if source is not None and source != request else {request: answer}
    found = answer if isinstance(answer, CriticalPoints) else None
    return Results(wanted, MappingProxyType(answers), critical=found, critical_request=source or request)


def said(state: State, results: Results) -> str:
    return claim(view_content(state, results))


def test_all_points_of_the_view_are_claimed_and_no_others() -> None:
    whole = state_of(HIMMELBLAU, Box(-5.0, 5.0, -5.0, 5.0))
    assert said(whole, known(whole)) == "9 critical points in this view, all proved; nothing is missing"
    part = state_of(HIMMELBLAU, Box(2.6, 4.9, -4.9, 4.9))
    content = view_content(part, known(part))
    assert claim(content) == "3 critical points in this view, all proved; nothing is missing"
    assert content.found is not None
    assert all(2.6 <= point.x[0] <= 4.9 for point in content.found)
    assert title(content) == "Critical points (3, all proved)"


def test_a_view_inside_one_that_was_searched_is_known_at_once() -> None:
    before = wanted_by(state_of(HIMMELBLAU, Box(-5.0, 5.0, -5.0, 5.0))).critical
    assert before is not None
    state = state_of(HIMMELBLAU, Box(0.5, 3.2, 1.0, 3.2))
    content = view_content(state, known(state, found_by(before), before))
    assert not content.is_searching
    assert claim(content) == "1 critical point in this view, proved; nothing is missing"


def test_beyond_what_was_searched_nothing_is_claimed_until_it_is() -> None:
    before = wanted_by(state_of(HIMMELBLAU, Box(-5.0, 5.0, -5.0, 5.0))).critical
    assert before is not None
    state = state_of(HIMMELBLAU, Box(2.0, 12.0, -5.0, 5.0))
    content = view_content(state, known(state, found_by(before), before))
    assert content.is_searching
    assert content.found is not None
    assert not content.found.complete
    assert content.share is None
    assert "so far" in claim(content)
    assert "missing" not in claim(content)
    assert "so far" in title(content)


def test_a_search_that_goes_on_says_how_far_it_is() -> None:
    state = state_of(HIMMELBLAU, Box(-5.0, 5.0, -5.0, 5.0))
    wanted = wanted_by(state)
    request = wanted.critical
    assert request is not None
    half = replace(found_by(request), finished=False, settled=0.5)
    content = view_content(state, Results(wanted, critical=half, critical_request=request))
    assert content.is_searching
    assert content.share == 0.5
    assert "missing" not in claim(content)


def test_a_stopped_search_keeps_what_it_has_found_and_says_so() -> None:
    state = state_of(HIMMELBLAU, Box(-5.0, 5.0, -5.0, 5.0))
    wanted = wanted_by(state)
    request = wanted.critical
    assert request is not None
    half = replace(found_by(request), finished=False, settled=0.5)
    stopped = MappingProxyType({request: Fault("Stopped.", kind=FaultKind.STOPPED)})
    content = view_content(state, Results(wanted, stopped, critical=half, critical_request=request))
    assert not content.is_searching
    assert claim(content).endswith("the search was stopped before its end")


def test_a_fault_is_said_in_its_own_words() -> None:
    state = state_of(HIMMELBLAU, Box(-5.0, 5.0, -5.0, 5.0))
    assert said(state, known(state, Fault("The search ran out of memory."))) == "The search ran out of memory."


def test_nothing_known_yet_is_nothing_claimed() -> None:
    state = state_of(HIMMELBLAU, Box(-5.0, 5.0, -5.0, 5.0))
    content = view_content(state, Results(wanted_by(state)))
    assert content.found is None
    assert content.is_searching
    assert view_content(state, Results()).variables == ()


def test_the_ranges_of_variables_out_of_the_picture_are_said() -> None:
    state = state_of("x1^2 + x2^2 + x3^2 + x4^2", Box(-3.0, 4.0, -2.0, 2.0))
    request = wanted_by(state).critical
    assert request is not None
    assert view_box(state, request.formula, request)[:2] == ((-3.0, 4.0), (-2.0, 2.0))
    assert said(state, known(state)) == (
        "1 critical point in this view with x₃ and x₄ from −3 to 4, proved; nothing is missing"
    )


def test_axes_that_were_chosen_are_the_ones_that_the_view_bounds() -> None:
    state = state_of("x^2 + y^2 + z^2", Box(-1.0, 1.0, -2.0, 2.0), axes=("z", "x"))
    request = wanted_by(state).critical
    assert request is not None
    box = view_box(state, request.formula, request)
    assert (box[2], box[0]) == ((-1.0, 1.0), (-2.0, 2.0))
    assert "with y from" in said(state, known(state))


def test_of_one_variable_the_view_bounds_its_range_alone() -> None:
    state = state_of("x^3 - x", Box(-2.0, 0.3, -9.0, 9.0))
    assert said(state, known(state)) == "1 critical point in this view, proved; nothing is missing"


@pytest.mark.parametrize(
    ("text", "changes", "words"),
    [
        ("+".join(f"x{k}^2" for k in range(1, 8)), {}, TOO_MANY),
        ("+".join(f"sin({k}x + y)" for k in range(1, 200)), {}, "too long"),
    ],
)
def test_where_nothing_is_looked_for_it_is_said_why(text: str, changes: dict[str, object], words: str) -> None:
    state = state_of(text, Box(-1.0, 1.0, -1.0, 1.0), **changes)
    content = view_content(state, Results(wanted_by(state)))
    assert words in claim(content)
    assert not content.is_searching


def test_of_a_tilted_picture_the_box_around_it_is_searched_and_named() -> None:
    r = 0.5**0.5
    state = state_of("x^2 + y^2 + z^2", Box(-1.0, 1.0, -1.0, 1.0), plane=((1.0, 0.0, 0.0), (0.0, r, r)))
    wanted = wanted_by(state)
    assert wanted.critical is not None
    for (low, high), reach in zip(wanted.critical.box, (1.0, r, r), strict=True):
        assert low < -reach
        assert reach < high < 2.0
    assert view_content(state, Results(wanted)).where == (
        "in the box around this picture, x from −1.5 to 1.5 and y and z from −1 to 1"
    )


def test_a_box_is_named_with_its_ranges() -> None:
    formula = parse(HIMMELBLAU, editor=True)
    request = CriticalRequest(formula, ((-10.0, 10.0), (-10.0, 2 * np.pi)), 5.0)
    running = BoxSearch(request)
    assert box_content(running).is_searching
    assert box_content(running).is_of_box
    done = replace(running, found=found_by(request), is_running=False)
    assert claim(box_content(done)) == (
        "9 critical points in the box x from −10 to 10 and y from −10 to 6.28319, all proved; nothing is missing"
    )
    assert "in the box x and y from −10 to 10" in box_content(
        BoxSearch(replace(request, box=((-10.0, 10.0), (-10.0, 10.0))))
    ).where
    stopped = replace(done, found=replace(found_by(request), finished=False, settled=0.3))
    assert claim(box_content(stopped)).endswith("the search was stopped before its end")


def test_the_same_points_in_a_view_that_moved_are_the_same_rows() -> None:
    request = wanted_by(state_of(HIMMELBLAU, Box(-5.0, 5.0, -5.0, 5.0))).critical
    assert request is not None
    found = found_by(request)
    views = [state_of(HIMMELBLAU, Box(-4.9 + d, 4.8 + d, -4.9, 4.9)) for d in (0.0, 0.1)]
    before, after = (view_content(state, known(state, found, request)) for state in views)
    assert after.found is not before.found
    assert with_rows_of(after, before).found is before.found
    assert with_rows_of(before, None) is before
    assert after.found is not None
    less = replace(after, found=replace(after.found, points=after.found.points[1:]))
    assert with_rows_of(less, before) is less
    unfinished = replace(after, found=replace(after.found, finished=False))
    assert with_rows_of(unfinished, before) is unfinished
