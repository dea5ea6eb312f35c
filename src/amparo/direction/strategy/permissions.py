"""Who may do what with the strategy."""

from enum import Enum

from django.utils.translation import gettext_lazy as _

from amparo.ground.identity.models import Role
from amparo.ground.identity.permissions import Rule


class Permission(Enum):
    """What may be done in this room."""

    READ = Rule(_("read the strategy and see where each promise stands"), public=True)
    REWORD = Rule(
        _("change the words of the strategy and of its promises"), frozenset({Role.STRATEGIST})
    )
