"""From text to an immutable tree, and from the tree to its readings; no Qt, no sympy."""
