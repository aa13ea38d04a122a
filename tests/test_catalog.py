"""The catalog for scripts: found by name, and loaded only when it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import hessview
from hessview import Function, catalog


def test_an_example_is_a_function_with_a_box_and_known_points() -> None:
    example = catalog.find("Himmelblau")
    found = Function(example.text).critical_points(example.domain)
    assert found.complete
    assert sorted(str(point.kind) for point in found) == sorted(point.kind for point in example.critical)
    assert "Himmelblau" in example.source


def test_names_are_those_of_the_menu() -> None:
    assert catalog.names() == tuple(example.name for example in catalog.CATALOG)
    assert catalog.CATALOG is hessview.CATALOG


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Müller–Brown", "Müller–Brown"), ("muller brown", "Müller–Brown"), ("RASTRIGIN", "Rastrigin"),
        ("rosenbrock's", "Rosenbrock's banana"), ("levy", "Levy 13"), ("bowl", "Bowl"),
        ("fourth powers, a = -1", "Fourth powers, a = −1"),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_typed(name: str, found: str) -> None:
    assert catalog.find(name).name == found


@pytest.mark.parametrize("name", catalog.names())
def test_every_example_is_found_by_its_own_name(name: str) -> None:
    assert catalog.find(name).name == name


@pytest.mark.parametrize(
    ("name", "hint"),
    [("rastrigan", "did you mean Rastrigin?"), ("rosenbrock", "Rosenbrock's banana or Rosenbrock in four dimensions"),
     ("zzz", "catalog.names()"), ("", "catalog.names()")],
)  # fmt: skip
def test_an_unknown_name_is_refused_with_what_would_do(name: str, hint: str) -> None:
    with pytest.raises(LookupError, match="no example is called") as refused:
        catalog.find(name)
    assert hint in str(refused.value)


def test_the_catalog_is_loaded_when_it_is_asked_for() -> None:
    program = (
        "import sys, hessview\n"
        "assert 'hessview.catalog' not in sys.modules\n"
        "assert hessview.catalog.find('Bowl').text == 'x^2 + y^2'\n"
        "assert not {'numpy', 'scipy', 'sympy', 'PySide6'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
