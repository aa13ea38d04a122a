"""Names in a formula: variables, constants, and functions with whatever stands for their arguments."""

from __future__ import annotations

import re

from hessview.language.characters import shown
from hessview.language.expression import Constant, Expression, Number
from hessview.language.functions import ALIASES, FUNCTIONS
from hessview.language.misplaced import decimal_repairs, explain, program_word, python_choice
from hessview.language.names import (
    FOREIGN,
    FUNCTION_NAMES,
    KNOWN_FUNCTIONS,
    PROGRAM_WORDS,
    function_row,
    is_letter_name,
    similar,
    unglue,
)
from hessview.language.problem import ProblemKind, Repair
from hessview.language.reader import PRODUCT, STARTS, Reader
from hessview.language.refusal import Refusal, splice
from hessview.language.scope import index_symbol
from hessview.language.sums import subscripted, summed, usage
from hessview.language.tokens import Token

_LOGARITHM = re.compile(r"(?:log|ln)_([0-9]+|[A-Za-z])")
_OPENING = frozenset({"(", "[", "{"})
_INVERSES = {"exp": "log", "log": "exp"}


def named(reader: Reader, token: Token) -> Expression:
    """Read what begins with the name `token`, which has just been passed."""
    name = token.text
    following = reader.tokens[reader.at]
    if following.kind not in _OPENING:
        meaning = reader.scope.symbol(name)
        if meaning is not None:
            return meaning
    indexed_by = following.kind == "[" and (name not in FUNCTION_NAMES or reader.scope.is_declared(name))
    if (name.endswith("_") and following.kind == "{") or indexed_by:
        indexed = subscripted(reader, token)
        if indexed is not None:
            return indexed
    pieces = reader.scope.pieces(name)
    if pieces:
        token = reader.replace(token, pieces)
        name, following = token.text, reader.tokens[reader.at]
    if "_" in name and not reader.scope.is_declared(name):
        special = _base_or_index(reader, token)
        if special is not None:
            return special
    called = following.kind == "("
    meaning = reader.scope.find(name, called=called) if not _is_called(reader, name, called) else None
    if meaning is not None:
        if isinstance(meaning, Constant):
            reader.nodes.constants.leaf(meaning)
        return meaning
    if name in {"sum", "prod", "product"} and called:
        return summed(reader, token)
    row = function_row("gamma" if name == "Γ" and called else name)
    if row is not None and (called or not is_letter_name(name)):
        return _function(reader, token, row)
    return _unknown(reader, token, called)


def _is_called(reader: Reader, name: str, called: bool) -> bool:
    """Return whether `name` is a function here although it could be a letter: gamma(x), unless gamma is declared."""
    return called and (name in FUNCTION_NAMES or name == "Γ") and not reader.scope.is_declared(name)


def _base_or_index(reader: Reader, token: Token) -> Expression | None:
    """Return ``log_2(x)``, or ``x_i`` with the index of a sum; None if `token` is neither."""
    name = token.text
    stem, mark, subscript = name.rpartition("_")
    if mark and subscript in reader.scope.indices:
        indexed = (reader.builder.symbol(stem), _index(reader, subscript))
        return reader.nodes.make("[]", (token.start, token.length), *indexed)
    match = _LOGARITHM.fullmatch(name)
    if match is None:
        return None
    base = Token("number" if match[1].isdigit() else "name", match[1], token.end - len(match[1]), len(match[1]))
    if match[1] in {"2", "10"}:
        return _function(reader, token, f"log{match[1]}")
    place = (token.start, token.length)
    bottom = reader.nodes.number(base) if base.kind == "number" else named(reader, base)
    return reader.nodes.make("div", place, _function(reader, token, "log"), reader.nodes.make("log", place, bottom))


def _index(reader: Reader, name: str) -> Expression:
    return reader.builder.symbol(index_symbol(name))


