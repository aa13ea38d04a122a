"""Functions with a parameter to move: where critical points meet, vanish, or change what they are."""

from __future__ import annotations

from hessview.landscapes.example import Example, points

GROUP = "Parameters to move"

_ROOT = 0.7071067811865476

EXAMPLES: tuple[Example, ...] = (
    Example(
        "Pitchfork", "a = -1\nx^4 + a x^2 + y^2", ("x", "y"), ((-1.5, 1.5), (-1.2, 1.2)), (0.0, 0.0),
        "Move a through 0 (Alt+4): a saddle between two minima becomes one minimum; Ctrl+T traces the fork.",
        GROUP, "Strogatz, Nonlinear Dynamics and Chaos, section 3.4",
        points(minima=((-_ROOT, 0.0), (_ROOT, 0.0)), saddles=((0.0, 0.0),)),
    ),
    Example(
        "Fold", "a = -0.75\nx^3 + a x + y^2", ("x", "y"), ((-1.5, 1.5), (-1.2, 1.2)), (0.5, 0.0),
        "Move a up to 0 (Alt+4): the minimum and the saddle meet where det H = 0, and both are gone.",
        GROUP, "Thom's fold; Poston & Stewart, Catastrophe Theory and its Applications, chapter 5",
        points(minima=((0.5, 0.0),), saddles=((-0.5, 0.0),)),
    ),
    Example(
        "Tilted pitchfork", "a = -1.5\nb = 0.25\nx^4 + a x^2 + b x + y^2", ("x", "y"),
        ((-1.5, 1.5), (-1.2, 1.2)), (-0.9050189646169765, 0.0),
        "With b = 0 Ctrl+T traces a fork; any other b takes it apart into a fold and a path that goes through.",
        GROUP, "the cusp; Poston & Stewart, Catastrophe Theory and its Applications, chapter 5",
        points(minima=((-0.9050189646169765, 0.0), (0.8208917637264629, 0.0)), saddles=((0.08412720089051372, 0.0),)),
    ),
)  # fmt: skip
