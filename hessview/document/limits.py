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

METHODS = (
    "gradient descent", "steepest descent", "armijo", "wolfe", "heavy ball", "nesterov", "adagrad", "rmsprop", "adam",
    "stochastic gradient descent", "newton", "damped newton", "modified newton", "saddle-free newton", "trust region",
    "dogleg", "conjugate gradients", "bfgs", "l-bfgs", "nelder-mead", "eigenvector following", "gradient flow",
    "newton flow",
)
"""The names of the methods in `hessview.optimizers.methods`."""

LONGEST_NAME = 40
"""Of a setting of a method."""

MOST_METHODS, MOST_SETTINGS, MOST_STEPS = 8, 200, 100_000
"""Methods of one race, settings that are chosen in it, and steps that each takes at most."""

MOST_ALONG = 50
"""The last eigenvector that the lesson on the condition number can stretch along, counted from 0."""
