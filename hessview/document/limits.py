"""What a document may hold: the names it may name, and how much of what."""

from __future__ import annotations

LONGEST_TEXT = 40_000
"""Characters that stand in the editor at most: twice what can be read as a formula."""

MOST_COORDINATES = 20_000
"""Coordinates of the probe at most; a formula has fewer variables."""

COLOUR_MAPS = ("viridis", "cividis", "tide", "grey", "balance")
"""The names of the colour tables in `hessview.figure.colour_maps`."""

OVERLAYS = (
    "principal-axes", "gradient", "definiteness", "newton-uphill", "critical-points", "level-curve", "quadratic-model",
    "newton-step", "gradient-field", "gradient-turns",
)
"""The names of the overlays in `hessview.figure.overlays`."""

MOST_PAIRS, MOST_SLIDERS = 64, 64
"""Small slices and sliders that a document can ask for."""

LEAST_ZOOM, MOST_ZOOM = 0.2, 20.0
"""Of the surface."""

LEAST_TRUST = 1e-6
"""Of the quadratic model: below it the region in which it can be trusted is rounding error."""
