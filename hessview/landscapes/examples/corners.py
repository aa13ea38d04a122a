"""Where there is no derivative, or no function."""

from __future__ import annotations

from hessview.landscapes.example import Example, points

GROUP = "Corners and edges"

EXAMPLES: tuple[Example, ...] = (
    Example(
        "Cone", "sqrt(x^2 + y^2)", ("x", "y"), ((-2.0, 2.0), (-2.0, 2.0)), (0.5, 0.5),
        "Everywhere one eigenvalue is 0 (along the ray) and one 1/r; at the tip there is no derivative, yet a minimum.",
        GROUP, "every calculus text", nonsmooth=("the tip (0, 0): the lowest point",),
    ),
    Example(
        "Crater rim", "|x^2 + y^2 - 1|", ("x", "y"), ((-1.6, 1.6), (-1.6, 1.6)), (0.0, 0.0),
        "A maximum in the middle; all around it the lowest points, on a circle of corners without derivatives.",
        GROUP, "the ring valley before it is squared", points(maxima=((0.0, 0.0),)),
        nonsmooth=("the circle x^2 + y^2 = 1: the lowest points",),
    ),
    Example(
        "Logarithmic barrier", "x + 2y - log(x) - log(y) - log(4 - x - y)", ("x", "y"), ((-0.5, 4.5), (-0.5, 4.5)),
        (0.8, 0.5), "Defined inside a triangle only; the walls rise to infinity and H is positive definite throughout.",
        GROUP, "Boyd & Vandenberghe, Convex Optimization, section 11.2",
        points(minima=((0.7392886135923546, 0.4250522931127664),)),
        nonsmooth=("the triangle's sides, where f ends",),
    ),
    Example(
        "Entropy of three", "-x log(x) - y log(y) - (1 - x - y) log(1 - x - y)", ("x", "y"),
        ((-0.1, 1.1), (-0.1, 1.1)), (0.33, 0.33),
        "Chances x, y, 1 − x − y: least is known when all three are 1/3, and H is negative definite throughout.",
        GROUP, "Shannon, Bell System Technical Journal 27 (1948) 379",
        points(maxima=((0.3333333333333333, 0.3333333333333333),)),
        nonsmooth=("the triangle's sides, where f ends",),
    ),
    Example(
        "Mixed partials that differ", "x y (x^2 - y^2)/(x^2 + y^2)", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.5, 0.2),
        "Set f(0, 0) = 0: then f_xy(0, 0) = −1 but f_yx(0, 0) = 1; Clairaut needs continuous second derivatives.",
        GROUP, "Peano's example; Apostol, Calculus, volume 2", nonsmooth=("the point (0, 0), where f is 0/0",),
    ),
)  # fmt: skip
