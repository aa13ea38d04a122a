"""What the methods share is written once, and cannot be left out."""

from __future__ import annotations

import pytest

from hessview.optimizers.flows import _Flow
from hessview.optimizers.line_search_descent import _LineSearchDescent
from hessview.optimizers.newton import Newton, NewtonLike
from hessview.optimizers.saddle_free_newton import SaddleFreeNewton


@pytest.mark.parametrize("unfinished", [_Flow, _LineSearchDescent, NewtonLike])
def test_a_method_that_lacks_a_part_cannot_be_made(unfinished: type) -> None:
    with pytest.raises(TypeError, match="abstract"):
        unfinished()


def test_newtons_relatives_step_alike() -> None:
    assert Newton.step is NewtonLike.step is SaddleFreeNewton.step
