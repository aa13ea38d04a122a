"""Named functions, each worth seeing, with where to look, what to look at and what is known about them."""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True)
class KnownPoint:
    """A critical point of the literature: coordinates to 16 digits and its `kind` (a word of the analyze document)."""

    x: tuple[float, ...]
    kind: str


@dataclass(frozen=True)
class Example:
    """One function of the Examples menu.

    Attributes
    ----------
    name
        As a textbook calls it.
    text
        As a mathematician would type it.
    variables
        The names in order; `box`, `probe` and the known points follow it.
    box
        One range per variable, worth looking at. For n = 1 a second range is that of f.
    probe
        Where to put the probe, one number per variable.
    look_at
        One sentence: what is to be seen there.
    group
        The submenu.
    source
        Where the function comes from.
    critical
        Known critical points inside the box, not necessarily all.
    """

    name: str
    text: str
    variables: tuple[str, ...]
    box: tuple[Range, ...]
    probe: tuple[float, ...]
    look_at: str
    group: str
    source: str
    critical: tuple[KnownPoint, ...] = ()

    @property
    def view(self) -> tuple[float, float, float, float]:
        """The first two ranges as (x0, x1, y0, y1): what the contour view shows first."""
        (x0, x1), (y0, y1) = self.box[0], self.box[1]
        return (x0, x1, y0, y1)


def _minimum(*x: float) -> KnownPoint:
    return KnownPoint(x, "minimum")


def _maximum(*x: float) -> KnownPoint:
    return KnownPoint(x, "maximum")


def _saddle(*x: float) -> KnownPoint:
    return KnownPoint(x, "saddle")


def _degenerate(*x: float) -> KnownPoint:
    return KnownPoint(x, "degenerate")


SHAPES = "First shapes"
TEXTBOOK = "From the textbook"
DEGENERATE = "What the Hessian leaves open"
OPTIMISATION = "Valleys and mountains"
MANY = "Many minima"
ROUGH = "Corners and edges"
DIMENSIONS = "One, three and more variables"

