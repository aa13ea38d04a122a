"""A field of 512 x 512 values beside numba's loop over the same grid; its compilation is not counted."""

from __future__ import annotations

import numpy as np

from hessview.calculus.jet import JetProgram
from hessview.language.parser import parse
from tests.benchmarks.formulas import FORMULAS, PLAIN
from tests.benchmarks.measuring import Row, at_most, best, interleaved, missing, show

TITLE = "Field of values, 512 x 512"
SIZE = 512


def measure(*, reduced: bool = False) -> list[Row]:
    """Return the ratios of the best times: both only calculate."""
    names = list(FORMULAS)[: 1 if reduced else None]
    try:
        import numba
    except ImportError:
        return [missing(f"{name}: ours / numba", "numba") for name in names]
    x = y = np.linspace(-5.0, 5.0, SIZE)
    mesh = np.meshgrid(x, y)
    row, column = x[None, :], y[:, None]
    rows = []
    for name in names:
        program, plain = JetProgram(parse(FORMULAS[name])), PLAIN[name]
        compiled = numba.njit(plain)
        np.testing.assert_allclose(program.values([row, column]), compiled(*mesh), rtol=1e-9, atol=1e-9)
        works = {
            "ours": lambda program=program: _nothing(program.values([row, column])),
            "numba": lambda compiled=compiled: _nothing(compiled(*mesh)),
            "NumPy": lambda plain=plain: _nothing(plain(*mesh)),
        }
        series = interleaved(works, 3 if reduced else 60)
        ours, fast, slow = best(series["ours"]), best(series["numba"]), best(series["NumPy"])
        rows.append(at_most(f"{name}: ours / numba", ours, fast, 3.0, f"NumPy on the full mesh {slow:.1f} ms"))
    return rows


def _nothing(_values: object) -> None:
    """Drop what was calculated."""


if __name__ == "__main__":
    show(TITLE, measure())
