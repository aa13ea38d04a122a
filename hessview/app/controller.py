"""The flow, one way: a state changes, what it asks is resolved, answers come, the views are rendered."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from hessview.app.first_picture import FirstPicture
from hessview.app.preloading import load
from hessview.app.snapping import Snapping
from hessview.app.status_words import activity
from hessview.app.under_cursor import UnderCursor
from hessview.app.worker_bridge import WorkerBridge
from hessview.compute.answers import Answers, Place
from hessview.compute.program_lanes import lanes_for
from hessview.compute.requests import CriticalRequest, FieldRequest, FormulaRequest, MapRequest, Request
from hessview.compute.resolving import Resolver
from hessview.compute.results import Fault
from hessview.compute.scheduler import Delivery, Scheduler
from hessview.document.commands import SetProbeCoordinates, SetText
from hessview.document.end_typing import end_of
from hessview.document.reading import read, read_or_refuse
from hessview.document.state import Arrangement, Box, State
from hessview.export.tables import copy_as
from hessview.figure.compose import compose
from hessview.language.problem import SyntaxProblem
from hessview.language.real_functions import load_special
from hessview.views.quiet_turn import QuietTurn
from hessview.views.single_shot import once_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk
    from hessview.compute.results import Answer, Results
    from hessview.figure.marks import Figure
    from hessview.landscapes.from_expression import ExpressionLandscape
    from hessview.views.contour_view import ContourView
    from hessview.views.surface_view import SurfaceView

FIGURE_HANDLER = "hessview.export.image_files:answer"
_LOAD_MS = 400  # after the first picture; the fonts of the formulas are read by then
_PAINTED = (FieldRequest, MapRequest)
_BY_PROCESSES = (CriticalRequest, FormulaRequest)
_TYPED_MS = 800  # a hand that has not typed for so long rests; what it typed later would be another step
_START_MS = 1000  # so often it is looked whether a process is still starting
_FIELDS_MS = 800  # after the first picture: then the next ones are worked out by a process
_MOMENT_MS = 40  # what a search has found is shown with the next frame of a drag, or so soon
_PAUSE_MS = 120  # a hand that leads a parameter and has not moved for so long sees the fine picture


class Controller:
    """Connects one desk's store, scheduler and views."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._answers = Answers()
        self._bridge = WorkerBridge(self._on_delivery, then=self._on_delivered)
        self._scheduler = Scheduler(self._answers, lanes_for(self._answers, self._bridge.deliver, FIGURE_HANDLER))
        self._resolver = Resolver()
        self._under_cursor = UnderCursor(desk)
        self._first_picture = FirstPicture(desk)
        self._noted: tuple[tuple[Request, Fault], ...] = ()
        self._figure: Figure | None = None
        self._is_due = False
        self._found = QuietTurn(self.render, desk.window)
        self._soon = QTimer(desk.window, singleShot=True, interval=_MOMENT_MS)
        self._soon.timeout.connect(self._found.start)
        self._pause = QTimer(desk.window, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self._typed_at = 0.0
        self._typing = QTimer(desk.window, singleShot=True, interval=_TYPED_MS)
        self._typing.timeout.connect(self._end_typing)
        self._starting = QTimer(desk.window, singleShot=True, interval=_START_MS)
        self._starting.timeout.connect(self.say_activity)
        self._loading = threading.Thread(target=load_what_comes_at_once, name="special functions")
        self._snapping = Snapping(desk, lambda: self.results)
        self._connect()
        self.when_first_painted(lambda: self._scheduler.warm(Place.SEARCH))
        fields = partial(self._scheduler.warm, Place.FIELDS)
        self.when_first_painted(lambda: once_after(_FIELDS_MS, desk.window, fields))
        self.when_first_painted(lambda: once_after(_LOAD_MS, desk.window, self._loading.start))

    def start(self) -> None:
        """Warm the worker up and show the document."""
        self._scheduler.start()
        self._on_state(self._desk.store.state, self._desk.store.state)
        self._first_picture.begin()

    def close(self) -> None:
        """Stop everything that runs, and show nothing any more."""
        self._forget()
        self._soon.stop()
        self._found.stop()
        self._pause.stop()
        self._starting.stop()
        self._typing.stop()
        self._bridge.close()
        self._scheduler.close()
        if self._loading.is_alive():
            self._loading.join()

    @property
    def results(self) -> Results:
        """What is known about the state that is shown."""
        return self._scheduler.results

    def ask(
        self,
        request: Request,
        on_answer: Callable[[Answer], None],
        on_partial: Callable[[Any], None] | None = None,
    ) -> Callable[[], None]:
        """Ask for something beside the picture, such as a file; returns a function that withdraws it.

        `on_partial` takes more and more of the answer, if it is one that comes bit by bit, or the share that is done.
        """

        def answered(answer: Answer) -> None:
            if isinstance(answer, Fault):
                self._desk.incidents.faults.take_fault(answer)
            on_answer(answer)

        return self._scheduler.submit(request, answered, on_partial)

    def conclude(self, request: Request) -> None:
        """Have what `ask` has asked for end where it is, with what it has come to."""
        self._scheduler.conclude(request)

    def when_first_painted(self, run: Callable[[], object]) -> None:
        """Run something once, after the first final picture is on the screen."""
        self._first_picture.then(run)

    # From the state to the screen

    def _connect(self) -> None:
        panel, editor = self._desk.window.panel, self._desk.window.editor
        self._forget = self._desk.store.subscribe(self._on_state)
        self.follow_hand(self._desk.window.picture)
        self._desk.window.picture.fit_requested.connect(self._desk.framing.fit)
        panel.commanded.connect(self._desk.store.dispatch)
        panel.copy_requested.connect(self.copy_point)
        panel.steps_requested.connect(lambda: self._desk.steps.show())  # noqa: PLW0108 - made after this
        panel.retry_requested.connect(self.retry)
        editor.text_edited.connect(self._on_text_edited)
        editor.text_replaced.connect(self.replace_text)
        editor.accepted.connect(self._on_accepted)
        editor.undo_requested.connect(self._desk.store.undo)
        editor.redo_requested.connect(self._desk.store.redo)

    def follow_hand(self, picture: ContourView | SurfaceView) -> None:
        """Do what a hand asks for on one of the pictures, the same on all of them."""
        picture.probe_released.connect(self._snapping.released)
        self._under_cursor.follow(picture)
        picture.menu_requested.connect(self._desk.show_picture_menu)
        picture.cancel_requested.connect(self._give_up_picture)

    def _on_text_edited(self, text: str) -> None:
        self._typed_at = self._desk.clock()
        self._desk.store.dispatch(SetText(text, self._typed_at, self._view_for(text)))
        self._typing.start()

    def _end_typing(self) -> None:
        """Bring the probe into the view of what was typed."""
        self._typing.stop()
        ending = end_of(self._desk.store.newest, self._desk.store.state, self._typed_at)
        if ending is not None:
            self._desk.store.dispatch(ending)

    def _on_accepted(self) -> None:
        self._end_typing()
        self._desk.store.seal()

    def replace_text(self, text: str) -> None:
        """Take another formula at once, as one step of undo."""
        self._desk.store.dispatch(SetText(text, view=self._view_for(text)))

    def _view_for(self, text: str) -> Box | None:
        """Return the box to show with a new text: one that nobody has moved gives way to the new function's own."""
        state, shown, typed = self._desk.store.state, self.results.formula, read(text)
        is_own = shown is None or state.view == self._desk.home_box(shown)
        return self._desk.home_box(typed) if is_own and typed is not None else None

    def retry(self) -> None:
        """Ask again, at once, for what could not be worked out."""
        self._scheduler.retry()
        self.render()

    def _give_up_picture(self) -> None:
        self._scheduler.give_up([request for request in self.results.pending if isinstance(request, _PAINTED)])
        self.render()

    def give_up_search(self) -> None:
        """Stop looking for the critical points of this view; what was found stays."""
        self._scheduler.give_up([request for request in self.results.pending if isinstance(request, CriticalRequest)])
        self.render()

    def _on_state(self, old: State, new: State) -> None:
        def read_value() -> None:
            if old.accepted != new.accepted:
                self._under_cursor.read()

        self._scheduler.want(self._resolver.resolve(new))
        if old.accepted != new.accepted and self._scheduler.is_holding_back:
            self._pause.start()
        is_turned = old.surface != new.surface and replace(old, surface=new.surface) == new
        _all_of(self._show_surface if is_turned else self.render, lambda: self._desk.refresh(old), read_value)

    def _on_pause(self) -> None:
        self._scheduler.hand_rests()
        self.render()

    def _on_delivery(self, message: object) -> None:
        if isinstance(message, Delivery) and self._scheduler.accept(message):
            if isinstance(message.request, CriticalRequest):
                self._soon.start()
            else:
                self._is_due = True

    def _on_delivered(self) -> None:
        def render() -> None:
            if self._is_due:
                self.render()

        _all_of(render, self._first_picture.look)

    def render(self) -> None:
        """Show what is known now, everywhere."""
        self._soon.stop()
        self._found.stop()
        self._is_due = False
        desk = self._desk
        show_docks = [dock.follow for dock in desk.docks]
        _all_of(
            self._show_text, *show_docks, desk.plane.follow, desk.steps.follow, self.show_picture, self._show_point,
            self.say_activity, self._note_faults,
        )

    def _show_text(self) -> None:
        state = self._desk.store.state
        self._desk.window.editor.render(state.text, self._problem_of(state), self.results.formula)

    def show_picture(self) -> None:
        """Show the map, and the surface with it, as the state and what is known say."""
        state, results, picture = self._desk.store.state, self.results, self._desk.window.picture
        figure = self._desk.docks.on_map(compose(state, results))
        picture.set_stale(state.text != state.accepted)
        if state.arrangement is not Arrangement.SURFACE:  # a map that nobody sees need not keep up with a drag
            picture.show_figure(figure, self.locate(), state.view)
        is_waiting = any(isinstance(request, _PAINTED) for request in results.pending)
        picture.set_progress(-1.0 if is_waiting else None)
        self._figure = figure
        self._show_surface()

    def _show_surface(self) -> None:
        """Show the surface of the map that is shown."""
        if self._figure is not None:
            self._desk.surface.follow(self._figure)

    def _show_point(self) -> None:
        state, panel = self._desk.store.state, self._desk.window.panel
        waits = self.results.formula is not None and self.results.curvature is None
        panel.set_stale(state.text != state.accepted or (waits and self.results.curvature_fault is None))
        curvature, places = self.results.curvature, self._desk.critical.places
        panel.render(state, self.results, places.point_here(curvature), places.set_here(curvature))

    def _note_faults(self) -> None:
        """Write down what could not be worked out, once."""
        for entry in self.results.faults:
            if entry not in self._noted:
                self._desk.incidents.faults.take_fault(entry[1])
        self._noted = self.results.faults

    def say_activity(self) -> None:
        """Say what is being computed."""
        pending = [request for request in self.results.pending if isinstance(request, _BY_PROCESSES)]
        starts_slowly = self._scheduler.starts_slowly(pending)
        if pending and not self._starting.isActive():
            self._starting.start()
        words = activity(self.results, starts_slowly=starts_slowly)
        words = words or ("Looking for where f varies …" if self._desk.framing.is_looking else "")
        self._desk.window.activity.setText(words)

    def _problem_of(self, state: State) -> SyntaxProblem | None:
        if state.text == state.accepted:
            return None
        reading = read_or_refuse(state.text)
        return reading if isinstance(reading, SyntaxProblem) else None

    def locate(self) -> Callable[[float, float], tuple[tuple[str, float], ...]] | None:
        """Return what turns a point of the picture into coordinates of the probe; None without a function."""
        state, results = self._desk.store.state, self.results
        formula, plane = results.formula, results.slice
        if formula is None:
            return None
        if plane is None or formula.dimension == 1:
            name = formula.variables[0]
            return lambda x, _y: ((name, x),)
        if state.plane is None:
            i, j = state.axis_indices(formula.variables)
            first, second = formula.variables[i], formula.variables[j]
            return lambda x, y: ((first, x), (second, y))
        variables = formula.variables
        return lambda x, y: tuple(zip(variables, plane.to_space((x, y)), strict=True))

    # The probe

    def landscape_at_hand(self) -> ExpressionLandscape | None:
        """Return the landscape of the function that is shown, if asking it takes no longer than a frame."""
        formula = self.results.formula
        return None if formula is None else self._answers.landscape_at_hand(formula)

    def snap_anywhere(self) -> None:
        """Go to the nearest critical point that is known or can be found from here."""
        self._snapping.anywhere()

    def move_probe(self, x: float, y: float) -> None:
        """Put the probe at a point of the picture."""
        locate = self.locate()
        if locate is not None:
            self._desk.store.dispatch(SetProbeCoordinates(locate(x, y)))

    def probe_to_middle(self) -> None:
        """Bring the probe into the middle of the picture."""
        view = self._desk.store.state.view
        self.move_probe(view.x0 + 0.5 * view.width, view.y0 + 0.5 * view.height)

    def copy_point(self, form: str) -> None:
        """Copy what the panel says: "text", "latex", "mathml", "python", "numpy" or "csv"."""
        curvature, formula = self.results.curvature, self.results.formula
        if curvature is not None and formula is not None:
            from hessview.views.formula_copies import put_on_clipboard

            text = copy_as(form, curvature, formula, self.results.formulas)
            put_on_clipboard(text, is_mathml=form == "mathml")
            self._desk.tell("Copied.")


def load_what_comes_at_once() -> None:
    """Import, in a thread, what the next formula or the next place of the probe may ask for without waiting."""
    load_special()
    for name in ("hessview.analysis.degenerate", "hessview.calculus.series_rules"):
        load(name)


def _all_of(*parts: Callable[[], object]) -> None:
    """Run all parts in order; one that raises keeps none of the others from being run, its error leaves at the end."""
    with ExitStack() as stack:
        for part in reversed(parts):
            stack.callback(part)
