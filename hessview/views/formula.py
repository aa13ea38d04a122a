"""Typeset formulas as painter paths: matplotlib's mathtext, loaded late, each formula once."""

from __future__ import annotations

import gc
import os
import re
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QTransform

from hessview.views.path_cache import PathCache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_DESIGN_SIZE = 100.0  # mathtext is laid out once at this size and scaled: no hinting, so any size is a scale
_OUTLINES_KEPT = 120_000  # elements of paths, of about 30 bytes
_LONGEST = 500  # characters that mathtext sets within a tenth of a second
_TOO_LONG = r"\ldots\ \mathrm{(too\ long\ to\ show)}"
_FONT_FAMILY = "stix"
_CLONE_FS = 0x200
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[{}]|[^\\{}]+", re.DOTALL)
_SPACES = frozenset({r"\left", r"\right", r"\mathrm", r"\quad", r"\,", r"\;", r"\:", r"\!", "\\ "})
_FRACTIONS = frozenset({r"\frac", r"\dfrac", r"\tfrac"})
_SIGNS = {r"\cdot": "·", r"\pi": "π", r"\partial": "∂", r"\ldots": "…", r"\lambda": "λ", r"\kappa": "κ", r"\nabla": "∇"}


@dataclass(frozen=True, eq=False)
class Typeset:
    """A formula laid out at some size, in pixels.

    Attributes
    ----------
    outline
        The outlines at the size of the design, y downwards, the baseline's left end at the origin.
    width, ascent, descent
        The extent right of, above and below the origin.
    latex
        What was typeset.
    scale
        Of the outlines: one path serves every size.
    """

    outline: QPainterPath
    width: float
    ascent: float
    descent: float
    latex: str
    scale: float = 1.0

    @property
    def path(self) -> QPainterPath:
        """The outlines in pixels."""
        return QTransform.fromScale(self.scale, self.scale).map(self.outline)

    @property
    def height(self) -> float:
        """Ascent and descent together."""
        return self.ascent + self.descent

    def paint(self, painter: QPainter, x: float, baseline: float, colour: QColor) -> None:
        """Fill the outlines with their left end of the baseline at (x, baseline)."""
        before = painter.transform()
        painter.translate(x, baseline)
        painter.scale(self.scale, self.scale)
        painter.fillPath(self.outline, colour)
        painter.setTransform(before)

    def at_scale(self, scale: float, latex: str) -> Typeset:
        """Return this larger or smaller, and as what it stands for."""
        return Typeset(
            self.outline, self.width * scale, self.ascent * scale, self.descent * scale, latex, self.scale * scale
        )


class Typesetter(QObject):
    """Turns LaTeX into painter paths, each formula once for all sizes.

    Until `warm` has loaded the fonts, and for what mathtext cannot read, formulas are set as plain italic text; `ready`
    is emitted once when better can be had. One too long to be set is replaced by words that say so.
    """

    ready = Signal()
    _loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mathtext: _Mathtext | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._outlines: PathCache[str] = PathCache(_OUTLINES_KEPT)
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
        # Cut off or written otherwise it would be another formula.
        shown = latex if len(latex) <= _LONGEST else _TOO_LONG
        if self._mathtext is not None:
            outline = self._outline(self._mathtext, shown)
            if outline is not None:
                return outline.at_scale(size / _DESIGN_SIZE, latex)
        return _plain(shown, size, latex)

    def advance(self, formulas: Iterable[str], seconds: float) -> bool:
        """Typeset some of `formulas` ahead of their use and return whether all are ready to be asked for."""
        if self._mathtext is None:
            return True
        end = time.monotonic() + seconds
        wanted = tuple(formulas)
        self._outlines.need(wanted)
        for latex in wanted:
            if latex not in self._outlines and len(latex) <= _LONGEST:
                if time.monotonic() > end:
                    return False
                self._outline(self._mathtext, latex)
                _collect_what_it_left()
        return True

    def _outline(self, mathtext: _Mathtext, latex: str) -> Typeset | None:
        """Return the outlines at the design size: the expensive part, wanted again for every size."""
        if latex not in self._outlines:
            self._outlines.put(latex, mathtext.outline(latex))
        return self._outlines.get(latex)

    def _load(self) -> None:
        _leave_the_working_directory()
        mathtext = _Mathtext()
        self._mathtext = mathtext
        self._loaded.emit()

    @Slot()
    def _on_loaded(self) -> None:
        self._join()
        self.ready.emit()


