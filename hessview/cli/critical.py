"""`hessview critical`: every critical point in a box."""

from __future__ import annotations

import sys

from hessview.cli.arguments import function_of, parse_box, parse_words, parser_of
from hessview.cli.outcome import DONE, LIMIT, WrongInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = """\
hessview critical EXPR --box BOX [options]

Every critical point of f in the box (1 to 6 variables): where it is, what it is, and whether that is proved, by
interval and ball arithmetic. Degenerate points are resolved where exact arithmetic can; sets of critical points
that are not isolated, places where f is not smooth and regions left undecided are listed apart.

  --box BOX       x=-5:5,y=-pi:2pi; a missing range is -5:5
  --let NAMES     parameters: a=1,b=sqrt(2)
  --vars NAMES    the variables, in order
  --time-limit S  seconds for the search, exact forms included (default 10)
  --json          one JSON document on standard output

A search that is stopped, by the time or because too many boxes wait or points are found (f waves too often for the
box), prints what it found until then and says why it was stopped; the exit code is 4.
"""


def run(words: list[str]) -> int:
    """Do what the words after the command say; return the exit code."""
    options = parse_words(_options(), words)
    function = function_of(options)
    box = parse_box(options.box, function.variables)
    from hessview.export.critical_output import critical_document, critical_text

    try:
        found = function.critical_points(box, options.time_limit)
    except ValueError as problem:
        raise WrongInput(str(problem)) from None
    if options.json:
        import json

        json.dump(critical_document(found, function.formula), sys.stdout, ensure_ascii=False, allow_nan=False, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(critical_text(found, function.formula))
    return DONE if found.finished else LIMIT


def _options() -> argparse.ArgumentParser:
    parser = parser_of("critical")
    parser.add_argument("--box", required=True)
    parser.add_argument("--time-limit", type=float, default=10.0)
    parser.add_argument("--json", action="store_true")
    return parser
