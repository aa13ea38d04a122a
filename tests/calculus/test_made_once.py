"""What is made at its first use is made once, and nobody waits for what another instance makes."""

from __future__ import annotations

import threading

from hessview.calculus.made_once import made_once


class Thing:
    def __init__(self, gate: threading.Event | None = None) -> None:
        self.gate = gate
        self.makings = 0

    @made_once
    def part(self) -> list[int]:
        """The part."""
        self.makings += 1
        if self.gate is not None:
            assert self.gate.wait(30.0)
        return [self.makings]


def test_a_part_is_made_once() -> None:
    thing = Thing()
    assert "part" not in vars(thing)
    assert thing.part is thing.part
    assert thing.makings == 1


def test_one_thing_does_not_wait_for_another_to_be_made() -> None:
    gate = threading.Event()
    slow, quick = Thing(gate), Thing()
    thread = threading.Thread(target=lambda: slow.part)
    thread.start()
    try:
        assert quick.part == [1]  # with a lock for all instances this would wait for the gate
        assert not gate.is_set()
    finally:
        gate.set()
        thread.join()
