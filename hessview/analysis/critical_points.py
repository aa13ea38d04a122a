"""Every critical point of f in a box, each proved or said not to be, with the whole box accounted for.

Boxes are searched by intervals (`boxes`); each point found is confirmed in ball arithmetic (`proof`), on which
existence, uniqueness and the signs of the eigenvalues of a proved point rest alone. What the search leaves over is
explained, or undecided (`unsettled`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.boxes.box_search import BoxSearch
from hessview.analysis.critical_point import MOST_WAITING, CriticalPoints, Stop
from hessview.analysis.degenerate_points import DegeneratePoints
from hessview.analysis.pace import Pace
from hessview.analysis.point_list import PointList
from hessview.analysis.stuck_boxes import is_excluded, settle_stuck
from hessview.analysis.unsettled import Explained, Unsettled
from hessview.analysis.winding import winding_number
from hessview.calculus.interval_jet import IntervalJet
from hessview.calculus.made_once import made_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hessview.analysis.proof.confirmation import Confirmer
    from hessview.calculus.ball_jet import BallProgram
    from hessview.landscapes.from_expression import ExpressionLandscape
    from hessview.language.formula import Formula

Floats = NDArray[np.float64]

MOST_VARIABLES = 6

_MOST_NAMED = 200
"""Points for which exact numbers are looked for: each takes a millisecond."""

_MOST_LOOKED_INTO = 12
"""Undecided regions that are looked into once more."""

_SEARCHED, _CONFIRMED = 0.7, 0.9
"""Shares of the work that are done when all boxes are settled, and when all points are confirmed."""

_ACCOUNTING, _MOST_ACCOUNTING = 0.15, 1.0
"""Share of the time, and seconds at most, in which no boxes are halved: to say what is left over takes some, too."""


@dataclass(frozen=True)
class Limits:
    """When a search stops by itself.

    Attributes
    ----------
    seconds
        Of time.
    boxes
        That are looked at.
    waiting
        Boxes that wait at the same time: more are a sign of a set that is not isolated.
    points
        That were found.
    """

    seconds: float = 10.0
    boxes: int = 5_000_000
    waiting: int = MOST_WAITING
    points: int = 100_000


def search(
    landscape: ExpressionLandscape,
    lower: Sequence[float] | Floats,
    upper: Sequence[float] | Floats,
    near: Sequence[float] | Floats | None = None,
    limits: Limits | None = None,
    *,
    progress: Callable[[float], None] | None = None,
) -> Iterator[CriticalPoints]:
    """Yield what is known, from time to time; the last is the answer.

    A search is cancelled by not asking for more, or by an error that `progress` raises.

    Parameters
    ----------
    landscape
        Of 1 to 6 variables.
    lower, upper
        The box, shape (n,), finite, lower < upper.
    near
        Where to look first, shape (n,).
    limits
        When to stop.
    progress
        Called with the share that is done, every few hundredths of a second, also inside long stretches; what it
        raises ends the search.

    Raises
    ------
    ValueError
        If the box is none, has too many dimensions, or the formula is too large to be differentiated.
    """
    low, high = np.array(lower, dtype=float), np.array(upper, dtype=float)
    if not 1 <= len(low) == len(high) == landscape.dimension <= MOST_VARIABLES:
        raise ValueError(f"a box of 1 to {MOST_VARIABLES} ranges is searched, one for each variable")
    if not (np.isfinite(low).all() and np.isfinite(high - low).all() and (low < high).all()):
        raise ValueError("the ranges of a box are finite, each from less to more")
    start = 0.5 * low + 0.5 * high if near is None else np.array(near, dtype=float)
    limits = limits or Limits()
    yield from _Search(landscape, CriticalPoints(low, high), start, limits, Pace(limits.seconds, progress)).run()


class _Balls:
    """Ball arithmetic for one formula: it takes some time to be imported, and is mostly wanted after the first answer.

    Parameters
    ----------
    formula
        Of the function that is searched.
    """

    def __init__(self, formula: Formula) -> None:
        self._formula = formula

    @made_once
    def confirmer(self) -> Confirmer:
        """What confirms points."""
        from hessview.analysis.proof.confirmation import Confirmer

        return Confirmer(self._formula)

    def program(self) -> BallProgram:
        """Return the derivatives."""
        return self.confirmer.program


class _Search:
    """One search under way."""

    def __init__(
        self, landscape: ExpressionLandscape, start: CriticalPoints, near: Floats, limits: Limits, pace: Pace
    ) -> None:
        self._landscape, self._start = landscape, start
        self._limits, self._pace = limits, pace
        self._jet = IntervalJet(landscape.program)
        self._search = BoxSearch(self._jet, start.lower, start.upper, near, pace.pause)
        self._balls = _Balls(landscape.formula)
        self._unsettled = Unsettled(landscape, self._jet, self._search, pace, program=self._balls.program)
        self._degenerate = DegeneratePoints(landscape, self._search, self._balls.program, pace.pause)
        self._list = PointList(landscape, self._jet, start, near, pace.pause)
        self._explained = Explained()
        self._settled, self._is_finished = 0.0, False
        self._stopped: Stop | None = None
        self._winding: int | None = None
        self._until = limits.seconds - min(_ACCOUNTING * limits.seconds, _MOST_ACCOUNTING)

    def run(self) -> Iterator[CriticalPoints]:
        """Yield what is known; see `search`."""
        if self._pace.is_over:
            whole = np.column_stack((self._start.lower, self._start.upper))
            yield replace(self._start, undecided=(whole,), seconds=self._pace.spent, stopped=Stop.TIME)
            return
        for found in self._search.generations():
            self._list.add(found)
            self._settled = self._search.settled()
            self._pace.share = _SEARCHED * self._settled
            yield from self._when_due()
            self._degenerate.take_out()
            self._unsettled.take_out_sets()
            self._explained.curves = list(self._unsettled.sets)
            self._stopped = self._too_much()
            if self._stopped is not None:
                break
        if self._stopped is not Stop.TIME:
            self._degenerate.take_out_stuck()
            self._settle_stuck()
        self._list.take_in()
        self._explained = self._unsettled.explained()
        self._rule_out()
        self._settled = 1.0 if self._stopped is None else self._search.settled()
        self._heed_time()
        self._pace.share = _SEARCHED
        yield self._known()
        for _ in self._confirming():
            yield from self._when_due()
        self._list.settle()
        self._winding = self._turns()
        self._is_finished = self._stopped is None
        yield self._known()

    def _settle_stuck(self) -> None:
        if self._search.left.stuck:
            size, pause = self._start.upper - self._start.lower, self._pace.pause
            for found in settle_stuck(self._search.left, self._balls.confirmer, size, pause):
                self._list.add(found)

    def _too_much(self) -> Stop | None:
        """Return which limit keeps the search from going on."""
        limits, search = self._limits, self._search
        if search.count_waiting() > limits.waiting:
            return Stop.WAITING
        if search.examined > limits.boxes:
            return Stop.BOXES
        if search.count_waiting() and self._list.count() > limits.points:
            return Stop.POINTS
        return Stop.TIME if search.count_waiting() and self._pace.spent > self._until else None

    def _heed_time(self) -> bool:
        """Return whether the time is up; the search was stopped then."""
        if self._pace.is_over and self._stopped is None:
            self._stopped = Stop.TIME
        return self._pace.is_over

    def _when_due(self) -> Iterator[CriticalPoints]:
        if self._pace.is_answer_due():
            yield self._known()
            self._pace.answered()

    def _known(self) -> CriticalPoints:
        """Return what is known now."""
        self._list.take_in()
        more = self._explained
        known = replace(
            self._start,
            points=(*self._list.points, *self._degenerate.points, *more.points),
            curves=tuple(more.curves),
            nonsmooth=tuple(more.nonsmooth),
            undecided=tuple(more.undecided),
            finished=self._is_finished,
            boxes_examined=self._search.examined,
            seconds=self._pace.spent,
            settled=self._settled,
            winding=self._winding,
            stopped=self._stopped,
        )
        return known.cut_to_box()

    def _rule_out(self) -> None:
        """Leave out of what is undecided where balls show that there is nothing."""
        undecided, kept = self._explained.undecided, []
        for region in undecided[:_MOST_LOOKED_INTO]:
            self._pace.pause()
            if self._stopped is not None or not is_excluded(self._balls.confirmer, region[:, 0], region[:, 1]):
                kept.append(region)
        self._explained.undecided = [*kept, *undecided[_MOST_LOOKED_INTO:]]

    def _turns(self) -> int | None:
        """Return the winding number of the gradient; None if it is not continuous in all of the box, or for n != 2."""
        is_smooth = self._search.left.is_smooth and not self._explained.curves
        if len(self._start.lower) != 2 or not is_smooth or self._stopped is not None:
            return None
        return winding_number(self._jet, self._start.lower, self._start.upper, self._pace.pause)

    def _confirming(self) -> Iterator[None]:
        """Confirm the points one after the other, then look for exact numbers; yield after each."""
        from hessview.analysis.proof.closed_forms import closed_form

        points, confirmer = self._list.points, self._balls.confirmer
        confirmed = {}
        for k, point in enumerate(points):
            if self._heed_time():
                return
            confirmation = None if point.unique is None else confirmer.confirm(point.unique[:, 0], point.unique[:, 1])
            if confirmation is not None:
                self._list.confirm(k, confirmation)
                confirmed[k] = confirmation
            self._pace.share = _SEARCHED + (_CONFIRMED - _SEARCHED) * (k + 1) / len(points)
            self._pace.pause()
            yield
        for k in range(min(_MOST_NAMED, len(points))):
            if self._heed_time():
                return
            form = closed_form(confirmer, confirmed[k]) if k in confirmed else None
            if form is not None:
                self._list.name(k, form)
            self._pace.share = _CONFIRMED + (1.0 - _CONFIRMED) * (k + 1) / len(points)
            self._pace.pause()
            yield
