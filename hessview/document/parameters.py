"""The changes of a parameter: its number, which stands in the text, and the range of its slider."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from hessview.document.commands import Command
from hessview.document.limits import MOST_SLIDERS
from hessview.document.reading import read
from hessview.document.state import Slider
from hessview.language.definitions import Definition, definitions, with_value

if TYPE_CHECKING:
    from collections.abc import Hashable

    from hessview.document.state import State

_RANGE = 5.0
_STEPS = 200
"""Steps over the range of a slider that nobody has set."""
_FINEST = 2.0**53
"""Steps from the lower end beyond which not every one has a number of its own."""


@dataclass(frozen=True)
class SetParameter(Command):
    """Move a parameter: its number in the text becomes `value`, nothing else of the text changes.

    A drag carries no time and is sealed on release; a move by keys carries it, and a pause ends the step.
    """

    parameter: str
    value: float
    time: float | None = None
    name: ClassVar[str] = "change parameter"
    gesture: ClassVar[str | None] = "parameter"

    @property
    def merge_key(self) -> Hashable | None:
        """Moves of one parameter are one step, those of two are two."""
        return self.gesture, self.parameter

    def name_in(self, state: State) -> str:
        """Return which one."""
        del state
        return f"change {self.parameter}"

    def apply(self, state: State) -> State:
        """Write the number; what is no plain number in a text that can be read is left alone.

        The slider keeps the range that it had when it was grasped.
        """
        found = _definition(state, self.parameter)
        if found is None or not found.is_number or not math.isfinite(self.value) or found.value == self.value:
            return state
        text = with_value(state.text, found, self.value)
        formula = read(text)
        if formula is None or dict(formula.parameters).get(self.parameter) != self.value:
            return state
        slider = slider_of(state.sliders, self.parameter, found.value)
        return replace(state, text=text, accepted=text, sliders=_with(state, slider))


@dataclass(frozen=True)
class SetSlider(Command):
    """Give the slider of a parameter another range or another step."""

    slider: Slider
    name: ClassVar[str] = "set range of parameter"

    def name_in(self, state: State) -> str:
        """Return which one."""
        del state
        return f"set range of {self.slider.name}"

    def apply(self, state: State) -> State:
        """A range that is none, or of something that is no parameter, is ignored."""
        if slider_problem(self.slider) or _definition(state, self.slider.name) is None:
            return state
        return replace(state, sliders=_with(state, self.slider))


def parameters_of(state: State) -> tuple[Definition, ...]:
    """Return the parameters of the function that is shown, in the order of their lines."""
    formula = read(state.accepted)
    return () if formula is None else definitions(state.accepted, formula)


def slider_of(sliders: tuple[Slider, ...], parameter: str, value: float) -> Slider:
    """Return the range of a slider: the one that was set, else a usual one; wide enough for the present value."""
    known = next((slider for slider in sliders if slider.name == parameter), None) or default_slider(parameter, value)
    if known.low <= value <= known.high:
        return known
    low, high = min(known.low, value), max(known.high, value)
    return replace(known, low=low, high=high) if math.isfinite(high - low) else default_slider(parameter, value)


def default_slider(parameter: str, value: float) -> Slider:
    """Return a range of round numbers about 0: -5 to 5, or as far as twice the value."""
    size = 2.0 * abs(value)
    is_usual = size <= 2.0 * _RANGE and (size == 0.0 or size >= 0.02)
    # Below 1e-300 the steps would have no size.
    half = _RANGE if is_usual else _round_up(min(max(size, 1e-300), 1e300))
    return Slider(parameter, -half, half, 2.0 * half / _STEPS)


def slider_problem(slider: Slider) -> str:
    """Return what is wrong with a range, as a sentence; empty if nothing is."""
    if not all(map(math.isfinite, (slider.low, slider.high, slider.step))):
        return "The range and the step must be finite numbers."
    if not (slider.low < slider.high and math.isfinite(slider.high - slider.low)):
        return "The lower end must be less than the upper one."
    if not 0.0 < slider.step <= slider.high - slider.low:
        return "The step must be positive and fit into the range."
    return ""


def stepped(slider: Slider, value: float, steps: int) -> float:
    """Return the value so many steps on, on the slider's grid from its lower end and within its range.

    Where the grid is finer than the numbers, the next number is the next step.
    """
    place = (value - slider.low) / slider.step
    if place > _FINEST:
        return min(max(math.nextafter(value, math.copysign(math.inf, steps)), slider.low), slider.high)
    wanted = math.floor(place + 1e-6) + steps if steps > 0 else math.ceil(place - 1e-6) + steps
    return on_grid(slider, slider.low + wanted * slider.step)


def on_grid(slider: Slider, value: float) -> float:
    """Return the value of the slider's grid that is nearest, a round number where the grid has round numbers."""
    if value >= slider.high:
        return slider.high
    if value <= slider.low:
        return slider.low
    place = (value - slider.low) / slider.step
    if place > _FINEST:
        return value
    steps = round(place)
    exact = slider.low + steps * slider.step
    # 0.1 + 0.2 is 0.3 here: digits far below a step are none.
    digits = 3 - math.floor(math.log10(slider.step))
    rounded = round(exact, digits) if digits < 300 else exact
    return min(max(rounded, slider.low), slider.high) + 0.0


def _definition(state: State, name: str) -> Definition | None:
    if state.text != state.accepted:
        return None
    return next((each for each in parameters_of(state) if each.name == name), None)


def _with(state: State, slider: Slider) -> tuple[Slider, ...]:
    """Return the document's sliders with this one, without those of names that are no parameters any more."""
    if slider in state.sliders:
        return state.sliders
    others = tuple(each for each in state.sliders if each.name != slider.name)
    if len(others) >= MOST_SLIDERS:
        names = {each.name for each in parameters_of(state)}
        others = tuple(each for each in others if each.name in names)[: MOST_SLIDERS - 1]
    return (*others, slider)


def _round_up(size: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that is not below `size`."""
    power = 10.0 ** math.floor(math.log10(size))
    return next((digit * power for digit in (1.0, 2.0, 5.0) if digit * power >= size), 10.0 * power)
