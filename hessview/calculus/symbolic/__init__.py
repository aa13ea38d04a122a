"""Exact formulas by sympy: gradient and Hessian, readable and checked; the only package that imports sympy.

Trees become sympy objects node by node and come back node by node; no text is ever given to sympy.
"""

from hessview.calculus.symbolic.formulas import Symbolic, SymbolicObjects, answer, exact, objects, to_sympy

__all__ = ["Symbolic", "SymbolicObjects", "answer", "exact", "objects", "to_sympy"]
