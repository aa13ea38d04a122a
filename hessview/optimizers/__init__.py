"""Ways down a landscape: each method one file, one loop for all of them, and what theory predicts of their pace."""
