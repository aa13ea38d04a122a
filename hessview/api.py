"""What scripts and notebooks use: a function, its curvature, its picture, and the window opened on it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hessview.analysis.curvature import Curvature, at
from hessview.compute.results import Fault, FaultKind
from hessview.document.session_file import open_bytes, to_metadata
from hessview.document.state import Arrangement, Box, State
from hessview.landscapes.catalog import CATALOG
from hessview.landscapes.from_exact_formulas import ExactFormulasLandscape
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.expression import number_text
from hessview.language.parser import parse
from hessview.language.problem import HessviewError
from hessview.language.typeset import formula_latex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from hessview.analysis.critical_point import CriticalPoints
    from hessview.calculus.symbolic import SymbolicObjects
    from hessview.explanations.statements import Page
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]
DEFAULT_RANGE = (-5.0, 5.0)
DEFAULT_SIZE = (120.0, 90.0)
"""Of a figure's page, in millimetres."""


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
        self._landscape = ExpressionLandscape(self.formula)

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
        return self._landscape.value(np.asarray(points, dtype=np.float64))

    def gradient(self, points: ArrayLike) -> Floats:
        """Return the gradients: shape (n,) for a point of shape (n,), shape (m, n) for points of shape (m, n)."""
        return self._landscape.gradient(np.asarray(points, dtype=np.float64))

    def hessian(self, points: ArrayLike) -> Floats:
        """Return the Hessians: shape (n, n) for a point of shape (n,), shape (m, n, n) for points of shape (m, n)."""
        return self._landscape.hessian(np.asarray(points, dtype=np.float64))

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
        found = at(self._landscape, x.tolist())
        known = {entry.name: getattr(found, entry.name) for entry in fields(found)}
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
        *_, found = search(self._landscape, ranges[:, 0], ranges[:, 1], limits=limits)
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


@dataclass(frozen=True)
class PointReport:
    """What is found at one point, for the command line.

    Attributes
    ----------
    document
        The ``analyze`` document: what JSON holds.
    text
        The same for people.
    stopped_at_limit
        Whether the exact formulas are missing because their time or memory ran out.
    """

    document: dict[str, Any]
    text: str
    stopped_at_limit: bool


def analyze(
    function: Function, point: Sequence[float], *, engine: str = "automatic", time_limit: float = 5.0
) -> PointReport:
    """Return all that the side panel shows at `point`, shape (n,).

    Parameters
    ----------
    engine
        "automatic" (differentiation) or "exact" (the exact formulas, evaluated; automatic where there are none).
    time_limit
        Seconds for the exact formulas; 0 leaves them out.
    """
    from hessview.compute.exact_formulas import exact_formulas
    from hessview.export.json_output import analyze_document
    from hessview.export.report import report

    found = exact_formulas(function.formula, time_limit) if time_limit > 0.0 else None
    exact = None if isinstance(found, Fault) else found
    if engine == "exact" and exact is not None:
        landscape = ExactFormulasLandscape(function.formula, exact.gradient, exact.hessian)
        curvature = replace(at(landscape, point), engine=engine)
    else:
        curvature = function.curvature(point)
    document: dict[str, Any] = dict(analyze_document(curvature, function.formula, exact))
    lines = [report(curvature, function.formula, exact)]
    if isinstance(found, Fault):
        document["notes"].append(found.message)
        lines.append(f"note: {found.message}\n")
    stopped = isinstance(found, Fault) and found.kind in {FaultKind.TIME, FaultKind.MEMORY}
    return PointReport(document, "".join(lines), stopped)


@dataclass(frozen=True)
class StepsReport:
    """The steps from a function to what it is at a point.

    Attributes
    ----------
    page
        What `hessview.explanations.steps.show_steps` says.
    stopped_at_limit
        Whether the exact formulas took too long, so that the rules' own results stand for them.
    """

    page: Page
    stopped_at_limit: bool

    @property
    def text(self) -> str:
        """The page as plain text."""
        from hessview.export.steps_page import as_text

        return as_text(self.page)

    def save(self, path: str | Path) -> None:
        """Write the page; the file's ending (.html, .pdf, .tex, .txt) is the format.

        Raises
        ------
        ValueError
            For another ending.
        FileFault
            An OSError, if it cannot be written: says why, and what helps; the old file is then untouched.
        """
        from pathlib import Path

        from hessview.document.disk import rehearse, write_whole
        from hessview.export.steps_page import ENDINGS, page_bytes

        target = Path(path)
        ending = target.suffix.lstrip(".").lower()
        if ending in ENDINGS:
            rehearse(target)  # what cannot be written is said before it is painted
        write_whole(target, page_bytes(self.page, ending))


