"""The tangent plane and the local paraboloid at the probe: translucent meshes as large as the model can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure.probe_view import eigenvalue_sign
from hessview.figure.remembered import remembered
from hessview.figure.surface.colours import rgba
from hessview.figure.surface.hidden import hidden
from hessview.figure.surface.marks import QuadMark, StrokeMark
from hessview.figure.surface.mesh import ended_mesh
from hessview.figure.surface.order import quadrants
from hessview.figure.surface.shading import lightness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hessview.analysis.curvature import Curvature
    from hessview.compute.results import Results
    from hessview.figure.surface.camera import Camera
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.heights import Flags, HeightField
    from hessview.figure.surface.marks import SceneMark
    from hessview.figure.surface.mesh import Mesh

Floats = NDArray[np.float64]

LEAST, MOST = 0.13, 0.5
"""The radius of the disc that the paraboloid stands over, in half the box's width."""

_LEGIBLE, _WIDE, _HIGH, _LARGEST_LEAST = 2.0, 0.28, 0.37, 0.36
"""Letters of a radius that can be made out; half the box's width in a picture, as parts of its sides, about; and the
largest radius that is asked for on that account."""

_OPACITY, _HIDDEN, _PLANE = 0.5, 0.16, 0.34
_LINES_HIDDEN, _RIBS, _RIBS_HIDDEN = 0.8, 0.55, 0.28
"""Opacities of what the surface hides, and of the lines that show how the paraboloid bends."""

_RIM, _CURVE, _RIB, _CASING = 0.16, 0.2, 0.07, 0.16
"""Widths in letters; of a casing, what it is wider than its line."""

_DASH = (0.35, 0.25)
"""Letters of a line that the surface hides, and between them."""

SIGN_DASHES: Mapping[int, tuple[float, ...]] = MappingProxyType({1: (), -1: (0.6, 0.36), 0: (0.2, 0.28)})
"""Letters of a line along which the second derivative has this sign, and between them, as on the map."""

_OFFSETS = (-0.66, -0.33, 0.33, 0.66)
"""Where, in radii beside the middle, such lines run along each of the principal curves."""

_LIFT = 0.012
_WAYS, _RINGS = 32, 24


@dataclass(frozen=True, eq=False)
class LocalModel:
    """The second-order Taylor model at the probe, in the box.

    Attributes
    ----------
    place
        The probe in the box, shape (3,).
    slope, bend
        Gradient and Hessian of the height over the floor, shapes (2,) and (2, 2).
    radius
        Of the disc over which it is drawn.
    is_larger
        Whether the disc is larger than the region in which the model can be trusted.
    ways
        Principal directions of the plane in the box, unit vectors as rows, shape (2, 2), and the signs of their
        eigenvalues.
    signs
        1, 0 or -1 for each.
    """

    place: Floats
    slope: Floats
    bend: Floats
    radius: float
    is_larger: bool
    ways: Floats
    signs: tuple[int, int]

    @property
    def slope_bend(self) -> float:
        """Which side of its tangent along the gradient the model is on: of the sign of the second derivative there."""
        with np.errstate(all="ignore"):
            slope, bend = (each / (np.max(np.abs(each)) or 1.0) for each in (self.slope, self.bend))
            return float(slope @ bend @ slope)

    def height(self, u: Floats, v: Floats, *, order: int = 2) -> Floats:
        """Return the model's heights over places in the box, of first or second order."""
        a, b = u - self.place[0], v - self.place[1]
        with np.errstate(all="ignore"):
            made: Floats = self.place[2] + self.slope[0] * a + self.slope[1] * b
            if order > 1:
                H = self.bend
                made = made + 0.5 * (H[0, 0] * a * a + 2.0 * H[0, 1] * a * b + H[1, 1] * b * b)
        return made


