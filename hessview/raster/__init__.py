"""Scenes as pixels, by matplotlib's Agg renderer, the same on the screen, in files and in tests; formulas as outlines."""
