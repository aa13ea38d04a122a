"""What the lines and areas at the probe are that stand on the surface: samples with words, below the box."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.in_picture import is_crossed
from hessview.figure.legend import Glyph, key_of
from hessview.figure.marks import ArrowMark, GlyphsMark, LineMark, Role
from hessview.figure.surface.colours import rgba
from hessview.figure.surface.draped import on_surface, refined
from hessview.figure.surface.local_model import SIGN_DASHES
from hessview.figure.surface.marks import FillMark, QuadMark, SignMark, StrokeMark, WordMark
from hessview.figure.surface.signs import has_signs, sign_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hessview.document.state import SurfaceLook
    from hessview.figure.marks import Figure
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.heights import HeightField
    from hessview.figure.surface.local_model import LocalModel
    from hessview.figure.surface.marks import SceneMark

Floats = NDArray[np.float64]

_ROW, _SAMPLE, _GAP, _BETWEEN, _EDGE = 1.4, 1.8, 0.5, 1.2, 0.4
"""In letters: a row, a sample, what is between it and its words and between entries, and beside the first."""

_ADVANCE, _SET, _OPACITY = 0.6, 0.57, 0.5
"""Of a letter in letters, with some room and without."""

_COUNTED = 60
"""Into how many cells the view is divided to look for a line on the surface."""

_GLYPH = 1.0
"""Across the glyph of a sample, in letters."""

_SIGNS: Mapping[Role, int] = MappingProxyType({Role.AXIS_POSITIVE: 1, Role.AXIS_NEGATIVE: -1, Role.AXIS_ZERO: 0})
_RELATIONS: Mapping[int, str] = MappingProxyType({1: "> 0", -1: "< 0", 0: "not told from 0"})
_ARROWS: Mapping[Role, tuple[str, str, tuple[float, ...]]] = MappingProxyType({
    Role.GRADIENT: ("∇f", "ink", ()),
    Role.NEWTON: ("Newton step", "step", ()),
    Role.NEWTON_WARNING: ("Newton step, begins uphill", "warning", ()),
    Role.DESCENT: ("−∇f", "ink", (0.32, 0.24)),
})  # fmt: skip
"""Words, colour and dash of the arrows, as they are laid on the surface."""


class Corner(Enum):
    """Where a key stands; the first is its own."""

    LOWER_LEFT = auto()
    UPPER_LEFT = auto()
    UPPER_RIGHT = auto()
    LOWER_RIGHT = auto()


@dataclass(frozen=True)
class KeyEntry:
    """A sample and its words: a patch, a line (`is_line`) with a dash in letters, an arrow (`has_head`), or a glyph."""

    words: str
    colour: str
    is_line: bool = False
    dash: tuple[float, ...] = ()
    has_head: bool = False
    glyph: Glyph | None = None


def point_entries(figure: Figure, field: HeightField, colours: SurfaceColours) -> tuple[KeyEntry, ...]:
    """Return what stands for which critical points on a surface without a map beside it that says so."""
    standing = tuple(mark for mark in figure.marks if isinstance(mark, GlyphsMark) and has_signs(mark, field))
    return tuple(
        KeyEntry(entry.words, colours.classes.get(entry.sample.kind, colours.quiet), glyph=entry.sample)
        for entry in key_of(replace(figure, marks=standing)) if isinstance(entry.sample, Glyph)
    )  # fmt: skip


def set_entries(figure: Figure, field: HeightField, colours: SurfaceColours) -> tuple[KeyEntry, ...]:
    """Return what the lines of critical points on the surface are, in the map's words; no others are like them."""
    standing = tuple(
        mark for mark in figure.marks
        if isinstance(mark, LineMark) and mark.role is Role.CRITICAL_SET
        and np.isfinite(on_surface(refined(mark.vertices, field, _COUNTED), field)).all(axis=1).any()
    )  # fmt: skip
    tone = colours.classes["degenerate"]
    return tuple(
        KeyEntry(entry.words, tone, is_line=True) for entry in key_of(replace(figure, marks=standing))
    )  # fmt: skip


def key_entries(
    figure: Figure, model: LocalModel | None, look: SurfaceLook, colours: SurfaceColours
) -> tuple[KeyEntry, ...]:
    """Return what stands on the surface at the probe, each kind once, in the order of the key."""
    if model is None:
        return ()
    made = [KeyEntry("model m at the probe", colours.model)] if look.paraboloid else []
    made += [KeyEntry("tangent plane", colours.plane)] if look.tangent_plane else []
    lam = "λ" if len(figure.variables) <= 2 else "μ"
    tones = {1: colours.positive, -1: colours.negative, 0: colours.quiet}
    if look.paraboloid:
        signs = sorted(set(model.signs), reverse=True)
        what = "parabola"
    else:
        drawn = {mark.role for mark in figure.marks if isinstance(mark, LineMark) and _is_seen(mark, figure)}
        signs = [sign for role, sign in _SIGNS.items() if role in drawn]
        what = "principal axis"
    made += [KeyEntry(f"{what}, {lam} {_RELATIONS[sign]}", tones[sign], True, SIGN_DASHES[sign]) for sign in signs]
    arrows = {mark.role for mark in figure.marks if isinstance(mark, ArrowMark)}
    made += [
        KeyEntry(words, str(getattr(colours, token)), True, dash, has_head=True)
        for role, (words, token, dash) in _ARROWS.items() if role in arrows
    ]  # fmt: skip
    return tuple(made)


