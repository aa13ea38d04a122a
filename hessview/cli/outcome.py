"""How a command ends: the exit codes, and words that mean nothing."""

DONE, FAULT, WRONG_INPUT, NO_DISPLAY, LIMIT, INTERRUPTED = 0, 1, 2, 3, 4, 130


class WrongInput(Exception):  # noqa: N818 - it is the user's, not an error of the program
    """Words on the command line that mean nothing.

    The first argument says which and why, in one line; further lines point at the place.
    """
