"""What travels between processes arrives as it was, and what is nothing of the kind is refused."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from enum import Enum, StrEnum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hessview.compute.formula_reply import SenselessReply
from hessview.compute.frames import Message, encode, receive
from hessview.compute.plain_data import coder_of
from hessview.language.formula import Formula
from hessview.language.parser import parse

Floats = NDArray[np.float64]


class Colour(StrEnum):
    RED = "red as a rose"


class Side(Enum):
    LEFT = 1


@dataclass(frozen=True, eq=False)
class Inner:
    points: Floats
    steps: NDArray[np.int16] | None = None


@dataclass(frozen=True)
class Whole:
    number: float
    count: int
    truth: bool | None
    words: tuple[Colour | str, ...]
    side: Side
    values: tuple[float | int | str | tuple[float, ...], ...]
    pair: tuple[int, float]
    inner: tuple[Inner, ...] = ()


WHOLE = coder_of(Whole)
REAL = coder_of(tuple[float, ...])


def through_a_pipe(said: object) -> object:
    received = receive(io.BytesIO(encode({"said": said})))
    assert received is not None
    return received["said"]


@given(st.lists(st.floats(allow_nan=False)))
def test_numbers_arrive_to_the_last_bit(numbers: list[float]) -> None:
    back = REAL.read(through_a_pipe(REAL.write(tuple(numbers))))
    assert [each.hex() for each in back] == [each.hex() for each in numbers]


def test_what_is_not_finite_arrives_too() -> None:
    back = REAL.read(through_a_pipe(REAL.write((math.nan, math.inf, -math.inf, np.float64("nan")))))
    assert math.isnan(back[0])
    assert back[1:3] == (math.inf, -math.inf)
    assert type(back[3]) is float


def test_a_dataclass_arrives_with_all_that_hangs_on_it() -> None:
    inner = Inner(np.array([[1.0, math.nan], [-0.0, 5e-324]]), np.array([[3, -1]], dtype=np.int16))
    sent = Whole(
        np.float64(0.1), np.int64(7), None, (Colour.RED, "red as a rose"), Side.LEFT, (1, 1.0, "nan", (2.0,)),
        (3, math.inf), (inner, Inner(np.empty((0, 2)))),
    )  # fmt: skip
    back = WHOLE.read(through_a_pipe(WHOLE.write(sent)))
    assert isinstance(back, Whole)
    assert (back.number, back.count, back.truth, back.side, back.pair) == (0.1, 7, None, Side.LEFT, (3, math.inf))
    assert [type(each) for each in back.values] == [int, float, str, tuple]
    assert [type(each) for each in back.words] == [Colour, str]
    first, second = back.inner
    np.testing.assert_array_equal(first.points, inner.points)
    assert np.signbit(first.points[1, 0])
    assert first.steps is not None
    assert first.steps.dtype == np.int16
    assert first.points.flags.writeable
    assert second.points.shape == (0, 2)
    assert second.steps is None


def test_a_formula_arrives_as_the_same_function() -> None:
    formula = parse("a x^2 - 1e300 y", variables=("x", "y"), parameters={"a": 5e-324})
    coder = coder_of(Formula)
    back = coder.read(through_a_pipe(coder.write(formula)))
    assert back == formula
    assert back.parameters == (("a", 5e-324),)


GOOD: Message = WHOLE.write(  # type: ignore[assignment]
    Whole(1.0, 1, None, (), Side.LEFT, (), (1, 1.0), (Inner(np.zeros((2, 1))),))
)


@pytest.mark.parametrize(
    ("name", "nonsense"),
    [
        ("number", 1), ("number", "1.0"), ("number", {"real": "1e400"}), ("number", None), ("number", True),
        ("count", 1.0), ("count", True), ("count", 1 << 60), ("truth", 0), ("truth", {"kind": 5, "value": True}),
        ("words", ["red"]), ("words", {"1": "red"}), ("words", {"0": {"kind": 0, "value": "BLUE"}}),
        ("words", {"0": {"kind": 1, "value": 30_000 * "a"}}), ("side", "RIGHT"), ("side", 1), ("pair", {"0": 1}),
        ("pair", {"0": 1, "1": 1.0, "2": 1.0}), ("inner", {"0": {}}), ("inner", None),
        ("inner", {"0": {"points": {"shape": [2, 2], "numbers": bytes(16)}, "steps": None}}),
        ("inner", {"0": {"points": {"shape": [-2, -1], "numbers": bytes(16)}, "steps": None}}),
        ("inner", {"0": {"points": {"shape": 2 * [1] + 3 * [1], "numbers": bytes(8)}, "steps": None}}),
        ("inner", {"0": {"points": bytes(16), "steps": None}}),
    ],
)  # fmt: skip
def test_what_is_nothing_of_the_kind_is_refused(name: str, nonsense: object) -> None:
    assert isinstance(WHOLE.read(GOOD), Whole)
    with pytest.raises(SenselessReply):
        WHOLE.read(GOOD | {name: nonsense})


@pytest.mark.parametrize("said", [None, [], "Whole", {}, GOOD | {"more": 1}, dict(list(GOOD.items())[1:])])
def test_an_object_with_more_or_less_than_its_fields_is_refused(said: object) -> None:
    with pytest.raises(SenselessReply):
        WHOLE.read(said)


def test_what_is_no_plain_data_is_refused_when_its_coder_is_made() -> None:
    for hint in (object, dict[str, int], complex, list[int]):
        with pytest.raises(TypeError):
            coder_of(hint)
    with pytest.raises(TypeError):
        coder_of(tuple[int | str, ...]).write((1.5,))
