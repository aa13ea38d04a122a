"""How methods are called in words: the names of people, and of methods that have a spelling of their own."""

from __future__ import annotations

from types import MappingProxyType

_SPELLED = MappingProxyType({
    "armijo": "Armijo", "wolfe": "Wolfe", "nesterov": "Nesterov", "adagrad": "AdaGrad", "rmsprop": "RMSProp",
    "adam": "Adam", "newton": "Newton", "damped newton": "damped Newton", "modified newton": "modified Newton",
    "saddle-free newton": "saddle-free Newton", "bfgs": "BFGS", "l-bfgs": "L-BFGS", "nelder-mead": "Nelder–Mead",
    "newton flow": "Newton flow",
})  # fmt: skip


def spelled(method: str) -> str:
    """Return a method as it is written within a sentence: ``BFGS``, ``damped Newton``, ``gradient descent``."""
    return _SPELLED.get(method, method)


def heading(method: str) -> str:
    """Return the same at the beginning of one: ``Damped Newton``."""
    name = spelled(method)
    return name[:1].upper() + name[1:]
