"""Who may do what in the press: the table, and one predicate and one list filter for each line.

Predicates and filters speak of editions; whoever sees one of a publication's editions sees the
publication.
"""

from enum import Enum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.ground.identity.models import Reader, Role
from amparo.ground.identity.permissions import Rule

from .models import Edition, State

WORKED_ON = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
STANDING = (*WORKED_ON, State.RELEASED, State.SUPERSEDED, State.WITHDRAWN)
NOTHING = Q(pk__in=())
EVERYBODY = 0


class Permission(Enum):
    """What may be done in this room."""

    READ = Rule(_("read and download what has been published"), public=True)
    PREVIEW = Rule(
        _("read drafts, replaced editions and withdrawn ones"),
        frozenset({Role.EDITOR, Role.TRANSLATOR}),
    )
    EDIT = Rule(
        _("write and change publications: chapters, figures, titles, and for whom they are"),
        frozenset({Role.EDITOR}),
    )
    PUBLISH = Rule(
        _("send an edition to review, approve it, release it language by language, withdraw it"),
        frozenset({Role.EDITOR}),
    )
    WAIVE = Rule(
        _("let a language out although a check found something, with a reason that readers see"),
        frozenset({Role.EDITOR}),
    )
    COUNTS = Rule(
        _("see how often files were taken, by month"),
        frozenset({Role.EDITOR, Role.STRATEGIST}),
    )
    AMEND = Rule(
        _("put an urgent notice into everything of a publication, and take it away"),
        frozenset({Role.EDITOR}),
    )


def sees(by: Reader, edition: Edition) -> bool:
    """Whether this person may read this edition."""
    if edition.state == State.RELEASED:
        return Permission.READ.value.allows(by)
    return edition.state in STANDING and Permission.PREVIEW.value.allows(by)


def seen(by: Reader) -> Q:
    """The editions this person may read, as a filter."""
    if Permission.PREVIEW.value.allows(by):
        return Q(state__in=STANDING)
    return Q(state=State.RELEASED)


def publishes(by: Reader, edition: Edition) -> bool:
    """Whether this person may publish or withdraw this edition."""
    return edition.state in STANDING and Permission.PUBLISH.value.allows(by)


def published_by(by: Reader) -> Q:
    """The editions this person may publish or withdraw, as a filter."""
    return Q(state__in=STANDING) if Permission.PUBLISH.value.allows(by) else NOTHING


def edits(by: Reader, edition: Edition) -> bool:
    """Whether this person may edit the publication this edition is of."""
    return edition.state in STANDING and Permission.EDIT.value.allows(by)


def edited_by(by: Reader) -> Q:
    """The editions whose publications this person may edit, as a filter."""
    return Q(state__in=STANDING) if Permission.EDIT.value.allows(by) else NOTHING


def sees_desk(by: Reader) -> bool:
    """Whether this person has a page about the press on the Desk."""
    return Permission.PREVIEW.value.allows(by)


def search_keys_of(edition: Edition) -> tuple[int, ...]:
    """The search keys of those who may find this edition (see identity.queries.search_keys)."""
    if edition.state == State.RELEASED:
        return (EVERYBODY,)
    if edition.state not in STANDING:
        return ()
    roles = list(Role)
    return tuple(sorted(10 + roles.index(role) for role in Permission.PREVIEW.value.roles))