def _unknown(reader: Reader, token: Token, called: bool) -> Expression:
    name = token.text
    if "__" in name:
        message = f"{shown(name)} belongs to a programming language, not to a formula."
        raise Refusal(ProblemKind.FORBIDDEN_SYNTAX, message, token)
    following = reader.tokens[reader.at]
    if name in PROGRAM_WORDS or (name == "lambda" and (following.kind == "name" or following.text == ":")):
        raise program_word(token)
    if name in {"sum", "prod", "product"} and not called:
        raise Refusal(ProblemKind.ARITY, usage(name), token)
    if called and not (reader.scope.wants_parameters(name)):
        glued = unglue(name, reader.scope.letters())
        meant = [glued] if glued else similar(name, KNOWN_FUNCTIONS)
        repairs = [
            Repair(f"did you mean {shown(word)}", splice(reader.text, token.start, token.end, word)) for word in meant
        ]
        there = f": what comes closest is {shown(FOREIGN[name])}" if name in FOREIGN and not glued else ""
        message = f"There is no function {shown(name)}{there}."
        raise Refusal(ProblemKind.UNKNOWN_FUNCTION, message, token, repairs=tuple(repairs))
    reader.unknown.append((name, token))
    return reader.builder.symbol(name)


# ---- functions -------------------------------------------------------------------------------------------------------


def _function(reader: Reader, token: Token, row: str) -> Expression:
    """Read the exponent at the name, if there is one, and the argument."""
    following = reader.tokens[reader.at]
    if token.text == "if" and (following.kind != "(" or "else" in reader.text):
        raise python_choice(reader, token)
    if following.kind not in {"^", "superscript"}:
        return _applied(reader, token, row)
    first = reader.at
    exponent = _exponent_at_name(reader, following)
    end = reader.tokens[reader.at - 1].end
    argument_start = reader.tokens[reader.at].start
    value = _applied(reader, token, row)
    if _is_minus_one(reader, exponent):
        argument = reader.text[argument_start : reader.tokens[reader.at - 1].end]
        raise _inverse_or_reciprocal(reader, (token, reader.tokens[first], end), row, argument)
    return reader.power(value, exponent, following)


def _exponent_at_name(reader: Reader, following: Token) -> Expression:
    reader.at += 1
    if following.kind == "superscript":
        return reader.raised(following)
    token = reader.tokens[reader.at]
    if token.kind in {"number", "{", "("}:
        return reader.argument() if token.kind != "(" else _grouped(reader, token)
    if token.kind == "-" and reader.tokens[reader.at + 1].kind == "number":
        reader.at += 1
        return reader.nodes.make("neg", (token.start, 1), reader.argument())
    if token.kind == "name" and token.text not in FUNCTION_NAMES:
        return reader.argument()
    raise explain(reader, token)


def _grouped(reader: Reader, token: Token) -> Expression:
    reader.at += 1
    return reader.group(token)


def _is_minus_one(reader: Reader, exponent: Expression) -> bool:
    one = reader.builder.number(1.0)
    return exponent is reader.builder.apply("neg", one)


def _inverse_or_reciprocal(reader: Reader, places: tuple[Token, Token, int], row: str, argument: str) -> Refusal:
    """Return the refusal of ``sin^-1 x``, which is arcsin x to some and 1/sin x to others."""
    token, exponent, end = places
    inverse = f"arc{row}" if f"arc{row}" in ALIASES else _INVERSES.get(row)
    text, name = reader.text, token.text.removeprefix("\\")
    bare = argument.replace("\\left", "").replace("\\right", "").strip()
    argument = bare if bare.startswith(("(", "{")) else f"({bare})"
    stop = reader.tokens[reader.at - 1].end
    words = [(f"1/{name}", f"(1/{name}{argument})")]
    if inverse is not None:
        words.insert(0, (inverse, f"{inverse}{argument}"))
    repairs = tuple(Repair(f"write {label}", splice(text, token.start, stop, new)) for label, new in words)
    either = " or ".join(label for label, _ in words)
    message = f"{shown(text[token.start : end])} can be read as {either}: write the one you mean."
    return Refusal(ProblemKind.AMBIGUOUS, message, (exponent.start, end - exponent.start), repairs=repairs)


def _applied(reader: Reader, token: Token, row: str) -> Expression:
    following = reader.tokens[reader.at]
    if following.kind == "(" or (following.kind == "{" and reader.braces):
        reader.at += 1
        return _called(reader, token, row, following)
    least, most = FUNCTIONS[row].arity
    if least > 1 or most < 1:
        if following.kind in {"end", "newline", ";"}:
            raise explain(reader, following)
        raise _needs(reader, token, row, following)
    return reader.nodes.make(row, (token.start, token.length), bare_argument(reader, token))


