"""Run campaigns, each in a process of its own: `python -m tests.reliability all` or the names of some."""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, NoReturn

from tests.reliability.alone import Ran, run_alone
from tests.reliability.campaign import CAMPAIGNS
from tests.reliability.results import keep, row_of
from tests.reliability.table import HEADINGS, fitted, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for, print the table; return 0 when all passed, 1 when one failed, 130 when interrupted."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.keep and asked.short:
        parser.error("--keep is for full campaigns")
    unknown = [name for name in asked.names if name not in (*CAMPAIGNS, "all")]
    if unknown or not (asked.names or asked.keep):
        parser.error(
            f"{unknown[0] if unknown else 'nothing'} is no campaign; there are {', '.join(CAMPAIGNS)}, and all"
        )
    names = CAMPAIGNS if "all" in asked.names else tuple(dict.fromkeys(asked.names))
    signal.signal(signal.SIGTERM, _interrupt)
    ran: list[Ran] = []
    interrupted = False
    try:
        for name in names:
            ran.append(_run(name, asked))  # noqa: PERF401 - what has run is kept when the next is interrupted
    except KeyboardInterrupt:
        interrupted = True
    if asked.keep:
        keep(ran)
    if names:
        _print(ran, asked)
    if interrupted:
        print("interrupted", file=sys.stderr)
        return _INTERRUPTED
    return 0 if all(each.outcome.passed for each in ran) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help=f"all, or some of: {', '.join(CAMPAIGNS)}")  # fmt: skip
    parser.add_argument("--short", action="store_true", help="the short form, a few seconds each")
    parser.add_argument("--seconds", type=float, help="the bound of each, instead of its own")
    parser.add_argument("--seed", type=int, default=2026, help="where the randomness begins (2026)")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep what is found, in results.json and the README; without names, write the README's table anew",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    return parser


def _run(name: str, asked: argparse.Namespace) -> Ran:
    def say(line: str) -> None:
        print(f"  {name}: {line}", file=sys.stderr, flush=True)

    print(f"{name} ...", file=sys.stderr, flush=True)
    ran = run_alone(name, short=asked.short, seconds=asked.seconds, seed=asked.seed, say=say)
    verdict = "passed" if ran.outcome.passed else "FAILED"
    print(f"{name}: {verdict} in {ran.took:.1f} s", file=sys.stderr, flush=True)
    return ran


def _print(ran: Sequence[Ran], asked: argparse.Namespace) -> None:
    if asked.json:
        print(json.dumps([asdict(each) for each in ran], indent=1, ensure_ascii=False))
        return
    rows = [row_of(each) for each in ran]
    print(fitted(rows, shutil.get_terminal_size().columns) if sys.stdout.isatty() else markdown(HEADINGS, rows))
    for each in ran:
        for detail in () if each.outcome.passed else each.outcome.details:
            print(f"{each.name}: {detail}", file=sys.stderr)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
