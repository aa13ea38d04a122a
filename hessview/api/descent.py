"""Runs of methods from a start: what scripts and notebooks ask for, and `hessview descend`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from hessview.api.functions import Function
    from hessview.language.formula import Formula
    from hessview.optimizers.descend import Limits
    from hessview.optimizers.method import Method
    from hessview.optimizers.outcome import Outcome
    from hessview.optimizers.recorded import Recorded

DEFAULT_METHODS = ("gradient descent", "heavy ball", "newton")
MOST_STEPS = 1_000_000


class Run:
    """One run of one method.

    Attributes
    ----------
    method, settings
        Its name, and the settings that were used.
    path, values, gradient_norms
        Every iterate, shape (k + 1, n), with f and |grad f| there, shape (k + 1,).
    reason
        Why it ended: "converged", "step limit", "diverged" and so on.
    iterations, evaluations
        Steps, and questions to f, its gradient and its Hessian.
    predicted_rate, observed_rate
        The factor of a step near the limit, by theory and as measured; None where there is none.
    end_kind
        What the Hessian decides about the end, polished where the run reached a critical point.
    outcome
        All that is known of the run.
    """

    def __init__(self, outcome: Outcome) -> None:
        t = outcome.trajectory
        self.outcome = outcome
        self.method, self.settings = t.method, dict(t.settings)
        self.path, self.values, self.gradient_norms = t.path, t.values, t.gradient_norms
        self.reason = t.stop
        self.iterations, self.evaluations = t.iterations, t.evaluations
        self.predicted_rate, self.observed_rate = outcome.prediction.rate, outcome.observation.rate
        self.end_kind = outcome.kind

    @property
    def end(self) -> NDArray[np.float64]:
        """The last iterate, shape (n,)."""
        return self.outcome.trajectory.end

    def __repr__(self) -> str:
        return f"<{self.method}: {self.reason} after {self.iterations} steps, {self.end_kind}>"


class Descent(Sequence[Run]):
    """Runs from one start, in the order that was asked for; also by the name of the method.

    Printed it is the table that compares them.
    """

    def __init__(self, runs: Sequence[Run], formula: Formula) -> None:
        self._runs, self._formula = tuple(runs), formula

    @overload
    def __getitem__(self, key: int | str) -> Run: ...

    @overload
    def __getitem__(self, key: slice) -> Sequence[Run]: ...

    def __getitem__(self, key: int | str | slice) -> Run | Sequence[Run]:
        """Return a run by its place or by the name of its method."""
        if not isinstance(key, str):
            return self._runs[key]
        for run in self._runs:
            if run.method == key:
                return run
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._runs)

    @property
    def document(self) -> dict[str, object]:
        """The ``descend`` document, for JSON."""
        from hessview.export.descend_output import descend_document

        return dict(descend_document([run.outcome for run in self._runs], self._formula))

    @property
    def text(self) -> str:
        """The runs in sentences."""
        from hessview.export.descend_output import descend_text

        return descend_text([run.outcome for run in self._runs], self._formula)

    @property
    def table(self) -> str:
        """The table that compares the runs."""
        from hessview.export.descend_output import comparison_table

        return comparison_table([run.outcome for run in self._runs])

    def __repr__(self) -> str:
        return self.table


def descend(
    function: Function,
    start: ArrayLike,
    methods: Sequence[str] | str = DEFAULT_METHODS,
    *,
    steps: int = 500,
    step_size: float | None = None,
    settings: Mapping[str, Mapping[str, float]] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Descent:
    """Let methods run from a start, and judge where each ended and how fast.

    Parameters
    ----------
    function
        What to go down.
    start
        n finite numbers.
    methods
        Names, or one: see `hessview.optimizers.methods.METHODS`.
    steps
        How many at most.
    step_size
        Of every method that has one; by default mostly 1/L, with the largest |lambda| on a way down from the start.
    settings
        Of single methods: {"heavy ball": {"momentum": 0.9}}.
    cancelled
        Asked between steps; True ends the run, which keeps its path so far, and no other begins.

    Raises
    ------
    ValueError
        For a start that is no point or where f is undefined, an unknown method, or a setting that it does not have or
        that is out of bounds.

    Examples
    --------
    >>> import hessview as hv
    >>> runs = hv.descend(hv.Function("x^2 + 10y^2"), (1, 1), ["newton"])
    >>> runs["newton"].end_kind.value
    'minimum'
    """
    x, limits = _checked_start(function, start), _limits(steps, cancelled)
    known = [method_named(name) for name in ([methods] if isinstance(methods, str) else methods)]
    own = _settings_of({method.name for method in known}, settings or {})
    runs = []
    for method in known:
        runs.append(_run(function, x, method, _chosen(method, own.get(method.name, {}), step_size), limits))
        if cancelled is not None and cancelled():
            break
    return Descent(runs, function.formula)


def _limits(steps: int, cancelled: Callable[[], bool] | None) -> Limits:
    from hessview.optimizers.descend import Limits

    if not (hasattr(steps, "__index__") and 1 <= steps <= MOST_STEPS):
        raise ValueError(f"steps {steps!r}: must be a whole number between 1 and {MOST_STEPS:,}")
    return Limits(steps=steps, cancelled=cancelled)


def _settings_of(
    methods: Collection[str], settings: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Return the settings of each of some methods by its name.

    Raises
    ------
    ValueError
        For settings of a method that does not run, and for one that is no number.
    """
    own: dict[str, dict[str, float]] = {}
    for spelled, values in settings.items():
        name = method_named(spelled).name
        if name not in methods:
            raise ValueError(f"settings of {name}: it is none of the methods that run")
        own[name] = {setting: _number(setting, value) for setting, value in values.items()}
    return own


