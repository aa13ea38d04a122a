"""The menu Probe: where it goes, what moves under it, and how one gets to what the panel says of it."""

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
        lambda desk: desk.critical.searching.ask(),
    ),
    ActionRow(
        "Probe", "Go &To…", "Ctrl+G", "Type the coordinates.", lambda desk: desk.window.focus_coordinates(),
        separator=True,
    ),
    ActionRow(
        "Probe", "To the &Middle", "Ctrl+M", "Bring the probe into the middle of the picture.",
        lambda desk: desk.controller.probe_to_middle(),
    ),
    ActionRow(
        "Probe", "&Animate Parameter", "F9", "Move a parameter there and back; Escape stops it.",
        lambda desk: desk.parameters.animate(), checked=lambda desk: desk.parameters.is_moving,
        enabled=lambda desk: desk.parameters.has_any, separator=True,
    ),
    ActionRow(
        "Probe", "T&race Critical Points", "Ctrl+T",
        "Show the paths of the critical points while a parameter moves, and where det H = 0 on them.",
        lambda desk: desk.parameters.trace_chosen(), checked=lambda desk: bool(desk.parameters.tracing.parameter),
        enabled=lambda desk: desk.parameters.has_any,
    ),
    ActionRow(
        "Probe", "S&how the Steps", "Ctrl+Shift+H",
        "Derive what the panel says, step by step, on a page of its own.",
        lambda desk: desk.steps.toggle(), checked=lambda desk: desk.steps.is_open, separator=True,
    ),
)
