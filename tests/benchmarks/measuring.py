"""Interleaved measurements and the table of their ratios."""

from __future__ import annotations

import gc
import math
import os
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Series = dict[str, list[float]]
"""Milliseconds by the name of what was measured."""


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    what
        What was measured, in a few words.
    ours, peer
        Milliseconds: hessview's median and what it is held against; `peer` is nan for a bound on the time itself.
    ratio
        What the bar is about: ours / peer, peer / ours, or the milliseconds themselves.
    bar
        The requirement, such as ``<= 1.5``.
    note
        Whatever else is worth knowing: the 99th percentile, who the peer is.
    """

    what: str
    ours: float
    peer: float
    ratio: float
    bar: str
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the bar is met; None when there was nothing to compare with."""
        if math.isnan(self.ratio):
            return None
        relation, bound = self.bar.split()
        return self.ratio <= float(bound) if relation == "<=" else self.ratio >= float(bound)


def interleaved(works: Mapping[str, Callable[[], float | None]], repetitions: int, warm_up: int = 1) -> Series:
    """Run each work in turn, again and again, so that a busy moment of the machine falls on all of them alike.

    Parameters
    ----------
    works
        A work that returns a number has measured itself, in milliseconds; of any other the call is timed.
    warm_up
        How many first rounds are not counted.
    """
    series: Series = {name: [] for name in works}
    gc.collect()
    for repetition in range(-warm_up, repetitions):
        for name, work in works.items():
            start = time.perf_counter()
            measured = work()
            took = 1e3 * (time.perf_counter() - start) if measured is None else measured
            if repetition >= 0:
                series[name].append(took)
    return series


def median(times: Sequence[float]) -> float:
    """Return the median, nan of nothing."""
    return statistics.median(times) if times else math.nan


def p99(times: Sequence[float]) -> float:
    """Return the 99th percentile, nan of nothing."""
    return sorted(times)[min(len(times) - 1, math.ceil(0.99 * len(times)) - 1)] if times else math.nan


def best(times: Sequence[float]) -> float:
    """Return the least time: for pure calculation, what the machine can do when nobody disturbs."""
    return min(times, default=math.nan)


def at_most(what: str, ours: float, peer: float, factor: float, note: str = "") -> Row:
    """Return the row that says: at most `factor` times the peer."""
    return Row(what, ours, peer, ours / peer, f"<= {factor:g}", note)


def at_least(what: str, ours: float, peer: float, factor: float, note: str = "") -> Row:
    """Return the row that says: at least `factor` times less than the peer."""
    return Row(what, ours, peer, peer / ours, f">= {factor:g}", note)


def within(what: str, ours: float, bound: float, note: str = "") -> Row:
    """Return the row that says: at most `bound` milliseconds."""
    return Row(what, ours, math.nan, ours, f"<= {bound:g}", note)


def missing(what: str, peer: str) -> Row:
    """Return the row of a comparison whose peer is not installed."""
    return Row(what, math.nan, math.nan, math.nan, "<= 0", f"{peer} is not installed")


def show(title: str, rows: Sequence[Row]) -> None:
    """Print the rows as a table."""
    load = f"   (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)" if hasattr(os, "getloadavg") else ""
    print(f"\n{title}{load}")
    print(f"  {'':52} {'ours ms':>9} {'peer ms':>9} {'ratio':>8}  {'bar':>8}")
    for row in rows:
        verdict = {True: "ok", False: "MISSED", None: "-"}[row.holds]
        numbers = f"{_text(row.ours):>9} {_text(row.peer):>9} {_text(row.ratio):>8}"
        print(f"  {row.what:52} {numbers}  {row.bar:>8}  {verdict:6}  {row.note}")


def _text(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}" if value < 10 else f"{value:.1f}"