def steps(function: Function, point: Sequence[float], time_limit: float = 5.0) -> StepsReport:
    """Return how one gets from `function` to what it is at `point`, shape (n,), step by step.

    Parameters
    ----------
    time_limit
        Seconds for the exact formulas; 0 leaves them out.
    """
    from hessview.compute.exact_formulas import exact_formulas
    from hessview.explanations.proofs import account
    from hessview.explanations.steps import show_steps

    found = exact_formulas(function.formula, time_limit) if time_limit > 0.0 else None
    exact = None if isinstance(found, Fault) else found
    curvature = function.curvature(point)
    known = "" if curvature.degenerate is None else account(curvature, None, None)
    stopped = isinstance(found, Fault) and found.kind in {FaultKind.TIME, FaultKind.MEMORY}
    return StepsReport(show_steps(function.formula, curvature, exact, known), stopped)


class FigureFault(HessviewError):  # noqa: N818 - public, and worded for the user
    """A picture that could not be painted; the message says why."""


@dataclass(frozen=True)
class Picture:
    """A picture that has not been painted yet: the document it shows.

    Attributes
    ----------
    state
        The document; it travels inside every file.
    """

    state: State

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables of what is shown, in order."""
        return parse(self.state.accepted, editor=True).variables

    def showing(self, box: ArrayLike | None = None, at: ArrayLike | None = None) -> Picture:
        """Return the same picture of another box, or with its probe elsewhere; see `figure`.

        Raises
        ------
        ValueError
            If a range is empty or not finite, the probe has not n finite coordinates, or the picture shows an oblique
            plane, where a box of the variables means nothing.
        """
        state, variables = self.state, self.variables
        if box is not None:
            if state.plane is not None:
                raise ValueError("the session shows an oblique plane; a box of the variables says nothing of it")
            pairs = np.asarray(box, dtype=np.float64)
            axes = (0, 1) if len(variables) == 1 else state.axis_indices(variables)
            state = replace(state, view=_view(pairs, len(variables), axes))
        if at is not None:
            point = np.asarray(at, dtype=np.float64)
            if point.shape != (len(variables),) or not np.isfinite(point).all():
                raise ValueError(f"the probe needs {len(variables)} finite coordinates")
            state = replace(state, probe=tuple(zip(variables, point.tolist(), strict=True)))
        return Picture(state)

    def save(
        self,
        path: str | Path,
        *,
        size: tuple[float, float] | None = None,
        dpi: float = 300.0,
        caption: bool | Sequence[str] = True,
        panels: Sequence[str] = (),
        preset: str | None = None,
    ) -> None:
        """Write the picture; the file's ending (.svg, .pdf, .png) is the format.

        Parameters
        ----------
        path
            Where to; an old file is replaced only by a complete new one.
        size
            Width and height in millimetres; that of the preset by default, without one 120 x 90.
        dpi
            Dots per inch of a PNG, 30 to 1200.
        caption
            Whether the function and what is known at the probe are written below the picture, or which of it:
            "function", "class", "point", "hessian", "eigenvalues", "notes".
        panels
            What stands on the page: "contour", "surface", "sections", "table" (of the critical points), "point"; what
            the document shows by default.
        preset
            "single" (85 mm), "double" (175 mm), "slide" (16:9) or "square".

        Raises
        ------
        ValueError
            For another ending, panel, preset or part of a caption.
        FigureFault
            If it cannot be painted.
        FileFault
            An OSError, if it cannot be written: says why, and what helps; the old file is then untouched.
        """
        from pathlib import Path

        from hessview.document.disk import rehearse, write_whole
        from hessview.export.image_files import FORMATS

        target = Path(path)
        ending = target.suffix.lstrip(".").lower()
        if ending in FORMATS:
            rehearse(target)  # what cannot be written is said before it is painted
        made = self.to_bytes(ending, size=size, dpi=dpi, caption=caption, panels=panels, preset=preset)
        write_whole(target, made)

    def to_bytes(
        self,
        file_format: str,
        *,
        size: tuple[float, float] | None = None,
        dpi: float = 300.0,
        caption: bool | Sequence[str] = True,
        panels: Sequence[str] = (),
        preset: str | None = None,
    ) -> bytes:
        """Return the file's bytes; `file_format` is "svg", "pdf" or "png", the rest as for `save`."""
        from hessview.document.page_plan import PlanProblem, panels_of, plan_from, preset_named
        from hessview.export.image_files import FORMATS, paint

        if file_format not in FORMATS:
            raise ValueError(f"{file_format or 'nothing'!r} is no format; a picture is svg, pdf or png")
        try:
            asked: dict[str, object] = {"panels": list(panels)}
            if not isinstance(caption, bool):
                asked["caption"] = list(caption)
            plan = plan_from(asked)
            chosen = None if preset is None else preset_named(preset)
            if chosen is not None:
                plan = replace(plan, text=chosen.text if size is None else None)
                size = chosen.size_for(panels_of(panels)) if size is None else size
        except PlanProblem as problem:
            raise ValueError(str(problem)) from None
        width, height = size or DEFAULT_SIZE
        painted = paint(
            to_metadata(self.state), file_format, width, height, dpi, caption=caption is not False, plan=plan
        )
        if isinstance(painted, Fault):
            raise FigureFault(painted.message)
        return painted

    def _repr_svg_(self) -> str:
        return self.to_bytes("svg").decode("utf-8")


