"""Pictures kept to be compared with: `HESSVIEW_RENEW_PICTURES=1` paints them anew, and somebody looks at them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "data" / "pictures"
_RENEW = "HESSVIEW_RENEW_PICTURES"
_CELL = 6
"""Pixels: finer than this, fonts and the smoothing of edges differ between machines."""

_LIKE, _FAR = 4.0, 40.0
"""Of 255: what a cell may differ on average, and what hardly any may."""

_FEW = 0.006

Pixels = NDArray[np.uint8]


def difference(first: Pixels, second: Pixels) -> tuple[float, float]:
    """Return how far two pictures, shape (h, w, 3 or more), are apart: on average, and the share of cells far off."""
    a, b = (_cells(picture) for picture in (first, second))
    if a.shape != b.shape:
        return 255.0, 1.0
    apart = np.abs(a - b).max(axis=-1)
    return float(apart.mean()), float((apart > _FAR).mean())


def is_like(name: str, picture: Pixels) -> bool:
    """Whether `picture`, shape (h, w, 3 or more), looks like the one that is kept under `name`."""
    from PIL import Image

    path = FOLDER / f"{name}.png"
    if os.environ.get(_RENEW):
        FOLDER.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.ascontiguousarray(picture[..., :3])).save(path, optimize=True)
    with Image.open(path) as image:
        kept = np.array(image.convert("RGB"))
    return are_alike(kept, picture)


def are_alike(first: Pixels, second: Pixels) -> bool:
    """Whether two pictures differ by no more than fonts and the smoothing of edges do."""
    average, far = difference(first, second)
    return average <= _LIKE and far <= _FEW


def _cells(picture: Pixels) -> NDArray[np.float64]:
    """Return the means of squares of pixels."""
    h, w = (side // _CELL for side in picture.shape[:2])
    cut = picture[: h * _CELL, : w * _CELL, :3].astype(np.float64)
    means: NDArray[np.float64] = cut.reshape(h, _CELL, w, _CELL, 3).mean(axis=(1, 3))
    return means
