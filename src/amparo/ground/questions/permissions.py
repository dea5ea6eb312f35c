"""Who may do what with forms."""

from enum import Enum

from django.utils.translation import gettext_lazy as _

from amparo.ground.identity.models import Role
from amparo.ground.identity.permissions import Rule


class Permission(Enum):
    """What may be done in this room."""

    EDIT = Rule(
        _("change the questions that people are asked, and publish them"),
        frozenset({Role.ADMINISTRATOR}),
    )
