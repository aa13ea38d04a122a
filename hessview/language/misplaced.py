"""Why a token cannot stand where it stands, in the user's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hessview.language.characters import FORBIDDEN, SPACES, describe, replacement, shown
from hessview.language.names import FUNCTION_NAMES
from hessview.language.problem import ProblemKind, Repair
from hessview.language.refusal import Refusal, splice
from hessview.language.tokens import Token, is_readable

if TYPE_CHECKING:
    from hessview.language.reader import Reader

_MODULES = frozenset({"np", "numpy", "math", "sp", "sympy", "scipy", "torch", "jnp", "Math", "tf", "cmath"})
_FOREIGN_SIGNS = {
    ":=": "`:=` has no meaning here: write a = 2 on a line of its own.",
    "<<": "`<<` has no meaning here: write x*2^n.",
    ">>": "`>>` has no meaning here: write floor(x/2^n).",
    "->": "Arrows have no meaning here: write f(x, y) = ... or only the formula.",
    "=>": "Arrows have no meaning here: write f(x, y) = ... or only the formula.",
    "//": "`//` has no meaning here: write floor(x/y) for a whole quotient.",
}
_MATHEMATICS = ("\\(", "\\)", "\\[", "\\]")
"""What LaTeX writes around a formula in a text."""

_DIGITS_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")
_THOUSANDS_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_OPERAND_WANTED = frozenset({"*", "/", "^", "!", "<", "<=", ">", ">=", "==", "!=", "and", "or"})


def explain(reader: Reader, token: Token) -> Refusal:
    """Return the refusal of `token`, at which reading stopped."""
    kind = token.kind
    if kind in {"error", "unknown command", "command", "row", "stop"}:
        return _character(reader, token)
    if kind == "malformed":
        return _number(reader.text, token)
    if kind == "foreign":
        sort = ProblemKind.FORBIDDEN_SYNTAX if token.text in {":=", "->", "=>"} else ProblemKind.UNEXPECTED_TOKEN
        repair = Repair("write `=`", splice(reader.text, token.start, token.end, "="))
        return Refusal(sort, _FOREIGN_SIGNS[token.text], token, repairs=(repair,) if token.text == ":=" else ())
    if kind in {")", "]", "}", ">|"}:
        return _closing(reader, token)
    if kind in {"end", "newline", ";"}:
        return _ended(reader, token)
    if kind in {"[", "{"}:
        return _bracket(reader, token)
    if kind == "=":
        return _inner_equals(reader, token)
    if kind == ",":
        return _comma(reader, token)
    if kind == "otherwise":
        return Refusal(ProblemKind.UNEXPECTED_TOKEN, "`otherwise` belongs to a list of cases.", token)
    if kind in _OPERAND_WANTED | {"+", "-"}:
        return _operator(reader, token)
    if kind == "superscript":
        return Refusal(ProblemKind.UNEXPECTED_TOKEN, "An exponent needs something before it.", token)
    return Refusal(ProblemKind.UNEXPECTED_TOKEN, f"{shown(token.text or kind)} cannot stand here.", token)


def _inner_equals(reader: Reader, token: Token) -> Refusal:
    """Return the refusal of an equals sign inside brackets, where ``==`` may be meant."""
    place = reader.tokens.index(token)
    kinds = [before.kind for before in reader.tokens[:place]]
    if kinds.count("(") <= kinds.count(")"):
        return equation(reader.text, token)
    message = "Inside a condition, equality is written `==`."
    repair = Repair("write `==`", splice(reader.text, token.start, token.end, "=="))
    return Refusal(ProblemKind.EQUATION, message, token, repairs=(repair,))


def equation(text: str, token: Token) -> Refusal:
    """Return the refusal of an equals sign inside a formula."""
    message = "An equation is no function. To see where both sides are equal, show their difference."
    left, right = text[: token.start].rstrip(), text[token.end :].strip()
    repairs: tuple[Repair, ...] = ()
    if not left:
        repairs = (Repair("leave out `=`", right),)
    elif right and left[-1] not in "+-*/^<>(,":
        repairs = (Repair("left side minus right side", f"{left} - ({right})"),)
    return Refusal(ProblemKind.EQUATION, message, token, repairs=repairs)


def _before(reader: Reader) -> Token | None:
    return reader.tokens[reader.at - 1] if reader.at else None


def _operator(reader: Reader, token: Token) -> Refusal:
    text = reader.text
    sign = text[token.start : token.end]
    what = f"{shown(sign)} needs something before it"
    place = reader.tokens.index(token)
    before = reader.tokens[place - 1] if place else None
    repairs: tuple[Repair, ...] = ()
    if before is not None and before.kind in _OPERAND_WANTED | {"+", "-"}:
        first = text[before.start : before.end]
        what = f"{shown(sign)} cannot follow {shown(first)}"
        repairs = (Repair(f"write only {shown(first)}", splice(text, token.start, token.end, "")),)
    elif before is not None and before.kind == "name" and before.text in FUNCTION_NAMES:
        what = f"{shown(before.text)} needs its argument in brackets, such as {before.text}(x), before {shown(sign)}"
    return Refusal(ProblemKind.UNEXPECTED_TOKEN, f"{what}.", token, repairs=repairs)


def _character(reader: Reader, token: Token) -> Refusal:
    """Return why the character of `token` has no place in a formula, with the text mended where that is possible."""
    text = reader.text
    character = token.text
    if token.text in _MATHEMATICS:
        bare = text
        for sign in _MATHEMATICS:
            bare = bare.replace(sign, "")
        message = f"The signs {shown(token.text)} around a formula are not part of it."
        return Refusal(ProblemKind.UNEXPECTED_CHAR, message, token, repairs=(Repair("leave them out", bare),))
    if token.kind != "error":
        message = f"The LaTeX command {shown(text[token.start : token.end])} is not known here."
        return Refusal(ProblemKind.UNEXPECTED_CHAR, message, token)
    if character == "." and _attribute(reader, token):
        return _attribute_refusal(reader, token)
    if character in "\"'`“”‘’" and (before := _touching_name(reader, token)) is not None:
        return Refusal(ProblemKind.FORBIDDEN_SYNTAX, "Quoted texts have no place in a formula.", before)
    kind = ProblemKind.FORBIDDEN_SYNTAX if character in FORBIDDEN - {"."} else ProblemKind.UNEXPECTED_CHAR
    if character == "%":
        return Refusal(kind, describe(character), token, repairs=_percent(reader, token))
    mended = "".join(_mended(c) for c in text)
    new = replacement(character)
    label = f"write {shown(new)}" if new else "leave it out"
    repairs = (Repair(label, mended),) if mended != text and new is not None else ()
    return Refusal(kind, describe(character), token, repairs=repairs)


def _mended(character: str) -> str:
    if character == "$":
        return ""
    if character in SPACES or character in "\n\r" or is_readable(character):
        return character
    new = replacement(character)
    return character if new is None else new


def _touching_name(reader: Reader, token: Token) -> Token | None:
    place = reader.tokens.index(token)
    before = reader.tokens[place - 1] if place else None
    if before is None or before.kind != "name" or before.end != token.start:
        return None
    return None if reader.scope.is_declared(before.text) or token.text == "’" else before


def _attribute(reader: Reader, token: Token) -> bool:
    place = reader.tokens.index(token)
    return bool(place) and reader.tokens[place - 1].kind in {"name", ")"} and reader.tokens[place + 1].kind == "name"


def _attribute_refusal(reader: Reader, token: Token) -> Refusal:
    place = reader.tokens.index(token)
    module = reader.tokens[place - 1]
    message = "A dot between names has no meaning here."
    repairs: tuple[Repair, ...] = ()
    if module.text in _MODULES:
        words = reader.tokens
        text = reader.text
        for at in range(len(words) - 2, 0, -1):
            if words[at].text == "." and words[at - 1].text in _MODULES and words[at + 1].kind == "name":
                text = splice(text, words[at - 1].start, words[at].end, "")
        message = f"Functions stand alone here, without {shown(module.text + '.')}."
        repairs = (Repair(f"leave out {shown(module.text + '.')}", text),)
    return Refusal(ProblemKind.FORBIDDEN_SYNTAX, message, token, repairs=repairs)


def _percent(reader: Reader, token: Token) -> tuple[Repair, ...]:
    place = reader.tokens.index(token)
    following = reader.tokens[place + 1]
    if place == 0:
        return ()
    start = reader.operand_start(place - 1)
    left = reader.text[start : token.start].strip()
    hundredth = Repair(f"write {left}/100", splice(reader.text, start, token.end, f"({left}/100)"))
    if following.kind not in {"number", "name"}:
        return (hundredth,)
    remainder = splice(reader.text, start, following.end, f"mod({left}, {following.text})")
    return Repair(f"write mod({left}, {following.text})", remainder), hundredth


def _number(text: str, token: Token) -> Refusal:
    plain = token.text.replace("_", "")
    repairs: tuple[Repair, ...] = ()
    if "_" in token.text:
        message = "Digits are not grouped with underscores here."
        repairs = (Repair(f"write {shown(plain)}", splice(text, token.start, token.end, plain)),)
    else:
        message = f"{shown(token.text)} is not a number: it has more than one point."
        whole, _, fraction = token.text.replace("..", ".").partition(".")
        single = f"{whole}.{fraction.replace('.', '')}".rstrip(".")
        repairs = (Repair(f"write {shown(single)}", splice(text, token.start, token.end, single)),)
    return Refusal(ProblemKind.NUMBER_FORMAT, message, token, repairs=repairs)


def _closing(reader: Reader, token: Token) -> Refusal:
    before = _before(reader)
    sign = reader.text[token.start : token.end]
    if before is None or before.kind not in {"(", "[", "{", "|<", ",", "+", "-"} | _OPERAND_WANTED:
        bar = "This bar has no partner: write abs( ) or add the other bar."
        message = bar if sign == "|" else f"{shown(sign)} closes a bracket that was never opened."
        repairs = (Repair("leave it out", splice(reader.text, token.start, token.end, "")),)
        return Refusal(ProblemKind.UNBALANCED, message, token, repairs=repairs)
    message = f"Something is missing before {shown(sign)}."
    return Refusal(ProblemKind.UNEXPECTED_TOKEN, message, token)


def _ended(reader: Reader, token: Token) -> Refusal:
    place = reader.tokens.index(token)
    before = reader.tokens[place - 1] if place else None
    if before is None:
        return Refusal(ProblemKind.EMPTY, "Type a function, such as x^2 + y^2.", (0, 1))
    word = reader.text[before.start : before.end]
    if before.kind == "name" and before.text in FUNCTION_NAMES:
        message = f"{shown(word)} needs an argument."
        repairs = (Repair(f"write {word}(x)", splice(reader.text, before.end, before.end, "(x)")),)
        return Refusal(ProblemKind.UNEXPECTED_END, message, token, repairs=repairs)
    repairs = (Repair(f"leave out {shown(word)}", splice(reader.text, before.start, before.end, "")),)
    message = f"Something is missing after {shown(word)}."
    return Refusal(ProblemKind.UNEXPECTED_END, message, token, repairs=repairs)


def _bracket(reader: Reader, token: Token) -> Refusal:
    text = reader.text
    message = f"Only round brackets group: {shown(token.text)} has no meaning here."
    plain = text.translate(str.maketrans("[]{}", "()()"))
    return Refusal(ProblemKind.FORBIDDEN_SYNTAX, message, token, repairs=(Repair("write round brackets", plain),))


def _comma(reader: Reader, token: Token) -> Refusal:
    place = reader.tokens.index(token)
    before = reader.tokens[place - 1] if place else None
    after = reader.tokens[place + 1]
    if before is None or before.kind in {"(", ",", "+", "-"} | _OPERAND_WANTED:
        return Refusal(ProblemKind.UNEXPECTED_TOKEN, "Something is missing before the comma.", token)
    if before.kind == "number" and after.kind == "number":
        message = f"`{before.text},{after.text}` is either a decimal number or two numbers: decimals have a point."
        return Refusal(ProblemKind.AMBIGUOUS, message, token, repairs=decimal_repairs(reader.text, before, after))
    if after.kind in {"end", ")"}:
        message = "Something is missing after the comma."
        repairs = (Repair("leave out the comma", splice(reader.text, token.start, token.end, "")),)
        return Refusal(ProblemKind.UNEXPECTED_TOKEN, message, token, repairs=repairs)
    message = "A comma makes a list, and a list is not one number; commas separate the arguments of functions."
    return Refusal(ProblemKind.NOT_SCALAR, message, token)


def decimal_repairs(text: str, before: Token, after: Token) -> tuple[Repair, ...]:
    """Return the texts in which the commas between two numbers are decimal points, or left out."""
    if len(_DIGITS_COMMA.findall(text)) > 1 or "." in after.text:
        # Where all commas group thousands, leaving them out is likelier than a point at each.
        grouped = _DIGITS_COMMA.search(_THOUSANDS_COMMA.sub("", text)) is None
        thousands = (Repair("leave out the commas", _THOUSANDS_COMMA.sub("", text)),) if grouped else ()
        return *thousands, Repair("write decimal points", _DIGITS_COMMA.sub(".", text))
    whole = before.text.replace(".", "")
    decimal = Repair(f"write {whole}.{after.text}", splice(text, before.start, after.end, f"{whole}.{after.text}"))
    if len(after.text) == 3 and after.text.isdigit() and "." not in before.text:
        joined = before.text + after.text
        return decimal, Repair(f"write {joined}", splice(text, before.start, after.end, joined))
    return (decimal,)


def python_choice(reader: Reader, token: Token) -> Refusal:
    """Return the refusal of ``a if condition else b`` at the word ``if``."""
    text = reader.text
    other = next((word for word in reader.tokens[reader.at :] if word.text == "else"), None)
    repairs: tuple[Repair, ...] = ()
    if other is not None:
        first, condition, second = text[: token.start], text[token.end : other.start], text[other.end :]
        choice = f"where({condition.strip()}, {first.strip()}, {second.strip()})"
        repairs = (Repair(f"write {choice}", choice),)
    message = "A choice is written where(condition, a, b): a where the condition holds, else b."
    return Refusal(ProblemKind.FORBIDDEN_SYNTAX, message, token, repairs=repairs)


def program_word(token: Token) -> Refusal:
    """Return the refusal of a word that only programs use."""
    message = f"{shown(token.text)} belongs to a programming language, not to a formula."
    return Refusal(ProblemKind.FORBIDDEN_SYNTAX, message, token)


def unclosed(reader: Reader, opening: Token, wanted: str) -> Refusal:
    """Return the refusal of what stands where `wanted` should close the bracket or bar `opening`."""
    token, text = reader.tokens[reader.at], reader.text
    is_bar = opening.kind == "|<"
    if token.kind in {"end", "newline", ";"}:
        close = "|" if is_bar else wanted
        repairs = (Repair(f"add {shown(close)} at the end", text.rstrip() + close),)
        message = f"This {'bar' if is_bar else 'bracket'} is never closed."
        return Refusal(ProblemKind.UNBALANCED, message, opening, repairs=repairs)
    if token.kind in {")", "]", "}", ">|"}:
        message = f"{shown(token.text or '|')} closes what {shown(opening.text or '|')} did not open."
        repair = Repair(f"write {shown(wanted[-1])}", splice(text, token.start, token.end, wanted.strip(">")))
        return Refusal(ProblemKind.UNBALANCED, message, token, repairs=(repair,))
    return explain(reader, token)


def missing_sign(reader: Reader, token: Token) -> Refusal:
    """Return the refusal of the number `token` right after an operand: a sign between them was lost."""
    before, text = reader.tokens[reader.at - 1], reader.text
    left = text[reader.operand_start(reader.at - 1) : before.end]
    message = f"A sign is missing between {shown(left)} and {shown(token.text)}."
    repairs = [Repair(f"write {shown(f'{left}*{token.text}')}", splice(text, before.end, token.start, "*"))]
    if before.kind == "number":
        joined = splice(text, before.end, token.start, "")
        repairs.insert(0, Repair(f"write {shown(before.text + token.text)}", joined))
    else:
        power = splice(text, before.end, token.start, "^")
        repairs.append(Repair(f"write {shown(f'{left}^{token.text}')}", power))
    return Refusal(ProblemKind.UNEXPECTED_TOKEN, message, token, repairs=tuple(repairs))


def double_factorial(reader: Reader, first: Token) -> Refusal:
    """Return the refusal of ``3!!``, at whose first sign the reader stands."""
    second = reader.tokens[reader.at + 1]
    start = reader.operand_start(reader.at - 1)
    bracketed = splice(reader.text, start, second.end, f"({reader.text[start : first.end]})!")
    message = "`3!!` is either (3!)! or the double factorial 3*1: write brackets, or the product."
    repairs = (Repair("the factorial of the factorial", bracketed),)
    return Refusal(ProblemKind.AMBIGUOUS, message, (first.start, 2), repairs=repairs)


def stacked_exponents(reader: Reader, token: Token) -> Refusal:
    """Return the refusal of ``x²^2``: which exponent comes first cannot be told."""
    text = reader.text
    start = reader.operand_start(reader.at - 2)
    first = reader.tokens[reader.at - 1]
    base = text[start : reader.tokens[reader.at - 2].end]
    repairs: tuple[Repair, ...] = ()
    if first.kind == "superscript":
        inner = text[start : first.end]
        repairs = (
            Repair(f"write ({inner})^...", splice(text, start, first.end, f"({inner})")),
            Repair(f"write {base}^({first.text}^...)", splice(text, first.start, token.end, f"^{first.text}^")),
        )
    message = "Two exponents follow each other: brackets must say which belongs to which."
    return Refusal(ProblemKind.AMBIGUOUS, message, token, repairs=repairs)
