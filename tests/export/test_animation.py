from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from hessview.document.motions import motions, pictures
from hessview.document.session_file import to_metadata
from hessview.export import animation
from hessview.export.animation import NO_FFMPEG, answer, as_mp4
from hessview.export.image_files import ExportProblem
from tests.export.figures import document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def asked(count: int = 8, **changes: object) -> dict[str, object]:
    state = document("x^2 - y^2", 2.0)
    path = motions(state, ("x", "y"))[-1]
    states = [to_metadata(each) for each in pictures(state, path, count)]
    return {"states": states, "format": "gif", "width_mm": 60.0, "height_mm": 50.0, "dpi": 60.0, "seconds": 1.6,
            "plan": {}} | changes  # fmt: skip


def run(payload: Mapping[str, object]) -> tuple[list[float], bytes]:
    shares, parts = [], answer(payload, lambda _share: None)
    while True:
        try:
            shares.append(float(str(next(parts)["share"])))
        except StopIteration as end:
            return shares, end.value["file"]


def test_a_gif_has_every_picture_says_how_far_it_is_and_repeats() -> None:
    shares, file = run(asked())
    assert shares == sorted(shares)
    assert len(shares) == 8
    assert all(0.0 < share <= 1.0 for share in shares)
    with Image.open(io.BytesIO(file)) as moving:
        assert moving.n_frames == 8  # type: ignore[attr-defined]
        assert moving.info["duration"] == 200
        assert moving.info["loop"] == 0
        first = moving.convert("RGB").tobytes()
        moving.seek(7)
        assert moving.convert("RGB").tobytes() != first


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"states": []}, "nothing"), ({"states": ["{}"]}, "session"), ({"format": "avi"}, "avi"),
     ({"dpi": 1e6}, "pixels"), ({"width_mm": float("nan")}, "pixels"), ({"states": ["{}"] * 500}, "at most")],
)  # fmt: skip
def test_what_cannot_be_painted_is_refused_with_its_reason(changes: dict[str, object], word: str) -> None:
    payload = asked()
    states = payload["states"]
    assert isinstance(states, list)
    with pytest.raises(ExportProblem, match=word):
        run(payload | {"states": states[:2]} | changes)


def test_without_ffmpeg_an_mp4_is_refused_and_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(animation, "ffmpeg", lambda: None)
    with pytest.raises(ExportProblem, match="ffmpeg") as refused:
        as_mp4([b""], 1.0)
    assert str(refused.value) == NO_FFMPEG


FORWARDS = """
import sys
pictures = sys.stdin.buffer.read()
rate = sys.argv[sys.argv.index("-framerate") + 1]
sys.stdout.buffer.write(f"{rate} {sys.argv[-3:]} ".encode() + pictures)
"""
FAILS = """
import sys
sys.stdin.buffer.read()
print("hm", "Unknown encoder 'libx264'", sep=chr(10), file=sys.stderr)
sys.exit(1)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what puts a program of ours in the place of ffmpeg."""

    def put(source: str) -> None:
        made = tmp_path / "ffmpeg"
        made.write_text(f"#!{sys.executable} -S\n{source}", encoding="utf-8")
        made.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    return put


def test_an_mp4_is_what_ffmpeg_makes_of_the_pictures_in_their_order(program: Callable[[str], None]) -> None:
    program(FORWARDS)
    shares, file = run(asked(format="mp4"))
    assert shares == sorted(shares)
    head, *pictures = file.split(b"\x89PNG")
    assert head == b"5.0000 ['-f', 'mp4', '-'] "  # eight pictures in 1.6 seconds
    assert len(pictures) == 8
    assert pictures[0] != pictures[-1]


def test_what_ffmpeg_says_when_it_fails_is_the_reason(program: Callable[[str], None]) -> None:
    program(FAILS)
    with pytest.raises(ExportProblem) as refused:
        as_mp4([b"\x89PNG"], 1.0)
    assert str(refused.value) == "ffmpeg made no file: Unknown encoder 'libx264'"
    program("")
    with pytest.raises(ExportProblem, match=r"^ffmpeg made no file$"):
        as_mp4([b"\x89PNG"], 1.0)
