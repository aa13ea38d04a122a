"""A field of 512 x 512 values beside numba's loop over the same grid; its compilation is not counted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from hessview.calculus.jet import JetProgram
from hessview.language.parser import parse
from tests.benchmarks.formulas import FORMULAS, PLAIN
from tests.benchmarks.measuring import Row, at_most, best, interleaved, missing, show

if TYPE_CHECKING:
    from collections.abc import Callable

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
            "ours": lambda program=program: _best_of_some(lambda: program.values([row, column])),
            "numba": lambda compiled=compiled: _best_of_some(lambda: compiled(*mesh)),
            "NumPy": lambda plain=plain: _best_of_some(lambda: plain(*mesh)),
        }
        series = interleaved(works, 2 if reduced else 15)
        ours, fast, slow = best(series["ours"]), best(series["numba"]), best(series["NumPy"])
        rows.append(at_most(f"{name}: ours / numba", ours, fast, 3.0, f"NumPy on the full mesh {slow:.1f} ms"))
    return rows


def _best_of_some(work: Callable[[], object]) -> float:
    """Return the least time of a few runs in a row: each finds the caches as it left them itself."""
    times = []
    for _ in range(6):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    return best(times)


if __name__ == "__main__":
    show(TITLE, measure())
