"""What a worker process is asked, and what of it is under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.compute.crew import Member
    from hessview.compute.frames import Message
    from hessview.compute.requests import Request


@dataclass(frozen=True)
class Job:
    """What a worker process is asked.

    Attributes
    ----------
    handler
        A function on its list.
    payload
        JSON values.
    share
        Of the deadline, for this attempt.
    easier
        What to ask instead when time or memory did not suffice, or None.
    streams
        Whether its handler yields partial answers and ends by itself when it is told that it is not wanted.
    deadline
        Seconds, where the lane's deadline is more than this job needs; None: it is not.
    """

    handler: str
    payload: Message
    share: float = 1.0
    easier: Job | None = None
    streams: bool = False
    deadline: float | None = None


@dataclass(frozen=True)
class Turn:
    """What waits: a request, or what is easier than a job for it that was begun before."""

    job: Job | None = None
    begun: float | None = None


@dataclass
class Running:
    """A job under way.

    Attributes
    ----------
    identity
        Its number in the messages.
    since, begun
        When it was sent, and when the first attempt at the same request was.
    cancelled
        When it was; None while it is wanted.
    partial
        What would be the answer if no more came; None: nothing.
    """

    request: Request
    job: Job
    identity: int
    member: Member
    since: float
    begun: float
    cancelled: float | None = None
    partial: object = None