def _called(reader: Reader, token: Token, row: str, opening: Token) -> Expression:
    """Read arguments in brackets."""
    least, most = FUNCTIONS[row].arity
    if row == "log":
        most = 2
    arguments: list[Expression] = []
    if reader.tokens[reader.at].kind != (")" if opening.kind == "(" else "}"):
        arguments.append(reader.expression())
        while reader.tokens[reader.at].kind == ",":
            if len(arguments) == most:
                raise _too_many(reader, token, row)
            reader.at += 1
            arguments.append(reader.expression())
    if len(arguments) < least and reader.tokens[reader.at].kind in {")", "}"}:
        raise _needs(reader, token, row, reader.tokens[reader.at])
    reader.close(opening)
    place = (token.start, token.length)
    if row == "where" and not reader.nodes.is_condition(arguments[0]):
        message = "`where` begins with a condition, such as where(x > 0, a, b)."
        raise Refusal(ProblemKind.UNEXPECTED_TOKEN, message, token)
    if row == "log" and len(arguments) == 2:
        return reader.nodes.make("div", place, *(reader.nodes.make("log", place, argument) for argument in arguments))
    return reader.nodes.make(row, place, *arguments)


def _count(row: str) -> str:
    least, most = FUNCTIONS[row].arity
    words = {1: "one argument", 2: "two arguments", 3: "three arguments"}
    if row == "log":
        return "one argument, or two: log(x, b) is the logarithm to the base b"
    return words[least] if least == most else f"at least {words[least]}"


def _example(name: str, row: str) -> str:
    least = FUNCTIONS[row].arity[0]
    arguments = {"where": "x > 0, a, b", "atan2": "y, x"}.get(row, ", ".join(["x", "y", "z"][:least]))
    return f"{name}({arguments})"


def _needs(reader: Reader, token: Token, row: str, place: Token) -> Refusal:
    name = token.text
    message = f"{shown(name)} takes {_count(row)}: {shown(_example(name, row))}."
    repairs: tuple[Repair, ...] = ()
    before = reader.tokens[reader.at - 1]
    if place.kind == ")" and before.kind == "(" and FUNCTIONS[row].arity == (1, 1):
        repairs = (Repair(f"write {name}(x)", splice(reader.text, place.start, place.start, "x")),)
    return Refusal(ProblemKind.ARITY, message, place, repairs=repairs)


def _too_many(reader: Reader, token: Token, row: str) -> Refusal:
    comma = reader.tokens[reader.at]
    before, after = reader.tokens[reader.at - 1], reader.tokens[reader.at + 1]
    repairs: tuple[Repair, ...] = ()
    if before.kind == after.kind == "number":
        repairs = decimal_repairs(reader.text, before, after)
    elif row == "atan":
        repairs = (Repair("write atan2", splice(reader.text, token.start, token.end, "atan2")),)
    message = f"{shown(token.text)} takes {_count(row)}."
    return Refusal(ProblemKind.ARITY, message, comma, repairs=repairs)


# ---- arguments without brackets --------------------------------------------------------------------------------------


def bare_argument(reader: Reader, token: Token) -> Expression:
    """Read the argument of ``sin x``: numbers and constants, then one factor and what touches it.

    ``sin 2x`` and ``sin xy`` take all of it; a function ends it (``sin x cos y``); in ``sin x y`` it could be either.
    """
    first = reader.tokens[reader.at]
    reader.deeper(first)
    negative = first.kind == "-" and reader.tokens[reader.at + 1].start == first.end
    if negative:
        reader.at += 1
    if reader.tokens[reader.at].kind not in STARTS:
        raise explain(reader, reader.tokens[reader.at])
    argument = reader.expression(PRODUCT + 1)
    coefficient = isinstance(argument, Number | Constant)
    while (following := reader.tokens[reader.at]).kind in STARTS:
        touches = following.kind == "name" and following.start == reader.tokens[reader.at - 1].end
        starts_function = following.kind == "name" and function_row(following.text) is not None
        if following.kind == "number" or (starts_function and not coefficient):
            break
        if starts_function or not (coefficient or touches):
            raise _either_argument(reader, token, first)
        factor = reader.expression(PRODUCT + 1)
        coefficient = coefficient and isinstance(factor, Number | Constant)
        argument = reader.nodes.make("mul", (following.start, 1), argument, factor)
    reader.depth -= 1
    return reader.nodes.make("neg", (first.start, 1), argument) if negative else argument


