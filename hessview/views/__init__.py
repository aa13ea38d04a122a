"""Qt widgets and painters: they show the document and emit commands, and hold nothing themselves."""
