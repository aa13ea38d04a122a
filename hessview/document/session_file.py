"""A state as the bytes of a session file, and back: strict, bounded, and never running anything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from hessview.document.carriers import NAME, extract
from hessview.document.commands import LEVEL_COUNTS, is_plane
from hessview.document.limits import COLOUR_MAPS, LEAST_TRUST, LONGEST_TEXT, OVERLAYS
from hessview.document.reading import read
from hessview.document.session_looks import (
    eigenplane_document,
    eigenplane_from,
    number_within,
    pairs_from,
    slider_document,
    sliders_from,
    surface_document,
    surface_from,
)
from hessview.document.session_race import coordinates_from, lesson_document, race_document, race_from
from hessview.document.state import Appearance, Arrangement, Box, ColourBy, Layout, Race, Scale, State, Stretch
from hessview.document.strict_json import (
    MAX_BYTES,
    SessionProblem,
    as_list,
    as_number,
    as_numbers,
    as_object,
    as_one_of,
    as_text,
    as_truth,
    as_whole,
    quoted,
    read_json,
    require_keys,
    write_json,
)
from hessview.language.parser import parse
from hessview.language.problem import SyntaxProblem

if TYPE_CHECKING:
    from hessview.language.formula import Formula

_T = TypeVar("_T")

__all__ = [
    "MAX_BYTES", "VERSION", "SessionProblem", "from_bytes", "from_document", "is_session", "migrate", "open_bytes",
    "to_bytes", "to_document", "to_metadata",
]

VERSION = 6
_IS_JSON = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?+[ \t\r\n\0]*+\{")
Migration = Callable[[Mapping[str, object]], Mapping[str, object]]


def _coloured_by_value(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return a document of version 1, whose colours stood for f, as one of version 2."""
    look = document.get("appearance")
    return {**document, "appearance": {**look, "colour_by": ColourBy.VALUE}} if isinstance(look, dict) else document


