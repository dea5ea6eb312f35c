"""Who may do what at the front."""

from enum import Enum

from django.utils.translation import gettext_lazy as _

from amparo.ground.identity.models import Role
from amparo.ground.identity.permissions import EVERYONE_ON_STAFF, Rule


class Permission(Enum):
    """What may be done in this room."""

    READ = Rule(
        _("open the home page, the help pages and what we say about ourselves"), public=True
    )
    SET_UP = Rule(
        _("set an empty installation up, once, with the code printed on the server"), public=True
    )
    MINE = Rule(_("see what waits for them, export what is held about them, and delete it"))
    DESK = Rule(_("open the Desk"), EVERYONE_ON_STAFF)
    JOBS = Rule(
        _("see what is done in the background"), frozenset({Role.ADMINISTRATOR, Role.EDITOR})
    )
    AUDIT = Rule(
        _("read the audit trail and check that it is whole"),
        frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    )
    WORDS = Rule(
        _("edit the lists of themes and of whom the work puts first"),
        frozenset({Role.ADMINISTRATOR, Role.EDITOR, Role.STRATEGIST}),
    )
    ORGANISATION = Rule(
        _("change the organisation's name and where *Leave this site* leads"),
        frozenset({Role.ADMINISTRATOR}),
    )
