"""Sums and products over an index, written out term by term as they are read."""

from __future__ import annotations

from hessview.language.characters import shown
from hessview.language.expression import Apply, Expression, Symbol, postorder
from hessview.language.folding import Place, evaluate
from hessview.language.misplaced import explain
from hessview.language.problem import ProblemKind
from hessview.language.reader import PRODUCT, Reader
from hessview.language.refusal import Refusal
from hessview.language.scope import index_symbol
from hessview.language.tokens import Token

MAX_NODES = 10_000
"""The most nodes that the sums of one text may write out, all together."""

_USAGE = {
    "sum": "A sum is written sum(x[i]^2, i, 1, 10): the term, the index, the first and the last value.",
    "prod": "A product is written prod(x[i], i, 1, 10): the factor, the index, the first and the last value.",
}


def summed(reader: Reader, token: Token) -> Expression:
    """Read ``sum(term, i, first, last)`` or ``prod(...)`` after the name `token`."""
    kind = "sum" if token.text == "sum" else "prod"
    opening = reader.tokens[reader.at]
    index = reader.index_of(opening)
    if index is None:
        raise _without_index(reader, token)
    reader.at += 1
    reader.scope.indices.append(index)
    body = reader.expression()
    reader.scope.indices.pop()
    reader.at += 3
    first = reader.expression()
    if reader.tokens[reader.at].kind != ",":
        raise Refusal(ProblemKind.ARITY, _USAGE[kind], token)
    reader.at += 1
    last = reader.expression()
    if reader.tokens[reader.at].kind == ",":
        raise Refusal(ProblemKind.ARITY, _USAGE[kind], reader.tokens[reader.at])
    reader.close(opening)
    return _write_out(reader, token, kind=kind, body=body, index=index, bounds=(first, last))


def usage(name: str) -> str:
    """Return how the sum or product that is called `name` is written."""
    return _USAGE["sum" if name == "sum" else "prod"]


def _without_index(reader: Reader, token: Token) -> Refusal:
    """Return the refusal of a sum without an index, or of what has no place in any formula inside its brackets."""
    try:
        while reader.tokens[reader.at].kind in {"(", ","}:
            reader.at += 1
            reader.expression()
    except Refusal as inside:
        if inside.kind in {ProblemKind.FORBIDDEN_SYNTAX, ProblemKind.UNKNOWN_FUNCTION}:
            return inside
    return Refusal(ProblemKind.ARITY, usage(token.text), token)


def latex_sum(reader: Reader, token: Token) -> Expression:
    r"""Read ``\sum_{i=1}^{10} x_i^2``; the term is a product, up to the next plus or minus."""
    kind = token.kind
    tokens, at = reader.tokens, reader.at
    kinds = [piece.kind for piece in tokens[at : at + 4]]
    if kinds != ["name", "{", "name", "="] or tokens[at].text != "_":
        raise Refusal(ProblemKind.UNEXPECTED_TOKEN, _USAGE[kind], token)
    index = tokens[at + 2].text
    reader.at += 4
    first = reader.expression()
    reader.close(tokens[at + 1])
    if reader.tokens[reader.at].kind != "^":
        raise Refusal(ProblemKind.UNEXPECTED_TOKEN, _USAGE[kind], reader.tokens[reader.at])
    reader.at += 1
    last = reader.argument()
    reader.scope.indices.append(index)
    body = reader.expression(PRODUCT)
    reader.scope.indices.pop()
    return _write_out(reader, token, kind=kind, body=body, index=index, bounds=(first, last))


def subscripted(reader: Reader, token: Token) -> Expression | None:
    """Read ``x[i]`` or ``x_{i+1}`` after the name `token`: the variable with that number; None if it is not one."""
    opening = reader.tokens[reader.at]
    name = token.text.rstrip("_")
    start = reader.at
    reader.at += 1
    if reader.tokens[reader.at].kind in {"]", "}"} or _is_slice(reader):
        reader.at = start
        return None
    index = reader.expression()
    if reader.tokens[reader.at].kind not in {"]", "}"}:
        raise explain(reader, opening)
    reader.close(opening)
    place = (token.start, reader.tokens[reader.at - 1].end - token.start)
    node = reader.nodes.make("[]", place, reader.builder.symbol(name), index)
    return node if _has_index(index) else _numbered(reader, name, index, place)


