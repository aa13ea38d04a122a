"""Text to a formula: the one way in, and every reason not to be let in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hessview.language import applications, choices, sums
from hessview.language.bars import assign
from hessview.language.characters import shown
from hessview.language.cursor import MAX_DEPTH, MAX_TOKENS, TOO_MANY_TOKENS
from hessview.language.expression import Builder, Expression, free_symbols
from hessview.language.folding import evaluate
from hessview.language.formula import Formula
from hessview.language.functions import CONSTANTS
from hessview.language.latex import is_latex, rewrite
from hessview.language.misplaced import equation, explain
from hessview.language.names import (
    FUNCTION_NAMES,
    KNOWN_FUNCTIONS,
    NOT_NUMBERS,
    check_name,
    is_letter_name,
    is_natural,
    key,
    natural_order,
    similar,
    unglue,
)
from hessview.language.problem import ProblemKind, Repair, SyntaxProblem
from hessview.language.reader import Reader
from hessview.language.refusal import Refusal, splice
from hessview.language.scope import Naming, Scope
from hessview.language.statements import Program, Statement, split
from hessview.language.tokens import Token, scan
from hessview.language.typeset import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["completions", "natural_order", "parse"]

MAX_LENGTH = 20_000
"""The longest text, in characters."""

_LONGEST_REPAIRED = 2_000
# Canonical text has at most a few levels more for each level that was typed.
_SURELY_READABLE = 40
_WORDS_AND_SIGNS = re.compile(r"[\w.]+|[^\w.\s]")
_FUNCTION_LETTERS = frozenset({"z", "w", "f", "g", "h", "F", "G", "H"})

_FORMS: Mapping[str, Callable[..., Expression]] = {
    "name": applications.named,
    "|<": applications.absolute,
    "sqrt": applications.root,
    "cbrt": applications.root,
    "frac": applications.fraction,
    "sum": sums.latex_sum,
    "prod": sums.latex_sum,
    "begin": choices.cases,
    ":": choices.desmos,
}


def parse(
    text: str,
    *,
    variables: Sequence[str] | None = None,
    parameters: Mapping[str, float] | None = None,
    editor: bool = False,
) -> Formula:
    """Return the formula that `text` means.

    Parameters
    ----------
    text
        What was typed or pasted: a formula, a header ``f(x, y) = ...``, definition lines ``a = 2`` before it.
    variables
        If given, the only variables, in this order; a header in the text replaces them. If not, every name that
        has no other meaning is a variable, in natural order; a constant is a function of x and y.
    parameters
        Names with a value, besides those that the text defines.
    editor
        Without `variables`: only x, y, z, x1, x2, ... are variables, and any other unknown name is refused
        with the repairs "make it a parameter" and "make it a variable".

    Raises
    ------
    SyntaxProblem
        Whatever is wrong with the text or a name; nothing else is ever raised.
    """
    given = dict(parameters or {})
    for name in (*(variables or ()), *given):
        check_name(name)
    _refuse_twice(variables or ())
    try:
        return _Attempt(text, variables, given, editor=editor).formula()
    except Refusal as refusal:
        repairs = _tried(refusal, text, variables, given, editor=editor)
        raise refusal.problem(text, repairs) from None
    except RecursionError:
        raise SyntaxProblem(ProblemKind.TOO_DEEP, f"Brackets may nest {MAX_DEPTH} deep.") from None


def completions(prefix: str) -> list[str]:
    """Return the names of functions and constants that begin with `prefix`, in alphabetical order."""
    return sorted(name for name in KNOWN_FUNCTIONS | CONSTANTS.keys() if name.startswith(prefix))


def _refuse_twice(variables: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in variables:
        if key(name) in seen:
            raise SyntaxProblem(ProblemKind.BAD_NAME, f"The variable {shown(name)} is listed twice.")
        seen.add(key(name))


def _tried(
    refusal: Refusal, text: str, variables: Sequence[str] | None, parameters: Mapping[str, float], *, editor: bool
) -> tuple[Repair, ...]:
    """Return the repairs that really parse, at most three."""
    good: dict[str, Repair] = {}
    if len(text) > _LONGEST_REPAIRED:
        return ()
    for repair in refusal.repairs[:5]:
        try:
            _Attempt(repair.text, variables, parameters, editor=editor).formula()
        except (Refusal, SyntaxProblem, RecursionError):
            continue
        good.setdefault(repair.text, repair)
    return tuple(good.values())[:3]


class _Attempt:
    """One reading of one text; raises `Refusal`."""

    def __init__(
        self, text: str, variables: Sequence[str] | None, parameters: Mapping[str, float], *, editor: bool
    ) -> None:
        self.text = text
        self.variables = variables
        self.parameters = dict(parameters)
        self.editor = editor
        self.given: set[str] = set()

    def formula(self) -> Formula:
        text = self.text
        if len(text) > MAX_LENGTH:
            message = f"This text is too long: at most {MAX_LENGTH:,} characters can be read."
            raise Refusal(ProblemKind.TOO_LONG, message, (MAX_LENGTH, 1))
        tokens = scan(text)
        if len(tokens) > MAX_TOKENS:
            raise Refusal(ProblemKind.TOO_LONG, TOO_MANY_TOKENS, tokens[MAX_TOKENS])
        if "\\" in text:
            tokens = rewrite(tokens, FUNCTION_NAMES)
        if "|" in text or "\\" in text:
            tokens = self._bars(tokens)
        program = split(text, tokens)
        reader = self._reader(program)
        for statement in program.definitions:
            self._define(reader, statement)
        root = self._read(reader, program.formula)
        self._check(reader, program, root)
        return self._result(reader, program.formula, root)

    def _bars(self, tokens: list[Token]) -> list[Token]:
        bars = assign(tokens, FUNCTION_NAMES)
        if bars.unsure is None:
            return bars.tokens
        repairs = []
        for edits in bars.readings:
            text = self.text
            for start, end, new in sorted(edits, reverse=True):
                text = splice(text, start, end, new)
            repairs.append(Repair(f"write {text.strip()}", text))
        message = "These bars can be paired in more than one way: write abs( ) or a sign between them."
        raise Refusal(ProblemKind.AMBIGUOUS, message, bars.unsure, repairs=tuple(repairs))

    # ---- names -------------------------------------------------------------------------------------------------

    def _reader(self, program: Program) -> Reader:
        formula = program.formula
        variables: Sequence[str] = self.variables or ()
        naming = Naming.NATURAL if self.editor else Naming.FREE
        if self.variables is not None:
            naming = Naming.DECLARED
        if formula.arguments is not None:
            naming, variables = Naming.DECLARED, self._header_names(formula)
        known = {key(name) for name in variables}
        parameters = {name: value for name, value in self.parameters.items() if key(name) not in known}
        alone = frozenset(token.text for token in program.tokens if token.kind == "name")
        scope = Scope(Builder(), naming, variables, parameters, alone)
        return Reader(self.text, scope, _FORMS, braces=is_latex(self.text))

    def _header_names(self, formula: Statement) -> tuple[str, ...]:
        names: list[str] = []
        for token in formula.arguments or ():
            _check_token(token)
            if key(token.text) in map(key, names):
                raise Refusal(ProblemKind.BAD_NAME, f"The variable {shown(token.text)} is listed twice.", token)
            names.append(token.text)
        return tuple(names)

    def _define(self, reader: Reader, statement: Statement) -> None:
        token = statement.name
        if token is None:
            return
        if token.text in reader.scope.variables:
            raise equation(self.text, statement.tokens[statement.body - 1])
        _check_token(token)
        if key(token.text) in self.given:
            raise Refusal(ProblemKind.UNEXPECTED_TOKEN, f"{shown(token.text)} is defined twice.", token)
        root = self._read(reader, statement)
        value = evaluate(root, reader.scope.parameters)
        if value is None:
            reader.scope.define(token.text, root)
            return
        if reader.nodes.constants.fault is not None:
            raise reader.nodes.constants.fault
        if not abs(value) < float("inf"):
            message = f"{shown(token.text)} has no finite value."
            raise Refusal(ProblemKind.UNDEFINED_EVERYWHERE, message, token)
        self.given.add(key(token.text))
        reader.scope.parameters[token.text] = value
        reader.scope.define(token.text, reader.builder.symbol(token.text))

    # ---- the formula -------------------------------------------------------------------------------------------

    def _read(self, reader: Reader, statement: Statement) -> Expression:
        reader.begin(statement.tokens, statement.body)
        if statement.name is not None and statement.arguments is None:
            self._check_named(reader, statement)
        root = reader.expression()
        token = reader.tokens[reader.at]
        if token.kind not in {"newline", ";", "end"}:
            raise explain(reader, token)
        if reader.nodes.is_condition(root):
            raise reader.nodes.not_a_number(root)
        return root

    def _check_named(self, reader: Reader, statement: Statement) -> None:
        """Refuse ``x = ...`` where x is a variable."""
        token = statement.name
        if token is None:
            return
        name = token.text
        declared = name in reader.scope.variables
        taken = is_natural(name) and name not in {"y", "z"} and reader.scope.naming is not Naming.DECLARED
        inside = any(other.text == name for other in statement.tokens[statement.body :])
        if declared or (taken and statement.tokens[-1].kind == "end" and not self.given) or inside:
            raise equation(self.text, statement.tokens[statement.body - 1])

    def _check(self, reader: Reader, program: Program, root: Expression) -> None:
        if reader.unknown:
            raise self._unknown_names(reader, program)
        if reader.nodes.constants.fault is not None:
            raise reader.nodes.constants.fault
        formula = program.formula
        token = formula.name
        if token is not None and formula.arguments is None and token.text not in _FUNCTION_LETTERS:
            _check_token(token)
            if evaluate(root, reader.scope.parameters) is not None:
                message = "The function itself is missing: write it on a line after the definitions."
                raise Refusal(ProblemKind.UNEXPECTED_END, message, reader.tokens[-1])

    def _unknown_names(self, reader: Reader, program: Program) -> Refusal:
        """Return the refusal of the first unknown name, with what it may mean."""
        reader.unknown.sort(key=lambda found: found[1].start)
        name, token = reader.unknown[0]
        scope, text = reader.scope, self.text
        repairs: list[Repair] = []
        if len(text) > _LONGEST_REPAIRED:
            return Refusal(ProblemKind.UNDEFINED_NAME, f"{shown(name)} has no meaning yet.", token)
        if name in NOT_NUMBERS:
            message = f"{shown(name)} is no number that can be computed with."
            return Refusal(ProblemKind.UNDEFINED_NAME, message, token)
        meant = self._respelled(reader)
        factors = self._factored(reader, program)
        if meant is not None:
            repairs.append(meant)
        elif factors is not None:
            repairs.append(factors)
        elif not is_letter_name(name):
            known = FUNCTION_NAMES | CONSTANTS.keys() | set(scope.names_in_use()) | scope.parameters.keys()
            for word in similar(name, known - {name}):
                new = splice(text, token.start, token.end, word)
                repairs.append(Repair(f"did you mean {shown(word)}", new))
        repairs[2:] = []
        repairs += self._declarations(reader, program)
        if name in {"E", "Pi"}:
            constant = name.lower()
            repairs.insert(0, Repair(f"did you mean {shown(constant)}", splice(text, token.start, token.end, constant)))
        message = f"{shown(name)} has no meaning yet."
        return Refusal(ProblemKind.UNDEFINED_NAME, message, token, repairs=tuple(repairs))

    def _respelled(self, reader: Reader) -> Repair | None:
        """Return the text with words such as ``sinx`` taken apart and X written as x where x is a variable."""
        letters = reader.scope.letters()
        text, words = self.text, []
        for name, token in sorted(reader.unknown, key=lambda found: -found[1].start):
            word = unglue(name, letters)
            if word is None and len(name) == 1 and name.lower() in letters:
                word = name.lower()
            if word is not None:
                text = splice(text, token.start, token.end, word)
                words.append(word)
        return Repair(f"did you mean {shown(words[-1])}", text) if words else None

    def _factored(self, reader: Reader, program: Program) -> Repair | None:
        """Return the text in which ``ax^2`` is a x^2 with a parameter a, if that explains all unknown names."""
        letters: list[str] = []
        text = self.text.lstrip("\ufeff")
        shift = len(self.text) - len(text)
        if program.formula.arguments is not None:
            return None
        for name, token in sorted(reader.unknown, key=lambda found: -found[1].start):
            if not (name.isascii() and name.isalpha() and len(name) <= 4 and len(name) == token.length):
                return None
            text = splice(text, token.start - shift, token.end - shift, " ".join(name))
            letters = [letter for letter in name if not is_natural(letter)] + letters
        new = list(dict.fromkeys(letter for letter in letters if not reader.scope.is_declared(letter)))
        natural = any(is_natural(letter) for name, _ in reader.unknown for letter in name)
        if not natural or not new or any(letter in CONSTANTS for letter in new):
            return None
        lines = "".join(f"{letter} = 1\n" for letter in new)
        what = "a parameter" if len(new) == 1 else "parameters"
        return Repair(f"make {_listed(new)} {what}", lines + text)

    def _declarations(self, reader: Reader, program: Program) -> list[Repair]:
        """Return the texts that make the unknown names parameters or variables."""
        names = list(dict.fromkeys(name for name, _ in reader.unknown))[:6]
        for name in names:
            try:
                check_name(name)
            except SyntaxProblem:
                return []
        words = _listed(names)
        what = ("a parameter", "a variable") if len(names) == 1 else ("parameters", "variables")
        lines = "".join(f"{name} = 1\n" for name in names)
        body = self.text.lstrip("\ufeff")
        repairs = [Repair(f"make {words} {what[0]}", lines + body)]
        if not program.definitions and program.formula.name is None:
            used = list(self.variables or ()) or list(
                natural_order(found for found in reader.scope.names_in_use() if found not in names)
            )
            header = ", ".join([*used, *names])
            repairs.append(Repair(f"make {words} {what[1]}", f"f({header}) = {body.strip()}"))
        return repairs

    def _result(self, reader: Reader, formula: Statement, root: Expression) -> Formula:
        scope = reader.scope
        variables = scope.variables
        if scope.naming is not Naming.DECLARED:
            occurring = [name for name in free_symbols(root) if name not in scope.parameters]
            variables = natural_order(occurring) or _two_free_names(scope.parameters)
        name = formula.name.text if formula.name is not None else "f"
        text = _readable_text(root)
        if reader.deepest > _SURELY_READABLE:
            self._check_readable(text, variables)
        return Formula(text, variables, tuple(scope.parameters.items()), root, name)

    def _check_readable(self, text: str, variables: Sequence[str]) -> None:
        """Refuse a deep formula whose canonical text, which may have more brackets, could not be read again."""
        reader = Reader(text, Scope(Builder(), Naming.FREE, variables, {}, frozenset()), _FORMS, braces=False)
        reader.begin(scan(text), 0)
        reader.expression()


def _two_free_names(taken: Mapping[str, float]) -> tuple[str, ...]:
    """Return the variables of a constant: x and y, or the next names in natural order that are no parameters."""
    names = ("x", "y", "z", *(f"x{number}" for number in range(1, len(taken) + 1)))
    return tuple(name for name in names if name not in taken)[:2]


def _readable_text(root: Expression) -> str:
    """Return the canonical text, refused where it is too long to be read again."""
    text = to_text(root)
    if len(text) > MAX_LENGTH:
        text = text.replace(" + ", "+").replace(" - ", "-").replace(", ", ",")
    if len(text) > MAX_LENGTH or (len(text) > MAX_TOKENS and len(_WORDS_AND_SIGNS.findall(text)) > MAX_TOKENS):
        raise Refusal(ProblemKind.TOO_LONG, "Written out in full, this formula is too long.", (0, 1))
    return text


def _check_token(token: Token) -> None:
    """Refuse the name at `token` if it cannot be given."""
    try:
        check_name(token.text)
    except SyntaxProblem as problem:
        raise Refusal(problem.kind, problem.message, token) from None


def _listed(names: Sequence[str]) -> str:
    """Return names in a sentence, in which a single letter would be read as a word."""
    return " and ".join(f"“{name}”" for name in names)
