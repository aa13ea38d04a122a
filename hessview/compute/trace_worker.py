"""What a process does that follows critical points while a parameter moves, as a thread of the window would."""

from hessview.analysis import bifurcations
from hessview.compute.answers import Answers
from hessview.compute.sent import handler
from hessview.compute.sent_traces import SENT

# Imported before the first question, not during the first answer.
_NEEDED = (bifurcations,)

KINDS = {kind.__name__: sent for kind, sent in SENT.items()}

answer = handler(Answers().answer, KINDS)
