"""What full campaigns found, kept in `results.json`, and the table of it in the README."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from tests.reliability.campaign import CAMPAIGNS, load
from tests.reliability.table import HEADINGS, Row, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.reliability.alone import Ran

RESULTS = Path(__file__).with_name("results.json")
README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- reliability -->\n", "\n<!-- /reliability -->"

Kept = dict[str, dict[str, str]]
"""By the name of a campaign: its title, tried, bar, found, verdict, and on what kind of machine."""


def read() -> Kept:
    """Return what is kept."""
    kept: Kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return kept


def keep(ran: Sequence[Ran]) -> None:
    """Put what came of full campaigns in the place of what was kept of them, here and in the README."""
    kept = read()
    for each in ran:
        cells = dict(zip(("title", "tried", "bar", "found", "verdict"), row_of(each), strict=True))
        kept[each.name] = {**cells, "machine": machine()}
    ordered = {name: kept[name] for name in CAMPAIGNS if name in kept}
    RESULTS.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    README.write_text(f"{before}{BEGIN}{section(ordered)}{END}{rest.partition(END)[2]}", encoding="utf-8")


def row_of(ran: Ran) -> Row:
    """Return the cells of the table."""
    verdict = "passed" if ran.outcome.passed else "FAILED"
    return (_capital(ran.title), ran.outcome.tried, ran.bar, ran.outcome.found, verdict)


def section(kept: Kept) -> str:
    """Return what stands between the marks in the README: the table, and where it was measured."""
    rows = [_row(name, kept) for name in CAMPAIGNS]
    machines = sorted({each["machine"] for each in kept.values()})
    return markdown(HEADINGS, rows) + (f"\n\nMeasured on {'; '.join(machines)}." if machines else "")


def _row(name: str, kept: Kept) -> Row:
    if name not in kept:
        campaign = load(name)
        return (_capital(campaign.title), "nothing yet", campaign.bar, "", "")
    return tuple(kept[name][cell] for cell in ("title", "tried", "bar", "found", "verdict"))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def machine() -> str:
    """Return what kind of machine this is, and nothing about which."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {platform.system()}, Python {'.'.join(platform.python_version_tuple()[:2])}"
