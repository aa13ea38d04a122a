"""One window with all that belongs to it: the composition of store, views, controller, files and actions."""

from __future__ import annotations

import math
import time
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from hessview.app.actions import ActionTable, keyboard_sections
from hessview.app.controller import Controller
from hessview.app.critical import CriticalDesk
from hessview.app.descent import DescentDesk
from hessview.app.dialogs import Section, table_dialog
from hessview.app.docks import Docks
from hessview.app.exports import Exports
from hessview.app.files import Files
from hessview.app.framing import Framing
from hessview.app.incidents import Incidents
from hessview.app.introduction import Introduction
from hessview.app.language_table import LANGUAGE
from hessview.app.main_window import MainWindow
from hessview.app.parameters import ParametersDesk
from hessview.app.places import Places
from hessview.app.plane_choice import PlaneChoice
from hessview.app.preloading import Preloading
from hessview.app.questions import show_report
from hessview.app.rescue import Rescue
from hessview.app.sections import SectionsDesk
from hessview.app.settings import Settings
from hessview.app.slices import SlicesDesk
from hessview.app.startup import is_document
from hessview.app.steps import StepsDesk
from hessview.app.surface import SurfaceDesk
from hessview.compute.outline_requests import OutlineRequest
from hessview.document.commands import OpenExample
from hessview.document.state import Box, Race, State
from hessview.document.store import Store
from hessview.landscapes.catalog import CATALOG, Example
from hessview.language.parser import parse
from hessview.views import theme as looks
from hessview.views.accessible_roles import install_roles
from hessview.views.contour_view import ContourView
from hessview.views.curvature_panel import CurvaturePanel
from hessview.views.expression_editor import ExpressionEditor
from hessview.views.foreseen import Foreseen
from hessview.views.formula import Typesetter
from hessview.views.panel_rows import likely_labels
from hessview.views.plain_words import plain_tip
from hessview.views.single_shot import once_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hessview.language.formula import Formula
    from hessview.views.notice_bar import Choice, Notice

MESSAGE_MS = 8000
WARM_UP_MS = 50  # after the first picture, so that whatever was done to the window meanwhile is answered first
RESTING_S = 2.0
DEFAULT_BOX = Box(-5.0, 5.0, -5.0, 5.0)
FIRST_EXAMPLE = "Himmelblau"


