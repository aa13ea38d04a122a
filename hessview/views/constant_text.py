"""Numbers in a field: as they are typed, pasted with their name or in brackets, or worked out, 2pi or sqrt 2."""

from __future__ import annotations

from hessview.language.constants import LONGEST, NOT_A_NUMBER
from hessview.language.constants import read_constant as read_alone
from hessview.views.number_text import read_numbers


def read_constant(text: str) -> float | str:
    """Return the finite number that `text` is, or a sentence that says why it is none."""
    numbers = read_numbers(text) if len(text) <= LONGEST else None
    if numbers is None:
        return read_alone(text)
    return numbers[0] if len(numbers) == 1 else NOT_A_NUMBER
