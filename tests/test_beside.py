"""A clock that a busy machine slows down is never fast, and stops where what it waits for is over."""

from __future__ import annotations

import time

from tests.beside import ClockBeside


def test_its_seconds_are_no_shorter_than_those_of_the_wall() -> None:
    with ClockBeside(10) as clock:
        began = time.monotonic()
        assert clock.wait_while(lambda: True, 0.5)
        assert time.monotonic() - began >= 0.49


def test_what_is_over_is_not_waited_for() -> None:
    answers = iter((True, True, False))
    with ClockBeside() as clock:
        assert not clock.wait_while(lambda: next(answers), 60.0)
    assert next(answers, None) is None
