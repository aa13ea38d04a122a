"""Wiring: the window, its actions and the flow from a gesture to the picture."""
