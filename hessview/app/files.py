"""The document on disk: new, open, save, recent files, drops, and the question before something is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hessview.app.file_dialogs import ask_what_to_open, place_to_save
from hessview.app.original import SAVE, Change, Original, absolute, is_there, read_marked, read_opened, read_session
from hessview.app.questions import Answer, Button, ask, ask_about_change, ask_about_removal, may_replace
from hessview.document.commands import Reload
from hessview.document.disk import FileFault, FileMark, digest
from hessview.document.disk_words import shortened
from hessview.document.session_file import SessionProblem, to_bytes
from hessview.document.state import State
from hessview.landscapes.catalog import is_example
from hessview.views.notice_bar import Choice, Notice

if TYPE_CHECKING:
    from pathlib import Path

    from hessview.app.desk import Desk

__all__ = ["FileFault", "Files", "read_session"]

ENDING = ".hessview"
SESSION_FILTER = f"Sessions (*{ENDING})"
OPEN_FILTER = "Sessions and figures (*.hessview *.svg *.pdf *.png);;All files (*)"
FIGURE_ENDINGS = frozenset({".svg", ".pdf", ".png"})
RECENT = 8
CHANGE = "file"
"""The key of the notice that the file has changed."""


class Files:
    """What the File menu does with the document of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._originals: dict[int, Original] = {}
        self._told: tuple[int, Change, str] | None = None

    @property
    def _original(self) -> Original | None:
        """The file of the present document; undo can lead to another document, whose file is another or none."""
        return self._originals.get(self._desk.store.document)

    @_original.setter
    def _original(self, original: Original) -> None:
        self._originals[self._desk.store.document] = original

    @property
    def path(self) -> Path | None:
        """Where Save writes; absolute."""
        return None if self._original is None else self._original.path

    @property
    def digest(self) -> str | None:
        """What the file held when it was last read or written here; see `hessview.document.disk.digest`."""
        return None if self._original is None else self._original.mark.digest or None

    @property
    def name(self) -> str:
        """What the title says."""
        return "Untitled" if self.path is None else self.path.name

    @property
    def recent(self) -> list[str]:
        """Paths of the files that were opened or saved last, the newest first."""
        return [path for path in self._desk.settings.texts("recent") if path][:RECENT]

    def new(self) -> None:
        """Begin with an empty function."""
        if self.may_lose():
            self.show(State(text="", accepted="0"), None)
            self._desk.window.focus_editor()

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        start = str(self.path.parent) if self.path else ""
        ask_what_to_open(self._desk.window, "Open", start, OPEN_FILTER, self.open)

    def open(self, path: Path) -> bool:
        """Open a session or a figure; the open document stays when that fails. Returns whether it was opened."""
        try:
            opened = read_opened(path)
            was_modified = self._desk.store.modified
            if not self.may_lose():
                return False
            if was_modified:
                # Once more: what was just saved may be this very file.
                opened = read_opened(path)
        except FileFault as fault:
            self._forget(path)
            self._desk.report(fault.sentence(), fault.path)
            return False
        # Only a session's file is where Save writes, never a figure's, whatever it is called.
        is_session = opened.is_own and path.suffix.lower() not in FIGURE_ENDINGS
        self.show(opened.state, path if is_session else None, opened.mark)
        self._desk.exports.take_page(opened.page)
        self._remember(path)
        return True

    def show(self, state: State, path: Path | None, mark: FileMark | None = None) -> None:
        """Show another document; it counts as saved. `mark` is what its file holds, if that is known."""
        self._told = None
        self._desk.window.notices.dismiss(CHANGE)
        self._desk.exports.forget_words()
        self._desk.store.open(state)
        self._originals.clear()
        if path is not None:
            original = Original.known_by(path, None) if mark is None else Original(absolute(path), mark)
            original.tidy()
            self._original = original
        self._desk.refresh()

    def resume(self, state: State, path: Path | None, digest_then: str | None) -> None:
        """Show a document whose file may have changed since its contents had this digest."""
        self.show(state, path)
        if path is not None:
            self._original = Original.known_by(path, digest_then)

    def drop(self, path: Path | None, text: str) -> None:
        """Take what was dropped on the window: a file to open, or a text that becomes the formula."""
        if path is not None:
            self.open(path)
        elif text:
            self._desk.controller.replace_text(text.strip())

    def save(self) -> bool:
        """Save where it was saved last, else ask. Returns whether it was saved."""
        if self._original is None:
            return self.save_as()
        data = self._bytes(self._original.path)
        answer = Answer.CANCEL if data is None else self._ask_about_others(self._original, data)
        if answer is Answer.SAVE_AS:
            return self.save_as()
        if answer is Answer.RELOAD:
            self.reload()
        return answer is Answer.OVERWRITE and self._write(self._original)

    def save_as(self) -> bool:
        """Ask for a file and save there. Returns whether it was saved."""
        start = str(self.path) if self.path else "landscape.hessview"
        path = place_to_save(self._desk.window, "Save", start, SESSION_FILTER)
        if path is None:
            return False
        if path.suffix.lower() != ENDING:
            # The dialog asked about the name that was typed, not about this one.
            path = path.with_name(f"{path.name}{ENDING}")
            if is_there(path) and not may_replace(self._desk.window, "Save", path):
                return False
        return self._write(Original.known_by(path, None))

    def may_lose(self) -> bool:
        """Ask what to do with unsaved changes, or with the only copy there is. Returns whether to go on."""
        self._count_gone_as_unsaved()
        if not self._may_leave():
            return False
        if not self._desk.store.modified:
            return True
        question, advice, save = f"Save the changes to {self.name}?", "Without saving they are lost.", self.save
        if self._original is not None and self._original.is_gone():
            question, save = f"{self.name} is not on the disk any more. Save it again?", self.save_again
            advice = "What is here is the only copy; without saving it is lost."
        choices = Button.Save | Button.Discard | Button.Cancel
        answer = ask(self._desk.window, question, choices, Button.Save, advice)
        if answer == Button.Save:
            return save()
        return bool(answer == Button.Discard)

    def _count_gone_as_unsaved(self) -> None:
        """Take note of files that are gone: then what is here is all that is left of them."""
        for document, original in self._originals.items():
            if original.is_gone():
                self._desk.store.mark_unsaved(document)
                self._desk.refresh()

    def left_unsaved(self) -> list[int]:
        """Return the other documents that undo leads back to and that hold work: not an example, just looked at."""
        before = self._desk.store.modified_before().items()
        return [document for document, state in before if document in self._originals or not is_example(state.text)]

    def _may_leave(self) -> bool:
        """Ask whether to lose the work behind an example: undo leads back to it until another document is opened."""
        left = self.left_unsaved()
        if not left:
            return True
        original = self._originals.get(left[-1])
        name = "a document without a file" if original is None else shortened(original.path.name)
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        question = f"Undo leads back to unsaved changes to {name}{more}. Go on without them?"
        choices = Button.Discard | Button.Cancel
        advice = "Without saving they are lost. To save them, cancel, and undo until they are back."
        return bool(ask(self._desk.window, question, choices, Button.Cancel, advice) == Button.Discard)

    # What other programs do to the file

    def glance(self) -> None:
        """See whether another program has changed the file, and say so once; cheap as long as none has."""
        original = self._original
        if original is None or original.seems_unchanged():
            return
        change, mark = original.look()
        if change is Change.NONE:
            self._original = replace(original, mark=mark)
            self._desk.window.notices.dismiss(CHANGE)
        elif (told := (self._desk.store.document, change, mark.digest)) != self._told:
            self._told = told
            self._tell(change, mark)

    def follow(self) -> None:
        """Take back what was said about the file of another document than the present one: undo has left it."""
        if self._told is not None and self._told[0] != self._desk.store.document:
            self._told = None
            self._desk.window.notices.dismiss(CHANGE)

    def reload(self) -> None:
        """Show what the file holds now; undo brings back what was here."""
        original = self._original
        if original is None:
            return
        try:
            state, mark = read_marked(original.path)
        except FileFault as fault:
            self._desk.report(fault.sentence(), fault.path)
            return
        self._original = replace(original, mark=mark)
        self._desk.store.dispatch(Reload(state))
        self._desk.store.mark_saved(state)
        self._desk.window.notices.dismiss(CHANGE)
        self._desk.tell(f"{self.name} is shown as it is now. Undo brings back what was here.")
        self._desk.refresh()

    def _tell(self, change: Change, mark: FileMark) -> None:
        again = Choice("Save A&gain", self.save_again, "Write it under this name again")
        reload = Choice("&Reload", self.reload, "Show what the file holds now; Undo brings back what is here")
        keep = Choice("&Keep Mine", lambda: self._keep(mark), "Go on with what is here; Save overwrites the file")
        if change is Change.REMOVED:
            self._desk.store.mark_unsaved()
            self._desk.refresh()
            self._desk.notify(Notice(CHANGE, f"{self.name} has been removed or renamed by another program.", (again,)))
        else:
            words = f"{self.name} has been changed by another program."
            self._desk.notify(Notice(CHANGE, words, (reload, keep)))

    def _keep(self, mark: FileMark) -> None:
        """Take note of what the file holds now, and count what is here as not saved."""
        if self._original is not None:
            self._original = replace(self._original, mark=mark)
            self._desk.store.mark_unsaved()
            self._desk.refresh()

    def save_again(self) -> bool:
        """Write the file without another question: somebody has just been asked. Returns whether it was saved."""
        return self.save_as() if self._original is None else self._write(self._original)

    def _ask_about_others(self, original: Original, data: bytes) -> Answer:
        """Ask what to do if another program has changed or removed the file; without that, overwrite it."""
        change, mark = original.look()
        if change is Change.REMOVED:
            return ask_about_removal(self._desk.window, original.path)
        if change is Change.NONE or mark.digest == digest(data):
            return Answer.OVERWRITE
        return ask_about_change(self._desk.window, original.path)

    def _bytes(self, path: Path) -> bytes | None:
        """Return what is to be saved, or None if it cannot be; then it is said why."""
        try:
            return to_bytes(self._desk.store.state)
        except SessionProblem as problem:
            self._desk.report(f"{shortened(path.name)} was not written: {problem}", path)
            return None

    def _write(self, original: Original) -> bool:
        state, data = self._desk.store.state, self._bytes(original.path)
        if data is None:
            return False
        try:
            written = original.write(data)
        except FileFault as fault:
            choices = (Choice("Save &As…", self.save_as),) if fault.words.instead else ()
            self._desk.report(fault.sentence(write=SAVE), fault.path, choices)
            return False
        self._original, self._told = written, None
        self._desk.store.mark_saved(state)
        self._desk.window.notices.dismiss(CHANGE)
        self._remember(original.path)
        self._desk.tell(f"{original.path.name} is saved.")
        self._desk.refresh()
        return True

    def _remember(self, path: Path) -> None:
        entry = str(absolute(path))
        others = [other for other in self.recent if other != entry]
        self._desk.settings.set("recent", [entry, *others][:RECENT])

    def _forget(self, path: Path) -> None:
        entry = str(absolute(path))
        if entry in self.recent:
            self._desk.settings.set("recent", [other for other in self.recent if other != entry])
