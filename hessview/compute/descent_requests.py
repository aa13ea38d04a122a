"""What a dock of methods that run downhill asks, and what it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from hessview.analysis.critical_point import CriticalPoint
    from hessview.compute.lanes import Progress
    from hessview.document.state import Box
    from hessview.landscapes.landscape import Landscape
    from hessview.landscapes.slice import Slice
    from hessview.language.formula import Formula
    from hessview.optimizers.basins import BasinMap
    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.sharpness import Sharpness
    from hessview.optimizers.skeleton import Skeleton
    from hessview.optimizers.spectrum import Spectrum
    from hessview.optimizers.trajectory import Trajectory

Settings = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class RaceRequest:
    """Let methods run from one start.

    Attributes
    ----------
    start
        n coordinates.
    methods
        Their names, each with the settings that were chosen for it; the rest follows the Hessian at the start.
    steps
        How many each takes at most.
    """

    formula: Formula
    start: tuple[float, ...]
    methods: tuple[tuple[str, Settings], ...]
    steps: int


@dataclass(frozen=True, eq=False)
class Ran:
    """Where one run went, before anything is known of what it came to.

    Attributes
    ----------
    trajectory
        The run.
    """

    trajectory: Trajectory
    reached: ClassVar[None] = None
    limit: ClassVar[None] = None


@dataclass(frozen=True, eq=False)
class RaceRun:
    """The runs of a race, one for each method, in its order; None where a setting cannot be chosen."""

    runs: tuple[Ran | None, ...]


@dataclass(frozen=True, eq=False)
class RaceFound:
    """One outcome for each method of a race, in its order; a sentence instead where a setting cannot be chosen.

    So with the sharpness along each run, which is None for methods whose step has no limit.

    Attributes
    ----------
    is_late
        Whether the time was over before all runs had ended; they end where they were then.
    spectrum
        Of H at the start, with the largest eigenvalue on a way down from there if a method needed it.
    """

    outcomes: tuple[Outcome | str, ...]
    sharpness: tuple[Sharpness | None, ...] = ()
    is_late: bool = False
    spectrum: Spectrum | None = None


@dataclass(frozen=True)
class BasinRequest:
    """Which end every start of a picture leads to; parts of the answer come from coarse to fine.

    Attributes
    ----------
    plane, box
        Where the starts lie, and the box of its coordinates.
    shape
        (ny, nx), the points of the grid.
    method, settings, steps
        Of the runs: basins are those of one map, so that all have the same settings. What is not chosen follows H
        where it is of the median size in the picture.
    """

    formula: Formula
    plane: Slice
    box: Box
    shape: tuple[int, int]
    method: str
    settings: Settings
    steps: int


@dataclass(frozen=True)
class SkeletonRequest:
    """How the minima of a landscape are joined over its saddles; the answer grows saddle by saddle.

    Attributes
    ----------
    points
        The critical points in the box.
    box
        n ranges (low, high).
    """

    formula: Formula
    points: tuple[CriticalPoint, ...]
    box: tuple[tuple[float, float], ...]


def race(request: RaceRequest, landscape: Landscape, progress: Progress) -> RaceFound:
    """Return how each method ran; of a race that is concluded how far each came, which may be no step."""
    from hessview.compute.lanes import whole_of

    return cast("RaceFound", whole_of(racing(request, landscape, progress), lambda _run: None))


def racing(
    request: RaceRequest, landscape: Landscape, progress: Progress
) -> Generator[RaceRun, None, RaceFound]:
    """Yield where each method ran, and then return the race; see `race`."""
    import numpy as np

    from hessview.compute.endings import Concluded, DeadlinePassed
    from hessview.optimizers.descend import Limits
    from hessview.optimizers.methods import METHODS
    from hessview.optimizers.outcome import judged
    from hessview.optimizers.probing import Surroundings
    from hessview.optimizers.sharpness import sharpness
    from hessview.optimizers.spectrum import Spectrum
    from hessview.optimizers.together import descend_all

    known = {method.name: method for method in METHODS}
    is_late = is_concluded = False

    def is_over(share: float = 0.0) -> bool:
        nonlocal is_late, is_concluded
        if not is_late and not is_concluded:
            try:
                progress(share)
            except DeadlinePassed:
                is_late = True
            except Concluded:
                is_concluded = True
        return is_late or is_concluded

    limits = Limits(steps=request.steps, cancelled=is_over)
    entrants = [(known[name], dict(settings)) for name, settings in request.methods]
    start = np.array(request.start)
    around = Surroundings(landscape, start[np.newaxis])
    ended = dict(descend_all(entrants, landscape, start, limits, around))
    runs = [ended[k] for k in range(len(entrants))]
    yield RaceRun(tuple(None if isinstance(run, ValueError) else Ran(run) for run in runs))
    found: list[Outcome | str] = []
    sharp: list[Sharpness | None] = []
    for (method, _), run in zip(entrants, runs, strict=True):
        found.append(f"{run}." if isinstance(run, ValueError) else judged(landscape, method, run))
        sharp.append(None if isinstance(run, ValueError) else sharpness(landscape, method, run))
        is_over(len(found) / len(entrants))
    down = around.known_down
    spectrum = None if down is None or down.met is None else Spectrum(down.eigenvalues[0], down.met[0])
    return RaceFound(tuple(found), tuple(sharp), is_late, spectrum)


def basins(request: BasinRequest, landscape: Landscape, progress: Progress) -> Iterator[BasinMap]:
    """Yield the map of basins, ever finer."""
    import numpy as np

    from hessview.optimizers.basins import basin_maps, settings_for_all
    from hessview.optimizers.descend import Limits
    from hessview.optimizers.methods import METHODS

    method = next(method for method in METHODS if method.name == request.method)
    box, (ny, nx) = request.box, request.shape
    grid = np.linspace(box.x0, box.x1, nx), np.linspace(box.y0, box.y1, ny)
    limits = Limits(steps=request.steps, cancelled=_asking(progress))
    given = settings_for_all(method, landscape, request.plane, grid, dict(request.settings))
    for found in basin_maps(method, landscape, request.plane, grid, given=given, limits=limits):
        _ = found.outlines  # worked out here, so that whoever shows them need not
        yield found


def skeleton(request: SkeletonRequest, landscape: Landscape, progress: Progress) -> Iterator[Skeleton]:
    """Yield the skeleton as it grows."""
    import numpy as np

    from hessview.optimizers.skeleton import skeletons

    lower, upper = np.array(request.box, dtype=np.float64).T
    return skeletons(landscape, request.points, (lower, upper), _asking(progress))


def _asking(progress: Progress) -> Callable[[], bool]:
    """Return what a loop asks between steps; it is left by what `progress` raises, and so never told to stop."""

    def cancelled() -> bool:
        progress(0.0)
        return False

    return cancelled
