"""The words of the menus."""

from __future__ import annotations

import re

from hessview.app.actions import rows

_SMALL = frozenset(["a", "an", "and", "as", "at", "by", "f", "for", "from", "in", "of", "on", "the", "to", "hessview"])
"""Words that a title leaves small inside it, and names that are never capital."""


def test_every_menu_names_its_actions_in_title_case() -> None:
    for row in rows():
        words = re.findall(r"[^\W\d_]+", row.text.replace("&", "").replace("’s", ""))
        small = [word for k, word in enumerate(words) if word[0].islower() and (k == 0 or word not in _SMALL)]
        assert not small or words == ["f"], row.text
