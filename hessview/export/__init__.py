"""What leaves the program: image files, JSON and tables."""
