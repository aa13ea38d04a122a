"""The menu Help."""

from __future__ import annotations

from hessview.app.action_rows.row import ActionRow

ROWS = (
    ActionRow("Help", "&Keyboard", "F1", "Every key, in a table.", lambda desk: desk.show_keyboard()),
    ActionRow("Help", "&What Can Be Typed", "Shift+F1", "The language of formulas.", lambda d: d.show_language()),
    ActionRow(
        "Help", "&Report…", "", "What helps to mend a fault, to copy or to save; nothing is sent.",
        lambda desk: desk.incidents.show_report(), separator=True,
    ),
    ActionRow("Help", "&About hessview", "", "Version and licence.", lambda desk: desk.show_about()),
)
