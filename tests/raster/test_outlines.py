"""Formulas as outlines: set in one process, read in another as if they were anything."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hessview.compute.formula_reply import SenselessReply
from hessview.compute.frames import encode, receive
from hessview.compute.outline_reply import read_outlines, written
from hessview.compute.outline_requests import Outline, OutlineRequest
from hessview.raster.outlines import Outliner, answer

if TYPE_CHECKING:
    from hessview.compute.frames import Message

SOURCES = (r"x^{2} + \frac{1}{2}", r"\nosuchcommand{x}", r"\sqrt{y} \cdot e^{-x^{2}}", "")


def sent(message: Message) -> Message:
    """Return a message as the other process receives it."""
    received = receive(io.BytesIO(encode(message)))
    assert received is not None
    return received


def test_an_outline_arrives_as_it_was_set_and_what_cannot_be_set_as_nothing() -> None:
    outliner = Outliner()
    came = read_outlines(OutlineRequest(SOURCES), sent(answer({"sources": list(SOURCES)}))).entries
    assert came[1] is None
    for source, there in zip(SOURCES, came, strict=True):
        here = outliner.outline(source)
        assert (here is None) == (there is None)
        if here is not None and there is not None:
            assert np.array_equal(here.vertices, there.vertices)
            assert np.array_equal(here.codes, there.codes)
            assert (here.width, here.ascent, here.descent) == (there.width, there.ascent, there.descent)


def outline(codes: list[int], farthest: float = 1.0, width: float = 1.0) -> Outline:
    vertices = np.full((len(codes), 2), farthest)
    return Outline(vertices, np.array(codes, dtype=np.uint8), width, 1.0, 0.0)


@pytest.mark.parametrize("codes", [[1, 2, 79], [1, 3, 3, 3, 3, 79], [1, 4, 4, 4, 2, 1, 3, 3], []])
def test_a_path_is_read(codes: list[int]) -> None:
    (came,) = read_outlines(OutlineRequest(("x",)), sent(written([outline(codes)]))).entries
    assert came is not None
    assert came.codes.tolist() == codes


@pytest.mark.parametrize("made", [
    outline([2, 1]), outline([1, 3]), outline([1, 4, 4, 2]), outline([1, 3, 3, 3]), outline([1, 5]),
    outline([1, 2], farthest=float("nan")), outline([1, 2], farthest=1e7), outline([1, 2], width=-1.0),
    outline([1, 2], width=float("inf")),
], ids=range(9))  # fmt: skip
def test_what_is_no_path_within_reach_is_refused(made: Outline) -> None:
    message = sent(written([made]))
    with pytest.raises(SenselessReply):
        read_outlines(OutlineRequest(("x",)), message)


@pytest.mark.parametrize("reply", [
    {}, {"outlines": []}, {"outlines": {}}, {"outlines": {"0": 1}}, {"outlines": {"0": {"codes": b""}}},
    {"outlines": {"1": {}}}, {"outlines": {"0": {}, "1": {}}},
    {"outlines": {"0": {"vertices": bytes(16), "codes": b"\x01\x02", "extent": bytes(24)}}},
], ids=range(8))  # fmt: skip
def test_what_is_not_one_outline_for_each_source_is_refused(reply: Message) -> None:
    with pytest.raises(SenselessReply):
        read_outlines(OutlineRequest(("x",)), reply)
