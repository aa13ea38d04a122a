"""Results of a state, computed as the program does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.compute.answers import Answers
from hessview.compute.now import answer_now
from hessview.document.state import Appearance, Box, State

if TYPE_CHECKING:
    from hessview.compute.results import Results

PEAKS = "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5) exp(-x^2-y^2) - exp(-(x+1)^2-y^2)/3"


def document(
    text: str,
    probe: dict[str, float] | None = None,
    view: Box | None = None,
    plane: tuple[tuple[float, ...], tuple[float, ...]] | None = None,
    look: Appearance | None = None,
) -> State:
    """A document that shows `text`."""
    return State(
        text=text, accepted=text, probe=tuple((probe or {}).items()), view=view or Box(-5, 5, -5, 5), plane=plane,
        appearance=look or Appearance(),
    )  # fmt: skip


def results_of(state: State) -> Results:
    """What is known about `state`, on a grid of 128 x 128; a search has time on a busy machine, too."""
    return answer_now(state, Answers(), (128, 128), seconds=60.0)