def key_beside(
    entries: Sequence[KeyEntry], size: tuple[float, float], letter: float, colours: SurfaceColours, share: float,
    *, edge: float, others: Sequence[SceneMark], first: Corner = Corner.LOWER_LEFT,
) -> tuple[list[SceneMark], Corner]:  # fmt: skip
    """Return a key in a corner of a picture, and which one: the first, or if words are in its way there the freest.

    Parameters
    ----------
    share, edge
        As in `key_marks`.
    others
        What else is on the picture: of words none is written over, of the surface as little as can be.
    first
        Where it is if more words are in its way nowhere: it does not move about while the surface is turned.
    """
    words = [mark for mark in others if isinstance(mark, WordMark)]
    ground = np.concatenate([
        np.empty((0, 2)), *(mark.vertices.reshape(-1, 2) for mark in others if isinstance(mark, QuadMark))
    ])  # fmt: skip

    def in_the_way(key: Sequence[SceneMark]) -> tuple[int, int]:
        lines = [mark for mark in key if isinstance(mark, WordMark)]
        under = sum(_count_under(line, ground) for line in lines)
        return sum(_over(line, word) for line in lines for word in words), under

    def key_in(corner: Corner) -> list[SceneMark]:
        return key_marks(entries, size, letter, colours, share, edge=edge, corner=corner)[0]

    own = key_in(first)
    words_there = in_the_way(own)[0]
    if words_there:
        freest = min(Corner, key=lambda corner: in_the_way(key_in(corner)))
        found = key_in(freest)
        if in_the_way(found)[0] < words_there:
            return found, freest
    return own, first


def _over(line: WordMark, word: WordMark) -> bool:
    """Whether a word stands on a line of a key, whose sample begins left of it."""
    left, right = _sides(line)
    width = _SET * len(word.text) * word.size
    x, y = word.x - word.across * width, word.y + (0.5 - word.upright) * word.size
    return x < right and left < x + width and abs(y - line.y) < 0.5 * (_ROW * line.size + word.size)


def _count_under(line: WordMark, points: Floats) -> int:
    """Return how many points lie under a line of a key."""
    left, right = _sides(line)
    x, y = points.T
    return int(((left < x) & (x < right) & (np.abs(y - line.y) < 0.5 * _ROW * line.size)).sum())


def _sides(line: WordMark) -> tuple[float, float]:
    return line.x - (_SAMPLE + _GAP) * line.size, line.x + _SET * len(line.text) * line.size


def key_marks(
    entries: Sequence[KeyEntry], size: tuple[float, float], letter: float, colours: SurfaceColours, share: float = 1.0,
    *, edge: float = _EDGE, corner: Corner = Corner.LOWER_LEFT,
) -> tuple[list[SceneMark], float]:
    """Return a key in a corner of a picture, in rows from left to right, and how high it is.

    Parameters
    ----------
    size
        Of the picture.
    share
        Of its width, how long a row is at most, if it has more than one entry.
    edge
        Letters between the edge of the picture and the key.
    """
    rows: list[list[KeyEntry]] = []
    for entry in entries:
        if rows and sum(map(_width, (*rows[-1], entry))) * letter <= share * size[0]:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    made: list[SceneMark] = []
    width = max((sum(map(_width, row)) - _BETWEEN for row in rows), default=0.0)
    for k, row in enumerate(rows):
        x, y = edge * letter, size[1] - (1.0 + _ROW * (len(rows) - 1 - k)) * letter
        if corner in (Corner.LOWER_RIGHT, Corner.UPPER_RIGHT):
            x = size[0] - (edge + width) * letter
        if corner in (Corner.UPPER_LEFT, Corner.UPPER_RIGHT):
            y = (1.0 + _ROW * k) * letter
        for entry in row:
            made += _sample(entry, x, y, letter, colours)
            words = x + (_SAMPLE + _GAP) * letter
            made.append(WordMark(words, y, entry.words, rgba(colours.ink), letter, 0.0, 0.5))
            x += _width(entry) * letter
    return made, (len(rows) * _ROW + _EDGE) * letter if rows else 0.0


def _width(entry: KeyEntry) -> float:
    """Return how wide an entry is with what is behind it, in letters."""
    return _SAMPLE + _GAP + _ADVANCE * len(entry.words) + _BETWEEN


def _sample(entry: KeyEntry, x: float, y: float, letter: float, colours: SurfaceColours) -> list[SceneMark]:
    right = x + _SAMPLE * letter
    if entry.glyph is not None:
        place, look = np.array([[0.5 * (x + right), y]]), entry.glyph
        sign = SignMark(place, look.kind, rgba(entry.colour), look.filled, nature=look.nature, size=_GLYPH * letter)
        return [FillMark(ring, tone) for rings, tone in sign_shapes(sign, colours, letter) for ring in rings]
    if not entry.is_line:
        ring = np.array([[x, y - 0.4 * letter], [right, y - 0.4 * letter], [right, y + 0.4 * letter],
                         [x, y + 0.4 * letter]])  # fmt: skip
        edge = np.concatenate([ring, ring[:1]])
        return [FillMark(ring, rgba(entry.colour, _OPACITY)), StrokeMark(edge, rgba(entry.colour), 0.13 * letter)]
    end = right - 0.6 * letter if entry.has_head else right
    dash = tuple(length * letter for length in entry.dash)
    made: list[SceneMark] = [StrokeMark(np.array([[x, y], [end, y]]), rgba(entry.colour), 0.18 * letter, dash)]
    if entry.has_head:
        back, half = right - 0.85 * letter, 0.34 * letter
        ring = np.array([[right, y], [back, y - half], [back, y + half]])
        made.append(FillMark(ring, rgba(entry.colour)))
    return made


def _is_seen(mark: LineMark, figure: Figure) -> bool:
    return mark.role in _SIGNS and is_crossed(mark.vertices, figure.axes)
