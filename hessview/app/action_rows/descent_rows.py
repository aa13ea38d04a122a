"""The menu Descent: run, step and play the methods that run downhill, and keep what they did."""

from __future__ import annotations

from hessview.app import descent_acts
from hessview.app.action_rows.row import ActionRow

ROWS = (
    ActionRow(
        "Descent", "&Run", "F8", "Let the chosen methods run from the start; again, stop them.",
        lambda desk: desk.descent.run(),
    ),
    ActionRow(
        "Descent", "&Play", "Shift+F8", "Show one step after the other; Escape stops it.",
        lambda desk: desk.descent.time.play(), checked=lambda desk: desk.descent.time.is_playing,
        separator=True,
    ),
    ActionRow(
        "Descent", "Step &On", "F7", "Show the next step of every run.", lambda desk: desk.descent.time.step_by(1),
    ),
    ActionRow(
        "Descent", "Step &Back", "Shift+F7", "Show the step before.", lambda desk: desk.descent.time.step_by(-1),
    ),
    ActionRow(
        "Descent", "Show &Model at the Step", "Shift+F6",
        "Show the quadratic model at the step of the chosen run, and that step in its parts along the eigenvectors.",
        lambda desk: desk.descent.show_model(), checked=lambda desk: desk.descent.has_model,
    ),
    ActionRow(
        "Descent", "&Hold Start", "Ctrl+Shift+D", "Let the runs start here while the probe goes elsewhere.",
        descent_acts.hold_start, checked=lambda desk: desk.descent.is_held, separator=True,
    ),
    ActionRow(
        "Descent", "&Go to the End of the Run", "",
        "Hold the start, and move the probe to the critical point at the end of the chosen run.",
        descent_acts.go_to_polished,
    ),
    ActionRow(
        "Descent", "Go &Down from the End", "",
        "Let the race start a small step beside the saddle at the end of the chosen run, where f is lower.",
        descent_acts.go_down,
    ),
    ActionRow(
        "Descent", "Basi&n Map", "Ctrl+F7", "To which end the chosen method leads from every point of the view.",
        lambda desk: desk.descent.show_page(desk.descent.ground.basins.toggle),
        checked=lambda desk: desk.descent.ground.basins.is_shown, separator=True,
    ),
    ActionRow(
        "Descent", "Landscape S&keleton", "Ctrl+F8",
        "The ways down from each saddle in the view, the borders of basins, and which minima join over which saddle.",
        lambda desk: desk.descent.show_page(desk.descent.ground.skeleton.toggle),
        checked=lambda desk: desk.descent.ground.skeleton.is_shown,
    ),
    ActionRow(
        "Descent", "&Save as CSV…", "", "Write every step of every run into a file.",
        descent_acts.save_csv, separator=True,
    ),
    ActionRow(
        "Descent", "&Copy Table", "", "Copy the table that compares the methods.",
        descent_acts.copy_table,
    ),
    ActionRow(
        "Descent", "C&lear", "", "Show no run any more, until one is asked for.", lambda desk: desk.descent.clear(),
    ),
)  # fmt: skip
