"""Saving and exporting to places that fail: full and read-only disks, names, links, pipes, drives that break off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.reliability.campaign import Campaign, Outcome, Scale

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
INSIDE = "tests.reliability.file_faults_inside"


def run(scale: Scale, say: Callable[[str], None]) -> Outcome:
    """Try it in a process that has its mounts for itself, so that none stays, however it ends."""
    namespace = own_mounts()
    form = "short" if scale.short else "full"
    command = [*namespace, sys.executable, *_warnings(), "-m", INSIDE, form, str(scale.seconds), str(scale.seed)]
    if not namespace:
        say("no mounts of one's own are possible here")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
    if process.returncode or not lines:
        return Outcome("a window, files and disks that fail", f"it ended with {process.returncode}", passed=False)
    answer = json.loads(lines[-1])
    return Outcome(answer["tried"], answer["found"], answer["passed"], tuple(answer["details"]))


def own_mounts() -> tuple[str, ...]:
    """Return the words before a command that give it mounts of its own; none where that is not possible."""
    options = ("-m",) if os.geteuid() == 0 else ("-r", "-m")
    words = ("unshare", *options, "--propagation", "private")
    try:
        possible = subprocess.run([*words, "true"], capture_output=True, check=False, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        possible = False
    return words if possible else ()


def _warnings() -> list[str]:
    return [word for option in sys.warnoptions for word in ("-W", option)]


CAMPAIGN = Campaign(
    name="file_faults",
    title="files that cannot be written",
    bar="old file identical, no stray, cause and way out said within 1 s, document stays modified",
    full_seconds=300.0,
    short_seconds=10.0,
    run=run,
)
