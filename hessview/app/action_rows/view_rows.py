"""The menu View: arrangement, ranges, overlays, plane, levels and docks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.app.action_rows.row import ActionRow
from hessview.app.docks import DOCKS
from hessview.document.commands import SetAppearance, SetHessianLayout, ToggleOverlay
from hessview.document.looking import SetArrangement
from hessview.document.state import Arrangement, Layout
from hessview.figure.overlays import OVERLAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hessview.app.desk import Desk


def _toggle(name: str) -> Callable[[Desk], object]:
    def run(desk: Desk) -> None:
        appearance = desk.store.state.appearance
        desk.store.dispatch(SetAppearance(replace(appearance, **{name: not getattr(appearance, name)})))  # type: ignore[arg-type]

    return run


def _more_levels(factor: float) -> Callable[[Desk], object]:
    def run(desk: Desk) -> None:
        appearance = desk.store.state.appearance
        count = max(5, min(80, round(appearance.level_count * factor)))
        desk.store.dispatch(SetAppearance(replace(appearance, level_count=count), desk.clock()))

    return run


def _toggle_hessian(desk: Desk) -> None:
    formula = desk.store.state.hessian_layout is Layout.FORMULA
    desk.store.dispatch(SetHessianLayout(Layout.NUMBERS if formula else Layout.FORMULA))


def _has_appearance(name: str) -> Callable[[Desk], bool]:
    return lambda desk: bool(getattr(desk.store.state.appearance, name))


_RANGES = (
    ActionRow(
        "View", "&Fit", "Ctrl+0", "Look for where f is defined and varies.", lambda desk: desk.framing.fit(),
        separator=True,
    ),
    ActionRow("View", "&Home", "Alt+Home", "Back to the function's own box.", lambda desk: desk.framing.home()),
    ActionRow(
        "View", "Zoom &In", "Ctrl++", "Look closer at the middle.", lambda desk: desk.framing.zoom(0.8),
        also="Ctrl+=",  # the same key without Shift
    ),
    ActionRow("View", "Zoom &Out", "Ctrl+-", "See more around the middle.", lambda desk: desk.framing.zoom(1.25)),
    ActionRow(
        "View", "Set &Ranges…", "Ctrl+R", "Type the ranges of the axes.",
        lambda desk: desk.window.pictures.edit_ranges(),
    ),
    ActionRow(
        "View", "&Equal Scales", "Ctrl+U", "One unit is equally long on both axes: then perpendicular axes look so.",
        _toggle("equal_aspect"), checked=_has_appearance("equal_aspect"),
    ),
)

PLANE_ROWS = (
    ActionRow(
        "View/P&lane", "&Choose…", "Ctrl+Shift+A",
        "Of many variables: look along two of them, along two eigenvectors, or along any two directions.",
        lambda desk: desk.plane.ask(), enabled=lambda desk: desk.plane.is_possible,
    ),
    ActionRow(
        "View/P&lane", "&Extreme Eigenvectors", "",
        "Look along the eigenvectors of the greatest and the least eigenvalue at the probe.",
        lambda desk: desk.plane.look_along_extremes(), enabled=lambda desk: desk.plane.is_possible,
    ),
    ActionRow(
        "View/P&lane", "Back to the &Variables", "", "Look along the variables that were on the axes before.",
        lambda desk: desk.plane.look_along_variables(),
        enabled=lambda desk: desk.plane.is_possible and desk.store.state.plane is not None,
    ),
)

FIELD_ROWS = (
    ActionRow(
        "View", "Colour Fiel&d", "Ctrl+D", "Fill the map with colour, or leave the lines alone.",
        _toggle("show_field"), checked=_has_appearance("show_field"), separator=True,
    ),
)

LEVEL_ROWS = (
    ActionRow("View", "&More Levels", "Ctrl+]", "Draw more level lines.", _more_levels(1.5)),
    ActionRow("View", "Fe&wer Levels", "Ctrl+[", "Draw fewer level lines.", _more_levels(1 / 1.5)),
)


def _dock_rows() -> Iterable[ActionRow]:
    for kind in DOCKS:
        title = kind.title
        yield ActionRow(
            "View/Doc&ks", title.menu, title.key, title.tip,
            lambda desk, kind=kind: desk.docks.of(kind).toggle(),  # type: ignore[misc]
            checked=lambda desk, kind=kind: desk.docks.of(kind).is_open,  # type: ignore[misc]
            sets_off=True,
        )


PART_ROWS = (
    *_dock_rows(),
    ActionRow(
        "View", "Hessian as &Numbers", "Ctrl+H", "Write the Hessian as numbers instead of formulas.", _toggle_hessian,
        checked=lambda desk: desk.store.state.hessian_layout is Layout.NUMBERS,
    ),
    ActionRow(
        "View", "Ne&xt Part", "F6", "Go round with the keyboard: formula, pictures, dock, panel.",
        lambda desk: desk.window.focus_next_part(),
    ),
)


def _arrangement_rows() -> Iterable[ActionRow]:
    for arrangement, text, key, tip in (
        (Arrangement.CONTOUR, "Contour Ma&p", "F2", "Show the map alone; of one variable, the graph."),
        (Arrangement.SURFACE, "&Surface", "F3", "Show the surface alone."),
        (Arrangement.BOTH, "Side b&y Side", "F4", "Show the map and the surface."),
    ):
        yield ActionRow(
            "View", text, key, tip,
            lambda desk, chosen=arrangement: desk.store.dispatch(SetArrangement(chosen)),  # type: ignore[misc]
            checked=lambda desk, chosen=arrangement: desk.store.state.arrangement is chosen,  # type: ignore[misc]
            exclusive=True,
        )


def _overlay_rows() -> Iterable[ActionRow]:
    texts = _with_letters([overlay.label for overlay in OVERLAYS])
    for number, (overlay, text) in enumerate(zip(OVERLAYS, texts, strict=True), start=1):
        yield ActionRow(
            "View/O&verlays", text, f"Ctrl+{number}" if number < 10 else "", overlay.tip,
            lambda desk, name=overlay.name: desk.store.dispatch(ToggleOverlay(name)),  # type: ignore[misc]
            checked=lambda desk, name=overlay.name: name in desk.store.state.appearance.overlays,  # type: ignore[misc]
            sets_off=True,
        )


def _with_letters(labels: Sequence[str]) -> list[str]:
    """Give each label the mnemonic of its first letter that none before it has; none where all are taken."""
    taken: set[str] = set()
    texts = []
    for label in labels:
        at = next((at for at, letter in enumerate(label.lower()) if letter.isalpha() and letter not in taken), None)
        if at is None:
            texts.append(label)
        else:
            taken.add(label[at].lower())
            texts.append(f"{label[:at]}&{label[at:]}")
    return texts


ROWS = (*_arrangement_rows(), *_RANGES)

OVERLAY_ROWS = tuple(_overlay_rows())
