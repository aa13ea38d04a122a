"""What a window shows, painted by matplotlib from the very same marks: the peer of a drag.

The figure is made once, and drawn anew by its canvas: nothing of what a drag works out or lays out is asked of
the peer, and neither is the panel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk

_DPI, _MM = 100.0, 25.4


def redraw_of(desk: Desk) -> Callable[[], object] | None:
    """Return the work of matplotlib when the probe moves: everything of the map, and of the sections if they are shown.

    None where matplotlib is not installed.
    """
    try:
        from hessview.export.picture_layout import paint_picture
        from hessview.export.sheet import Frame, Sheet
    except ImportError:
        return None
    shown, content = desk.controller._figure, desk.sections._shown
    assert shown is not None
    size, dock = desk.window.picture.size(), desk.sections.view
    unit = _MM / _DPI
    below = 0.0 if dock is None or content is None or not desk.sections.is_open else dock.height() * unit
    width, height = size.width() * unit, size.height() * unit
    sheet = Sheet(width, height + below, text=8.0)
    paint_picture(sheet, Frame(0.0, below, width, height), shown)
    if below and content is not None:
        figures = [plot.figure for plot in content.content.plots]
        figures = figures if content.content.dial is None else [content.content.dial.figure, *figures]
        side = width / len(figures)
        for k, figure in enumerate(figures):
            paint_picture(sheet, Frame(k * side, 0.0, side, below), figure, legend=False)
    sheet.page.set_dpi(_DPI)
    draw: Callable[[], object] = sheet.page.canvas.draw
    return draw
