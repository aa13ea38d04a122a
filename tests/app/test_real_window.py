"""The program on a real window system: a virtual X server instead of Qt's offscreen picture."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.gl


@pytest.mark.parametrize("scale", ["1", "2"])
def test_the_window_opens_paints_and_closes_on_an_x_server(tmp_path: object, scale: str) -> None:
    server = shutil.which("xvfb-run")
    assert server is not None, "these tests need Xvfb: apt-get install xvfb"
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY"}},
        "HESSVIEW_QUIT_AFTER_FIRST_PICTURE": "1",
        "QT_SCALE_FACTOR": scale,
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    command = [server, "-a", "-s", "-screen 0 1600x1000x24", sys.executable, "-m", "hessview", "x^2 - y^2"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr.strip()
