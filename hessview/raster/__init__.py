"""Scenes as pixels, by matplotlib's Agg: the same on the screen, in files and in tests; and formulas as outlines."""
