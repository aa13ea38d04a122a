"""What a process works out for the window arrives there to the last bit, and is what a thread would have found."""

from __future__ import annotations

import dataclasses
import io
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from hessview.compute import field_worker, race_worker, sent_fields, sent_races, trace_worker
from hessview.compute.answers import Answers
from hessview.compute.descent_requests import BasinRequest, RaceRequest, RaceRun
from hessview.compute.endings import Cancelled, Concluded, DeadlinePassed
from hessview.compute.errands import Errands
from hessview.compute.formula_reply import SenselessReply
from hessview.compute.frames import encode, receive
from hessview.compute.lanes import no_progress
from hessview.compute.lesson_requests import LessonRequest
from hessview.compute.requests import FieldRequest, FitRequest, MapRequest, TraceRequest
from hessview.compute.results import Partial
from hessview.compute.sent import handler
from hessview.document.state import Box
from hessview.landscapes.slice import coordinate_slice
from hessview.language.parser import parse
from hessview.optimizers.methods import METHODS
from hessview.optimizers.trajectory import Stop

BOX = Box(-2.0, 2.0, -1.0, 1.0)
SETTINGS = (("step size", 0.01),)


WORKERS: dict[str, Any] = {f"{each.__name__}:answer": each for each in (field_worker, race_worker, trace_worker)}


def field(text: str, **more: Any) -> FieldRequest:
    formula = parse(text)
    axes = (0, 0) if formula.dimension == 1 else (0, 1)
    return FieldRequest(formula, (0.0,) * formula.dimension, more.pop("directions", None), axes, BOX, (24, 30), **more)


LESSON = LessonRequest(
    parse("x^2 + 5 y^2 + x y"), (0.0, 0.0), (1.0, 0.5), 0, (0.0, 10.0, 100.0), 1e-3, 1.0, 0.5, 300, 3.0,
    is_pictured=True,
)  # fmt: skip
TRACE = TraceRequest(
    parse("x^4 + a x^2 + y^2", variables=("x", "y", "a")), (-2.0, -2.0, -2.0), (2.0, 2.0, 2.0), ((0.0, 0.0, 1.0),)
)
REQUESTS = [
    field("x^2 - y^2"), field("1/x + log(y)"), field("1e300 x y"), field("t^3 - 1/t"), field("0 x + y - y"),
    field("x y + z^2", directions=((1.0, 0.0, 0.0), (0.0, 0.6, 0.8))),
    MapRequest(field("x^4 - 3x^2 y + y^3"), regions=True, uphill=True),
    MapRequest(field("sqrt(x) + y^2"), regions=True, uphill=False),
    RaceRequest(parse("(x^2 + y - 11)^2 + (x + y^2 - 7)^2"), (1.0, 1.0), tuple((m.name, ()) for m in METHODS), 60),
    RaceRequest(parse("x^4 + y^4"), (1.0, 0.5), (("gradient descent", (("step size", -1.0),)), ("newton", ())), 40),
    RaceRequest(parse("1/x^2 + abs(y)"), (1.0, 0.5), (("gradient descent", SETTINGS), ("nelder-mead", ())), 40),
    RaceRequest(parse("-x^2 - y^2 + z^2"), (1e-3, 0.5, 1.0), (("gradient descent", SETTINGS), ("bfgs", ())), 40),
    BasinRequest(
        parse("(x^2 - 1)^2 + y^2"), coordinate_slice(2, 0, 1, (0.0, 0.0)), BOX, (17, 21), "gradient descent", (), 60
    ),
    BasinRequest(
        parse("(x^2 + y^2 - 1)^2"), coordinate_slice(2, 0, 1, (0.0, 0.0)), BOX, (9, 9), "newton", (), 60
    ),
    LESSON, dataclasses.replace(LESSON, minimum=(1.0, 1.0)), dataclasses.replace(LESSON, is_pictured=False), TRACE,
    FitRequest(parse("x^2 + 9 y^2"), coordinate_slice(2, 0, 1, (0.0, 0.0))), FitRequest(parse("exp(t)"), None),
]  # fmt: skip


def asked(request: Any, progress: Any = no_progress) -> list[dict[str, object]]:
    """Return what a process says to a request: the parts of its answer, and at last the whole."""
    job = Errands().job(request)
    received = receive(io.BytesIO(encode(job.payload)))
    assert received is not None
    said, parts = [], WORKERS[job.handler].answer(received, progress)
    while True:
        try:
            said.append(through_a_pipe(next(parts)))
        except StopIteration as end:
            return [*said, through_a_pipe(end.value)]


def through_a_pipe(said: Any) -> dict[str, object]:
    received = receive(io.BytesIO(encode(said)), 1 << 30)
    assert received is not None
    return received


def same(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if dataclasses.is_dataclass(a):
        return type(a) is type(b) and all(same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a))
    if isinstance(a, tuple):
        return isinstance(b, tuple) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float):
        return isinstance(b, float) and (a == b or (math.isnan(a) and math.isnan(b)))
    return a == b and (type(a) is type(b) or isinstance(a, np.generic | int))


