"""The words of a command: its options, points, boxes, names and numbers."""

from __future__ import annotations

from hessview.cli.outcome import WrongInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hessview.api import Function
    from hessview.language.problem import SyntaxProblem


def parser_of(command: str) -> argparse.ArgumentParser:
    """Return a parser of what every command takes, which says in one line what is wrong."""
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


def parse_words(parser: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace:
    """Return the options that `words` name.

    Raises
    ------
    WrongInput
        For words that `parser` does not know, a resolution or a time out of bounds.
    """
    # argparse takes a value such as "-1,2" or "x=-1" apart only where an option may start with a digit: join them.
    joined: list[str] = []
    takes_value = {
        "--at", "--box", "--dpi", "--from", "--let", "--set", "--size", "--step-size", "--time-limit", "--vars",
    }  # fmt: skip
    for word in words:
        if joined and joined[-1] in takes_value and "--" not in joined[:-1]:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    options = parser.parse_args(_formula_last(joined))
    dpi, seconds = getattr(options, "dpi", 300), getattr(options, "time_limit", 5.0)
    if not 30 <= dpi <= 1200:
        message = f"--dpi {dpi}: must be between 30 and 1200"
        raise WrongInput(message)
    if not 0.0 <= seconds <= 86_400.0:
        message = f"--time-limit {seconds:g}: must be between 0 and 86400 seconds"
        raise WrongInput(message)
    return options


def _formula_last(words: list[str]) -> list[str]:
    """Return the words with those that begin with one minus and are no option behind a "--": -x^2 is a formula."""
    if "--" in words:
        return words
    formulas = [word for word in words if word.startswith("-") and not word.startswith(("--", "-o"))]
    return [*(word for word in words if word not in formulas), *(["--", *formulas] if formulas else [])]


def parse_point(text: str, variables: Sequence[str], option: str = "--at") -> tuple[float, ...]:
    """Return the coordinates that "x=1,y=2" or "1,2" name, in the order of `variables`; a missing one is 0.

    Raises
    ------
    WrongInput
        For an unknown or repeated name, a coordinate that is no finite number, or too many numbers.
    """
    parts = [part.strip() for part in text.split(",")]
    if not any("=" in part for part in parts):
        if len(parts) != len(variables):
            message = f"{option} {text}: {len(parts)} numbers for the {len(variables)} variables {', '.join(variables)}"
            raise WrongInput(message)
        return tuple(number(part, option) for part in parts)
    given = assignments(text, option)
    for name in given:
        if name not in variables:
            message = f"{option} {text}: {name} is not a variable; the variables are {', '.join(variables)}"
            raise WrongInput(message)
    return tuple(number(given.get(name, "0"), option) for name in variables)


def parse_box(text: str, variables: Sequence[str]) -> tuple[tuple[float, float], ...]:
    """Return the pairs (low, high) that "x=-5:5,y=-pi:2pi" names, in the order of `variables`; a missing one is -5:5.

    Raises
    ------
    WrongInput
        For an unknown or repeated name, a range that is not two finite numbers, or low >= high.
    """
    ranges = assignments(text, "--box")
    for name in ranges:
        if name not in variables:
            message = f"--box {text}: {name} is not a variable; the variables are {', '.join(variables)}"
            raise WrongInput(message)
    box = []
    for name in variables:
        low_text, colon, high_text = ranges.get(name, "-5:5").partition(":")
        low, high = number(low_text, "--box"), number(high_text, "--box") if colon else float("nan")
        if not low < high:
            message = f"--box {name}={ranges[name]}: a range is written low:high with low < high"
            raise WrongInput(message)
        box.append((low, high))
    return tuple(box)


def assignments(text: str, option: str) -> dict[str, str]:
    """Return what "a=1,b=2" says, both sides as text.

    Raises
    ------
    WrongInput
        For a part of another form, or a repeated name.
    """
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


def number(text: str, option: str) -> float:
    """Return the finite number that a text such as "1e-3" or "2pi" says.

    Raises
    ------
    WrongInput
        If it says none.
    """
    from hessview.language.constants import read_constant

    # "1_000" is Python's spelling, not a number's.
    value = read_constant(text.strip()) if "_" not in text else ""
    if isinstance(value, str):
        message = f"{option}: {text.strip() or 'nothing'} is not a finite number"
        raise WrongInput(message)
    return value


def function_of(options: argparse.Namespace) -> Function:
    """Return the function that the expression, `--vars` and `--let` say.

    Raises
    ------
    WrongInput
        If the expression cannot be read, or a name or number is wrong; says where.
    """
    from hessview.api import Function
    from hessview.app.startup import FILE_ENDINGS
    from hessview.language.problem import SyntaxProblem

    variables = None if options.vars is None else [name.strip() for name in options.vars.split(",")]
    parameters = {} if options.let is None else assignments(options.let, "--let")
    values = {name: number(value, "--let") for name, value in parameters.items()}
    _check_names(f"--vars {options.vars}", variables or [])
    _check_names(f"--let {options.let}", [*values, *(variables or [])])
    try:
        return Function(options.expression, variables=variables, parameters=values)
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


def is_session(text: str) -> bool:
    """Whether the first word is the path of a session or of a figure, not an expression."""
    from hessview.app.startup import is_document

    return is_document(text)
