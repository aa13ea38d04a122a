"""The page of a figure as it will be: the bytes of the painter itself, only with fewer dots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from hessview.compute.results import Fault, FaultKind
from hessview.document.page_plan import MM_PER_INCH
from hessview.export.image_files import CUT
from hessview.views.progress_line import ProgressLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.compute.file_requests import FigureRequest
    from hessview.document.drawings import Drawing
    from hessview.document.page_file import Page
    from hessview.document.page_plan import Panel
    from hessview.document.plots import Plots

_PAUSE_MS = 150
_PASSING = frozenset({FaultKind.TIME, FaultKind.MEMORY, FaultKind.STOPPED, FaultKind.UNAVAILABLE})
"""Faults that need not come again when the same page is asked for."""
_EDGE = 12
_LEAST_DPI, _MOST_DPI = 30.0, 400.0
_LEAST_RATIO, _MOST_RATIO = 2.0, 3.0
"""Painted with more dots than there are on the screen: made smaller, small text stays legible."""


@dataclass(frozen=True)
class Subject:
    """The document that is exported.

    Attributes
    ----------
    session
        As `hessview.document.session_file.to_metadata` writes it.
    shown
        The panels that the window shows.
    offered
        The panels that its function can have.
    ask
        Asks for a file; returns what withdraws the request.
    drawn
        What docks draw on the map that the window shows.
    is_equal
        Whether one unit is equally long on both axes of the window's map.
    plots
        What plots about runs show; None: there is no race.
    sections
        How many pictures the sections are.
    page
        What stood on the page of the figure that the document was opened from.
    """

    session: str
    shown: tuple[Panel, ...]
    offered: tuple[Panel, ...]
    ask: Callable[[FigureRequest, Callable[[object], None]], Callable[[], None]]
    drawn: tuple[Drawing, ...] = ()
    is_equal: bool = False
    plots: Plots | None = None
    sections: int = 3
    page: Page | None = None


class ExportPreview(QWidget):
    """Shows what would be exported; one page is painted at a time, and of those that wait only the newest."""

    painted = Signal()

    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self.setMinimumSize(320, 260)
        self.setAccessibleName("Preview of the page")
        self._ask = subject.ask
        self._wanted: FigureRequest | None = None
        self._under_way: FigureRequest | None = None
        self._shown: FigureRequest | None = None
        self._withdraw: Callable[[], None] | None = None
        self._pixmap = QPixmap()
        self._message = self._own_words = ""
        self._cut: tuple[str, ...] = ()
        self._line = ProgressLine(self)
        self._line.cancelled.connect(self._stop)
        self.retry = QPushButton("Try again", self)
        self.retry.setToolTip("Paint the page once more.")
        self.retry.clicked.connect(self._try_again)
        self.retry.hide()
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._ask_next)

    @property
    def is_current(self) -> bool:
        """Whether what is shown is what would be exported now."""
        return self._wanted is not None and self._shown == self._wanted

    @property
    def message(self) -> str:
        """Why there is no page; empty while there is one. Of a page that is still painted: what was said before."""
        return self._own_words or self._message

    @property
    def cut(self) -> tuple[str, ...]:
        """What the page that is shown has not enough room for: ``"caption"``, ``"table"``."""
        return () if self.message else self._cut

    def refuse(self, words: str) -> None:
        """Show why there can be no page, whatever the painter says; empty: there can."""
        if words != self._own_words:
            self._own_words = words
            self.update()

    def show_page(self, request: FigureRequest) -> None:
        """Show a page as soon as it is painted; format and dots are the preview's own."""
        self._wanted = self._sized(request)
        if not self.is_current:
            self._line.set_progress(-1.0)
            self._soon.start()
        self.update()

    def _try_again(self) -> None:
        """Ask once more for the page that could not be had."""
        wanted, self._shown = self._wanted, None
        self.retry.hide()
        if wanted is not None:
            self.show_page(wanted)

    def close_down(self) -> None:
        """Ask for nothing any more."""
        self._stop()
        self._wanted = None

    def _stop(self) -> None:
        """Let go of the page that is painted; the one before stays until something else is asked for."""
        self._soon.stop()
        self._line.set_progress(None)
        self._under_way = None
        if self._withdraw is not None:
            self._withdraw()
            self._withdraw = None

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's
        return QSize(520, 460)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102 - Qt's
        super().resizeEvent(event)
        self._line.lay_out(self.size())
        size = self.retry.sizeHint()
        left, top = (self.width() - size.width()) // 2, round(0.65 * self.height())
        self.retry.setGeometry(left, top, size.width(), size.height())
        if self._wanted is not None:
            self.show_page(self._wanted)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102 - Qt's
        painter = QPainter(self)
        # The page is white; the table that it lies on is darker than the window, in a dark theme, too.
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Mid))
        page = self._page_rect()
        if page.isEmpty():
            return
        painter.fillRect(page, QColor("#ffffff"))
        if not (self._pixmap.isNull() or self.message):
            # The page before stays until the new one is there, as it was.
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = QSizeF(self._pixmap.size()).scaled(page.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(page.topLeft(), size)
            place.moveCenter(page.center())
            painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        if self.message:
            painter.setPen(QColor("#1c1e21"))
            room = page.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.message)

    def _sized(self, request: FigureRequest) -> FigureRequest:
        page = self._fitted(request.width_mm, request.height_mm)
        ratio = min(max(self.devicePixelRatioF(), _LEAST_RATIO), _MOST_RATIO)
        dots = page.width() * ratio / request.width_mm * MM_PER_INCH
        return replace(request, format="png", dpi=round(min(max(dots, _LEAST_DPI), _MOST_DPI), 2))

    def _page_rect(self) -> QRectF:
        request = self._wanted or self._shown
        return QRectF() if request is None else self._fitted(request.width_mm, request.height_mm)

    def _fitted(self, width_mm: float, height_mm: float) -> QRectF:
        """Return the page's place in the widget, as large as it fits."""
        room = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        scale = max(min(room.width() / width_mm, room.height() / height_mm), 0.0)
        width, height = scale * width_mm, scale * height_mm
        return QRectF(
            room.x() + 0.5 * (room.width() - width), room.y() + 0.5 * (room.height() - height), width, height
        )  # fmt: skip

    def _ask_next(self) -> None:
        if self._under_way is not None or self._wanted is None or self.is_current:
            return
        self._under_way = self._wanted
        self._withdraw = self._ask(self._wanted, self._on_answer)

    def _on_answer(self, answer: object) -> None:
        asked, self._under_way, self._withdraw = self._under_way, None, None
        if self._wanted is None or asked is None:
            return
        image = QImage()
        if isinstance(answer, bytes) and image.loadFromData(answer, "PNG"):
            self._pixmap, self._message = QPixmap.fromImage(image), ""
            self._cut = tuple(image.text(CUT).split())
        else:
            self._message = answer.message if isinstance(answer, Fault) else "The painter’s answer cannot be read."
        self.retry.setVisible(isinstance(answer, Fault) and answer.kind in _PASSING)
        self._shown = asked
        if self.is_current:
            self._line.set_progress(None)
        else:
            self._ask_next()
        self.update()
        self.painted.emit()
