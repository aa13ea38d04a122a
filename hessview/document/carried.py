"""What docks draw that a moving picture can carry: what does not move, and the race; what cannot be is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.document.drawings import Basins, Paths, Runs, words_of
from hessview.document.motions import MotionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.document.drawings import Drawing
    from hessview.document.motions import Motion
    from hessview.document.state import State

_PLANE = 2


def carried(
    drawn: tuple[Drawing, ...], motion: Motion, state: State, variables: Sequence[str]
) -> tuple[State, tuple[Drawing, ...], str]:
    """Return the document to move, what is drawn on each of its pictures, and what is to be said of that.

    While the surface turns or the probe moves the function stays, and with it all that is drawn; the race starts where
    it does now. While a parameter moves there is another function in each picture: the race is run anew, the paths of
    critical points over this parameter are the same, and all else would have to be worked out for each picture.
    """
    said: list[str] = []
    kept = drawn
    if motion.kind is MotionKind.PARAMETER:
        kept = tuple(
            replace(each, stopped=()) if isinstance(each, Runs) else each
            for each in drawn if isinstance(each, Runs) or (isinstance(each, Paths) and each.parameter == motion.name)
        )  # fmt: skip
        if any(isinstance(each, Runs) for each in kept):
            said.append("The race is run anew in each picture.")
    elif motion.kind is MotionKind.PATH:
        if len(variables) > _PLANE:
            kept = tuple(each for each in drawn if not isinstance(each, Basins))
        if any(isinstance(each, Runs) for each in kept) and state.race.start is None:
            start = tuple(zip(variables, state.race_start(tuple(variables)), strict=True))
            state = replace(state, race=replace(state.race, start=start))
            said.append("The runs stay those from where the probe is now.")
    kinds = set(map(type, kept))
    missing = tuple(each for each in drawn if type(each) not in kinds)
    if missing:
        said.append(f"Left out: {words_of(missing)}, {_WHY[motion.kind]}.")
    if kept:
        said.insert(0, f"With {words_of(kept)}.")
    return state, kept, " ".join(said)


_WHY = {
    MotionKind.ROTATION: "",
    MotionKind.PARAMETER: "which belong to one value of the parameter",
    MotionKind.PATH: "which belong to one plane through the probe",
}
