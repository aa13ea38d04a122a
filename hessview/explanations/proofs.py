"""What is known of the critical point at a probe: why it is what it is, what is proved of it, where exactly it lies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from hessview.analysis.verdict import Kind
from hessview.explanations.critical_points import point_words, proof_words, set_words
from hessview.explanations.degenerate import paths, strictness
from hessview.explanations.digits import bound
from hessview.explanations.reasons import clause
from hessview.language.decimals import raised, real_minus

if TYPE_CHECKING:
    from hessview.analysis.critical_point import CriticalPoint
    from hessview.analysis.critical_sets import CriticalSet
    from hessview.analysis.curvature import Curvature
    from hessview.analysis.degenerate import Degenerate

_ROOT = re.compile(r"sqrt\((\d+|[^\W\d]\w*)\)")
_ROOT_OF = re.compile(r"\bsqrt(?=\()")
_PI = re.compile(r"\bpi\b")
_FACTOR = re.compile(r"(?<=\d)\*(?=[π√])")


def account(curvature: Curvature, point: CriticalPoint | None, critical_set: CriticalSet | None = None) -> str:
    """Return what more than its class is known of the point at a probe, why above what is proved; empty if nothing is.

    Parameters
    ----------
    point
        The critical point of a search on which the probe stands, None if it stands on none.
    critical_set
        The set of such points on which it stands within rounding, None if it stands on none.
    """
    why = "" if curvature.degenerate is None else " ".join(_why(curvature.degenerate))
    proof = "" if point is None else _proof(point, curvature)
    lies = "" if critical_set is None else _on_set(critical_set, curvature)
    return "\n".join(filter(None, (lies, why, proof)))


def exact_words(text: str) -> str:
    """Return exact numbers as one would print them: ``(√2/2, π/4)`` for ``(sqrt(2)/2, pi/4)``."""
    plain = _PI.sub("π", _ROOT_OF.sub("√", _ROOT.sub(r"√\1", text)))
    return raised(real_minus(_FACTOR.sub("", plain).replace("*", "·")))


def _on_set(found: CriticalSet, curvature: Curvature) -> str:
    """Return on what the probe stands; where the numbers there say otherwise, that they do so by rounding."""
    words = f"On {set_words(found)}, {'proved' if found.proved else 'recognised, not proved'}"
    if curvature.kind is Kind.NOT_CRITICAL:
        words += "; the probe is beside it by rounding alone, so the gradient is not exactly 0"
    return f"{words}."


def _why(degenerate: Degenerate) -> list[str]:
    """Return the reason, and the curves that it does not name."""
    said = exact_words(clause(degenerate.reason))
    # A sentence may begin with the name of a function, but not with its capital.
    said = said if said.startswith("f ") else said[:1].upper() + said[1:]
    curves = zip(paths(degenerate), _witness_texts(degenerate), strict=True)
    more = [exact_words(words) for words, text in curves if text not in map(str, degenerate.reason.values)]
    return [f"{sentence}." for sentence in (said, *more)] + [words for words in (strictness(degenerate),) if words]


def _witness_texts(degenerate: Degenerate) -> list[str]:
    return [way.text for way in (degenerate.witness_up, degenerate.witness_down) if way is not None]


def _proof(point: CriticalPoint, curvature: Curvature) -> str:
    if not point.proved:
        return f"Found by the search, not proved: {clause(point.reason)}."
    what = "" if point.kind is curvature.kind else f"{_with_article(point_words(point))}; it "
    words = f"Proved: {what}{proof_words(point)}"
    if point.exact is not None:
        return f"{words}. Exactly {exact_words(point.exact)}."
    if point.kind is Kind.DEGENERATE:
        return f"{words}."
    return f"{words}; its place is known to within {bound(float(np.ptp(point.enclosure, axis=1).max()))}."


def _with_article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
