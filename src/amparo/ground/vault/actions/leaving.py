"""Keys are taken away: at once, with a report of what they reached."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from amparo.ground.identity import actions as identity
from amparo.ground.identity.models import Account
from amparo.ground.vault import queries
from amparo.ground.vault.models import (
    Departure,
    Grant,
    KeyEpoch,
    Keyring,
    PairSeal,
    Proposal,
    UnlockBlob,
)
from amparo.ground.vault.permissions import Permission

from .keyrings import noted
from .reading import RefusedError


@transaction.atomic
def revoke(keyring: Keyring, *, by: Keyring) -> Departure:
    """A colleague's keys end now: grants, ways to open them and sessions are gone.

    One keyholder or administrator is enough, so that it need not wait; the directory's own entry,
    which two sign, follows. Of several keyholders two must be left. Raises RefusedError.
    """
    active = Keyring.objects.filter(pk=by.pk, state=Keyring.State.ACTIVE).exists()
    if not active or not Permission.REVOKE.value.allows(by.account):
        raise RefusedError("keyholder", _("Only keyholders do this."))
    if keyring.state not in (Keyring.State.ACTIVE, Keyring.State.ENDED):
        raise RefusedError("state", _("Nobody has vouched for these keys."))
    keyholders = queries.directory().keyholders
    left = Keyring.objects.filter(pk__in=keyholders, state=Keyring.State.ACTIVE)
    if keyring.pk in keyholders and left.exclude(pk=keyring.pk).count() < 2:
        raise RefusedError(
            "keyholder",
            _("Without this keyholder two would not be left. Name another keyholder first."),
        )
    return end_keyring(keyring, by=by.account)


def end_keyring(keyring: Keyring, *, by: Account | None) -> Departure:
    """The keyring ends, in the caller's transaction; again is the same as once."""
    keyring = Keyring.objects.select_for_update().get(pk=keyring.pk)
    found = Departure.objects.filter(keyring=keyring).first()
    if found is not None:
        return found
    departure = Departure.objects.create(
        keyring=keyring, left_on=queries.today(), report=_report(keyring)
    )
    take_back(Grant.objects.filter(keyring=keyring))
    UnlockBlob.objects.filter(keyring=keyring).delete()
    PairSeal.objects.filter(Q(first=keyring) | Q(second=keyring)).delete()
    Proposal.objects.filter(Q(by=keyring) | Q(to=keyring)).delete()
    keyring.state = Keyring.State.ENDED
    keyring.save(update_fields=["state"])
    if keyring.account is not None:
        identity.end_sessions(keyring.account)
    noted("vault.keyring_ended", keyring.pk, by=by)
    return departure


def _report(keyring: Keyring) -> dict[str, Any]:
    """What this person could open, alone or with another keyholder: ids and days."""
    grants = Grant.objects.filter(keyring=keyring).select_related("epoch")
    pairs = PairSeal.objects.filter(Q(first=keyring) | Q(second=keyring), epoch__isnull=False)
    return {
        "v": 1,
        "epochs": [
            {
                "epoch": str(row.epoch_id),
                "scope_kind": row.epoch.scope_kind,
                "scope": str(row.epoch.scope),
                "compartment": row.epoch.compartment,
                "number": row.epoch.number,
                "granted_on": row.granted_on.isoformat(),
            }
            for row in grants.order_by("epoch__scope", "epoch__compartment", "epoch__number")
        ],
        "emergency": sorted({str(epoch) for epoch in pairs.values_list("epoch", flat=True)}),
    }


@transaction.atomic
def forget(*, by: Account) -> None:
    """Who deletes their account leaves: what the directory signed stays, and leads to nobody.

    Raises RefusedError for whom `queries.needed` says why.
    """
    for words in queries.needed(by):
        raise RefusedError("keyholder", words)
    for keyring in Keyring.objects.filter(account=by):
        if keyring.state == Keyring.State.ACTIVE:
            end_keyring(keyring, by=by)
        elif keyring.state != Keyring.State.ENDED:
            keyring.delete()
    Keyring.objects.filter(account=by).update(account=None)


@transaction.atomic
def expire_grants() -> int:
    """What was lent until a day gone by is taken back; how many grants."""
    return take_back(Grant.objects.filter(until__lt=queries.today()))


def take_back(grants: QuerySet[Grant]) -> int:
    """Grants are gone, in the caller's transaction, and living epochs they opened owe a new one.

    Whoever had a grant may have kept what was in it. How many grants.
    """
    living = KeyEpoch.objects.filter(retired_on__isnull=True, owed_on__isnull=True)
    living.filter(pk__in=grants.values("epoch")).update(owed_on=queries.today())
    gone, _kinds = grants.delete()
    return gone
