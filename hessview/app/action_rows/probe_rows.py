"""The menu Probe: where it goes."""

from __future__ import annotations

from hessview.app.action_rows.row import ActionRow

ROWS = (
    ActionRow(
        "Probe", "&Snap to Nearest Critical Point", "Ctrl+K", "Bring the probe to the critical point nearest to it.",
        lambda desk: desk.controller.snap_anywhere(),
    ),
    ActionRow(
        "Probe", "&Next Critical Point", "Ctrl+J", "Go to the next one of the list, in its order.",
        lambda desk: desk.critical.step(1),
    ),
    ActionRow(
        "Probe", "&Previous Critical Point", "Ctrl+Shift+J", "Go back to the one before in the list.",
        lambda desk: desk.critical.step(-1),
    ),
    ActionRow(
        "Probe", "Search a &Box…", "Ctrl+Shift+B", "Look for all critical points in a box that you type.",
        lambda desk: desk.critical.ask_for_box(),
    ),
    ActionRow(
        "Probe", "Go &To…", "Ctrl+G", "Type the coordinates.", lambda desk: desk.window.focus_coordinates(),
        separator=True,
    ),
    ActionRow(
        "Probe", "To the &Middle", "Ctrl+M", "Bring the probe into the middle of the picture.",
        lambda desk: desk.controller.probe_to_middle(),
    ),
)
