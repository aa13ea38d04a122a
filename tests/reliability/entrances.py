"""The entrances that scripts and files use: the command line, Python, a session."""

from __future__ import annotations

import contextlib
import io
import json
import random
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import numpy as np

import hessview as hv
from hessview import cli
from hessview.document.session_file import SessionProblem, from_bytes, open_bytes, to_bytes
from hessview.document.state import Eigenplane, Slider, State
from hessview.language import typeset
from hessview.language.names import check_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EIGENPLANE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
_TEMPLATE = json.loads(to_bytes(State(
    "x y z", "x y z", (("x", 1.0),), plane=_EIGENPLANE, direction=12.0, pairs=(("x", "y"),),
    sliders=(Slider("a", 0.0, 1.0, 0.5),), eigenplane=Eigenplane(1, 3, (0.0, 0.0, 0.0), _EIGENPLANE, "x y z"),
)))  # fmt: skip
_EVALUATED_OF = 3
_POINTS = (0.3, 0.0, 1.0, -1.0, 0.5, -2.0, 1e-300, 1e300, -1e308, 1.5707963267948966, 171.7, 5e-324)
_MOST_VARIABLES = 12


class Entrance(Protocol):
    """A way in."""

    name: str

    def take(self, text: str, number: int) -> str | None:
        """Send `text` in, in the way of `number`; return what went wrong, if something did."""


class Api:
    """A formula or a name, as scripts give it; every third that can be read is evaluated."""

    name = "api"

    def take(self, text: str, number: int) -> str | None:
        """See `Entrance`."""
        way = number % 16
        try:
            if way == 0:
                function = hv.Function("x", variables=("x", text))
            elif way == 1:
                function = hv.Function("x", parameters={text: 1.0})
            elif way == 2:
                check_name(text)
                return None
            else:
                function = hv.Function(text)
        except hv.SyntaxProblem as problem:
            return _wrong_with(problem, text)
        except ValueError as error:
            return None if way < 2 and "variable too" in str(error) else f"raised ValueError: {error}"
        if number % _EVALUATED_OF == 0:
            _evaluate(function, _POINTS[number // _EVALUATED_OF % len(_POINTS)])
        return None


class CommandLine:
    """A word anywhere on the command line, in this process."""

    name = "command line"

    def take(self, text: str, number: int) -> str | None:
        """See `Entrance`."""
        words = _words(text, random.Random(number))
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main(words)
        said, complaint = out.getvalue(), err.getvalue()
        if code == cli.DONE:
            return None if not complaint and _is_printable(said) else f"printed {(said + complaint)[:100]!r}"
        if code != cli.WRONG_INPUT or said:
            return f"ended with {code} and printed {(said + complaint)[:200]!r}"
        lines = complaint.removesuffix("\n").split("\n")
        if len(lines) not in {1, 3} or not complaint.startswith("hessview: ") or not _is_printable(complaint):
            return f"complained {complaint[:200]!r}"
        return None


class Session:
    """A text anywhere in a session file."""

    name = "session"

    def take(self, text: str, number: int) -> str | None:
        """See `Entrance`."""
        way = number % 20
        data = text.encode("utf-8", "surrogatepass") if way == 0 else _document(text, way)
        try:
            state = open_bytes(data)
        except SessionProblem as problem:
            fine = problem.message.isprintable() and problem.place.startswith("$") and len(problem.message) < 400
            return None if fine else f"was refused with {problem.message!r}"
        return None if number % 10 or from_bytes(to_bytes(state)) == state else "does not come back"


def _document(text: str, way: int) -> bytes:
    document = dict(_TEMPLATE)
    if way == 1:
        document["accepted"] = text
    elif way == 2:
        document["probe"] = {text: 1.0}
    elif way == 3:
        document["axes"] = [text, "x"]
    elif way == 4:
        document["appearance"] = document["appearance"] | {"colour_map": text}
    elif way == 5:
        document[text] = text
    elif way in _LOOKS:
        _LOOKS[way](document, text)
    else:
        document["text"] = text
    if way % 2:
        return json.dumps(document).encode("ascii")
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _look(document: dict[str, object], name: str, text: str) -> None:
    """Put a text where how something looks has a number, a truth or a word."""
    part = document[name]
    document[name] = {**part, next(iter(part)): text} if isinstance(part, dict) else text


_LOOKS: Mapping[int, Callable[[dict[str, object], str], None]] = MappingProxyType({
    12: lambda document, text: _look(document, "arrangement", text),
    13: lambda document, text: _look(document, "surface", text),
    14: lambda document, text: _look(document, "direction", text),
    15: lambda document, text: document.update(pairs=[["x", text], [text, "y"]]),
    16: lambda document, text: document.update(sliders=[{"name": text, "low": 0.0, "high": 1.0, "step": 0.5}]),
    17: lambda document, text: document.update(eigenplane={"first": text, "second": 1, "point": [text, 0.0, 0.0]}),
    18: lambda document, text: document.update(surface={**_TEMPLATE["surface"], text: 1.0}),
    19: lambda document, text: document.update(appearance={**_TEMPLATE["appearance"], "scale": text, "centre": text}),
})  # fmt: skip
"""Where a text stands in a document, by the number of the way."""


def _words(text: str, rng: random.Random) -> list[str]:
    way = rng.randrange(20)
    point = rng.choice(("0.3,0.7", "0.3", "x=0.3", "x=1,y=2", "0.1,0.2,0.3"))
    quick = ["--no-formulas", *rng.choice(([], ["--json"]))]
    ways = {
        0: ["analyze", *quick, "--at", text, "--", "x y"],
        1: ["analyze", *quick, "--at", "1", f"--let={text}=1", "--", "x"],
        2: ["analyze", *quick, "--at", "1", f"--vars={text}", "--", "x"],
        3: ["figure", "-o", "out.svg", f"--size={text}", "--at=nowhere", "--", "x"],
        4: ["figure", "-o", "out.svg", f"--box={text}", "--at=nowhere", "--", "x y"],
        5: ["figure", "-o", "out.svg", "--at=nowhere", "--", text],
        6: [f"-{text}"] if text[:1] not in {"h", "-"} else [text, text],
        7: [text, "second"] if text not in cli.COMMANDS else ["--"] * 2,
        8: ["analyze", text, "--engine", text, "--at", "1"],
    }
    return ways.get(way, ["analyze", *quick, "--at", point, "--", text])


def _evaluate(function: hv.Function, first: float) -> None:
    """Do with a formula what scripts do, at a point whose first coordinate is given."""
    for write in (typeset.to_latex, typeset.to_python, typeset.to_mathml):
        write(function.formula.expression)
    n = len(function.variables)
    point = first + np.linspace(0.0, 0.8, n)
    function.value(point), function.gradient(point)
    if n <= _MOST_VARIABLES:
        function.hessian(point)
        function.curvature(point)
    repr(function)


def _wrong_with(problem: hv.SyntaxProblem, text: str) -> str | None:
    """Return what is wrong with a complaint: it must be short, printable, and inside the text."""
    if not problem.message.isprintable() or len(problem.message) > 300:
        return f"complained {problem.message!r}"
    lines = text.count("\n") + text.count("\r") + 1
    if not 1 <= problem.line <= lines or problem.column < 1 or problem.length < 1:
        return f"complained about line {problem.line}, column {problem.column}"
    return None


def _is_printable(said: str) -> bool:
    return all(line.isprintable() for line in said.split("\n"))
