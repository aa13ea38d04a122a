"""What the monkey will do: an endless sequence of plain values that follows from the seed alone.

Nothing here looks at a window, a clock or an answer. Where something is chosen among what a window happens to offer,
the event carries a number in [0, 1) that chooses; so the same seed gives the same events, whatever becomes of them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.app.actions import keyboard_table
from hessview.landscapes.catalog import CATALOG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VALID = (
    *(example.text for example in CATALOG), "x^2-y^2", "sin(x)cos(y)", "log(x*y)", "|x|+|y|", "x", "0", "x^2*y*z",
    "1/(x*y)", "exp(-x^2-y^2)", "sum(x[i]^2,i,1,8)", "where(x>0,x,y)", "x!", "1e300x", "sqrt(x)*1e-300", "gamma(x)y",
    "tan(x*y)", "mod(x,1)+y", "(x*y)^7/(x-y)", "prod(x-i,i,1,20)+y^2", "a=2\nf(u,v)=a u v", "atan2(y,x)", "x^y",
    "erf(x)+erf(y)", "max(x,y)^2", "1/(x^2+y^2)", "hypot(x,y)", "cbrt(x)+y^2", "floor(x)y", "x1^2+x2^2+x3^2+x4^2",
    "softplus(x)-sigmoid(y)", r"\frac{x}{y}+\sqrt{x}", "1e-320x^2+y^2", "(x^2+y^2-1)^2", "x^4+y^4", "cosh(x)-y^3",
    "a=-1\nx^4+a x^2+y^2", "a=1\nb=a/2\nx^3+a x+b y^2", "c=1e300\nc x y", "k=0\nsin(k x)+y", "a=2\nx^a+a y z",
)  # fmt: skip
INVALID = ("x^", "(x", "x y)", "foo(x)", "a x", "x^2+*y", "1,5", "3!!", "|x||y|", "sin", "=", "f(x)=y", "x=", "@#", "")
NASTY = (
    "(" * 400, "x^x^x^x^x^x^x", "9" * 400, "1e999", "-1e-999", "sum(sum(x*i*j,i,1,99),j,1,99)", "x" * 3000,
    "\u202ex+y\u202c", "x\u0301^2", "🙂+x", "x\u200by", "__import__('os')", "x\ty\n\n", "e^e^e^x", "gamma(1e10x)",
    "prod(x-i,i,1,400)", "sin(" * 60 + "x" + ")" * 60, "x+" * 600 + "x", "−x−y", "½x", "where(x>0,where(y>0,1,x),y)",
    "\x00x", "1/0", "0^0", "x/(x-x)", "<b>x</b>", "&amp;x", "%s%n", "\ud800", "x" * 25_000,
)  # fmt: skip
NUMBERS = ("1", "-0.5", "pi", "1e300", "-1e-300", "1e308", "0", "nan", "x", "", "1,2", "0.30000000000000004", "1e-5")
DIRECTIONS = ("1,0,0", "x+y", "x-2z", "0,0,0", "1e300,1e-300,1", "x^2", "1;2;3", "x1+x2", "nan,1,0", "", "pi,e,1")
EXPORTS = (
    "Export Figure", "Export Figure", "Export Animation", "Python Script", "LaTeX Source", "Values as CSV",
    "Level Lines as CSV", "Copy Figure", "Copy Figure",
)  # fmt: skip
PLANES = ("variables", "eigenvectors", "directions", "directions")
SAFE_NAMES = ("a.hessview", "b.hessview", "c.svg", "d.pdf", "e.png", "f", "g.hessview.hessview", "ü.hessview")
SIZES = ((640, 480), (1024, 640), (1200, 800), (1440, 900), (1900, 1000), (641, 999), (100, 100), (2400, 500))
BUTTONS = ("Left",) * 6 + ("Middle", "Right")
MODIFIERS = ("",) * 5 + ("Alt", "Shift", "Control", "Control+Shift")
KEYS = (
    "Left", "Right", "Up", "Down", "Home", "End", "Plus", "Minus", "F2", "Escape", "Return", "Tab", "Backtab",
    "Backspace", "Delete", "Space", "PageUp", "PageDown", "Menu", "F6", "A", "Z", "1", "Equal",
)  # fmt: skip
SHORTCUTS = tuple(
    key for key, _, _ in keyboard_table() if key.startswith(("Ctrl+", "Alt+", "Shift+F", "F")) and "arrow" not in key
)
DROPS = ("text", "session", "figure", "mutant", "mutant", "missing", "large", "two")
FILE_DEEDS = (
    "write a session", "write a figure", "write rubbish", "remove", "change", "make read-only", "make a folder",
    "leave unsaved changes",
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One thing that is done.

    Attributes
    ----------
    number
        Its place in the sequence, from 1.
    kind
        The name of the method of `tests.reliability.monkey_window.Window` that does it.
    values
        Plain values, its arguments.
    """

    number: int
    kind: str
    values: tuple[object, ...]


def events(seed: int) -> Iterator[Event]:
    """Yield the sequence of a seed, without end."""
    rng = random.Random(seed)
    kinds = [kind for kind, (weight, _) in _KINDS.items() for _ in range(weight)]
    number = 0
    while True:
        number += 1
        kind = rng.choice(kinds)
        yield Event(number, kind, _KINDS[kind][1](rng))


