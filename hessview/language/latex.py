"""LaTeX as Desmos, GeoGebra and papers put it on the clipboard: commands become the tokens they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.language.characters import GREEK, GREEK_VARIANTS
from hessview.language.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

_SIGNS: Mapping[str, str] = {
    "cdot": "*", "times": "*", "ast": "*", "star": "*", "bullet": "*", "div": "/", "le": "<=", "leq": "<=",
    "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "lt": "<", "gt": ">", "ne": "!=", "neq": "!=",
    "land": "and", "wedge": "and", "lor": "or", "vee": "or", "lnot": "not", "neg": "not",
    "lvert": "|<", "rvert": ">|", "vert": "|", "mid": "|", "|": "error",
    "frac": "frac", "dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "sqrt": "sqrt", "sum": "sum", "prod": "prod",
    "{": "(", "lbrace": "(", "}": ")", "rbrace": ")", "lparen": "(", "rparen": ")", "rfloor": ")", "rceil": ")",
    "lbrack": "(", "rbrack": ")", "\\": "row", "begin": "begin", "end": "stop",
}  # fmt: skip

_SPACES = frozenset(
    [
    ",", ";", ":", "!", ">", "quad", "qquad", "thinspace", "medspace", "thickspace", "enspace", "hspace",
    "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "bigl", "bigr", "Bigl", "Bigr", "biggl",
    "biggr", "Biggl", "Biggr", "big", "Big", "bigg", "Bigg", "mathstrut", "nonumber", "strut", "left", "right",
]
) | {" ", "\t"}

_UPRIGHT = frozenset(
    [
    "operatorname", "operatorname*", "mathrm", "mathit", "mathbf", "mathsf", "mathop", "textrm", "textit",
    "textbf", "text", "mbox", "bm", "boldsymbol",
]
)

_ROUNDING: Mapping[str, str] = {"lfloor": "floor", "lceil": "ceil"}

_REFUSED: Mapping[str, str] = {
    "infty": "∞", "partial": "∂", "int": "∫", "nabla": "∇", "pm": "±", "mp": "∓", "degree": "°", "circ": "°",
    "ldots": "…", "cdots": "…", "dots": "…", "approx": "≈", "%": "%", "$": "$", "&": "&", "|": "‖", "lVert": "‖",
    "rVert": "‖", "Vert": "‖", "prime": "′",
}  # fmt: skip

_LETTERS: Mapping[str, str] = {name: letter for letter, name in GREEK.items()} | {
    "varepsilon": "ε", "vartheta": "θ", "varphi": "φ", "varrho": "ρ", "varpi": "π", "varkappa": "κ",
}  # fmt: skip

_OPENING = {"(": "(", "[": "(", "|": "|<", ".": "", "<": "error"}
_CLOSING = {")": ")", "]": ")", "|": ">|", ".": "", ">": "error"}


def is_latex(text: str) -> bool:
    """Return whether braces in `text` group, as in LaTeX."""
    return "\\" in text or "^{" in text or "_{" in text


def rewrite(tokens: list[Token], functions: Container[str]) -> list[Token]:
    """Return `tokens` with every LaTeX command replaced by what it stands for.

    Parameters
    ----------
    tokens
        What `scan` found.
    functions
        The names of functions that may be commands, such as ``sin``.
    """
    return _Rewriter(tokens, functions).run()


class _Rewriter:
    """One pass over the tokens."""

    def __init__(self, tokens: list[Token], functions: Container[str]) -> None:
        self.tokens = tokens
        self.functions = functions
        self.made: list[Token] = []
        self.at = 0

    def run(self) -> list[Token]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.kind == "command":
                self._command(token, token.text[1:])
            else:
                self.made.append(token)
        return self.made

    def _command(self, token: Token, name: str) -> None:
        if name in {"left", "right"}:
            self._delimiter(_OPENING if name == "left" else _CLOSING)
        elif name in _SPACES:
            pass
        elif name in _UPRIGHT:
            self._upright(token)
        elif name in _ROUNDING:
            self._add("name", _ROUNDING[name], token)
            self._add("(", "(", token)
        elif name in _REFUSED:
            self._add("error", _REFUSED[name], token)
        elif name in _SIGNS:
            self._add(_SIGNS[name], token.text, token)
            if _SIGNS[name] in {"frac", "sqrt"}:
                self._single_characters(2 if _SIGNS[name] == "frac" else 1)
        elif name in _LETTERS:
            self._letter(token, name)
        elif name in self.functions:
            self._add("name", name, token)
            self._base()
        else:
            self._add("unknown command", token.text, token)

    def _add(self, kind: str, text: str, token: Token) -> None:
        self.made.append(Token(kind, text, token.start, token.length))

    def _delimiter(self, kinds: Mapping[str, str]) -> None:
        token = self.tokens[self.at]
        text = token.text if token.kind != "command" else ""
        if text in kinds:
            self.at += 1
            if kinds[text]:
                self._add(kinds[text], text, token)

    def _upright(self, token: Token) -> None:
        r"""Read ``\operatorname{name}``."""
        inside = self.tokens[self.at : self.at + 3]
        if [piece.kind for piece in inside] == ["{", "name", "}"]:
            self.at += 3
            word = inside[1].text
            kind = "otherwise" if word in {"otherwise", "else"} and token.text != "\\operatorname" else "name"
            if word not in {"if", "for"} or token.text.startswith("\\op"):
                self.made.append(Token(kind, word, token.start, inside[2].end - token.start))
                self._base()

    def _letter(self, token: Token, name: str) -> None:
        """Read a Greek letter and its subscript; capital gamma before a bracket is the function."""
        following = self.tokens[self.at]
        if name == "Gamma" and self._opens(following):
            self._add("name", "gamma", token)
            return
        letter = _LETTERS[name]
        text, end = GREEK_VARIANTS.get(letter, letter), token.end
        if following.kind == "name" and following.text.startswith("_") and following.start == end:
            subscript = following.text[1:]
            if self._braced(following):
                text, end = f"{text}_{subscript}", following.end
                self.at += 1
            elif subscript:
                text, end = f"{text}_{subscript[0]}", following.start + 2
                self._shorten(following, 2)
        self.made.append(Token("name", text, token.start, end - token.start))

    def _opens(self, token: Token) -> bool:
        return token.kind == "(" or (token.kind == "command" and token.text == "\\left")

    def _braced(self, token: Token) -> bool:
        return token.length == len(token.text) + 2

    def _shorten(self, token: Token, count: int) -> None:
        """Take `count` characters off the front of `token`, which comes next."""
        rest = token.text[count:]
        if not rest:
            self.at += 1
            return
        kind = "number" if rest.isdigit() else "name"
        self.tokens[self.at] = Token(kind, rest, token.start + count, token.length - count)

    def _base(self) -> None:
        r"""Join a logarithm's base to its name: ``\log_{10}`` and ``\log_2`` become ``log_10`` and ``log_2``."""
        following, function = self.tokens[self.at], self.made[-1]
        if following.kind == "name" and following.text.startswith("_") and len(following.text) > 1:
            count = len(following.text) if self._braced(following) else 2
            end = following.end if self._braced(following) else following.start + 2
            name = function.text + following.text[:count]
            self.made[-1] = Token("name", name, function.start, end - function.start)
            if self._braced(following):
                self.at += 1
            else:
                self._shorten(following, 2)

    def _single_characters(self, count: int) -> None:
        r"""Split what LaTeX reads as single characters: ``\frac12`` is one half, ``\sqrt2x`` is (√2) x."""
        at = self.at
        for _ in range(count):
            token = self.tokens[at]
            if token.kind not in {"number", "name"}:
                return
            if token.length > 1 and token.length == len(token.text) and token.text.isalnum() and token.text.isascii():
                rest = token.text[1:]
                kind = "number" if rest.isdigit() else "name"
                self.tokens[at : at + 1] = [
                    Token(token.kind, token.text[0], token.start, 1),
                    Token(kind, rest, token.start + 1, token.length - 1),
                ]
            at += 1
