"""What a campaign is, and which there are."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CAMPAIGNS: tuple[str, ...] = (
    "kills", "mutants", "hostile_text", "typed_live", "monkey", "soak", "file_faults", "interpreters", "accessibility",
    "workers", "extremes", "critical_drag",
)  # fmt: skip
"""The modules of the campaigns, in the order of the table."""

PATIENCE_OF_SHORT = 6.0
SHORT_SECONDS = 5.0
"""The bound of a short form that names none."""


@dataclass(frozen=True)
class Scale:
    """How much is to be tried.

    Attributes
    ----------
    short
        Whether it is the ordinary run; else the full campaign.
    seconds
        The campaign stops by itself after about this long, whatever was reached, and says what was.
    seed
        Where its randomness begins: the same seed tries the same things.
    """

    short: bool
    seconds: float
    seed: int = 2026

    @property
    def patience(self) -> float:
        """By what the seconds of a bar are multiplied: a short form runs on any machine, however slow and busy."""
        return PATIENCE_OF_SHORT if self.short else 1.0


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes
    ----------
    tried
        What was done and how often, such as ``500 kills in 21 min``.
    found
        What was lost, let in or stuck, in numbers.
    passed
        Whether that is within the bar.
    details
        What failed, so that it can be tried again: seed, number of the event, name of the file.
    """

    tried: str
    found: str
    passed: bool
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Campaign:
    """One promise and how it is tried.

    Attributes
    ----------
    name
        That of its module.
    title
        The first cell of its row, such as ``kill -9 while editing and saving``.
    bar
        What it must show.
    full_seconds
        The bound of its full form, in seconds.
    run
        Tries it at a scale; what it says meanwhile goes to the second argument, one line at a time.
    short_seconds
        The bound of its short form, in seconds.
    is_warm
        Whether its short form may begin in a process that has imported already, and with worker processes that have:
        where neither their start nor that of the program is what is tried.
    """

    name: str
    title: str
    bar: str
    full_seconds: float
    run: Callable[[Scale, Callable[[str], None]], Outcome]
    short_seconds: float = SHORT_SECONDS
    is_warm: bool = False

    def scale(self, *, short: bool, seconds: float | None = None, seed: int = 2026) -> Scale:
        """Return the scale of its short or full form, within its own bound unless `seconds` gives another."""
        own = self.short_seconds if short else self.full_seconds
        return Scale(short, own if seconds is None else seconds, seed)


def load(name: str) -> Campaign:
    """Return the campaign of a module of this folder, or of any module by its dotted name.

    Raises
    ------
    TypeError
        If its ``CAMPAIGN`` is no campaign.
    """
    campaign = import_module(name if "." in name else f"{__package__}.{name}").CAMPAIGN
    if not isinstance(campaign, Campaign):
        raise TypeError(f"CAMPAIGN in {name} is no Campaign")
    return campaign
