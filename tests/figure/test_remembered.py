"""What functions remember: one object for the same arguments, and nothing beyond the life of what it is made of."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass

from hessview.figure.remembered import remembered


@dataclass(frozen=True, eq=False)
class Answer:
    """Stands for any of what is compared by identity."""

    size: int


@dataclass(frozen=True)
class Look:
    """Stands for any of what is compared by value."""

    shade: str


class Made:
    """What a function made."""


def test_the_same_arguments_give_the_same_object_others_another() -> None:
    make = remembered(4)(lambda _answer, _look, **_named: Made())
    answer = Answer(3)
    first = make(answer, Look("dark"), steps=1)
    assert make(answer, Look("dark"), steps=1) is first
    assert make(answer, Look("light"), steps=1) is not first
    assert make(answer, Look("dark"), steps=2) is not first
    assert make(Answer(3), Look("dark"), steps=1) is not first


def test_no_answer_is_kept_alive_and_what_was_made_of_it_goes_with_it() -> None:
    make = remembered(4)(lambda _answer, _look: Made())
    answer = Answer(3)
    gone = weakref.ref(answer), weakref.ref(make(answer, Look("dark")))
    gc.collect()
    assert None not in [each() for each in gone]
    del answer
    gc.collect()
    assert [each() for each in gone] == [None, None]


def test_the_latest_calls_are_remembered_and_no_more() -> None:
    make = remembered(2)(lambda _number: Made())
    first = weakref.ref(make(1))
    make(2)
    make(1)
    make(3)
    assert make(1) is first()
    make(4)
    make(5)
    gc.collect()
    assert first() is None


def test_what_holds_its_own_argument_is_bounded_all_the_same() -> None:
    make = remembered(2)(lambda answer: [answer])
    answers = [weakref.ref(each) for each in [Answer(k) for k in range(5)] if make(each)]
    gc.collect()
    assert sum(each() is not None for each in answers) == 2


def test_what_is_forgotten_is_made_anew() -> None:
    make = remembered(2)(lambda _number: Made())
    first = make(1)
    make.forget_all()
    assert make(1) is not first
