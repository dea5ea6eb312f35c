"""Whose keys, of which epochs, and until when."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from amparo.ground.identity.models import Account, Membership, Role
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring, OrganisationKey


def today() -> date:
    """The day as browsers sign it: UTC."""
    return timezone.now().date()


def organisation() -> OrganisationKey | None:
    """The organisation's key; None before it was founded."""
    return OrganisationKey.objects.first()


def keyring(identifier: UUID) -> Keyring | None:
    """A keyring of any state: to check who signed what."""
    return Keyring.objects.filter(pk=identifier).first()


def keyring_of(account: Account) -> Keyring | None:
    """Somebody's keyring that the directory vouches for; None without one."""
    return Keyring.objects.filter(account=account, state=Keyring.State.ACTIVE).first()


def own(account: Account) -> Keyring | None:
    """Somebody's keyring that has not ended: one in the making, too."""
    return Keyring.objects.filter(account=account).exclude(state=Keyring.State.ENDED).first()


def granted(holder: Keyring) -> QuerySet[Grant]:
    """The grants of a keyring that count today; none unless it is active."""
    rows = Grant.objects.filter(keyring=holder, keyring__state=Keyring.State.ACTIVE)
    return rows.filter(Q(until__isnull=True) | Q(until__gte=today()))


def reads(holder: Keyring) -> set[UUID]:
    """The epochs that this keyring opens now."""
    return set(granted(holder).values_list("epoch_id", flat=True))


def epochs(scope: UUID) -> QuerySet[KeyEpoch]:
    """All epochs of a scope, by compartment and number."""
    return KeyEpoch.objects.filter(scope=scope)


def living_epoch(scope: UUID, compartment: str = "main") -> KeyEpoch | None:
    """The epoch that new items of a scope are sealed to; None before its first."""
    rows = KeyEpoch.objects.select_related("shred", "signed_by")
    return rows.filter(scope=scope, compartment=compartment, retired_on__isnull=True).first()


def living_epoch_by_id(identifier: UUID | str) -> KeyEpoch | None:
    """A living epoch, by its id as it was sent; None for anything else."""
    try:
        wanted = UUID(str(identifier))
    except ValueError:
        return None
    rows = KeyEpoch.objects.select_related("shred", "signed_by")
    return rows.filter(pk=wanted, retired_on__isnull=True).first()


def to_renew() -> list[KeyEpoch]:
    """Living epochs that somebody could read who no longer may: each needs a new one. One query."""
    return list(KeyEpoch.objects.filter(owed_on__isnull=False, retired_on__isnull=True))


def owed(holder: Keyring) -> list[tuple[KeyEpoch, list[UUID]]]:
    """Those of them that this keyring opens, each with who opens it. Three queries."""
    held = reads(holder)
    rows = [row for row in to_renew() if row.id in held]
    known = members(row.id for row in rows)
    return [(row, known.get(row.id, [])) for row in rows]


def members(epochs: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """For each epoch the active keyrings that open it today. One query."""
    rows = Grant.objects.filter(epoch__in=list(epochs), keyring__state=Keyring.State.ACTIVE)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=today()))
    found: dict[UUID, list[UUID]] = {}
    for epoch, holder in rows.order_by("granted_on", "keyring").values_list("epoch", "keyring"):
        found.setdefault(epoch, []).append(holder)
    return found


def partners(accounts: Iterable[int | None]) -> dict[int, UUID]:
    """Of these accounts, those of partner organisations, and of which. One query."""
    rows = Membership.objects.filter(
        account__in=[one for one in accounts if one is not None], role=Role.PARTNER
    )
    return {
        account: where for account, where in rows.values_list("account", "organisation") if where
    }