def least_radius(size: tuple[float, float], letter: float) -> float:
    """Return the least radius that can be made out on a picture of this size, however it is turned and zoomed."""
    unit = max(min(_WIDE * size[0], _HIGH * size[1]), 1.0)
    return min(max(_LEGIBLE * letter / unit, LEAST), _LARGEST_LEAST)


@remembered(2)
def local_model(results: Results, field: HeightField, trust: float, least: float = LEAST) -> LocalModel | None:
    """Return the model at the probe; None where f has no finite gradient or Hessian, or the probe is out of sight.

    Parameters
    ----------
    least
        Of the radius of its disc, whatever the region is in which it can be trusted.
    """
    curvature, plane = results.curvature, results.slice
    if curvature is None or plane is None or plane.dimension == 1:
        return None
    D = np.array(plane.directions, dtype=np.float64)
    with np.errstate(all="ignore"):
        g = D @ np.asarray(curvature.gradient, dtype=np.float64)
        H = D @ np.asarray(curvature.hessian, dtype=np.float64) @ D.T
    s, t = plane.to_plane(curvature.point.tolist())
    cube = field.cube
    place = cube.points(np.array(s), np.array(t), np.array(curvature.value))
    units = np.array([(0.5 * high - 0.5 * low) / half for (low, high), half in zip(
        (cube.x_range, cube.y_range, cube.z_range), cube.half, strict=True)])  # fmt: skip
    with np.errstate(all="ignore"):
        slope = g * units[:2] / units[2]
        bend = H * np.outer(units[:2], units[:2]) / units[2]
    place[2] = field.on_end(place[2:])[0]
    half = np.array(cube.half) * (1.0 + 1e-9)
    if not (np.isfinite(place).all() and np.isfinite(slope).all() and np.isfinite(bend).all()):
        return None
    if (np.abs(place) > half).any():
        return None
    found = _trusted(results, field, place) if _known(results) else _estimated(field, place, slope, bend, trust)
    ways, signs = _principal(D, H, units[:2], curvature)
    return LocalModel(place, slope, bend, min(max(found, least), MOST), found < least, ways, signs)


def _known(results: Results) -> bool:
    return results.trust is not None


def _trusted(results: Results, field: HeightField, place: Floats) -> float:
    """Return the radius of the largest disc about the probe within the region of trust, in the box."""
    region = results.trust
    if region is None:
        return 0.0
    if region.is_everywhere:
        return MOST
    if not len(region.rings):
        return 0.0
    border = region.border[np.isfinite(region.border).all(axis=1)]
    if not len(border):
        return MOST
    u, v = (field.cube.across(border[:, axis], axis) - place[axis] for axis in (0, 1))
    return float(np.hypot(u, v).min())


def _estimated(field: HeightField, place: Floats, slope: Floats, bend: Floats, trust: float) -> float:
    """Return the same from the field's samples on rings, until the region is known."""
    turn = np.linspace(0.0, 2.0 * math.pi, _WAYS, endpoint=False)
    radii = np.geomspace(0.5 * LEAST, MOST, _RINGS)
    a, b = (radii[:, np.newaxis] * ring for ring in (np.cos(turn), np.sin(turn)))
    true = field.at((place[0] + a).ravel(), (place[1] + b).ravel()).reshape(a.shape)
    norm = float(np.abs(np.linalg.eigvalsh(bend)).max())
    with np.errstate(all="ignore"):
        d2 = bend[0, 0] * a * a + 2.0 * bend[0, 1] * a * b + bend[1, 1] * b * b
        model = place[2] + slope[0] * a + slope[1] * b + 0.5 * d2
        worth = trust * (float(np.hypot(*slope)) * radii + 0.5 * norm * radii * radii)[:, np.newaxis] + 1e-3
        # What is beyond the view, nan, says nothing against the model.
        wrong = np.any(np.abs(true - model) > worth, axis=1)
    return float(radii[max(int(np.argmax(wrong)) - 1, 0)]) if wrong.any() else MOST


