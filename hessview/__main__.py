"""`python -m hessview` and the executable `hessview`."""

from __future__ import annotations

import sys

from hessview.cli import main as run


def main() -> int:
    """Run the command line with the process's own arguments and return the exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
