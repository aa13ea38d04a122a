"""The command line: what the words after `hessview` mean, and which exit code they earn.

Nothing but the standard library is imported here until a command runs, and for `--help` not even argparse.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import Any

    from hessview.api import Function, Picture
    from hessview.language.problem import SyntaxProblem

_LONGEST_LINE, _LONGEST_EXPRESSION, _LONGEST_PATH = 500, 20_000, 200
DONE, FAULT, WRONG_INPUT, NO_DISPLAY, LIMIT, INTERRUPTED = 0, 1, 2, 3, 4, 130

HELP = """\
hessview - see the second derivative

usage:
  hessview [EXPR or FILE]           open the window, on an expression, a session or an exported figure
  hessview analyze EXPR --at POINT  everything the side panel shows at one point
  hessview critical EXPR --box BOX  every critical point in a box, each proved or said not to be
  hessview figure EXPR -o FILE      write the figure as SVG, PDF or PNG; needs no display
  hessview COMMAND --help           the options of a command
  hessview --version

examples:
  hessview "x^4 + y^4 - 4xy + 1"
  hessview analyze "x^4 + y^4 - 4xy + 1" --at x=1,y=1
  hessview analyze "a x^2 + y^2" --let a=-2 --at 0,0 --json
  hessview analyze "x^2*y*z" --at 1,1,1 --steps -o steps.html
  hessview critical "(x^2 + y - 11)^2 + (x + y^2 - 7)^2" --box x=-5:5,y=-5:5
  hessview figure "x^2 - y^2" --box x=-2:2,y=-2:2 --at x=0,y=0 --size 120x90mm -o saddle.pdf

expressions:
  x^2 or x**2, 2x, 3(x+1), xy, sin x, sin^2 x, |x|, x!, sqrt(x), pi, e, where(x>0, x, 0),
  sum(x[i]^2, i, 1, 10), f(u, v) = u v, and LaTeX such as \\frac{x}{y}.
  An expression that starts with a minus sign follows --:  hessview analyze --at x=1 -- "-x^2"

exit codes:
  0 done   1 a fault of the program or of the disk   2 the input is wrong, nothing was written
  3 no display   4 stopped at a limit, partial results are marked   130 interrupted
"""

ANALYZE_HELP = """\
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

CRITICAL_HELP = """\
hessview critical EXPR --box BOX [options]

Every critical point of f in the box (1 to 6 variables): where it is, what it is, and whether that is proved, by
interval and ball arithmetic. Degenerate points are resolved where exact arithmetic can; sets of critical points
that are not isolated, places where f is not smooth and regions left undecided are listed apart.

  --box BOX       x=-5:5,y=-pi:2pi; a missing range is -5:5
  --let NAMES     parameters: a=1,b=sqrt(2)
  --vars NAMES    the variables, in order
  --time-limit S  seconds for the search, exact forms included (default 10)
  --json          one JSON document on standard output

A search that is stopped, by the time or because too many boxes wait (f waves too often for the box), prints what it
found until then and says why it was stopped; the exit code is 4.
"""

FIGURE_HELP = """\
hessview figure EXPR-or-SESSION -o FILE [options]

The picture with axes, colour bar, probe, gradient, principal axes and caption, for print.
The file carries its session: open it with hessview to go on where it was made.

  -o, --output FILE  ending in .svg, .pdf or .png
  --box BOX          x=-5:5,y=-5:5 (the default is the example's own box, or -5:5)
  --at POINT         the probe: x=1,y=2 or 1,2
  --view KIND        contour or surface: short for --panels with one of them
  --panels NAMES     what stands on the page: contour,surface,sections,table,point
                     (table: the critical points; the default is what the session shows)
  --preset NAME      single (85 mm), double (175 mm), slide (16:9) or square
  --size WxHmm       the size of the page, for instance 120x90mm (the default) or 3.5x2.5in
  --dpi N            dots per inch of a PNG (default 300)
  --caption NAMES    what it says: function,class,point,hessian,eigenvalues,notes
  --no-caption       no text below the picture
  --let NAMES        parameters: a=1,b=100
  --vars NAMES       the variables, in order
"""


class WrongInput(Exception):  # noqa: N818 - it is the user's, not an error of the program
    """Words on the command line that mean nothing.

    The first argument says which and why, in one line; further lines point at the place.
    """


