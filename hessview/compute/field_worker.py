"""What a process does that works out fields, maps of the Hessian and boxes that fit, as a thread would."""

from hessview.analysis import definiteness_survey
from hessview.analysis.fields import framing, region_borders
from hessview.compute.answers import Answers
from hessview.compute.sent import handler
from hessview.compute.sent_fields import SENT

# Imported before the first question, not during the first answer.
_NEEDED = (definiteness_survey, framing, region_borders)

KINDS = {kind.__name__: sent for kind, sent in SENT.items()}

answer = handler(Answers().answer, KINDS)
