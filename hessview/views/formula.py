"""Typeset formulas as painter paths: matplotlib's mathtext, loaded late, each formula once."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QTransform

if TYPE_CHECKING:
    from collections.abc import Iterable

_DESIGN_SIZE = 100.0  # mathtext is laid out once at this size and scaled: no hinting, so any size is a scale
_CACHED = 4000
_LONGEST = 500  # characters that mathtext sets within a tenth of a second; more are set as plain text
_FONT_FAMILY = "stix"
_CLONE_FS = 0x200


@dataclass(frozen=True, eq=False)
class Typeset:
    """A formula laid out at some size, in pixels.

    Attributes
    ----------
    path
        The outlines, y downwards, the baseline's left end at the origin.
    width, ascent, descent
        The extent right of, above and below the origin.
    latex
        What was typeset.
    """

    path: QPainterPath
    width: float
    ascent: float
    descent: float
    latex: str

    @property
    def height(self) -> float:
        """Ascent and descent together."""
        return self.ascent + self.descent

    def paint(self, painter: QPainter, x: float, baseline: float, colour: QColor) -> None:
        """Fill the outlines with their left end of the baseline at (x, baseline)."""
        painter.translate(x, baseline)
        painter.fillPath(self.path, colour)
        painter.translate(-x, -baseline)


class Typesetter(QObject):
    """Turns LaTeX into painter paths, once per (formula, size).

    Until `warm` has loaded the fonts, and for what mathtext cannot read, formulas are set as plain italic text; `ready`
    is emitted once when better can be had.
    """

    ready = Signal()
    _loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mathtext: _Mathtext | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._cache: OrderedDict[tuple[str, float], Typeset] = OrderedDict()
        self._outlines: OrderedDict[str, Typeset | None] = OrderedDict()
        self._loaded.connect(self._on_loaded, Qt.ConnectionType.QueuedConnection)

    @property
    def is_ready(self) -> bool:
        """Whether formulas come out typeset."""
        return self._mathtext is not None

    def warm(self) -> None:
        """Load matplotlib's mathtext and its fonts beside the event loop; call after the first paint."""
        if self._thread is None and self._mathtext is None and not self._closed:
            self._thread = threading.Thread(target=self._load, name="typesetter")
            self._thread.start()

    def close(self) -> None:
        """Wait for what is being loaded and load nothing more: nothing arrives when nobody is there any more."""
        self._closed = True
        self._join()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def load(self) -> None:
        """Load at once, for tests and pictures."""
        if self._mathtext is None:
            self._mathtext = _Mathtext()
            self._on_loaded()

    def typeset(self, latex: str, size: float) -> Typeset:
        """Return the formula (LaTeX without dollar signs) at `size` pixels an em."""
        key = (latex, size)
        made = self._cache.get(key)
        if made is not None:
            self._cache.move_to_end(key)
            return made
        made = self._make(latex, size)
        self._cache[key] = made
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return made

    def advance(self, formulas: Iterable[str], seconds: float) -> bool:
        """Typeset some of `formulas` ahead of their use and return whether all are ready to be asked for."""
        if self._mathtext is None:
            return True
        end = time.monotonic() + seconds
        for latex in formulas:
            if latex not in self._outlines:
                if time.monotonic() > end:
                    return False
                self._outline(self._mathtext, latex)
        return True

    def _make(self, latex: str, size: float) -> Typeset:
        if self._mathtext is not None:
            outline = self._outline(self._mathtext, latex)
            if outline is not None:
                return _scaled(outline, size / _DESIGN_SIZE, latex)
        return _plain(latex, size)

    def _outline(self, mathtext: _Mathtext, latex: str) -> Typeset | None:
        """Return the outlines at the design size: the expensive part, wanted again for every size."""
        if latex not in self._outlines:
            self._outlines[latex] = mathtext.outline(latex) if len(latex) <= _LONGEST else None
            if len(self._outlines) > _CACHED:
                self._outlines.popitem(last=False)
        return self._outlines[latex]

    def _load(self) -> None:
        _leave_the_working_directory()
        mathtext = _Mathtext()
        self._mathtext = mathtext
        self._loaded.emit()

    @Slot()
    def _on_loaded(self) -> None:
        self._join()
        self._cache.clear()
        self.ready.emit()


def _leave_the_working_directory() -> None:
    """Leave it for this thread alone, where the system lets us.

    What lies in it can be anybody's, and matplotlib reads a file of settings there when it is imported.
    """
    if sys.platform != "linux":
        return
    import ctypes

    if ctypes.CDLL(None).unshare(_CLONE_FS) == 0:
        os.chdir(os.sep)


class _Mathtext:
    """The one place that knows matplotlib."""

    def __init__(self) -> None:
        from matplotlib.font_manager import FontProperties  # half a second, wanted after the first paint
        from matplotlib.textpath import TextToPath

        self._to_path: Any = TextToPath()
        self._font: Any = FontProperties(size=_DESIGN_SIZE, math_fontfamily=_FONT_FAMILY)
        self.outline(r"x^{2} + \frac{1}{2}")  # fonts are read on first use

    def outline(self, latex: str) -> Typeset | None:
        """Return the formula at the design size, or None if mathtext cannot read it."""
        source = f"${latex}$"
        try:
            width, height, depth, _, _ = self._to_path.mathtext_parser.parse(source, 72, self._font)
            vertices, codes = self._to_path.get_text_path(self._font, source, ismath=True)
        except (ValueError, RecursionError):
            return None
        return Typeset(_painter_path(vertices, codes), float(width), float(height - depth), float(depth), latex)


def _painter_path(vertices: Any, codes: Any) -> QPainterPath:
    """Return matplotlib's path (y upwards) as Qt's (y downwards)."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    points = [(float(x), -float(y)) for x, y in vertices]
    place = 0
    while place < len(points):
        x, y = points[place]
        match int(codes[place]):
            case 1:
                path.moveTo(x, y)
            case 2:
                path.lineTo(x, y)
            case 3:
                path.quadTo(x, y, *points[place + 1])
                place += 1
            case 4:
                path.cubicTo(x, y, *points[place + 1], *points[place + 2])
                place += 2
            case 79:
                path.closeSubpath()
        place += 1
    return path


def _scaled(outline: Typeset, scale: float, latex: str) -> Typeset:
    path = QTransform.fromScale(scale, scale).map(outline.path)
    return Typeset(path, outline.width * scale, outline.ascent * scale, outline.descent * scale, latex)


def _plain(latex: str, size: float) -> Typeset:
    """Set the formula as it would be read aloud to a typist: commands lose their backslash."""
    font = QFont("DejaVu Serif")
    font.setItalic(True)
    font.setPixelSize(max(1, round(size)))
    text = plain_text(latex)
    metrics = QFontMetricsF(font)
    path = QPainterPath()
    path.addText(QPointF(0.0, 0.0), font, text)
    return Typeset(path, metrics.horizontalAdvance(text), metrics.ascent(), metrics.descent(), latex)


def plain_text(latex: str) -> str:
    """Return LaTeX without its markup, for the eye of last resort."""
    text = re.sub(r"\\(?:left|right|mathrm|,|;|!|quad)\b|\\[,;! ]", " ", latex)
    text = text.replace(r"\cdot", "·").replace(r"\pi", "π").replace(r"\partial", "∂")
    text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", text)
    return re.sub(r"\s+", " ", re.sub(r"[\\{}]", "", text)).strip()
