"""The window without a mouse and without eyes: every example in both looks, every dialog, every state of the window."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget
from shiboken6 import isValid

from hessview.document.commands import MoveProbe, SetText, SetView
from hessview.document.state import Box
from hessview.landscapes.catalog import CATALOG, Example
from hessview.views.notice_bar import Choice, Notice
from hessview.views.theme import DARK, LIGHT, Theme, mixed
from tests.reliability.campaign import Campaign, Outcome, Scale
from tests.reliability.hands import is_drawn, is_idle, open_desk, rest, settle, wait_until
from tests.reliability.tour_looks import Looks
from tests.reliability.walk import (
    LEAST_CONTRAST,
    Announcements,
    action_faults,
    by_tab,
    contrast,
    contrast_faults,
    focus_faults,
    place_of,
    tab_faults,
    way_of_tab,
    without_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hessview.app.desk import Desk

    Step = tuple[str, Callable[[], None]]

_SIZE = (1440, 1200)
_LOOKS = ("light", "dark")
_PATIENCE = 60.0
_OUT_OF_DATE = 3.0
"""What words about the last good formula must reach while the text is wrong: like a control that is switched off."""

_TEXTS = ("x^3", "x1 + x2 x3 - x4 x5", "7", "sin(x", "arcsinn(x)", "1,5 x", "", "log(x)", "x^2")
_DIALOGS = (
    "Export Figure", "Keyboard", "What Can Be Typed", "About hessview", "Export Animation", "Search a Box", "Other",
    "Report",
)  # fmt: skip


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Walk until all is seen or the time is over."""
    with tempfile.TemporaryDirectory() as folder:
        tour = Tour(open_desk(Path(folder), size=_SIZE), scale, say)
        try:
            tour.walk()
        finally:
            tour.close()
    return tour.outcome()


