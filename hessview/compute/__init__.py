"""Where the document meets mathematics: questions, the lanes that answer them, and the answers."""
