"""The key of the critical points on paper: a line above the picture that says which glyph is which."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.legend import Legend
from matplotlib.legend_handler import HandlerBase
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from hessview.export.glyph_painting import at_origin
from hessview.export.print_theme import INK, QUIET, stroke
from hessview.export.region_painting import ground
from hessview.figure.glyph_shapes import UPRIGHT
from hessview.figure.legend import Entry, Glyph, key_of
from hessview.figure.marks import GlyphsMark, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes as MatplotlibAxes
    from matplotlib.transforms import Transform

    from hessview.figure.marks import Figure

_TEXT, _SAMPLE, _BETWEEN = 0.9, 1.3, 1.6
"""Size of the words, and widths of a sample and of the space between entries, in sizes of the text."""

_SMALLER = 0.85
"""Size of a glyph beside a word; one that holds a sign of its own is as large as in the picture."""

_MOST_ROWS = 2
_ADVANCE = 0.58
_REMAINDER = 7.0


def write_key(axes: MatplotlibAxes, figure: Figure, room: float, size: float) -> Legend | None:
    """Write the key above the axes, in up to two rows; None if there is nothing to say, or no room for it.

    Parameters
    ----------
    room
        About how wide the picture will be, in points.
    size
        Of the text, in points.
    """
    entries = key_of(figure)
    lengths = [(_SAMPLE + 0.5 + _BETWEEN + _TEXT * _ADVANCE * len(entry.words)) * size for entry in entries]
    rows = math.ceil(sum(lengths) / room) if entries else 0
    if not 1 <= rows <= _MOST_ROWS:
        return None
    key = Legend(
        axes, [_Sample(entry, size) for entry in entries], [entry.words for entry in entries], loc="lower left",
        bbox_to_anchor=(0.0, 1.0), ncols=math.ceil(len(entries) / rows), frameon=False, fontsize=_TEXT * size,
        handler_map={_Sample: _SampleHandler()}, handlelength=_SAMPLE / _TEXT, handleheight=1.0, handletextpad=0.45,
        columnspacing=_BETWEEN, labelspacing=0.25, borderpad=0.0, borderaxespad=0.45, labelcolor=INK,
    )  # fmt: skip
    axes.add_artist(key)
    # What the axes clip does not count when they are asked for the room that they need.
    key.set_clip_on(False)
    return key


def settle(key: Legend, axes: MatplotlibAxes, width: float, size: float) -> None:
    """Leave room for what the numbers of the y axis leave out, which stands above its end; `width` in points."""
    aside = _REMAINDER * size / width if axes.yaxis.get_offset_text().get_text() else 0.0
    key.set_bbox_to_anchor((aside, 1.0))


class _Sample(Patch):
    """Stands for an entry."""

    def __init__(self, entry: Entry, size: float) -> None:
        super().__init__()
        self.entry, self.size = entry, size


class _SampleHandler(HandlerBase):
    """Paints a sample: a glyph, a piece of a line, a patch."""

    def create_artists(  # noqa: PLR0917 - matplotlib's own signature
        self, legend: Any, orig_handle: Any, xdescent: float, ydescent: float, width: float, height: float,  # noqa: ARG002
        fontsize: float, trans: Transform,  # noqa: ARG002
    ) -> Sequence[Artist]:
        """Return what stands beside the words."""
        sample, size = orig_handle.entry.sample, orig_handle.size
        middle = (0.5 * width - xdescent, 0.5 * height - ydescent)
        if isinstance(sample, Glyph):
            mark = GlyphsMark(np.zeros((1, 2)), sample.kind, sample.filled, None, sample.nature)
            large = size * (1.0 if sample.nature else _SMALLER)
            return at_origin(trans, mark, large, np.array([middle]), UPRIGHT if sample.is_upright else None)
        if isinstance(sample, Role):
            look = stroke(sample)
            ends = ([-xdescent, width - xdescent], [middle[1], middle[1]])
            dashes: Any = (0, look.dash) if look.dash else "solid"
            return [Line2D(
                *ends, color=look.colour, linewidth=look.width * size, linestyle=dashes, transform=trans
            )]  # fmt: skip
        patch = Rectangle((-xdescent, -ydescent), width, height, transform=trans, **ground(sample, is_tinted=True))
        patch.set(linewidth=0.05 * size, edgecolor=QUIET)
        return [patch]
