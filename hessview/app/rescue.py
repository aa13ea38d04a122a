"""One window's side of recovery: what is told to the autosave, what is offered at the start, and restoring it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hessview.app.recovery import Autosave, Unsaved
from hessview.app.worker_bridge import WorkerBridge
from hessview.document.commands import RestoreChanges
from hessview.document.session_file import SessionProblem
from hessview.document.state import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk
    from hessview.app.recovery_dialog import RecoveryDialog
    from hessview.app.recovery_folder import Found

TROUBLE, OFFER = "autosave", "recovery"
_PATIENCE = 2.0
_MOST = 8
"""How many unsaved documents of one window are kept at a time, the present one among them; the oldest go first."""


class Rescue:
    """Keeps the document of one desk safe, and offers what other runs have left."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder = desk.places.recovery
        self._bridge = WorkerBridge(self._on_message)
        # One for each document that is to be kept: undo leads back from an example to what was left unsaved behind it.
        self._autosaves: dict[int, Autosave] = {}
        self._idle: list[Autosave] = []
        self._search: _Search | None = None
        self._dialog: RecoveryDialog | None = None
        # Before any view: what cannot be painted is kept, too.
        self._end = desk.store.subscribe(lambda _old, _new: self.follow())

    def follow(self) -> None:
        """Take note of the document as it is now, and of whether it is saved."""
        desk, autosave = self._desk, self._present()
        if not desk.store.modified:
            autosave.follow(None)
            return
        autosave.follow(Unsaved(desk.store.state, _text(desk.files.path), desk.files.digest))

    def forget(self) -> None:
        """Drop the unsaved changes: somebody was asked and wants it so."""
        for autosave in self._autosaves.values():
            autosave.forget()

    def close(self) -> None:
        """Write what is not written yet, and end; unsaved changes that nobody dropped stay for the next start."""
        self._end()
        if self._dialog is not None:
            self._dialog.reject()
        if self._search is not None:
            self._search.give_up()
        self._bridge.close()
        autosaves = (*self._autosaves.values(), *self._idle)
        for autosave in autosaves:
            autosave.end()
        deadline = time.monotonic() + _PATIENCE
        for autosave in autosaves:
            autosave.wait(deadline)

    def _present(self) -> Autosave:
        """Return what keeps the present document; those of documents that are gone are free for others."""
        document = self._desk.store.document
        present = self._autosaves.get(document)
        if present is not None and next(reversed(self._autosaves)) == document:
            return present
        wanted = {document, *self._desk.files.left_unsaved()}
        kept = [each for each in self._autosaves if each in wanted and each != document][1 - _MOST :]
        for other in [each for each in self._autosaves if each not in {document, *kept}]:
            free = self._autosaves.pop(other)
            free.follow(None)
            self._idle.append(free)
        if present is None:
            present = self._idle.pop() if self._idle else Autosave(self._folder, self._on_trouble)
        self._autosaves.pop(document, None)
        self._autosaves[document] = present  # at the end: the one that was asked for last
        return present

    def _on_trouble(self, trouble: str | None) -> None:
        self._bridge.deliver(("trouble", trouble))

    # What other runs have left

    def look(self) -> None:
        """Offer what is there, if anything: this lists a folder, and only if it holds something is it read."""
        from hessview.app.recovery_folder import is_anything_there

        if is_anything_there(self._folder):
            self._start_search(self._offer)

    def _start_search(self, then: Callable[[list[Found]], None]) -> None:
        if self._search is None:
            self._search = _Search(self._folder, self._bridge, then)

    def _on_message(self, message: object) -> None:
        match message:
            case "trouble", trouble:
                self._say_trouble(trouble if isinstance(trouble, str) else None)
            case "found", _Search() as search if search is self._search:
                self._search = None
                if search.is_done:
                    search.then(search.found())
                else:
                    self._desk.tell("What other runs have left cannot be read; File > Unsaved Changes tries again.")

    def _say_trouble(self, trouble: str | None) -> None:
        from hessview.views.notice_bar import Notice

        if trouble is None:
            self._desk.window.notices.dismiss(TROUBLE)
            return
        words = f"Changes are not being kept safe from a crash: {trouble}. Save them with Ctrl+S."
        self._desk.notify(Notice(TROUBLE, words, detail=f"They would be kept in {self._folder}"))

    def _offer(self, found: list[Found]) -> None:
        from hessview.app.recovery_words import offer
        from hessview.views.notice_bar import Choice, Notice

        for item in found:
            item.file.release()
        if found:
            own = _text(self._desk.files.path)
            found.sort(key=lambda item: own is None or isinstance(item.content, str) or item.content.path != own)
            show = Choice("Show…", self.show, "See what was kept, and restore or discard it")
            later = Choice("Later", lambda: None, "They stay in File > Unsaved Changes, and are offered again")
            self._desk.notify(Notice(OFFER, offer([item.content for item in found]), (show, later)))

    def show(self) -> None:
        """Show what other runs have left, to be restored or discarded."""
        if self._dialog is None:
            self._start_search(self._open_dialog)

    def _open_dialog(self, found: list[Found]) -> None:
        from hessview.app.recovery_dialog import RecoveryDialog

        self._desk.window.notices.dismiss(OFFER)
        if not found:
            self._desk.tell("No unsaved changes of another run are left.")
            return
        dialog = RecoveryDialog(self._desk, found)
        self._dialog = dialog
        dialog.finished.connect(lambda _result: self._on_settled(dialog))
        dialog.open()

    def _on_settled(self, dialog: RecoveryDialog) -> None:
        self._dialog = None
        dialog.deleteLater()
        chosen, left = dialog.settle()
        if chosen is None:
            return
        is_taken = False
        try:
            is_taken = self.restore(chosen)
        finally:
            if not is_taken:
                chosen.file.release()
        if left or not is_taken:
            self.look()

    def restore(self, found: Found) -> bool:
        """Take up kept changes as the document, unsaved; its own file is where Save writes. Returns whether it did."""
        kept, files = found.content, self._desk.files
        if isinstance(kept, str) or not files.may_lose():
            return False
        path = None if kept.path is None else Path(kept.path)
        files.resume(_base(path), path, kept.digest)
        self._desk.store.dispatch(RestoreChanges(kept.state))
        self._desk.refresh()
        self._desk.tell(f"The unsaved changes to {files.name} are back. Save keeps them, Undo drops them.")
        self._present().adopt(found)  # last: from now on the file is the autosave's
        return True


