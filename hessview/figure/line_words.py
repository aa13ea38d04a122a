"""What each kind of line of a picture is, in a few words: for captions, which have no legend beside them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.figure.exact_model import is_exact
from hessview.figure.in_picture import is_covered, is_crossed, is_drawn_out
from hessview.figure.marks import PATHS, AreaMark, ArrowMark, LevelMark, LineMark, Mark, QuiverMark, Role
from hessview.figure.overlays.quadratic_model import region_note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.document.state import State
    from hessview.figure.marks import Axes, Figure

_POSITIVE, _NEGATIVE, _ZERO = Role.AXIS_POSITIVE, Role.AXIS_NEGATIVE, Role.AXIS_ZERO
_RING = 8

_WORDS: Mapping[Role, str] = MappingProxyType({
    Role.LEVEL: "thin: levels of f",
    Role.SINGULAR: "dash-dot-dot: det H = 0",
    Role.GRADIENT: "black arrow: ∇f",
    Role.LEVEL_HERE: "thick: the level of f at the probe",
    Role.MODEL: "dashed violet: levels of the model m = f + ∇f·d + ½ dᵀHd at the probe",
    Role.NEWTON: "violet arrow: the Newton step −H⁻¹∇f, its target ringed",
    Role.NEWTON_WARNING: "red arrow: the Newton step −H⁻¹∇f, which begins uphill, its target ringed",
    Role.DESCENT: "dashed black arrow: −∇f, steepest descent",
    Role.GRADIENT_FIELD: "small arrows: ∇f, longer where f is steeper",
    Role.TURN_FROM: "black circle: displacements d",
    Role.TURN_TO: "green: H d, by which ∇f changes over d",
    Role.TURN_THREAD: "threads: from d to H d",
    Role.WITNESS_UP: "blue curve: along it f rises from the point",
    Role.WITNESS_DOWN: "dashed orange curve: along it f falls from the point",
    Role.DIRECTION: "dash-dotted: the direction d of the section",
    Role.PATH_MINIMUM: "double blue: path of a minimum as the parameter moves",
    Role.PATH_SADDLE: "double dashed green: path of a saddle",
    Role.PATH_MAXIMUM: "double dash-dotted orange: path of a maximum",
    Role.PATH_DEGENERATE: "double dotted: path of degenerate points",
})  # fmt: skip
"""In the order of the caption. Lines that have words in the key above the picture are not among them."""

_IN_LEGEND = frozenset({Role.SINGULAR, Role.LEVEL_HERE, Role.GRADIENT_FIELD, Role.TURN_TO}) | PATHS
_NOWHERE: frozenset[Role] = frozenset()

_TANGENT = "thin grey: the tangent at the probe"
_GRAPH, _MISSING = "coloured: the osculating parabola at the probe", "dotted: f is undefined at the probe"
_AXES: Mapping[frozenset[Role], str] = MappingProxyType({
    frozenset({_POSITIVE}): "blue: principal axes, λ > 0",
    frozenset({_NEGATIVE}): "dashed orange: principal axes, λ < 0",
    frozenset({_ZERO}): "dotted: principal axes, λ = 0 or not told from it",
    frozenset({_POSITIVE, _NEGATIVE}): "principal axes: blue where λ > 0, dashed orange where λ < 0",
    frozenset({_POSITIVE, _ZERO}): "principal axes: blue where λ > 0, dotted where it is not told from 0",
    frozenset({_NEGATIVE, _ZERO}): "principal axes: dashed orange where λ < 0, dotted where it is not told from 0",
})
_EXACT = "dashed violet on level lines: the model m = f + ∇f·d + ½ dᵀHd at the probe; m = f: the model is exact"
_CIRCLE = "circle: principal axes"


def line_notes(figure: Figure, state: State, *, has_legend: bool = True) -> tuple[str, ...]:
    """Return a sentence that names each kind of line of a picture, and the rule of its hatched region.

    Empty where only level lines are drawn.

    Parameters
    ----------
    has_legend
        Whether a legend stands in the picture: what it names is not said again.
    """
    roles = {role for mark in figure.marks if (role := _role(mark, figure.axes)) is not None}
    known = {**_WORDS, Role.TANGENT: _TANGENT} if figure.axes.is_graph else _WORDS
    if any(map(is_exact, figure.marks)):
        known = {**known, Role.MODEL: _EXACT}
    said = [words for role, words in known.items() if role in roles - (_IN_LEGEND if has_legend else _NOWHERE)]
    axes = [mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role in {_POSITIVE, _NEGATIVE, _ZERO}]
    if axes and figure.axes.is_graph:
        said.append(_GRAPH if any(len(mark.vertices) > 2 for mark in axes) else _MISSING)
    elif any(len(mark.vertices) > _RING for mark in axes):
        said.append(_CIRCLE)
    elif axes:
        words = _AXES[frozenset(mark.role for mark in axes)]
        is_whole = len(figure.variables) <= 2
        said.append(words if is_whole else words.replace("axes", "axes of the plane").replace("λ", "μ"))
    if said == [_WORDS[Role.LEVEL]]:
        return ()
    sentence = "; ".join(said)
    notes = [f"{sentence[0].upper()}{sentence[1:]}."] if said else []
    areas = (mark for mark in figure.marks if isinstance(mark, AreaMark) and mark.role is Role.TRUST)
    if any(is_covered(mark.rings, figure.axes) for mark in areas):
        notes.append(region_note(state.appearance.trust))
    return tuple(notes)


def _role(mark: Mark, axes: Axes) -> Role | None:
    if isinstance(mark, LevelMark):
        return Role.LEVEL
    if isinstance(mark, LineMark):
        seen = (is_drawn_out if mark.role in PATHS else is_crossed)(mark.vertices, axes)
        return mark.role if seen else None
    return mark.role if isinstance(mark, ArrowMark | QuiverMark) else None


def surface_line_notes(state: State) -> tuple[str, ...]:
    """Return what stands on the surface."""
    look = state.surface
    said = ["level lines of f"] if look.lines else []
    if look.floor:
        said.append("the same on the floor")
    if look.paraboloid:
        said.append("at the probe the paraboloid of the quadratic model with its principal parabolas")
    if look.tangent_plane:
        said.append("the tangent plane")
    return (f"On the surface: {'; '.join(said)}.",) if said else ()
