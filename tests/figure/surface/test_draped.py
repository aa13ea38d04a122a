"""Lines on the surface: all level lines are brought into the box at once, each as it would be alone."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.fields.contours import with_levels
from hessview.analysis.fields.sampling import FieldAnswer, Level
from hessview.figure.surface.camera import Cube
from hessview.figure.surface.draped import level_points
from hessview.figure.surface.heights import HeightField, height_field
from tests.figure.surface.fields import answer


@pytest.fixture(scope="module")
def waves() -> FieldAnswer:
    return with_levels(answer(lambda x, y: np.sin(5.0 * x) * np.cos(4.0 * y), (300, 400)), 40)


def heights(field: FieldAnswer) -> HeightField:
    made = height_field(field)
    assert made is not None
    return made


def test_level_lines_together_are_what_each_is_alone(waves: FieldAnswer) -> None:
    field = heights(waves)
    alone = [level_points((level,), field, 30) for level in waves.levels]
    together = level_points(waves.levels, field, 30)
    np.testing.assert_array_equal(together, np.concatenate(alone))
    for level, points in zip(waves.levels, alone, strict=True):
        assert np.isnan(points[-1]).all()
        known = points[np.isfinite(points[:, 0])]
        assert known[:, 2] == pytest.approx(field.cube.across(np.array([level.value]), 2)[0])
        pieces = np.count_nonzero(np.isnan(level.vertices[:, 0])) + 1
        assert np.count_nonzero(np.isnan(points[:, 0])) == pieces
        assert len(known) < len(level.vertices)


def test_many_lines_are_brought_into_the_box_at_once(waves: FieldAnswer, monkeypatch: pytest.MonkeyPatch) -> None:
    field, asked = heights(waves), []
    points = Cube.points

    def counting(self: Cube, s: np.ndarray, t: np.ndarray, z: np.ndarray) -> np.ndarray:
        asked.append(len(s))
        return points(self, s, t, z)

    monkeypatch.setattr(Cube, "points", counting)
    level_points(waves.levels, field, 31)
    assert len(waves.levels) > 20
    assert len(asked) == 1


def test_what_is_above_the_box_or_has_no_vertex_is_left_out(waves: FieldAnswer) -> None:
    field, level = heights(waves), waves.levels[3]
    far = Level(1e6, level.vertices)
    none = Level(level.value, np.empty((0, 2)))
    np.testing.assert_array_equal(level_points((far, level, none), field, 32), level_points((level,), field, 32))
    assert level_points((far, none), field, 32).shape == (0, 3)
    assert level_points((), field, 32).shape == (0, 3)
