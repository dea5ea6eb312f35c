"""What exists for whom. Keys and bars decide, not roles: what is not listed is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from amparo.capacity.fellowships.models import (
    Application,
    Bar,
    Call,
    Fellowship,
    Post,
    Reading,
    Reviewer,
)
from amparo.capacity.fellowships.permissions import ACCOMPANY, OFFICE, Permission
from amparo.ground.identity.models import Account, Role
from amparo.ground.identity.models import Reader as Visitor
from amparo.ground.identity.permissions import has
from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring

HIDDEN = (Application.State.DRAFT, Application.State.ERASED)
READABLE = (Reading.State.ASSIGNED, Reading.State.DONE)


@dataclass(frozen=True)
class Colleague:
    """Somebody on staff whose keys the directory vouches for."""

    account: Account
    keyring: Keyring

    def has(self, *roles: Role) -> bool:
        return has(self.account, *roles)


def today() -> date:
    """The day as this room counts it: UTC."""
    return timezone.now().date()


def colleague(by: Visitor) -> Colleague | None:
    """Who asks, with their active keyring; None without one, or without a role of this room."""
    if by is None or not Permission.API.value.allows(by):
        return None
    keyring = vault.keyring_of(by)
    return Colleague(by, keyring) if keyring is not None else None


def _scopes(keyring: Keyring, kind: str) -> QuerySet[Grant, UUID]:
    rows = vault.granted(keyring).filter(
        epoch__scope_kind=kind,
        epoch__compartment=KeyEpoch.Compartment.MAIN,
        epoch__retired_on=None,
    )
    return rows.values_list("epoch__scope", flat=True)


def calls(by: Colleague) -> QuerySet[Call]:
    """The calls whose applications this member of the office opens."""
    if not by.has(*OFFICE):
        return Call.objects.none()
    return Call.objects.filter(id__in=_scopes(by.keyring, KeyEpoch.Scope.CALL))


def barred(by: Colleague) -> QuerySet[Bar, UUID]:
    """The applications that this person must not see."""
    return Bar.objects.filter(keyring=by.keyring).values_list("application", flat=True)


def applications(by: Colleague) -> QuerySet[Application]:
    """What was sent, for a member of the office: without what they are barred from."""
    rows = Application.objects.filter(call__in=calls(by)).exclude(state__in=HIDDEN)
    return rows.exclude(pk__in=barred(by))


def composed(by: Colleague) -> QuerySet[Call]:
    """The calls whose cohorts this member of the office may see being composed.

    Whoever is barred from one application of a call sees its cohorts only once it is decided.
    """
    rows = calls(by)
    kept_from = Bar.objects.filter(keyring=by.keyring).values("application__call")
    told = [Call.State.DECIDED, Call.State.ENDED]
    return rows.filter(~Q(pk__in=kept_from) | Q(state__in=told))


def reviewers(by: Colleague) -> QuerySet[Reviewer]:
    """Oneself as a reviewer, call by call."""
    if not by.has(Role.REVIEWER):
        return Reviewer.objects.none()
    return Reviewer.objects.filter(keyring=by.keyring, ended_on__isnull=True)


def readings(by: Colleague) -> QuerySet[Reading]:
    """The files that this reviewer has before them."""
    rows = Reading.objects.filter(
        reviewer__in=reviewers(by).filter(declared_on__isnull=False), state__in=READABLE
    )
    gone = (*HIDDEN, Application.State.WITHDRAWN)
    return rows.exclude(application__state__in=gone).exclude(application__in=barred(by))


def discussed(by: Colleague) -> QuerySet[Application]:
    """The applications that this reviewer has judged and may talk about."""
    mine = readings(by).filter(state=Reading.State.DONE, application__call__discussion=True)
    return Application.objects.filter(pk__in=mine.values("application"))


def posts(by: Colleague) -> QuerySet[Post]:
    """What was said to this person: to the office, or to a reviewer in a discussion."""
    to_office = Q(to__isnull=True, application__in=applications(by))
    to_me = Q(to=by.keyring, application__in=discussed(by))
    return Post.objects.filter(to_office | to_me)


def fellowships(by: Colleague) -> QuerySet[Fellowship]:
    """The fellows whom this person accompanies."""
    if not by.has(*ACCOMPANY):
        return Fellowship.objects.none()
    return Fellowship.objects.filter(id__in=_scopes(by.keyring, KeyEpoch.Scope.FELLOWSHIP))


def may_read(reviewer: Reviewer, application: Application) -> bool:
    """Whether a file may be given to this reviewer: declared, not ended, not barred, same call."""
    return (
        reviewer.call_id == application.call_id
        and reviewer.declared_on is not None
        and reviewer.ended_on is None
        and reviewer.keyring.state == Keyring.State.ACTIVE
        and not Bar.objects.filter(application=application, keyring=reviewer.keyring).exists()
    )


def people(*roles: Role) -> list[str]:
    """The active keyrings of those who have one of these roles. One query."""
    rows = Keyring.objects.filter(
        state=Keyring.State.ACTIVE,
        account__memberships__role__in=roles,
        account__memberships__asleep=False,
    )
    return [str(one) for one in rows.order_by("pk").values_list("pk", flat=True).distinct()]


def living(scopes: Iterable[UUID]) -> dict[UUID, KeyEpoch]:
    """The living main epoch of each scope that has one. One query."""
    rows = KeyEpoch.objects.filter(
        scope__in=list(scopes), compartment=KeyEpoch.Compartment.MAIN, retired_on__isnull=True
    )
    return {row.scope: row for row in rows}
