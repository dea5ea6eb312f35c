"""Every change of a text. Who may make it, the room that owns the text decides."""

from amparo.ground.texts.markdown.alignment import Unmatched
from amparo.ground.texts.markdown.tree import Refused

from .carrying import carry_out
from .copying import copy
from .editing import remove, review, take_translation, translate, write
from .planning import Alignment, Incoming, OutdatedError, Plan, Refusal, plan

__all__ = [
    "Alignment",
    "Incoming",
    "OutdatedError",
    "Plan",
    "Refusal",
    "Refused",
    "Unmatched",
    "carry_out",
    "copy",
    "plan",
    "remove",
    "review",
    "take_translation",
    "translate",
    "write",
]