def main(argv: Sequence[str]) -> int:
    """Do what the words say; return the exit code. Never raises."""
    words = list(argv)
    try:
        return _dispatch(words)
    except WrongInput as problem:
        return _fail(WRONG_INPUT, *map(str, problem.args))
    except KeyboardInterrupt:
        return _fail(INTERRUPTED, "interrupted")
    except BrokenPipeError:
        # The reader of a pipe closed it; it has what it wanted.
        sys.stderr.close()
        return DONE
    except OSError as problem:
        return _fail(FAULT, _of_disk(problem))
    except Exception as problem:  # noqa: BLE001 - the edge of the process: report, with the trace on request
        return _report_fault(problem)


def _dispatch(words: list[str]) -> int:
    first = words[0] if words else ""
    if first in {"-h", "--help", "help"}:
        sys.stdout.write(HELP)
        return DONE
    if first == "--version":
        from hessview import __version__

        sys.stdout.write(f"hessview {__version__}\n")
        return DONE
    command = COMMANDS.get(first)
    if command is not None:
        run, help_text = command
        if {"-h", "--help"} & set(words[1:]):
            sys.stdout.write(help_text)
            return DONE
        return run(words[1:])
    return _open_window(words)


def _open_window(words: list[str]) -> int:
    if words and words[0] == "--":
        words = words[1:]
    elif words and words[0].startswith("-"):
        message = f"{words[0]}: no such option; an expression that starts with a minus sign follows --"
        raise WrongInput(message)
    if words and len(words[0]) > _LONGEST_EXPRESSION and not _is_session(words[0]):
        message = f"this is longer than a formula may be ({_LONGEST_EXPRESSION:,} characters)"
        raise WrongInput(message)
    if len(words) > 1:
        message = f"one expression or file at a time; put quotes around it: hessview \"{' '.join(words)}\""
        raise WrongInput(message)
    from hessview import api

    return api.open_window(words[0] if words else None, report=_fail)


def _analyze(words: list[str]) -> int:
    options = _parse(_analyze_parser(), words)
    function = _function(options)
    point = parse_point(options.at, function.variables)
    from hessview import api

    if options.engine == "exact" and options.no_formulas:
        message = "--engine exact evaluates the exact formulas: leave out --no-formulas"
        raise WrongInput(message)
    limit = 0.0 if options.no_formulas else options.time_limit
    if options.steps or options.output is not None:
        return _steps(options, function, point, limit)
    report = api.analyze(function, point, engine=options.engine, time_limit=limit)
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
    from hessview import api

    report = api.steps(function, point, limit)
    if options.output is None:
        sys.stdout.write(report.text)
    else:
        report.save(options.output)
    return LIMIT if report.stopped_at_limit else DONE


def _critical(words: list[str]) -> int:
    options = _parse(_critical_parser(), words)
    function = _function(options)
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


def _figure(words: list[str]) -> int:
    import os

    options = _parse(_figure_parser(), words)
    # As `Picture.save` reads it: a file named ".svg" has no ending.
    if os.path.splitext(options.output)[1].lower() not in {".svg", ".pdf", ".png"}:  # noqa: PTH122
        message = f"{options.output}: the file's name must end in .svg, .pdf or .png"
        raise WrongInput(message)
    size = None if options.size is None else parse_size(options.size)
    asked = _page_options(options)
    picture = _picture(options)
    from hessview.language.problem import HessviewError

    box = None if options.box is None else parse_box(options.box, picture.variables)
    point = None if options.at is None else parse_point(options.at, picture.variables)
    try:
        picture = picture.showing(box, point)
    except ValueError as problem:
        message = f"--box {options.box}: {problem}"
        raise WrongInput(message) from None
    try:
        picture.save(options.output, size=size, dpi=options.dpi, **asked)
    except HessviewError as problem:
        raise WrongInput(str(problem)) from None
    return DONE


def _page_options(options: argparse.Namespace) -> dict[str, Any]:
    """Return what `Picture.save` is told about the page."""
    from hessview.document.page_plan import PlanProblem, panels_of, plan_from, preset_named

    panels = ([] if options.view is None else [options.view]) if options.panels is None else _names(options.panels)
    try:
        asked: dict[str, Any] = {"panels": panels_of(panels), "preset": options.preset}
        if options.preset is not None:
            preset_named(options.preset)
        asked["caption"] = not options.no_caption
        if options.caption is not None and not options.no_caption:
            asked["caption"] = plan_from({"caption": _names(options.caption)}).caption
    except PlanProblem as problem:
        raise WrongInput(str(problem)) from None
    return asked


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _picture(options: argparse.Namespace) -> Picture:
    from hessview import api

    if not _is_session(options.expression):
        return api.figure(_function(options))
    from hessview.language.problem import HessviewError

    for option, words in (("--let", options.let), ("--vars", options.vars)):
        if words is not None:
            message = f"{option} {words}: a session has its own names"
            raise WrongInput(message)
    try:
        return api.figure_of_file(options.expression)
    except HessviewError as problem:
        message = f"{options.expression}: {problem}"
        raise WrongInput(message) from None


