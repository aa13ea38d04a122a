"""What can be explored: scalar functions of n variables, and the planes on which they are shown."""
