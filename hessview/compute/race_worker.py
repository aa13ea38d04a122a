"""What a process does that works out races and maps of basins, as a thread of the window would."""

import scipy.integrate
import scipy.optimize

from hessview.calculus import interval_jet
from hessview.compute.answers import Answers
from hessview.compute.sent import handler
from hessview.compute.sent_races import SENT
from hessview.optimizers import methods, together

# Imported before the first question, not during the first answer.
_NEEDED = (methods, together, interval_jet, scipy.integrate, scipy.optimize)

KINDS = {kind.__name__: sent for kind, sent in SENT.items()}

answer = handler(Answers().found, KINDS)
