"""`hessview analyze`: all that is known at a point, or the steps that lead there."""

from __future__ import annotations

import sys

from hessview.cli.arguments import function_of, parse_point, parse_words, parser_of
from hessview.cli.outcome import DONE, LIMIT, WrongInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from hessview.api import Function

HELP = """\
hessview analyze EXPR --at POINT [options]

What is f at this point: value, gradient, Hessian (number and formula), eigenvalues, principal axes,
condition number, and whether the point is a minimum, a maximum, a saddle, or something the Hessian
alone cannot decide, with the reason.

  --at POINT      x=1,y=2 or 1,2 (in the order of the variables); a missing coordinate is 0
  --let NAMES     parameters: a=1,b=100
  --vars NAMES    the variables, in order: x,y,z; then no other name is allowed
  --engine NAME   automatic (differentiation; the default) or exact (the formulas of the derivatives, evaluated)
  --no-formulas   numbers only: skip the exact formulas of the derivatives
  --time-limit S  seconds for the exact formulas (default 5)
  --steps         how one gets there: derivatives rule by rule, the matrix, its eigenvalues, the conclusion
  -o FILE         with --steps: write them as .html (MathML), .pdf, .tex or .txt
  --json          one JSON document on standard output
"""


def run(words: list[str]) -> int:
    """Do what the words after the command say; return the exit code."""
    options = parse_words(_options(), words)
    function = function_of(options)
    point = parse_point(options.at, function.variables)
    from hessview.api import analyze

    if options.engine == "exact" and options.no_formulas:
        message = "--engine exact evaluates the exact formulas: leave out --no-formulas"
        raise WrongInput(message)
    limit = 0.0 if options.no_formulas else options.time_limit
    if options.steps or options.output is not None:
        return _steps(options, function, point, limit)
    report = analyze(function, point, engine=options.engine, time_limit=limit)
    if options.json:
        import json

        json.dump(report.document, sys.stdout, ensure_ascii=False, allow_nan=False, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(report.text)
    return LIMIT if report.stopped_at_limit else DONE


def _steps(options: argparse.Namespace, function: Function, point: tuple[float, ...], limit: float) -> int:
    """Print the steps, or write them where `-o` says."""
    import os

    ending = os.path.splitext(options.output or "steps.txt")[1].lower().lstrip(".")  # noqa: PTH122
    if not options.steps or options.json or options.engine == "exact":
        message = "-o FILE belongs to --steps, and --steps goes neither with --json nor with --engine exact"
        raise WrongInput(message)
    if ending not in {"html", "pdf", "tex", "txt"}:
        message = f"{options.output}: the file's name must end in .html, .pdf, .tex or .txt"
        raise WrongInput(message)
    from hessview.api import steps

    report = steps(function, point, limit)
    if options.output is None:
        sys.stdout.write(report.text)
    else:
        report.save(options.output)
    return LIMIT if report.stopped_at_limit else DONE


def _options() -> argparse.ArgumentParser:
    parser = parser_of("analyze")
    parser.add_argument("--at", required=True)
    parser.add_argument("--engine", choices=("automatic", "exact"), default="automatic")
    parser.add_argument("--no-formulas", action="store_true")
    parser.add_argument("--time-limit", type=float, default=5.0)
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("-o", "--output")
    parser.add_argument("--json", action="store_true")
    return parser