def _number(setting: str, value: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{setting} {value!r}: must be a number") from None


def _chosen(method: Method | Recorded, own: Mapping[str, float], step_size: float | None) -> dict[str, float]:
    """Return what is chosen for one method; its own settings before the step size of all."""
    if step_size is not None and any(setting.name == "step size" for setting in method.settings):
        return {"step size": float(step_size), **own}
    return dict(own)


def _run(
    function: Function, start: NDArray[np.float64], method: Method | Recorded, chosen: Mapping[str, float],
    limits: Limits,
) -> Run:  # fmt: skip
    from hessview.landscapes.data_rows import LEAST_ROWS
    from hessview.optimizers.descend import descend as run_of
    from hessview.optimizers.objective import data_of
    from hessview.optimizers.outcome import judged

    if chosen.get("batch") and data_of(function.landscape) is None:
        what = f"{LEAST_ROWS} or more terms that differ in their numbers alone"
        raise ValueError(f"batch {chosen['batch']:g}: f is no sum over data, which are {what}")
    trajectory = run_of(method, function.landscape, start, chosen, limits)
    return Run(judged(function.landscape, method, trajectory))


def _checked_start(function: Function, start: ArrayLike) -> NDArray[np.float64]:
    """Return a start as a point; refuse what is none, and where f is undefined, in words."""
    x, n = np.asarray(start, dtype=np.float64), function.formula.dimension
    if x.shape != (n,) or not np.isfinite(x).all():
        raise ValueError(f"a start of {n} finite coordinates was expected, got {np.array2string(x, threshold=8)}")
    with np.errstate(all="ignore"):
        value = float(function.landscape.value(x))
    if not np.isfinite(value):
        from hessview.explanations.places import equations

        what = "undefined" if np.isnan(value) else "infinite"
        raise ValueError(f"f is {what} at the start, {equations(function.formula.variables, x)}: choose another one")
    return x


def method_named(name: str) -> Method | Recorded:
    """Return a method by its name or a usual abbreviation; hyphens, underscores and capitals do not matter.

    Raises
    ------
    ValueError
        If there is none; says which one may be meant.
    """
    from hessview.optimizers.methods import ABBREVIATIONS, METHODS

    known = {_key(method.name): method for method in METHODS}
    key = _key(ABBREVIATIONS.get(_key(name), name))
    if key in known:
        return known[key]
    import difflib

    near = difflib.get_close_matches(key, [*known, *ABBREVIATIONS], 1)
    meant = known[_key(ABBREVIATIONS.get(near[0], near[0]))].name if near else ""
    hint = f"; did you mean {meant}?" if near else "."
    raise ValueError(f"there is no method {name}{hint} The methods are: {', '.join(m.name for m in METHODS)}")


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
