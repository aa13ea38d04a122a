"""One question at a time: what was asked before is withdrawn, or what waits gives way to what is newer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from hessview.app.inquiry import Inquiry

if TYPE_CHECKING:
    from collections.abc import Callable


class Asked:
    """Takes questions; the test answers them."""

    def __init__(self, *, at_once: bool = False) -> None:
        self.requests: list[str] = []
        self.takers: list[Callable[[Any], None]] = []
        self.partly: list[Callable[[Any], None] | None] = []
        self.withdrawn: list[str] = []
        self.at_once = at_once
        self.inquiry = Inquiry(SimpleNamespace(controller=self))  # type: ignore[arg-type]

    def ask(self, request: str, take: Callable[[Any], None], partly: Callable[[Any], None] | None = None) -> Any:
        self.requests.append(request)
        self.takers.append(take)
        self.partly.append(partly)
        if self.at_once:
            take(request.upper())
        return lambda: self.withdrawn.append(request)


def test_another_question_withdraws_the_first_and_nobody_hears_of_it() -> None:
    asked, heard = Asked(), []
    asked.inquiry.ask("a", heard.append, heard.append)  # type: ignore[arg-type]
    asked.inquiry.ask("b", heard.append, heard.append)  # type: ignore[arg-type]
    assert asked.withdrawn == ["a"]
    asked.partly[0]("part")  # type: ignore[misc]
    asked.takers[0]("late")
    assert heard == []
    asked.partly[1]("part")  # type: ignore[misc]
    asked.takers[1]("B")
    assert heard == ["part", "B"]
    asked.inquiry.withdraw()
    assert asked.withdrawn == ["a"], "what is answered cannot be withdrawn"


def test_of_what_waits_only_the_newest_is_asked() -> None:
    asked, heard = Asked(), []
    for request in "abc":
        asked.inquiry.ask_next(request, heard.append)  # type: ignore[arg-type]
    assert asked.requests == ["a"]
    asked.takers[0]("A")
    assert (asked.requests, heard) == (["a", "c"], ["A"])
    asked.takers[1]("C")
    assert not asked.inquiry.is_under_way
    assert heard == ["A", "C"]


def test_what_waits_is_asked_even_if_taking_an_answer_fails() -> None:
    asked = Asked()

    def fail(_answer: object) -> None:
        raise ZeroDivisionError

    asked.inquiry.ask_next("a", fail)  # type: ignore[arg-type]
    asked.inquiry.ask_next("b", lambda _: None)  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        asked.takers[0]("A")
    assert asked.requests == ["a", "b"]


def test_withdrawn_nothing_is_left_under_way_or_waiting() -> None:
    asked, heard = Asked(), []
    asked.inquiry.ask_next("a", heard.append)  # type: ignore[arg-type]
    asked.inquiry.ask_next("b", heard.append)  # type: ignore[arg-type]
    asked.inquiry.withdraw()
    asked.takers[0]("A")
    assert (asked.requests, asked.withdrawn, heard) == (["a"], ["a"], [])


def test_what_is_answered_at_once_is_not_under_way() -> None:
    asked, heard = Asked(at_once=True), []
    asked.inquiry.ask("a", heard.append)  # type: ignore[arg-type]
    assert heard == ["A"]
    assert not asked.inquiry.is_under_way
