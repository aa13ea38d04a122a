"""What the user edits: the state, the commands that change it, its history and its file."""