def _principal(D: Floats, H: Floats, units: Floats, curvature: Curvature) -> tuple[Floats, tuple[int, int]]:
    """Return the directions of greatest and least second derivative in the box, and the signs of these derivatives.

    They are orthogonal in R^n; in the box, whose scales differ, they need not be. The signs are those of the map.
    """
    norms = np.linalg.norm(D, axis=1)
    S = np.linalg.inv(np.linalg.qr((D / norms[:, np.newaxis]).T).R)
    largest = float(np.abs(H).max()) or 1.0  # divided by it, and the ways by theirs, no square is too large
    with np.errstate(all="ignore"):
        lam, vectors = np.linalg.eigh(S.T @ (H / largest / np.outer(norms, norms)) @ S)
        lam = lam * largest
        ways = ((S @ vectors) / norms[:, np.newaxis] / units[:, np.newaxis]).T
        ways = ways / np.abs(ways).max(axis=1, keepdims=True)
        ways = ways / np.linalg.norm(ways, axis=1, keepdims=True)
    if curvature.dimension == 2:
        return ways, (eigenvalue_sign(curvature, 0), eigenvalue_sign(curvature, 1))
    one, two = (0 if abs(value) <= curvature.tolerance else 1 if value > 0.0 else -1 for value in lam.tolist())
    return ways, (one, two)