def _is_slice(reader: Reader) -> bool:
    for token in reader.tokens[reader.at : reader.at + 12]:
        if token.kind in {"]", "}"}:
            return False
        if token.text in {":", ","}:
            return True
    return False


def _write_out(
    reader: Reader, token: Token, *, kind: str, body: Expression, index: str, bounds: tuple[Expression, Expression]
) -> Expression:
    """Return the terms for every value of the index, joined from left to right."""
    first, last = (_whole(reader, token, bound) for bound in bounds)
    symbol = reader.builder.symbol(index_symbol(index))
    _count(reader, token, max(0, last - first + 1) * (reader.nodes.sizes.get(id(body), 1) + 1))
    order = list(postorder(body))
    dependent: set[int] = {id(symbol)}
    for node in order:
        if isinstance(node, Apply) and any(id(argument) in dependent for argument in node.arguments):
            dependent.add(id(node))
    place = (token.start, token.length)
    row = "add" if kind == "sum" else "mul"
    result: Expression | None = None
    changing = [node for node in order if id(node) in dependent]
    for value in range(first, last + 1):
        term = _term(reader, body, changing=changing, symbol=symbol, value=value, place=place)
        result = term if result is None else reader.nodes.make(row, place, result, term)
    if result is None:
        result = reader.builder.number(0.0 if kind == "sum" else 1.0)
        reader.nodes.constants.leaf(result)
    return result


def _count(reader: Reader, token: Token, nodes: int) -> None:
    reader.written += nodes
    if reader.written > MAX_NODES:
        message = "Written out, this sum or product has too many terms."
        raise Refusal(ProblemKind.TOO_LONG, message, token)


def _term(
    reader: Reader, body: Expression, *, changing: list[Expression], symbol: Expression, value: int, place: Place
) -> Expression:
    """Return `body` with the index replaced by `value`."""
    number = reader.builder.number(float(abs(value)))
    reader.nodes.constants.leaf(number)
    made: dict[int, Expression] = {
        id(symbol): reader.nodes.make("neg", place, number) if value < 0 else number,
    }
    for node in changing:
        if not isinstance(node, Apply):
            continue
        arguments = tuple([made.get(id(argument), argument) for argument in node.arguments])
        where = reader.nodes.places.get(id(node), place)
        if node.function == "[]" and not _has_index(arguments[1]):
            base = arguments[0]
            made[id(node)] = _numbered(reader, base.name if isinstance(base, Symbol) else "", arguments[1], where)
        else:
            made[id(node)] = reader.nodes.make(node.function, where, *arguments)
    return made.get(id(body), body)


def _has_index(expression: Expression) -> bool:
    return any(isinstance(node, Symbol) and node.name.endswith("′") for node in postorder(expression))


def _numbered(reader: Reader, name: str, index: Expression, place: Place) -> Expression:
    """Return the variable `name` with the number that `index` has."""
    value = evaluate(index, {})
    if value is None or value != value // 1 or not 0 <= value < 1e6:
        message = f"The number of a variable such as {shown(name + '[1]')} must be a whole number, not negative."
        raise Refusal(ProblemKind.FORBIDDEN_SYNTAX, message, place)
    full = f"{name}{int(value)}"
    meaning = reader.scope.find(full)
    if meaning is not None:
        return meaning
    reader.unknown.append((full, Token("name", full, *place)))
    return reader.builder.symbol(full)


def _whole(reader: Reader, token: Token, bound: Expression) -> int:
    value = evaluate(bound, reader.scope.parameters)
    place = reader.nodes.places.get(id(bound), (token.start, token.length))
    if value is None or value != value // 1:
        message = "The first and the last value of the index must be whole numbers."
        raise Refusal(ProblemKind.UNEXPECTED_TOKEN, message, place)
    if abs(value) > 1e6:
        raise Refusal(ProblemKind.TOO_LONG, "Written out, this sum or product has too many terms.", place)
    return int(value)
