"""`hessview figure`: the picture as a file, without a display."""

from __future__ import annotations

from hessview.cli.arguments import function_of, is_session, number, parse_box, parse_point, parse_words, parser_of
from hessview.cli.outcome import DONE, WrongInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from hessview.api import Picture

HELP = """\
hessview figure EXPR-or-SESSION -o FILE [options]

The picture with axes, colour bar, probe, gradient, principal axes and caption, for print.
The file carries its session: open it with hessview to go on where it was made.

  -o, --output FILE  ending in .svg, .pdf or .png
  --box BOX          x=-5:5,y=-5:5 (the default is the example's own box, or -5:5)
  --at POINT         the probe: x=1,y=2 or 1,2
  --view KIND        contour or surface: short for --panels with one of them
  --panels NAMES     what stands on the page: contour,surface,sections,table,point
                     (table: the critical points; the default is what the session shows)
                     and of its race excess,gradient,step,distance,zigzag,stability,lesson,tree
  --preset NAME      single (85 mm), double (175 mm), slide (16:9) or square
  --size WxHmm       the size of the page, for instance 120x90mm (the default) or 3.5x2.5in
  --equal-scales     one unit is equally long on both axes of the map
  --dpi N            dots per inch of a PNG (default 300)
  --caption NAMES    what it says: function,class,point,hessian,eigenvalues,notes
  --no-caption       no text below the picture
  --let NAMES        parameters: a=1,b=100
  --vars NAMES       the variables, in order
"""


def run(words: list[str]) -> int:
    """Do what the words after the command say; return the exit code."""
    import os

    options = parse_words(_options(), words)
    # As `Picture.save` reads it: a file named ".svg" has no ending.
    if os.path.splitext(options.output)[1].lower() not in {".svg", ".pdf", ".png"}:  # noqa: PTH122
        message = f"{options.output}: the file's name must end in .svg, .pdf or .png"
        raise WrongInput(message)
    size = None if options.size is None else parse_size(options.size)
    asked = _page_options(options)
    picture = _picture(options)
    from hessview.language.problem import HessviewError

    box = None if options.box is None else parse_box(options.box, picture.variables)
    point = None if options.at is None else parse_point(options.at, picture.variables)
    try:
        picture = picture.showing(box, point)
    except ValueError as problem:
        message = f"--box {options.box}: {problem}"
        raise WrongInput(message) from None
    try:
        picture.save(options.output, size=size, dpi=options.dpi, **asked)
    except HessviewError as problem:
        raise WrongInput(str(problem)) from None
    if size is None and options.preset is not None:
        _say_if_high(asked)
    return DONE


def _say_if_high(asked: dict[str, Any]) -> None:
    """Say of a column that it is higher than a page of paper; it is written all the same."""
    import sys

    from hessview.document.page_plan import HIGHEST_PRINTED, preset_named

    width, height = preset_named(asked["preset"]).size_for(asked["panels"])
    if height > HIGHEST_PRINTED:
        words = f"the page is {width:g} x {height:g} mm, higher than a printed page ({HIGHEST_PRINTED:g} mm)"
        sys.stderr.write(f"hessview: {words}: take --preset double or fewer --panels\n")


def _page_options(options: argparse.Namespace) -> dict[str, Any]:
    """Return what `Picture.save` is told about the page."""
    from hessview.document.page_plan import PlanProblem, panels_of, plan_from, preset_named

    for given, other in (("--view", "--panels"), ("--caption", "--no-caption")):
        if getattr(options, given[2:]) is not None and getattr(options, other[2:].replace("-", "_")):
            message = f"{given} and {other} contradict each other: leave one out"
            raise WrongInput(message)
    panels = ([] if options.view is None else [options.view]) if options.panels is None else _names(options.panels)
    try:
        asked: dict[str, Any] = {"panels": panels_of(panels), "preset": options.preset}
        if options.preset is not None:
            preset_named(options.preset)
        asked["caption"] = not options.no_caption
        asked["equal_scales"] = True if options.equal_scales else None
        if options.caption is not None:
            asked["caption"] = plan_from({"caption": _names(options.caption)}).caption
    except PlanProblem as problem:
        raise WrongInput(str(problem)) from None
    return asked


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _picture(options: argparse.Namespace) -> Picture:
    from hessview.api import figure, figure_of_file

    if not is_session(options.expression):
        return figure(function_of(options))
    from hessview.language.problem import HessviewError

    for option, words in (("--let", options.let), ("--vars", options.vars)):
        if words is not None:
            message = f"{option} {words}: a session has its own names"
            raise WrongInput(message)
    try:
        return figure_of_file(options.expression)
    except HessviewError as problem:
        message = f"{options.expression}: {problem}"
        raise WrongInput(message) from None


def parse_size(text: str) -> tuple[float, float]:
    """Return (width, height) in millimetres of "120x90mm", "120x90" or "5x4in".

    Raises
    ------
    WrongInput
        If it is not two numbers, or a side is not between 20 and 2000 millimetres.
    """
    lower = text.strip().lower()
    body, scale = (lower[:-2], 25.4) if lower.endswith("in") else (lower.removesuffix("mm"), 1.0)
    sides = body.replace("×", "x").split("x")
    if len(sides) != 2:
        message = f"--size {text}: a size is written 120x90mm"
        raise WrongInput(message)
    width, height = (number(side, "--size") * scale for side in sides)
    if not (20 <= width <= 2000 and 20 <= height <= 2000):
        message = f"--size {text}: each side must be between 20 and 2000 millimetres"
        raise WrongInput(message)
    return width, height


def _options() -> argparse.ArgumentParser:
    parser = parser_of("figure")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--box")
    parser.add_argument("--at")
    parser.add_argument("--view", choices=("contour", "surface"))
    parser.add_argument("--panels")
    parser.add_argument("--preset")
    parser.add_argument("--caption")
    parser.add_argument("--size")
    parser.add_argument("--dpi", type=int, default=300)
    parser.add_argument("--no-caption", action="store_true")
    parser.add_argument("--equal-scales", action="store_true")
    return parser
