"""Colour tables by name, perceptually even, and the muted readings of them for the screen and for print.

viridis is by van der Walt and Smith (CC0), cividis by Nuñez, Anderton and Renslow (PLOS ONE 13, 2018); tide, grey,
balance and plum were made in CIELAB with even steps of lightness, so that they stay in order when printed without
colour.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.uint8]

DEFAULT = "viridis"
DIVERGING = "balance"
CURVATURE = "curvature"
"""The diverging table turned round: what bends up has the colour of positive eigen-directions."""

CONDITION = "plum"
"""For what has a best value and no worst one; light enough that iso-lines of any height are seen on it."""

# 33 colours at equal steps each; the tables lie on the straight lines between them.
_ANCHORS = MappingProxyType({
    "viridis": (
        "440154 470d60 48186a 482374 472d7b 453781 424086 3e4989 3b528b 375b8d 33638d 2f6b8e 2c728e "
        "297a8e 26828e 23898e 21918c 1f988b 1fa088 22a785 28ae80 32b67a 3fbc73 4ec36b 5ec962 70cf57 "
        "84d44b 98d83e addc30 c2df23 d8e219 ece51b fde725"
    ),
    "cividis": (
        "00224e 00285b 002e6a 053371 1a386f 273e6e 32436d 3b496c 434e6c 4b546c 535a6d 5a5f6e 61656f "
        "686a71 6f7073 767676 7d7c78 848279 8c8878 938e78 9b9476 a39a74 aba072 b4a76f bcae6c c4b468 "
        "cdbb63 d5c25e dec958 e7d150 f0d846 f9e03a fee838"
    ),
    "tide": (
        "002c5a 013160 013767 023d6e 024374 03497b 034f81 045588 095b8e 106293 116898 09709b 0d779d "
        "157e9e 1b85a0 228ca2 2793a4 2d9aa5 34a1a5 3fa8a3 4dafa1 5bb59d 6abb99 7ac195 8bc791 9ccc8c "
        "add18b bbd68d cada92 d8df9a e6e4a4 f2e8ae feedb8"
    ),
    "grey": (
        "1b1b1b 212121 262626 2c2c2c 323232 373737 3d3d3d 434343 4a4a4a 505050 565656 5c5c5c 636363 "
        "696969 707070 777777 7d7d7d 848484 8b8b8b 929292 999999 a0a0a0 a7a7a7 aeaeae b5b5b5 bcbcbc "
        "c4c4c4 cbcbcb d2d2d2 dadada e1e1e1 e9e9e9 f1f1f1"
    ),
    "balance": (
        "096ea4 0876b1 147fbc 3686c0 4c8ec4 5e96c8 6e9ecc 7ca6d0 8bafd4 98b7d8 a6bfdc b3c8e0 c0d0e4 "
        "cdd9e8 dae2ec e7ebf0 f3f3f3 f2e8e4 f1ddd6 efd2c7 ecc7b8 eabcaa e6b19c e3a68e df9b80 db9072 "
        "d68665 d17b57 cc704a c7653d c15a30 bb4f22 b54313"
    ),
    "plum": (
        "fbf7e3 f9f2df f6eddc f4e8d8 f2e3d5 efded2 eddace ebd5cb e8d0c8 e6cbc5 e3c6c2 e1c2bf debdbc "
        "dcb8b9 d9b3b7 d7afb4 d4aab1 d1a5af cfa1ac cc9caa c997a8 c793a5 c48ea3 c189a1 be849f bb809d "
        "b97b9b b67799 b37297 b06d95 ad6993 aa6491 a75f8f"
    ),
})

NAMES: tuple[str, ...] = tuple(name for name in _ANCHORS if name != CONDITION)
"""All names; a document may choose any of them."""


class Ground(StrEnum):
    """What a table is painted on."""

    LIGHT = "light"
    DARK = "dark"
    PRINT = "print"


# How much of which ground is mixed in: enough that black iso-lines, words and glyphs stand out.
_MUTED = MappingProxyType({
    Ground.LIGHT: (0.16, (255.0, 255.0, 255.0)),
    Ground.DARK: (0.16, (23.0, 25.0, 28.0)),
    Ground.PRINT: (0.46, (255.0, 255.0, 255.0)),
})


@lru_cache(maxsize=32)
def table(name: str, ground: str | None = None) -> Table:
    """Return the colour table `name`, shape (256, 3), read-only.

    Parameters
    ----------
    name
        One of `NAMES`; any other name gives the default table, for a picture must never fail over its colours.
    ground
        ``"light"``, ``"dark"`` or ``"print"``: the table a little muted towards that ground; None: the pure table.
    """
    words = _ANCHORS[DIVERGING].split()[::-1] if name == CURVATURE else _ANCHORS.get(name, _ANCHORS[DEFAULT]).split()
    anchors = np.array([[int(word[k : k + 2], 16) for k in (0, 2, 4)] for word in words], dtype=np.float64)
    places, anchor_places = np.linspace(0.0, 1.0, 256), np.linspace(0.0, 1.0, len(anchors))
    colours = np.column_stack([np.interp(places, anchor_places, anchors[:, k]) for k in range(3)])
    if ground is not None:
        share, towards = _MUTED[Ground(ground)]
        colours = (1.0 - share) * colours + share * np.array(towards)
    made = np.rint(colours).astype(np.uint8)
    made.setflags(write=False)
    return made
