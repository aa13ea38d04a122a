"""Proof in ball arithmetic, and the exact numbers that a proved point may be."""
