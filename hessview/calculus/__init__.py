"""Derivatives: each engine one file or package, one result type."""