@pytest.mark.parametrize("request_", REQUESTS, ids=[type(each).__name__ for each in REQUESTS])
def test_what_a_process_finds_arrives_as_it_was_found(request_: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[object] = []
    whole: list[object] = []

    def noting(request: Any, progress: Any) -> object:
        assert same(request, request_)
        answer = Answers().found(request, progress)
        if isinstance(answer, Iterator):
            return noted(answer)
        whole.append(answer)
        return answer

    def noted(answer: Iterator[object]) -> Iterator[object]:
        while True:
            try:
                parts.append(next(answer))
            except StopIteration as end:
                whole.append(parts[-1] if end.value is None else end.value)
                return end.value
            yield parts[-1]

    for module in WORKERS.values():
        monkeypatch.setattr(module, "answer", handler(noting, module.KINDS))
    *first, last = asked(request_)
    for part, told in zip(parts, first, strict=True):
        assert same(part, Errands().read_partial(request_, told).answer)
    assert same(whole[0], Errands().read(request_, last))


def test_a_process_answers_as_a_thread_does() -> None:
    for k, name in ((0, "values"), (6, "lowest")):
        found: Any = Answers().found(REQUESTS[k], no_progress)
        said: Any = Errands().read(REQUESTS[k], asked(REQUESTS[k])[-1])
        np.testing.assert_allclose(getattr(said, name), getattr(found, name), rtol=1e-12)


def test_a_map_of_basins_comes_part_by_part() -> None:
    request = REQUESTS[12]
    parts = [Errands().read_partial(request, said) for said in asked(request)]
    assert all(isinstance(part, Partial) for part in parts)
    assert [part.answer.stride for part in parts] == [8, 4, 2, 1, 1]  # type: ignore[attr-defined]


def test_of_a_race_the_paths_come_before_it_is_known_what_they_came_to() -> None:
    request = REQUESTS[9]
    first, last = asked(request)
    part = Errands().read_partial(request, first)
    found: Any = Errands().read(request, last)
    assert isinstance(part.answer, RaceRun)
    assert not part.is_enough
    (refused, run), (said, judged) = part.answer.runs, found.outcomes
    assert (refused, type(said)) == (None, str)
    assert run is not None
    assert same(run.trajectory.path, judged.trajectory.path)
    assert (run.reached, judged.reached) == (None, True)
    with pytest.raises(SenselessReply):
        Errands().read_partial(REQUESTS[8], first)
    with pytest.raises(SenselessReply):
        Errands().read(request, first)


@pytest.mark.parametrize("end", [Cancelled, DeadlinePassed])
def test_work_that_is_not_wanted_or_takes_too_long_ends(end: type[Exception]) -> None:
    def progress(_share: float) -> None:
        raise end

    for request in (REQUESTS[0], REQUESTS[13]):
        with pytest.raises(end):
            asked(request, progress)


def test_a_race_that_is_concluded_in_a_process_answers_with_what_it_has_come_to() -> None:
    def progress(_share: float) -> None:
        raise Concluded

    request = REQUESTS[8]
    found: Any = Errands().read(request, asked(request, progress)[-1])
    runs = [run.trajectory for run in found.outcomes]
    assert Stop.CANCELLED in {run.stop for run in runs}
    assert {run.iterations for run in runs} <= {0, 1}


def test_work_whose_time_is_over_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    late = dataclasses.replace(sent_fields.SENT[FieldRequest], seconds=-1.0)
    monkeypatch.setitem(field_worker.KINDS, "FieldRequest", late)
    with pytest.raises(DeadlinePassed):
        asked(REQUESTS[0])


@pytest.mark.parametrize(
    ("mine", "others"),
    [(0, 3), (0, 6), (6, 0), (6, 5), (8, 9), (12, 13), (8, 12), (14, 17), (17, 14), (18, 0), (0, 18)],
)
def test_the_answer_to_something_else_is_refused(mine: int, others: int) -> None:
    reply = asked(REQUESTS[others])[-1]
    assert Errands().read(REQUESTS[others], reply) is not None
    with pytest.raises(SenselessReply):
        Errands().read(REQUESTS[mine], reply)


def test_labels_of_ends_that_there_are_not_are_refused() -> None:
    request = REQUESTS[13]
    assert isinstance(request, BasinRequest)
    sent = sent_races.SENT[BasinRequest]
    found = Errands().read(request, asked(request)[-1])
    for label in (len(found.ends), -11):  # type: ignore[union-attr]
        wrong = dataclasses.replace(found, labels=np.full((9, 9), label, dtype=np.int16))  # type: ignore[type-var]
        with pytest.raises(SenselessReply):
            sent.read(request, {"found": sent.answer.write(wrong)})


@pytest.mark.parametrize("reply", [{}, {"found": None}, {"found": {}}, {"file": b"%PDF"}])
def test_a_reply_without_an_answer_is_refused(reply: dict[str, object]) -> None:
    for request in REQUESTS:
        with pytest.raises(SenselessReply):
            Errands().read(request, reply)
