"""What a document may hold: the names it may name, and how much of what."""

from __future__ import annotations

LONGEST_TEXT = 40_000
"""Characters that stand in the editor at most: twice what can be read as a formula."""

MOST_COORDINATES = 20_000
"""Coordinates of the probe at most; a formula has fewer variables."""

COLOUR_MAPS = ("viridis", "cividis", "tide", "grey", "balance")
"""The names of the colour tables in `hessview.figure.colour_maps`."""

OVERLAYS = ("principal-axes", "gradient", "definiteness", "newton-uphill", "critical-points")
"""The names of the overlays in `hessview.figure.overlays`."""
