"""The command line: what the words after `hessview` mean, and which exit code they earn.

Nothing but the standard library is imported here until a command runs, and for `--help` not even argparse.
"""

from __future__ import annotations

import sys

from hessview.cli.outcome import DONE, FAULT, INTERRUPTED, LIMIT, NO_DISPLAY, WRONG_INPUT, WrongInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["COMMANDS", "DONE", "FAULT", "INTERRUPTED", "LIMIT", "NO_DISPLAY", "WRONG_INPUT", "WrongInput", "main"]

_LONGEST_LINE, _LONGEST_EXPRESSION, _LONGEST_PATH = 500, 20_000, 200
COMMANDS = ("analyze", "critical", "descend", "figure")

HELP = """\
hessview - see the second derivative

usage:
  hessview [EXPR or FILE]           open the window, on an expression, a session or an exported figure
  hessview analyze EXPR --at POINT  everything the side panel shows at one point
  hessview critical EXPR --box BOX  every critical point in a box, each proved or said not to be
  hessview descend EXPR --from P    let optimisers run: ends, predicted and observed rates
  hessview figure EXPR -o FILE      write the figure as SVG, PDF or PNG; needs no display
  hessview COMMAND --help           the options of a command
  hessview --version

examples:
  hessview "x^4 + y^4 - 4xy + 1"
  hessview analyze "x^4 + y^4 - 4xy + 1" --at x=1,y=1
  hessview analyze "a x^2 + y^2" --let a=-2 --at 0,0 --json
  hessview analyze "x^2*y*z" --at 1,1,1 --steps -o steps.html
  hessview critical "(x^2 + y - 11)^2 + (x + y^2 - 7)^2" --box x=-5:5,y=-5:5
  hessview descend "x^2 + 50y^2" --from 10,1 --method "gradient descent,heavy ball" --compare
  hessview figure "x^2 - y^2" --box x=-2:2,y=-2:2 --at x=0,y=0 --size 120x90mm -o saddle.pdf

expressions:
  x^2 or x**2, 2x, 3(x+1), xy, sin x, sin^2 x, |x|, x!, sqrt(x), pi, e, where(x>0, x, 0),
  sum(x[i]^2, i, 1, 10), f(u, v) = u v, and LaTeX such as \\frac{x}{y}.
  For the window an expression that starts with a minus sign follows --:  hessview -- "-x^2"

exit codes:
  0 done   1 a fault of the program or of the disk   2 the input is wrong, nothing was written
  3 no display   4 stopped at a limit, partial results are marked   130 interrupted
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
    if first in COMMANDS:
        run, help_text = _command(first)
        if {"-h", "--help"} & set(words[1:]):
            sys.stdout.write(help_text)
            return DONE
        return run(words[1:])
    return _open_window(words)


def _command(name: str) -> tuple[Callable[[list[str]], int], str]:
    """Return what a command does with the words after its name, and its help."""
    if name == "analyze":
        from hessview.cli import analyze

        return analyze.run, analyze.HELP
    if name == "critical":
        from hessview.cli import critical

        return critical.run, critical.HELP
    if name == "descend":
        from hessview.cli import descend

        return descend.run, descend.HELP
    from hessview.cli import figure

    return figure.run, figure.HELP


def _open_window(words: list[str]) -> int:
    if words and words[0] == "--":
        words = words[1:]
    elif words and words[0].startswith("-"):
        message = f"{words[0]}: no such option; an expression that starts with a minus sign follows --"
        raise WrongInput(message)
    # Not through `hessview.api`: that loads NumPy, before the start has said how many threads it may have.
    from hessview.app import startup

    if words and len(words[0]) > _LONGEST_EXPRESSION and not startup.is_document(words[0]):
        message = f"this is longer than a formula may be ({_LONGEST_EXPRESSION:,} characters)"
        raise WrongInput(message)
    if len(words) > 1:
        message = f"one expression or file at a time; put quotes around it: hessview \"{' '.join(words)}\""
        raise WrongInput(message)
    return startup.run(words[0] if words else None, _fail)


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
