"""What a row of the table of actions says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk


@dataclass(frozen=True)
class ActionRow:
    """One action.

    Attributes
    ----------
    menu
        Path of menu titles, ``"View/Theme"``; an action group is made of the checkable rows of a submenu that exclude
        each other (`exclusive`).
    text, key, tip
        Words in the menu with their mnemonic, shortcut in Qt's portable text, one sentence.
    run
        What it does.
    also
        A second shortcut that does the same.
    checked, enabled
        Whether it is ticked or can be used, from the state of the desk; None: not checkable, always.
    separator, sets_off
        Whether a line stands above it, or above the submenu that it begins.
    """

    menu: str
    text: str
    key: str
    tip: str
    run: Callable[[Desk], object]
    checked: Callable[[Desk], bool] | None = None
    enabled: Callable[[Desk], bool] | None = None
    exclusive: bool = False
    separator: bool = False
    sets_off: bool = False
    also: str = ""
