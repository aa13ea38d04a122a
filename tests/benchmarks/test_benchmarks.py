"""Every benchmark still runs; how fast it is, is not asked here."""

from __future__ import annotations

import math
from importlib import import_module

import pytest

from tests.benchmarks.__main__ import NAMES


@pytest.mark.usefixtures("warm_processes")
@pytest.mark.leaks("the windows of the benchmarks are their own")
@pytest.mark.parametrize("name", NAMES)
def test_the_benchmark_runs_in_a_reduced_form(name: str) -> None:
    rows = import_module(f"tests.benchmarks.{name}").measure(reduced=True)
    assert rows
    assert all(row.bar and (math.isnan(row.ratio) or row.ratio > 0.0) for row in rows)
