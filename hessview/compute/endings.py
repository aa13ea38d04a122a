"""How work ends before its end: raised by the `progress` that it calls all the time, in a thread or in a process."""


class Cancelled(Exception):  # noqa: N818 - nobody waits for the answer any more
    """The work is not wanted any more."""


class DeadlinePassed(Exception):  # noqa: N818 - the time is over
    """The work takes too long."""


class Concluded(Exception):  # noqa: N818 - somebody wants what is known by now
    """The work is to end where it is, and what it has come to is the answer."""
