"""What calculus courses and manuals draw."""

from __future__ import annotations

from math import pi

from hessview.landscapes.example import Example, points, squared_product

GROUP = "From the textbook"

EXAMPLES: tuple[Example, ...] = (
    Example(
        "Two wells and a pass", "x^4 + y^4 - 4xy + 1", ("x", "y"), ((-2.0, 2.0), (-2.0, 2.0)), (1.0, 1.0),
        "Minima at (1, 1) and (−1, −1); drag the probe from one to the other over the saddle at (0, 0).",
        GROUP, "Stewart, Calculus, section Maximum and Minimum Values",
        points(minima=((1.0, 1.0), (-1.0, -1.0)), saddles=((0.0, 0.0),)),
    ),
    Example(
        "Egg box", "sin(x) sin(y)", ("x", "y"), ((-4.0, 4.0), (-4.0, 4.0)), (1.0, 1.0),
        "Hills, hollows and saddles on a chessboard; along the lines between them det H changes sign.",
        GROUP, "every calculus text", squared_product(hills=(pi / 2,), hollows=(-pi / 2,), zeros=(-pi, 0.0, pi)),
    ),
    Example(
        "Peaks", "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3", ("x", "y"),
        ((-3.0, 3.0), (-3.0, 3.0)), (0.5, 0.5),
        "Three maxima, three minima, three saddles in one picture: follow the principal axes from one to the next.",
        GROUP, "MATLAB, peaks",
        points(
            minima=(
                (-1.3473962443682108, 0.20451886609700518), (0.22827892055636909, -1.6255349574999964),
                (0.2964455538468321, 0.32019624766683435),
            ),
            maxima=(
                (-0.46002451803438665, -0.6291965087168009), (-0.009317581959954116, 1.5813679629389998),
                (1.285684697241304, -0.004847559075593672),
            ),
            saddles=(
                (-0.2659375568372457, 0.4667399937262694), (0.4163233216785082, -0.3941450984024246),
                (1.0982728343350927, 0.8544609795247524),
            ),
        ),
    ),
    Example(
        "Folium", "x^3 + y^3 - 3x y", ("x", "y"), ((-1.5, 2.5), (-1.5, 2.5)), (1.0, 1.0),
        "The level line through the saddle (0, 0) is Descartes' leaf, and in the leaf lies the minimum (1, 1).",
        GROUP, "Descartes, 1638; every calculus text", points(minima=((1.0, 1.0),), saddles=((0.0, 0.0),)),
    ),
    Example(
        "Three sines", "sin(x) + sin(y) + sin(x + y)", ("x", "y"), ((0.0, 6.3), (0.0, 6.3)), (1.0, 1.0),
        "A maximum, a minimum, and half-way between them, at (π, π), a point where H is zero: a monkey saddle.",
        GROUP, "every calculus text",
        points(
            minima=((5 * pi / 3, 5 * pi / 3),), maxima=((pi / 3, pi / 3),), degenerate=(((pi, pi), "not an extremum"),)
        ),
    ),
    Example(
        "A hill and a hollow", "x exp(-x^2 - y^2)", ("x", "y"), ((-2.5, 2.5), (-2.5, 2.5)), (0.7, 0.0),
        "One maximum and one minimum at x = ±√2/2 and no saddle: their indices add up to 2, not to 1 as in a valley.",
        GROUP, "MATLAB, fsurf; Gramacy & Lee, JASA 103 (2008) 1119",
        points(minima=((-0.7071067811865476, 0.0),), maxima=((0.7071067811865476, 0.0),)),
    ),
    Example(
        "Franke", "0.75exp(-((9x-2)^2 + (9y-2)^2)/4) + 0.75exp(-(9x+1)^2/49 - (9y+1)/10)"
        " + 0.5exp(-((9x-7)^2 + (9y-3)^2)/4) - 0.2exp(-(9x-4)^2 - (9y-7)^2)", ("x", "y"),
        ((0.0, 1.0), (0.0, 1.0)), (0.2, 0.2),
        "Franke's test surface for interpolation: two hills, a hollow, and the two passes between them.",
        GROUP, "Franke, Naval Postgraduate School report 53-79-003, 1979",
        points(
            minima=((0.4557103793185635, 0.7841906776136751),),
            maxima=((0.20599157038050767, 0.2080501383429417), (0.7547415545824386, 0.32633819470941006)),
            saddles=((0.556036904214419, 0.2773758720247615), (0.6160307592684094, 0.8571405567407937)),
        ),
    ),
)  # fmt: skip
