"""The rules of differentiation, in a sentence each."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.calculus.algebra import exact_value
from hessview.calculus.derivation import Rule, factors, terms
from hessview.language.decimals import real_minus
from hessview.language.expression import Apply, Constant, Number, postorder
from hessview.language.plain_names import plain_name
from hessview.language.printed import printed
from hessview.language.source import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.calculus.derivation import Derivation, NoDerivative
    from hessview.language.expression import Expression

_LONGEST = 40
"""Characters of a formula that is named within a sentence."""

_SENTENCES: Mapping[Rule, str] = MappingProxyType({
    Rule.CONSTANT: "Constant: it does not contain {x}, so its derivative is 0.",
    Rule.IDENTITY: "The derivative of {x} by itself is 1.",
    Rule.SUM: "Sum rule: term by term.",
    Rule.FACTOR: "Constant factor: what does not contain {x} stays in front.",
    Rule.PRODUCT: "Product rule: (uv)′ = u′v + uv′.",
    Rule.QUOTIENT: "Quotient rule: (u/v)′ = (u′v − uv′)/v².",
    Rule.RECIPROCAL: "Reciprocal rule: (c/v)′ = −cv′/v².",
    Rule.POWER: "Power rule: the derivative of {x}ⁿ is n {x}ⁿ⁻¹.",
    Rule.POWER_CHAIN: "Power rule and chain rule: the derivative of uⁿ is n uⁿ⁻¹ u′.",
    Rule.EXPONENTIAL: "Exponential rule: the derivative of aˣ is aˣ ln a{given}.",
    Rule.EXPONENTIAL_CHAIN: "Exponential rule and chain rule: the derivative of aᵘ is aᵘ ln(a)u′{given}.",
    Rule.GENERAL_POWER: "Base and exponent both vary: (uᵛ)′ = uᵛ(v′ ln u + vu′/u), where u is positive.",
    Rule.KNOWN: "Known derivative of {f}.",
    Rule.CHAIN: "Chain rule: the derivative of {f}(u), times u′.",
    Rule.SEVERAL: "Chain rule: the derivative of {f} by each argument, times that argument’s.",
    Rule.CHOICE: "Piece by piece: where the pieces meet, f may have no derivative.",
    Rule.REWRITTEN: "Written in other words first.",
    Rule.POWER_OF_ZERO: "A power of 0 is 0 where its exponent is positive, so its derivative is 0 there; where the "
                        "exponent is 0 it jumps to 1, where it is negative it is undefined.",
    Rule.POWER_ZERO: "Anything to the power 0 is 1 (0⁰, too), so its derivative is 0.",
})

_NAMES: Mapping[str, str] = MappingProxyType({"log": "ln", "asin": "arcsin", "acos": "arccos", "atan": "arctan"})


def rule_words(derivation: Derivation) -> str:
    """Return which rule is used, on which parts."""
    match derivation.rule:
        case Rule.SUM:
            return _sum(derivation)
        case Rule.PRODUCT:
            return _product(derivation)
        case Rule.CHAIN | Rule.POWER_CHAIN | Rule.EXPONENTIAL_CHAIN:
            return _with_inner(derivation)
        case Rule.CHOICE if not derivation.parts:
            return f"{_function(derivation.of)} is constant between its jumps: its derivative is 0 there."
        case Rule.QUOTIENT if isinstance(derivation.of, Apply):
            u, v = derivation.of.arguments
            return _with_names(_sentence(derivation), {"u": u, "v": v})
        case Rule.EXPONENTIAL if not _has_log(derivation.applied):
            return "Exponential rule: the exponential function is its own derivative."
        case _:
            return _sentence(derivation)


def _sentence(derivation: Derivation) -> str:
    return _SENTENCES[derivation.rule].format(
        x=plain_name(derivation.variable), f=_function(derivation.of), given=_given(derivation.of)
    )


def _given(node: Expression) -> str:
    """Return when the exponential rule holds, if its base is not a positive number for all to see."""
    if not isinstance(node, Apply) or node.function != "pow" or isinstance(node.arguments[0], Number | Constant):
        return ""
    return ", where a is positive"


def _function(node: Expression) -> str:
    name = node.function if isinstance(node, Apply) else ""
    return _NAMES.get(name, name)


def _sum(derivation: Derivation) -> str:
    words = _sentence(derivation)
    moving = {id(part.of) for part in derivation.parts}
    still = [_written(term) for _, term in terms(derivation.of) if id(term) not in moving]
    if not still:
        return words
    if sum(map(len, still)) > _LONGEST:
        return f"{words} Terms without {plain_name(derivation.variable)} have the derivative 0."
    verb = "contains no" if len(still) == 1 else "contain no"
    return f"{words} {' and '.join(still)} {verb} {plain_name(derivation.variable)}: derivative 0."


def _product(derivation: Derivation) -> str:
    _, parts = factors(derivation.of)
    if len(parts) == 2:
        return _with_names(_sentence(derivation), {"u": parts[0], "v": parts[1]})
    return "Product rule: each factor in turn is differentiated, the others stay."


def _with_inner(derivation: Derivation) -> str:
    words = _sentence(derivation)
    if derivation.rule is Rule.EXPONENTIAL_CHAIN and not _has_log(derivation.applied):
        words = "Exponential rule and chain rule: the derivative of eᵘ is eᵘu′."
    if derivation.rule is Rule.CHAIN and _function(derivation.of) == "exp":
        words = "Exponential rule and chain rule: the derivative of eᵘ is eᵘu′."
    inner = derivation.parts[0].of if derivation.parts else None
    return words if inner is None else _with_names(words, {"u": inner})


def _with_names(words: str, names: Mapping[str, Expression]) -> str:
    texts = {name: _written(tree) for name, tree in names.items()}
    if sum(map(len, texts.values())) > _LONGEST:
        return words
    return f"{words[:-1]}, with {' and '.join(f'{name} = {text}' for name, text in texts.items())}."


def _has_log(node: Expression) -> bool:
    return any(isinstance(each, Apply) and each.function == "log" for each in postorder(node))


def _written(tree: Expression) -> str:
    """Return a formula as it stands in a sentence: −x₁²y."""
    return printed(to_text(tree))


def without_derivative(none: NoDerivative) -> str:
    """Return why there is no derivative of a power of a negative number."""
    base, exponent = none.power.arguments
    given = "" if exact_value(base) is not None else f", {_written(base)} = {real_minus(f'{none.base:.6g}')},"
    power, where = _written(none.power), _written(exponent)
    if len(power) > _LONGEST:
        return "A power of a negative number has values only where its exponent is an integer: no derivative anywhere."
    return f"{power}{given} has values only where {where} is an integer, so it has no derivative."
