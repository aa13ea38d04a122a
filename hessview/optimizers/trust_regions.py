"""Trust regions, SciPy's: the quadratic model is minimised as far as it is trusted, exactly or along a dogleg."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.optimizers.objective import HESSIAN
from hessview.optimizers.prediction import Law, Source
from hessview.optimizers.quasi_newton import at_minimum
from hessview.optimizers.recorded import minimised
from hessview.optimizers.settings import Setting, constant

if TYPE_CHECKING:
    from hessview.optimizers.prediction import Prediction
    from hessview.optimizers.recorded import Floats, Record
    from hessview.optimizers.settings import Chosen
    from hessview.optimizers.spectrum import Spectrum
    from hessview.optimizers.trajectory import Stop

_LARGEST = 1e12
"""SciPy's largest radius is 1000: a run that falls without end would come to the limit of steps and never be far."""


class TrustRegion:
    """The subproblem solved nearly exactly: it uses negative curvature, and leaves saddles.

    References
    ----------
    .. [1] More, Sorensen, Computing a trust region step, SIAM J. Sci. Stat. Comput. 4, 1983.
    """

    name = "trust region"
    settings = (Setting("first radius", "Δ", constant(1.0), low=1e-300, high=999.0),)
    scipy_name = "trust-exact"

    def run(self, record: Record, start: Floats, chosen: Chosen) -> Stop:
        """Run SciPy's method."""
        first = float(chosen["first radius"][0])
        options = {"gtol": record.vanished, "initial_trust_radius": first, "max_trust_radius": _LARGEST}
        return minimised(record, start, self.scipy_name, options, HESSIAN)

    def prediction(self, spectrum: Spectrum, _chosen: Chosen) -> Prediction:
        """Return quadratic convergence to a minimum: near it the region no longer binds."""
        return at_minimum(spectrum, Law.QUADRATIC, Source.TRUST_REGION)


class Dogleg(TrustRegion):
    """The subproblem solved along two straight pieces; it needs H positive definite.

    References
    ----------
    .. [1] Powell, A new algorithm for unconstrained optimization, 1970.
    """

    name = "dogleg"
    scipy_name = "dogleg"
