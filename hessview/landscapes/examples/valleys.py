"""Classic test functions of optimisation."""

from __future__ import annotations

from math import pi

from hessview.landscapes.example import Example, central, mirrored, points

GROUP = "Valleys and mountains"

EXAMPLES: tuple[Example, ...] = (
    Example(
        "Rosenbrock's banana", "(1 - x)^2 + 100(y - x^2)^2", ("x", "y"), ((-2.0, 2.0), (-1.0, 3.0)), (-1.2, 1.0),
        "A curved valley: at the minimum (1, 1) the condition number is about 2500, and the valley's floor is flat.",
        GROUP, "Rosenbrock, Computer Journal 3 (1960) 175", points(minima=((1.0, 1.0),)),
    ),
    Example(
        "Himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", ("x", "y"), ((-5.0, 5.0), (-5.0, 5.0)), (3.0, 2.0),
        "Four minima of height 0, four saddles between them and one maximum: a whole small landscape.",
        GROUP, "Himmelblau, Applied Nonlinear Programming, 1972",
        points(
            minima=(
                (-3.779310253377747, -3.2831859912861696), (-2.805118086952745, 3.131312518250573), (3.0, 2.0),
                (3.5844283403304917, -1.8481265269644036),
            ),
            maxima=((-0.2708445906673476, -0.9230385564799815),),
            saddles=(
                (-3.0730257507643897, -0.08135304428796751), (-0.12796134673068008, -1.9537149802445763),
                (0.08667750455539636, 2.884254701174776), (3.385154183607021, 0.07385187983774928),
            ),
        ),
    ),
    Example(
        "Müller–Brown", "-200exp(-(x-1)^2-10y^2) - 100exp(-x^2-10(y-0.5)^2)"
        " - 170exp(-6.5(x+0.5)^2+11(x+0.5)(y-1.5)-6.5(y-1.5)^2) + 15exp(0.7(x+1)^2+0.6(x+1)(y-1)+0.7(y-1)^2)",
        ("x", "y"), ((-1.5, 1.2), (-0.3, 2.0)), (-0.822, 0.624),
        "A model of a chemical reaction: three states and, on the path between them, two saddles.",
        GROUP, "Müller & Brown, Theoretica Chimica Acta 53 (1979) 75",
        points(
            minima=(
                (-0.5582236346330243, 1.4417258418046686), (-0.050010822998206056, 0.4666941048719721),
                (0.6234994049308765, 0.028037758528685664),
            ),
            saddles=((-0.8220015587327321, 0.6243128028148713), (0.212486582000662, 0.2929883251073678)),
        ),
    ),
    Example(
        "Six-hump camel", "(4 - 2.1x^2 + x^4/3)x^2 + x y + (4y^2 - 4)y^2", ("x", "y"), ((-2.2, 2.2), (-1.2, 1.2)),
        (0.09, -0.71), "Six minima, two of them lowest; f(−x, −y) = f(x, y), so everything comes in pairs.",
        GROUP, "Dixon & Szegő, Towards Global Optimisation 2, 1978",
        mirrored(
            points(
                minima=(
                    (0.08984201310031806, -0.7126564030207396), (1.6071047529201972, 0.5686514548841314),
                    (1.703606714969981, -0.7960835686726251),
                ),
                maxima=((1.2302298765166526, 0.16233458445899496),),
                saddles=(
                    (0.0, 0.0), (1.1092053368047865, -0.7682680925095399), (1.2960702671671092, 0.6050843880386585),
                    (1.6380679841897785, 0.22867406904439408),
                ),
            ),
            central,
        ),
    ),
    Example(
        "Three-hump camel", "2x^2 - 1.05x^4 + x^6/6 + x y + y^2", ("x", "y"), ((-2.5, 2.5), (-2.0, 2.0)), (0.0, 0.0),
        "Three minima in a row, the middle one lowest, and a saddle between each two.",
        GROUP, "Dixon & Szegő, Towards Global Optimisation 2, 1978",
        mirrored(
            points(
                minima=((0.0, 0.0), (1.7475523458302888, -0.8737761729151444)),
                saddles=((1.07054229182366, -0.53527114591183),),
            ),
            central,
        ),
    ),
    Example(
        "Branin", "(y - 5.1x^2/(4pi^2) + 5x/pi - 6)^2 + 10(1 - 1/(8pi)) cos(x) + 10", ("x", "y"),
        ((-5.0, 10.0), (0.0, 15.0)), (3.0, 2.5),
        "Three minima of the same height in a bent valley; every critical point has x = kπ and a fraction for y.",
        GROUP, "Branin, IBM Journal of Research and Development 16 (1972) 504",
        points(minima=((-pi, 12.275), (pi, 2.275), (3 * pi, 2.475)), saddles=((0.0, 6.0), (2 * pi, 1.1))),
    ),
    Example(
        "Beale", "(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2", ("x", "y"),
        ((-4.5, 4.5), (-4.5, 4.5)), (3.0, 0.5),
        "Walls a hundred thousand high and a nearly flat floor; the minimum (3, 0.5) lies in a long bent valley.",
        GROUP, "Beale, 1958; Moré, Garbow & Hillstrom, ACM TOMS 7 (1981) 17",
        points(minima=((3.0, 0.5),), saddles=((0.0, 1.0), (0.10053793732415836, -2.644513585023125))),
    ),
    Example(
        "Booth", "(x + 2y - 7)^2 + (2x + y - 5)^2", ("x", "y"), ((-10.0, 10.0), (-10.0, 10.0)), (1.0, 3.0),
        "A tilted quadratic: eigenvalues 2 and 18, axes along the diagonals, one Newton step from anywhere to (1, 3).",
        GROUP, "Jamil & Yang, survey of benchmark functions, 2013", points(minima=((1.0, 3.0),)),
    ),
    Example(
        "Matyas", "0.26(x^2 + y^2) - 0.48x y", ("x", "y"), ((-10.0, 10.0), (-10.0, 10.0)), (5.0, 5.0),
        "Eigenvalues 0.04 and 1: along the diagonal the ground is 25 times flatter than across.",
        GROUP, "Matyas, Automation and Remote Control 26 (1965) 244", points(minima=((0.0, 0.0),)),
    ),
    Example(
        "Dixon–Price", "(x - 1)^2 + 2(2y^2 - x)^2", ("x", "y"), ((-1.5, 2.5), (-1.5, 1.5)), (0.33, 0.0),
        "Two minima (1, ±√2/2) of height 0 in one bent valley, and at (1/3, 0) the low pass between them.",
        GROUP, "Dixon & Price, JOTA 60 (1989) 261",
        points(
            minima=((1.0, -0.7071067811865476), (1.0, 0.7071067811865476)), saddles=((0.3333333333333333, 0.0),)
        ),
    ),
    Example(
        "McCormick", "sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1", ("x", "y"), ((-1.5, 4.0), (-3.0, 4.0)), (-0.5, -1.5),
        "A sine along one diagonal, a parabola across it: minima and saddles alternate down the slope.",
        GROUP, "McCormick, Mathematical Programming 10 (1976) 147",
        points(
            minima=((0.5 - pi / 3, -0.5 - pi / 3), (2.5943951023931957, 1.5943951023931955)),
            saddles=((0.5 + pi / 3, pi / 3 - 0.5),),
        ),
    ),
    Example(
        "Goldstein–Price, logarithm",
        "log(1 + (x+y+1)^2 (3(x+y-7/3)^2 + 8/3)) + log(30 + (2x-3y)^2 (3(2x-3y-8/3)^2 - 10/3))",
        ("x", "y"), ((-2.0, 2.0), (-2.0, 2.0)), (0.0, -1.0),
        "The function ranges over six powers of ten; its logarithm has the same nine critical points. Lowest: (0, −1).",
        GROUP, "Goldstein & Price, Mathematics of Computation 25 (1971) 569",
        points(
            minima=((0.0, -1.0), (-0.6, -0.4), (1.8, 0.2), (1.2, 0.8)), maxima=((0.8, 0.2),),
            saddles=((-0.4, -0.6), (0.6, 0.4), (1.2, -0.2), (1.4, 0.6)),
        ),
    ),
)  # fmt: skip