def _collect_what_it_left() -> None:
    """Collect the cycles that mathtext makes, thousands a formula, before they have piled up to be felt."""
    if not gc.isenabled():
        gc.collect(0)


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
        self._forget = _forgetting_of_sizes()
        self.outline(r"x^{2} + \frac{1}{2}")  # fonts are read on first use

    def outline(self, latex: str) -> Typeset | None:
        """Return the formula at the design size, or None if mathtext cannot read it."""
        source = f"${latex}$"
        try:
            width, height, depth, _, _ = self._to_path.mathtext_parser.parse(source, 72, self._font)
            vertices, codes = self._to_path.get_text_path(self._font, source, ismath=True)
        except (ValueError, RecursionError):
            return None
        finally:
            self._forget()
        return Typeset(_painter_path(vertices, codes), float(width), float(height - depth), float(depth), latex)


def _forgetting_of_sizes() -> Callable[[], object]:
    """Return what makes matplotlib forget which sizes of brackets its fonts have.

    It remembers them for every formula by that formula's own fonts, which so are never let go: about 20 kB each.
    """
    from matplotlib import _mathtext

    remembered = getattr(getattr(_mathtext, "StixFonts", None), "get_sized_alternatives_for_symbol", None)
    return getattr(remembered, "cache_clear", lambda: None)


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


def _plain(shown: str, size: float, latex: str) -> Typeset:
    """Set `shown` for the formula as it would be read aloud to a typist: commands lose their backslash."""
    font = QFont("DejaVu Serif")
    font.setItalic(True)
    font.setPixelSize(max(1, round(size)))
    text = plain_text(shown)
    metrics = QFontMetricsF(font)
    path = QPainterPath()
    path.addText(QPointF(0.0, 0.0), font, text)
    return Typeset(path, metrics.horizontalAdvance(text), metrics.ascent(), metrics.descent(), latex)


def plain_text(latex: str) -> str:
    """Return LaTeX without its markup, for the eye of last resort: what markup held together is put in brackets."""
    open_groups: list[list[str]] = [[]]
    for sign in _TOKEN.findall(latex):
        if sign == "{":
            open_groups.append([])
        elif sign == "}" and len(open_groups) > 1:
            inside = _joined(open_groups.pop())
            open_groups[-1].append("{" + inside)
        elif sign != "}":
            open_groups[-1].append(sign)
    while len(open_groups) > 1:
        inside = _joined(open_groups.pop())
        open_groups[-1].append(inside)
    return re.sub(r"\s+", " ", _joined(open_groups[0])).strip()


def _joined(parts: list[str]) -> str:
    """Return one group's text; parts that begin with a brace are the groups in it."""
    text, waiting = "", iter(parts)
    for part in waiting:
        if part in _FRACTIONS:
            text += "/".join(f"({next(waiting, '').removeprefix('{')})" for _ in range(2))
        elif part.startswith("{"):
            inside = part[1:]
            holds = (text.endswith("^") and not re.fullmatch(r"[\d.]+|\w", inside)) or (
                text.endswith("_") and not re.fullmatch(r"\w+", inside)
            )
            text += f"({inside})" if holds or text.endswith(("sqrt", "]")) else inside
        elif part in _SPACES:
            text += " "
        else:
            text += _SIGNS.get(part, part.removeprefix("\\"))
    return text
