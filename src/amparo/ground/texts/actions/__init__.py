"""Every change of a text, and all that is done at the translation desk.

Who may change a text, the room that owns it decides; the desk's own rules are in permissions.py.
"""

from amparo.ground.texts.markdown.alignment import Unmatched
from amparo.ground.texts.markdown.tree import Refused

from .carrying import carry_out
from .comparing import Merge, Outcome, read_package
from .copying import copy
from .editing import grade, remove, restore, take_translation, write
from .glossary import add_concept, import_terms, put_term, remember, remove_term
from .merging import merge_package
from .packages import Scope, make_package
from .planning import Alignment, Incoming, OutdatedError, Plan, Refusal, plan
from .projects import DeskRefused, close_language, offer, open_language, withdraw_offer
from .releasing import release, unrelease
from .talking import comment, credit, forget, settle
from .translating import Overtaken, OwnWords, judge, review, translate

__all__ = [
    "Alignment",
    "DeskRefused",
    "Incoming",
    "Merge",
    "Outcome",
    "OutdatedError",
    "Overtaken",
    "OwnWords",
    "Plan",
    "Refusal",
    "Refused",
    "Scope",
    "Unmatched",
    "add_concept",
    "carry_out",
    "close_language",
    "comment",
    "copy",
    "credit",
    "forget",
    "grade",
    "import_terms",
    "judge",
    "make_package",
    "merge_package",
    "offer",
    "open_language",
    "plan",
    "put_term",
    "read_package",
    "release",
    "remember",
    "remove",
    "remove_term",
    "restore",
    "review",
    "settle",
    "take_translation",
    "translate",
    "unrelease",
    "withdraw_offer",
    "write",
]
