"""A matrix as cells of colour with signs."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.figure.signed_cells import cell_image, entry_words, settled, shares


def test_what_is_zero_within_its_error_is_blank() -> None:
    values = settled(np.array([[1.0, 1e-17], [1e-17, 0.0]]), np.full((2, 2), 1e-16))
    assert values.tolist() == [[1.0, 0.0], [0.0, 0.0]]
    image = cell_image(values, 12, "light")
    assert image.shape == (24, 24)
    assert not image[:12, 12:].any()
    assert image[:11, :11].all()


def test_size_is_told_by_the_root_and_the_sign_is_kept() -> None:
    part = shares(np.array([[4.0, -1.0], [-1.0, 0.0]]))
    assert part.tolist() == [[1.0, -0.5], [-0.5, 0.0]]
    assert shares(np.zeros((2, 2))).tolist() == [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("cell", [5, 8, 9, 16, 31])
def test_plus_and_minus_are_told_apart_without_colour(cell: int) -> None:
    image = cell_image(np.array([[2.0, -2.0], [-2.0, 2.0]]), cell, "light")
    ink = image == 0xFF1C1E21
    positive, negative = ink[:cell, :cell], ink[:cell, cell:]
    assert negative.any()
    assert negative.sum(axis=1).max() > negative.sum(axis=0).max()  # a bar that lies
    assert not np.array_equal(positive, negative)
    assert np.array_equal(positive, positive.T)


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_opposite_signs_have_opposite_sides_of_the_table(ground: str) -> None:
    image = cell_image(np.array([[1.0, -1.0], [-1.0, 1.0]]), 20, ground)
    up, down = (np.array([image[2, x] >> shift & 255 for shift in (16, 8, 0)], dtype=int) for x in (2, 22))
    assert up[2] > up[0]  # blue bends up, as the axes that do
    assert down[0] > down[2]


def test_what_is_not_finite_is_crossed_out_and_never_coloured() -> None:
    image = cell_image(np.array([[np.nan, 1.0], [1.0, np.inf]]), 12, "light")
    assert (image[:11, :11] == 0xFF1C1E21).sum() > 10
    assert set(np.unique(image[:11, :11]).tolist()) == {0, 0xFF1C1E21}


def test_an_entry_is_named_as_the_derivative_that_it_is() -> None:
    assert entry_words(("x1", "x2"), 0, 1, -2.0) == "∂²f/∂x₁∂x₂ = −2"
    assert entry_words(("x1", "x2"), 1, 1, 0.5) == "∂²f/∂x₂² = 0.5"


@pytest.mark.parametrize(("ground", "panel"), [("light", (255, 255, 255)), ("dark", (31, 34, 38))])
def test_what_is_weak_is_near_the_ground_and_what_is_strong_far_from_it(ground: str, panel: tuple[int, ...]) -> None:
    image = cell_image(np.array([[100.0, 1.0], [1.0, -100.0]]), 20, ground)
    strong, weak, negative = (
        sum(abs((int(image[y, x]) >> shift & 255) - level) for shift, level in zip((16, 8, 0), panel, strict=True))
        for y, x in ((2, 2), (2, 22), (22, 22))
    )
    assert weak < 0.5 * strong
    assert weak < 0.5 * negative
