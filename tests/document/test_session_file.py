"""Session files: what is written is read back, and everything else is refused with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hessview.document import limits
from hessview.document.limits import COLOUR_MAPS, LONGEST_TEXT
from hessview.document.session_file import (
    MAX_BYTES,
    VERSION,
    SessionProblem,
    from_bytes,
    migrate,
    open_bytes,
    to_bytes,
    to_metadata,
)
from hessview.document.state import (
    Appearance,
    Arrangement,
    Box,
    ColourBy,
    Eigenplane,
    Layout,
    Scale,
    Slider,
    State,
    SurfaceLook,
)
from hessview.figure import colour_maps
from hessview.figure.overlays import OVERLAYS

if TYPE_CHECKING:
    from collections.abc import Callable

STATE = State(
    text="a = 2\nx^2 + a y^",
    accepted="a = 2\nx^2 + a y^2 + z",
    probe=(("x", 0.1), ("y", -1e-300), ("z", 5.0)),
    view=Box(-5.0, 5.0, -2.5, 1e6),
    plane=((1.0, 0.0, 0.0), (0.0, 0.6, 0.8)),
    appearance=Appearance(
        "cividis", 12, True, False, ("gradient", "definiteness"), ColourBy.LARGEST, Scale.LINEAR, 0.5, 0.2
    ),
    hessian_layout=Layout.NUMBERS,
    axes=("y", "x"),
    arrangement=Arrangement.BOTH,
    surface=SurfaceLook(12.5, -30.0, 1.5, False, True, True, False),
    direction=-33.0,
    pairs=(("x", "z"), ("z", "y")),
    sliders=(Slider("a", -1.0, 1.0, 0.01),),
)
SOURCE = Eigenplane(1, 3, (1.0, -2.0, 0.5), STATE.plane or ((), ()), STATE.accepted)

_finite = st.floats(-1e12, 1e12)
_states = st.builds(
    State,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(lambda text: text + " )"),
    accepted=st.sampled_from(["x^2 - y^2", "sin x", "a = 1\na x y"]),
    probe=st.dictionaries(st.sampled_from(["x", "y", "x1", "alpha", "λ"]), _finite).map(lambda p: tuple(p.items())),
    view=st.builds(lambda x, y, w: Box(x, x + w, y, y + w), _finite, _finite, st.floats(1e3, 1e6)),
    appearance=st.builds(Appearance, st.sampled_from(COLOUR_MAPS), st.integers(1, 200), st.booleans()),
    hessian_layout=st.sampled_from(Layout),
)


@given(_states)
@settings(max_examples=60, deadline=None)
def test_reading_what_was_written_gives_the_same_state(state: State) -> None:
    assert from_bytes(to_bytes(state)) == state
    assert from_bytes(to_metadata(state).encode("ascii")) == state


def test_every_field_of_the_state_is_in_the_file() -> None:
    assert from_bytes(to_bytes(STATE)) == STATE


def test_the_file_is_readable_and_its_key_order_stable() -> None:
    data = to_bytes(STATE)
    assert data == to_bytes(from_bytes(data))
    assert data.startswith(b'{\n  "format": "hessview-session",\n  "version": 6,\n  "text": ')
    assert data.endswith(b"}\n")
    assert list(json.loads(data)) == [
        "format", "version", "text", "accepted", "probe", "view", "axes", "plane", "appearance", "hessian_layout",
        "arrangement", "surface", "direction", "pairs", "sliders", "eigenplane", "race",
    ]
    assert "\n" not in to_metadata(STATE)


def test_a_document_may_name_every_colour_table_and_overlay_there_is() -> None:
    assert colour_maps.NAMES == limits.COLOUR_MAPS
    assert tuple(overlay.name for overlay in OVERLAYS) == limits.OVERLAYS


def test_a_text_that_can_be_read_is_what_is_shown() -> None:
    document = json.loads(to_bytes(State("x", "x")))
    document["text"] = "x^3"
    assert from_bytes(json.dumps(document).encode()).accepted == "x^3"


def test_a_whole_number_counts_as_a_number() -> None:
    document = json.loads(to_bytes(STATE))
    document["probe"] = {"x": 1}
    probe = from_bytes(json.dumps(document).encode()).probe
    assert probe == (("x", 1.0),)
    assert isinstance(probe[0][1], float)


def at(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for step in path[:-1]:
            document = document[step]  # type: ignore[index]
        document[path[-1]] = value  # type: ignore[index]

    return change


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for step in path[:-1]:
            document = document[step]
        del document[path[-1]]

    return change


NAN = float("nan")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (at("format", value="other"), "$.format"),
        (without("format"), "$.format"),
        (at("version", value=VERSION + 1), "$.version"),
        (at("arrangement", value="above"), "$.arrangement"),
        (at("surface", "zoom", value=0.0), "$.surface.zoom"),
        (at("surface", "azimuth", value=181.0), "$.surface.azimuth"),
        (at("surface", "lines", value=1), "$.surface.lines"),
        (without("surface", "floor"), "$.surface.floor"),
        (at("direction", value=NAN), "$.direction"),
        (at("pairs", value=[["x", "x"]]), "$.pairs[0]"),
        (at("pairs", value=[["x", "q"]]), "$.pairs[0]"),
        (at("eigenplane", value={"first": 1, "second": 1, "point": [0, 0, 0]}), "$.eigenplane"),
        (at("eigenplane", value={"first": 0, "second": 1, "point": [0, 0, 0]}), "$.eigenplane"),
        (at("eigenplane", value={"first": 1, "second": 4, "point": [0, 0, 0]}), "$.eigenplane"),
        (at("eigenplane", value={"first": 1, "second": 2, "point": [0, 0]}), "$.eigenplane.point"),
        (at("eigenplane", value={"first": 1, "second": 2}), "$.eigenplane.point"),
        (at("pairs", value=[["x", "y"], ["x", "y"]]), "$.pairs"),
        (at("sliders", value=[{"name": "a", "low": 1.0, "high": 1.0, "step": 0.1}]), "$.sliders[0]"),
        (at("sliders", value=[{"name": "__a__", "low": 0.0, "high": 1.0, "step": 0.1}]), "$.sliders[0].name"),
        (at("sliders", value=[{"name": "a", "low": 0.0, "high": 1.0, "step": 2.0}]), "$.sliders[0]"),
        (at("appearance", "trust", value=0.0), "$.appearance.trust"),
        (at("appearance", "scale", value="cubic"), "$.appearance.scale"),
        (at("appearance", "centre", value="0"), "$.appearance.centre"),
        (at("version", value=0), "$.version"),
        (at("version", value=-1), "$.version"),
        (at("version", value=1.0), "$.version"),
        (at("version", value=True), "$.version"),
        (at("version", value="1"), "$.version"),
        (without("version"), "$.version"),
        (at("extra", value=1), "$"),
        (at("text", value=3), "$.text"),
        (at("text", value=None), "$.text"),
        (at("text", value="\ud800"), "$.text"),
        (without("text"), "$.text"),
        (at("accepted", value="x +"), "$.accepted"),
        (at("accepted", value="__import__('os')"), "$.accepted"),
        (at("probe", value=[]), "$.probe"),
        (at("probe", "x", value="1"), "$.probe.x"),
        (at("probe", "x", value=True), "$.probe.x"),
        (at("probe", "x", value=None), "$.probe.x"),
        (at("probe", "x", value=NAN), "$.probe.x"),
        (at("probe", "x", value=float("inf")), "$.probe.x"),
        (at("probe", "x", value=10**350), "$.probe.x"),
        (at("probe", "x y", value=1.0), "$.probe"),
        (at("probe", "__class__", value=1.0), "$.probe"),
        (at("probe", "sin", value=1.0), "$.probe"),
        (at("view", value=[-1, 1, -1, 1]), "$.view"),
        (at("view", "z", value=[-1, 1]), "$.view"),
        (without("view", "y"), "$.view.y"),
        (at("view", "x", value=[1, 1]), "$.view.x"),
        (at("view", "x", value=[2, 1]), "$.view.x"),
        (at("view", "x", value=[0, 1, 2]), "$.view.x"),
        (at("view", "x", 1, value=NAN), "$.view.x[1]"),
        (at("view", "y", value=[0.0, 1e308]), "$.view.y"),
        (at("axes", value=["x"]), "$.axes"),
        (at("axes", value=["x", "x"]), "$.axes"),
        (at("axes", value=["x", "w"]), "$.axes"),
        (at("axes", value="xy"), "$.axes"),
        (at("axes", value=["x", 1]), "$.axes[1]"),
        (at("plane", value=[[1, 0, 0]]), "$.plane"),
        (at("plane", 1, value=[0, 1]), "$.plane[1]"),
        (at("plane", 1, value=[2, 0, 0]), "$.plane"),
        (at("plane", 0, 2, value="0"), "$.plane[0][2]"),
        (at("appearance", value=None), "$.appearance"),
        (at("appearance", "level_count", value=0), "$.appearance.level_count"),
        (at("appearance", "level_count", value=1e2), "$.appearance.level_count"),
        (at("appearance", "equal_aspect", value=1), "$.appearance.equal_aspect"),
        (at("appearance", "colour_map", value="../../etc"), "$.appearance.colour_map"),
        (at("appearance", "colour_map", value="ｖｉｒｉｄｉｓ"), "$.appearance.colour_map"),
        (at("appearance", "overlays", value=["gradient", "gradient"]), "$.appearance.overlays"),
        (at("appearance", "overlays", value=["gradient", 2]), "$.appearance.overlays[1]"),
        (at("appearance", "overlays", value=["gradient", "gradients"]), "$.appearance.overlays[1]"),
        (at("text", value="x" * (LONGEST_TEXT + 1)), "$.text"),
        (at("probe", value={f"x{k}": 0 for k in range(20_001)}), "$.probe"),
        (at("axes", value=["x"] * 50_000), "$.axes"),
        (at("version", value=10**399), "$.version"),
        (at("version", value=-(10**399)), "$.version"),
        (at("appearance", "shadow", value=True), "$.appearance"),
        (without("appearance", "show_field"), "$.appearance.show_field"),
        (without("appearance", "colour_by"), "$.appearance.colour_by"),
        (at("appearance", "colour_by", value="λ"), "$.appearance.colour_by"),
        (at("hessian_layout", value="poem"), "$.hessian_layout"),
    ],
)
def test_a_wrong_document_is_refused_with_its_place(change: Callable[[dict[str, Any]], None], place: str) -> None:
    document = json.loads(to_bytes(STATE))
    change(document)
    refused(json.dumps(document).encode(), place)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "$"),
        (b"null", "$"),
        (b"[]", "$"),
        (b"{", "$"),
        (b'{"format": "hessview-session"', "$"),
        (b"\xef\xbb\xbf{}", "$"),
        (b'{"\xff": 1}', "$"),
        (b"[" * 500_000, "$"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "$"),
        (b'{"format": "hessview-session", "format": "hessview-session"}', "$"),
        (b'{"format": "hessview-session", "version": NaN}', "$.version"),
        (b'{"format": "hessview-session", "version": ' + b"1" * 5000 + b"}", "$.version"),
        (b" " * MAX_BYTES + b"{}", "$"),
    ],
)
def test_what_is_no_document_is_refused(data: bytes, place: str) -> None:
    refused(data, place)


def test_a_key_that_stands_twice_is_refused_where_it_stands() -> None:
    data = to_bytes(STATE).replace(b'"x": 0.1,', b'"x": 0.1, "x": 0.2,')
    problem = refused(data, "$.probe")
    assert '"x" twice' in problem.message


def test_an_overflowing_literal_is_refused_where_it_stands() -> None:
    refused(to_bytes(STATE).replace(b'"x": 0.1,', b'"x": 1e999,'), "$.probe.x")


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_nonsense_is_refused_and_nothing_else_is_raised(data: bytes) -> None:
    with pytest.raises(SessionProblem):
        open_bytes(data)


@given(st.integers(0, len(to_bytes(STATE)) - 1), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_a_damaged_session_is_refused_or_read_as_a_state_that_can_be_written(place: int, byte: int) -> None:
    data = bytearray(to_bytes(STATE))
    data[place] = byte
    try:
        state = from_bytes(bytes(data))
    except SessionProblem:
        return
    assert from_bytes(to_bytes(state)) == state


def test_a_document_too_large_to_be_read_is_not_written() -> None:
    with pytest.raises(SessionProblem, match="longer"):
        to_bytes(State("x" * MAX_BYTES, "x"))


def test_an_older_version_is_migrated_step_by_step_and_left_as_it_was() -> None:
    old = {"version": VERSION - 2, "steps": ()}
    migrations = {
        VERSION - 2: lambda document: {**document, "steps": (*document["steps"], "first")},  # type: ignore[misc]
        VERSION - 1: lambda document: {**document, "steps": (*document["steps"], "second")},  # type: ignore[misc]
    }
    assert migrate(old, VERSION - 2, migrations)["steps"] == ("first", "second")
    assert old["steps"] == ()


def test_a_session_of_version_1_opens_coloured_by_the_values_of_f() -> None:
    document = json.loads(to_bytes(STATE))
    document["version"] = 1
    for name in ("colour_by", "scale", "centre", "trust"):
        del document["appearance"][name]
    added = ("arrangement", "surface", "direction", "pairs", "sliders", "eigenplane")
    for name in added:
        del document[name]
    opened = from_bytes(json.dumps(document).encode())
    look = Appearance("cividis", 12, equal_aspect=True, show_field=False, overlays=("gradient", "definiteness"))
    plain = {name: getattr(State("", ""), name) for name in added}
    assert opened == replace(STATE, appearance=look, **plain)
    document["appearance"] = None
    refused(json.dumps(document).encode(), "$.appearance")


def test_an_empty_document_is_a_document() -> None:
    empty = State("", "")
    assert from_bytes(to_bytes(empty)) == empty


def refused(data: bytes, place: str) -> SessionProblem:
    with pytest.raises(SessionProblem) as caught:
        from_bytes(data)
    assert caught.value.place == place
    assert caught.value.message.count("\n") == 0
    assert ("the file" if place == "$" else place) in caught.value.message
    return caught.value


def test_a_session_keeps_of_which_eigenvectors_its_plane_is() -> None:
    state = replace(STATE, eigenplane=SOURCE)
    assert from_bytes(to_bytes(state)) == state
    assert from_bytes(to_bytes(state)).plane_source == SOURCE


def test_a_plane_of_another_function_is_not_said_to_be_of_these_eigenvectors() -> None:
    changed = replace(STATE, text="x y z", accepted="x y z", eigenplane=SOURCE)
    assert changed.plane_source is None
    assert from_bytes(to_bytes(changed)).eigenplane is None
    document = json.loads(to_bytes(replace(STATE, eigenplane=SOURCE)))
    document["text"] = "x + y z"  # read before what was accepted
    read = from_bytes(json.dumps(document).encode())
    assert read.plane_source is None
    assert from_bytes(to_bytes(read)) == read


def test_eigenvectors_are_not_named_where_there_is_no_plane() -> None:
    document = json.loads(to_bytes(replace(STATE, eigenplane=SOURCE)))
    document["plane"] = None
    refused(json.dumps(document).encode(), "$.eigenplane")