def _seen_from_above(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return a document of version 2, which knew the contour map alone, as one of version 3."""
    look, now = document.get("appearance"), to_document(State("", ""))
    added = {name: now[name] for name in ("arrangement", "surface", "direction", "pairs", "sliders", "eigenplane")}
    plain = {"scale": Scale.AUTOMATIC, "centre": None, "trust": Appearance.trust}
    return {**document, "appearance": {**look, **plain} if isinstance(look, dict) else look, **added}


def _without_race(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return a document of version 3, in which no method ran downhill, as one of version 4."""
    added = {name: value for name, value in race_document(Race()).items() if name not in {"lesson", "borrowed"}}
    return {**document, "race": added}


def _as_it_is(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return a document of version 4, in which the lesson stretched nothing, as one of version 5."""
    race = document.get("race")
    return {**document, "race": {**race, "lesson": lesson_document(Stretch())}} if isinstance(race, dict) else document


def _in_own_colours(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return a document of version 5, whose methods had colours by their order, as one of version 6."""
    race = document.get("race")
    return {**document, "race": {**race, "borrowed": {}}} if isinstance(race, dict) else document


_MIGRATIONS: Mapping[int, Migration] = MappingProxyType({
    1: _coloured_by_value, 2: _seen_from_above, 3: _without_race, 4: _as_it_is, 5: _in_own_colours,
})  # fmt: skip


def to_bytes(state: State) -> bytes:
    """Return the session file of `state`: UTF-8 JSON in a stable order, made to be read and compared.

    Raises
    ------
    SessionProblem
        If it would be longer than a session file may be, or is not text.
    """
    return write_json(to_document(state), "$.text")


def to_metadata(state: State) -> str:
    """Return the same JSON as one line of ASCII, for the metadata of a figure.

    Raises
    ------
    SessionProblem
        If it would be longer than a session file may be.
    """
    text = json.dumps(to_document(state), allow_nan=False)
    if len(text) > MAX_BYTES:
        raise SessionProblem("$", f"would be longer than {MAX_BYTES} bytes")
    return text


def from_bytes(data: bytes) -> State:
    """Return the state that a session file holds.

    Raises
    ------
    SessionProblem
        If anything in it is not as it must be.
    """
    return from_document(read_json(data))


def from_document(document: object) -> State:
    """Return the state that the JSON of a session means; places are told from its own root, ``$``.

    Raises
    ------
    SessionProblem
        If anything in it is not as it must be.
    """
    return _state(_migrated(as_object("$", document)))


def is_session(data: bytes) -> bool:
    """Return whether bytes look like those of a session file: what else can be opened only carries a session."""
    return _IS_JSON.match(data) is not None


def open_bytes(data: bytes) -> State:
    """Return the state in the bytes of a session file or of a figure (SVG, PDF, PNG) that carries one.

    Raises
    ------
    SessionProblem
        If there is no session in it, or one that cannot be read.
    """
    if is_session(data):
        return from_bytes(data)
    carried = extract(data, MAX_BYTES)
    if carried is None:
        raise SessionProblem("$", "is neither a session nor a figure that carries one")
    return from_bytes(carried)


def migrate(
    document: Mapping[str, object], version: int, migrations: Mapping[int, Migration] = _MIGRATIONS
) -> Mapping[str, object]:
    """Return a document of an older `version` as one of the present version.

    Parameters
    ----------
    migrations
        By version, the pure function that makes the next version of a document.

    Raises
    ------
    SessionProblem
        If the version is newer than this program, or so old that nothing is known of it.
    """
    said = version if abs(version) < 1_000 else "a large number"
    if version > VERSION:
        raise SessionProblem("$.version", f"is {said}, from a newer hessview; this one reads up to {VERSION}")
    for step in range(version, VERSION):
        if step not in migrations:
            raise SessionProblem("$.version", f"is {said}, which is no version of a session")
        document = migrations[step](document)
    return document


def to_document(state: State) -> dict[str, object]:
    """Return a state as the JSON of a session, in a stable order."""
    view, look = state.view, state.appearance
    return {
        "format": NAME,
        "version": VERSION,
        "text": state.text,
        "accepted": state.accepted,
        "probe": dict(state.probe),
        "view": {"x": [view.x0, view.x1], "y": [view.y0, view.y1]},
        "axes": None if state.axes is None else list(state.axes),
        "plane": None if state.plane is None else [list(direction) for direction in state.plane],
        "appearance": {
            "colour_map": look.colour_map,
            "level_count": look.level_count,
            "equal_aspect": look.equal_aspect,
            "show_field": look.show_field,
            "overlays": list(look.overlays),
            "colour_by": str(look.colour_by),
            "scale": str(look.scale),
            "centre": look.centre,
            "trust": look.trust,
        },
        "hessian_layout": str(state.hessian_layout),
        "arrangement": str(state.arrangement),
        "surface": surface_document(state.surface),
        "direction": state.direction,
        "pairs": [list(pair) for pair in state.pairs],
        "sliders": [slider_document(slider) for slider in state.sliders],
        "eigenplane": None if state.plane_source is None else eigenplane_document(state.plane_source),
        "race": race_document(state.race),
    }


def _state(document: Mapping[str, object]) -> State:
    require_keys("$", document, *to_document(State("", "")))
    text = as_text("$.text", document["text"], LONGEST_TEXT)
    accepted = as_text("$.accepted", document["accepted"], LONGEST_TEXT)
    said_of = accepted
    # Edited by hand, or refused by the version that wrote it and readable now: the picture follows the text.
    if text != accepted and read(text) is not None:
        accepted = text
    formula = _formula(accepted)
    plane = _plane(document["plane"], formula)
    source = _maybe(document["eigenplane"], lambda value: eigenplane_from("$.eigenplane", value, plane, said_of))
    return State(
        text=text,
        accepted=accepted,
        probe=coordinates_from("$.probe", document["probe"]),
        view=_view(document["view"]),
        plane=plane,
        appearance=_appearance(document["appearance"]),
        hessian_layout=_layout(document["hessian_layout"]),
        axes=_axes(document["axes"], formula),
        arrangement=Arrangement(as_one_of("$.arrangement", document["arrangement"], tuple(Arrangement))),
        surface=surface_from("$.surface", document["surface"]),
        direction=_maybe(document["direction"], lambda value: number_within("$.direction", value, -180.0, 180.0)),
        pairs=pairs_from("$.pairs", document["pairs"], formula),
        sliders=sliders_from("$.sliders", document["sliders"]),
        eigenplane=source if accepted == said_of else None,  # of another function it says nothing
        race=race_from("$.race", document["race"]),
    )


def _migrated(document: Mapping[str, object]) -> Mapping[str, object]:
    if document.get("format") != NAME:
        raise SessionProblem("$.format", f"must be {quoted(NAME)}")
    if "version" not in document:
        raise SessionProblem("$.version", "is missing")
    return migrate(document, as_whole("$.version", document["version"]))


def _formula(accepted: str) -> Formula | None:
    """Return what the accepted text means; nothing is accepted in a document that is still empty."""
    if not accepted.strip():
        return None
    try:
        return parse(accepted, editor=True)
    except SyntaxProblem as problem:
        raise SessionProblem("$.accepted", f"cannot be read: {problem.message.rstrip('.')}") from None


def _view(value: object) -> Box:
    view = as_object("$.view", value)
    require_keys("$.view", view, "x", "y")
    x0, x1 = as_numbers("$.view.x", view["x"], 2)
    y0, y1 = as_numbers("$.view.y", view["y"], 2)
    for place, low, high in (("$.view.x", x0, x1), ("$.view.y", y0, y1)):
        if not Box(low, high, low, high).is_valid:
            raise SessionProblem(place, "must be a lower and a larger upper bound that can be told apart on a screen")
    return Box(x0, x1, y0, y1)


def _plane(value: object, formula: Formula | None) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    if value is None:
        return None
    place = "$.plane"
    directions = as_list(place, value)
    if formula is None or len(directions) != 2:
        raise SessionProblem(place, "must be null or two directions in the variables of the function")
    u, v = (as_numbers(f"{place}[{k}]", direction, formula.dimension) for k, direction in enumerate(directions))
    if not is_plane((u, v), formula.dimension):
        raise SessionProblem(place, "must be two directions that span a plane")
    return u, v


def _axes(value: object, formula: Formula | None) -> tuple[str, str] | None:
    if value is None:
        return None
    entries = as_list("$.axes", value)
    names = [as_text(f"$.axes[{k}]", name) for k, name in enumerate(entries[:2])]
    if formula is None or len(entries) != 2 or names[0] == names[1] or not set(names) <= set(formula.variables):
        raise SessionProblem("$.axes", "must be null or two variables of the function")
    return names[0], names[1]


def _appearance(value: object) -> Appearance:
    place = "$.appearance"
    look = as_object(place, value)
    require_keys(
        place, look, "colour_map", "level_count", "equal_aspect", "show_field", "overlays", "colour_by", "scale",
        "centre", "trust",
    )  # fmt: skip
    count = as_whole(f"{place}.level_count", look["level_count"])
    if count not in LEVEL_COUNTS:
        raise SessionProblem(
            f"{place}.level_count", f"must be between {LEVEL_COUNTS.start} and {LEVEL_COUNTS.stop - 1}"
        )
    names = as_list(f"{place}.overlays", look["overlays"])
    few = names[: len(OVERLAYS) + 1]
    overlays = [as_one_of(f"{place}.overlays[{k}]", name, OVERLAYS) for k, name in enumerate(few)]
    if len(set(overlays)) != len(overlays):
        raise SessionProblem(f"{place}.overlays", "names an overlay twice")
    return Appearance(
        colour_map=as_one_of(f"{place}.colour_map", look["colour_map"], COLOUR_MAPS),
        level_count=count,
        equal_aspect=as_truth(f"{place}.equal_aspect", look["equal_aspect"]),
        show_field=as_truth(f"{place}.show_field", look["show_field"]),
        overlays=tuple(overlays),
        colour_by=ColourBy(as_one_of(f"{place}.colour_by", look["colour_by"], tuple(ColourBy))),
        scale=Scale(as_one_of(f"{place}.scale", look["scale"], tuple(Scale))),
        centre=_maybe(look["centre"], lambda value: as_number(f"{place}.centre", value)),
        trust=number_within(f"{place}.trust", look["trust"], LEAST_TRUST, 1.0),
    )


def _maybe(value: object, read_value: Callable[[object], _T]) -> _T | None:
    """Return what a value says, or None for null."""
    return None if value is None else read_value(value)


def _layout(value: object) -> Layout:
    return Layout(as_one_of("$.hessian_layout", value, tuple(Layout)))
