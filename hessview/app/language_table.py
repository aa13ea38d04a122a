"""What can be typed, as rows for Help; every first column is read by the parser in a test."""

from __future__ import annotations

LANGUAGE = (
    ("x^2, x**2, x²", "a power", "2^3^2 is 2^(3^2), and -x^2 is -(x^2)"),
    ("2x, 3(x+1), x y, xy", "a product", "xy is x times y where x and y are variables"),
    ("1/2x", "half of x", "division and products have one rank, from left to right"),
    ("sin x, sin^2 x, sin(2x)", "functions", "one argument needs no brackets"),
    ("sqrt(x), √(x), cbrt(x)", "roots", ""),
    ("exp(x), e^x, ln(x), log10(x)", "exponentials and logarithms", "log is the natural logarithm"),
    ("|x|, abs(x), sign(x)", "absolute value", ""),
    ("x!, gamma(x), erf(x)", "special functions", ""),
    ("min(x, y), max(x, 0), mod(x, 2)", "minimum, maximum, remainder", ""),
    ("where(x > 0, x^2, -x)", "piecewise", "if(…) means the same"),
    ("sum(x[i]^2, i, 1, 10)", "an indexed sum", "prod(…) is the product"),
    ("sigmoid(x), softplus(x), relu(x)", "what networks are made of", ""),
    ("pi, π, e", "constants", ""),
    ("f(u, v) = u v", "names the variables", "then no other name is allowed"),
    ("a = 2; a x^2 + y^2", "gives a parameter a number", "on a line of its own, or before a semicolon"),
    (r"\frac{x}{y}, \sqrt{x}, x^{2}", "LaTeX", "as Desmos and papers copy it"),
)