class Tour(Looks):
    """One window and what was found in it so far.

    Parameters
    ----------
    desk
        The window; the tour closes it.
    """

    def __init__(self, desk: Desk, scale: Scale, say: Callable[[str], None]) -> None:
        self.desk, self.window = desk, desk.window
        self.faults: list[str] = []
        self.seen: Counter[str] = Counter()
        self._scale, self._say = scale, say
        self._left_out = 0
        self.window.activateWindow()
        wait_until(lambda: is_drawn(desk) and self.window.isActiveWindow(), _PATIENCE)
        self._end = time.monotonic() + scale.seconds

    def walk(self) -> None:
        """Go through everything until the time is over, the rarer things first."""
        self.note("menus", action_faults(self.window.menuBar().actions()))
        for theme in (LIGHT, DARK):
            self.note(theme.name, pair_faults(theme))
        for look, step in self._short_steps() if self._scale.short else self._full_steps():
            if time.monotonic() > self._end:
                self._left_out += 1
                continue
            if look != self.desk.theme_name:
                self.desk.set_theme(look)
            step()

    def _short_steps(self) -> Iterator[Step]:
        yield "light", partial(self.see_text, "arcsinn(x)")
        yield "light", self.hear_classes
        yield "light", self.see_what_the_picture_is
        yield "dark", partial(self.open_dialogs, _DIALOGS[:2])
        yield "dark", self.see_notices
        yield "light", self.see_tests
        yield "light", self.see_docks
        yield "dark", self.see_surfaces
        yield "light", self.see_parameters
        yield "dark", self.see_many_variables
        yield "light", self.see_steps
        yield "dark", partial(self.see_text, "x1 + x2 x3 - x4 x5")
        yield "light", self.see_range_editor
        yield "light", self.hear_a_drag
        yield from ((look, partial(self.see_example, CATALOG[0])) for look in _LOOKS)

    def _full_steps(self) -> Iterator[Step]:
        for look in _LOOKS:
            for step in (self.hear_classes, self.hear_a_drag, self.see_what_the_picture_is):
                yield look, step
            yield look, partial(self.open_dialogs, _DIALOGS)
            yield look, self.see_what_a_crash_left
            for step in (self.see_first_hints, self.see_notices, self.see_range_editor, self.see_tests, self.see_docks,
                         self.see_surfaces, self.see_parameters, self.see_many_variables, self.see_steps):  # fmt: skip
                yield look, step
            yield from ((look, partial(self.see_text, text)) for text in _TEXTS)
            yield from ((look, partial(self.see_example, example)) for example in CATALOG)

    def outcome(self) -> Outcome:
        """Return what was seen and what is wrong."""
        found = ("states", "stops of Tab", "dialogs", "announcements")
        words = ", ".join(f"{self.seen[what]:,} {what}" for what in found)
        left = f"; {self._left_out} states left out, time was over" if self._left_out else ""
        faults = tuple(dict.fromkeys(self.faults))
        well = "all named, all reached, every key and menu path its own, every new class said once"
        result = f"{len(faults)} faults, {faults[0]}" if faults else well
        return Outcome(words + left, result, not faults and bool(self.seen["states"]), faults)

    def note(self, where: str, faults: list[str]) -> None:
        """Keep what is wrong somewhere."""
        self.faults += [f"{where}: {fault}" for fault in faults]

    def close(self) -> None:
        """Close the window."""
        self.desk.close()
        settle()

    # States of the window

    def look_round(self, where: str) -> None:
        """Look at the whole window as it is now."""
        window = self.window
        self._activate(where, window)
        regions = (window.editor.field, window.editor.strip, window.examples_button, window.notices,
                   *window.pictures.shown, window.docks, window.panel)  # fmt: skip
        self._walk_through(where, window, window.editor.field, regions)
        self.note(where, contrast_faults(window, self._least))
        self.seen["states"] += 1

    def _walk_through(self, where: str, window: QWidget, first: QWidget, regions: tuple[QWidget, ...]) -> None:
        self.note(where, without_name(window))
        self.note(where, tab_faults(window, first, regions))
        met = way_of_tab(first).met
        self.note(where, focus_faults(window, met))
        self.seen["stops of Tab"] += len(met)

    def _activate(self, where: str, window: QWidget) -> None:
        window.activateWindow()
        active = wait_until(window.isActiveWindow, _PATIENCE)
        self.note(where, [] if active else ["the window cannot be made the active one"])

    def _least(self, widget: QWidget) -> float:
        panel = self.window.panel
        is_out_of_date = panel.graphicsEffect() is not None and panel.isAncestorOf(widget)
        is_out_of_date |= getattr(widget, "_stale", False)
        return _OUT_OF_DATE if is_out_of_date else LEAST_CONTRAST

    def wait(self) -> None:
        rest(0.03)  # what is known already is shown at once, and then laid out
        wait_until(lambda: is_idle(self.desk), _PATIENCE)  # what comes later changes the way of Tab

    def see_example(self, example: Example) -> None:
        """Look at the window with an example."""
        self.desk.open_example(example)
        self.wait()
        self.look_round(f"{example.name}, {self.desk.theme_name}")

    def see_text(self, text: str) -> None:
        """Look at it with something typed, right or wrong, after a pause that lets the problem be said."""
        self.desk.store.dispatch(SetText(text))
        rest(0.03)
        wait_until(lambda: not self.window.editor._patience.isActive(), _PATIENCE)
        self.wait()
        self.look_round(f"{text!r}, {self.desk.theme_name}")

    def see_notices(self) -> None:
        """Look at it with a notice that offers two things."""
        choices = (Choice("Do something", settle), Choice("Do something else", settle))
        self.desk.notify(Notice("tour", "Something happened, and two things can be done about it.", choices, "More."))
        rest(0.05)
        self.look_round(f"notice, {self.desk.theme_name}")
        self.window.notices.dismiss("tour")

    def see_range_editor(self) -> None:
        """Look at the four fields of the ranges, which stand over the picture."""
        self.desk.actions.action("Set Ranges").trigger()
        rest(0.05)
        fields = [field for field in self.window.picture.findChildren(QLineEdit) if field.isVisible()]
        self.note("ranges", [] if len(fields) == 4 else [f"{len(fields)} fields instead of 4"])
        self.note("ranges", [*without_name(self.window), *contrast_faults(self.window, self._least)])
        self.seen["states"] += 1
        QTest.keyClick(self.window.focusWidget(), Qt.Key.Key_Escape)

    def see_docks(self) -> None:
        """Look at it with each dock unfolded."""
        for name in self.window.docks.toggles:
            self.window.docks.unfold(name)
            self.wait()
            rest(0.1)
            self.look_round(f"{name}, {self.desk.theme_name}")
        self.window.docks.fold()

    def see_surfaces(self) -> None:
        """Look at it with the surface beside the map, and alone; then with the map alone again."""
        self.desk.store.dispatch(SetText("x^2 - y^2 + x y"))  # a curve has no surface
        for name in ("Side by Side", "Surface", "Contour Map"):
            self.desk.actions.action(name).trigger()
            self.wait()
            rest(0.3)
            self.look_round(f"{name}, {self.desk.theme_name}")
        entry = QAccessible.queryAccessibleInterface(self.window.pictures.surface)
        if entry.role() != QAccessible.Role.Chart or "Seen from" not in entry.text(QAccessible.Text.Description):
            self.note("surface", [f"it is a {entry.role().name}: {entry.text(QAccessible.Text.Description)!r}"])

    def see_tests(self) -> None:
        """Look at it with the tests unfolded."""
        toggle = self.window.panel.tests.button
        toggle.click()
        rest(0.05)
        self.look_round(f"tests, {self.desk.theme_name}")
        toggle.click()

    # Dialogs

    def open_dialogs(self, names: tuple[str, ...]) -> None:
        """Open dialogs of the menus."""
        for name in names:
            self.see_dialog(name, self.desk.actions.action(name).trigger)

    def see_what_a_crash_left(self) -> None:
        """Open the dialog that offers unsaved changes, and the one that says what could not be done."""
        self.desk.report("Something could not be done.", Path("a.svg"))
        self.see_dialog("report", settle)
        self._leave_something()
        self.see_dialog("recovery", self.desk.rescue.show)

    def _leave_something(self) -> None:
        """Have unsaved changes lie there as of a window that is gone."""
        kept = self.desk.places.recovery
        self.desk.store.dispatch(SetText("x^2 + 2 y^2"))
        wait_until(lambda: any(kept.glob("*.json")), _PATIENCE)
        left = kept / "recovery-0000beef.json"
        own = next((path for path in kept.glob("recovery-*.json") if path != left), None)
        if own is not None:
            shutil.copy(own, left)

    def see_dialog(self, name: str, open_it: Callable[[], object]) -> None:
        """Look at the dialog that something opens, and close it; some return only when they are closed."""
        seen: list[QWidget] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QDialog) and not seen:
                seen.append(dialog)
                self.look_at(f"{name}, {self.desk.theme_name}", dialog)

        timer = QTimer(interval=20)
        timer.timeout.connect(look)
        timer.start()
        open_it()
        if not wait_until(lambda: bool(seen), _PATIENCE):
            self.note(name, ["no dialog came"])
        timer.stop()
        settle()

    def look_at(self, where: str, dialog: QDialog) -> None:
        self._activate(where, dialog)
        if not isinstance(dialog, QFileDialog):
            stops = by_tab(dialog)
            first = min(stops, key=lambda stop: (place_of(stop).top(), place_of(stop).left()), default=dialog)
            self.note(where, [] if stops else ["nothing to come to by Tab"])
            self._walk_dialog(where, dialog, first)
        if not (dialog.windowTitle() or dialog.accessibleName()):
            self.note(where, ["the dialog has no title"])
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        if not wait_until(lambda: not isValid(dialog) or not dialog.isVisible(), _PATIENCE):
            self.note(where, ["Escape does not close it"])
            dialog.reject()
        self.seen["dialogs"] += 1

    def _walk_dialog(self, where: str, dialog: QDialog, first: QWidget) -> None:
        self._walk_through(where, dialog, first, ())
        self.note(where, contrast_faults(dialog))

    # What is said and shown

    def hear_classes(self) -> None:
        """Go to points by a click: the class of each is said, and said once."""
        self._show("x^4 + y^4 - 4xy + 1", Box(-2.0, 2.0, -2.0, 2.0), (0.4, -0.7))
        for place, word in (((0.0, 0.0), "saddle"), ((1.0, 1.0), "minimum"), ((-1.0, -1.0), "minimum")):
            with Announcements() as heard:
                QTest.mouseClick(self._viewport, Qt.MouseButton.LeftButton, pos=self._pixel(*place))
                rest(0.1)
                self._let_it_speak()
            self._judge_said(f"a click on {place}", heard.said, [word])

    def hear_a_drag(self) -> None:
        """Drag along critical points without an end, pixel by pixel: their class is said at most when it changes."""
        self._show("x^2 + 0y", Box(-2.0, 2.0, -2.0, 2.0), (0.0, 1.5))
        with Announcements() as heard:
            start, end = self._pixel(0.0, 1.5), self._pixel(0.0, -1.5)
            QTest.mousePress(self._viewport, Qt.MouseButton.LeftButton, pos=start)
            steps, changes, last = 60, 0, self.window.panel.badge.spoken
            for step in range(1, steps + 1):
                QTest.mouseMove(self._viewport, start + (end - start) * step / steps)
                rest(0.01)
                changes, last = changes + (self.window.panel.badge.spoken != last), self.window.panel.badge.spoken
            said_in_drag = len(heard.said)
            QTest.mouseRelease(self._viewport, Qt.MouseButton.LeftButton, pos=end)
            self._let_it_speak()
        if abs(self.desk.store.state.coordinate("y") + 1.5) > 0.1:
            self.note("a drag", ["the probe did not come along"])
        if said_in_drag > changes:
            self.note("a drag", [f"said {said_in_drag} times what changed {changes} times"])
        self._judge_said("the end of a drag", heard.said[said_in_drag:], [self.window.panel.badge.spoken.lower()])

    def _judge_said(self, where: str, said: list[str], wanted: list[str]) -> None:
        self.seen["announcements"] += len(said)
        good = len(said) == len(wanted) and all(word in words.lower() for words, word in zip(said, wanted, strict=True))
        self.note(where, [] if good else [f"said {said} instead of {wanted}"])

    def see_what_the_picture_is(self) -> None:
        """Ask for role, name and description of the picture, before and after a change."""
        for text, name, probe in (("x^2 - y^2", "Contour map", (0.0, 0.0)), ("x^3 - x", "Graph", (1.0,))):
            self._show(text, Box(-2.0, 2.0, -2.0, 2.0), probe)
            entry = QAccessible.queryAccessibleInterface(self.window.picture)
            before = entry.text(QAccessible.Text.Description)
            if entry.role() != QAccessible.Role.Chart or entry.text(QAccessible.Text.Name) != name:
                self.note(text, [f"the picture is a {entry.role().name} called {entry.text(QAccessible.Text.Name)!r}"])
            self.desk.store.dispatch(MoveProbe((("x", 0.5),)))
            self.wait()
            after = entry.text(QAccessible.Text.Description)
            if before == after or "f(x" not in before or "0.5" not in after:
                self.note(text, [f"the picture is described as {before!r}, then {after!r}"])

    @property
    def _viewport(self) -> QWidget:
        return self.window.picture.viewport()

    def _pixel(self, x: float, y: float) -> QPoint:
        return self.window.picture.pixel_of(x, y)

    def _show(self, text: str, box: Box, probe: tuple[float, ...]) -> None:
        dispatch = self.desk.store.dispatch
        dispatch(SetText(text))
        dispatch(SetView(box))
        dispatch(MoveProbe(tuple(zip(("x", "y"), probe, strict=False))))
        wait_until(lambda: is_drawn(self.desk), _PATIENCE)
        self._let_it_speak()

    def _let_it_speak(self) -> None:
        wait_until(lambda: not self.window.panel.badge._rest.isActive(), _PATIENCE)
        rest(0.05)


def pair_faults(theme: Theme) -> list[str]:
    """Return the colours of words that stand out too little from a ground that they are painted on."""
    grounds = {"window": theme.color("window"), "panel": theme.color("panel"),
               "notice": mixed(theme.color("panel"), theme.color("accent"), 0.08)}  # fmt: skip
    pairs = [(f"{token} on {name}", theme.color(token), ground) for token in ("text", "secondary", "problem")
             for name, ground in grounds.items()]  # fmt: skip
    pairs += [("on_accent on accent", theme.color("on_accent"), theme.color("accent"))]
    pairs += [(f"text on {kind}", theme.color("text"), theme.tint(kind)) for kind in theme.classes]
    return [f"{what}: {contrast(ink, ground):.2f}" for what, ink, ground in pairs
            if contrast(ink, ground) < LEAST_CONTRAST]  # fmt: skip


CAMPAIGN = Campaign(
    name="accessibility",
    title="keyboard and screen reader",
    bar="every focusable widget has name and role, every action text and a unique shortcut or menu path, Tab covers "
    "all, the class of a new point is announced",
    full_seconds=900.0,
    run=run,
    short_seconds=3.5, is_warm=True,
)  # fmt: skip