CATALOG: tuple[Example, ...] = (
    Example(
        "Bowl", "x^2 + y^2", ("x", "y"), ((-3.0, 3.0), (-3.0, 3.0)), (1.0, 0.5),
        "Both eigenvalues are 2 everywhere, so every direction is a principal axis and the level lines are circles.",
        SHAPES, "every calculus text", (_minimum(0.0, 0.0),),
    ),
    Example(
        "Saddle", "x^2 - y^2", ("x", "y"), ((-3.0, 3.0), (-3.0, 3.0)), (1.0, 1.0),
        "Up along x, down along y. At (1, 1) gᵀH⁻¹g = 0 although the gradient is not zero: it is not critical there.",
        SHAPES, "every calculus text", (_saddle(0.0, 0.0),),
    ),
    Example(
        "Long narrow valley", "12.5(x + y)^2 + 0.25(x - y)^2", ("x", "y"), ((-3.0, 3.0), (-3.0, 3.0)), (-1.5, 1.0),
        "Condition number 50: the level ellipses are √50 ≈ 7 times longer than wide, and −g misses the minimum widely.",
        SHAPES, "a rotated quadratic form with eigenvalues 1 and 50", (_minimum(0.0, 0.0),),
    ),
    Example(
        "Two positive entries, yet a saddle", "x^2 + 3xy + y^2", ("x", "y"), ((-3.0, 3.0), (-3.0, 3.0)), (0.0, 0.0),
        "f_xx and f_yy are both 2, but det H = −5: between the axes, along x = −y, the ground falls.",
        SHAPES, "every calculus text", (_saddle(0.0, 0.0),),
    ),
    Example(
        "Two wells and a pass", "x^4 + y^4 - 4xy + 1", ("x", "y"), ((-2.0, 2.0), (-2.0, 2.0)), (1.0, 1.0),
        "Minima at (1, 1) and (−1, −1); drag the probe from one to the other over the saddle at (0, 0).",
        TEXTBOOK, "Stewart, Calculus, section Maximum and Minimum Values",
        (_minimum(1.0, 1.0), _minimum(-1.0, -1.0), _saddle(0.0, 0.0)),
    ),
    Example(
        "Egg box", "sin(x) sin(y)", ("x", "y"), ((-4.0, 4.0), (-4.0, 4.0)), (1.0, 1.0),
        "Hills, hollows and saddles on a chessboard; along the lines between them det H changes sign.",
        TEXTBOOK, "every calculus text",
        (_maximum(1.5707963267948966, 1.5707963267948966), _minimum(1.5707963267948966, -1.5707963267948966),
         _saddle(0.0, 0.0), _saddle(3.141592653589793, 0.0)),
    ),
    Example(
        "Peaks", "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3", ("x", "y"),
        ((-3.0, 3.0), (-3.0, 3.0)), (0.5, 0.5),
        "Three maxima, three minima, three saddles in one picture: follow the principal axes from one to the next.",
        TEXTBOOK, "MATLAB, peaks",
        (
            _minimum(-1.3473962443682108, 0.20451886609700518), _maximum(-0.46002451803438665, -0.6291965087168009),
            _saddle(-0.2659375568372457, 0.4667399937262694), _maximum(-0.009317581959954116, 1.5813679629389998),
            _minimum(0.22827892055636909, -1.6255349574999964), _saddle(0.4163233216785082, -0.3941450984024246),
            _minimum(0.2964455538468321, 0.32019624766683435), _saddle(1.0982728343350927, 0.8544609795247524),
            _maximum(1.285684697241304, -0.004847559075593672),
        ),
    ),
    Example(
        "Monkey saddle", "x^3 - 3x y^2", ("x", "y"), ((-2.0, 2.0), (-2.0, 2.0)), (0.0, 0.0),
        "At (0, 0) the Hessian is zero and decides nothing: three valleys leave the point, two legs and a tail.",
        DEGENERATE, "Hilbert & Cohn-Vossen, Anschauliche Geometrie", (_degenerate(0.0, 0.0),),
    ),
    Example(
        "Flat bowl", "x^4 + y^4", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.0, 0.0),
        "The Hessian at (0, 0) is zero as at the monkey saddle, yet this is a minimum: H alone cannot tell.",
        DEGENERATE, "every calculus text", (_degenerate(0.0, 0.0),),
    ),
    Example(
        "Peano's surface", "(y - x^2)(y - 3x^2)", ("x", "y"), ((-1.2, 1.2), (-0.6, 1.6)), (0.0, 0.0),
        "A minimum along every straight line through (0, 0), and yet no minimum: between the parabolas f is negative.",
        DEGENERATE, "Genocchi & Peano, Calcolo differenziale, 1884", (_degenerate(0.0, 0.0),),
    ),
    Example(
        "Ring valley", "(x^2 + y^2 - 1)^2", ("x", "y"), ((-1.6, 1.6), (-1.6, 1.6)), (0.6, 0.8),
        "Every point of the circle is a minimum: along it the eigenvalue is zero, across it it is 8.",
        DEGENERATE, "the Mexican hat", (_maximum(0.0, 0.0),),
    ),
    Example(
        "Rosenbrock's banana", "(1 - x)^2 + 100(y - x^2)^2", ("x", "y"), ((-2.0, 2.0), (-1.0, 3.0)), (-1.2, 1.0),
        "A curved valley: at the minimum (1, 1) the condition number is about 2500, and the valley's floor is flat.",
        OPTIMISATION, "Rosenbrock, Computer Journal 3 (1960) 175", (_minimum(1.0, 1.0),),
    ),
    Example(
        "Himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", ("x", "y"), ((-5.0, 5.0), (-5.0, 5.0)), (3.0, 2.0),
        "Four minima of height 0, four saddles between them and one maximum: a whole small landscape.",
        OPTIMISATION, "Himmelblau, Applied Nonlinear Programming, 1972",
        (
            _minimum(-3.779310253377747, -3.2831859912861696), _saddle(-3.0730257507643897, -0.08135304428796751),
            _minimum(-2.805118086952745, 3.131312518250573), _saddle(-0.12796134673068008, -1.9537149802445763),
            _maximum(-0.2708445906673476, -0.9230385564799815), _saddle(0.08667750455539636, 2.884254701174776),
            _minimum(3.0, 2.0), _minimum(3.5844283403304917, -1.8481265269644036),
            _saddle(3.385154183607021, 0.07385187983774928),
        ),
    ),
    Example(
        "Müller–Brown", "-200exp(-(x-1)^2-10y^2) - 100exp(-x^2-10(y-0.5)^2)"
        " - 170exp(-6.5(x+0.5)^2+11(x+0.5)(y-1.5)-6.5(y-1.5)^2) + 15exp(0.7(x+1)^2+0.6(x+1)(y-1)+0.7(y-1)^2)",
        ("x", "y"), ((-1.5, 1.2), (-0.3, 2.0)), (-0.822, 0.624),
        "A model of a chemical reaction: three states and, on the path between them, two saddles.",
        OPTIMISATION, "Müller & Brown, Theoretica Chimica Acta 53 (1979) 75",
        (
            _saddle(-0.8220015587327321, 0.6243128028148713), _minimum(-0.5582236346330243, 1.4417258418046686),
            _minimum(-0.050010822998206056, 0.4666941048719721), _saddle(0.212486582000662, 0.2929883251073678),
            _minimum(0.6234994049308765, 0.028037758528685664),
        ),
    ),
    Example(
        "Six-hump camel", "(4 - 2.1x^2 + x^4/3)x^2 + x y + (4y^2 - 4)y^2", ("x", "y"), ((-2.2, 2.2), (-1.2, 1.2)),
        (0.09, -0.71), "Six minima, two of them lowest; f(−x, −y) = f(x, y), so everything comes in pairs.",
        OPTIMISATION, "Dixon & Szegő, Towards Global Optimisation 2, 1978",
        (
            _minimum(0.08984201310031806, -0.7126564030207396), _minimum(-0.08984201310031806, 0.7126564030207396),
            _saddle(0.0, 0.0), _maximum(1.2302298765166526, 0.16233458445899496),
            _minimum(1.703606714969981, -0.7960835686726251), _minimum(1.6071047529201972, 0.5686514548841314),
        ),
    ),
    Example(
        "Beale", "(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2", ("x", "y"),
        ((-4.5, 4.5), (-4.5, 4.5)), (3.0, 0.5),
        "Walls a hundred thousand high and a nearly flat floor; the minimum (3, 0.5) lies in a long bent valley.",
        OPTIMISATION, "Beale, 1958; Moré, Garbow & Hillstrom, ACM TOMS 7 (1981) 17",
        (
            _minimum(3.0, 0.5), _saddle(0.0, 1.0),
            _saddle(0.10053793732415836, -2.644513585023125),
        ),
    ),
    Example(
        "Booth", "(x + 2y - 7)^2 + (2x + y - 5)^2", ("x", "y"), ((-10.0, 10.0), (-10.0, 10.0)), (1.0, 3.0),
        "A tilted quadratic: eigenvalues 2 and 18, axes along the diagonals, one Newton step from anywhere to (1, 3).",
        OPTIMISATION, "Jamil & Yang, survey of benchmark functions, 2013", (_minimum(1.0, 3.0),),
    ),
    Example(
        "McCormick", "sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1", ("x", "y"), ((-1.5, 4.0), (-3.0, 4.0)), (-0.5, -1.5),
        "A sine along one diagonal, a parabola across it: minima and saddles alternate down the slope.",
        OPTIMISATION, "McCormick, Mathematical Programming 10 (1976) 147",
        (
            _minimum(-0.5471975511965977, -1.5471975511965979), _saddle(1.5471975511965979, 0.5471975511965977),
            _minimum(2.5943951023931957, 1.5943951023931955),
        ),
    ),
    Example(
        "Goldstein–Price, logarithm",
        "log((1 + (x+y+1)^2 (19-14x+3x^2-14y+6x y+3y^2)) (30 + (2x-3y)^2 (18-32x+12x^2+48y-36x y+27y^2)))",
        ("x", "y"), ((-2.0, 2.0), (-2.0, 2.0)), (0.0, -1.0),
        "f ranges over five powers of ten; its logarithm has the same critical points. Lowest: (0, −1).",
        OPTIMISATION, "Goldstein & Price, Mathematics of Computation 25 (1971) 569",
        (
            _minimum(0.0, -1.0), _minimum(-0.6, -0.4),
            _minimum(1.8, 0.2), _minimum(1.2, 0.8),
        ),
    ),
    Example(
        "Styblinski–Tang", "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2", ("x", "y"), ((-5.0, 5.0), (-5.0, 5.0)),
        (-2.9, -2.9), "A sum of functions of one variable: H is diagonal, the axes are the coordinate axes everywhere.",
        MANY, "Styblinski & Tang, Neural Networks 3 (1990) 467",
        (
            _minimum(-2.903534027771177, -2.903534027771177), _minimum(-2.903534027771177, 2.746802770990837),
            _maximum(0.1567312567803401, 0.1567312567803401), _saddle(-2.903534027771177, 0.1567312567803401),
        ),
    ),
    Example(
        "Rastrigin", "20 + x^2 + y^2 - 10cos(2pi x) - 10cos(2pi y)", ("x", "y"), ((-2.5, 2.5), (-2.5, 2.5)), (0.0, 0.0),
        "A bowl under an egg box: a minimum near every pair of integers, with nearly the same Hessian each time.",
        MANY, "Rastrigin, Systems of Extremal Control, 1974", (_minimum(0.0, 0.0),),
    ),
    Example(
        "Ackley", "-20exp(-0.2sqrt((x^2 + y^2)/2)) - exp((cos(2pi x) + cos(2pi y))/2) + 20 + e", ("x", "y"),
        ((-4.0, 4.0), (-4.0, 4.0)), (0.0, 0.0),
        "The lowest point (0, 0) is a sharp tip: no derivative there, so no Hessian can name it.",
        MANY, "Ackley, A Connectionist Machine for Genetic Hillclimbing, 1987",
    ),
    Example(
        "Easom", "-cos(x) cos(y) exp(-(x - pi)^2 - (y - pi)^2)", ("x", "y"), ((0.0, 6.3), (0.0, 6.3)), (3.0, 3.0),
        "A single hole in a plain: a little away from (π, π) both derivatives and eigenvalues all but vanish.",
        MANY, "Easom, 1990; Jamil & Yang, 2013", (_minimum(3.141592653589793, 3.141592653589793),),
    ),
    Example(
        "Cone", "sqrt(x^2 + y^2)", ("x", "y"), ((-2.0, 2.0), (-2.0, 2.0)), (0.5, 0.5),
        "Everywhere one eigenvalue is 0 (along the ray) and one 1/r; at the tip there is no derivative, yet a minimum.",
        ROUGH, "every calculus text",
    ),
    Example(
        "Logarithmic barrier", "x + 2y - log(x) - log(y) - log(4 - x - y)", ("x", "y"), ((-0.5, 4.5), (-0.5, 4.5)),
        (0.8, 0.5), "Defined inside a triangle only; the walls rise to infinity and H is positive definite throughout.",
        ROUGH, "Boyd & Vandenberghe, Convex Optimization, section 11.2",
        (_minimum(0.7392886135923546, 0.4250522931127664),),
    ),
    Example(
        "Mixed partials that differ", "x y (x^2 - y^2)/(x^2 + y^2)", ("x", "y"), ((-1.5, 1.5), (-1.5, 1.5)), (0.5, 0.2),
        "Set f(0, 0) = 0: then f_xy(0, 0) = −1 but f_yx(0, 0) = 1; Clairaut needs continuous second derivatives.",
        ROUGH, "Peano's example; Apostol, Calculus, volume 2",
    ),
    Example(
        "A curve", "x^4 - 3x^2 + x", ("x",), ((-2.2, 2.2), (-5.0, 5.0)), (-1.3,),
        "One variable: H is the number f″, positive in the two wells, negative between the two inflection points.",
        DIMENSIONS, "every calculus text",
        (
            _minimum(-1.3008395659415772), _maximum(0.16993844331159128),
            _minimum(1.1309011226299859),
        ),
    ),
    Example(
        "A product of three", "x^2 y z", ("x", "y", "z"), ((-2.0, 2.0), (-2.0, 2.0), (-2.0, 2.0)), (1.0, 1.0, 1.0),
        "Every point of the plane x = 0 is critical and degenerate; elsewhere H is indefinite.",
        DIMENSIONS, "every calculus text", (_degenerate(0.0, 0.5, 0.5),),
    ),
    Example(
        "Four saddles around a bowl", "x^2 + y^2 + z^2 - x y z", ("x", "y", "z"),
        ((-3.0, 3.0), (-3.0, 3.0), (-3.0, 3.0)), (2.0, 2.0, 2.0),
        "A minimum at the origin; at (2, 2, 2) and its mirror images a saddle of index 1: down in one direction only.",
        DIMENSIONS, "Markov's cubic form", (_minimum(0.0, 0.0, 0.0), _saddle(2.0, 2.0, 2.0), _saddle(-2.0, -2.0, 2.0)),
    ),
    Example(
        "Five coupled wells", "sum((x[i]^2 - 1)^2, i, 1, 5) + 0.1 sum((x[i+1] - x[i])^2, i, 1, 4)",
        ("x1", "x2", "x3", "x4", "x5"), ((-1.6, 1.6),) * 5, (1.0, 1.0, 1.0, 1.0, 1.0),
        "Thirty-two minima, one for every choice of signs; between two neighbours a saddle of index 1.",
        DIMENSIONS, "the φ⁴ chain", (_minimum(1.0, 1.0, 1.0, 1.0, 1.0), _maximum(0.0, 0.0, 0.0, 0.0, 0.0)),
    ),
)


def is_example(text: str) -> bool:
    """Return whether a text is that of an example, letter by letter."""
    return any(example.text == text for example in CATALOG)
