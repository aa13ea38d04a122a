"""What is said about the signs of a picture: the legend of its regions, the key of its critical points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.figure.marks import PATHS, RUNS, GlyphsMark, QuiverMark, RegionMark, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

    from hessview.figure.legend import Entry
    from hessview.figure.marks import Axes, Figure, Floats, Mark
    from hessview.views.key_item import KeyItem
    from hessview.views.legend_item import LegendItem
    from hessview.views.overlay_labels import Placed
    from hessview.views.picture_frame import PictureFrame
    from hessview.views.theme import Theme


_LINES = {Role.LEVEL_HERE, Role.MODEL, Role.TRUST, Role.TURN_TO, Role.STEP_MODEL, Role.WAY_DOWN, Role.BASIN_BORDER}
_OVERLAYS = frozenset(_LINES) | PATHS | set(RUNS)
_SIGNED, _SIGNED_ROLES = frozenset({GlyphsMark, RegionMark}), frozenset({Role.CRITICAL_SET, Role.ROUGH})
"""What the key is made of."""


class PictureLegends:
    """Both of them; each is made when there is something to say for the first time.

    Parameters
    ----------
    scene
        Where they are shown.
    above
        What the legend lies right below.
    """

    def __init__(self, scene: QGraphicsScene, above: QGraphicsItem) -> None:
        self._scene, self._above = scene, above
        self._legend: LegendItem | None = None
        self._key: KeyItem | None = None
        self._signed: tuple[list[Mark], Axes, tuple[Entry, ...]] | None = None
        self._seen: tuple[list[Floats], PictureFrame, list[Floats]] | None = None

    @property
    def legend(self) -> LegendItem | None:
        """That of the regions."""
        return self._legend

    @property
    def key(self) -> KeyItem | None:
        """That of the critical points."""
        return self._key

    @property
    def words(self) -> tuple[str, ...]:
        """All names."""
        shown = (item for item in (self._legend, self._key) if item is not None)
        return tuple(entry.words for item in shown for entry in item.entries)

    def show(self, figure: Figure, theme: Theme, *, on_field: bool) -> None:
        """Say what the signs of a figure are; `stand_clear` follows."""
        if self._legend is not None or any(map(_may_need_legend, figure.marks)):
            from hessview.figure.legend import legend_of

            if self._legend is None:
                from hessview.views.legend_item import LegendItem

                self._legend = LegendItem()
                self._scene.addItem(self._legend)
                self._legend.stackBefore(self._above)
            self._legend.set_entries(legend_of(figure), theme, on_field=on_field)
        if self._key is not None or figure.axes.is_graph or any(map(_is_of_the_key, figure.marks)):
            if self._key is None:
                from hessview.views.key_item import KeyItem

                self._key = KeyItem()
                self._scene.addItem(self._key)
            self._key.set_entries((*self._key_of(figure), *_curve_key(figure)), theme)

    def _key_of(self, figure: Figure) -> tuple[Entry, ...]:
        """Return what the key says: the same as before while its marks are the same, as in a drag."""
        marks = [mark for mark in figure.marks if type(mark) in _SIGNED or getattr(mark, "role", None) in _SIGNED_ROLES]
        known = self._signed
        if known is None or known[1] != figure.axes or not _are_same(known[0], marks):
            from hessview.figure.legend import key_of

            known = self._signed = marks, figure.axes, key_of(figure)
        return known[2]

    def set_theme(self, theme: Theme) -> None:
        """Change the look."""
        if self._legend is not None:
            self._legend.set_theme(theme)
        if self._key is not None:
            self._key.set_theme(theme)

    def stand_clear(
        self, figure: Figure, frame: PictureFrame, free: tuple[float, float, float], words: Sequence[Placed] = ()
    ) -> None:
        """Keep out of the way of what follows the probe, its words, and of what is said above the picture."""
        if self._legend is not None:
            from hessview.figure.legend import busy_places, passed_places

            grounds = [word.ground for word in words]
            corners = [corner for each in grounds for corner in (each.topLeft(), each.bottomRight(), each.center())]
            busy = [*(frame.to_pixels(*at) for at in busy_places(figure)), *corners]
            glyphs = [mark.places for mark in figure.marks if isinstance(mark, GlyphsMark)]
            runs = passed_places(figure)
            seen = self._pixels_of(glyphs, frame) if glyphs else ()
            self._legend.stand_clear(frame.rect, busy, seen, _pixels(runs, frame) if runs else ())
        if self._key is not None:
            self._key.lay_out(frame.rect, free)

    def _pixels_of(self, glyphs: list[Floats], frame: PictureFrame) -> list[Floats]:
        """Return where the glyphs stand, worked out anew only when they or the frame are others."""
        known = self._seen
        if known is None or known[1] != frame or not _are_same(known[0], glyphs):
            known = self._seen = glyphs, frame, _pixels(glyphs, frame)
        return known[2]

    def point_at(self, place: QPointF | None) -> None:
        """Unfold the legend that is folded for want of room while the cursor, at a pixel, is on it."""
        if self._legend is not None:
            self._legend.point_at(place)

    def folds_at(self, place: QPointF) -> bool:
        """Whether a press at a pixel folds or unfolds the legend."""
        return self._legend is not None and self._legend.folds_at(place)

    def fold_or_unfold(self) -> None:
        """Keep the legend open that is folded for want of room, or fold it again."""
        if self._legend is not None:
            self._legend.fold_or_unfold()

    def setOpacity(self, opacity: float) -> None:
        """Dim the key with the picture."""
        if self._key is not None:
            self._key.setOpacity(opacity)

    def tip_at(self, place: QPointF) -> str:
        """Return the sentence about what is said at a pixel, empty when there is none."""
        return next((tip for item in (self._legend, self._key) if item and (tip := item.tip_at(place))), "")


def _are_same(old: Sequence[object], new: Sequence[object]) -> bool:
    """Whether they are the same objects."""
    return len(old) == len(new) and all(a is b for a, b in zip(old, new, strict=True))


def _pixels(glyphs: Sequence[Floats], frame: PictureFrame) -> list[Floats]:
    """Return where the glyphs stand that may be seen, in pixels, each of shape (m, 2)."""
    from hessview.views.glyph_painting import pixels_of

    return [pixels_of(places, frame)[0] for places in glyphs]


def _may_need_legend(mark: object) -> bool:
    return isinstance(mark, RegionMark | QuiverMark) or getattr(mark, "role", None) in _OVERLAYS


def _curve_key(figure: Figure) -> tuple[Entry, ...]:
    """Return what the key says of the lines at the probe of a curve, which change with every move."""
    if not figure.axes.is_graph:
        return ()
    from hessview.figure.legend import curve_key

    return curve_key(figure)


def _is_of_the_key(mark: object) -> bool:
    return isinstance(mark, GlyphsMark | RegionMark) or getattr(mark, "role", None) is Role.CRITICAL_SET
