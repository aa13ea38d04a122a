"""Pages of steps as files: well-formed, nothing of them is ever run, their numbers can be found."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from functools import cache
from typing import TYPE_CHECKING

import pytest
from matplotlib.font_manager import FontProperties

from hessview.analysis.curvature import at
from hessview.explanations.statements import Kind, Line, Page, Step, formula_side, name_side
from hessview.explanations.steps import show_steps
from hessview.export.latex_words import latex_sentence, latex_words
from hessview.export.steps_page import as_html, as_latex, as_text, page_bytes, plain_page
from hessview.export.steps_pdf import _sheets, _Typist
from hessview.landscapes.catalog import CATALOG
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.layout import Style, Word
from hessview.language.parser import parse

if TYPE_CHECKING:
    from pathlib import Path

MATHML = "{http://www.w3.org/1998/Math/MathML}"
HOSTILE = (
    "<script>alert(1)</script>", "</math><img src=x onerror=alert(1)>", r"\input{/etc/passwd}", r"\write18{touch x}",
    "$x$ & # % _ ^ ~ { } \\", "]]>", "&amp;<!--", "\u202e\x00\x1b[31m", "ﬁ漢字🙂",
)  # fmt: skip
COMMANDS = {
    "documentclass", "usepackage", "setlength", "parindent", "parskip", "setcounter", "newcommand", "fit", "resizebox",
    "ifdim", "width", "linewidth", "else", "fi", "displaystyle", "begin", "end", "section", "subsection",
    "subsubsection", "hspace", "frac", "partial", "cdot", "left", "right", "sqrt", "approx", "lambda", "mathrm",
    "operatorname", "text", "pm", "infty", "nabla", "sin", "cos", "tan", "ln", "log", "exp", "sinh", "cosh", "tanh",
    "leq", "geq", "neq", "pi", "times", "ldots", "det", "max", "min", "arctan", "alpha", "beta", "textbackslash",
    "textasciitilde", "textasciicircum", "kappa", "arcsin", "arccos", "lfloor", "rfloor", "cot", "sec", "csc",
}  # fmt: skip


@cache
def page_of(text: str, point: tuple[float, ...]) -> Page:
    formula = parse(text, editor=True)
    return show_steps(formula, at(ExpressionLandscape(formula), point))


def hostile_page(words: str) -> Page:
    # No name can have a control character, as `check_name` sees to it.
    name = "".join(filter(str.isprintable, words))
    line = Line(words, (name_side(Word(Style.NAME, name), name), formula_side(parse("x^2").expression)))
    return Page(words, line, (Step(words, (line,), (Step(words, (line,)),)),))


def xml_of(page: Page) -> ET.Element:
    """Return the page as a strict reader of XML sees it."""
    return ET.fromstring(as_html(page).removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - our own text


@pytest.mark.parametrize("example", CATALOG, ids=lambda example: example.name)
def test_every_example_is_a_well_formed_page_with_mathml(example: object) -> None:
    page = page_of(example.text, tuple(example.probe))  # type: ignore[attr-defined]
    root = xml_of(page)
    assert root.findall(f".//{MATHML}math")
    assert {element.tag for element in root.iter()}.isdisjoint({"script", "img", "link", "iframe", "object", "a"})


def test_a_page_loads_and_runs_nothing() -> None:
    html = as_html(page_of("x^2*y*z", (1.0, 1.0, 1.0)))
    assert "default-src 'none'" in html
    assert not re.search(r"\b(?:src|href|on\w+)\s*=", html)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_words_never_become_markup(words: str) -> None:
    page = hostile_page(words)
    tags = {element.tag.removeprefix(MATHML) for element in xml_of(page).iter()}
    assert tags <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "div", "math", "mrow", "mi", "mn",
        "mo", "msup",
    }  # fmt: skip
    check_latex(as_latex(page))


def check_latex(source: str) -> None:
    r"""Hold a document against what it may consist of: known commands, brackets and environments in pairs."""
    plain = re.sub(r"\\[\\{}$&#%_]", " ", source)
    assert set(re.findall(r"\\([A-Za-z]+)", plain)) <= COMMANDS
    depth = 0
    for sign in plain:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert plain.count("$") % 2 == 0
    assert len(re.findall(r"\\left\b", plain)) == len(re.findall(r"\\right\b", plain))
    stack: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", plain):
        if kind == "begin":
            stack.append(name)
        else:
            assert stack.pop() == name
    assert not stack


@pytest.mark.parametrize("example", CATALOG, ids=lambda example: example.name)
def test_every_example_is_latex_in_balance_of_known_commands(example: object) -> None:
    source = as_latex(page_of(example.text, tuple(example.probe)))  # type: ignore[attr-defined]
    check_latex(source)
    assert source.isascii()


def test_words_in_latex_are_the_words() -> None:
    assert latex_words("|∇f| ≈ 2·10⁻⁶ & λ₁") == (
        r"$|$$\nabla$f$|$ $\approx$ 2$\cdot$10${}^{-6}$ \& $\lambda$${}_{1}$"
    )
    assert latex_words(r"\input{x}") == r"\textbackslash{}input\{x\}"


def test_plain_text_has_every_step_and_the_eigenvalues() -> None:
    text = as_text(page_of("x^4 + y^4 - 4*x*y + 1", (1.0, 1.0)))
    assert "7. Eigenvalues" in text
    assert "λ₁ = 8" in text
    assert max(map(len, text.splitlines())) <= 110


def test_a_constant_hessian_is_written_once() -> None:
    constant, other = (as_text(page_of(text, (1.0, 2.0))) for text in ("x^2 - y^2", "x^3 - y^2"))
    assert constant.count("[[2, 0], [0, −2]]") == 1
    assert "the same matrix at every point" in constant
    assert "H(p) = [[6, 0], [0, −2]]" in other


def test_the_last_sheet_of_a_pdf_is_not_nearly_empty() -> None:
    def page_of_lines(count: int) -> dict[str, object]:
        return {"title": "t", "blocks": [[Kind.WORDS.value, "word", 0, []]] * count}

    lines = next(k for k in range(30, 90) if len(list(_Typist().sheets(page_of_lines(k)))) == 2)
    assert len(_sheets(page_of_lines(lines))) == 1
    assert len(_sheets(page_of_lines(lines + 20))) == 2


def test_a_pdf_has_text_that_can_be_searched(tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    file = tmp_path / "steps.pdf"
    file.write_bytes(page_bytes(page_of("x^4 + y^4 - 4*x*y + 1", (1.0, 1.0)), "pdf"))
    assert file.read_bytes().startswith(b"%PDF")
    if reader is None:
        pytest.skip("pdftotext is not here")
    text = subprocess.run([reader, "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    assert "Eigenvalues" in text
    assert "Minimum: up in every direction" in text
    assert re.search(r"λ\s*1?\s*=\s*8|128", text)


def test_no_line_of_a_pdf_is_two_lines_one_over_the_other() -> None:
    lines = _Typist()._wrapped("One.\nTwo.", FontProperties(size=10.0), 400.0)
    assert lines == ["One. Two."]


def test_a_page_in_plain_data_has_only_plain_data() -> None:
    def is_plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(is_plain(each) for each in value.values())
        return all(map(is_plain, value)) if isinstance(value, list) else type(value) in (str, int)

    assert is_plain(plain_page(page_of("x^2*y*z", (1.0, 1.0, 1.0))))


def test_no_other_ending_is_written() -> None:
    with pytest.raises(ValueError, match="expected html, tex, txt or pdf"):
        page_bytes(page_of("x^3", (1.0,)), "exe")


THREE, SEVEN = (
    ("x1^2 + x2^2*x3 + sin(x1 x3)", (1.0, 2.0, 1.0)),
    ("x1^2 x2^2 + x3^4 x4 + exp(x5 x6) + x7^2/(1+x1^2)", (1.0, 2.0, 1.0, 1.0, 0.5, 0.2, 1.0)),
)


@pytest.mark.parametrize(("text", "point"), [THREE, SEVEN])
def test_no_sheet_ends_between_a_heading_or_a_sentence_and_its_formula(text: str, point: tuple[float, ...]) -> None:
    page = plain_page(page_of(text, point))
    leaders = {
        words for (kind, words, _, _), (_, _, _, sides) in zip(page["blocks"], page["blocks"][1:], strict=False)
        if words and (sides or kind != Kind.WORDS)
    }  # fmt: skip
    assert "Together:" in leaders
    sheets = list(_Typist().sheets(page))
    assert len(sheets) > 3
    for sheet in sheets[:-1]:
        lowest = min(sheet.texts, key=lambda text: text.get_position()[1]).get_text()
        assert not any(leader.endswith(lowest) for leader in leaders), lowest


@pytest.mark.parametrize(("text", "point"), [THREE, SEVEN])
def test_words_about_numbered_variables_have_subscripts(text: str, point: tuple[float, ...]) -> None:
    page = page_of(text, point)
    said = [str(words) for _, words, _, _ in plain_page(page)["blocks"] if words]
    assert not any(re.search(r"x\d", words) for words in said)
    assert any("x₂²" in words for words in said)
    assert any("∂²f/∂x₁²" in words for words in said)
    assert re.search(r"term by term\..*\$x_\{\d\}.*contains? no \$x_\{\d\}\$", as_latex(page))
    assert "x₂²" in "".join(xml_of(page).itertext())


def test_headings_and_sentences_of_latex_hold_mathematics_as_formulas() -> None:
    source = as_latex(page_of("a = 3\nf(alpha, x, y) = alpha*x^2*y + sin(x*y)*a", (1.0, 1.0, 2.0)))
    for heading in (
        r"\section*{$f$($\alpha$, $x$, $y$) at $\alpha$ = 1, $x$ = 1, $y$ = 2}",
        r"\subsubsection*{$\partial f$/$\partial x$}", r"\subsubsection*{$\partial^{2} f$/$\partial y \partial x$}",
    ):  # fmt: skip
        assert heading in source
    assert "with $u$ = $x y$" in source
    assert latex_sentence("a matrix: λ₁ of Hd, f′ = 2$", ("f", "a")) == (
        r"a matrix: $\lambda_{1}$ of $H d$, $f'$ = 2\$"
    )
    check_latex(source)


def test_a_subscript_and_an_exponent_stand_one_above_the_other() -> None:
    assert latex_words("x₂²·x₃") == r"x${}_{2}^{2}$$\cdot$x${}_{3}$"
    assert latex_words("n x₁ⁿ⁻¹") == r"n x${}_{1}^{n-1}$"


def test_in_latex_a_sentence_and_its_formula_are_one_paragraph_that_no_sheet_parts() -> None:
    source = as_latex(page_of(*THREE))
    assert "Together:\n\\[" in source
    assert "\n\n\\[" not in source
    assert "each mixed derivative is taken once.\n\n" in source  # before a heading a paragraph ends
