"""The picture as plain marks, for the screen and for files alike."""
