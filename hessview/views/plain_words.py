"""Words from outside, shown as they are: Qt takes a text that looks like HTML for markup, and loads its images."""

from __future__ import annotations

import html

LONGEST = 400


def plain_tip(text: str) -> str:
    """Return what to give a tool tip so that it shows `text` and nothing but text, cut to a length that can be read."""
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return f"<qt>{html.escape(short).replace(chr(10), '<br>')}</qt>" if "<" in short else short
