"""Paths of critical points as plain data, for the process that follows them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.analysis.branches import Trace
from hessview.compute.plain_data import coder_of
from hessview.compute.requests import TraceRequest
from hessview.compute.sent import SECONDS, Sent
from hessview.language.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.compute.requests import Request


def _is_trace_of(request: TraceRequest, found: Trace) -> bool:
    n = request.formula.dimension
    asked = (request.formula, request.lower, request.upper)
    return (found.formula, found.lower, found.upper) == asked and all(
        branch.points.shape == (len(branch.index), n) for branch in found.branches
    )


SENT: Mapping[type[Request], Sent] = MappingProxyType({
    TraceRequest: Sent(coder_of(TraceRequest, (Formula,)), coder_of(Trace, (Formula,)), _is_trace_of, SECONDS),
})
