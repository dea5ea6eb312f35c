"""Who may do what with calls, applications and fellowships.

A role opens a page; what stands on it is decided by keys and by bars (`queries.reach`): an
application exists for the office exactly when its member holds the call's living key and is not
barred from it; a reading for its reader alone; a fellowship for whoever holds its key.
"""

from enum import Enum

from django.utils.translation import gettext_lazy as _

from amparo.ground.identity.models import Role
from amparo.ground.identity.permissions import Rule

OFFICE = frozenset({Role.FELLOWSHIPS})
ACCOMPANY = frozenset({Role.FELLOWSHIPS, Role.COACH})
PANEL = frozenset({Role.FELLOWSHIPS, Role.REVIEWER, Role.COACH})


class Permission(Enum):
    """What may be done in this room."""

    APPLY = Rule(
        _("apply for a fellowship, come back to what they sent, withdraw and erase it"),
        public=True,
    )
    REPORTS = Rule(_("read what is told of a round, and fellows who agreed to it"), public=True)
    OFFICE = Rule(_("work on the applications of calls that they hold keys to"), OFFICE)
    CALLS = Rule(
        _("make calls for applications, and say what is asked and judged"),
        frozenset({Role.ADMINISTRATOR, Role.FELLOWSHIPS}),
    )
    EXTEND = Rule(
        _("with a second colleague, give a later deadline to those whom something struck"),
        frozenset({Role.FELLOWSHIPS, Role.KEYHOLDER}),
    )
    REVIEW = Rule(
        _("read and judge the blind copies that were sealed to them"), frozenset({Role.REVIEWER})
    )
    ACCOMPANY = Rule(_("accompany the fellows whose keys they hold"), ACCOMPANY)
    MONEY = Rule(
        _("see stipends without a name, and say what was paid and receipted"),
        frozenset({Role.FINANCE}),
    )
    API = Rule(_("ask the fellowships' desk for what is sealed to them"), PANEL)
