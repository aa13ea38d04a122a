"""Formulas as outlines, by matplotlib's mathtext: for the window, and for a process that sets them for it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import _mathtext
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from hessview.compute.outline_reply import written
from hessview.compute.outline_requests import Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hessview.compute.frames import Message

DESIGN_SIZE = 100.0
"""Pixels an em: mathtext is laid out once at this size and scaled; without hinting any size is a scale."""

_FONT_FAMILY = "stix"


class Outliner:
    """Sets formulas; one at a time, in one thread: mathtext keeps what it is at in places that all share."""

    def __init__(self) -> None:
        self._to_path: Any = TextToPath()
        self._font: Any = FontProperties(size=DESIGN_SIZE, math_fontfamily=_FONT_FAMILY)
        self._forget = _forgetting_of_sizes()
        self.outline(r"x^{2} + \frac{1}{2}")  # fonts are read on first use

    def outline(self, latex: str) -> Outline | None:
        """Return the formula at the design size, or None if mathtext cannot read it."""
        source = f"${latex}$"
        try:
            width, height, depth, _, _ = self._to_path.mathtext_parser.parse(source, 72, self._font)
            vertices, codes = self._to_path.get_text_path(self._font, source, ismath=True)
        except (ValueError, RecursionError):
            return None
        finally:
            self._forget()
        points = np.asarray(vertices, dtype=np.float64).reshape(-1, 2)
        kinds = np.asarray(codes, dtype=np.uint8)
        return Outline(points, kinds, float(width), float(height - depth), float(depth))


def answer(payload: Mapping[str, Any]) -> Message:
    """Answer a worker's question: ``sources`` in, what `written` makes of their outlines out."""
    outliner = _outliner()
    return written([outliner.outline(str(source)) for source in payload["sources"]])


@lru_cache(maxsize=1)
def _outliner() -> Outliner:
    return Outliner()


def _forgetting_of_sizes() -> Callable[[], object]:
    """Return what makes matplotlib forget which sizes of brackets its fonts have.

    It remembers them for every formula by that formula's own fonts, which so are never let go: about 20 kB each.
    """
    remembered = getattr(getattr(_mathtext, "StixFonts", None), "get_sized_alternatives_for_symbol", None)
    return getattr(remembered, "cache_clear", lambda: None)
