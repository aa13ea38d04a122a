"""Texts that nobody of good will types, by number: the same seed and number make the same text."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hessview.language.functions import CONSTANTS
from hessview.language.names import KNOWN_FUNCTIONS
from tests.hostile_files import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = Path(__file__).parent / "data" / "language.jsonl"

_SIGNS = "+-*/^=<>!|()[]{},;:.\\_'\"`@#$%&~? \t\n"
_SPECIAL = (
    "\0\x01\x07\x08\x1b\x7f\x85\xa0\xad\u0301\u034f\u061c\u115f\u1680\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u206f\u3000\ufe0f\ufeff\ufffc\ufffd\uffff\ufdd0\ufdd1"
    "\U000e0001\U0001d465\U0001f98b\U0010ffff"
)
_WORDS = (
    "__import__", "eval", "exec", "open", "os.system", "lambda", "self", "None", "True", "import os", "builtins", "Σ",
    "nan", "inf", "oo", "zoo", "I", "E", "S", "N", "Q", "O", "Symbol", "sympify", "x.__class__", "globals()",
)  # fmt: skip
_LATEX = (
    r"\frac", r"\sqrt", r"\left(", r"\right)", r"\left|", r"\right|", r"\sin", r"\cdot", r"\sum_{i=1}^{3}", r"\pi",
    "^{", r"\begin{cases}", r"\end{cases}", r"\\", "&", r"\text{if }", r"\input{/etc/passwd}", r"\write18{id}",
    r"\def\x{\x\x}", r"\operatorname{erf}", r"\mathrm{d}x", r"\le", r"\alpha", r"\,", "{", "}", "_{1}",
    "x", "y", "2", "+", "(", ")",
)  # fmt: skip
_PIECES = (
    "(", "((x)", "|", "sin ", "sqrt(", r"\frac{1}{", "x^", "-", "+x", "2^", "abs(", "[", "{", "where(x>0,", "x!", "!",
    "f(x)=", "sum(x[i],i,1,", "mod(", "x,", "x y ", "\n", "a=1\n", "α", "²", "√", "9", ".", "e", "1e", "_", "x_",
)  # fmt: skip
_BLOCKS = ((0x20, 0x7F), (0xA0, 0x250), (0x300, 0x400), (0x400, 0x600), (0x2000, 0x2070), (0x2070, 0x20A0),
           (0x2100, 0x2300), (0x1D400, 0x1D800), (0xFF00, 0xFFF0), (0x1F300, 0x1F700), (0, 0x110000))  # fmt: skip
_LONGEST_RUN = 30_000


@cache
def _corpus() -> tuple[str, ...]:
    rows = map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
    texts = (row["input"] if "input" in row else "".join(part * count for part, count in row["input_parts"])
             for row in rows)  # fmt: skip
    return tuple(text for text in texts if len(text) < 300)


@cache
def _attacks() -> tuple[str, ...]:
    rows = map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
    return (*(row["input"] for row in rows if row["id"].startswith("code_exec")),
            *(payload for payload in PAYLOADS if len(payload) < 300), *_WORDS)  # fmt: skip


@cache
def _functions() -> tuple[str, ...]:
    return tuple(sorted(KNOWN_FUNCTIONS))


def fuzzed(seed: int, number: int) -> str:
    """Return text `number` of a seed."""
    rng = random.Random(f"text {seed} {number}")
    return rng.choices(_KINDS, _SHARES)[0](rng)


def _mutated(rng: random.Random) -> str:
    """A row of the corpus, a little changed."""
    text = rng.choice(_corpus())
    for _ in range(rng.randint(1, 4)):
        text = rng.choice(_CHANGES)(text, rng)
    return text


def _nearly_valid(rng: random.Random) -> str:
    """A formula of the grammar, as often as not with one thing wrong."""
    text = _formula(rng, rng.randint(1, 4))
    if rng.random() < 0.15:
        text = rng.choice(("f(x, y) = ", "a = 2\n", "g(u,v)=", "y = ", "a := 1; b = a^2\n")) + text
    return rng.choice(_CHANGES)(text, rng) if rng.random() < 0.5 else text


def _attacked(rng: random.Random) -> str:
    """A payload inside a formula."""
    text, payload = _formula(rng, 2), rng.choice(_attacks())
    place = rng.randint(0, len(text))
    return rng.choice((
        text[:place] + payload + text[place:], f"{text}\n{payload}", f"{payload}\n{text}", f"{payload} = 1\n{text}",
        f"f({payload}) = {text}", f"{rng.choice(_functions())}({payload})", f"{text} + ({payload})", payload,
    ))  # fmt: skip


def _noise(rng: random.Random) -> str:
    """Characters from anywhere."""
    low, high = rng.choice(_BLOCKS)
    points = [rng.randrange(low, high) for _ in range(rng.randint(1, 40))]
    text = "".join(map(chr, points))
    return text if rng.random() < 0.5 else rng.choice(_CHANGES)(_formula(rng, 2), rng) + text


def _nested(rng: random.Random) -> str:
    """The same again and again, seldom very often."""
    depth = rng.choice((3, 10, 40, 200, 2_000))
    opening, closing = rng.choice((
        ("(", ")"), ("sin(", ")"), ("|", "|"), ("x^", ""), ("-", ""), ("√", ""), ("\\frac{1}{", "}"), ("{", "}"),
        ("[", "]"), ("where(x>0,", ",y)"), ("x+(", ")"), ("2^(", ")"), ("abs(|", "|)"), ("!", ""), ("sum(", ",i,1,9)"),
        ("1/", ""), ("x(", ")"), ("\\sqrt[3]{", "}"), ("not ", ""), ("max(x,", ")"),
    ))  # fmt: skip
    closed = depth - rng.choice((0, 0, 0, 1, depth))
    return opening * depth + rng.choice(("x", "", "x y", "1", "x^2+y")) + closing * closed


def _run(rng: random.Random) -> str:
    """One piece up to and beyond the longest text."""
    piece = rng.choice((*_PIECES, *_SPECIAL, *_SIGNS))
    length = rng.choices((50, 300, 2_500, 21_000, _LONGEST_RUN), (50, 35, 10, 3, 1))[0]
    return rng.choice(("", "x", "x+", "(")) + piece * (length // len(piece)) + rng.choice(("", "x", ")", "+1"))


def _latex(rng: random.Random) -> str:
    """Commands in any order."""
    return "".join(rng.choice(_LATEX) for _ in range(rng.randint(2, 15)))


def _pieces(rng: random.Random) -> str:
    """Pieces of the language in any order."""
    return "".join(rng.choice((*_PIECES, *_SIGNS, "x", "y", "2", ")")) for _ in range(rng.randint(1, 15)))


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    _mutated, _nearly_valid, _attacked, _noise, _nested, _run, _latex, _pieces
)  # fmt: skip
_SHARES = (25, 25, 20, 10, 3, 2, 5, 10)


def _formula(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return rng.choice(("x", "y", "z", "2", "0.5", "x1", "a", "3x", "π", "e", "1e-3", rng.choice(tuple(CONSTANTS))))
    left, right = _formula(rng, depth - 1), _formula(rng, rng.randint(0, depth - 1))
    return rng.choice((
        f"{left} + {right}", f"{left} - {right}", f"{left} {right}", f"{left}*{right}", f"({left})/({right})",
        f"({left})^2", f"({left})^({right})", f"{rng.choice(_functions())}({left})", f"|{left}|", f"-{left}",
        f"{left}²", f"{rng.choice(_functions())}({left}, {right})", f"where({left} > {right}, {left}, {right})",
        f"√({left})", f"\\frac{{{left}}}{{{right}}}", f"sum(x^i, i, 1, {rng.randint(1, 9)}) + {left}", f"sin {left}",
        f"({left})!",
    ))  # fmt: skip


def _deleted(text: str, rng: random.Random) -> str:
    start = rng.randrange(len(text) + 1)
    return text[:start] + text[start + rng.randint(1, 3) :]


def _inserted(text: str, rng: random.Random) -> str:
    start = rng.randrange(len(text) + 1)
    return text[:start] + rng.choice((rng.choice(_SIGNS), rng.choice(_SPECIAL), rng.choice(_PIECES))) + text[start:]


def _doubled(text: str, rng: random.Random) -> str:
    start = rng.randrange(len(text) + 1)
    return text[: start + rng.randint(0, 6)] + text[start:]


def _exchanged(text: str, rng: random.Random) -> str:
    if len(text) < 2:
        return text
    start = rng.randrange(len(text) - 1)
    return text[:start] + text[start + 1] + text[start] + text[start + 2 :]


def _shifted(text: str, rng: random.Random) -> str:
    """One character becomes another, perhaps half of one."""
    if not text:
        return text
    start = rng.randrange(len(text))
    other = chr(max(0, min(0x10FFFF, ord(text[start]) + rng.choice((-1, 1, 32, -32, 0xFEE0, 0xD800)))))
    return text[:start] + other + text[start + 1 :]


def _spliced(text: str, rng: random.Random) -> str:
    other = rng.choice(_corpus())
    return text[: rng.randrange(len(text) + 1)] + other[rng.randrange(len(other) + 1) :]


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    _deleted, _inserted, _inserted, _doubled, _exchanged, _shifted, _spliced
)  # fmt: skip