def _place(rng: random.Random) -> tuple[float, float]:
    return round(rng.random(), 4), round(rng.random(), 4)


def _pick(rng: random.Random) -> float:
    return round(rng.random(), 6)


def _text(rng: random.Random) -> str:
    share = rng.random()
    if share < 0.55:
        return rng.choice(VALID)
    if share < 0.7:
        return rng.choice(INVALID)
    if share < 0.85:
        return rng.choice(NASTY)
    return "".join(rng.choice("xyz0123+-*/^()sincoexplg,=. |!_\\{}[]") for _ in range(rng.randint(1, 20)))


def _short_text(rng: random.Random) -> str:
    text = _text(rng)
    return text if len(text) <= 60 else text[:60]


def _stations(rng: random.Random) -> tuple[tuple[float, float], ...]:
    return tuple(
        (round(rng.uniform(-0.1, 1.1), 4), round(rng.uniform(-0.1, 1.1), 4)) for _ in range(rng.randint(1, 12))
    )


def _drag(rng: random.Random) -> tuple[object, ...]:
    start: object = "probe" if rng.random() < 0.5 else _place(rng)
    return start, _stations(rng), rng.choice(BUTTONS[:7]), rng.choice(MODIFIERS), rng.random() < 0.15


_KINDS: dict[str, tuple[int, Callable[[random.Random], tuple[object, ...]]]] = {
    "click_picture": (12, lambda r: (*_place(r), r.choice(BUTTONS), r.choice(MODIFIERS))),
    "double_click_picture": (2, _place),
    "drag": (12, _drag),
    "wheel": (9, lambda r: (*_place(r), r.choice((-120, 120, 120, -1200, 1200, 12000, -12000)), r.choice(MODIFIERS))),
    "hover": (4, _place),
    "menu_at": (2, lambda r: (*_place(r), r.random() < 0.3)),
    "click_widget": (10, lambda r: (_pick(r), *_place(r), r.choice(BUTTONS))),
    "press_key": (14, lambda r: (r.choice(KEYS), r.choice(MODIFIERS))),
    "press_shortcut": (10, lambda r: (r.choice(SHORTCUTS),)),
    "type_formula": (10, lambda r: (_short_text(r), r.random() < 0.8)),
    "type_here": (4, lambda r: (_short_text(r)[:12],)),
    "type_coordinate": (4, lambda r: (_pick(r), r.choice(NUMBERS), r.choice(("Return", "Tab", "Escape")))),
    "type_ranges": (2, lambda r: (tuple(r.choice(NUMBERS) for _ in range(4)), r.choice(("Return", "Escape", "")))),
    "paste": (4, lambda r: (_text(r), r.random() < 0.8)),
    "drop": (4, lambda r: (r.choice(DROPS), _text(r), _pick(r))),
    "choose_notice": (3, lambda r: (_pick(r),)),
    "choose_action": (16, lambda r: (_pick(r),)),
    "open_menu": (2, lambda r: (_pick(r), tuple(r.choice((*KEYS[:5], "Return")) for _ in range(r.randint(1, 6))))),
    "undo": (7, lambda r: (r.randint(1, 12), r.random() < 0.7)),
    "resize": (2, lambda r: (*r.choice(SIZES), r.random() < 0.1)),
    "change_file": (4, lambda r: (r.choice(FILE_DEEDS), _pick(r))),
    "answer": (10, lambda r: (_pick(r), r.choice(SAFE_NAMES), r.random() < 0.8)),
    "focus": (3, lambda r: (_pick(r),)),
    "kill_worker": (1, lambda r: (_pick(r),)),
    "arrange": (5, lambda r: (r.choice(("F2", "F3", "F4", "F4", "Left", "Right", "Up", "Down")),)),
    "fold_dock": (6, lambda r: (_pick(r),)),
    "drag_in_dock": (9, lambda r: (_pick(r), _stations(r), r.random() < 0.15)),
    "use_dock": (8, lambda r: (_pick(r), *_place(r), r.choice(("wheel", "click", "click", "double click", *KEYS[:8])))),
    "type_in_dock": (4, lambda r: (_pick(r), r.choice(NUMBERS), r.choice(("Return", "Tab", "Escape")))),
    "use_hessian": (4, lambda r: (_pick(r), *_place(r), r.choice((*KEYS[:6], "Return", "Space")))),
    "animate": (3, lambda r: (r.random() < 0.6,)),
    "use_steps": (5, lambda r: (_pick(r), r.choice(("PageDown", "PageUp", "Down", "End", "Escape")))),
    "export": (3, lambda r: (r.choice(EXPORTS),)),
    "choose_plane": (2, lambda r: (r.choice(PLANES), r.choice(DIRECTIONS), r.choice(DIRECTIONS), r.random() < 0.8)),
    "wait": (6, lambda r: (r.choice((1, 10, 50, 250)),)),
    "close_window": (2, lambda r: (r.random() < 0.5, r.choice(VALID), _pick(r))),
}
