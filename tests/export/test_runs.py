"""Lines of the caption: what is slanted, and what an SVG makes of it."""

from __future__ import annotations

import re

import pytest

from hessview.export.runs import joined, runs
from tests.export.figures import SADDLE, document, file_of


@pytest.mark.parametrize(
    ("text", "names", "slanted"),
    [
        ("f(x, y) = x² − sin(y)", ("f", "x", "y"), ["f", "x", "y", "x", "y"]),
        ("Not a critical point at (1, 0),  f = a", ("f", "a"), ["f", "a"]),
        ("f(x, y) = ax² + 2πxy,  a = 2", ("x", "y", "a"), ["f", "x", "y", "ax", "πxy", "a"]),
        ("Saddle at (0, 1),  f(a, t) = at + 2ta", ("a", "t"), ["f", "a", "t", "ta"]),
        ("f(s, i, n) = sin(s) − 2sin", ("s", "i", "n"), ["f", "s", "i", "n", "s", "sin"]),
        ("H = (2 0; 0 −2),  λ₁ = −2", (), ["H", "λ"]),
        ("at x₁ = 3", ("x₁",), ["x"]),
        ("m = f + ∇f·d + ½ dᵀHd, ½dᵀHd, ¾x", ("x",), ["m", "f", "f", "d", "d", "Hd", "d", "Hd", "x"]),
    ],
)
def test_names_are_slanted_and_words_are_not(text: str, names: tuple[str, ...], slanted: list[str]) -> None:
    made = runs(text, names)
    assert "".join(piece for piece, _ in made) == text
    assert [piece for piece, is_name in made if is_name] == slanted


def test_a_line_of_the_caption_is_one_text_of_an_svg() -> None:
    svg = file_of(document(SADDLE, x=0.0, y=0.0), "svg").decode()
    texts = [re.sub(r"<[^>]+>", "", text) for text in re.findall(r"<text[^>]*>.*?</text>", svg, re.DOTALL)]
    assert "f(x, y) = x² − y²" in texts
    assert "Saddle point, index 1 at (0, 0),  f = 0" in texts
    assert joined(svg.encode()) == svg.encode()
