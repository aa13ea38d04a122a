"""What ends a gesture by making nothing of it.

The history then goes back to exactly what was there when the gesture began: coordinates worked out from pixels and
planes differ from it by their rounding, which would be a step of undo. Where something else has come in between, the
values that the command carries are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hessview.document.commands import MoveProbe, SetView
from hessview.document.looking import TurnSurface


@dataclass(frozen=True)
class PutProbeBack(MoveProbe):
    """Put the probe where it was when its drag began."""

    puts_back: ClassVar[bool] = True


@dataclass(frozen=True)
class PutViewBack(SetView):
    """Show what was shown when a drag of the view began."""

    puts_back: ClassVar[bool] = True


@dataclass(frozen=True)
class TurnBack(TurnSurface):
    """Look from where the eye was when a drag of the surface began."""

    puts_back: ClassVar[bool] = True
