"""The formulas of the field and jet benchmarks, as text and as plain Python that numba compiles too."""

from __future__ import annotations

import numpy as np

FORMULAS = {
    "peaks": "3*(1-x)^2*exp(-x^2-(y+1)^2) - 10*(x/5-x^3-y^5)*exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3",
    "Himmelblau": "(x^2+y-11)^2 + (x+y^2-7)^2",
    "Ackley": "-20*exp(-0.2*sqrt(0.5*(x^2+y^2))) - exp(0.5*(cos(2*pi*x)+cos(2*pi*y))) + e + 20",
}


def peaks(x, y, m=np):  # noqa: ANN001, ANN201
    return (
        3 * (1 - x) ** 2 * m.exp(-(x**2) - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * m.exp(-(x**2) - y**2)
        - m.exp(-((x + 1) ** 2) - y**2) / 3
    )


def himmelblau(x, y):  # noqa: ANN001, ANN201
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def ackley(x, y):  # noqa: ANN001, ANN201
    hill = np.exp(-0.2 * np.sqrt(0.5 * (x**2 + y**2)))
    return -20 * hill - np.exp(0.5 * (np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y))) + np.e + 20


PLAIN = {"peaks": peaks, "Himmelblau": himmelblau, "Ackley": ackley}