def figure(
    function: Function | str, box: ArrayLike | None = None, at: ArrayLike | None = None, view: str = "contour"
) -> Picture:
    """Return the picture of a function.

    Parameters
    ----------
    function
        A `Function` or its text.
    box
        n pairs (low, high); the example's own box, or -5 to 5, by default. Of a function of more than two variables the
        first two pairs are shown.
    at
        The probe, shape (n,); the example's own, or 0, by default.
    view
        "contour", "surface" or "side by side".

    Raises
    ------
    ValueError
        If a range is empty or not finite, the probe has not n finite coordinates, or there is no such view.
    """
    f = Function(function) if isinstance(function, str) else function
    example = next((entry for entry in CATALOG if _same(entry.text, f.formula)), None)
    state = State(text=_typed(f.formula), accepted=_typed(f.formula), arrangement=Arrangement(view))
    if example is not None:
        probe = tuple(zip(example.variables, example.probe, strict=True))
        state = replace(state, view=Box(*example.view), probe=probe)
    return Picture(state).showing(box, at)


def figure_of_file(path: str | Path) -> Picture:
    """Return the picture that a session file, or an exported figure, shows.

    Raises
    ------
    SessionProblem
        If it holds no session, or one that cannot be read; says where.
    FileFault
        An OSError, if the file cannot be read.
    """
    from pathlib import Path

    from hessview.document.disk import LARGEST_FILE, read_whole

    return Picture(open_bytes(read_whole(Path(path), LARGEST_FILE)[0]))


def explore(function: Function | str | None = None) -> int:
    """Open the window on a function and stay until it is closed; return the exit code."""
    text = _typed(function.formula) if isinstance(function, Function) else function
    return open_window(text, report=_say)


def open_window(argument: str | None, *, report: Callable[[int, str], int]) -> int:
    """Open the window on an expression or a file; see `hessview.app.startup.run`."""
    from hessview.app.startup import run

    return run(argument, report)


def _say(code: int, message: str) -> int:
    import sys

    sys.stderr.write(f"hessview: {message}\n")
    return code


def _typed(formula: Formula) -> str:
    """Return a text that reads as `formula` wherever it is typed."""
    lines = [f"{name} = {number_text(value)}" for name, value in formula.parameters]
    return "\n".join([*lines, f"{formula.name}({', '.join(formula.variables)}) = {formula.text}"])


def _same(text: str, formula: Formula) -> bool:
    return parse(text, editor=True) == formula


def _view(box: Floats, n: int, axes: tuple[int, int]) -> Box:
    if box.shape != (n, 2):
        raise ValueError(f"a box of {n} pairs (low, high) was expected, got shape {box.shape}")
    if n == 1:
        curve_view = Box(float(box[0, 0]), float(box[0, 1]), *DEFAULT_RANGE)
        return _valid(curve_view)
    i, j = axes
    return _valid(Box(*map(float, (*box[i], *box[j]))))


def _valid(view: Box) -> Box:
    if not view.is_valid:
        raise ValueError("each range of a box needs two finite numbers, the smaller one first, not too close together")
    return view
