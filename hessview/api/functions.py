"""A function of n variables, read from text: values, derivatives, curvature, critical points."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hessview.analysis.curvature import Curvature, at
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.expression import number_text
from hessview.language.parser import parse
from hessview.language.typeset import formula_latex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.calculus.symbolic import SymbolicObjects
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]


class Function:
    """A scalar function of n variables, read from text.

    >>> f = Function("x^2 y")
    >>> f.variables
    ('x', 'y')
    >>> f.hessian([1.0, 2.0]).tolist()
    [[4.0, 2.0], [2.0, 0.0]]

    Parameters
    ----------
    text
        What could be typed in the editor.
    variables
        Their names in order, and then the only ones allowed; by default every free name, in natural order.
    parameters
        Names with a number.

    Raises
    ------
    SyntaxProblem
        If the text cannot be read; says where, why and what would do.
    ValueError
        If a parameter is not finite, or is a variable too.
    TypeError
        If `text` is no text.
    """

    def __init__(
        self,
        text: str,
        variables: Sequence[str] | None = None,
        parameters: Mapping[str, float] | None = None,
    ) -> None:
        if not isinstance(text, str):
            raise TypeError(f"a formula is text, such as 'x^2 - y^2', not {type(text).__name__}")
        values = {name: float(value) for name, value in (parameters or {}).items()}
        for name, value in values.items():
            if not math.isfinite(value) or name in (variables or ()):
                what = "is a variable too" if math.isfinite(value) else f"must be a finite number, not {value}"
                raise ValueError(f"the parameter {name} {what}")
        self.formula: Formula = parse(text, variables=variables, parameters=values)
        self.landscape = ExpressionLandscape(self.formula)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables, in order."""
        return self.formula.variables

    @property
    def parameters(self) -> dict[str, float]:
        """The names that stand for numbers."""
        return dict(self.formula.parameters)

    def value(self, points: ArrayLike) -> Floats:
        """Return f: shape () for a point of shape (n,), shape (m,) for points of shape (m, n)."""
        return self.landscape.value(np.asarray(points, dtype=np.float64))

    def gradient(self, points: ArrayLike) -> Floats:
        """Return the gradients: shape (n,) for a point of shape (n,), shape (m, n) for points of shape (m, n)."""
        return self.landscape.gradient(np.asarray(points, dtype=np.float64))

    def hessian(self, points: ArrayLike) -> Floats:
        """Return the Hessians: shape (n, n) for a point of shape (n,), shape (m, n, n) for points of shape (m, n)."""
        return self.landscape.hessian(np.asarray(points, dtype=np.float64))

    def curvature(self, point: ArrayLike) -> PointCurvature:
        """Return all that gradient and Hessian say at one point, shape (n,).

        Raises
        ------
        ValueError
            If `point` does not have n finite coordinates.
        """
        x = np.asarray(point, dtype=np.float64)
        n = self.formula.dimension
        if x.shape != (n,) or not np.isfinite(x).all():
            raise ValueError(f"a point of {n} finite coordinates was expected, got {np.array2string(x, threshold=8)}")
        found = at(self.landscape, x.tolist())
        known = {entry.name: _own(getattr(found, entry.name)) for entry in fields(found)}
        return PointCurvature(**known, formula=self.formula)

    def critical_points(self, box: ArrayLike, time_limit: float = 10.0) -> CriticalPoints:
        """Return every critical point in a box, each proved or said not to be; see `CriticalPoints`.

        Parameters
        ----------
        box
            n pairs (low, high), n from 1 to 6.
        time_limit
            Seconds after which the search stops; `finished` is False then, and `stopped` says why. What is left of
            them may go into verifying exact forms, where that takes sympy.

        Raises
        ------
        ValueError
            If the box is none, or the formula cannot be searched.
        """
        began = time.monotonic()
        from hessview.analysis.critical_points import Limits, search

        ranges = np.asarray(box, dtype=np.float64)
        n = self.formula.dimension
        if ranges.shape != (n, 2):
            raise ValueError(f"a box of {n} pairs (low, high) was expected, one for each variable")
        limits = Limits(seconds=max(0.0, time_limit - (time.monotonic() - began)))
        *_, found = search(self.landscape, ranges[:, 0], ranges[:, 1], limits=limits)
        if any(point.suspected is not None for point in found):
            from hessview.compute.exact_places import verified

            found = verified(found, self.formula, time_limit - (time.monotonic() - began))
        return found

    @cached_property
    def symbolic(self) -> SymbolicObjects:
        """Gradient and Hessian as sympy objects, made on first use."""
        from hessview.calculus.symbolic import objects

        return objects(self.formula)

    def __repr__(self) -> str:
        name, arguments = self.formula.name, ", ".join(self.variables)
        given = "".join(f", {key} = {number_text(value)}" for key, value in self.formula.parameters)
        return f"{name}({arguments}) = {self.formula.text}{given}"

    def _repr_latex_(self) -> str:
        return f"${formula_latex(self.formula)}$"


@dataclass(frozen=True, eq=False)
class PointCurvature(Curvature):
    """The curvature of a function at a point, which shows itself in a notebook.

    Attributes
    ----------
    formula
        The function's.
    """

    formula: Formula | None = None

    def _repr_html_(self) -> str:
        from html import escape

        from hessview.explanations import headline, sentence
        from hessview.export.tables import as_text

        numbers = "" if self.formula is None else f"<pre>{escape(as_text(self, self.formula))}</pre>"
        return f"<p><b>{escape(headline(self))}</b><br>{escape(sentence(self))}</p>{numbers}"


def _own(known: object) -> Any:
    """Return what is known of a point so that it can be written to: arrays of the landscape are everybody's."""
    return known.copy() if isinstance(known, np.ndarray) else known
