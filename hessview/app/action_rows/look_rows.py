"""How the pictures look: the surface, colours, levels, trust and theme, each a submenu of View."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.app.action_rows.row import ActionRow
from hessview.document.commands import SetAppearance
from hessview.document.looking import VIEWPOINTS, ToggleOnSurface
from hessview.document.state import ColourBy, Scale
from hessview.figure.colour_maps import DIVERGING
from hessview.figure.colour_maps import NAMES as COLOUR_MAPS
from hessview.views.steering import ZOOM_STEP
from hessview.views.surface_keys import TURN_STEP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hessview.app.desk import Desk


def _appearance(**changes: object) -> Callable[[Desk], object]:
    return lambda desk: desk.store.dispatch(
        SetAppearance(replace(desk.store.state.appearance, **changes))  # type: ignore[arg-type]
    )


def _from_side(name: str) -> Callable[[Desk], object]:
    return lambda desk: desk.surface.steering.look_from(*VIEWPOINTS[name])


def _turn(across: int, up: int) -> Callable[[Desk], object]:
    return lambda desk: desk.surface.steering.turn_by_key(TURN_STEP * across, TURN_STEP * up)


def _surface_rows() -> Iterable[ActionRow]:
    menu = "View/Aro&und the Surface"
    yield ActionRow(menu, "From &Above", "", "Look down on the surface, as on the map (T).", _from_side("top"))
    yield ActionRow(menu, "From the &Front", "", "Look along the second axis (F).", _from_side("front"))
    yield ActionRow(
        menu, "&Isometric", "", "Look from a corner: all axes are equally long (I).", _from_side("isometric")
    )
    yield ActionRow(
        menu, "A&s It Was", "", "Look from where a new document does (Home).", lambda d: d.surface.steering.reset()
    )
    yield ActionRow(menu, "Turn &Left", "Ctrl+Alt+Left", "Go round to the left.", _turn(-1, 0), separator=True)
    yield ActionRow(menu, "Turn &Right", "Ctrl+Alt+Right", "Go round to the right.", _turn(1, 0))
    yield ActionRow(menu, "&Higher", "Ctrl+Alt+Up", "Look more from above.", _turn(0, 1))
    yield ActionRow(menu, "Lo&wer", "Ctrl+Alt+Down", "Look more from the side.", _turn(0, -1))
    yield ActionRow(menu, "&Nearer", "", "See the surface larger (+).", lambda d: d.surface.steering.zoom(ZOOM_STEP))
    yield ActionRow(menu, "Farther Awa&y", "", "See it smaller (-).", lambda d: d.surface.steering.zoom(1 / ZOOM_STEP))
    for part, text, tip in (
        ("lines", "Level Lines &on the Surface", "Draw the level lines on the surface."),
        ("floor", "Level Lines on th&e Floor", "Draw them on the floor below, too."),
        ("tangent_plane", "&Tangent Plane", "Draw the plane that touches the surface at the probe."),
        ("paraboloid", "Local &Paraboloid", "Draw the paraboloid that the Hessian makes at the probe."),
    ):
        yield ActionRow(
            menu, text, "", tip, lambda desk, part=part: desk.store.dispatch(ToggleOnSurface(part)),  # type: ignore[misc]
            checked=lambda desk, part=part: getattr(desk.store.state.surface, part) is True,  # type: ignore[misc]
            separator=part == "lines",
        )


def _colour_by_rows() -> Iterable[ActionRow]:
    for quantity, text, tip in (
        (ColourBy.VALUE, "&f", "Colour the map by the values of the function."),
        (ColourBy.SMALLEST, "&Smallest Eigenvalue", "Colour the map by the least second derivative, λ_min of H."),
        (ColourBy.LARGEST, "&Largest Eigenvalue", "Colour the map by the greatest second derivative, λ_max of H."),
        (ColourBy.CONDITION, "&Condition Number", "Colour the map by log₁₀ of the condition number of H."),
    ):
        yield ActionRow(
            "View/Colour the Field &By", text, "", tip, _appearance(colour_by=quantity),
            checked=lambda desk, quantity=quantity: desk.store.state.appearance.colour_by is quantity,  # type: ignore[misc]
            exclusive=True,
        )


def _colour_map_rows() -> Iterable[ActionRow]:
    for name in COLOUR_MAPS:
        yield ActionRow(
            "View/&Colours", f"&{name.capitalize()}", "", f"Colour the field with {name}.",
            _appearance(colour_map=name),
            checked=lambda desk, name=name: desk.store.state.appearance.colour_map == name,  # type: ignore[misc]
            exclusive=True,
        )


def _scale_rows() -> Iterable[ActionRow]:
    for scale, text, tip in (
        (Scale.AUTOMATIC, "&Automatic", "Linear, or finer in the valleys of a function that grows towards the edges."),
        (Scale.LINEAR, "&Linear", "Equal differences of f are equal steps of colour and equal steps between lines."),
        (Scale.EQUALIZED, "&Equalized", "Every colour covers about the same area: all that varies can be seen."),
        (Scale.LOGARITHMIC, "Lo&garithmic", "By the logarithm of the height over the lowest; for steep functions."),
    ):
        yield ActionRow(
            "View/Colour Sc&ale", text, "", tip, _appearance(scale=scale),
            checked=lambda desk, scale=scale: desk.store.state.appearance.scale is scale,  # type: ignore[misc]
            exclusive=True,
        )


def _centre_rows() -> Iterable[ActionRow]:
    menu = "View/Centrin&g of the Colours"
    yield ActionRow(
        menu, "N&owhere", "", "The colours run from the lowest value of the picture to the highest.",
        _appearance(centre=None), checked=lambda desk: desk.store.state.appearance.centre is None,
    )
    yield ActionRow(
        menu, "At &Zero", "", "Values above and below 0 have colours of two kinds, those of Balance at first.",
        lambda desk: _centre(desk, 0.0), checked=lambda desk: desk.store.state.appearance.centre == 0.0,
    )
    yield ActionRow(
        menu, "At the &Probe’s Value Now", "",
        "What lies above the value that the probe has now has colours of another kind than what is below, those of "
        "Balance at first; when the probe moves on the middle stays.",
        _centre_at_probe, checked=lambda desk: desk.store.state.appearance.centre not in {None, 0.0},
    )


def _centre(desk: Desk, value: float) -> None:
    """Centre the colours, at first those of a map of two kinds, and say so; one that is chosen then stays."""
    look = desk.store.state.appearance
    chosen = DIVERGING if look.centre is None else look.colour_map
    desk.store.dispatch(SetAppearance(replace(look, centre=value, colour_map=chosen)))
    if chosen != look.colour_map:
        words = f"{look.colour_map.capitalize()} has no middle to be seen: the colours are now {chosen.capitalize()}."
        desk.tell(f"{words} View > Colours has the others.")
    elif chosen != DIVERGING:
        desk.tell(f"The middle of {chosen.capitalize()} is there; {DIVERGING.capitalize()} shows it better.")


def _centre_at_probe(desk: Desk) -> None:
    curvature = desk.controller.results.curvature
    if curvature is None or not math.isfinite(curvature.value):
        desk.tell("f has no value at the probe.")
    else:
        _centre(desk, float(curvature.value))


def _trust_rows() -> Iterable[ActionRow]:
    menu, shares = "View/Trust in the &Quadratic Model", (0.01, 0.05, 0.1, 0.2, 0.5)
    for share in shares:
        yield ActionRow(
            menu, f"Within {100 * share:g} %", "",
            f"Hatch where |f − m| is within {100 * share:g} % of the steepest slope and bend.",
            _appearance(trust=share),
            checked=lambda desk, share=share: desk.store.state.appearance.trust == share,  # type: ignore[misc]
            exclusive=True,
        )
    yield ActionRow(
        menu, "&Other…", "", "Type by how much the quadratic model may err where it is hatched.", _ask_for_trust,
        checked=lambda desk: desk.store.state.appearance.trust not in shares, exclusive=True,
    )


def _ask_for_trust(desk: Desk) -> None:
    from hessview.app.trust_dialog import ask_for_trust

    ask_for_trust(desk)


def _theme_rows() -> Iterable[ActionRow]:
    for name, text in (("system", "As the &System"), ("light", "&Light"), ("dark", "&Dark")):
        yield ActionRow(
            "View/&Theme", text, "", f"Colours of the window: {name}.",
            lambda desk, name=name: desk.set_theme(name),  # type: ignore[misc]
            checked=lambda desk, name=name: desk.theme_name == name,  # type: ignore[misc]
            exclusive=True,
        )


SURFACE_ROWS = tuple(_surface_rows())

COLOUR_ROWS = (*_colour_by_rows(), *_colour_map_rows(), *_scale_rows(), *_centre_rows())

TRUST_ROWS = tuple(_trust_rows())

THEME_ROWS = tuple(_theme_rows())
