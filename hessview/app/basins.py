"""The map of basins of a desk: asked for by hand, shown from coarse to fine, and stale once something has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.app.inquiry import Inquiry
from hessview.compute.results import Fault
from hessview.document.method_names import heading, spelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk
    from hessview.compute.descent_requests import BasinRequest, Settings
    from hessview.compute.results import Answer
    from hessview.document.drawings import Drawing
    from hessview.figure.marks import Figure
    from hessview.optimizers.basins import BasinMap

_SIDE, _FEW, _ON_A_LINE = 161, 49, 401
"""Starts along a side, of methods that run one by one, and of a graph; an eighth of the steps between divides them."""

_NO_FUNCTION = "There is no function to descend on."
_OF_RACE = "These are the settings of its run in the race."
_FOLLOWS = "It does not race: settings that are not chosen follow H at a typical place of the view."
_STOPPED = "Stopped: the map is coarse."
_STALE = "The view, the method or its settings have changed since: ask again."


class Basins:
    """Asks for the map of one method over the view, and keeps it until it is put away.

    Parameters
    ----------
    chosen
        Returns the name of the method.
    used
        Returns the settings of its run in the race; None where it has none.
    is_coming
        Returns whether its run in the race is on its way.
    changed
        Called when more is known, or nothing is shown any more.

    Attributes
    ----------
    is_shown
        Whether the map is wanted.
    """

    def __init__(
        self, desk: Desk, chosen: Callable[[], str], used: Callable[[], Settings | None],
        is_coming: Callable[[], bool], changed: Callable[[], object],
    ) -> None:  # fmt: skip
        self._desk, self._chosen, self._used, self._is_coming, self._changed = desk, chosen, used, is_coming, changed
        self._waits = False
        self._is_raced = False
        self._inquiry = Inquiry(desk)
        self._asked: BasinRequest | None = None
        self._found: BasinMap | None = None
        self._fault = ""
        self.is_shown = False

    @property
    def found(self) -> BasinMap | None:
        """What is known of the map that is shown, of this function in this plane."""
        return self._found if self._is_of_picture() else None

    @property
    def is_running(self) -> bool:
        """Whether more of it is being worked out."""
        return self._waits or self._inquiry.is_under_way

    @property
    def is_stale(self) -> bool:
        """Whether another map would be asked for now."""
        return self.is_shown and self._asked is not None and self._request() != self._asked

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return 0.0 if self._found is None else 1.0 / self._found.stride**2

    def toggle(self) -> None:
        """Show the map, or put it away."""
        if self.is_shown:
            self.leave()
        else:
            self.ask()

    def ask(self) -> None:
        """Ask for the map of the method and the view as they are now."""
        request = self._request()
        if request is None:
            self._desk.tell(_NO_FUNCTION)
            return
        self._waits = self._is_coming()
        if self._waits:  # its settings are not known before
            self.is_shown = True
            self._changed()
            return
        if not self._is_of_picture():
            self._found = None
        self.is_shown, self._asked, self._fault, self._is_raced = True, request, "", self._used() is not None
        self._inquiry.ask(request, self._take, self._take)
        self._changed()

    def cancel(self) -> None:
        """Stop; what is known stays."""
        if self.is_running:
            self._inquiry.withdraw()
            self._waits, self._fault = False, _STOPPED
            self._changed()

    def leave(self) -> None:
        """Put the map away."""
        self._inquiry.withdraw()
        self._waits = False
        self.is_shown, self._asked, self._found, self._fault = False, None, None, ""
        self._changed()

    def close(self) -> None:
        """Stop what runs."""
        self._inquiry.withdraw()

    def follow(self) -> None:
        """Put the map away when another function is shown, and ask for it once the settings of the run are known."""
        if self._waits and not self._is_coming():
            self.ask()
        formula = self._desk.controller.results.formula
        if self._asked is not None and formula is not None and self._asked.formula != formula:
            self._inquiry.withdraw()
            self.is_shown, self._asked, self._found, self._fault = False, None, None, ""

    def on_map(self, figure: Figure) -> Figure:
        """Return the picture with what is known of the map."""
        found, asked = self.found, self._asked
        if not self.is_shown or found is None or asked is None:
            return figure
        from hessview.figure.basins import with_basins

        note = f"basins of {spelled(asked.method)}{', as they were asked for' if self.is_stale else ''}"
        return with_basins(figure, found, asked.plane, asked.steps, note)

    def drawn(self) -> tuple[Drawing, ...]:
        """Return what a file draws to show the same; of a map that still grows, the whole one."""
        found, asked = self.found, self._asked
        if not self.is_shown or found is None or asked is None:
            return ()
        from hessview.document.drawings import Basins as Drawn

        box = asked.box.x0, asked.box.x1, asked.box.y0, asked.box.y1
        stride = 1 if self.is_running else found.stride
        return (Drawn(asked.method, asked.settings, asked.steps, box, asked.shape, stride),)

    def said(self) -> tuple[str, ...]:
        """Return what is known in sentences."""
        if self._waits:
            return (f"{heading(self._chosen())} runs in the race …",)
        if not self.is_shown or self._asked is None:
            return ()
        words: list[str] = []
        if self._found is not None and self._is_of_picture():
            from hessview.explanations.basins import basin_sentence, more_steps_words, sets_words

            words.append(basin_sentence(self._found, self._asked.method, self._asked.steps))
            if self._is_raced and self._found.settings:
                words.append(_OF_RACE)
            elif len(self._found.settings) > len(self._asked.settings):
                words.append(_FOLLOWS)
            words += filter(None, (sets_words(self._found), more_steps_words(self._found)))
        elif self.is_running:
            words.append(f"{heading(self._asked.method)} runs …")
        words += [self._fault] if self._fault else []
        words += [self._stale_words()] if self.is_stale else []
        return tuple(words)

    def _stale_words(self) -> str:
        """Return what has changed, and that it can be asked for anew."""
        from hessview.explanations.digits import number

        now = self._request()
        if now is None or self._asked is None or replace(now, settings=self._asked.settings) != self._asked:
            return _STALE
        shown = ", ".join(f"{name} {number(value)}" for name, value in now.settings)
        return f"It now races with {shown}: ask again." if self._used() is not None else _STALE

    def _is_of_picture(self) -> bool:
        results, asked = self._desk.controller.results, self._asked
        return asked is not None and results.formula == asked.formula and results.slice == asked.plane

    def _request(self) -> BasinRequest | None:
        """Return the request for the map of now; None without a function."""
        state, results = self._desk.store.state, self._desk.controller.results
        if results.formula is None or results.slice is None:
            return None
        from hessview.compute.descent_requests import BasinRequest
        from hessview.document.state import Box

        method, view = self._chosen(), state.view
        used = self._used()
        settings = used or tuple((name, value) for of, name, value in state.race.settings if of == method)
        side = _FEW if _is_slow(method) else _SIDE
        shape, box = (side, side), view
        if results.formula.dimension == 1:
            shape, box = (1, _ON_A_LINE), Box(view.x0, view.x1, 0.0, 1.0)
        return BasinRequest(results.formula, results.slice, box, shape, method, settings, state.race.steps)

    def _take(self, answer: Answer) -> None:
        if isinstance(answer, Fault):
            self._fault = answer.message
        else:
            self._found = answer  # type: ignore[assignment]
        self._changed()


def _is_slow(name: str) -> bool:
    """Whether a method runs from one start after the other."""
    from hessview.optimizers.methods import METHODS
    from hessview.optimizers.recorded import Recorded

    return isinstance(next((method for method in METHODS if method.name == name), None), Recorded)
