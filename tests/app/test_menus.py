"""The words of the menus."""

from __future__ import annotations

import re
from dataclasses import replace

from hessview.app.actions import rows
from hessview.document.commands import SetAppearance
from hessview.document.state import State
from hessview.document.store import Store

_SMALL = frozenset(["a", "an", "and", "as", "at", "by", "f", "for", "from", "in", "of", "on", "the", "to", "hessview"])
"""Words that a title leaves small inside it, and names that are never capital."""


def test_every_menu_names_its_actions_in_title_case() -> None:
    for row in rows():
        words = re.findall(r"[^\W\d_]+", row.text.replace("&", "").replace("’s", ""))
        small = [word for k, word in enumerate(words) if word[0].islower() and (k == 0 or word not in _SMALL)]
        assert not small or words == ["f"], row.text


class _Desk:
    """As much of a desk as choosing a centre needs."""

    def __init__(self) -> None:
        self.store = Store(State("x y", "x y"))
        self.told: list[str] = []

    def tell(self, words: str) -> None:
        self.told.append(words)


def test_centring_the_colours_says_that_it_changes_them_and_lets_a_later_choice_stand() -> None:
    desk = _Desk()
    centre = next(row for row in rows() if row.text == "At &Zero")
    centre.run(desk)  # type: ignore[arg-type]
    assert desk.store.state.appearance.colour_map == "balance"
    assert "Balance" in desk.told[-1]
    look = desk.store.state.appearance
    desk.store.dispatch(SetAppearance(replace(look, colour_map="tide")))
    centre.run(desk)  # type: ignore[arg-type]
    assert desk.store.state.appearance.colour_map == "tide"