COMMANDS: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "analyze": (_analyze, ANALYZE_HELP),
    "critical": (_critical, CRITICAL_HELP),
    "figure": (_figure, FIGURE_HELP),
}


def parse_point(text: str, variables: Sequence[str]) -> tuple[float, ...]:
    """Return the coordinates that "x=1,y=2" or "1,2" name, in the order of `variables`; a missing one is 0.

    Raises
    ------
    WrongInput
        For an unknown or repeated name, a coordinate that is no finite number, or too many numbers.
    """
    parts = [part.strip() for part in text.split(",")]
    if not any("=" in part for part in parts):
        if len(parts) != len(variables):
            message = f"--at {text}: {len(parts)} numbers for the {len(variables)} variables {', '.join(variables)}"
            raise WrongInput(message)
        return tuple(_number(part, "--at") for part in parts)
    given = _assignments(text, "--at")
    for name in given:
        if name not in variables:
            message = f"--at {text}: {name} is not a variable; the variables are {', '.join(variables)}"
            raise WrongInput(message)
    return tuple(_number(given.get(name, "0"), "--at") for name in variables)


def parse_box(text: str, variables: Sequence[str]) -> tuple[tuple[float, float], ...]:
    """Return the pairs (low, high) that "x=-5:5,y=-pi:2pi" names, in the order of `variables`; a missing one is -5:5.

    Raises
    ------
    WrongInput
        For an unknown or repeated name, a range that is not two finite numbers, or low >= high.
    """
    ranges = _assignments(text, "--box")
    for name in ranges:
        if name not in variables:
            message = f"--box {text}: {name} is not a variable; the variables are {', '.join(variables)}"
            raise WrongInput(message)
    box = []
    for name in variables:
        low_text, colon, high_text = ranges.get(name, "-5:5").partition(":")
        low, high = _number(low_text, "--box"), _number(high_text, "--box") if colon else float("nan")
        if not low < high:
            message = f"--box {name}={ranges[name]}: a range is written low:high with low < high"
            raise WrongInput(message)
        box.append((low, high))
    return tuple(box)


def parse_size(text: str) -> tuple[float, float]:
    """Return (width, height) in millimetres of "120x90mm", "120x90" or "5x4in".

    Raises
    ------
    WrongInput
        If it is not two numbers, or a side is not between 20 and 2000 millimetres.
    """
    lower = text.strip().lower()
    body, scale = (lower[:-2], 25.4) if lower.endswith("in") else (lower.removesuffix("mm"), 1.0)
    sides = body.replace("×", "x").split("x")
    if len(sides) != 2:
        message = f"--size {text}: a size is written 120x90mm"
        raise WrongInput(message)
    width, height = (_number(side, "--size") * scale for side in sides)
    if not (20 <= width <= 2000 and 20 <= height <= 2000):
        message = f"--size {text}: each side must be between 20 and 2000 millimetres"
        raise WrongInput(message)
    return width, height


