"""The menu Edit: undo, and all that can be copied."""

from __future__ import annotations

from hessview.app.action_rows.row import ActionRow

ROWS = (
    ActionRow(
        "Edit", "&Undo", "Ctrl+Z", "Take back the last change.", lambda desk: desk.store.undo(),
        enabled=lambda desk: desk.store.can_undo,
    ),
    ActionRow(
        "Edit", "&Redo", "Ctrl+Shift+Z", "Do the change again that was taken back.", lambda desk: desk.store.redo(),
        enabled=lambda desk: desk.store.can_redo,
    ),
    ActionRow(
        "Edit", "Copy Fi&gure", "Ctrl+Shift+E", "Copy the picture for print, with the session inside, and as SVG.",
        lambda desk: desk.exports.copy(), separator=True,
    ),
    ActionRow(
        "Edit", "Copy Point as &Text", "Ctrl+Shift+C", "Copy all that the panel says, as plain text.",
        lambda desk: desk.controller.copy_point("text"), separator=True,
    ),
    ActionRow(
        "Edit", "Copy Point as &LaTeX", "Ctrl+Shift+L", "Copy gradient, Hessian and eigenvalues as LaTeX.",
        lambda desk: desk.controller.copy_point("latex"),
    ),
    ActionRow(
        "Edit", "Copy Point as Mat&hML", "", "Copy gradient, Hessian and eigenvalues as MathML.",
        lambda desk: desk.controller.copy_point("mathml"),
    ),
    ActionRow(
        "Edit", "Copy Formulas as P&ython", "", "Copy f, its gradient and its Hessian as functions in Python.",
        lambda desk: desk.controller.copy_point("python"),
    ),
    ActionRow(
        "Edit", "Copy Point as Num&Py", "Ctrl+Shift+P", "Copy gradient, Hessian and eigenvalues as NumPy source.",
        lambda desk: desk.controller.copy_point("numpy"),
    ),
    ActionRow(
        "Edit", "Copy Point as &CSV", "Ctrl+Shift+V", "Copy all numbers of the panel as a table.",
        lambda desk: desk.controller.copy_point("csv"),
    ),
    ActionRow(
        "Edit/Copy Cr&itical Points", "As &CSV", "", "Copy the rows of the list as a table.",
        lambda desk: desk.critical.copy("csv"),
    ),
    ActionRow(
        "Edit/Copy Cr&itical Points", "As &LaTeX", "", "Copy the rows of the list as a LaTeX table.",
        lambda desk: desk.critical.copy("latex"),
    ),
    ActionRow(
        "Edit/Copy Cr&itical Points", "As &Python", "", "Copy the rows of the list as Python source.",
        lambda desk: desk.critical.copy("python"),
    ),
    ActionRow(
        "Edit", "Edit &Formula", "Ctrl+L", "Put the cursor into the formula.",
        lambda desk: desk.window.focus_editor(), separator=True,
    ),
)
