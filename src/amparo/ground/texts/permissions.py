"""Who may do what at the translation desk: the table, and one predicate and list filter.

What readers see, the room that owns a text decides. Every line of the table speaks of projects:
whoever holds one of them sees the project.
"""

from enum import Enum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.ground.identity.models import Reader, Role
from amparo.ground.identity.permissions import Rule

NOTHING = Q(pk__in=())
TRANSLATORS = frozenset({Role.TRANSLATOR, Role.EDITOR})


class Permission(Enum):
    """What may be done in this room."""

    TRANSLATE = Rule(_("translate what is offered at the translation desk"), TRANSLATORS)
    REVIEW = Rule(_("say that they have read what somebody else translated"), TRANSLATORS)
    APPROVE = Rule(_("approve translations that they did not write"), frozenset({Role.EDITOR}))
    OPEN = Rule(
        _("open and close a language of a project, or parts of it"), frozenset({Role.EDITOR})
    )
    GLOSSARY = Rule(_("change the glossary"), TRANSLATORS)
    PACKAGE = Rule(
        _("take work out for translators who do not sign in, and bring it back"), TRANSLATORS
    )
    COMMENT = Rule(_("comment on paragraphs and translations"), TRANSLATORS)


def sees_desk(by: Reader) -> bool:
    """Whether this person has a translation desk, and so sees every project on it."""
    return Permission.TRANSLATE.value.allows(by)


def seen(by: Reader) -> Q:
    """The projects this person sees, as a filter."""
    return Q() if sees_desk(by) else NOTHING


def reviews(by: Reader) -> bool:
    """Whether this person may say that they have read somebody else's words."""
    return Permission.REVIEW.value.allows(by)


def approves(by: Reader) -> bool:
    """Whether this person may approve somebody else's words."""
    return Permission.APPROVE.value.allows(by)
