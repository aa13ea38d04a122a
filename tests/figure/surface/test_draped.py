"""Lines on the surface: all level lines are brought into the box at once, each as it would be alone."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.analysis.fields.contours import with_levels
from hessview.analysis.fields.sampling import FieldAnswer, Level
from hessview.figure.surface.camera import Cube
from hessview.figure.surface.colours import LIGHT
from hessview.figure.surface.draped import _LOOKS as DRAPED
from hessview.figure.surface.draped import level_points
from hessview.figure.surface.heights import HeightField, height_field
from hessview.figure.surface.key import _ARROWS, KeyEntry, key_marks
from hessview.figure.surface.marks import StrokeMark
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


def test_arrows_look_in_the_key_as_on_the_surface_and_each_otherwise() -> None:
    assert {role: look[1:] for role, look in _ARROWS.items()} == {
        role: (DRAPED[role][0], DRAPED[role][2]) for role in _ARROWS
    }
    assert len({look[1:] for look in _ARROWS.values()}) == len(_ARROWS)


def test_a_dashed_arrow_has_a_dashed_sample() -> None:
    made, _ = key_marks([KeyEntry("−∇f", "#000000", True, (0.32, 0.24), has_head=True)], (480.0, 360.0), 10.0, LIGHT)
    (stroke,) = [mark for mark in made if isinstance(mark, StrokeMark)]
    assert stroke.dash == pytest.approx((3.2, 2.4))
    dash, gap = stroke.dash
    assert np.ptp(stroke.vertices[:, 0]) > dash + gap + 0.5 * dash, "more than one dash is seen"
