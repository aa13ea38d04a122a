"""See the second derivative."""
