"""Every sentence that explains a result, made from its reason code: plain, exact, short; numbers to certain digits."""

from hessview.explanations.bendings import bending
from hessview.explanations.conditioning import condition
from hessview.explanations.digits import bound, number
from hessview.explanations.reasons import explain
from hessview.explanations.verdicts import headline, sentence

__all__ = ["bending", "bound", "condition", "explain", "headline", "number", "sentence"]
