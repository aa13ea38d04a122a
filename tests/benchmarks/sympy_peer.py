"""sympy as a peer in the search for critical points: a process for each function, killed at its limit.

`python -m tests.benchmarks.sympy_peer solve TEXT VARIABLES` prints seconds and points as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.benchmarks.processes import ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Sequence

SOLVERS = ("solve", "nonlinsolve")

_STARTING = 30.0
"""Seconds more, for the interpreter, sympy and the derivatives, which are not counted."""

_MOST_OF_A_SET = 2000


@dataclass(frozen=True)
class Solved:
    """What a solver found.

    Attributes
    ----------
    seconds
        Of the processor that the solver took; if it was killed, of the clock: the limit.
    points
        Real solutions, in doubles; None if there is no answer.
    """

    seconds: float
    points: list[list[float]] | None


def solved(solver: str, text: str, variables: Sequence[str], limit: float) -> Solved:
    """Ask a solver for the zeros of a gradient, in a process that is killed after `limit` seconds."""
    command = [sys.executable, "-m", "tests.benchmarks.sympy_peer", solver, text, ",".join(variables)]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment(), cwd=ROOT
    )
    assert process.stdout is not None
    watch = threading.Timer(_STARTING, process.kill)
    watch.start()
    try:
        # The process says when it begins: its limit starts then.
        process.stdout.readline()
        watch.cancel()
        began = time.perf_counter()
        out, _ = process.communicate(timeout=limit)
        answer = json.loads(out)
        return Solved(answer["seconds"], answer["points"])
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return Solved(min(limit, time.perf_counter() - began), None)
    finally:
        watch.cancel()
        process.kill()
        process.communicate()


def main(solver: str, text: str, names: str) -> None:
    """Solve, and say how long it took and what was found."""
    import sympy

    from hessview.api import Function

    function = Function(text, names.split(","))
    gradient = list(function.symbolic.gradient)
    symbols = [sympy.Symbol(name, real=True) for name in function.variables]
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    began = time.process_time()
    answer = getattr(sympy, solver)(gradient, symbols, **({"dict": True} if solver == "solve" else {}))
    points = _points(answer, symbols)
    sys.stdout.write(json.dumps({"seconds": time.process_time() - began, "points": points}))


def _points(answer: Any, symbols: list[Any]) -> list[list[float]] | None:
    """Return the real points among the solutions that have no free symbol; None if some cannot be listed."""
    import sympy

    if isinstance(answer, list):
        tuples = [[each.get(symbol, symbol) for symbol in symbols] for each in answer]
    elif isinstance(answer, sympy.FiniteSet):
        tuples = [list(each) for each in list(answer)[:_MOST_OF_A_SET]]
    else:
        return None
    points = []
    for each in tuples:
        if any(isinstance(x, sympy.Set) or x.free_symbols for x in each):
            return None
        values = [complex(sympy.N(x)) for x in each]
        if all(abs(value.imag) <= 1e-9 * (1.0 + abs(value.real)) for value in values):
            points.append([value.real for value in values])
    return points


if __name__ == "__main__":
    main(*sys.argv[1:])
