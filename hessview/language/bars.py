"""Absolute bars: which bar opens and which closes, or that this cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hessview.language.tokens import Token

OPEN, CLOSE = "|<", ">|"

_OPENING = frozenset({"(", "[", "{"})
_CLOSING = frozenset({")", "]", "}"})
_ENDS = frozenset({"number", "name", "superscript", ")", "]", "}", "!", CLOSE})
_STARTS = frozenset({"number", "name", "(", "{", OPEN, "sqrt", "cbrt", "frac", "sum", "prod", "|"})
_BREAKS = frozenset(
    {",", ";", "newline", "=", "<", "<=", ">", ">=", "==", "!=", "and", "or", "not", "row", "error", "end"}
)
_MOST_TO_WEIGH = 120
"""With more bars on one level than this, each bar that can close closes."""


@dataclass(frozen=True)
class Bars:
    """The tokens with every bar told to open or close.

    Attributes
    ----------
    tokens
        All tokens; bars have the kind ``|<`` or ``>|``.
    unsure
        The first bar that can be read either way, or None.
    readings
        For the level of that bar, two assignments of edits: (start, end, new text).
    """

    tokens: list[Token]
    unsure: Token | None
    readings: tuple[tuple[tuple[int, int, str], ...], ...] = ()


def assign(tokens: list[Token], functions: frozenset[str]) -> Bars:
    """Return which bars open and which close.

    Bars inside brackets are matched among themselves. A bar after an operator opens, one before an operator closes;
    one between two operands could do either, and where the rest leaves both possible the text is ambiguous, as it is
    where two bars touch between two operands. Where no assignment balances, the reader will complain.

    Parameters
    ----------
    tokens
        All tokens of the text.
    functions
        Names after which a bar must open (``sin|x|``).
    """
    made = list(tokens)
    unsure: Token | None = None
    readings: tuple[tuple[tuple[int, int, str], ...], ...] = ()
    for group in _groups(tokens):
        ways = _ways(tokens, group, functions)
        roles = ways[0]
        for place, role in zip(group, roles, strict=True):
            made[place] = tokens[place]._replace(kind=role)
        touching = _touching(tokens, group, roles)
        if unsure is None and (len(ways) > 1 or touching is not None):
            different = [k for k in range(len(group)) if len(ways) > 1 and ways[0][k] != ways[1][k]]
            unsure = tokens[group[different[0]]] if different else touching
            readings = _two_readings(tokens, group, ways)
    return Bars(made, unsure, readings)


def _groups(tokens: list[Token]) -> list[list[int]]:
    """Return the places of bars that belong together: same brackets, same argument."""
    open_groups: list[list[int]] = [[]]
    finished: list[list[int]] = []
    for place, token in enumerate(tokens):
        kind = token.kind
        if kind == "|":
            open_groups[-1].append(place)
        elif kind in _OPENING:
            open_groups.append([])
        elif kind in _CLOSING and len(open_groups) > 1:
            finished.append(open_groups.pop())
        elif kind in _BREAKS and open_groups[-1]:
            finished.append(open_groups[-1])
            open_groups[-1] = []
    return [group for group in [*finished, *open_groups] if group]


def _ways(tokens: list[Token], group: list[int], functions: frozenset[str]) -> list[list[str]]:
    """Return the balanced assignments of roles, at most two; a greedy one if there is none."""
    choices = [_choices(tokens, place, functions) for place in group]
    count = len(group)
    after_bar = [k > 0 and group[k - 1] == group[k] - 1 for k in range(count)]
    found: list[list[str]] = []
    if count <= _MOST_TO_WEIGH:
        dead: set[tuple[int, int, str]] = set()
        _search(choices, after_bar, roles=[], depth=0, dead=dead, found=found)
    return found or [_greedy(choices, after_bar)]


def _allowed(choices: tuple[str, ...], after_bar: bool, previous: str) -> tuple[str, ...]:
    if not after_bar:
        return choices
    # Nothing stands between this bar and the one before: after an opening one only another can open.
    return (OPEN,) if previous == OPEN else choices


def _search(
    choices: list[tuple[str, ...]],
    after_bar: list[bool],
    *,
    roles: list[str],
    depth: int,
    dead: set[tuple[int, int, str]],
    found: list[list[str]],
) -> bool:
    k = len(roles)
    if k == len(choices):
        if depth == 0:
            found.append(roles.copy())
        return depth == 0
    state = (k, depth, roles[-1] if roles else "")
    if state in dead:
        return False
    alive = False
    for role in _allowed(choices[k], after_bar[k], state[2]):
        deeper = depth + 1 if role == OPEN else depth - 1
        if 0 <= deeper <= len(choices) - k - 1 and len(found) < 2:
            roles.append(role)
            alive = _search(choices, after_bar, roles=roles, depth=deeper, dead=dead, found=found) or alive
            roles.pop()
    if not alive and len(found) < 2:
        dead.add(state)
    return alive


def _greedy(choices: list[tuple[str, ...]], after_bar: list[bool]) -> list[str]:
    roles: list[str] = []
    depth = 0
    for k, choice in enumerate(choices):
        allowed = _allowed(choice, after_bar[k], roles[-1] if roles else "")
        role = CLOSE if CLOSE in allowed and (depth > 0 or OPEN not in allowed) else OPEN
        depth += 1 if role == OPEN else -1
        roles.append(role)
    return roles


def _choices(tokens: list[Token], place: int, functions: frozenset[str]) -> tuple[str, ...]:
    """Return the roles that the neighbours allow, the likelier first."""
    before, after = tokens[place - 1] if place else None, tokens[place + 1]
    if before is None or not (before.kind in _ENDS or before.kind == "|"):
        return (OPEN,)
    if before.kind == "name" and before.text in functions:
        return (OPEN,)
    return (CLOSE, OPEN) if after.kind in _STARTS else (CLOSE,)


def _touching(tokens: list[Token], group: list[int], roles: list[str]) -> Token | None:
    """Return the second of two bars written ``||`` of which one closes and the next opens."""
    for k in range(1, len(group)):
        first, second = tokens[group[k - 1]], tokens[group[k]]
        if roles[k - 1] == CLOSE and roles[k] == OPEN and first.end == second.start:
            return second
    return None


def _two_readings(
    tokens: list[Token], group: list[int], ways: list[list[str]]
) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """Return both readings with ``abs(...)`` in place of bars."""
    readings = []
    for roles in ways:
        edits = []
        for k, place in enumerate(group):
            before, after = tokens[place - 1], tokens[place + 1]
            follows_bar = k > 0 and roles[k - 1] == CLOSE and group[k - 1] == place - 1
            follows = place > 0 and (before.kind in _ENDS or follows_bar)
            leads = after.kind in _STARTS and after.kind != "|"
            new = ("*abs(" if follows else "abs(") if roles[k] == OPEN else (")*" if leads else ")")
            edits.append((tokens[place].start, tokens[place].end, new))
        readings.append(tuple(edits))
    if len(readings) == 1 and len(group) == 4:
        # |x||y| as |x·|y||: the second bar opens and both close at the end.
        spans = [(tokens[place].start, tokens[place].end) for place in group]
        words = ("abs(", "*abs(", "", "))")
        readings.append(tuple((start, end, new) for (start, end), new in zip(spans, words, strict=True)))
    return tuple(readings)
