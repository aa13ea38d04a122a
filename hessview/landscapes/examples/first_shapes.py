"""Bowls, saddles and valleys: what a quadratic form can be."""

from __future__ import annotations

from hessview.landscapes.example import Example, points

GROUP = "First shapes"

EXAMPLES: tuple[Example, ...] = (
    Example(
        "Bowl", "x^2 + y^2", ("x", "y"), ((-3.0, 3.0), (-3.0, 3.0)), (1.0, 0.5),
        "Both eigenvalues are 2 everywhere, so every direction is a principal axis and the level lines are circles.",
        GROUP, "every calculus text", points(minima=((0.0, 0.0),)),
    ),
    Example(
        "Saddle", "x^2 - y^2", ("x", "y"), ((-3.0, 3.0), (-3.0, 3.0)), (1.0, 1.0),
        "Up along x, down along y. At (1, 1) gᵀH⁻¹g = 0 although the gradient is not zero: it is not critical there.",
        GROUP, "every calculus text", points(saddles=((0.0, 0.0),)),
    ),
    Example(
        "Long narrow valley", "12.5(x + y)^2 + 0.25(x - y)^2", ("x", "y"), ((-3.0, 3.0), (-3.0, 3.0)), (-1.5, 1.0),
        "Condition number 50: the level ellipses are √50 ≈ 7 times longer than wide, and −g misses the minimum widely.",
        GROUP, "a rotated quadratic form with eigenvalues 1 and 50", points(minima=((0.0, 0.0),)),
        settings=(("gradient descent", "step size", 0.038),),
    ),
    Example(
        "Two positive entries, yet a saddle", "x^2 + 3xy + y^2", ("x", "y"), ((-3.0, 3.0), (-3.0, 3.0)), (0.0, 0.0),
        "f_xx and f_yy are both 2, but det H = −5: between the axes, along x = −y, the ground falls.",
        GROUP, "every calculus text", points(saddles=((0.0, 0.0),)),
    ),
    Example(
        "Trough", "(x - y)^2", ("x", "y"), ((-3.0, 3.0), (-3.0, 3.0)), (1.0, 1.0),
        "Eigenvalues 0 and 4 everywhere: the floor x = y is one line of minima, listed once and not as many points.",
        GROUP, "every calculus text", sets=("the line y = x: minima",),
    ),
)  # fmt: skip
