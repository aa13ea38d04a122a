"""The files that are being written: said on a line of the window that asked, which stops them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hessview.views.writing_line import shortened, size_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hessview.views.writing_line import WritingLine


@dataclass(eq=False)
class Job:
    """A file that is being written: what withdraws it, and what is called once it is written or not."""

    path: Path
    withdraw: Callable[[], object] = bool
    done: Callable[[], None] | None = None


class UnderWay:
    """The files that one window is writing; they are shown, and stopped together."""

    def __init__(self, line: WritingLine) -> None:
        self._line = line
        self._jobs: dict[Job, None] = {}
        line.stopped.connect(self._stop)

    @property
    def paths(self) -> list[Path]:
        """The files that are not there yet, the oldest first."""
        return [job.path for job in self._jobs]

    def begin(self, path: Path, done: Callable[[], None] | None = None) -> Job:
        """Show that a file is being written; who writes it says by `Job.withdraw` how that is stopped."""
        job = Job(path, done=done)
        self._jobs[job] = None
        self._show()
        return job

    def end(self, job: Job) -> None:
        """Show it no more: it is there, or will not be."""
        self._jobs.pop(job, None)
        self._show()

    def say_saved(self, path: Path, size: int, tip: str = "") -> None:
        """Say that a file is there, and how large it is."""
        self._line.say(f"Saved {shortened(path.name)}, {size_words(size)}", tip or str(path))

    def say_stopped(self, *paths: Path) -> None:
        """Say that somebody has stopped these; what was there stays."""
        names = " and ".join(shortened(path.name) for path in paths[:2]) + (", …" if len(paths) > 2 else "")
        self._line.say(f"{names} not written: stopped")

    def _show(self) -> None:
        self._line.show_writing([job.path.name for job in self._jobs])

    def _stop(self) -> None:
        """Write none of what is being written; what was there stays."""
        jobs, self._jobs = list(self._jobs), {}
        self._show()
        for job in jobs:
            job.withdraw()
            if job.done is not None:
                job.done()
        if jobs:
            self.say_stopped(*(job.path for job in jobs))
