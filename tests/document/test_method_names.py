"""Methods are written with the names of people, and in the spelling that they have everywhere else."""

from __future__ import annotations

import pytest

from hessview.document.limits import METHODS
from hessview.document.method_names import heading, spelled


@pytest.mark.parametrize(
    ("method", "within", "first"),
    [
        ("bfgs", "BFGS", "BFGS"), ("l-bfgs", "L-BFGS", "L-BFGS"), ("adagrad", "AdaGrad", "AdaGrad"),
        ("rmsprop", "RMSProp", "RMSProp"), ("nelder-mead", "Nelder–Mead", "Nelder–Mead"),
        ("damped newton", "damped Newton", "Damped Newton"),
        ("gradient descent", "gradient descent", "Gradient descent"),
    ],
)  # fmt: skip
def test_a_name_is_spelled_within_a_sentence_and_at_the_beginning_of_one(method: str, within: str, first: str) -> None:
    assert spelled(method) == within
    assert heading(method) == first


def test_no_two_methods_have_one_name_and_no_person_a_small_letter() -> None:
    assert len({spelled(method) for method in METHODS}) == len(METHODS)
    for person in ("newton", "armijo", "wolfe", "nesterov", "nelder", "bfgs"):
        assert not any(person in spelled(method) for method in METHODS)
