"""Every action of the window: the rows of `action_rows` as menus, and the tables of keys.

Adding an action is adding a row there. Menus, shortcuts and the keyboard table in Help are made from these rows alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from hessview.app.action_rows import descent_rows, edit_rows, file_rows, help_rows, look_rows, probe_rows, view_rows

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QMenuBar

    from hessview.app.action_rows.row import ActionRow
    from hessview.app.desk import Desk
    from hessview.document.state import State

MENUS = ("File", "Edit", "View", "Probe", "Descent", "Examples", "Help")
_UNDO, _REDO = "&Undo", "&Redo"


def rows() -> tuple[ActionRow, ...]:
    """Return every row in the order of the menus."""
    return (
        *file_rows.ROWS, *edit_rows.ROWS,
        *view_rows.ROWS, *view_rows.OVERLAY_ROWS, *look_rows.TRUST_ROWS, *look_rows.SURFACE_ROWS, *view_rows.PLANE_ROWS,
        *view_rows.FIELD_ROWS, *look_rows.COLOUR_ROWS, *view_rows.LEVEL_ROWS, *view_rows.PART_ROWS,
        *look_rows.THEME_ROWS,
        *probe_rows.ROWS, *descent_rows.ROWS, *help_rows.ROWS,
    )


class ActionTable:
    """The rows as Qt actions in a menu bar."""

    def __init__(self, desk: Desk, bar: QMenuBar) -> None:
        self._desk = desk
        self.menus: dict[str, QMenu] = {}
        self._made: list[tuple[ActionRow, QAction]] = []
        groups: dict[str, QActionGroup] = {}
        for title in MENUS:
            self._menu(bar, title)
        for row in rows():
            action = self._action(bar, row)
            if row.exclusive:
                group = groups.setdefault(row.menu, QActionGroup(bar))
                group.addAction(action)
        self.refresh()

    def refresh(self) -> None:
        """Bring ticks, availability and the names of undo and redo up to date."""
        for row, action in self._made:
            self._bring(row, action)

    def follow(self, old: State) -> None:
        """Do the same after the document has changed from `old`.

        No row but undo and redo asks where the probe is: while a hand drags it they are all that is looked at.
        """
        state = self._desk.store.state
        probe_alone = old.probe != state.probe and replace(old, probe=state.probe) == state
        for row, action in self._made:
            if not probe_alone or row.text in {_UNDO, _REDO}:
                self._bring(row, action)

    def _bring(self, row: ActionRow, action: QAction) -> None:
        if row.checked is not None:
            action.setChecked(row.checked(self._desk))
        if row.enabled is not None:
            action.setEnabled(row.enabled(self._desk))
        if row.text == _UNDO:
            action.setText(f"{_UNDO} {self._desk.store.undo_name or ''}".rstrip())
        elif row.text == _REDO:
            action.setText(f"{_REDO} {self._desk.store.redo_name or ''}".rstrip())

    def action(self, text: str) -> QAction:
        """Return the action of the row whose words, without mnemonic and dots, are `text`."""
        for row, action in self._made:
            if row.text.replace("&", "").rstrip("…") == text:
                return action
        raise KeyError(text)

    def _action(self, bar: QMenuBar, row: ActionRow) -> QAction:
        menu = self._menu(bar, row.menu, sets_off=row.sets_off)
        if row.separator:
            menu.addSeparator()
        action = menu.addAction(row.text)
        if row.key:
            action.setShortcuts([QKeySequence(key) for key in (row.key, row.also) if key])
        action.setToolTip(f"{row.tip} ({_shown_key(row.key)})" if row.key else row.tip)
        action.setStatusTip(row.tip)
        action.setCheckable(row.checked is not None)
        action.triggered.connect(lambda _checked=False, row=row: self._run(row))
        self._made.append((row, action))
        return action

    def _run(self, row: ActionRow) -> None:
        row.run(self._desk)
        self.refresh()

    def _menu(self, bar: QMenuBar, path: str, *, sets_off: bool = False) -> QMenu:
        plain = path.replace("&", "")
        if plain not in self.menus:
            parent, _, title = path.rpartition("/")
            if sets_off:
                self.menus[parent].addSeparator()
            self.menus[plain] = self.menus[parent].addMenu(title) if parent else bar.addMenu(f"&{title}")
            self.menus[plain].setToolTipsVisible(True)
            self.menus[plain].aboutToShow.connect(self.refresh)
        return self.menus[plain]


Lines = tuple[str, tuple[tuple[str, str, str], ...]]
"""A heading and what stands under it: key, what it does, a sentence."""


def keyboard_table() -> tuple[tuple[str, str, str], ...]:
    """Return (key, what, tip) of every row that has a key, then the keys of the picture."""
    return tuple(line for _, lines in keyboard_sections() for line in lines)


def keyboard_sections() -> tuple[Lines, ...]:
    """Return the keys and the gestures of the picture, then the keys of each menu, as a heading and its lines."""
    sections: list[Lines] = [("In the picture", PICTURE_KEYS), ("On the surface", SURFACE_KEYS)]
    for menu in MENUS:
        lines = tuple(
            (_shown_key(row.key), row.text.replace("&", "").rstrip("…"), row.tip)
            for row in rows()
            if row.key and row.menu.partition("/")[0] == menu
        )
        if lines:
            sections.append((menu, lines))
    return tuple(sections)


def _shown_key(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


PICTURE_KEYS = (
    ("Click", "Move the probe there", "Near a critical point it snaps; hold Alt to keep it where you clicked."),
    ("Drag the probe", "Move it", "Everything follows; Escape puts it back."),
    ("Drag elsewhere", "Pan", "The middle button pans even on the probe."),
    ("Wheel", "Zoom about the cursor", "Over an axis along that axis alone."),
    ("Double click", "Fit", "Look for where f is defined and varies."),
    ("Right click", "What can be done here", "A menu; the menu key opens it at the probe."),
    ("Click on an axis", "Type its range", "Ctrl+R does the same; Enter takes it, Escape leaves it."),
    ("Click on a folded legend", "Keep it open", "A click folds it again; L does the same."),
    ("Arrow keys", "Nudge the probe", "A hundredth of the view; with Shift finer, with Ctrl along the principal axes."),
    ("Ctrl+Shift+arrow", "Pan", "A tenth of the view."),
    ("+ and −", "Zoom about the probe", "About the middle when the probe is out of sight."),
    ("Escape", "Undo the gesture in progress", "A drag or a pan goes back to where it began."),
)

SURFACE_KEYS = (
    ("Drag on the surface", "Turn it", "Clicks and the probe are as on the map; Escape turns it back."),
    ("Wheel on the surface", "Nearer or farther", "+ and − do the same."),
    ("Double click on the surface", "As it was", "Seen from where a new document shows it; Home does the same."),
    (", and .", "Turn the surface", "Page Up and Page Down look more from above, more from the side."),
    ("T, F, I", "Look from above, from the front, isometrically", "While the keyboard is on the surface."),
)