def _either_argument(reader: Reader, token: Token, first: Token) -> Refusal:
    """Return the refusal of ``sin x y``: (sin x) y or sin(x y)."""
    following = reader.tokens[reader.at]
    short = reader.tokens[reader.at - 1].end
    while reader.tokens[reader.at].kind in STARTS:
        reader.expression(PRODUCT + 1)
    long = reader.tokens[reader.at - 1].end
    text, name = reader.text, token.text
    inner, outer = text[first.start : short], text[first.start : long]
    rest = text[short:long]
    repairs = (
        Repair(f"write {name}({inner}){rest}", splice(text, token.end, short, f"({inner})")),
        Repair(f"write {name}({outer})", splice(text, token.end, long, f"({outer})")),
    )
    message = f"It cannot be told how far the argument of {shown(name)} goes: write brackets."
    return Refusal(ProblemKind.AMBIGUOUS, message, following, repairs=repairs)


# ---- roots, bars, fractions ------------------------------------------------------------------------------------------


def _root_of_power(reader: Reader, token: Token, start: int) -> Refusal:
    """Return the refusal of ``√x²``: the root of the square or the square of the root."""
    text, first = reader.text, reader.tokens[reader.at]
    inner, sign = text[start : first.start], text[token.start : token.end]
    reader.powered(reader.builder.number(2.0))
    stop = reader.tokens[reader.at - 1].end
    short = f"({sign}{inner.strip()})" if not sign.startswith("\\") else f"({sign}{{{inner.strip()}}})"
    repairs = (
        Repair(f"write {sign}({text[start:stop]})", splice(text, start, stop, f"({text[start:stop]})")),
        Repair(f"write {short}{text[first.start : stop]}", splice(text, token.start, first.start, short)),
    )
    message = "It cannot be told whether the exponent stands under the root: write brackets."
    return Refusal(ProblemKind.AMBIGUOUS, message, first, repairs=repairs)


def root(reader: Reader, token: Token) -> Expression:
    r"""Read ``√x``, ``∛(x)`` or ``\sqrt[n]{x}``; without brackets the root covers one operand."""
    place = (token.start, token.length)
    degree: Expression | None = None
    if token.text.startswith("\\") and reader.tokens[reader.at].kind == "[":
        opening = reader.tokens[reader.at]
        reader.at += 1
        degree = reader.expression()
        reader.close(opening)
    if token.text.startswith("\\") and reader.tokens[reader.at].kind == "{":
        body = reader.argument()
    else:
        body = _radicand(reader)
    if degree is None or degree is reader.builder.number(2.0):
        return reader.nodes.make(token.kind, place, body)
    if degree is reader.builder.number(3.0):
        return reader.nodes.make("cbrt", place, body)
    one = reader.builder.number(1.0)
    return reader.nodes.make("pow", place, body, reader.nodes.make("div", place, one, degree))


def _radicand(reader: Reader) -> Expression:
    token = reader.tokens[reader.at]
    reader.deeper(token)
    sign = reader.tokens[reader.at - 1]
    bracketed = token.kind in {"(", "{"}
    body = _grouped(reader, token) if bracketed else reader.argument()
    if not bracketed and reader.tokens[reader.at].kind in {"^", "superscript"}:
        raise _root_of_power(reader, sign, token.start)
    reader.depth -= 1
    return body


def absolute(reader: Reader, token: Token) -> Expression:
    """Read ``|x|`` from its opening bar on."""
    following = reader.tokens[reader.at]
    if following.kind in {"end", "newline", ";"}:
        raise Refusal(ProblemKind.UNBALANCED, "This bar is never closed.", token)
    inside = reader.expression()
    reader.close(token)
    return reader.nodes.make("abs", (token.start, 1), inside)


def fraction(reader: Reader, token: Token) -> Expression:
    r"""Read ``\frac{a}{b}``."""
    top = reader.argument()
    return reader.nodes.make("div", (token.start, token.length), top, reader.argument())
