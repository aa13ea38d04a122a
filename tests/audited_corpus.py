"""Everything that is done with a formula, under an audit hook, in a process of its own; prints what the hook saw."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb_mat

from hessview.analysis.critical_points import Limits, search
from hessview.analysis.curvature import at
from hessview.analysis.fields.contours import with_levels
from hessview.analysis.fields.sampling import sample
from hessview.analysis.snapping import nearest_critical_point
from hessview.calculus.jet import JetProgram
from hessview.compute.critical_reply import critical_points, encoded
from hessview.compute.frames import encode, receive
from hessview.compute.requests import CriticalRequest
from hessview.compute.resolving import MOST_SEARCHED_VARIABLES
from hessview.document.state import Box
from hessview.explanations import condition, explain, headline, sentence
from hessview.explanations.critical_points import heading, point_words
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.landscapes.slice import coordinate_slice
from hessview.language import typeset
from hessview.language.functions import FUNCTIONS
from hessview.language.names import check_name
from hessview.language.parser import completions, parse
from hessview.language.problem import SyntaxProblem
from hessview.language.tokens import highlight, matching_bracket
from tests.watch import Watch

if TYPE_CHECKING:
    from hessview.language.formula import Formula

def text_of(row: dict[str, Any]) -> str:
    """Return what was typed."""
    return row["input"] if "input" in row else "".join(part * count for part, count in row["input_parts"])


def meet(text: str, *, is_name: bool = False) -> None:
    """Do with a text what the editor does."""
    highlight(text[:20_000])
    matching_bracket(text[:20_000], 0)
    completions(text[:20])
    met = None
    for editor in (False, True):
        try:
            formula = parse(text, editor=editor)
            if is_name:
                check_name(text)
        except SyntaxProblem as problem:
            for repair in problem.repairs:
                parse(repair.text, editor=editor)
            continue
        if formula != met:
            met = formula
            explore(formula)


def explore(formula: Formula) -> None:
    """Do with a formula what the window does, but for painting."""
    root = formula.expression
    for write in (typeset.to_text, typeset.to_latex, typeset.to_python, typeset.to_mathml):
        write(root)
    typeset.formula_latex(formula)
    n = formula.dimension
    point = np.linspace(0.3, 1.1, n)
    landscape = ExpressionLandscape(formula)
    landscape.value(np.stack([point, point + 0.1]))
    landscape.gradient(point)
    landscape.hessian(point)
    program = JetProgram(formula)
    program.at(point.tolist())
    program.over(np.stack([point, -point]))
    if n <= 12:
        curvature = at(landscape, point.tolist())
        headline(curvature), sentence(curvature), condition(curvature), explain(curvature.reason)
        if len(formula.text) < 150:
            nearest_critical_point(landscape, point.tolist(), 0.1, [1.0] * n)
    if n <= MOST_SEARCHED_VARIABLES and len(formula.text) < 150:
        look_for_points(landscape)
    plane = coordinate_slice(n, 0, 1, tuple(point)) if n > 1 else None
    with_levels(sample(landscape, plane, Box(-2.0, 2.0, -2.0, 2.0), (24, 32)), 8)


def look_for_points(landscape: ExpressionLandscape) -> None:
    """Search a box for a moment, and send what is found as a process does, and read it as the window does."""
    formula, n = landscape.formula, landscape.formula.dimension
    box = ((-1.5, 2.0),) * n
    found = None
    for found in search(landscape, [-1.5] * n, [2.0] * n, [0.25] * n, Limits(20.0, 200, 200)):
        heading(found), [point_words(point) for point in found.points[:3]]
    if found is not None:
        critical_points(CriticalRequest(formula, box, 1.0), receive(io.BytesIO(encode(encoded(found)))) or {})


def warm() -> None:
    """Let everything be imported that is imported when it is first used."""
    for name, row in FUNCTIONS.items():
        arguments = ", ".join(("x", "y", "z")[: max(1, row.arity[0])])
        meet(f"{name}({arguments}) + x^2 y")
    meet("where(x > 0 and y < 1, x^2, y!) + |x| + sum(x[i]^2, i, 1, 3)")
    meet("x^2 y + z")
    meet("x^2")
    meet("7")  # degenerate everywhere
    meet("arcsinn(x")
    # Cython makes the frame of an error when it is first raised at a place.
    with contextlib.suppress(ZeroDivisionError):
        arb_mat([[0]]).inv()


def main(path: Path) -> None:
    """Meet every row of the corpus, and print the events that were seen meanwhile."""
    watch = Watch()
    warm()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with watch:
        for row in rows:
            meet(text_of(row), is_name=row["target"] == "variable_name")
    seen = dict(watch.seen)
    with watch:
        # The hook hears: this must be in its notes.
        path.read_bytes()
    print(json.dumps({"rows": len(rows), "seen": seen, "heard_at_the_end": dict(watch.seen)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
