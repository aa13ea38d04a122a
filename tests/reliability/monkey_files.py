"""The files around the monkey's window: its own, strangers', damaged ones, and what other programs do to them."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hessview.app.desk import state_of_text
from hessview.document.recovery import Recovery
from hessview.document.recovery import to_bytes as recovery_bytes
from hessview.document.session_file import to_bytes, to_metadata
from tests.hostile_files import chunk
from tests.mutated_files import STATES, mutant, png, specimen
from tests.reliability.monkey_dialogs import picked

if TYPE_CHECKING:
    from pathlib import Path


class Files:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def own(self) -> list[Path]:
        return sorted(path for path in self._folder.iterdir() if path.is_file())

    def to_drop(self, what: str, pick: float) -> list[Path]:
        if what == "missing":
            return [self._folder / "nowhere.hessview"]
        if what == "mutant":
            made = mutant([specimen(state) for state in STATES], 1, int(1e6 * pick))
            (self._folder / "mutant.hessview").write_bytes(made.data)
            return [self._folder / "mutant.hessview"]
        if what == "large":
            (self._folder / "large.hessview").write_bytes(b" " * (3 << 20))
            return [self._folder / "large.hessview"]
        endings = {"session": (".hessview",), "figure": (".svg", ".pdf", ".png")}.get(what, ("",))
        found = [path for path in self.own() if not endings[0] or path.suffix in endings]
        chosen = picked(found, pick)
        return [] if chosen is None else [chosen] * (2 if what == "two" else 1)

    def change(self, deed: str, pick: float) -> None:
        """What other programs do to the files meanwhile."""
        path = picked(self.own(), pick) or self._folder / "a.hessview"
        with contextlib.suppress(OSError):
            if deed == "write a session":
                (self._folder / "a.hessview").write_bytes(to_bytes(state_of_text("x^2 + y^2")))
            elif deed == "write a figure":
                session = to_metadata(state_of_text("x^3 - 3x y^2")).encode()
                (self._folder / "figure.png").write_bytes(png(chunk(b"tEXt", b"hessview-session\0" + session)))
            elif deed == "leave unsaved changes":
                # Of a window that is gone: nobody holds the file.
                place = self._folder / "own" / "data" / "recovery" / f"recovery-{round(pick * 1e6):08x}.json"
                left = Recovery(state_of_text("x^2 + 3 y^2"), datetime(2026, 1, 1, tzinfo=UTC))
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(recovery_bytes(left))
            elif deed == "write rubbish":
                path.write_bytes(bytes(round(pick * 997) * k % 256 for k in range(round(400 * pick))))
            elif deed == "remove":
                path.unlink()
            elif deed == "change":
                path.write_bytes(path.read_bytes().replace(b"x", b"y"))
            elif deed == "make read-only":
                path.chmod(0o400)
            elif deed == "make a folder":
                (self._folder / "f.hessview").mkdir(exist_ok=True)
