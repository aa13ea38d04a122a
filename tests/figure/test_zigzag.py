"""The zigzag: what each component of the error does, against gradient descent on a quadratic in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from descent_runs import STIFF, run, stepping

from hessview.figure.marks import LineMark, Role, TextMark
from hessview.figure.zigzag import NO_LIMIT, Manner, components, course, factor_words, zigzag_plot, zigzag_words

MU, L = 1.0, 100.0
KAPPA = L / MU


def _of(outcome: object, role: Role) -> np.ndarray:
    figure = zigzag_plot(outcome, None)  # type: ignore[arg-type]
    (line,) = (mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is role)
    return line.vertices[~np.isnan(line.vertices[:, 0])]


def test_with_one_over_l_the_stiff_component_dies_at_once_and_the_slow_one_crawls() -> None:
    parts = components(stepping(1.0 / L))
    assert parts is not None
    slow, stiff = np.abs(parts).T
    k = np.arange(len(parts))
    assert slow == pytest.approx(10.0 * (1.0 - MU / L) ** k, rel=1e-9)
    assert stiff[0] == pytest.approx(1.0)
    assert stiff[1:].max() < 1e-12
    assert zigzag_words(stepping(1.0 / L)) == (
        "Along v₁ (λ = 1) it crawls: × 0.99 a step.",
        "Along v₂ (λ = 100) it is there after one step.",
    )


def test_with_the_longest_good_step_the_stiff_component_alternates() -> None:
    outcome = stepping(2.0 / (MU + L))
    parts = components(outcome)
    assert parts is not None
    factor = (KAPPA - 1.0) / (KAPPA + 1.0)
    k = np.arange(len(parts))
    assert parts[:, 0] == pytest.approx(parts[0, 0] * factor**k, rel=1e-9)
    assert parts[:, 1] == pytest.approx(parts[0, 1] * (-factor) ** k, rel=1e-9)
    words = zigzag_words(outcome)
    assert words[0].startswith("Along v₁ (λ = 1) it crawls: × 0.980")
    assert words[1].startswith("Along v₂ (λ = 100) it alternates: × −0.980")


def test_the_plot_shows_the_components_step_by_step() -> None:
    outcome = stepping(2.0 / (MU + L))
    slow, stiff = _of(outcome, Role.CURVE), _of(outcome, Role.TURN_TO)
    assert slow[:, 0].tolist() == list(range(len(slow)))
    assert np.abs(slow[:3, 1]) == pytest.approx([10.0, 990.0 / 101.0, 10.0 * (99.0 / 101.0) ** 2])
    assert (stiff[1:, 1] * stiff[:-1, 1] < 0.0).all()


def test_the_plot_ends_where_little_of_the_error_is_left() -> None:
    figure = zigzag_plot(stepping(1.0 / L), None)
    # 0.99^k falls below 2 % after 389.2 steps.
    assert figure.axes.x_range == (0.0, float(math.ceil(math.log(0.02) / math.log(0.99)) - 1))


def test_about_a_late_step_only_its_surroundings_are_shown_as_high_as_they_are() -> None:
    figure = zigzag_plot(stepping(1.0 / L, steps=1000), 800)
    low, high = figure.axes.x_range
    assert low < 800.0 < high < 850.0
    assert 0.0 < figure.axes.y_range[1] < 20.0 * 0.99**770
    (present,) = (mark for mark in figure.marks if isinstance(mark, LineMark) and mark.role is Role.PRESENT)
    assert present.vertices[0, 0] == 800.0


def test_lines_are_named_by_their_eigenvalue() -> None:
    names = {mark.text for mark in zigzag_plot(stepping(2.0 / (MU + L)), None).marks if isinstance(mark, TextMark)}
    assert names == {"v₁ (λ = 1)", "v₂ (λ = 100)"}


def test_too_long_a_step_makes_the_stiff_component_grow() -> None:
    factor = 1.0 - L * 2.02 / L
    found = course(np.array([factor**k for k in range(40)]), 1e-9)
    assert found.manner is Manner.ALTERNATES
    assert found.factor == pytest.approx(-1.02)


def test_newton_is_there_after_one_step_along_every_eigenvector() -> None:
    words = zigzag_words(run(STIFF, (10.0, 1.0), "newton"))
    assert all(said.endswith("it is there after one step.") for said in words)


def test_a_start_on_an_eigenvector_has_nothing_to_go_along_the_other() -> None:
    words = zigzag_words(stepping(1.0 / L, (10.0, 0.0)))
    assert words[1] == "Along v₂ (λ = 100) there is nothing to go."


def test_momentum_swings_by_no_steady_factor() -> None:
    # The roots of z^2 - (1 + b - h lam) z + b are complex: b = 0.9, h lam = 0.5.
    error, before, found = 1.0, 1.0, [1.0]
    for _ in range(60):
        error, before = 1.4 * error - 0.9 * before, error
        found.append(error)
    what = course(np.array(found), 1e-12)
    assert what.manner is Manner.SWINGS
    assert what.factor is None
    assert what.changes == int((np.diff(np.sign(found)) != 0).sum())


def test_a_factor_that_varies_is_said_to_be_about_what_it_is() -> None:
    # At a double root the error falls as k rho^k: by rho (1 + 1 / k).
    rho = (math.sqrt(KAPPA) - 1.0) / (math.sqrt(KAPPA) + 1.0)
    outcome = run(STIFF, (10.0, 1.0), "heavy ball")
    assert dict(outcome.trajectory.settings)["momentum"] == pytest.approx(rho * rho)
    assert zigzag_words(outcome)[0] == "Along v₁ (λ = 1) it shrinks: about × 0.83 a step."


def test_without_a_limit_there_is_nothing_to_measure_from() -> None:
    outcome = run("x + y^2", (0.0, 1.0), given=(("step size", 0.1),), steps=40)
    assert outcome.limit is None
    assert zigzag_words(outcome) == (NO_LIMIT,)
    assert zigzag_plot(outcome, 3).marks == ()


@pytest.mark.parametrize("start", [(1.0,), (1.0, 2.0, 3.0), (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)])
def test_any_number_of_variables_is_told(start: tuple[float, ...]) -> None:
    names = "xyzuvw"[: len(start)]
    text = "+".join(f"{k + 1}*{name}^2" for k, name in enumerate(names))
    outcome = run(text, start, given=(("step size", 0.05),))
    words = zigzag_words(outcome)
    # 2 k is the k-th eigenvalue: its factor is 1 - 0.1 k.
    assert words[0] == "Along v₁ (λ = 2) it shrinks: × 0.9 a step."
    assert len(words) == min(len(start), 5)
    figure = zigzag_plot(outcome, 2)
    assert sum(isinstance(mark, LineMark) for mark in figure.marks) == len(start) + 1


@pytest.mark.parametrize(
    ("factor", "words"), [(0.99, "0.99"), (0.9999, "0.9999"), (-0.5, "−0.5"), (0.99999987, "0.99999987"), (1.5, "1.5")]
)
def test_a_factor_has_the_digits_that_tell_it_from_one(factor: float, words: str) -> None:
    assert factor_words(factor) == words


@pytest.mark.parametrize("momentum", [0.0, 0.45])
def test_the_names_stand_apart_up_and_down_and_on_no_line(momentum: float) -> None:
    given = (("step size", 0.055), ("momentum", momentum)) if momentum else (("step size", 0.039),)
    outcome = run("x^2 + 25y^2 + x*y", (4.0, 1.5), "heavy ball" if momentum else "gradient descent", given=given)
    figure = zigzag_plot(outcome, None)
    low, high = figure.axes.y_range
    first, second = (mark for mark in figure.marks if isinstance(mark, TextMark))
    assert abs(first.y - second.y) >= 0.2 * (high - low)
    parts = components(outcome)
    assert parts is not None
    for name in (first, second):
        steps = slice(max(int(name.x) - 1, 0), int(name.x) + 3)
        assert not ((parts[steps].min(axis=0) < name.y) & (name.y < parts[steps].max(axis=0))).any()
