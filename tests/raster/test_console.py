"""What matplotlib says to the console."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

_SAID = "Matplotlib is building the font cache; this may take a moment."
_SAY = f"import logging; logging.getLogger('matplotlib.font_manager').warning({_SAID!r})"


@pytest.mark.parametrize("package", ["hessview.raster", "hessview.export"])
def test_nobody_is_told_that_a_list_of_fonts_is_made(package: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", f"{_SAY}; import {package}; {_SAY}"], capture_output=True, text=True, check=True
    )
    assert said.stderr.splitlines() == [_SAID], "before the package is there it is said, and not after"


def test_other_warnings_of_fonts_are_heard(caplog: pytest.LogCaptureFixture) -> None:
    import hessview.raster  # noqa: F401

    logging.getLogger("matplotlib.font_manager").warning("findfont: Font family 'none' not found.")
    assert "not found" in caplog.text
