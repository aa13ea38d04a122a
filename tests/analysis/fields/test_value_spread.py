"""How values are spread over the colours when somebody has chosen it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hessview.analysis.fields.contours import nice_levels
from hessview.analysis.fields.sampling import FieldAnswer, field_of
from hessview.analysis.fields.value_scale import FieldNote
from hessview.analysis.fields.value_spread import Spread, respread
from hessview.document.state import Scale

AXIS = np.linspace(-2.0, 2.0, 65)
X, Y = np.meshgrid(AXIS, AXIS)
STEEP = field_of(AXIS, AXIS, np.exp(3.0 * X + 2.0 * Y))


def places(field: FieldAnswer, values: np.ndarray) -> np.ndarray:
    """Return where values lie on the colour table, 0 to 1."""
    if field.knots is None:
        return (values - field.low) / (field.high - field.low)
    return np.interp(values, field.knots, np.linspace(0.0, 1.0, len(field.knots)))


def test_the_document_and_the_mathematics_have_the_same_words() -> None:
    assert [str(scale) for scale in Scale] == [str(spread) for spread in Spread]


def test_automatic_without_a_centre_leaves_the_field_as_it_is() -> None:
    assert respread(STEEP, Spread.AUTOMATIC) is STEEP


def test_linear_spreads_equal_differences_evenly() -> None:
    field = respread(STEEP, Spread.LINEAR)
    middle = 0.5 * (field.low + field.high)
    assert places(field, np.array([field.low, middle, field.high])) == pytest.approx([0.0, 0.5, 1.0])


def test_equalised_colours_cover_about_equal_areas() -> None:
    found = places(respread(STEEP, Spread.EQUALIZED), STEEP.values)
    shares = np.histogram(found, bins=8, range=(0.0, 1.0))[0] / found.size
    assert shares == pytest.approx(np.full(8, 0.125), abs=0.04)


def test_a_logarithmic_scale_gives_every_factor_of_ten_the_same_room() -> None:
    field = respread(STEEP, Spread.LOGARITHMIC)
    tens = field.low + (field.high - field.low) * 10.0 ** np.array([-3.0, -2.0, -1.0, 0.0])
    steps = np.diff(places(field, tens))
    assert steps == pytest.approx(np.full(3, steps[-1]), rel=0.15)


@pytest.mark.parametrize("spread", Spread)
def test_the_centre_is_in_the_middle_and_both_ends_are_equally_far(spread: Spread) -> None:
    field = respread(STEEP, spread, 1.0)
    assert 1.0 - field.low == pytest.approx(field.high - 1.0)
    assert places(field, np.array([1.0]))[0] == pytest.approx(0.5)
    above, below = places(field, np.array([1.5, 0.5]))
    assert above - 0.5 == pytest.approx(0.5 - below)


def test_a_constant_field_stays_as_it_is() -> None:
    flat = field_of(AXIS, AXIS, np.full_like(X, 3.0))
    assert flat.note is FieldNote.CONSTANT
    assert respread(flat, Spread.EQUALIZED, 0.0) is flat


def test_levels_are_spread_as_the_colours_are() -> None:
    field = respread(STEEP, Spread.LOGARITHMIC)
    levels = np.array(nice_levels(field.low, field.high, 12, field.knots))
    assert len(levels) >= 6
    assert np.ptp(np.diff(places(field, levels))) < 0.15


@given(
    arrays.arrays(np.float64, (6, 6), elements=st.floats(allow_nan=True, allow_infinity=True)),
    st.sampled_from(Spread),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
@settings(max_examples=150, deadline=None)
def test_whatever_the_values_the_scale_goes_up(values: np.ndarray, spread: Spread, centre: float | None) -> None:
    with np.errstate(all="ignore"):
        field = respread(field_of(np.arange(6.0), np.arange(6.0), values), spread, centre)
    assert np.isfinite([field.low, field.high]).all()
    assert field.low < field.high
    if field.knots is not None:
        assert (np.diff(field.knots) > 0.0).all()
        assert (field.knots[0], field.knots[-1]) == (field.low, field.high)


def test_a_field_of_one_variable_has_no_scale_of_colours() -> None:
    curve = field_of(AXIS, np.zeros(1), (AXIS**2)[np.newaxis])
    assert respread(curve, Spread.LOGARITHMIC, 0.0) is curve
