"""One jet at a point, with its error bounds, and many at once."""

from __future__ import annotations

import math
import time

import numpy as np

from hessview.calculus.jet import JetProgram
from hessview.language.parser import parse
from tests.benchmarks.formulas import FORMULAS, peaks
from tests.benchmarks.measuring import Row, best, show, within

TITLE = "Jets with error bounds"
SMALL, DENSE = 0.15, 10.0


def measure(*, reduced: bool = False) -> list[Row]:
    """Return the best times; the plain value in Python says how fast the machine is."""
    names = [f"x{i}" for i in range(1, 51)]
    squares = "+".join(f"{name}^2" for name in names)
    dense = {
        "product of 50": "*".join(names),
        "log-sum-exp of 50": "log(" + "+".join(f"exp({name})" for name in names) + ")",
        "exp(sum of squares) sin(product), 50": f"exp(-({squares})/50)*sin({'*'.join(names)})",
    }
    value = _best(lambda: peaks(0.3, 0.4, math), 100, 10)
    rows = []
    for name, text in {**FORMULAS, **dense}.items():
        is_dense = name in dense
        if reduced and is_dense:
            break
        formula = parse(text)
        point = np.linspace(0.8, 1.2, formula.dimension).tolist()
        build = _best(lambda formula=formula: JetProgram(formula).at([0.9] * formula.dimension), 1, 2)
        program = JetProgram(formula)
        inner, repetitions = 1 if is_dense else 20, 3 if reduced else 20
        once = _best(lambda program=program, point=point: program.at(point), inner, repetitions)
        said = f"first jet, compiled, {build:.1f} ms; {once / value:.0f} plain values of peaks"
        rows.append(within(name, once, DENSE if is_dense else SMALL, said))
    return rows


def _best(work: object, inner: int, repetitions: int) -> float:
    assert callable(work)
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        for _ in range(inner):
            work()
        times.append(1e3 * (time.perf_counter() - start) / inner)
    return best(times)


if __name__ == "__main__":
    show(TITLE, measure())
