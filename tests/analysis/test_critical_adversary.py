"""What a search claims of hundreds of functions, held against truth that was found by other means."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hessview.analysis.critical_points import Limits, search
from hessview.analysis.curvature import Kind, Nature
from hessview.landscapes.from_expression import ExpressionLandscape
from hessview.language.parser import parse

DATA = Path(__file__).parents[1] / "data" / "critical_searches.jsonl"
HEADER, *ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
QUICK = [row for row in ROWS if not row["nightly"]]

NATURES = {"minimum": Nature.MINIMUM, "maximum": Nature.MAXIMUM, "not an extremum": Nature.NOT_AN_EXTREMUM}
LIMITS = Limits(seconds=120.0)


@cache
def answer_of(name: str) -> Any:
    row = next(row for row in ROWS if row["id"] == name)
    landscape = ExpressionLandscape(parse(row["expr"], variables=tuple(row["vars"])))
    *_, answer = search(landscape, *np.array(row["box"], dtype=float).T, limits=LIMITS)
    return answer


def places(entries: list[dict[str, Any]], n: int) -> np.ndarray:
    return np.array([[float(text) for text in entry["x"]] for entry in entries]).reshape(-1, n)


class Comparison:
    """The answer for one row beside the truth."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.box = np.array(row["box"], dtype=float)
        self.size = np.ptp(self.box, axis=1)
        self.answer = answer_of(row["id"])
        self.regular, self.degenerate = (places(row[key], len(self.box)) for key in ("points", "degenerate"))
        self.wrong: list[str] = []
        self.decided = 0

    def faults(self) -> list[str]:
        """Return all that is wrong, in words."""
        met: set[tuple[str, int]] = set()
        for point in self.answer.points:
            name = self._of_degenerate(point) if point.kind is Kind.DEGENERATE else self._of_regular(point)
            if name is not None and name in met:
                self.wrong.append(f"{point.x} is listed twice")
            met |= set() if name is None else {name}
        for key, truth in (("points", self.regular), ("degenerate", self.degenerate)):
            for k, x in enumerate(truth):
                if (key, k) not in met and not self._is_open(x):
                    self.wrong.append(f"{x} is missing")
        self._of_the_rest()
        return self.wrong

    def _of_regular(self, point: Any) -> tuple[str, int] | None:
        near = self._near(self.regular, point)
        if len(near) != 1:
            self.wrong.append(f"{point.x}, {point.kind}, is {len(near)} of the points")
            return None
        k = near[0]
        if point.index != self.row["points"][k]["index"] or not point.proved:
            self.wrong.append(f"{point.x} has index {point.index}, proved: {point.proved}")
        self._enclosed(point, self.regular[k])
        return "points", k

    def _of_degenerate(self, point: Any) -> tuple[str, int] | None:
        near = self._near(self.degenerate, point)
        if len(near) != 1:
            self.wrong.append(f"{point.x}, degenerate, is {len(near)} of the points")
            return None
        true = NATURES[self.row["degenerate"][near[0]]["nature"]]
        if point.nature not in (true, Nature.UNDECIDED):
            self.wrong.append(f"{point.x}: {point.nature} and not {true}")
        self.decided += point.nature is true
        self._enclosed(point, self.degenerate[near[0]])
        return "degenerate", near[0]

    def _near(self, truth: np.ndarray, point: Any) -> list[int]:
        slack = np.maximum(1e-12 * self.size, 2.0 * np.ptp(point.enclosure, axis=1)) + 1e-15 * np.abs(point.x)
        return [k for k, x in enumerate(truth) if (np.abs(x - point.x) <= slack).all()]

    def _enclosed(self, point: Any, x: np.ndarray) -> None:
        low, high = point.enclosure.T
        slack = 2.0 * np.spacing(np.abs(x))
        if not ((low - slack <= x) & (x <= high + slack)).all():
            self.wrong.append(f"{x} is not in its enclosure")

    def _is_open(self, x: np.ndarray) -> bool:
        """Whether the answer says that it does not know what is at a place."""
        if not self.answer.finished:
            return True
        slack = 1e-12 * self.size
        regions = [*self.answer.undecided, *(np.column_stack((p.lower, p.upper)) for p in self.answer.nonsmooth)]
        return any(((each[:, 0] - slack <= x) & (x <= each[:, 1] + slack)).all() for each in regions)

    def _of_the_rest(self) -> None:
        if self.row["complete"] and not self.answer.complete:
            self.wrong.append(f"not complete, {len(self.answer.undecided)} regions undecided")
        if self.row["sets"] is not None and len(self.answer.curves) != self.row["sets"]:
            self.wrong.append(f"{len(self.answer.curves)} sets")
        for x in places([{"x": x} for x in self.row["rough"]], len(self.box)):
            if not any(
                place.x is not None and (np.abs(place.x - x) <= 1e-8 * self.size).all()
                for place in self.answer.nonsmooth
            ):
                self.wrong.append(f"the place {x} that is not smooth is missing")


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["id"], marks=[pytest.mark.nightly] if row["nightly"] else []) for row in ROWS]
)
def test_what_is_claimed_is_true_and_what_is_to_be_found_is_found(row: dict[str, Any]) -> None:
    assert Comparison(row).faults() == []


def share_decided(rows: list[dict[str, Any]]) -> float:
    compared = [Comparison(row) for row in rows if row["degenerate"]]
    for each in compared:
        each.faults()
    return sum(each.decided for each in compared) / sum(len(each.degenerate) for each in compared)


def test_nearly_all_degenerate_points_are_decided() -> None:
    assert share_decided(QUICK) >= 0.95


@pytest.mark.nightly
def test_nearly_all_degenerate_points_of_all_functions_are_decided() -> None:
    assert share_decided(ROWS) >= 0.9