def _assignments(text: str, option: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not name or not value:
            message = f"{option} {text}: {part.strip() or 'nothing'} is not of the form name=value"
            raise WrongInput(message)
        if name in given:
            message = f"{option} {text}: {name} is given twice"
            raise WrongInput(message)
        given[name] = value
    return given


def _number(text: str, option: str) -> float:
    from hessview.language.constants import read_constant

    # "1_000" is Python's spelling, not a number's.
    value = read_constant(text.strip()) if "_" not in text else ""
    if isinstance(value, str):
        message = f"{option}: {text.strip() or 'nothing'} is not a finite number"
        raise WrongInput(message)
    return value


def _function(options: argparse.Namespace) -> Function:
    from hessview import api
    from hessview.app.startup import FILE_ENDINGS
    from hessview.language.problem import SyntaxProblem

    variables = None if options.vars is None else [name.strip() for name in options.vars.split(",")]
    parameters = {} if options.let is None else _assignments(options.let, "--let")
    values = {name: _number(value, "--let") for name, value in parameters.items()}
    _check_names(f"--vars {options.vars}", variables or [])
    _check_names(f"--let {options.let}", [*values, *(variables or [])])
    try:
        return api.Function(options.expression, variables=variables, parameters=values)
    except SyntaxProblem as problem:
        if options.expression.lower().endswith(FILE_ENDINGS):
            message = f"{options.expression}: there is no such file"
            raise WrongInput(message) from None
        raise WrongInput(*pointed(problem, options.expression)) from None


def _check_names(option: str, names: Sequence[str]) -> None:
    from hessview.language.names import check_name
    from hessview.language.problem import SyntaxProblem

    seen: set[str] = set()
    for name in names:
        try:
            check_name(name)
        except SyntaxProblem as problem:
            message = f"{option}: {problem.message}"
            raise WrongInput(message) from None
        if name in seen:
            message = f"{option}: {name} is given twice"
            raise WrongInput(message)
        seen.add(name)


def pointed(problem: SyntaxProblem, text: str) -> tuple[str, ...]:
    """Return the problem's sentence with its place, and for a short line the line and one with a caret below it."""
    sentence = f"{problem.message} (line {problem.line}, column {problem.column})"
    lines = text.splitlines()
    line = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
    if len(line) > 100 or not line.isprintable() or not line.strip():
        return (sentence,)
    return sentence, f"  {line}", f"  {' ' * (problem.column - 1)}{'^' * max(1, min(problem.length, 100))}"


def _is_session(text: str) -> bool:
    from hessview.app.startup import is_document

    return is_document(text)


def _analyze_parser() -> argparse.ArgumentParser:
    parser = _parser("analyze")
    parser.add_argument("--at", required=True)
    parser.add_argument("--engine", choices=("automatic", "exact"), default="automatic")
    parser.add_argument("--no-formulas", action="store_true")
    parser.add_argument("--time-limit", type=float, default=5.0)
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("-o", "--output")
    parser.add_argument("--json", action="store_true")
    return parser


def _critical_parser() -> argparse.ArgumentParser:
    parser = _parser("critical")
    parser.add_argument("--box", required=True)
    parser.add_argument("--time-limit", type=float, default=10.0)
    parser.add_argument("--json", action="store_true")
    return parser


def _figure_parser() -> argparse.ArgumentParser:
    parser = _parser("figure")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--box")
    parser.add_argument("--at")
    parser.add_argument("--view", choices=("contour", "surface"))
    parser.add_argument("--panels")
    parser.add_argument("--preset")
    parser.add_argument("--caption")
    parser.add_argument("--size")
    parser.add_argument("--dpi", type=int, default=300)
    parser.add_argument("--no-caption", action="store_true")
    return parser


def _parser(command: str) -> argparse.ArgumentParser:
    import argparse

    class OneLine(argparse.ArgumentParser):
        def error(self, message: str) -> None:  # type: ignore[override]
            text = f"{command}: {message}; see hessview {command} --help"
            raise WrongInput(text)

    parser = OneLine(prog=f"hessview {command}", add_help=False, allow_abbrev=False)
    parser.add_argument("expression")
    parser.add_argument("--let")
    parser.add_argument("--vars")
    return parser


def _parse(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace:
    # argparse takes a value such as "-1,2" or "x=-1" apart only where an option may start with a digit: join them.
    joined: list[str] = []
    takes_value = {"--at", "--box", "--let", "--vars", "--size", "--dpi", "--time-limit"}
    for word in words:
        if joined and joined[-1] in takes_value and "--" not in joined[:-1]:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    options = parser.parse_args(joined)
    dpi, seconds = getattr(options, "dpi", 300), getattr(options, "time_limit", 5.0)
    if not 30 <= dpi <= 1200:
        message = f"--dpi {dpi}: must be between 30 and 1200"
        raise WrongInput(message)
    if not 0.0 <= seconds <= 86_400.0:
        message = f"--time-limit {seconds:g}: must be between 0 and 86400 seconds"
        raise WrongInput(message)
    return options


def _fail(code: int, message: str, *pointers: str) -> int:
    body = "\n".join(map(_printable, (f"hessview: {message or 'unknown'}", *pointers)))
    # A lone surrogate or a terminal's code page must not turn a message into a second fault.
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(body.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    return code


def _of_disk(problem: OSError) -> str:
    from hessview.document.disk_words import FileFault, shortened

    if isinstance(problem, FileFault):
        return problem.sentence(shortened(str(problem.path), _LONGEST_PATH), write="write it {} with -o")
    reason = problem.strerror or str(problem)
    return f"{problem.filename}: {reason}" if problem.filename else reason


def _printable(line: str) -> str:
    """Return one line of at most a few hundred characters in which nothing gives the terminal an order."""
    clean = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in line[:_LONGEST_LINE]
    )
    return clean + ("…" if len(line) > _LONGEST_LINE else "")


def _report_fault(problem: Exception) -> int:
    import os
    import traceback

    if os.environ.get("HESSVIEW_TRACEBACK"):
        traceback.print_exception(problem)
    what = f"{type(problem).__name__}: {problem}"
    return _fail(FAULT, f"a fault of the program: {what} (HESSVIEW_TRACEBACK=1 shows where)")
