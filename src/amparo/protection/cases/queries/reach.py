"""What exists for whom. Keys decide, not roles: no grant, no row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from amparo.ground.identity.models import Account, Reader, Role
from amparo.ground.identity.permissions import has
from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring
from amparo.protection.cases.models import Case, Door, Lent, Referral, Submission
from amparo.protection.cases.permissions import DESK, Permission


@dataclass(frozen=True)
class Colleague:
    """Somebody on staff, or a partner's person, whose keys the directory vouches for."""

    account: Account
    keyring: Keyring

    def has(self, *roles: Role) -> bool:
        return has(self.account, *roles)


def today() -> date:
    """The day as this room counts it: UTC."""
    return timezone.now().date()


def colleague(by: Reader) -> Colleague | None:
    """Who asks, with their active keyring; None without one, or without a role of this room."""
    if by is None or not Permission.API.value.allows(by):
        return None
    keyring = vault.keyring_of(by)
    return Colleague(by, keyring) if keyring is not None else None


def granted(keyring: Keyring, **epochs: object) -> QuerySet[Grant]:
    """The grants that count today, of this keyring, on epochs that match."""
    return vault.granted(keyring).filter(
        **{f"epoch__{name}": value for name, value in epochs.items()}
    )


def _scopes(keyring: Keyring, kind: str) -> QuerySet[Grant, UUID]:
    return granted(
        keyring, scope_kind=kind, compartment=KeyEpoch.Compartment.MAIN, retired_on=None
    ).values_list("epoch__scope", flat=True)


def cases(by: Colleague) -> QuerySet[Case]:
    """The cases that exist for this colleague."""
    if not by.has(*DESK):
        return Case.objects.none()
    rows = Case.objects.filter(id__in=_scopes(by.keyring, KeyEpoch.Scope.CASE))
    return rows.exclude(state=Case.State.SHREDDED)


def doors(by: Colleague) -> QuerySet[Door]:
    """The doors behind which this colleague stands."""
    if not by.has(*DESK):
        return Door.objects.none()
    return Door.objects.filter(id__in=_scopes(by.keyring, KeyEpoch.Scope.DOOR))


def submissions(by: Colleague) -> QuerySet[Submission]:
    """What was sent that this colleague holds a key to; what became another team's case is not."""
    if not by.has(*DESK):
        return Submission.objects.none()
    rows = Submission.objects.filter(epoch__in=granted(by.keyring).values("epoch"))
    rows = rows.exclude(state=Submission.State.ERASED)
    return rows.filter(Q(case__isnull=True) | Q(case__in=cases(by)))


def referrals(by: Colleague) -> QuerySet[Referral]:
    """What was referred to the organisation whose key this person holds, while it lasts."""
    if not by.has(Role.PARTNER):
        return Referral.objects.none()
    rows = Referral.objects.filter(epoch__in=granted(by.keyring).values("epoch"))
    return rows.exclude(state__in=[Referral.State.WITHDRAWN, Referral.State.EXPIRED]).filter(
        expires_on__gte=today()
    )


def lent(by: Colleague) -> QuerySet[Lent]:
    """What was lent to this person, while it lasts."""
    return Lent.objects.filter(keyring=by.keyring, until__gte=today())


def holders(epoch_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """For each epoch, the active keyrings that hold a grant on it now. One query."""
    found: dict[UUID, list[UUID]] = {}
    rows = Grant.objects.filter(epoch__in=list(epoch_ids), keyring__state=Keyring.State.ACTIVE)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=today()))
    for epoch, keyring in rows.order_by("granted_on", "keyring").values_list("epoch", "keyring"):
        found.setdefault(epoch, []).append(keyring)
    return found


def living(scopes: Iterable[UUID]) -> dict[UUID, KeyEpoch]:
    """The living main epoch of each scope that has one. One query."""
    rows = KeyEpoch.objects.filter(
        scope__in=list(scopes), compartment=KeyEpoch.Compartment.MAIN, retired_on__isnull=True
    )
    return {row.scope: row for row in rows}
