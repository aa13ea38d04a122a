"""The tables of keys and of the language, to be read."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from hessview.views.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

Section = tuple[str, "Sequence[tuple[str, str, str]]"]
"""A heading and its rows."""

def table_dialog(parent: QWidget, title: str, sections: Sequence[Section]) -> QDialog:
    """Return a dialog with tables under headings, to be read, searched by eye and copied from.

    Parameters
    ----------
    sections
        A heading (or none) and its rows: what is pressed or typed, what it does or means, a remark.
    """
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    page = QTextBrowser()
    page.setAccessibleName(title)
    page.setFrameShape(QFrame.Shape.NoFrame)
    page.document().setDocumentMargin(2 * GRID)
    page.setHtml("".join(_section_html(*section) for section in sections))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)  # it shows when it has the focus
    buttons.rejected.connect(dialog.reject)
    foot = QHBoxLayout()
    foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
    foot.addWidget(buttons)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(page)
    column.addLayout(foot)
    dialog.resize(800, 600)
    return dialog


def _section_html(heading: str, rows: Sequence[tuple[str, str, str]]) -> str:
    title = f"<h3>{escape(heading)}</h3>" if heading else ""
    lines = "".join(
        f"<tr><td width='30%'><b>{escape(first)}</b></td><td width='26%'>{escape(second)}</td>"
        f"<td>{escape(third)}</td></tr>"
        for first, second, third in rows
    )
    return f"{title}<table width='100%' cellspacing='0' cellpadding='4'>{lines}</table>"
