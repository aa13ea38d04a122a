"""What can move in a document, and the documents that a movement goes through."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from hessview.document.commands import MoveProbe
from hessview.document.parameters import SetParameter, parameters_of, slider_of
from hessview.document.state import Arrangement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.document.state import State

LEAST_PICTURES, MOST_PICTURES = 8, 120
Probe = tuple[tuple[str, float], ...]


class MotionKind(StrEnum):
    """What moves."""

    ROTATION = "rotation"
    PARAMETER = "parameter"
    PATH = "path"


@dataclass(frozen=True)
class Motion:
    """A movement that a document can make.

    Attributes
    ----------
    kind
        What moves.
    words
        The same, for a list to choose from.
    name
        Of a parameter.
    probes
        Of a path: where the probe goes along, two places at least.
    """

    kind: MotionKind
    words: str
    name: str = ""
    probes: tuple[Probe, ...] = ()


def motions(state: State, variables: Sequence[str], before: Sequence[State] = ()) -> tuple[Motion, ...]:
    """Return the movements of a document.

    Parameters
    ----------
    variables
        Of its function.
    before
        The states that undo leads back to, the oldest first: the probe goes again where it was moved; if it was not,
        it goes straight across the picture.
    """
    made = [Motion(MotionKind.ROTATION, "Turn the surface")] if len(variables) > 1 else []
    made += [
        Motion(MotionKind.PARAMETER, f"Move the parameter {each.name}", each.name)
        for each in parameters_of(state)
        if each.is_number
    ]
    if variables and state.plane is None:
        walked = _walked(state, variables, before)
        words = "Move the probe where it was moved" if len(walked) > 1 else "Move the probe across the picture"
        made.append(Motion(MotionKind.PATH, words, probes=walked if len(walked) > 1 else _across(state, variables)))
    return tuple(made)


def pictures(state: State, motion: Motion, count: int) -> tuple[State, ...]:
    """Return the documents that a movement goes through, evenly spaced; a turn and a parameter end where they begin."""
    count = min(max(count, LEAST_PICTURES), MOST_PICTURES)
    match motion.kind:
        case MotionKind.ROTATION:
            return tuple(_turned(state, 360.0 * k / count) for k in range(count))
        case MotionKind.PARAMETER:
            return _along_parameter(state, motion.name, count)
        case MotionKind.PATH:
            return tuple(MoveProbe(place).apply(state) for place in _spread(motion.probes, count))


def _turned(state: State, angle: float) -> State:
    azimuth = (state.surface.azimuth + angle + 180.0) % 360.0 - 180.0
    shown = Arrangement.SURFACE if state.arrangement is Arrangement.CONTOUR else state.arrangement
    return replace(state, surface=replace(state.surface, azimuth=azimuth), arrangement=shown)


def _along_parameter(state: State, name: str, count: int) -> tuple[State, ...]:
    found = next((each for each in parameters_of(state) if each.name == name), None)
    if found is None:
        return (state,)
    state = replace(state, text=state.accepted)  # what is typed just now and cannot be read is no part of the picture
    slider = slider_of(state.sliders, name, found.value)
    half = count // 2 + 1
    values = [slider.low + (slider.high - slider.low) * k / (half - 1) for k in range(half)]
    values += values[-2:0:-1]
    return tuple(SetParameter(name, float(f"{value:.10g}")).apply(state) for value in values)


def _walked(state: State, variables: Sequence[str], before: Sequence[State]) -> tuple[Probe, ...]:
    """Return where the probe has been in this function, the oldest first, no place twice in a row."""
    places: list[Probe] = []
    for each in (*before, state):
        if each.accepted != state.accepted:
            places.clear()
            continue
        place = tuple(zip(variables, each.point(tuple(variables)), strict=True))
        if not places or places[-1] != place:
            places.append(place)
    return tuple(places)


def _across(state: State, variables: Sequence[str]) -> tuple[Probe, ...]:
    """Return the ends of a line through the probe along the first axis of the picture."""
    first = variables[0] if len(variables) == 1 else variables[state.axis_indices(tuple(variables))[0]]
    here = dict(zip(variables, state.point(tuple(variables)), strict=True))
    margin = 0.05 * state.view.width
    ends = (state.view.x0 + margin, state.view.x1 - margin)
    return tuple(tuple((here | {first: end}).items()) for end in ends)


def _spread(places: Sequence[Probe], count: int) -> tuple[Probe, ...]:
    """Return `count` places along a polyline, equally far apart."""
    names = [name for name, _ in places[0]]
    points = [[value for _, value in place] for place in places]
    lengths = [0.0]
    for first, second in pairwise(points):
        lengths.append(lengths[-1] + math.dist(first, second))
    made, k = [], 0
    for step in range(count):
        wanted = lengths[-1] * step / (count - 1)
        while k < len(points) - 2 and lengths[k + 1] < wanted:
            k += 1
        piece = lengths[k + 1] - lengths[k]
        share = (wanted - lengths[k]) / piece if piece > 0.0 else 0.0
        mixed = [a + share * (b - a) for a, b in zip(points[k], points[k + 1], strict=True)]
        made.append(tuple(zip(names, mixed, strict=True)))
    return tuple(made)
