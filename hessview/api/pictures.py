"""A picture of a function: what it shows, and the file that it is written to."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hessview.api.functions import Function
from hessview.compute.results import Fault
from hessview.document.session_file import open_bytes, to_metadata
from hessview.document.state import Arrangement, Box, State
from hessview.landscapes.catalog import CATALOG
from hessview.language.expression import number_text
from hessview.language.parser import parse
from hessview.language.problem import HessviewError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hessview.language.formula import Formula

Floats = NDArray[np.float64]
DEFAULT_RANGE = (-5.0, 5.0)
DEFAULT_SIZE = (120.0, 90.0)
"""Of a figure's page, in millimetres."""


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
        equal_scales: bool | None = None,
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
        equal_scales
            Whether one unit is equally long on both axes of the map; as the document has it by default.

        Raises
        ------
        ValueError
            For another ending, panel, preset or part of a caption, or a size that is not two numbers.
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
        made = self.to_bytes(
            ending, size=size, dpi=dpi, caption=caption, panels=panels, preset=preset, equal_scales=equal_scales
        )
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
        equal_scales: bool | None = None,
    ) -> bytes:
        """Return the file's bytes; `file_format` is "svg", "pdf" or "png", the rest as for `save`."""
        from hessview.document.page_plan import PlanProblem, panels_of, plan_from, preset_named, section_count
        from hessview.export.image_files import FORMATS, paint

        if file_format not in FORMATS:
            raise ValueError(f"{file_format or 'nothing'!r} is no format; a picture is svg, pdf or png")
        try:
            asked: dict[str, object] = {"panels": list(panels), "equal": equal_scales}
            if not isinstance(caption, bool):
                asked["caption"] = list(caption)
            plan = plan_from(asked)
            chosen = None if preset is None else preset_named(preset)
            if chosen is not None:
                count = section_count(len(self.variables), self.state.direction)
                size = chosen.size_for(panels_of(panels), count) if size is None else size
        except PlanProblem as problem:
            raise ValueError(str(problem)) from None
        if size is not None and len(size) != 2:
            raise ValueError(f"a size is (width, height) in millimetres, got {len(size)} numbers")
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
        If a range is empty or not finite, the probe has not n finite coordinates, or there is no such view: a function
        of one variable has no surface.
    """
    f = Function(function) if isinstance(function, str) else function
    example = next((entry for entry in CATALOG if _formula_of(entry.text) == f.formula), None)
    state = State(text=typed(f.formula), accepted=typed(f.formula), arrangement=_arrangement(view, len(f.variables)))
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


def typed(formula: Formula) -> str:
    """Return a text that reads as `formula` wherever it is typed."""
    lines = [f"{name} = {number_text(value)}" for name, value in formula.parameters]
    return "\n".join([*lines, f"{formula.name}({', '.join(formula.variables)}) = {formula.text}"])


@functools.cache
def _formula_of(example: str) -> Formula:
    return parse(example, editor=True)


def _arrangement(view: str, n: int) -> Arrangement:
    if view not in set(Arrangement):
        raise ValueError(f"{view!r} is no view; there are {', '.join(Arrangement)}")
    if n == 1 and view != Arrangement.CONTOUR:
        raise ValueError("a function of one variable has no surface; its picture is its graph, view='contour'")
    return Arrangement(view)


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
