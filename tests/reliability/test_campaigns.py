"""Every campaign in its short form."""

from __future__ import annotations

import pytest

from tests.reliability.alone import run_alone
from tests.reliability.campaign import CAMPAIGNS
from tests.reliability.hall import forked


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_short_form_passes(name: str) -> None:
    lines: list[str] = []
    ran = run_alone(name, short=True, say=lines.append, start=forked)
    assert ran.outcome.passed, "\n".join([ran.outcome.tried, ran.outcome.found, *ran.outcome.details, "", *lines[-40:]])
