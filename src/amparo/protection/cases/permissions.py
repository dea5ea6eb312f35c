"""Who may do what with requests and cases.

A role opens a page; what stands on it is decided by keys: a case exists for somebody exactly when
their active keyring holds a grant on its living main epoch (`queries.reach`).
"""

from enum import Enum

from django.utils.translation import gettext_lazy as _

from amparo.ground.identity.models import Role
from amparo.ground.identity.permissions import Rule

DESK = frozenset({Role.CASEWORKER, Role.KEYHOLDER, Role.SAFEGUARDING})


class Permission(Enum):
    """What may be done in this room."""

    ASK = Rule(
        _("ask for help, read the answers, answer back, and erase what they sent"), public=True
    )
    FIGURES = Rule(_("read the figures that were released"), public=True)
    WORK = Rule(_("work on the requests and cases that they hold keys to"), DESK)
    DOORS = Rule(
        _("tell senders who reads what comes in, when, and in which languages"),
        frozenset({Role.ADMINISTRATOR, Role.KEYHOLDER}),
    )
    REVEAL = Rule(
        _("with a second keyholder, open a case in an emergency; its team sees that they did"),
        frozenset({Role.KEYHOLDER}),
    )
    RELEASE = Rule(
        _("release figures that were counted on their own device"), frozenset({Role.KEYHOLDER})
    )
    LEDGER = Rule(
        _("see the money ledger and say what was approved, paid and receipted"),
        frozenset({Role.FINANCE}),
    )
    LENT = Rule(_("open what was lent to them, and send back words"), frozenset({Role.INTERPRETER}))
    REFERRALS = Rule(
        _("read what was referred to their organisation, and answer it"),
        frozenset({Role.PARTNER}),
    )
    API = Rule(
        _("ask the desk's interface for what is sealed to them"),
        DESK | {Role.INTERPRETER, Role.PARTNER},
    )
    NOTICES = Rule(
        _("say where they want to be told to sign in"), DESK | {Role.INTERPRETER, Role.PARTNER}
    )
    RETENTION = Rule(
        _("say how many days requests and closed cases are kept"),
        frozenset({Role.ADMINISTRATOR}),
    )
