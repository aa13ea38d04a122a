"""The explicit Unicode map: which characters mean what, and why any other is refused."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SPACES = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Characters that only separate, as the inside of a regular expression's character class."""

GREEK: Mapping[str, str] = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
    "σ": "sigma", "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
"""Greek letters and their names; a letter and its name are the same variable."""

GREEK_VARIANTS: Mapping[str, str] = {
    "ϵ": "ε", "ϑ": "θ", "ϰ": "κ", "ϖ": "π", "ϱ": "ρ", "ϕ": "φ", "µ": "μ", "\u2126": "Ω", "\u2206": "Δ",
}  # fmt: skip
"""Other shapes and compatibility characters of Greek letters that nobody can tell apart."""

OPERATORS: Mapping[str, str] = {
    "**": "^", "^": "^", "+": "+", "-": "-", "*": "*", "/": "/", "−": "-", "–": "-", "‐": "-", "‑": "-",
    "×": "*", "·": "*", "⋅": "*", "∙": "*", "∗": "*", "•": "*", "÷": "/", "∕": "/", "⁄": "/",
    "<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "==", "!=": "!=", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!=",
    "⩽": "<=", "⩾": ">=", "∧": "and", "∨": "or", "¬": "not", "√": "sqrt", "∛": "cbrt", "=": "=", "!": "!",
    ",": ",", ";": ";", "|": "|", "(": "(", ")": ")", "[": "[", "]": "]", "{": "{", "}": "}",
}  # fmt: skip
"""Signs and the kind of token they make."""

SUPERSCRIPTS: Mapping[str, str] = {
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
    "⁺": "+", "⁻": "-", "ⁿ": "n", "ⁱ": "i", "ˣ": "x", "ʸ": "y", "ᶻ": "z", "ᵗ": "t", "ᵏ": "k", "ᵃ": "a", "ᵇ": "b",
}  # fmt: skip

SUBSCRIPTS: Mapping[str, str] = {
    "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8", "₉": "9",
}  # fmt: skip

_REASONS: Mapping[str, tuple[str, str]] = {
    "%": ("write 5/100 for five percent, mod(x, 2) for a remainder", "mod(x, 2)"),
    "$": ("the dollar signs around a formula are not part of it", ""),
    "∞": ("infinity is not a number", ""),
    "°": ("angles are in radians: write x*pi/180 for degrees", "*pi/180"),
    "‰": ("write x/1000 for per mille", "/1000"),
    "½": ("write (1/2)", "(1/2)"),
    "⅓": ("write (1/3)", "(1/3)"),
    "⅔": ("write (2/3)", "(2/3)"),
    "¼": ("write (1/4)", "(1/4)"),
    "¾": ("write (3/4)", "(3/4)"),
    "⅛": ("write (1/8)", "(1/8)"),
    "—": ("this is a dash: write - for a minus", "-"),
    "―": ("this is a dash: write - for a minus", "-"),
    "?": ("write where(condition, a, b) for a choice", ""),
    "&": ("write and between conditions", " and "),
    "~": ("write not before a condition", ""),
    ":": ("write where(condition, a, b) for a choice", ""),
    "∂": ("derivatives are computed for you: type the function itself", ""),
    "∫": ("integrals are not part of the language", ""),
    "∑": ("write sum(x[i]^2, i, 1, 10)", ""),
    "∏": ("write prod(x[i], i, 1, 10)", ""),
    "±": ("the value would not be a single number: write + or -", "+"),
    "∓": ("the value would not be a single number: write + or -", "-"),
    "∇": ("derivatives are computed for you: type the function itself", ""),
    "′": ("derivatives are computed for you: type the function itself", ""),
    "″": ("derivatives are computed for you: type the function itself", ""),
    "⌊": ("write floor(x)", "floor("),
    "⌋": ("write floor(x)", ")"),
    "⌈": ("write ceil(x)", "ceil("),
    "⌉": ("write ceil(x)", ")"),
    "∜": ("write x^(1/4)", ""),
    "‖": ("write hypot(x, y) for the length of a vector", ""),
    "≔": ("a function is written with =", "="),
    "→": ("arrows have no meaning here: write f(x, y) = ... or only the formula", ""),
    "⇒": ("arrows have no meaning here: write f(x, y) = ... or only the formula", ""),
    "↦": ("arrows have no meaning here: write f(x, y) = ... or only the formula", ""),
    "≈": ("only <, <=, >, >=, == and != compare", ""),
    "…": ("write all terms, or sum(x[i], i, 1, 10)", ""),
    "'": ("a formula holds no primes (derivatives are computed for you) and no texts", ""),
    '"': ("a formula holds no texts", ""),
    "`": ("it belongs to programming languages", ""),
    "@": ("it belongs to programming languages", ""),
    "\\": ("a backslash begins a LaTeX command", ""),
}

FORBIDDEN = frozenset("`@.")
"""Characters that belong to programming languages and to no formula."""

_LOOK_ALIKES: Mapping[str, str] = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ѕ": "s", "к": "k", "т": "t",
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "Х": "X",
    "У": "Y", "Ѕ": "S", "І": "I", "Ј": "J", "ј": "j", "ı": "i", "ℯ": "e", "ℓ": "l", "✕": "*", "✖": "*", "⨯": "*",
    "∣": "|", "❘": "|", "ǀ": "|", "￨": "|", "﹣": "-", "ー": "-", "‒": "-", "˗": "-", "∶": ":", "ˆ": "^", "⌃": "^",
    "“": "", "”": "", "„": "", "‘": "", "’": "", "‚": "", "«": "", "»": "", "`": "", "$": "",
}  # fmt: skip


def describe(character: str) -> str:
    """Return why `character` cannot stand in a formula, as a sentence safe to print anywhere."""
    code = f"U+{ord(character):04X}"
    category = unicodedata.category(character)
    if character in _REASONS:
        what = "A backtick" if character == "`" else shown(character)
        return f"{what} cannot be read: {_REASONS[character][0]}."
    if category in {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}:
        name = unicodedata.name(character, "").lower()
        return f"There is an invisible or broken character here: {code}{' ' + name if name else ''}."
    if category == "Mn":
        return f"There is an accent on the character before ({code}): names stand without accents."
    twin = _LOOK_ALIKES.get(character) or latin_twin(character)
    if twin:
        name = unicodedata.name(character, "an unusual character").lower()
        return f"{shown(character)} looks like `{twin}` but is another character ({code}, {name})."
    return f"{shown(character)} ({code}) has no meaning in a formula."


def latin_twin(character: str) -> str | None:
    """Return the plain character that `character` stands for, "" to leave it out, None where nothing is meant."""
    if character in _LOOK_ALIKES:
        return _LOOK_ALIKES[character]
    if unicodedata.category(character) in {"Cf", "Cc", "Mn"}:
        return ""
    if unicodedata.decomposition(character).startswith(("<sub>", "<super>")):
        return None
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain != character and (plain.isascii() or plain in GREEK) and plain.isprintable():
        return plain
    digit = unicodedata.digit(character, None)
    return None if digit is None else str(digit)


def replacement(character: str) -> str | None:
    """Return the words to write instead of `character`, or None where there are none."""
    reason = _REASONS.get(character)
    if reason is not None and reason[1] and character != "%":
        return reason[1]
    return latin_twin(character)


def shown(text: str) -> str:
    """Return `text` between backticks, short, with nothing in it that cannot be printed."""
    clean = "".join(c if c.isprintable() and not 0xD800 <= ord(c) < 0xE000 else "\ufffd" for c in text[:40])
    return f"`{clean}{'…' if len(text) > 40 else ''}`"
