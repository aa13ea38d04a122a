"""Sums over data: each term holds the numbers of one row of a table, and the variables are what is fitted to them."""

from __future__ import annotations

from hessview.landscapes.example import Example, points

GROUP = "Fits to data"

EXAMPLES: tuple[Example, ...] = (
    Example(
        "Line through points",
        "((10x + y - 8.04)^2 + (8x + y - 6.95)^2 + (13x + y - 7.58)^2 + (9x + y - 8.81)^2 + (11x + y - 8.33)^2"
        " + (14x + y - 9.96)^2 + (6x + y - 7.24)^2 + (4x + y - 4.26)^2 + (12x + y - 10.84)^2 + (7x + y - 4.82)^2"
        " + (5x + y - 5.68)^2)/11",
        ("x", "y"), ((-1.0, 2.0), (-3.0, 9.0)), (0.0, 6.0),
        "Least squares, slope x and height y: a straight, narrow valley with a condition number of 840.",
        GROUP, "Anscombe, The American Statistician 27 (1973) 17, the first of his four tables",
        points(minima=((5501 / 11000, 33001 / 11000),)),
    ),
    Example(
        "Who passes",
        "(log(1 + exp(0.5x + 1y)) + log(1 + exp(0.75x + 1y)) + log(1 + exp(1x + 1y)) + log(1 + exp(1.25x + 1y))"
        " + log(1 + exp(1.5x + 1y)) + log(1 + exp(1.75x + 1y)) + log(1 + exp(-1.75x - 1y)) + log(1 + exp(2x + 1y))"
        " + log(1 + exp(-2.25x - 1y)) + log(1 + exp(2.5x + 1y)) + log(1 + exp(-2.75x - 1y)) + log(1 + exp(3x + 1y))"
        " + log(1 + exp(-3.25x - 1y)) + log(1 + exp(3.5x + 1y)) + log(1 + exp(-4x - 1y)) + log(1 + exp(-4.25x - 1y))"
        " + log(1 + exp(-4.5x - 1y)) + log(1 + exp(-4.75x - 1y)) + log(1 + exp(-5x - 1y)) + log(1 + exp(-5.5x - 1y)))"
        "/20",
        ("x", "y"), ((-1.0, 4.0), (-9.0, 3.0)), (0.0, 0.0),
        "Logistic regression of 20 students on hours of work: convex, and nearly flat along the valley's floor.",
        GROUP, "The table of 20 students in Wikipedia's article on logistic regression",
        points(minima=((1.5046454283733335, -4.077713431087631),)),
    ),
)
