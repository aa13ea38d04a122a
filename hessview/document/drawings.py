"""What docks draw on the map beside the layers of the document: plain values from which a file draws the same again."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_NAME, _MOST_SETTINGS, _MOST_POINTS, _MOST_NUMBERS = 200, 50, 256, 51
_MOST_STEPS, _MOST_STARTS = 10_000_000, 2048


@dataclass(frozen=True)
class Runs:
    """The paths of the methods that the document lets run downhill.

    Attributes
    ----------
    stopped
        The methods that were stopped under way, each with the steps that it had taken.
    step
        The step that is looked at, marked on every path; None: the end of each.
    chosen
        The method whose path is drawn on top, wider; empty: none.
    has_model
        Whether the quadratic model at that step of the chosen method is drawn, with the step in its parts.
    """

    stopped: tuple[tuple[str, int], ...] = ()
    step: int | None = None
    chosen: str = ""
    has_model: bool = False


@dataclass(frozen=True)
class Paths:
    """The paths of the critical points while a parameter moves over the range of its slider.

    Attributes
    ----------
    parameter
        Its name.
    known
        Critical points with the parameter's value that they are begun at besides those that are found by numbers.
    """

    parameter: str
    known: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class Basins:
    """Which end every start leads to, of one method in the plane of the picture.

    Attributes
    ----------
    method, settings, steps
        Of the runs; what is not set follows the Hessian.
    box
        (x0, x1, y0, y1) of the starts in the plane.
    shape
        (ny, nx), how many starts.
    stride
        How far apart the starts are that are looked at, in those of `shape`; more than 1 of a map that was stopped.
    """

    method: str
    settings: tuple[tuple[str, float], ...]
    steps: int
    box: tuple[float, float, float, float]
    shape: tuple[int, int]
    stride: int = 1


@dataclass(frozen=True)
class Skeleton:
    """The ways down from the saddles of a box, and the borders of basins.

    Attributes
    ----------
    box
        n ranges (low, high).
    branches
        How many were followed before it was stopped; 0: all are.
    """

    box: tuple[tuple[float, float], ...]
    branches: int = 0


Drawing = Runs | Paths | Basins | Skeleton

_WORDS = ((Paths, "paths"), (Basins, "basins"), (Skeleton, "skeleton"), (Runs, "runs"))


def words_of(drawn: tuple[Drawing, ...]) -> str:
    """Return what there is in a few words, such as "basins and runs"."""
    there = [words for kind, words in _WORDS if any(isinstance(drawing, kind) for drawing in drawn)]
    return " and ".join((", ".join(there[:-1]), there[-1])) if len(there) > 1 else "".join(there)


def drawing_message(drawing: Drawing) -> dict[str, object]:
    """Return a drawing as JSON values."""
    return {"kind": type(drawing).__name__.lower(), **asdict(drawing)}


def drawings_from(messages: object) -> tuple[Drawing, ...]:
    """Return the drawings in JSON values, read strictly.

    Raises
    ------
    ValueError
        If they are none; it says what is wrong.
    """
    if not isinstance(messages, list | tuple) or not all(isinstance(message, dict) for message in messages):
        raise ValueError("drawings are a list of objects")
    return tuple(_drawing(message) for message in messages)


def _drawing(message: Mapping[str, object]) -> Drawing:
    match message.get("kind"):
        case "runs":
            return _runs(message)
        case "paths":
            known = _list(message.get("known", []), _MOST_POINTS)
            return Paths(_name(message.get("parameter")), tuple(_numbers(point) for point in known))
        case "basins":
            box, (ny, nx) = _numbers(message.get("box"), 4), _list(message.get("shape"), 2)
            settings = [_list(pair, 2) for pair in _list(message.get("settings", []), _MOST_SETTINGS)]
            return Basins(
                _name(message.get("method")), tuple((_name(name), _number(value)) for name, value in settings),
                _count(message.get("steps"), _MOST_STEPS), (box[0], box[1], box[2], box[3]),
                (_count(ny, _MOST_STARTS), _count(nx, _MOST_STARTS)), _count(message.get("stride", 1), _MOST_STARTS),
            )  # fmt: skip
        case "skeleton":
            ranges = [_numbers(pair, 2) for pair in _list(message.get("box"), _MOST_NUMBERS)]
            return Skeleton(
                tuple((low, high) for low, high in ranges), _count(message.get("branches", 0), _MOST_STEPS, least=0)
            )
        case kind:
            raise ValueError(f"{kind!r} is nothing that a dock draws")


def _runs(message: Mapping[str, object]) -> Runs:
    pairs = [_list(pair, 2) for pair in _list(message.get("stopped", []), _MOST_SETTINGS)]
    step, chosen, has_model = message.get("step"), message.get("chosen", ""), message.get("has_model", False)
    if not isinstance(has_model, bool):
        raise ValueError(f"{has_model!r} is not true or false")
    return Runs(
        tuple((_name(name), _count(steps, _MOST_STEPS, least=0)) for name, steps in pairs),
        None if step is None else _count(step, _MOST_STEPS, least=0), "" if chosen == "" else _name(chosen), has_model,
    )  # fmt: skip


def _list(value: object, most: int) -> list[object]:
    if not isinstance(value, list | tuple) or len(value) > most:
        raise ValueError(f"a list of at most {most} was expected for what a dock draws")
    return list(value)


def _numbers(value: object, count: int | None = None) -> tuple[float, ...]:
    numbers = tuple(_number(entry) for entry in _list(value, _MOST_NUMBERS))
    if count is not None and len(numbers) != count:
        raise ValueError(f"{count} numbers were expected for what a dock draws")
    return numbers


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no finite number")
    return float(value)


def _count(value: object, most: int, least: int = 1) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{value!r} is no number from {least} to {most}")
    return value


def _name(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME:
        raise ValueError(f"{value!r} is no name")
    return value