class Desk:
    """One document in one window.

    Parameters
    ----------
    application
        Takes the theme.
    places
        Where the program's own files lie; the user's own by default.
    """

    def __init__(self, application: QApplication, places: Places | None = None) -> None:
        self._application = application
        self._changed = self.clock()
        install_roles(application)
        self.places: Places = places or Places.standard()
        self.settings: Settings = Settings(self.places.settings)
        self.store: Store = Store(example_state(_example_named(FIRST_EXAMPLE)))
        self._typesetter = typesetter = Typesetter()
        editor = ExpressionEditor(typesetter)
        picture = ContourView(self.store.dispatch, self.store.seal)
        self.window: MainWindow = MainWindow(editor, picture, CurvaturePanel(typesetter))
        typesetter.setParent(self.window)
        self.theme_name: str = self.settings.text("theme", "system")
        self.files: Files = Files(self)
        self.exports: Exports = Exports(self)
        self.rescue: Rescue = Rescue(self)
        self.framing: Framing = Framing(self)
        self.controller: Controller = Controller(self)
        self.docks: Docks = Docks(self)
        self.critical: CriticalDesk = self.docks.of(CriticalDesk)
        self.sections: SectionsDesk = self.docks.of(SectionsDesk)
        self.slices: SlicesDesk = self.docks.of(SlicesDesk)
        self.parameters: ParametersDesk = self.docks.of(ParametersDesk)
        self.descent: DescentDesk = self.docks.of(DescentDesk)
        self.plane: PlaneChoice = PlaneChoice(self)
        self.steps: StepsDesk = StepsDesk(self)
        self.surface: SurfaceDesk = SurfaceDesk(self)
        self.incidents: Incidents = Incidents(self)
        self.actions: ActionTable = ActionTable(self, self.window.menuBar())
        self.critical.add_buttons(self.actions)
        self.window.docks.unfolded.connect(self.actions.refresh)
        self.introduction: Introduction = Introduction(self)
        self._fill_examples()
        self._fill_recent()
        self.window.may_close = self._may_close
        self.window.dropped.connect(self.files.drop)
        for part in (self.window, editor):
            part.refused.connect(self.tell)
        self.window.activated.connect(self.files.glance)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_colour_scheme)
        self._apply_theme()
        self._restore_geometry()
        typesetter.elsewhere = lambda sources, take: self.controller.ask(OutlineRequest(sources), take)
        self.controller.when_first_painted(lambda: once_after(WARM_UP_MS, self.window, typesetter.warm))
        self.foreseen: Foreseen = Foreseen(typesetter, likely_labels())
        self.preloading: Preloading = Preloading(self.is_resting, self.window)
        self.controller.when_first_painted(self.preloading.begin)

    def begin(self, argument: str | None) -> None:
        """Show what the command line named, else the first example."""
        self.controller.when_first_painted(self.rescue.look)
        try:
            if argument is not None and is_document(argument):
                self.files.open(Path(argument))
            elif argument is not None:
                self.files.show(state_of_text(argument), None)
            else:
                self.controller.when_first_painted(self._introduce)
        finally:  # what cannot be shown leaves the first example
            self.controller.start()

    def _introduce(self) -> None:
        """Say what to look at in the first example, unless somebody was quicker, and at a first start what to do."""
        if not self.store.can_undo:
            self.introduction.begin()
        if not self.store.can_undo and not self.window.statusBar().currentMessage():
            self.tell(_example_named(FIRST_EXAMPLE).look_at)

    def close(self) -> None:
        """Stop what runs and let go of the window."""
        self.incidents.end_watch()
        self.preloading.close()
        self.foreseen.close()
        self.docks.close()
        self.steps.close()
        self.introduction.close()
        self.surface.close()
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._on_colour_scheme)
        self.controller.close()
        self.rescue.close()
        self._typesetter.close()
        self.incidents.close()
        self.window.deleteLater()

    def is_resting(self, seconds: float = RESTING_S) -> bool:
        """Whether nothing has changed for a while."""
        return self.clock() - self._changed > seconds

    @property
    def typesetter(self) -> Typesetter:
        """What sets every formula of this desk."""
        return self._typesetter

    def clock(self) -> float:
        """Seconds, for the pauses between keys."""
        return time.monotonic()

    def tell(self, message: str) -> None:
        """Say something in the status line for a while."""
        self.window.statusBar().showMessage(message, MESSAGE_MS)

    def report(self, message: str, path: Path, choices: Sequence[Choice] = ()) -> None:
        """Say that something could not be done with a file, and offer ways out of it, the likeliest first."""
        from hessview.app.redaction import without_file

        self.store.remember(without_file(message, path))
        show_report(self.window, message, choices)

    def notify(self, notice: Notice) -> None:
        """Say something that stays until somebody has taken note, with what can be done about it."""
        self.window.notices.notify(notice)

    def refresh(self, old: State | None = None) -> None:
        """Bring title and actions up to date."""
        self._changed = self.clock()
        state = self.store.state
        if old is not None and (old.text, old.probe) != (state.text, state.probe):
            self.window.statusBar().clearMessage()  # what was said was said about another function or point
        name = self.files.name.replace("[*]", "[*][*]")
        self.window.setWindowTitle(f"{name}[*] — hessview")
        if self.window.isWindowModified() != self.store.modified:  # Qt tells every widget of it, changed or not
            self.window.setWindowModified(self.store.modified)
        self.files.follow()
        self.rescue.follow()
        if old is None:
            self.actions.refresh()
        else:
            self.actions.follow(old)

    @cached_property
    def _examples(self) -> dict[Formula, Example]:
        # Every example is read for it, which the first picture need not wait for.
        return {parse(example.text, editor=True): example for example in CATALOG}

    def home_box(self, formula: Formula) -> Box:
        """Return the box of the example that `formula` is, else the default."""
        example = self._examples.get(formula)
        return DEFAULT_BOX if example is None else Box(*example.view)

    def home_ranges(self, formula: Formula) -> dict[str, tuple[float, float]]:
        """Return the ranges of the variables of the example that `formula` is; none of any other."""
        example = self._examples.get(formula)
        return {} if example is None else dict(zip(example.variables, example.domain, strict=True))

    # Looks

    def set_theme(self, name: str) -> None:
        """Take "system", "light" or "dark" and remember it."""
        self.theme_name = name
        self.settings.set("theme", name)
        self._apply_theme()

    def _apply_theme(self) -> None:
        named = {"light": looks.LIGHT, "dark": looks.DARK}
        theme = named.get(self.theme_name) or looks.system_theme()
        looks.apply_theme(self._application, theme)
        self.window.editor.set_theme(theme)
        self.window.notices.set_theme(theme)
        self.window.picture.set_theme(theme)
        self.window.panel.set_theme(theme)
        self.docks.set_theme(theme)
        self.plane.set_theme(theme)
        self.steps.set_theme(theme)
        self.introduction.set_theme(theme)
        self._repeat_message()
        self.surface.set_theme(theme)

    def _repeat_message(self) -> None:
        """Say once more what is being said: with another style the status line shows what the message had hidden."""
        bar = self.window.statusBar()
        message = bar.currentMessage()
        if message:
            bar.clearMessage()
            self.tell(message)

    def _on_colour_scheme(self) -> None:
        if self.theme_name == "system":
            self._apply_theme()

    def _restore_geometry(self) -> None:
        self.window.restoreGeometry(QByteArray(self.settings.data("geometry") or b""))
        # Not the splitter's own bytes: they could turn it, and give it sizes that are none.
        self.window.restore_sizes(self.settings.texts("sizes"))
        self.window.pictures.restore_sizes(self.settings.texts("picture sizes"))
        self.window.docks.restore_sizes(self.settings.texts("dock sizes"))
        if (dock := self.settings.text("dock", "")) in self.window.docks.toggles:
            self.window.docks.unfold(dock)

    def _may_close(self) -> bool:
        if not (self.files.may_lose() and self.exports.may_interrupt()):
            return False
        self.rescue.forget()
        window = self.window
        self.settings.update({
            "geometry": bytes(window.saveGeometry().data()),
            "sizes": [str(size) for size in window.splitter.sizes()],
            "picture sizes": [str(size) for size in window.pictures.kept_sizes()],
            "dock": window.docks.shown,
            "dock sizes": [str(size) for size in window.docks.sizes()],
        })
        return True

    # Menus that are data

    def _fill_examples(self) -> None:
        menu = self.actions.menus["Examples"]
        self.window.examples_button.setMenu(menu)
        groups: dict[str, QMenu] = {}
        taken: set[str] = set()
        for example in CATALOG:
            if example.group not in groups:
                groups[example.group] = menu.addMenu(with_mnemonic(example.group, taken))
            group = groups[example.group]
            group.setToolTipsVisible(True)
            action = group.addAction(example.name)
            action.setToolTip(f"{example.look_at}\n{example.text}")
            action.setStatusTip(example.look_at)
            action.triggered.connect(lambda _checked=False, chosen=example: self.open_example(chosen))

    def open_example(self, example: Example) -> None:
        """Show an example with its box and probe, and say what to look at; undo leads back to the document before."""
        probe = tuple(zip(example.variables, example.probe, strict=True))
        self.store.dispatch(OpenExample(example.text, Box(*example.view), probe, example.settings))
        self.tell(example.look_at)

    def _fill_recent(self) -> None:
        menu = self.actions.menus["File"]
        self._recent_menu = QMenu("Open &Recent", menu)
        self._recent_menu.setToolTipsVisible(True)
        menu.insertMenu(self.actions.action("Save"), self._recent_menu)
        self._recent_menu.aboutToShow.connect(self._list_recent)

    def _list_recent(self) -> None:
        self._recent_menu.clear()
        for entry in self.files.recent:
            action = self._recent_menu.addAction(Path(entry).name.replace("&", "&&"))
            action.setToolTip(plain_tip(entry))
            action.triggered.connect(lambda _checked=False, path=entry: self.files.open(Path(path)))
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction("Nothing yet").setEnabled(False)

    def show_picture_menu(self, place: QPoint, x: float, y: float) -> None:
        """Offer what can be done at a point of the picture; its coordinates are nan beside the surface."""
        menu = QMenu(self.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not math.isnan(x):
            menu.addAction("&Move the Probe Here", lambda: self.controller.move_probe(x, y))
        for group in (("Snap to Nearest Critical Point", "To the Middle", "Search a Box"),
                      ("Fit", "Home", "Set Ranges", "Equal Scales"), ("Copy Point as Text", "Export Figure")):
            for name in group:
                menu.addAction(self.actions.action(name))
            menu.addSeparator()
        menu.popup(place)

    # Help

    def show_keyboard(self) -> None:
        """Show every key."""
        self._show_table("Keyboard and mouse", keyboard_sections())

    def show_language(self) -> None:
        """Show what can be typed."""
        self._show_table("What can be typed", (("", LANGUAGE),))

    def show_about(self) -> None:
        """Say version and licence."""
        words = f"<b>hessview {version('hessview')}</b><br>See the second derivative.<br><br>MIT licence."
        box = QMessageBox(QMessageBox.Icon.NoIcon, "About hessview", words, QMessageBox.StandardButton.Ok, self.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _show_table(self, title: str, sections: Sequence[Section]) -> None:
        dialog = table_dialog(self.window, title, sections)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def with_mnemonic(words: str, taken: set[str]) -> str:
    """Return words with an ampersand before the first letter that no other entry has taken, and take it."""
    for place, letter in enumerate(words):
        if letter.isalpha() and letter.lower() not in taken:
            taken.add(letter.lower())
            return f"{words[:place]}&{words[place:]}"
    return words


def example_state(example: Example) -> State:
    """Return the document that shows an example."""
    probe = tuple(zip(example.variables, example.probe, strict=True))
    return State(
        text=example.text, accepted=example.text, probe=probe, view=Box(*example.view),
        race=Race(settings=example.settings),
    )  # fmt: skip


def state_of_text(text: str) -> State:
    """Return the document that shows a typed formula: an example's box if it is one, else the default."""
    from hessview.document.reading import read, well_formed

    text = well_formed(text)  # the bytes of a command line need not be text
    formula = read(text)
    example = next((entry for entry in CATALOG if read(entry.text) == formula), None) if formula else None
    if example is not None:
        return example_state(example)
    return State(text=text, accepted=text if formula is not None else "", view=DEFAULT_BOX)


def _example_named(part: str) -> Example:
    return next(example for example in CATALOG if part in example.name)
