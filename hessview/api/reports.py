"""What the command line writes about one point: all that is known there, and the steps that lead to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hessview.analysis.curvature import at
from hessview.compute.results import Fault, FaultKind
from hessview.landscapes.from_exact_formulas import ExactFormulasLandscape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hessview.api.functions import Function
    from hessview.explanations.statements import Page


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
    for note in () if found is None else (found.message,) if isinstance(found, Fault) else found.notes:
        document["notes"].append(note)
        lines.append(f"note: {note}\n")
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