class _Search:
    """A look into the recovery folder in a thread of its own: a file's folder can be on a disk that does not answer."""

    def __init__(self, folder: Path, bridge: WorkerBridge, then: Callable[[list[Found]], None]) -> None:
        self.then = then
        self.is_done = False
        self._found: list[Found] = []
        self._thread = threading.Thread(target=self._look, args=(folder, bridge), name="recovery", daemon=True)
        self._thread.start()

    def _look(self, folder: Path, bridge: WorkerBridge) -> None:
        from hessview.app.recovery_folder import find

        try:
            self._found = find(folder)
            self.is_done = True
        finally:  # whatever went wrong, the next search must be possible
            bridge.deliver(("found", self))

    def found(self) -> list[Found]:
        """Return what there is; whoever takes it lets go of it."""
        self._thread.join()
        return self._found

    def give_up(self) -> None:
        """Let go of what was found and is not wanted any more."""
        self._thread.join(_PATIENCE)
        for item in self._found:
            item.file.release()


def _text(path: Path | None) -> str | None:
    """Return a whole path as text, if it is one."""
    if path is None:
        return None
    try:
        text = str(path.absolute())
        text.encode("utf-8")
    except (OSError, UnicodeEncodeError):
        return None
    return text


def _base(path: Path | None) -> State:
    """Return what the document's own file holds, else an empty document."""
    from hessview.app.files import FileFault, read_session

    try:
        return read_session(path) if path is not None else _EMPTY
    except (FileFault, SessionProblem):
        return _EMPTY


_EMPTY = State(text="", accepted="0")
