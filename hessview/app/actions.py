"""Every action of the window, one row each: its menu, words, key, tip and what it does.

Adding an action is adding a row. Menus, shortcuts and the keyboard table in Help are made from these rows alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from hessview.document.commands import SetAppearance, SetHessianLayout, ToggleOverlay
from hessview.document.looking import VIEWPOINTS, SetArrangement, ToggleOnSurface
from hessview.document.state import Arrangement, ColourBy, Layout, Scale
from hessview.figure.colour_maps import DIVERGING
from hessview.figure.colour_maps import NAMES as COLOUR_MAPS
from hessview.figure.overlays import OVERLAYS
from hessview.views.steering import ZOOM_STEP
from hessview.views.surface_keys import TURN_STEP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QMenu, QMenuBar

    from hessview.app.desk import Desk

MENUS = ("File", "Edit", "View", "Probe", "Examples", "Help")


@dataclass(frozen=True)
class ActionRow:
    """One action.

    Attributes
    ----------
    menu
        Path of menu titles, ``"View/Theme"``; an action group is made of the checkable rows of a submenu that exclude
        each other (`exclusive`).
    text, key, tip
        Words in the menu with their mnemonic, shortcut in Qt's portable text, one sentence.
    run
        What it does.
    also
        A second shortcut that does the same.
    checked, enabled
        Whether it is ticked or can be used, from the state of the desk; None: not checkable, always.
    """

    menu: str
    text: str
    key: str
    tip: str
    run: Callable[[Desk], object]
    checked: Callable[[Desk], bool] | None = None
    enabled: Callable[[Desk], bool] | None = None
    exclusive: bool = False
    separator: bool = False
    also: str = ""


def _appearance(**changes: object) -> Callable[[Desk], object]:
    return lambda desk: desk.store.dispatch(
        SetAppearance(replace(desk.store.state.appearance, **changes))  # type: ignore[arg-type]
    )


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


FILE_ROWS = (
    ActionRow("File", "&New", "Ctrl+N", "Begin with an empty function.", lambda desk: desk.files.new()),
    ActionRow("File", "&Open…", "Ctrl+O", "Open a session, or a figure with one inside.", lambda d: d.files.ask_open()),
    ActionRow("File", "&Save", "Ctrl+S", "Save the session.", lambda desk: desk.files.save(), separator=True),
    ActionRow("File", "Save &As…", "Ctrl+Shift+S", "Save the session in another file.", lambda d: d.files.save_as()),
    ActionRow(
        "File", "&Export Figure…", "Ctrl+E", "Write the picture as SVG, PDF or PNG, with the session inside.",
        lambda desk: desk.exports.ask(), separator=True,
    ),
    ActionRow(
        "File", "Export An&imation…", "Ctrl+Alt+E", "A turning surface, a moving parameter or probe as GIF or MP4.",
        lambda desk: desk.exports.animate(),
    ),
    *(
        ActionRow("File/Export &Data", words, "", tip, lambda desk, kind=kind: desk.exports.ask_for_data(kind))
        for words, kind, tip in (
            ("&Python Script…", "script", "A script that draws the picture with NumPy and matplotlib alone."),
            ("&LaTeX Source…", "tikz", "The picture as PGFPlots, to be compiled or put into a paper."),
            ("&Values as CSV…", "field", "f on a regular grid over the view."),
            ("L&evel Lines as CSV…", "contours", "The vertices of the level lines."),
        )
    ),
    ActionRow(
        "File", "Unsaved &Changes…", "", "See what was kept of other runs, and restore or discard it.",
        lambda desk: desk.rescue.show(),
    ),
    ActionRow("File", "&Quit", "Ctrl+Q", "Close hessview.", lambda desk: desk.window.close(), separator=True),
)

EDIT_ROWS = (
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

VIEW_ROWS = (
    ActionRow("View", "&Fit", "Ctrl+0", "Look for where f is defined and varies.", lambda desk: desk.controller.fit()),
    ActionRow("View", "&Home", "Alt+Home", "Back to the function's own box.", lambda desk: desk.controller.home()),
    ActionRow(
        "View", "Zoom &In", "Ctrl++", "Look closer at the middle.", lambda desk: desk.controller.zoom(0.8),
        also="Ctrl+=",  # the same key without Shift
    ),
    ActionRow("View", "Zoom &Out", "Ctrl+-", "See more around the middle.", lambda desk: desk.controller.zoom(1.25)),
    ActionRow(
        "View", "Set &Ranges…", "Ctrl+R", "Type the ranges of the axes.", lambda desk: desk.window.pictures.edit_ranges()
    ),
    ActionRow(
        "View", "&Equal Scales", "Ctrl+U", "One unit is equally long on both axes: then perpendicular axes look so.",
        _toggle("equal_aspect"), checked=_has_appearance("equal_aspect"), separator=True,
    ),
    ActionRow(
        "View", "Colour Fiel&d", "Ctrl+D", "Fill the map with colour, or leave the lines alone.",
        _toggle("show_field"), checked=_has_appearance("show_field"),
    ),
    ActionRow("View", "&More Levels", "Ctrl+]", "Draw more level lines.", _more_levels(1.5)),
    ActionRow("View", "Fe&wer Levels", "Ctrl+[", "Draw fewer level lines.", _more_levels(1 / 1.5)),
    ActionRow(
        "View", "Hessian as &Numbers", "Ctrl+H", "Write the Hessian as numbers instead of formulas.", _toggle_hessian,
        checked=lambda desk: desk.store.state.hessian_layout is Layout.NUMBERS,
    ),
    ActionRow(
        "View/Doc&ks", "&List of Critical Points", "Ctrl+Shift+K", "Show the list below the picture, or fold it.",
        lambda desk: desk.critical.toggle(), checked=lambda desk: desk.critical.is_open, separator=True,
    ),
    ActionRow(
        "View/Doc&ks", "&Sections", "Alt+2",
        "f along lines through the probe, and its second derivative in every direction.",
        lambda desk: desk.sections.toggle(), checked=lambda desk: desk.sections.is_open,
    ),
    ActionRow(
        "View/Doc&ks", "Slic&es", "Alt+3", "A slider for each variable, and small slices through the probe.",
        lambda desk: desk.slices.toggle(), checked=lambda desk: desk.slices.is_open,
    ),
    ActionRow(
        "View/Doc&ks", "&Parameters", "Alt+4", "A slider for each parameter of the function.",
        lambda desk: desk.parameters.toggle(), checked=lambda desk: desk.parameters.is_open,
    ),
    ActionRow(
        "View/Doc&ks", "&Animate Parameter", "F9", "Move a parameter there and back; Escape stops it.",
        lambda desk: desk.parameters.animate(), checked=lambda desk: desk.parameters.is_moving,
        enabled=lambda desk: desk.parameters.has_any,
    ),
    ActionRow(
        "View/Doc&ks", "&Trace Critical Points", "Ctrl+T",
        "Show the paths of the critical points while a parameter moves, and where det H = 0 on them.",
        lambda desk: desk.parameters.trace_chosen(), checked=lambda desk: bool(desk.parameters.traced),
        enabled=lambda desk: desk.parameters.has_any,
    ),
    ActionRow(
        "View/P&lane", "&Choose…", "Ctrl+Shift+A",
        "Of many variables: look along two of them, along two eigenvectors, or along any two directions.",
        lambda desk: desk.slices.choose_plane(), enabled=lambda desk: desk.slices.can_choose,
    ),
    ActionRow(
        "View/P&lane", "&Extreme Eigenvectors", "",
        "Look along the eigenvectors of the greatest and the least eigenvalue at the probe.",
        lambda desk: desk.slices.look_along_extremes(), enabled=lambda desk: desk.slices.can_choose,
    ),
    ActionRow(
        "View/P&lane", "Back to the &Variables", "", "Look along the variables that were on the axes before.",
        lambda desk: desk.slices.look_along_variables(),
        enabled=lambda desk: desk.slices.can_choose and desk.store.state.plane is not None,
    ),
    ActionRow(
        "View/Doc&ks", "S&how the Steps", "Ctrl+Shift+H",
        "Derive what the panel says, step by step, on a page of its own.",
        lambda desk: desk.steps.toggle(), checked=lambda desk: desk.steps.is_open,
    ),
    ActionRow(
        "View", "Next &Part", "F6", "Go round with the keyboard: formula, pictures, list, panel.",
        lambda desk: desk.window.focus_next_part(),
    ),
)


def _arrangement_rows() -> Iterable[ActionRow]:
    for arrangement, text, key, tip in (
        (Arrangement.CONTOUR, "Contour Map", "F2", "Show the map alone; of one variable, the graph."),
        (Arrangement.SURFACE, "&Surface", "F3", "Show the surface alone."),
        (Arrangement.BOTH, "Side b&y Side", "F4", "Show the map and the surface."),
    ):
        yield ActionRow(
            "View", text, key, tip,
            lambda desk, chosen=arrangement: desk.store.dispatch(SetArrangement(chosen)),  # type: ignore[misc]
            checked=lambda desk, chosen=arrangement: desk.store.state.arrangement is chosen,  # type: ignore[misc]
            exclusive=True, separator=arrangement is Arrangement.CONTOUR,
        )


def _from_side(name: str) -> Callable[[Desk], object]:
    return lambda desk: desk.surface.steering.look_from(*VIEWPOINTS[name])


def _turn(across: int, up: int) -> Callable[[Desk], object]:
    return lambda desk: desk.surface.steering.turn_by_key(TURN_STEP * across, TURN_STEP * up)


def _surface_rows() -> Iterable[ActionRow]:
    menu = "View/Aro&und the Surface"
    yield ActionRow(menu, "From &Above", "", "Look down on the surface, as on the map (T).", _from_side("top"))
    yield ActionRow(menu, "From the &Front", "", "Look along the second axis (F).", _from_side("front"))
    yield ActionRow(menu, "&Isometric", "", "Look from a corner: all axes are equally long (I).", _from_side("isometric"))
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


def _overlay_rows() -> Iterable[ActionRow]:
    for number, overlay in enumerate(OVERLAYS, start=1):
        yield ActionRow(
            "View/O&verlays", f"&{overlay.label}", f"Ctrl+{number}" if number < 10 else "", overlay.tip,
            lambda desk, name=overlay.name: desk.store.dispatch(ToggleOverlay(name)),  # type: ignore[misc]
            checked=lambda desk, name=overlay.name: name in desk.store.state.appearance.overlays,  # type: ignore[misc]
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
        (Scale.LOGARITHMIC, "Lo&garithmic", "By the logarithm of the height over the lowest value: for steep functions."),
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
        menu, "At &Zero", "", "Values above and below 0 have colours of two kinds.",
        lambda desk: _centre(desk, 0.0), checked=lambda desk: desk.store.state.appearance.centre == 0.0,
    )
    yield ActionRow(
        menu, "At the &Probe’s Value", "", "What lies above the probe has colours of another kind than what is below.",
        _centre_at_probe, checked=lambda desk: desk.store.state.appearance.centre not in {None, 0.0},
    )


def _centre(desk: Desk, value: float) -> None:
    """Centre a map of colours of two kinds; one of a single kind has no middle to be seen."""
    look = desk.store.state.appearance
    desk.store.dispatch(SetAppearance(replace(look, centre=value, colour_map=DIVERGING)))


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
            menu, f"Within {100 * share:g} %", "", f"Shade where the model errs by no more than {100 * share:g} %.",
            _appearance(trust=share),
            checked=lambda desk, share=share: desk.store.state.appearance.trust == share,  # type: ignore[misc]
            exclusive=True,
        )
    yield ActionRow(
        menu, "&Other…", "", "Type by how much the quadratic model may err where it is shaded.", _ask_for_trust,
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


PROBE_ROWS = (
    ActionRow(
        "Probe", "&Snap to Nearest Critical Point", "Ctrl+K", "Bring the probe to the critical point nearest to it.",
        lambda desk: desk.controller.snap_anywhere(),
    ),
    ActionRow(
        "Probe", "&Next Critical Point", "Ctrl+J", "Go to the next one of the list, in its order.",
        lambda desk: desk.critical.step(1),
    ),
    ActionRow(
        "Probe", "&Previous Critical Point", "Ctrl+Shift+J", "Go back to the one before in the list.",
        lambda desk: desk.critical.step(-1),
    ),
    ActionRow(
        "Probe", "Search a &Box…", "Ctrl+Shift+B", "Look for all critical points in a box that you type.",
        lambda desk: desk.critical.ask_for_box(),
    ),
    ActionRow(
        "Probe", "Go &To…", "Ctrl+G", "Type the coordinates.", lambda desk: desk.window.focus_coordinates(),
        separator=True,
    ),
    ActionRow(
        "Probe", "To the &Middle", "Ctrl+M", "Bring the probe into the middle of the picture.",
        lambda desk: desk.controller.probe_to_middle(),
    ),
)

HELP_ROWS = (
    ActionRow("Help", "&Keyboard", "F1", "Every key, in a table.", lambda desk: desk.show_keyboard()),
    ActionRow("Help", "&What Can Be Typed", "Shift+F1", "The language of formulas.", lambda d: d.show_language()),
    ActionRow(
        "Help", "&Report…", "", "What helps to mend a fault, to copy or to save; nothing is sent.",
        lambda desk: desk.incidents.show_report(), separator=True,
    ),
    ActionRow("Help", "&About hessview", "", "Version and licence.", lambda desk: desk.show_about()),
)


def rows() -> tuple[ActionRow, ...]:
    """Return every row in the order of the menus."""
    return (
        *FILE_ROWS, *EDIT_ROWS, *VIEW_ROWS, *_arrangement_rows(), *_surface_rows(), *_overlay_rows(), *_colour_by_rows(), *_colour_map_rows(),
        *_scale_rows(), *_centre_rows(), *_trust_rows(), *_theme_rows(),
        *PROBE_ROWS, *HELP_ROWS,
    )


class ActionTable:
    """The rows as Qt actions in a menu bar."""

    def __init__(self, desk: Desk, bar: QMenuBar) -> None:
        self._desk = desk
        self.menus: dict[str, QMenu] = {}
        self._made: list[tuple[ActionRow, QAction]] = []
        groups: dict[str, QActionGroup] = {}
        for title in MENUS:
            self._menu(bar, title)
        for row in rows():
            action = self._action(bar, row)
            if row.exclusive:
                group = groups.setdefault(row.menu, QActionGroup(bar))
                group.addAction(action)
        self.refresh()

    def refresh(self) -> None:
        """Bring ticks, availability and the names of undo and redo up to date."""
        store = self._desk.store
        for row, action in self._made:
            if row.checked is not None:
                action.setChecked(row.checked(self._desk))
            if row.enabled is not None:
                action.setEnabled(row.enabled(self._desk))
            if row.text == "&Undo":
                action.setText(f"&Undo {store.undo_name or ''}".rstrip())
            elif row.text == "&Redo":
                action.setText(f"&Redo {store.redo_name or ''}".rstrip())

    def action(self, text: str) -> QAction:
        """Return the action of the row whose words, without mnemonic and dots, are `text`."""
        for row, action in self._made:
            if row.text.replace("&", "").rstrip("…") == text:
                return action
        raise KeyError(text)

    def _action(self, bar: QMenuBar, row: ActionRow) -> QAction:
        menu = self._menu(bar, row.menu)
        if row.separator:
            menu.addSeparator()
        action = menu.addAction(row.text)
        if row.key:
            action.setShortcuts([QKeySequence(key) for key in (row.key, row.also) if key])
        action.setToolTip(f"{row.tip} ({_shown_key(row.key)})" if row.key else row.tip)
        action.setStatusTip(row.tip)
        action.setCheckable(row.checked is not None)
        action.triggered.connect(lambda _checked=False, row=row: self._run(row))
        self._made.append((row, action))
        return action

    def _run(self, row: ActionRow) -> None:
        row.run(self._desk)
        self.refresh()

    def _menu(self, bar: QMenuBar, path: str) -> QMenu:
        plain = path.replace("&", "")
        if plain not in self.menus:
            parent, _, title = path.rpartition("/")
            self.menus[plain] = self.menus[parent].addMenu(title) if parent else bar.addMenu(f"&{title}")
            self.menus[plain].setToolTipsVisible(True)
        return self.menus[plain]


Lines = tuple[str, tuple[tuple[str, str, str], ...]]
"""A heading and what stands under it: key, what it does, a sentence."""


def keyboard_table() -> tuple[tuple[str, str, str], ...]:
    """Return (key, what, tip) of every row that has a key, then the keys of the picture."""
    return tuple(line for _, lines in keyboard_sections() for line in lines)


def keyboard_sections() -> tuple[Lines, ...]:
    """Return the keys and the gestures of the picture, then the keys of each menu, as a heading and its lines."""
    sections: list[Lines] = [("In the picture", PICTURE_KEYS), ("On the surface", SURFACE_KEYS)]
    for menu in MENUS:
        lines = tuple(
            (_shown_key(row.key), row.text.replace("&", "").rstrip("…"), row.tip)
            for row in rows()
            if row.key and row.menu.partition("/")[0] == menu
        )
        if lines:
            sections.append((menu, lines))
    return tuple(sections)


def _shown_key(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


PICTURE_KEYS = (
    ("Click", "Move the probe there", "Near a critical point it snaps; hold Alt to keep it where you clicked."),
    ("Drag the probe", "Move it", "Everything follows; Escape puts it back."),
    ("Drag elsewhere", "Pan", "The middle button pans even on the probe."),
    ("Wheel", "Zoom about the cursor", "Over an axis along that axis alone."),
    ("Double click", "Fit", "Look for where f is defined and varies."),
    ("Right click", "What can be done here", "A menu; the menu key opens it at the probe."),
    ("Click on an axis", "Type its range", "Ctrl+R does the same; Enter takes it, Escape leaves it."),
    ("Arrow keys", "Nudge the probe", "One hundredth of the view; with Shift finer, with Ctrl along the principal axes."),
    ("Ctrl+Shift+arrow", "Pan", "A tenth of the view."),
    ("+ and −", "Zoom about the probe", "About the middle when the probe is out of sight."),
    ("Escape", "Undo the gesture in progress", "A drag or a pan goes back to where it began."),
)

SURFACE_KEYS = (
    ("Drag on the surface", "Turn it", "Clicks and the probe are as on the map; Escape turns it back."),
    ("Wheel on the surface", "Nearer or farther", "+ and − do the same."),
    ("Double click on the surface", "As it was", "Seen from where a new document shows it; Home does the same."),
    (", and .", "Turn the surface", "Page Up and Page Down look more from above, more from the side."),
    ("T, F, I", "Look from above, from the front, isometrically", "While the keyboard is on the surface."),
)
