"""`hessview descend`: methods that go down from a point, what theory predicts of them, and what they did."""

from __future__ import annotations

import sys

from hessview.cli.arguments import function_of, number, parse_point, parse_words, parser_of
from hessview.cli.outcome import DONE, INTERRUPTED, WrongInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from hessview.optimizers.method import Method
    from hessview.optimizers.recorded import Recorded

HELP = """\
hessview descend EXPR --from POINT [options]

Let optimisation methods run from a point: where each ends and why, what the Hessian says of that end, the
rate that its eigenvalues predict for the method, and the rate that was observed.

  --from POINT    x=1,y=2 or 1,2 (in the order of the variables); a missing coordinate is 0
  --method NAMES  one or more, with commas between (default: gradient descent, heavy ball, newton); "all" for all
  --steps N       how many steps at most (default 500)
  --step-size S   of every method that has one (default: mostly 1/L, L the largest |lambda| on a way down)
  --set NAME=S    another setting of every method that has it: --set momentum=0.9; may be repeated. Stochastic
                  gradient descent has noise, seed and, where f is a sum over data, batch (rows a step)
  --compare       only the table: iterations, evaluations, end, predicted and observed rate
  --let NAMES     parameters: a=1,b=100
  --vars NAMES    the variables, in order
  --json          one JSON document on standard output

methods:
  gradient descent, steepest descent (exact line search), armijo, wolfe (line searches), heavy ball, nesterov,
  adagrad, rmsprop, adam, stochastic gradient descent, newton, damped newton, modified newton, saddle-free newton,
  trust region, dogleg, conjugate gradients, bfgs, l-bfgs, nelder-mead, eigenvector following (climbs to saddles),
  gradient flow, newton flow; also by what they are called for short, such as gd, momentum, nag, sgd, cg
"""


def run(words: list[str]) -> int:
    """Do what the words after the command say; return the exit code."""
    options = parse_words(_options(), words)
    function = function_of(options)
    point = parse_point(options.start, function.variables, "--from")
    step_size = None if options.step_size is None else number(options.step_size, "--step-size")
    from hessview.api.descent import DEFAULT_METHODS, descend, method_named
    from hessview.optimizers.methods import METHODS

    interrupted = _interruption()
    try:
        names = [name.strip() for name in options.method.split(",")] if options.method else DEFAULT_METHODS
        chosen = list(METHODS) if list(names) == ["all"] else [method_named(name) for name in names]
        settings = _settings(options.set, chosen)
        found = descend(
            function, point, [method.name for method in chosen],
            steps=options.steps, step_size=step_size, settings=settings, cancelled=interrupted,
        )  # fmt: skip
    except ValueError as problem:
        raise WrongInput(str(problem)) from None
    if options.json:
        import json

        json.dump(found.document, sys.stdout, ensure_ascii=False, allow_nan=False, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(found.table if options.compare else found.text)
    return INTERRUPTED if interrupted() else DONE


def _interruption() -> Callable[[], bool]:
    """Return what tells whether Ctrl+C was pressed: once it ends the run, which is printed, again the program."""
    import signal

    pressed: list[int] = []

    def note(number: int, _frame: object) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, note)
    return lambda: bool(pressed)


def _settings(words: list[str], methods: list[Method | Recorded]) -> dict[str, dict[str, float]]:
    """Return what `--set` says, for the methods that have such a setting."""
    settings: dict[str, dict[str, float]] = {}
    for word in words:
        name, equals, value = (part.strip() for part in word.partition("="))
        owners = [m for m in methods if any(setting.name == name for setting in m.settings)]
        if not equals:
            message = f"--set {word}: NAME=NUMBER was expected, such as --set momentum=0.9"
            raise WrongInput(message)
        if not owners:
            message = f"--set {word}: none of the methods has the setting {name or 'nothing'}"
            raise WrongInput(message)
        for method in owners:
            settings.setdefault(method.name, {})[name] = number(value, "--set")
    return settings


def _options() -> argparse.ArgumentParser:
    parser = parser_of("descend")
    parser.add_argument("--from", dest="start", required=True)
    parser.add_argument("--method")
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--step-size")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser
