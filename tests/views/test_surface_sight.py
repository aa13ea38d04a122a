"""What a surface on the screen remembers from one look to the next."""

from __future__ import annotations

from dataclasses import replace

from hessview.document.state import Arrangement
from hessview.figure.compose import compose
from hessview.figure.surface.colours import LIGHT
from hessview.figure.surface.key import Corner
from hessview.figure.surface.scene import COARSE
from hessview.views.surface_sight import KeyPlace, SurfaceSight
from tests.figure.picture_results import document, results_of


def test_the_key_stays_where_it_was_until_the_surface_is_seen_anew() -> None:
    state = replace(document("x^2 - y^2"), arrangement=Arrangement.SURFACE)
    results = results_of(state)
    figure = compose(state, results)

    def corner(azimuth: float, key: KeyPlace) -> Corner:
        turned = replace(state, surface=replace(state.surface, azimuth=azimuth))
        return SurfaceSight(turned, results, figure, (900.0, 700.0), LIGHT, key).scene(COARSE).corner

    kept = KeyPlace(Corner.UPPER_RIGHT)
    assert corner(-61.0, kept) is Corner.UPPER_RIGHT
    assert corner(state.surface.azimuth, kept) is Corner.LOWER_LEFT
    assert corner(-61.0, kept) is Corner.LOWER_LEFT
