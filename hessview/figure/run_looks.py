"""The colours of the runs of a race, for every ground, and which of them have rings in place of dots.

Found by a search over hue, lightness and chroma: as far apart from each other as eight colours can be for eyes with
and without red, green or blue cones (Machado, Oliveira and Fernandes, IEEE Trans. Vis. Comput. Graph. 15, 2009), and
apart from the colours of what stands at the probe. Where two are near, one of their runs has dots and the other rings.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.figure.marks import RUNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.figure.marks import Role

_LIGHT = ("#8A4709", "#B506A9", "#1354E3", "#4E3644", "#CB2F55", "#603A0F", "#002D99", "#96548C")
_DARK = ("#FEC29A", "#EA51DC", "#A1C1FF", "#AA8F9F", "#F75B78", "#DDAF85", "#6598FD", "#FDC7F4")

COLOURS: Mapping[str, Mapping[Role, str]] = MappingProxyType({
    ground: MappingProxyType(dict(zip(RUNS, colours, strict=True)))
    for ground, colours in (("light", _LIGHT), ("dark", _DARK), ("print", _LIGHT))
})
"""By the name of the ground, then by the run."""

RINGS = frozenset(RUNS[4:])
"""The runs whose iterates are rings."""


def run_colour(role: Role, ground: str) -> str:
    """Return the colour of a run as ``#rrggbb``; `ground` is ``"light"``, ``"dark"`` or ``"print"``."""
    return COLOURS[ground][role]
