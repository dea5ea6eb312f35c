"""Who may do what with keys. What somebody can read, their keys decide, not this table."""

from enum import Enum

from django.utils.translation import gettext_lazy as _

from amparo.ground.identity.models import Role
from amparo.ground.identity.permissions import EVERYONE_ON_STAFF, Rule

KEYHOLDERS = frozenset({Role.ADMINISTRATOR, Role.KEYHOLDER})
"""Who may be named a keyholder; whether somebody is one, the directory says."""

WORK_WITH_KEYS = frozenset(
    {
        Role.CASEWORKER,
        Role.KEYHOLDER,
        Role.SAFEGUARDING,
        Role.INTERPRETER,
        Role.PARTNER,
        Role.FELLOWSHIPS,
        Role.REVIEWER,
        Role.COACH,
    }
)
"""Whose work begins with keys of their own. Others may make theirs, and are not asked to."""


class Permission(Enum):
    """What may be done in this room."""

    KEYS = Rule(_("make keys of their own for what is sealed, and keep them"), EVERYONE_ON_STAFF)
    FOUND = Rule(
        _("found the directory of the organisation's keys, once"), frozenset({Role.ADMINISTRATOR})
    )
    VOUCH = Rule(
        _("vouch for a colleague's keys, together with another keyholder of the directory"),
        KEYHOLDERS,
    )
    REVOKE = Rule(_("take away a colleague's keys at once, and see what they reached"), KEYHOLDERS)
