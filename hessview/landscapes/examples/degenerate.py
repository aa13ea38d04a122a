"""Where det H = 0: points that the second-derivative test leaves open, and critical points that are not isolated."""

from __future__ import annotations

from hessview.landscapes.example import Example, points

GROUP = "What the Hessian leaves open"

_ORIGIN_IS_MINIMUM = points(degenerate=(((0.0, 0.0), "minimum"),))
_ORIGIN_IS_NONE = points(degenerate=(((0.0, 0.0), "not an extremum"),))

EXAMPLES: tuple[Example, ...] = (
    Example(
        "Monkey saddle", "x^3 - 3x y^2", ("x", "y"), ((-2.0, 2.0), (-2.0, 2.0)), (0.0, 0.0),
        "At (0, 0) the Hessian is zero and decides nothing: three valleys leave the point, two legs and a tail.",
        GROUP, "Hilbert & Cohn-Vossen, Anschauliche Geometrie", _ORIGIN_IS_NONE,
    ),
    Example(
        "Flat bowl", "x^4 + y^4", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.0, 0.0),
        "The Hessian at (0, 0) is zero as at the monkey saddle, yet this is a minimum: H alone cannot tell.",
        GROUP, "every calculus text", _ORIGIN_IS_MINIMUM,
    ),
    Example(
        "Peano's surface", "(y - x^2)(y - 3x^2)", ("x", "y"), ((-1.2, 1.2), (-0.6, 1.6)), (0.0, 0.0),
        "A minimum along every straight line through (0, 0), and yet no minimum: between the parabolas f is negative.",
        GROUP, "Genocchi & Peano, Calcolo differenziale, 1884", _ORIGIN_IS_NONE,
    ),
    Example(
        "Flat trough", "x^2 + y^4", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.0, 0.0),
        "One eigenvalue is 2, the other 0: along y the fourth power takes over, and (0, 0) is a minimum.",
        GROUP, "every calculus text", _ORIGIN_IS_MINIMUM,
    ),
    Example(
        "Shoulder", "x^2 + y^3", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.0, 0.0),
        "The same Hessian as the flat trough, but along y the cube takes over: f rises one way and falls the other.",
        GROUP, "Thom's fold, at the moment when a minimum and a saddle meet", _ORIGIN_IS_NONE,
    ),
    Example(
        "Dog saddle", "x^3 y - x y^3", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.0, 0.0),
        "Four valleys leave (0, 0), one for each leg; the gradient turns three times backwards around it.",
        GROUP, "the real part of −i(x + iy)⁴/4; Hilbert & Cohn-Vossen draw the one for a monkey", _ORIGIN_IS_NONE,
    ),
    Example(
        "Fourth powers, a = −3", "a = -3\nx^4 + a x^2 y^2 + y^4", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.0, 0.0),
        "Up along the axes, down along the diagonals, because a < −2; at −2 these are lines of minima: change a.",
        GROUP, "the family X₉; Arnold, Gusein-Zade & Varchenko, Singularities of Differentiable Maps I",
        _ORIGIN_IS_NONE,
    ),
    Example(
        "Fourth powers, a = −1", "a = -1\nx^4 + a x^2 y^2 + y^4", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.0, 0.0),
        "At (0, 0) the Hessian is zero for every a; for a > −2 the fourth powers win, and the point is a minimum.",
        GROUP, "the family X₉; Arnold, Gusein-Zade & Varchenko, Singularities of Differentiable Maps I",
        _ORIGIN_IS_MINIMUM,
    ),
    Example(
        "Ring valley", "(x^2 + y^2 - 1)^2", ("x", "y"), ((-1.6, 1.6), (-1.6, 1.6)), (0.6, 0.8),
        "Every point of the circle is a minimum: along it the eigenvalue is zero, across it it is 8.",
        GROUP, "the Mexican hat", points(maxima=((0.0, 0.0),)), ("the circle x^2 + y^2 = 1: minima",),
    ),
    Example(
        "Volcano", "(x^2 + y^2) exp(-x^2 - y^2)", ("x", "y"), ((-2.5, 2.5), (-2.5, 2.5)), (1.0, 0.0),
        "The rim is one circle of maxima of height 1/e, around a minimum in the crater.",
        GROUP, "the intensity of a ring-shaped laser mode",
        points(minima=((0.0, 0.0),)), ("the circle x^2 + y^2 = 1: maxima",),
    ),
    Example(
        "Cross", "x^2 y^2", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.7, 0.0),
        "Both axes are lines of minima; where they cross even the second eigenvalue is zero.",
        GROUP, "every calculus text", sets=("the lines x = 0 and y = 0: minima",),
    ),
)  # fmt: skip
