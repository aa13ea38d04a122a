"""The colours of the surface's cells: those of the contour map, in a gentle light from the viewer's left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.figure import colour_maps
from hessview.figure.remembered import remembered
from hessview.figure.surface.colours import rgba
from hessview.figure.surface.regions import region_colours

if TYPE_CHECKING:
    from hessview.figure.marks import FieldMark
    from hessview.figure.surface.camera import Camera
    from hessview.figure.surface.colours import SurfaceColours
    from hessview.figure.surface.heights import HeightField
    from hessview.figure.surface.mesh import Mesh
    from hessview.figure.surface.regions import Regions

Floats = NDArray[np.float64]

_LIGHT = np.array([-0.45, 0.62, 0.64])
"""Rightwards, upwards and towards the eye."""

_SOFT = 0.66
_UNDERSIDE = 0.86
"""What a cell that is seen from below keeps of its light."""


def cell_colours(
    mesh: Mesh, field: HeightField, colours: FieldMark | Regions | None, look: SurfaceColours, camera: Camera
) -> Floats:
    """Return the colours of a mesh's cells, shape (rows, columns, 4), from 0 to 1; what is not there is transparent.

    Parameters
    ----------
    colours
        What colours the map: a field, or regions; None: nothing does.
    """
    if isinstance(colours, tuple):
        own = region_colours(mesh, field, colours, look.plain, look.paper)
    else:
        own = _own_colours(mesh, field, colours, look.ground, look.plain)
    made = np.empty((*mesh.kept.shape, 4))
    light = lightness(mesh, camera)
    made[..., :3] = own * light[..., np.newaxis]
    np.minimum(made[..., :3], 1.0, out=made[..., :3])
    made[..., 3] = mesh.kept
    return made


def lightness(mesh: Mesh, camera: Camera) -> Floats:
    """Return how bright cells are, shape (rows, columns), about 1 where they lie flat."""
    direction = _LIGHT @ camera.axes
    direction = direction / np.linalg.norm(direction)
    n = mesh.normals
    lambert = n @ direction
    away = -(n @ camera.axes[2])
    flat = max(float(direction[2]), 0.2)
    # Half of the light comes from everywhere, so that no side is black.
    made: Floats = 1.0 + _SOFT * 0.5 * (np.abs(lambert) - flat)
    return np.where(away > 0.0, _UNDERSIDE * made, made)


@remembered(4)
def _own_colours(mesh: Mesh, field: HeightField, colours: FieldMark | None, ground: str, plain: str) -> Floats:
    """Return the unshaded colours, shape (rows, columns, 3): the same array as long as nothing of it changes."""
    if colours is None:
        return np.broadcast_to(np.array(rgba(plain)[:3]), (*mesh.kept.shape, 3))
    table = colour_maps.table(colours.colour_map, ground).astype(np.float64) / 255.0
    own = colours.is_height
    places = colours.positions(field.cube.back(mesh.middles, 2)) if own else _beside(mesh, field, colours)
    missing = np.isnan(places)
    made = table[np.rint(255.0 * np.where(missing, 0.0, places)).astype(np.uint8)]
    made[missing] = rgba(plain)[:3]
    return made


def _beside(mesh: Mesh, field: HeightField, colours: FieldMark) -> Floats:
    """Return the places on the colour table of what is shown beside f, from the sample nearest to each cell."""
    s = field.cube.back(0.5 * (mesh.x[1:] + mesh.x[:-1]), 0)
    t = field.cube.back(0.5 * (mesh.y[1:] + mesh.y[:-1]), 1)
    i, j = (
        np.clip(np.rint((at - axis[0]) / (axis[-1] - axis[0]) * (len(axis) - 1)), 0, len(axis) - 1).astype(np.intp)
        for at, axis in ((s, colours.x), (t, colours.y))
    )
    return colours.positions(colours.values[np.ix_(j, i)])
