"""How fast jets and fields are, beside numba, plain NumPy and plain Python, in one run: `python jets_and_fields.py`.

Best of many repetitions in milliseconds; numba's compilation (about a second a formula) is not counted.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numba
import numpy as np

from hessview.calculus.jet import JetProgram
from hessview.language.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 512

FORMULAS = {
    "peaks": "3*(1-x)^2*exp(-x^2-(y+1)^2) - 10*(x/5-x^3-y^5)*exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3",
    "Himmelblau": "(x^2+y-11)^2 + (x+y^2-7)^2",
    "Ackley": "-20*exp(-0.2*sqrt(0.5*(x^2+y^2))) - exp(0.5*(cos(2*pi*x)+cos(2*pi*y))) + e + 20",
}


def peaks(x, y, m=np):  # noqa: ANN001, ANN201
    return (
        3 * (1 - x) ** 2 * m.exp(-(x**2) - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * m.exp(-(x**2) - y**2)
        - m.exp(-((x + 1) ** 2) - y**2) / 3
    )


def himmelblau(x, y):  # noqa: ANN001, ANN201
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def ackley(x, y):  # noqa: ANN001, ANN201
    hill = np.exp(-0.2 * np.sqrt(0.5 * (x**2 + y**2)))
    return -20 * hill - np.exp(0.5 * (np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y))) + np.e + 20


def best(work: Callable[[], object], repetitions: int = 40, inner: int = 1) -> float:
    """Return the least time of one call, in milliseconds."""
    least = math.inf
    for _ in range(repetitions):
        start = time.perf_counter()
        for _ in range(inner):
            work()
        least = min(least, (time.perf_counter() - start) / inner)
    return 1e3 * least


def fields() -> None:
    """Print the times of a field on a grid."""
    x = y = np.linspace(-5.0, 5.0, SIZE)
    mesh = np.meshgrid(x, y)
    row, column = x[None, :], y[:, None]
    print(f"field, {SIZE} x {SIZE}        ours   numba (mesh)   NumPy (mesh)   ours/numba   ours/NumPy")
    for (name, text), plain in zip(FORMULAS.items(), (peaks, himmelblau, ackley), strict=True):
        program = JetProgram(parse(text))
        compiled = numba.njit(plain)
        np.testing.assert_allclose(program.values([row, column]), compiled(*mesh), rtol=1e-9, atol=1e-9)
        ours = best(lambda program=program: program.values([row, column]))
        fast = best(lambda compiled=compiled: compiled(*mesh))
        slow = best(lambda plain=plain: plain(*mesh))
        print(f"{name:20} {ours:10.3f} {fast:14.3f} {slow:14.3f} {ours / fast:12.2f} {ours / slow:12.3f}")


def jets() -> None:
    """Print the times of one jet at a point, with error bounds, and of building its program."""
    names = [f"x{i}" for i in range(1, 51)]
    squares = "+".join(f"{name}^2" for name in names)
    cases = {
        **FORMULAS,
        "product of 50": "*".join(names),
        "log-sum-exp of 50": "log(" + "+".join(f"exp({name})" for name in names) + ")",
        "exp(sum of squares) sin(product), 50": f"exp(-({squares})/50)*sin({'*'.join(names)})",
    }
    print("\njet with error bounds                         operations   build     one jet   per value in plain Python")
    value = best(lambda: peaks(0.3, 0.4, math), 40, 100)
    for name, text in cases.items():
        formula = parse(text)
        point = np.linspace(0.8, 1.2, formula.dimension).tolist()
        build = best(lambda formula=formula: JetProgram(formula).size, 3)
        program = JetProgram(formula)
        once = best(lambda program=program, point=point: program.at(point), 20, 20 if (program.size or 0) < 1000 else 1)
        ratio = f"{once / value:10.0f}" if name == "peaks" else ""
        print(f"{name:44} {program.size:11} {build:7.1f} {once:11.3f} {ratio}")
    points = np.random.default_rng(0).uniform(-2, 2, (10_000, 2))
    program = JetProgram(parse(FORMULAS["peaks"]))
    print(f"10,000 jets of peaks in one batch: {best(lambda: program.over(points), 5):.2f}")


if __name__ == "__main__":
    fields()
    jets()
