"""The colours of the runs of a race, for every ground, and which of them have rings in place of dots.

Found by a search over hue, lightness and chroma: as far apart from each other as eight colours can be for eyes with
and without red, green or blue cones (Machado, Oliveira and Fernandes, IEEE Trans. Vis. Comput. Graph. 15, 2009), and
apart from the colours of what stands at the probe. Where two are near, one of their runs has dots and the other rings.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.document.method_colours import OWN
from hessview.figure.marks import RUNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.document.state import Race
    from hessview.figure.marks import Role

_LIGHT = ("#3438C6", "#850C34", "#998609", "#A26AF4", "#12928F", "#06804A", "#5E5C06", "#89468E")
_DARK = ("#ADBEFB", "#F05176", "#F1D62A", "#E3D7FE", "#0FAAA7", "#27DC86", "#ABA813", "#D48CD9")

COLOURS: Mapping[str, Mapping[Role, str]] = MappingProxyType({
    ground: MappingProxyType(dict(zip(RUNS, colours, strict=True)))
    for ground, colours in (("light", _LIGHT), ("dark", _DARK), ("print", _LIGHT))
})
"""By the name of the ground, then by the run."""

RINGS = frozenset(RUNS[1::2])
"""The runs whose iterates are rings."""


OWN_ROLES: Mapping[str, Role] = MappingProxyType({method: RUNS[colour] for method, colour in OWN.items()})
"""How the runs of each method are drawn where no other method has its colour."""


def run_roles(race: Race) -> Mapping[str, Role]:
    """Return how the run of each method of a race is drawn."""
    return MappingProxyType({method: RUNS[colour] for method, colour in race.colours.items()})


def run_colour(role: Role, ground: str) -> str:
    """Return the colour of a run as ``#rrggbb``; `ground` is ``"light"``, ``"dark"`` or ``"print"``."""
    return COLOURS[ground][role]
