"""The colours of runs: seen on every ground, told apart by every eye, and apart from what stands at the probe."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from hessview.export import print_theme
from hessview.figure.marks import RUNS, Role
from hessview.figure.run_looks import COLOURS, RINGS
from hessview.views.theme import DARK, LIGHT, Theme, pen

# Machado, Oliveira and Fernandes, 2009, table of severity 1.0: of linear red, green and blue.
EYES = {
    "all cones": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def _linear(colour: str) -> np.ndarray:
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear sRGB, with D65."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.maximum(np.array(to_xyz) @ linear / (0.9505, 1.0, 1.089), 0.008856))
    return np.array([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)])


def _apart(one: str, other: str, eye: str) -> float:
    seen = [_lab(np.clip(np.array(EYES[eye]) @ _linear(colour), 0.0, 1.0)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def _contrast(one: str, other: str) -> float:
    high, low = sorted((float(_linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("ground", ["light", "dark", "print"])
def test_runs_that_look_alike_to_some_eye_differ_in_their_dots(ground: str, eye: str) -> None:
    for one, other in combinations(RUNS, 2):
        apart = _apart(COLOURS[ground][one], COLOURS[ground][other], eye)
        # 2.3 is the least difference that is seen.
        assert apart > (4.0 * 2.3 if (one in RINGS) == (other in RINGS) else 2.0 * 2.3), (one, other, apart)


@pytest.mark.parametrize(("ground", "panel"), [("light", LIGHT.panel), ("dark", DARK.panel), ("print", "#ffffff")])
def test_every_run_stands_out_from_its_ground(ground: str, panel: str) -> None:
    for role in RUNS:
        assert _contrast(COLOURS[ground][role], panel) >= 3.0, role


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_no_run_has_the_colour_of_anything_at_the_probe(theme: Theme) -> None:
    taken = {*theme.classes.values(), theme.positive, theme.negative, theme.curve, theme.turned, theme.problem}
    for role in RUNS:
        assert min(_apart(COLOURS[theme.name][role], colour, "all cones") for colour in taken) > 4.0 * 2.3, role


def test_the_screen_and_the_page_paint_runs_in_these_colours() -> None:
    for role in RUNS:
        assert pen(role, LIGHT).color().name().upper() == COLOURS["light"][role]
        assert pen(role, DARK, on_field=False).color().name().upper() == COLOURS["dark"][role]
        # On a map lines are dark in a light casing, whatever the theme.
        assert pen(role, DARK).color().name().upper() == COLOURS["light"][role]
        assert print_theme.stroke(role).colour == COLOURS["print"][role]
    assert print_theme.stroke(Role.NEWTON).dash == ()
