"""Typeset formulas as painter paths: matplotlib's mathtext, loaded late, each formula once."""

from __future__ import annotations

import gc
import os
import re
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QTransform

from hessview.compute.outline_requests import Outlines
from hessview.views.path_cache import PathCache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hessview.compute.outline_requests import Outline
    from hessview.raster.outlines import Outliner

_DESIGN_SIZE = 100.0  # of `hessview.raster.outlines`, which is not loaded before it is needed
_OUTLINES_KEPT = 120_000  # elements of paths, of about 30 bytes
_LONGEST = 500  # characters that mathtext sets within a tenth of a second
_BRIEF = 40  # characters that mathtext sets within a part of a frame
_MOST_ASKED = 3000  # characters that are asked of another process at once
_MOST_FAULTS = 3
_MOST_WAITING = 300
_TOO_LONG = r"\ldots\ \mathrm{(too\ long\ to\ show)}"
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

    Attributes
    ----------
    elsewhere
        Asks another process for the outlines of formulas that take longer than a part of a frame, and calls back with
        `Outlines`, or with what they are not; None: all are made here.

    Signals
    -------
    ready
        Formulas come out typeset from now on.
    came
        Some that were asked of the other process are there.
    """

    ready = Signal()
    came = Signal()
    _loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.elsewhere: Callable[[tuple[str, ...], Callable[[object], None]], object] | None = None
        self._mathtext: Outliner | None = None
        self._is_asking = False
        self._came: OrderedDict[str, Outline | None] = OrderedDict()
        self._faults = 0
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
        self.elsewhere = None
        self._join()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def load(self) -> None:
        """Load at once, for tests and pictures."""
        if self._mathtext is None:
            from hessview.raster.outlines import Outliner

            self._mathtext = Outliner()
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
        """Typeset some of `formulas` ahead of their use and return whether all are ready to be asked for.

        What is not brief is asked of the other process, if there is one; see `is_waiting`.
        """
        if self._mathtext is None:
            return True
        end = time.monotonic() + seconds
        wanted = tuple(formulas)
        self._outlines.need(wanted)
        missing = self._missing(wanted)
        others = tuple(filter(self._is_others, missing))
        for latex in missing:
            if latex not in others:
                if time.monotonic() > end:
                    break
                self._outline(self._mathtext, latex)
        self._ask(others)
        return not self._missing(missing)

    def is_waiting(self, formulas: Iterable[str]) -> bool:
        """Whether nothing can be done here for `formulas` before `came` is emitted."""
        return self._is_asking and all(map(self._is_others, self._missing(formulas)))

    def _missing(self, formulas: Iterable[str]) -> list[str]:
        return [latex for latex in formulas if latex not in self._outlines and len(latex) <= _LONGEST]

    def _is_others(self, latex: str) -> bool:
        """Whether the other process is to set a formula."""
        has_others = self.elsewhere is not None and self._faults < _MOST_FAULTS
        return has_others and len(latex) > _BRIEF and latex not in self._came

    def _ask(self, formulas: Sequence[str]) -> None:
        """Ask the other process for formulas, for as many as it sets soon; one question at a time."""
        if self.elsewhere is None or not formulas or self._is_asking:
            return
        asked: list[str] = []
        room = _MOST_ASKED
        for latex in dict.fromkeys(formulas):
            room -= len(latex)
            if asked and room < 0:
                break
            asked.append(latex)
        self._is_asking = True
        self.elsewhere(tuple(asked), partial(self._take, tuple(asked)))

    def _take(self, asked: tuple[str, ...], answer: object) -> None:
        """Keep what came of a question; if nothing comes again and again, all is made here."""
        self._is_asking = False
        if isinstance(answer, Outlines):
            self._faults = 0
            self._came.update(zip(asked, answer.entries, strict=True))
            while len(self._came) > _MOST_WAITING:
                self._came.popitem(last=False)
        else:
            self._faults += 1
        self.came.emit()

    def _outline(self, mathtext: Outliner, latex: str) -> Typeset | None:
        """Return the outlines at the design size: the expensive part, wanted again for every size."""
        if latex not in self._outlines:
            if latex in self._came:
                made = self._came.pop(latex)
            else:
                made = mathtext.outline(latex)
                _collect_what_it_left()
            self._outlines.put(latex, None if made is None else _painted(made, latex))
        return self._outlines.get(latex)

    def _load(self) -> None:
        _leave_the_working_directory()
        from hessview.raster.outlines import Outliner  # half a second, wanted after the first paint

        self._mathtext = Outliner()
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


def _painted(outline: Outline, latex: str) -> Typeset:
    return Typeset(_painter_path(outline), outline.width, outline.ascent, outline.descent, latex)


def _painter_path(outline: Outline) -> QPainterPath:
    """Return matplotlib's path (y upwards) as Qt's (y downwards)."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    points, codes = (outline.vertices * (1.0, -1.0)).tolist(), outline.codes.tolist()
    place = 0
    while place < len(points):
        x, y = points[place]
        match codes[place]:
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
