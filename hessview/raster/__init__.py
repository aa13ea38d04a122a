"""Scenes as pixels, by matplotlib's Agg: the same on the screen, in files and in tests; and formulas as outlines."""

import logging


def _is_for_somebody(record: logging.LogRecord) -> bool:
    """Return whether a message of matplotlib says more than that it makes its list of fonts, at its first start."""
    return "building the font cache" not in record.getMessage()


logging.getLogger("matplotlib.font_manager").addFilter(_is_for_somebody)
