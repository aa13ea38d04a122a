"""See the second derivative: drag a probe over a landscape and read the Hessian there."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hessview import catalog
    from hessview.analysis.curvature import Curvature, Definiteness, Kind, Nature
    from hessview.api import Descent, Function, Picture, Run, descend, explore, figure
    from hessview.landscapes.catalog import CATALOG
    from hessview.language.problem import HessviewError, ProblemKind, Repair, SyntaxProblem

__version__ = "0.1.0"

_HOMES = {
    "Function": "hessview.api",
    "Picture": "hessview.api",
    "descend": "hessview.api",
    "Descent": "hessview.api",
    "Run": "hessview.api",
    "explore": "hessview.api",
    "figure": "hessview.api",
    "Curvature": "hessview.analysis.curvature",
    "Definiteness": "hessview.analysis.curvature",
    "Kind": "hessview.analysis.curvature",
    "Nature": "hessview.analysis.curvature",
    "CATALOG": "hessview.landscapes.catalog",
    "HessviewError": "hessview.language.problem",
    "ProblemKind": "hessview.language.problem",
    "Repair": "hessview.language.problem",
    "SyntaxProblem": "hessview.language.problem",
}

__all__ = [  # noqa: RUF022 - in the order in which a reader meets them
    "Function",
    "descend",
    "Descent",
    "Run",
    "figure",
    "Picture",
    "explore",
    "catalog",
    "Curvature",
    "Definiteness",
    "Kind",
    "Nature",
    "CATALOG",
    "HessviewError",
    "ProblemKind",
    "Repair",
    "SyntaxProblem",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used, so that `import hessview` costs nothing."""
    import importlib

    if name == "catalog":
        return importlib.import_module("hessview.catalog")  # which binds it here
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'hessview' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


class _Facade(type(sys)):  # type: ignore[misc]
    """The package, in which `figure` stays the function although there is a package of the same name."""

    @property
    def figure(self) -> object:
        """The function of `hessview.api`."""
        from hessview.api import figure as function

        return function

    @figure.setter
    def figure(self, package: object) -> None:
        """Let go of the package that an import binds here; `from hessview.figure import ...` does not look here."""


sys.modules[__name__].__class__ = _Facade
