"""The table of methods, in the order in which they are offered."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hessview.optimizers.adagrad import AdaGrad
from hessview.optimizers.adam import Adam
from hessview.optimizers.damped_newton import DampedNewton, ModifiedNewton
from hessview.optimizers.eigenvector_following import EigenvectorFollowing
from hessview.optimizers.flows import GradientFlow, NewtonFlow
from hessview.optimizers.gradient_descent import GradientDescent
from hessview.optimizers.heavy_ball import HeavyBall
from hessview.optimizers.line_search_descent import ArmijoDescent, ExactLineSearch
from hessview.optimizers.nelder_mead import NelderMead
from hessview.optimizers.nesterov import Nesterov
from hessview.optimizers.newton import Newton
from hessview.optimizers.quasi_newton import BFGS, ConjugateGradients, LimitedMemoryBFGS
from hessview.optimizers.rmsprop import RMSProp
from hessview.optimizers.saddle_free_newton import SaddleFreeNewton
from hessview.optimizers.stochastic import StochasticGradientDescent
from hessview.optimizers.trust_regions import Dogleg, TrustRegion
from hessview.optimizers.wolfe_descent import WolfeDescent

if TYPE_CHECKING:
    from hessview.optimizers.method import Method
    from hessview.optimizers.recorded import Recorded

METHODS: tuple[Method | Recorded, ...] = (
    GradientDescent(),
    ExactLineSearch(),
    ArmijoDescent(),
    WolfeDescent(),
    HeavyBall(),
    Nesterov(),
    AdaGrad(),
    RMSProp(),
    Adam(),
    StochasticGradientDescent(),
    Newton(),
    DampedNewton(),
    ModifiedNewton(),
    SaddleFreeNewton(),
    TrustRegion(),
    Dogleg(),
    ConjugateGradients(),
    BFGS(),
    LimitedMemoryBFGS(),
    NelderMead(),
    EigenvectorFollowing(),
    GradientFlow(),
    NewtonFlow(),
)

ABBREVIATIONS = MappingProxyType(
    {
        "gd": "gradient descent",
        "gradient": "gradient descent",
        "sd": "steepest descent",
        "cauchy": "steepest descent",
        "exact line search": "steepest descent",
        "backtracking": "armijo",
        "hb": "heavy ball",
        "polyak": "heavy ball",
        "momentum": "heavy ball",
        "agd": "nesterov",
        "nag": "nesterov",
        "accelerated gradient": "nesterov",
        "ada grad": "adagrad",
        "rms prop": "rmsprop",
        "sgd": "stochastic gradient descent",
        "newton raphson": "newton",
        "sfn": "saddle-free newton",
        "tr": "trust region",
        "trust": "trust region",
        "trust exact": "trust region",
        "cg": "conjugate gradients",
        "ncg": "conjugate gradients",
        "conjugate gradient": "conjugate gradients",
        "lbfgs": "l-bfgs",
        "l bfgs b": "l-bfgs",
        "lbfgsb": "l-bfgs",
        "nm": "nelder-mead",
        "neldermead": "nelder-mead",
        "simplex": "nelder-mead",
        "ef": "eigenvector following",
        "flow": "gradient flow",
    }
)
"""What methods are also called: in small letters, with blanks for hyphens."""
