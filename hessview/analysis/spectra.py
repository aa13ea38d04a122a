"""Eigenvalues of many Hessians at once, and their signs as far as the bounds of the entries' errors certify them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hessview.analysis.eigenpairs import UNIT

if TYPE_CHECKING:
    from hessview.calculus.jets import Jets

Floats = NDArray[np.float64]
Signs = NDArray[np.int8]

_TINY = 1e-300
_ROUNDS = 4


@dataclass(frozen=True, eq=False)
class Spectra:
    """The eigenvalues of m matrices.

    Attributes
    ----------
    values
        Shape (m, n), ascending; nan where the matrix is not finite.
    signs
        Shape (m, n): 1 or -1 where the sign is certain, 0 where the eigenvalue is zero within its error.
    defined
        Shape (m,): whether the matrix is finite and something is known of its errors.
    """

    values: Floats
    signs: Signs
    defined: NDArray[np.bool_]

    @property
    def settled(self) -> Floats:
        """The eigenvalues, shape (m, n), with 0 for what is zero within its error, so that no noise is shown."""
        return np.where(self.defined[:, np.newaxis] & (self.signs == 0), 0.0, self.values)

    @property
    def log_condition(self) -> Floats:
        """log10 of max |lambda| / min |lambda|, shape (m,); inf where H is singular within its error."""
        size = np.abs(self.settled)
        with np.errstate(all="ignore"):
            logarithm: Floats = np.log10(size.max(axis=1)) - np.log10(size.min(axis=1))
        logarithm[self.defined & (self.signs == 0).any(axis=1)] = np.inf
        return logarithm


def spectra(hessians: Floats, errors: Floats) -> Spectra:
    """Return the eigenvalues of symmetric matrices, shape (m, n, n), whose entries are wrong by at most `errors`.

    For n = 2 both follow from the trace and the determinant, whose rounding is bounded entry by entry: diag(1, 1e-20)
    is positive definite. For larger n the errors are those of Weyl's theorem (Horn & Johnson, Matrix Analysis, theorem
    4.3.1), once more after a congruence with a diagonal matrix where they leave a sign open: it keeps the signs
    (Sylvester) and takes the units of the variables out.
    """
    m, n = hessians.shape[:2]
    known = np.isfinite(hessians) & np.isfinite(errors)
    defined = np.asarray(known.all(axis=(1, 2)), dtype=np.bool_)
    values, signs = np.full((m, n), np.nan), np.zeros((m, n), dtype=np.int8)
    H, E = hessians[defined], errors[defined]
    # A power of two takes each matrix to entries near 1: nothing overflows on the way, and nothing is rounded.
    exponent = np.frexp(np.abs(H).max(axis=(1, 2), initial=0.0))[1]
    with np.errstate(all="ignore"):
        H, E = (np.ldexp(part, -exponent[:, np.newaxis, np.newaxis]) for part in (H, E))
        scaled, found = (_two_by_two if n == 2 else _any_size)(H, E)
        values[defined], signs[defined] = np.ldexp(scaled, exponent[:, np.newaxis]), found
    return Spectra(values, signs, defined)


def newton_signs(found: Jets, eigenvalues: Spectra) -> Signs:
    """Return the sign of g^T H^-1 g, shape (m,), 0 where it is not certain.

    Newton's step is -H^-1 g, and f changes along it at first by -g^T H^-1 g: uphill where this sign is -1.
    """
    signs = np.zeros(len(found.gradients), dtype=np.int8)
    usable = eigenvalues.defined & (eigenvalues.signs != 0).all(axis=1)
    usable &= np.isfinite(found.gradients).all(axis=1) & np.isfinite(found.gradient_errors).all(axis=1)
    g, e = found.gradients[usable], found.gradient_errors[usable]
    H, E = found.hessians[usable], found.hessian_errors[usable]
    with np.errstate(all="ignore"):
        exponent = np.frexp(np.abs(H).max(axis=(1, 2), initial=0.0))[1][:, np.newaxis, np.newaxis]
        H, E = np.ldexp(H, -exponent), np.ldexp(E, -exponent)
        exponent = np.frexp(np.abs(g).max(axis=1, initial=0.0))[1][:, np.newaxis]
        g, e = np.ldexp(g, -exponent), np.ldexp(e, -exponent)
        if H.shape[1] == 2:
            q, error = _adjugate_form(H, E, g, e)
            q *= eigenvalues.signs[usable].prod(axis=1)
        else:
            q, error = _inverse_form(H, E, g, e)
        signs[usable] = np.where(np.abs(q) > error, np.sign(q), 0.0)
    return signs


def _two_by_two(H: Floats, E: Floats) -> tuple[Floats, Signs]:
    """Return eigenvalues and signs: the larger by size from the trace, the other as determinant / larger."""
    (a, b, c), (ea, eb, ec) = _entries(H), _entries(E)
    mean, half = 0.5 * (a + c), 0.5 * (a - c)
    large = mean + np.copysign(np.hypot(half, b), mean)
    det = a * c - b * b
    det_error = np.abs(a) * ec + np.abs(c) * ea + ea * ec + (2.0 * np.abs(b) + eb) * eb
    det_error += 4.0 * UNIT * (np.abs(a * c) + b * b) + np.where((a != 0.0) & (c != 0.0) | (b != 0.0), _TINY, 0.0)
    large_error = np.maximum(ea, ec) + eb + 8.0 * UNIT * np.abs(large)
    small = np.where(large != 0.0, det / large, 0.0)
    of_large = np.where(np.abs(large) > large_error, np.sign(large), 0.0)
    of_small = np.where(np.abs(det) > det_error, np.sign(det), 0.0) * of_large
    first = (small <= large)[:, np.newaxis]
    pairs, signs = np.stack([small, large], axis=1), np.stack([of_small, of_large], axis=1)
    return np.where(first, pairs, pairs[:, ::-1]), np.where(first, signs, signs[:, ::-1]).astype(np.int8)


def _any_size(H: Floats, E: Floats) -> tuple[Floats, Signs]:
    values, signs = _by_weyl(H, E)
    open_ = np.flatnonzero((signs == 0).any(axis=1))
    if open_.size:
        d = np.ones((open_.size, H.shape[1]))
        A, F = H[open_], E[open_]
        for _ in range(_ROUNDS):
            size = (np.abs(A) + F).max(axis=2)
            factor = np.ldexp(1.0, -np.where(size > 0.0, np.frexp(size)[1], 0) // 2)
            d *= factor
            both = factor[:, :, np.newaxis] * factor[:, np.newaxis, :]
            A, F = A * both, F * both
        _, signs[open_] = _by_weyl(A, F)
    return values, signs


def _by_weyl(H: Floats, E: Floats) -> tuple[Floats, Signs]:
    values = _eigenvalues(H)
    norm: Floats = np.minimum(np.sqrt((E * E).sum(axis=(1, 2))), E.sum(axis=2).max(axis=1, initial=0.0))
    bound = norm + 4.0 * (H.shape[1] + 1) * UNIT * np.abs(values).max(axis=1, initial=0.0)
    signs = np.where(np.abs(values) > bound[:, np.newaxis], np.sign(values), 0.0)
    return values, np.nan_to_num(signs).astype(np.int8)


def _eigenvalues(H: Floats) -> Floats:
    """Return the eigenvalues of symmetric matrices, shape (m, n); nan where an entry overflowed on the way here."""
    values = np.full(H.shape[:2], np.nan)
    finite = np.isfinite(H).all(axis=(1, 2))
    values[finite] = np.linalg.eigvalsh(H[finite])
    return values


def _adjugate_form(H: Floats, E: Floats, g: Floats, e: Floats) -> tuple[Floats, Floats]:
    """Return g^T adj(H) g = g^T H^-1 g det H and a bound of its error; H is 2 x 2."""
    (a, b, c), (ea, eb, ec) = _entries(H), _entries(E)
    x, y = g.T
    ex, ey = e.T
    terms = c * x * x, -2.0 * b * x * y, a * y * y
    u, v = np.abs(x), np.abs(y)
    error = ec * (u + ex) ** 2 + 2.0 * eb * (u + ex) * (v + ey) + ea * (v + ey) ** 2
    error += np.abs(c) * (2.0 * u + ex) * ex + np.abs(a) * (2.0 * v + ey) * ey
    error += 2.0 * np.abs(b) * (u * ey + v * ex + ex * ey)
    size = np.abs(terms[0]) + np.abs(terms[1]) + np.abs(terms[2])
    return terms[0] + terms[1] + terms[2], error + 8.0 * UNIT * size + _TINY


def _inverse_form(H: Floats, E: Floats, g: Floats, e: Floats) -> tuple[Floats, Floats]:
    """Return g^T H^-1 g and its error to first order in that of H; H is not singular within its error."""
    values, vectors = np.linalg.eigh(H)
    along = np.einsum("mij,mi->mj", vectors, g)
    step = along / values
    sizes = np.linalg.norm(step, axis=1), np.linalg.norm(e, axis=1)
    norm: Floats = np.sqrt((E * E).sum(axis=(1, 2))) + 4.0 * H.shape[1] * UNIT
    error = norm * sizes[0] ** 2 + 2.0 * sizes[0] * sizes[1] + 16.0 * UNIT * np.abs(along * step).sum(axis=1)
    return (along * step).sum(axis=1), 2.0 * error


def _entries(H: Floats) -> tuple[Floats, Floats, Floats]:
    return H[:, 0, 0], H[:, 0, 1], H[:, 1, 1]
