"""Colour tables are even, in order, and muted where they should be."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.figure.colour_maps import DEFAULT, DIVERGING, NAMES, table

SEQUENTIAL = [name for name in NAMES if name != DIVERGING]


def lightness(colours: np.ndarray) -> np.ndarray:
    """CIE L* of sRGB bytes."""
    c = colours / 255.0
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    y = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.where(y > (6 / 29) ** 3, 116 * np.cbrt(y) - 16, 903.3 * y)


@pytest.mark.parametrize("ground", [None, "light", "dark", "print"])
@pytest.mark.parametrize("name", SEQUENTIAL)
def test_lightness_rises_evenly_so_that_a_grey_copy_keeps_the_order(name: str, ground: str | None) -> None:
    steps = np.diff(lightness(table(name, ground)[::5].astype(float)))
    assert steps.min() > 0
    assert steps.max() < 2.2 * steps.mean()


def test_the_diverging_table_is_lightest_and_neutral_in_the_middle() -> None:
    colours = table(DIVERGING).astype(float)
    assert np.argmax(lightness(colours)) in range(124, 132)
    assert np.ptp(colours[127]) < 12
    assert abs(lightness(colours)[0] - lightness(colours)[-1]) < 1


def test_our_viridis_is_matplotlibs_within_three_steps() -> None:
    import matplotlib as mpl

    theirs = 255 * mpl.colormaps["viridis"](np.linspace(0, 1, 256))[:, :3]
    assert np.abs(table("viridis").astype(float) - theirs).max() < 3.5


def test_black_text_is_readable_on_every_colour_of_print() -> None:
    for name in NAMES:
        luminance = ((lightness(table(name, "print").astype(float)).min() + 16) / 116) ** 3
        assert (luminance + 0.05) / (0.0103 + 0.05) >= 4.5


def test_an_unknown_name_is_the_default_table() -> None:
    assert np.array_equal(table("no such map"), table(DEFAULT))


def test_tables_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        table("viridis")[0] = 0
