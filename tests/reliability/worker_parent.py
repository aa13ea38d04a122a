"""A program whose workers must not outlive it: uses a scheduler as the window does until it is killed."""

from __future__ import annotations

import random
import sys
import time

from tests.reliability.worker_bench import Bench, good, runaway


def main(seed: int) -> None:
    """Start, ask, be busy; never end."""
    moves = random.Random(seed)
    bench = Bench()
    if moves.random() < 0.2:
        time.sleep(600)
    while True:
        bench.errands.deed = moves.choice((None, None, "every thread held"))
        bench.show(runaway(moves) if moves.random() < 0.5 else good(moves))
        bench.look(moves.uniform(0.0, 1.0))


if __name__ == "__main__":
    main(int(sys.argv[1]))
