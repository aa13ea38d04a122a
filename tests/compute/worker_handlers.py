"""What the tests let a worker process run."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from collections.abc import Mapping

Payload = dict[str, object]


def echo(payload: Payload) -> Mapping[str, object]:
    """Return what was sent, with bytes."""
    return {"payload": payload, "file": b"\x00\xff" * 3, "pid": os.getpid()}


def chatter(payload: Payload) -> Mapping[str, object]:
    """Print where a careless library might."""
    print("chatter")
    sys.stderr.write("chatter")
    return {"read": sys.stdin.read()}


def fail(payload: Payload) -> Mapping[str, object]:
    """Raise."""
    raise ValueError("the reason")


def refuse(payload: Payload) -> Mapping[str, object]:
    """Raise what is worded for the user."""
    raise HessviewError("a figure is not that large")


def sleep(payload: Payload) -> Mapping[str, object]:
    """Take the time that is asked for."""
    time.sleep(float(str(payload["seconds"])))
    return {}


def hold(payload: Payload) -> Mapping[str, object]:
    """Keep every thread of the process waiting: one operation that lasts for minutes."""
    return {"size": (9**9**9).bit_length()}


def devour(payload: Payload) -> Mapping[str, object]:
    """Take memory until there is none."""
    eaten = []
    while True:
        eaten.append(bytearray(16 << 20))


def die(payload: Payload) -> Mapping[str, object]:
    """End without a word."""
    os._exit(7)
