"""Where the signs of a region stand, and which cells lie in it, however far it reaches."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.verdict import Definiteness
from hessview.figure.patterns import PATTERNS, Grain, cells_in, signs_in


@pytest.mark.parametrize("far", [1e3, 1e150, 1.7e308])
def test_a_region_that_reaches_to_the_end_of_numbers_is_full_where_the_picture_is(far: float) -> None:
    ring = np.array([[-far, -far], [far, -far], [far, far], [-far, far], [-far, -far], [np.nan, np.nan]])
    size = (400.0, 300.0)
    assert cells_in(ring, size, (12, 16)).all()
    first, second = signs_in(ring, size, PATTERNS[Definiteness.POSITIVE_DEFINITE], Grain(40.0, 4.0))
    assert len(first) + len(second) > 20
    places = np.concatenate([first, second])
    assert ((places > 0.0) & (places < size)).all()


def test_a_region_at_the_end_of_numbers_has_nothing_where_the_picture_is() -> None:
    ring = np.array([[1e308, 1e308], [1.7e308, 1e308], [1.7e308, 1.7e308], [1e308, 1e308], [np.nan, np.nan]])
    assert not cells_in(ring, (400.0, 300.0), (12, 16)).any()
    for sign in signs_in(ring, (400.0, 300.0), PATTERNS[Definiteness.POSITIVE_DEFINITE], Grain(40.0, 4.0)):
        assert sign.shape == (0, 2)
