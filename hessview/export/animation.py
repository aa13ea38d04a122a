"""A moving picture: one page for each document of a row of them, as a GIF, or an MP4 where ffmpeg is at hand."""

from __future__ import annotations

import importlib.util
import io
import math
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hessview.compute.results import Fault
from hessview.document.page_plan import plan_from
from hessview.export.image_files import ExportProblem, paint

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from PIL.Image import Image

    from hessview.document.page_plan import PagePlan

MOST_FRAMES = 120
MOST_FRAME_PIXELS = 4_000_000
NO_FFMPEG = "MP4 needs ffmpeg, or the Python package imageio-ffmpeg; neither was found."
_COLOURS = 256
_LEAST_MS = 20
"""A GIF whose pictures stay for less is slowed down by those who show it."""


def ffmpeg() -> str | None:
    """Return the program that makes MP4 files, None if there is none."""
    found = shutil.which("ffmpeg")
    if found is None and importlib.util.find_spec("imageio_ffmpeg") is not None:
        try:
            found = str(importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe())
        except (RuntimeError, OSError):
            return None
    return found


def answer(payload: Mapping[str, object], progress: Callable[[float], None]) -> Generator[
    Mapping[str, object], None, Mapping[str, object]
]:
    """Answer a worker's question: an `AnimationRequest` in, the share that is done, then ``{"file": bytes}`` out.

    Raises
    ------
    ExportProblem
        If there is no file; it says why.
    """
    states = payload.get("states")
    plan = payload.get("plan")
    numbers = [payload.get(name) for name in ("width_mm", "height_mm", "dpi", "seconds")]
    if not isinstance(states, list) or not all(isinstance(state, str) for state in states) or not states:
        raise ExportProblem("there is nothing to move")
    if len(states) > MOST_FRAMES or not all(isinstance(value, int | float) for value in numbers):
        raise ExportProblem(f"a moving picture has at most {MOST_FRAMES} pictures")
    width, height, dpi, seconds = (float(str(value)) for value in numbers)
    frames: list[bytes] = []
    for frame in painted(states, (width, height, dpi), plan_from(plan if isinstance(plan, dict) else {})):
        progress(len(frames) / len(states))
        frames.append(frame)
        yield {"share": 0.9 * len(frames) / len(states)}
    progress(0.9)
    kind = payload.get("format")
    make = {"gif": as_gif, "mp4": as_mp4}.get(kind if isinstance(kind, str) else "")
    if make is None:
        raise ExportProblem(f"a moving picture is a gif or mp4 file, not {kind!r}")
    return {"file": make(frames, seconds)}


def painted(states: Sequence[str], size: tuple[float, float, float], plan: PagePlan) -> Iterator[bytes]:
    """Yield each document as a PNG.

    Parameters
    ----------
    size
        Width and height in millimetres, and dots per inch.

    Raises
    ------
    ExportProblem
        If one cannot be painted; says why.
    """
    width, height, dpi = size
    if not all(map(math.isfinite, size)) or width * height * (dpi / 25.4) ** 2 > MOST_FRAME_PIXELS:
        raise ExportProblem(f"each picture has at most {MOST_FRAME_PIXELS // 1_000_000} million pixels")
    for state in states:
        made = paint(state, "png", width, height, dpi, plan=replace(plan))
        if isinstance(made, Fault):
            raise ExportProblem(made.message)
        yield made


def as_gif(frames: Sequence[bytes], seconds: float) -> bytes:
    """Return a GIF that is repeated without end; all pictures share the colours of one, so that none flickers."""
    from PIL import Image

    pictures = [Image.open(io.BytesIO(frame)).convert("RGB") for frame in frames]
    palette = _shared_palette(pictures)
    indexed = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    out = io.BytesIO()
    options: dict[str, Any] = {"duration": _duration(seconds, len(frames)), "loop": 0, "disposal": 1}
    indexed[0].save(out, format="GIF", save_all=True, append_images=indexed[1:], optimize=False, **options)
    return out.getvalue()


def _shared_palette(pictures: Sequence[Image]) -> Image:
    """Return a picture whose palette suits the first, the middle and the last of `pictures`."""
    from PIL import Image

    chosen = [pictures[0], pictures[len(pictures) // 2], pictures[-1]]
    width, height = chosen[0].size
    side_by_side = Image.new("RGB", (3 * width, height))
    for k, picture in enumerate(chosen):
        side_by_side.paste(picture, (k * width, 0))
    return side_by_side.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT)


def _duration(seconds: float, count: int) -> int:
    """Return for how many milliseconds each picture stays."""
    return max(_LEAST_MS, round(1000.0 * max(seconds, 0.1) / count)) if math.isfinite(seconds) else 100


def as_mp4(frames: Sequence[bytes], seconds: float) -> bytes:
    """Return an MP4 (H.264) that can be read from its beginning on.

    Raises
    ------
    ExportProblem
        If ffmpeg is missing or fails.
    """
    program = ffmpeg()
    if program is None:
        raise ExportProblem(NO_FFMPEG)
    rate = f"{1000.0 / _duration(seconds, len(frames)):.4f}"
    command = [
        program, "-hide_banner", "-loglevel", "error", "-f", "image2pipe", "-framerate", rate, "-c:v", "png", "-i", "-",
        "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "18",
        "-threads", "1",
        "-movflags", "frag_keyframe+empty_moov", "-f", "mp4", "-",
    ]  # fmt: skip
    done = subprocess.run(command, input=b"".join(frames), capture_output=True, check=False)  # noqa: S603 - our own words
    if done.returncode != 0 or not done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ExportProblem(f"ffmpeg made no file{f': {said[-1][:200]}' if said else ''}")
    return done.stdout
