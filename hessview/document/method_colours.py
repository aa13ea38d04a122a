"""Which of eight colours each method has: its own, whatever else runs; another only while two of one colour race.

There are more methods than colours that eyes tell apart. Those that share one are seldom compared: all of first order
differ, all line searches, all kinds of Newton's method, all that make do without H, and so do the flows.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SHARED = (
    ("gradient descent", "eigenvector following", "newton flow"),
    ("heavy ball", "wolfe", "dogleg"),
    ("newton", "armijo"),
    ("nesterov", "damped newton", "nelder-mead"),
    ("rmsprop", "modified newton", "bfgs"),
    ("adam", "saddle-free newton", "conjugate gradients"),
    ("stochastic gradient descent", "trust region", "gradient flow"),
    ("adagrad", "steepest descent", "l-bfgs"),
)

COLOURS = len(_SHARED)
"""How many there are."""

OWN: Mapping[str, int] = MappingProxyType({name: k for k, names in enumerate(_SHARED) for name in names})
"""The colour of every method, from 0."""


def colours_of(methods: Sequence[str], borrowed: Iterable[tuple[str, int]] = ()) -> Mapping[str, int]:
    """Return the colour of each method of a race: its own, or one that was free when it came.

    Parameters
    ----------
    methods
        Their names in the order in which they came, at most `COLOURS`.
    borrowed
        Methods that came when their own colour was taken, with the one that they have since.
    """
    made = {name: colour for name, colour in borrowed if name in methods}
    for name in methods:
        if name not in made:
            taken = set(made.values())
            made[name] = next(k for k in (OWN[name], *range(COLOURS)) if k not in taken)
    return MappingProxyType({name: made[name] for name in methods})


def borrowed_in(colours: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return which methods have a colour that is not their own."""
    return tuple((name, colour) for name, colour in colours.items() if colour != OWN[name])