def model_marks(  # noqa: PLR0917 - what, where, and how it is seen
    model: LocalModel, order: int, field: HeightField, camera: Camera, colours: SurfaceColours, letter: float,
    cells: int,
) -> list[SceneMark]:  # fmt: skip
    """Return the tangent plane (order 1) or the paraboloid (order 2): its mesh, its rim and its principal curves."""
    mesh = _mesh(model, order, max(15, cells // 4), field.cube.half)
    opacity, tint = (_PLANE, colours.plane) if order == 1 else (_OPACITY, colours.model)
    lines = [_Line(mesh.rim, tint, _RIM, is_cased=order > 1)]
    if order > 1:
        tones = {1: colours.positive, -1: colours.negative, 0: colours.quiet}
        ribs = [_Line(rib, colours.ink, _RIB, _RIBS, _RIBS_HIDDEN) for rib in _ribs(model, field.cube.half)]
        curves = _curves(model, field.cube.half)
        lines = [*ribs, *lines]
        lines += [
            _Line(curve, tones[sign], _CURVE, is_cased=True, dash=SIGN_DASHES[sign])
            for curve, sign in zip(curves, model.signs, strict=True)
        ]
    middles = _middles(mesh)
    # All in one: what is followed step by step costs by the step.
    parts = [middles, *(line.points for line in lines)]
    covered = hidden(np.concatenate(parts) + _LIFT * camera.axes[2], field, camera, cells)
    faces_covered, *lines_covered = np.split(covered, np.cumsum([len(part) for part in parts])[:-1])
    faces = np.empty((*mesh.kept.shape, 4))
    faces[..., :3] = np.minimum(np.array(rgba(tint)[:3]) * lightness(mesh, camera)[..., np.newaxis], 1.0)
    faces[..., 3] = mesh.kept * np.where(faces_covered.reshape(mesh.kept.shape), _HIDDEN, opacity)
    places = camera.project(mesh.points)
    made: list[SceneMark] = [
        QuadMark(places[rows, columns], faces[down, along])
        for rows, columns, down, along in quadrants(mesh.x, mesh.y, camera)
    ]
    for line, behind in zip(lines, lines_covered, strict=True):
        made += _strokes(camera.project(line.points), behind, line, colours.paper, letter)
    return made


@dataclass(frozen=True, eq=False)
class _Line:
    """A line on a model: its points in the box, how it looks where it is seen, and where the surface hides it."""

    points: Floats
    colour: str
    width: float
    opacity: float = 0.95
    behind: float = _LINES_HIDDEN
    is_cased: bool = False
    dash: tuple[float, ...] = ()


@remembered(4)
def _mesh(model: LocalModel, order: int, count: int, half: tuple[float, float, float]) -> Mesh:
    """Return the plane over a square, or the paraboloid over a disc, as far as it is within the box."""
    reach = model.radius
    x, y = (
        np.linspace(max(middle - reach, -side), min(middle + reach, side), count)
        for middle, side in zip(model.place[:2].tolist(), half[:2], strict=True)
    )

    def height(u: Floats, v: Floats) -> Floats:
        made = model.height(u, v, order=order)
        if order > 1:
            made[np.hypot(u - model.place[0], v - model.place[1]) > reach * (1.0 + 1e-9)] = np.nan
        return made

    def is_there(heights: Floats) -> Flags:
        with np.errstate(invalid="ignore"):
            made: Flags = np.abs(heights) <= half[2]
        return made

    u, v = np.meshgrid(x, y)
    return ended_mesh(x, y, height(u, v), height, is_there, is_continuous=True)


@remembered(4)
def _middles(mesh: Mesh) -> Floats:
    P = mesh.points
    return np.asarray(0.25 * (P[1:, 1:] + P[:-1, 1:] + P[1:, :-1] + P[:-1, :-1])).reshape(-1, 3)


def _curves(model: LocalModel, half: tuple[float, float, float]) -> list[Floats]:
    """Return the two parabolas of the paraboloid along the principal axes, shapes (k, 3)."""
    share = np.linspace(-1.0, 1.0, 65) * model.radius
    return [_lifted(model, share * way[0], share * way[1], half) for way in model.ways]


def _ribs(model: LocalModel, half: tuple[float, float, float]) -> list[Floats]:
    """Return the parabolas beside the principal ones, as many on each side, as far as the disc goes, shapes (k, 3)."""
    made: list[Floats] = []
    share = np.linspace(-1.0, 1.0, 49)
    for along, aside in (model.ways, model.ways[::-1]):
        # Of what goes aside only what leads away from the other curve counts: in the box they may be oblique.
        away = aside - (aside @ along) * along
        length = float(np.hypot(*away))
        if length < 1e-6:
            continue
        for offset in _OFFSETS:
            chord = math.sqrt(1.0 - offset * offset)
            a, b = model.radius * (offset * away[:, np.newaxis] / length + chord * share * along[:, np.newaxis])
            made.append(_lifted(model, a, b, half))
    return made


def _lifted(model: LocalModel, a: Floats, b: Floats, half: tuple[float, float, float]) -> Floats:
    """Return the points of the paraboloid so far beside its middle, shape (k, 3); nan beyond the box."""
    u, v = model.place[0] + a, model.place[1] + b
    w = model.height(u, v)
    inside = (np.abs(u) <= half[0]) & (np.abs(v) <= half[1]) & (np.abs(w) <= half[2])
    return np.column_stack([u, v, np.where(inside, w, np.nan)])


def _strokes(places: Floats, covered: Flags, line: _Line, paper: str, letter: float) -> list[SceneMark]:
    """Return a line where it is seen, and a broken one where the surface hides it."""
    seen, behind = places.copy(), places.copy()
    seen[covered] = np.nan
    # Where one begins the other ends, so that no gap is between them.
    near = covered.copy()
    near[1:] |= covered[:-1]
    near[:-1] |= covered[1:]
    behind[~near] = np.nan
    made: list[SceneMark] = []
    width = line.width * letter
    if line.is_cased:
        made.append(StrokeMark(places, rgba(paper, 0.6), width + _CASING * letter))
    if covered.any():
        dash = tuple(length * letter for length in _DASH)
        made.append(StrokeMark(behind, rgba(line.colour, line.behind), 0.7 * width, dash))
    dash = tuple(length * letter for length in line.dash)
    made.append(StrokeMark(seen, rgba(line.colour, line.opacity), width, dash))
    return made
