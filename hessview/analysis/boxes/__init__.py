"""Boxes of n dimensions: halved, contracted, gathered, until each is empty or holds one critical point."""
