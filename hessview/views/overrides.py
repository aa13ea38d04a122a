"""What Qt calls in our classes raises nothing: an error there is reported, as one in a slot is, and Qt is answered.

An error that leaves such a method is at Qt's mercy. PySide keeps it until the next call of Qt returns to Python: it
comes up where nobody made it, a second one takes its place, and before Python 3.12 the process ends where an error
that Python itself made (an index out of range, a division by zero) is kept so.
"""

from __future__ import annotations

import sys
from functools import wraps
from traceback import walk_tb
from types import FunctionType, MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from shiboken6 import Shiboken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OURS = "hessview."

_ANSWERS: Mapping[str, Callable[[], object]] = MappingProxyType({
    **dict.fromkeys(("event", "viewportEvent", "eventFilter", "canInsertFromMimeData"), bool),
    **dict.fromkeys(("rowCount", "columnCount"), int),
    **dict.fromkeys(("sizeHint", "minimumSizeHint"), QSize),
    "boundingRect": QRectF,
})  # fmt: skip
"""Of the methods that answer: the type whose empty value Qt takes for "nothing"."""

_SILENT = frozenset((
    "accept", "data", "done", "headerData", "highlightBlock", "insertFromMimeData", "paint", "reject", "sort",
))  # fmt: skip
"""Those that answer nothing, or None, beside the handlers of single events."""


def contain_all() -> None:
    """Let every class of ours that is made from now on, and is one of Qt's, keep the errors of what Qt calls in it."""

    def contain_new(made: type[Shiboken.Object], /, **named: object) -> None:
        super(Shiboken.Object, made).__init_subclass__(**named)
        if made.__module__.startswith(_OURS):
            _contain_in(made)

    Shiboken.Object.__init_subclass__ = classmethod(contain_new)  # type: ignore[assignment]


def _contain_in(owner: type) -> None:
    for name, method in list(vars(owner).items()):
        is_of_qt = name in _ANSWERS or name in _SILENT or name.endswith("Event")
        if is_of_qt and isinstance(method, FunctionType) and hasattr(super(owner, owner), name):
            setattr(owner, name, _contained(method))


def _contained(method: FunctionType) -> Callable[..., Any]:
    nothing = _ANSWERS.get(method.__name__)

    @wraps(method)
    def contained(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except Exception as error:  # noqa: BLE001 - the edge of the event loop: beyond it is only Qt
            _end_painters(error)
            sys.excepthook(type(error), error, error.__traceback__)
            return None if nothing is None else nothing()

    return contained


def _end_painters(error: Exception) -> None:
    """End the painters that the error has left behind, the innermost first.

    When its frames go, what they paint on may go before them, and that ends the process. Those that Qt gave are Qt's.
    """
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    for frame in reversed(frames):
        for left in tuple(frame.f_locals.values()):
            if isinstance(left, QPainter) and Shiboken.createdByPython(left) and left.isActive():
                left.end()
