"""The menu File: sessions, figures, data, animations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.app.action_rows.row import ActionRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk


def _data(kind: str) -> Callable[[Desk], object]:
    return lambda desk: desk.exports.ask_for_data(kind)


ROWS = (
    ActionRow("File", "&New", "Ctrl+N", "Begin with an empty function.", lambda desk: desk.files.new()),
    ActionRow("File", "&Open…", "Ctrl+O", "Open a session, or a figure with one inside.", lambda d: d.files.ask_open()),
    ActionRow("File", "&Save", "Ctrl+S", "Save the session.", lambda desk: desk.files.save(), separator=True),
    ActionRow("File", "Save &As…", "Ctrl+Shift+S", "Save the session in another file.", lambda d: d.files.save_as()),
    ActionRow(
        "File", "&Export Figure…", "Ctrl+E", "Write the picture as SVG, PDF or PNG, with the session inside.",
        lambda desk: desk.exports.ask(), separator=True,
    ),
    ActionRow(
        "File", "Export An&imation…", "Ctrl+Alt+E", "A turning surface, a moving parameter or probe as GIF or MP4.",
        lambda desk: desk.exports.animate(),
    ),
    *(
        ActionRow("File/Export &Data", words, "", tip, _data(kind))
        for words, kind, tip in (
            ("&Python Script…", "script", "The map alone, no other panel, as a script for NumPy and matplotlib."),
            ("&LaTeX Source…", "tikz", "The map alone, no other panel, as PGFPlots: to compile or put into a paper."),
            ("&Values as CSV…", "field", "f on a regular grid over the view."),
            ("L&evel Lines as CSV…", "contours", "The vertices of the level lines."),
        )
    ),
    ActionRow(
        "File", "Unsaved &Changes…", "", "See what was kept of other runs, and restore or discard it.",
        lambda desk: desk.rescue.show(),
    ),
    ActionRow("File", "&Quit", "Ctrl+Q", "Close hessview.", lambda desk: desk.window.close(), separator=True),
)
